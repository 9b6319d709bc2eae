"""The indicators, their old labels, the groups of index and the traps to know, as data (B1.1, B1.2). Pure."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SOURCE = "SSMSI, bases statistiques de la délinquance enregistrée par la police et la gendarmerie nationales"
LICENCE = "Licence Ouverte 2.0 (Etalab)"
COUNTRIES = {"FM": "France métropolitaine", "FR": "France entière"}
SOURCE_4001 = "État 4001, faits constatés par la police et la gendarmerie"
LAST_INDEX, UNUSED = 107, frozenset({96, 97, 99, 100})
# « Coups et blessures volontaires » was split in two in this edition.
SPLIT_EDITION = date(2025, 7, 1)


@lru_cache
def regions() -> dict[str, str]:
    """Names of the regions by their code, as INSEE writes them."""
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines, delimiter=";")}


@dataclass(frozen=True)
class Definition:
    """`old`: the labels of former editions, letter for letter apart from accents and capitals."""

    code: str
    label: str
    unit: str
    denominator: str = "population"
    additive_space: bool = True
    neutral: bool = False
    parts: tuple[str, ...] = ()
    components: tuple[int, ...] = ()
    old: tuple[str, ...] = ()


SSMSI = (
    Definition("homicides", "Homicides", "victime", components=(1, 2, 3, 51)),
    Definition("tentatives-homicide", "Tentatives d'homicide", "victime", components=(4, 5),
               old=("Tentatives d'homicides",)),
    Definition("violences-intrafam", "Violences physiques intrafamiliales", "victime",
               old=("Coups et blessures volontaires intrafamiliaux", "Violences intrafamiliales",
                    "Coups et blessures volontaires dans la sphère familiale")),
    Definition("violences-hors-famille", "Violences physiques hors cadre familial", "victime",
               old=("Autres coups et blessures volontaires",
                    "Coups et blessures volontaires hors du cadre familial")),
    Definition("coups-blessures", "Coups et blessures volontaires", "victime", components=(6, 7),
               parts=("violences-intrafam", "violences-hors-famille")),
    Definition("violences-sexuelles", "Violences sexuelles", "victime", components=(46, 47, 48, 49)),
    Definition("vols-armes", "Vols avec armes", "infraction", components=tuple(range(15, 23))),
    Definition("vols-violents", "Vols violents sans arme", "infraction", components=(23, 24, 25, 26)),
    Definition("vols-sans-violence", "Vols sans violence contre des personnes", "victime_entendue",
               components=(32, 42, 43)),
    Definition("cambriolages", "Cambriolages de logement", "infraction", denominator="dwellings",
               components=(27, 28)),
    Definition("vols-vehicule", "Vols de véhicule", "vehicule", components=(34, 35, 36), old=("Vols de véhicules",)),
    Definition("vols-dans-vehicule", "Vols dans les véhicules", "vehicule", components=(37,)),
    Definition("vols-accessoires", "Vols d'accessoires sur véhicules", "vehicule", components=(38,)),
    Definition("degradations", "Destructions et dégradations volontaires", "infraction",
               components=(62, 63, 66, 67, 68)),
    Definition("usage-stup", "Usage de stupéfiants", "mis_en_cause", additive_space=False, neutral=True,
               components=(57,), parts=("usage-stup-afd", "usage-stup-hors-afd")),
    Definition("usage-stup-afd", "Usage de stupéfiants (AFD)", "mis_en_cause", additive_space=False, neutral=True),
    Definition("usage-stup-hors-afd", "Usage de stupéfiants (hors AFD)", "mis_en_cause", additive_space=False,
               neutral=True),
    Definition("trafic-stup", "Trafic de stupéfiants", "mis_en_cause", additive_space=False, neutral=True,
               components=(55, 56)),
    Definition("escroqueries", "Escroqueries et fraudes aux moyens de paiement", "victime", components=(89, 90, 91),
               old=("Escroqueries",)),
)  # fmt: skip
# The labels replaced by others in the edition that split them.
REPLACED = frozenset({"Autres coups et blessures volontaires", "Coups et blessures volontaires intrafamiliaux"})
NEUTRAL_INDEXES = frozenset({44, 55, 56, 57, 58, 69, 70, 71})
INDEX_UNITS = {
    **dict.fromkeys((46, 47, 48, 49), "victime"), **dict.fromkeys((55, 56, 57, 58), "auteur"),
    **dict.fromkeys((34, 35, 36, 37, 38), "vehicule"), 89: "cheque",
}  # fmt: skip


def index_code(index: int) -> str:
    return f"i{index:03}"


@lru_cache(maxsize=1)
def indexes() -> tuple[tuple[int, str], ...]:
    """The 107 index of the état 4001 with their labels."""
    with (DATA / "nomenclature_4001.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((int(row["index_4001"]), row["libelle"]) for row in csv.DictReader(lines, delimiter=";"))


# code, label, index, activity
GROUPS = (
    ("coups", "Coups et blessures volontaires", (7,), False),
    ("menaces", "Menaces", (11, 12), False),
    ("vols-armes-4001", "Vols avec armes", (15, 16, 17, 18, 19), False),
    ("vols-violents-4001", "Vols violents sans arme", (23, 24, 25, 26), False),
    ("tire", "Vols à la tire", (32,), False),
    ("etalage", "Vols à l'étalage", (33,), False),
    ("vols-simples", "Vols simples", (41, 42, 43), False),
    ("cambriolages-hab", "Cambriolages d'habitations", (27, 28), False),
    ("cambriolages-pro", "Cambriolages de locaux professionnels", (29,), False),
    ("cambriolages-autres", "Cambriolages d'autres lieux", (30,), False),
    ("ruse", "Vols par ruse", (31,), False),
    ("automobiles", "Vols d'automobiles", (35,), False),
    ("deux-roues", "Vols de deux-roues motorisés", (36,), False),
    ("roulotte", "Vols à la roulotte et d'accessoires", (37, 38), False),
    ("degradations-vehicules", "Dégradations de véhicules", (68,), False),
    ("incendies", "Incendies volontaires", (62, 63), False),
    ("degradations-autres", "Autres dégradations", (66, 67), False),
    ("stupefiants", "Stupéfiants", (55, 56, 57, 58), True),
    ("autorite", "Atteintes à l'autorité", (72, 73), False),
)  # fmt: skip
GROUPS_SINCE = date(2002, 1, 1)
DRUGS = ("usage-stup", "usage-stup-afd", "usage-stup-hors-afd", "trafic-stup", "i055", "i056", "i057", "i058")

NOTES: tuple[dict[str, Any], ...] = (
    {"code": "recorded", "severity": "info",
     "text": "Chiffres des faits enregistrés, non des faits subis : le taux de plainte va de 12 % à 74 % selon"
             " l'atteinte."},
    {"code": "drugs", "severity": "warning", "indicators": DRUGS,
     "text": "Les stupéfiants mesurent l'activité des services. Les personnes mises en cause ne s'additionnent pas"
             " entre territoires : une même personne peut y compter deux fois."},
    {"code": "frauds", "severity": "info", "indicators": ("escroqueries",),
     "text": "Les escroqueries sont comptées au lieu de résidence de la victime, les autres atteintes au lieu des"
             " faits."},
    {"code": "afd", "severity": "break", "indicators": DRUGS[:4], "since": date(2020, 9, 1),
     "text": "L'amende forfaitaire délictuelle (AFD) rompt la série de l'usage de stupéfiants depuis 2020 ; son"
             " périmètre a été révisé en juillet 2026 (+ 1 %)."},
    {"code": "split", "severity": "break", "indicators": ("violences-intrafam", "violences-hors-famille",
                                                          "coups-blessures"),
     "text": "Depuis l'édition de juillet 2025, « Coups et blessures volontaires » est remplacé par deux indicateurs de"
             " violences physiques."},
    {"code": "editions", "severity": "info",
     "text": "Chaque édition révise les années passées : ne comparer que des chiffres de la même édition."},
    {"code": "geography", "severity": "info", "nomenclature": "ssmsi",
     "text": "Les communes fusionnées n'ont de chiffres que sous leur nouveau code."},
    {"code": "population", "severity": "info", "nomenclature": "ssmsi",
     "text": "La population utilisée pour les taux a un à trois ans de retard sur les faits."},
    {"code": "residents", "severity": "warning", "nomenclature": "ssmsi", "places": True,
     "text": "Peu d'habitants, beaucoup de passage (aéroport, marché de gros, centre commercial) : le taux par habitant"
             " y est trompeur."},
    {"code": "recording", "severity": "info", "nomenclature": "etat4001",
     "text": "La date est celle de l'enregistrement, parfois plusieurs mois après les faits. Un changement de logiciel"
             " crée des marches."},
    {"code": "units", "severity": "warning", "nomenclature": "etat4001",
     "text": "L'unité de compte change d'un index à l'autre (victime, véhicule, auteur…) : aucun total toutes index n'a"
             " de sens."},
    {"code": "dwellings", "severity": "info", "indicators": ("cambriolages",),
     "text": "Le taux des cambriolages se calcule pour mille logements, non pour mille habitants."},
)  # fmt: skip


def aliases() -> Iterator[tuple[str, str, bool]]:
    """(code, old label, replaced by the split) of each old label."""
    for one in SSMSI:
        for label in one.old:
            yield one.code, label, label in REPLACED
