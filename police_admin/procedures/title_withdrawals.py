"""Withdrawal, and suspension where the law knows it, of the titles that have no sanction of their own.

A table: a line differs by the titles that it strikes, by what may be held against their holders and by what follows.
The holder is heard; the title really ends, from the notification of the order.
"""

from collections.abc import Iterable
from dataclasses import replace

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.procedure import Opinion
from directorate.casework.section_opinions import ROAD_SAFETY
from directorate.casework.title_withdrawals import (
    AGREEMENT,
    BOTH,
    FALSE,
    LOST,
    ORDER,
    POLICE,
    Struck,
    breaches,
    procedure_of,
)
from directorate.parameters.values import LOW, Value
from police_admin.procedures.air.dossier import FAMILY as AIR
from police_admin.procedures.fireworks import dossier as fireworks
from police_admin.procedures.municipal_police import dossier as municipal
from police_admin.procedures.sports.event import FAMILY as SPORTS
from police_admin.procedures.terms import after_notification
from police_admin.procedures.weapons import dossier as weapons

UNIT = "polices-administratives"
POUNDS = "Fourrières automobiles"
TOWN_HALL = Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall")


# --- municipal police ---------------------------------------------------------------------------------------

ARMS, CAMERAS, DOGS = (
    "CSI, art. R511-30 et suivants",
    "CSI, art. L241-2, R241-8 et suivants",
    "CSI, art. L511-5-2, R511-34-1 et suivants",
)  # fmt: skip
MUNICIPAL = {"family": municipal.FAMILY, "kept_out": municipal.KEPT_OUT, "opinions": (TOWN_HALL, POLICE)}

# --- weapons ------------------------------------------------------------------------------------------------

HOLDING = "CSI, art. R312-15 et R312-18"
PARTED = "weapons.divestment_months"


def weapons_are_given_up(facts: Facts) -> Iterable[Expected]:
    """Without its authorisation a weapon is no longer held lawfully: the time of the law to part with it."""
    return after_notification(
        facts, code="divestment", label="Preuve du dessaisissement attendue", parameter=PARTED, article=HOLDING,
        outcome="withdrawal",
    )  # fmt: skip


WEAPONS = {"family": weapons.FAMILY, "kept_out": weapons.KEPT_OUT}
COLLECTOR, PASS, CARRY = "CSI, art. L312-6-1 et R312-66-1", "CSI, art. R316-7", "CSI, art. R613-41 et R613-42"

# --- fireworks and explosives -------------------------------------------------------------------------------

FIREWORKS = {"family": fireworks.FAMILY, "kept_out": fireworks.KEPT_OUT}
DEFENCE = "Code de la défense, art. R2352-73"
CERTIFICATE = "pyrotechnician_certificate"
UNSAFE = ("unsafe", "Règles de sécurité méconnues")
LONGEST_EXPLOSIVES = Value(
    "explosives.suspension_months", "Produits explosifs : suspension du titre, au plus", 6, "mois", DEFENCE, LOW,
    comment="Un titre relatif aux produits explosifs peut-il être suspendu, et pour combien de mois au plus ?",
)  # fmt: skip

# --- places and flights -------------------------------------------------------------------------------------

POUND, CIRCUIT = "Code de la route, art. R325-24", "Code du sport, art. R331-35 et R331-37"
IMAGERY = "Code de l'aviation civile, art. D133-10"
POUND_SECTION, RACE_SECTION = (
    Opinion("cdsr", ROAD_SAFETY, "Avis facultatif", commission=section)
    for section in ("cdsr-fourrieres", "cdsr-epreuves")
)

TABLE = (
    Struck(
        "municipal_weapons_withdrawal", "PMAR", "Armement communal", titles=("municipal_weapons_holding",),
        name="l'autorisation d'acquisition et de détention d'armes de la commune",
        label="autorisation de détention d'armes d'une commune", basis=ARMS,
        text="le code de la sécurité intérieure, notamment ses articles L512-4 à L512-7 et R511-30 et suivants",
        breaches=breaches(ARMS, ORDER, AGREEMENT, LOST, ("storage", "Conservation ou registre non conformes")),
        question="L'autorisation d'une commune de détenir des armes peut-elle être suspendue avant d'être retirée, et"
        " dans quel délai les armes sont-elles remises ?",
        follows=(
            "Les agents de la commune ne portent plus les armes qu'elle couvre. Ces armes, leurs munitions et leurs"
            " éléments sont remis ou cédés dans le délai suivant : [à compléter : délai et modalités].",
        ),
        **MUNICIPAL,
    ),
    Struck(
        "bodycam_withdrawal", "PMBR", "Caméras individuelles", titles=("bodycam_authorisation",),
        name="l'autorisation d'emploi de caméras individuelles", label="autorisation de caméras individuelles",
        basis=CAMERAS,
        text="le code de la sécurité intérieure, notamment ses articles L241-2, R241-8 et suivants",
        breaches=breaches(
            CAMERAS, AGREEMENT, LOST, ("retention", "Images conservées ou consultées en dehors des règles"),
            ("information", "Information du public ou droits d'accès méconnus"),
        ),
        question="Quel texte permet au préfet de retirer ou de suspendre l'autorisation de caméras individuelles d'une"
        " commune ?",
        follows=("L'emploi des caméras cesse à cette date, et les enregistrements sont conservés ou effacés selon les"
                 " règles qui leur sont propres.",),
        **MUNICIPAL,
    ),
    Struck(
        "dog_unit_withdrawal", "PMKR", "Brigade cynophile", titles=("dog_unit_authorisation",),
        name="l'autorisation de la brigade cynophile", label="autorisation d'une brigade cynophile", basis=DOGS,
        text="le code de la sécurité intérieure, notamment ses articles L511-5-2, R511-34-1 et suivants",
        breaches=breaches(DOGS, AGREEMENT, LOST, ORDER, ("training", "Formation des maîtres ou des chiens non tenue")),
        question="Quel texte permet au préfet de retirer ou de suspendre l'autorisation d'une brigade cynophile ?",
        follows=("Les équipes ne sont plus employées à compter de cette date.",),
        **MUNICIPAL,
    ),
    Struck(
        "weapon_authorisation_withdrawal", "ARW", "Détention d'armes",
        titles=("weapon_authorisation_b", "weapon_authorisation_renewal"),
        name="l'autorisation d'acquisition et de détention d'armes", label="autorisation de détention d'armes",
        basis=HOLDING, text="le code de la sécurité intérieure, notamment ses articles L312-2 et R312-15",
        breaches=breaches(
            HOLDING, LOST, ("licence", "Licence de tir non renouvelée"), ORDER, FALSE,
            ("storage", "Conservation non conforme"),
        ),
        question="Quand une condition manque, l'autorisation est nulle de plein droit : le préfet constate-t-il cette"
        " nullité, ou retire-t-il l'autorisation, et dans quels cas après contradictoire ?",
        follows=(
            "Le titulaire se dessaisit de ses armes, munitions et éléments dans un délai de {{ rules.months }} mois à"
            " compter de la notification du présent arrêté, et en justifie auprès de la préfecture.",
            "{% if 'licence' in answer_codes.breaches %}L'association sportive dont l'intéressé est membre est informée"
            " de cette décision.{% endif %}",
        ),
        dates=(weapons_are_given_up,), rules={"months": PARTED}, **WEAPONS,
    ),
    Struck(
        "collector_card_withdrawal", "ACW", "Carte de collectionneur",
        titles=("collector_card",), name="la carte de collectionneur",
        label="carte de collectionneur d'armes", basis=COLLECTOR,
        text="le code de la sécurité intérieure, notamment ses articles L312-6-1 et R312-66-1",
        breaches=breaches(
            COLLECTOR, LOST, ORDER, FALSE, ("other_title", "Permis de chasser validé ou licence de tir détenus"),
            ("ammunition", "Munitions actives détenues"),
        ),
        question="Quel article permet de retirer une carte de collectionneur, et dans quel délai les armes sont-elles"
        " cédées ?",
        follows=("La carte est restituée. Les armes ne peuvent plus être détenues à ce titre.",), **WEAPONS,
    ),
    Struck(
        "european_firearms_pass_withdrawal", "ACEW", "Carte européenne d'arme à feu",
        titles=("european_firearms_pass",),
        name="la carte européenne d'arme à feu", label="carte européenne d'arme à feu", basis=PASS,
        text="le code de la sécurité intérieure, notamment son article R316-7",
        breaches=breaches(PASS, LOST, ("holding_ended", "Titre de détention des armes expiré ou retiré"), ORDER, FALSE),
        question="Quel article permet de retirer une carte européenne d'arme à feu ?",
        follows=("La carte est restituée à la préfecture.",), **WEAPONS,
    ),
    Struck(
        "weapon_carry_permit_withdrawal", "ARPW", "Port d'arme de convoyeur", titles=("weapon_carry_permit",),
        name="l'autorisation de port d'arme", label="autorisation de port d'arme d'un convoyeur", basis=CARRY,
        text="le code de la sécurité intérieure, notamment ses articles R613-41 et R613-42",
        breaches=breaches(
            CARRY, LOST, ("card_ended", "Carte professionnelle expirée ou retirée"),
            ("functions_ended", "Fin des fonctions de convoyeur"), ORDER,
        ),
        question="L'autorisation de port d'arme d'un convoyeur de fonds peut-elle être suspendue, et par quel texte ?",
        follows=("L'employeur en est informé ; l'arme est remise sans délai à l'entreprise.",), **WEAPONS,
    ),
    Struck(
        "pyrotechnics_withdrawal", "OTW", "Titre d'artificier",
        titles=(
            *(f"{CERTIFICATE}{level}{renewal}" for level in ("", "_level_2") for renewal in ("", "_renewal")),
            "mortar_firework_purchase_approval",
        ),
        name="le titre relatif aux artifices de divertissement", feminine=False,
        label="certificat F4-T2 ou agrément d'artifices tirés par mortier", basis=fireworks.DECREE,
        text="le décret n° 2010-580 du 31 mai 2010 relatif aux artifices de divertissement",
        breaches=breaches(fireworks.DECREE, LOST, UNSAFE, ORDER, FALSE),
        question="Quel article permet de retirer un certificat F4-T2 ou un agrément d'artifices tirés par mortier, et"
        " peuvent-ils être suspendus ?",
        follows=("Le titre est restitué. L'intéressé n'acquiert ni ne met plus en œuvre les artifices qu'il"
                 " permettait.",),
        **FIREWORKS,
    ),
    Struck(
        "explosives_title_measure", "OEW", "Produits explosifs",
        titles=tuple(
            f"explosives_{what}" for what in
            ("acquisition_authorisation", "transport_authorisation", "depot_authorisation", "personnel_clearance",
             "training_authorisation")
        ),
        name="le titre relatif aux produits explosifs", feminine=False, label="titre relatif aux produits explosifs",
        basis=DEFENCE, text="le code de la défense, notamment son article R2352-73",
        breaches=breaches(
            DEFENCE, LOST, UNSAFE, ("security", "Protection contre le vol ou l'intrusion insuffisante"),
            ("registers", "Registre, perte ou vol non déclarés"), ORDER, founds=BOTH,
        ),
        question="Quels articles permettent de suspendre ou de retirer chacun des titres relatifs aux produits"
        " explosifs ?",
        longest=LONGEST_EXPLOSIVES,
        follows=("Les produits détenus sont placés sous la garde suivante : [à compléter : dépôt et délai].",),
        **FIREWORKS,
    ),
    Struck(
        "vehicle_pound_keeper_withdrawal", "FOW", "Gardien de fourrière", POUNDS,
        titles=("vehicle_pound_keeper_approval",),
        name="l'agrément du gardien de fourrière", feminine=False, label="agrément d'un gardien de fourrière",
        basis=POUND, text="le code de la route, notamment son article R325-24",
        breaches=breaches(
            POUND, LOST, ("unguarded", "Terrain qui n'est plus clos ou gardé"),
            ("scrapping", "Activité de destruction ou de retraitement de véhicules usagés"),
            ("logbook", "Tableau de bord des véhicules non tenu"),
        ),
        question="La commission départementale de la sécurité routière est-elle consultée avant le retrait de"
        " l'agrément d'un gardien de fourrière, et peut-il être suspendu ?",
        follows=(
            "Aucun véhicule n'est plus reçu. Ceux qui sont en garde sont remis ou transférés dans les conditions"
            " suivantes : [à compléter : fourrière et délai].",
        ),
        opinions=(POUND_SECTION, POLICE, TOWN_HALL),
    ),
    Struck(
        "circuit_withdrawal", "ESW", "Homologation de circuit", SPORTS,
        titles=("circuit_approval", "circuit_approval_renewal"),
        name="l'homologation du circuit", label="homologation d'un circuit", basis=CIRCUIT,
        text="le code du sport, notamment ses articles R331-35 et R331-37",
        breaches=breaches(
            CIRCUIT, ("conditions_broken", "Conditions de l'homologation non respectées"),
            ("changed", "Circuit modifié sans nouvelle homologation"), UNSAFE,
            ("noise", "Atteinte à la tranquillité publique"),
        ),
        question="L'homologation d'un circuit peut-elle être suspendue avant d'être retirée, et après quelle"
        " consultation ?",
        follows=("Aucun véhicule à moteur n'y circule plus pour les activités que l'homologation permettait.",),
        opinions=(RACE_SECTION, POLICE, TOWN_HALL),
    ),
    Struck(
        "imagery_authorisation_withdrawal", "AVW", "Prises de vues aériennes", AIR,
        titles=("non_visible_spectrum_imagery",),
        name="l'autorisation de prises de vues aériennes", label="autorisation de prises de vues hors spectre visible",
        basis=IMAGERY, text="le code de l'aviation civile, notamment son article D133-10",
        breaches=breaches(IMAGERY, LOST, ("forbidden_area", "Prise de vue d'une zone interdite"), ORDER),
        question="Quel article permet de retirer une autorisation de prises de vues aériennes hors du spectre"
        " visible ?",
        follows=("Les appareils ne sont plus employés à cette fin.",),
    ),
)  # fmt: skip


PROCEDURES = tuple(procedure_of(replace(row, unit=UNIT)) for row in TABLE)
