"""Certificates to fire F4 and T2 articles, of two levels, first and renewed; approval to buy what a mortar fires.

The prefect of the domicile delivers them (arrêté du 31 mai 2010). One enters the training only with a prior
administrative authorisation (décret 2022-1328).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding, Piece, Procedure
from directorate.casework.professional_titles import of_renewal, old_enough, title_can_be_renewed
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from police_admin.procedures.events import Check
from police_admin.procedures.fireworks import dossier, training
from police_admin.procedures.fireworks.dossier import HolderForm, prefect_of_domicile
from police_admin.procedures.fireworks.show import CALIBRE, SALUTE

ORDER = dossier.ORDER
FIRST = "pyrotechnician_certificate"


def known(code: str, label: str, number: int, unit: str, confidence: str = VERIFIED, comment: str = "") -> Value:
    return Value(f"{FIRST}.{code}", f"Certificat F4-T2 : {label}", number, unit, ORDER, confidence, comment=comment)


AGE = known("minimum_age", "âge minimal", 18, "ans", LOW, "L'âge minimal du certificat F4-T2 est-il de dix-huit ans ?")
ATTESTATION = known("attestation_years", "âge maximal des attestations de formation", 5, "ans")
SHOWS = known("shows", "spectacles auxquels avoir participé", 3, "spectacles")
GRAMS = known("level_1_grams", "niveau 1, masse d'un article au plus", 500, "grammes")
DEGREES = known("level_1_degrees", "niveau 1, angle de tir, moins de", 30, "degrés")
HELD = known("level_1_held_months", "niveau 2, temps de détention du niveau 1", 12, "mois")


@dataclass(frozen=True)
class Level:
    """`shows`: the years within which the shows were. `limits`: what `scope` merges."""

    number: int
    shows: Value
    validity: Value
    scope: str
    limits: Mapping[str, Value] = field(default_factory=dict)


LEVELS = (
    Level(
        1,
        known("shows_years_1", "niveau 1, spectacles des dernières années", 5, "ans"),
        known("validity_months_1", "durée du niveau 1", 60, "mois", MEDIUM),
        "les articles de {{ rules.grams }} grammes au plus, tirés par des mortiers de moins de {{ rules.calibre_mm }}"
        " mm ({{ rules.salute_mm }} mm pour les marrons d'air) sous un angle de moins de {{ rules.degrees }} degrés",
        {"grams": GRAMS, "calibre_mm": CALIBRE, "salute_mm": SALUTE, "degrees": DEGREES},
    ),
    Level(
        2,
        known("shows_years_2", "niveau 2, spectacles des dernières années", 2, "ans"),
        known("validity_months_2", "durée du niveau 2", 24, "mois", MEDIUM),
        "tous les articles des catégories F4 et T2",
    ),
)


class CertificateForm(training.PriorAuthorisation, HolderForm):
    """Training and shows, within the years that the order counts."""

    training_centre = PlainCharField(label="Organisme de formation", max_length=160)
    training_on = PastDateField(label="Attestation de formation du")
    shows = forms.IntegerField(
        label="Spectacles attestés dans la période qui compte", min_value=0, max_value=1000,
        help_text="Dans les dernières années, dont l'arrêté fixe le nombre pour chaque niveau.",
    )  # fmt: skip


class SecondLevelForm(CertificateForm):
    level_1_no = PlainCharField(label="Numéro du certificat de niveau 1", max_length=60)
    level_1_on = LegalDateField(label="Certificat de niveau 1 délivré le")


class RenewalForm(HolderForm):
    shows = CertificateForm.base_fields["shows"]


# --- what is asked -------------------------------------------------------------------------------------------


def attestation_is_recent(case: Case, at: datetime) -> list[Finding]:
    trained_on = day_of(case.answers, "training_on")
    years = int(parameter(ATTESTATION.code, paris_day(at)))
    if trained_on is None or add_months(trained_on, 12 * years) > case.received_on:
        return []
    return [Finding(f"L'attestation de formation du {french_long(trained_on)} a plus de {years} ans.", ORDER)]


def enough_shows(level: Level) -> Check:
    def check(case: Case, at: datetime) -> list[Finding]:
        least, years = (int(parameter(rule.code, paris_day(at))) for rule in (SHOWS, level.shows))
        shows = case.answers.get("shows") or 0
        if shows >= least:
            return []
        return [Finding(f"Spectacles attestés en {years} ans : {shows}, pour {least} exigés.", ORDER)]

    return check


def first_level_was_held(case: Case, at: datetime) -> list[Finding]:
    held_since = day_of(case.answers, "level_1_on")
    months = int(parameter(HELD.code, paris_day(at)))
    if held_since is not None and add_months(held_since, months) <= case.received_on:
        return []
    return [Finding(f"Le certificat de niveau 1 est détenu depuis moins de {months} mois.", ORDER)]


# --- the certificates ---------------------------------------------------------------------------------------


def certificate(level: Level, *, renewed: bool) -> Procedure:
    """One of the four: two levels, first or renewed."""
    base = FIRST if level.number == 1 else f"{FIRST}_level_2"
    words = f"certificat de qualification F4-T2 de niveau {level.number}"
    first_time = [attestation_is_recent, training.training_was_authorised] + (
        [first_level_was_held] if level.number == 2 else []
    )
    return dossier.titled(
        code=f"{base}_renewal" if renewed else base,
        label=f"Certificat F4-T2 de niveau {level.number}{', renouvellement' if renewed else ''}",
        short_label=f"Certificat F4-T2 niveau {level.number}{', renouvellement' if renewed else ''}",
        reference_code=f"OT{'R' if renewed else 'C'}{level.number}",
        basis=(dossier.DECREE, ORDER),
        help_text="Au préfet du domicile. Du casier judiciaire et de l'enquête, le résultat seul est gardé.",
        form=RenewalForm if renewed else (CertificateForm if level.number == 1 else SecondLevelForm),
        title=lambda answers: f"{words.capitalize().replace('f4-t2', 'F4-T2')}, {answers['party']}",
        pieces=(
            dossier.REQUEST, dossier.IDENTITY, dossier.DOMICILE,
            *(() if renewed else (Piece("training", "Attestations de formation et d'évaluation des connaissances"),)),
            Piece("shows", "Attestations de participation à des spectacles"),
        ),
        visas=(
            "Vu le décret n° 2010-580 du 31 mai 2010 relatif aux artifices de divertissement ;",
            "Vu l'arrêté du 31 mai 2010 pris en application de ce décret ;",
            *(("Vu le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} ;",) if renewed else ()),
        ),
        granted=f"délivrance d'un {words}, {{{{ applicant.name }}}}",
        refused=f"de délivrance d'un {words}, {{{{ applicant.name }}}}",
        act=f"le {words}",
        law=f"que le {words} est subordonné aux conditions de formation et d'expérience fixées par l'arrêté du 31 mai"
        " 2010",
        grounds=("Considérant que {{ applicant.name }} justifie de la formation et de l'expérience exigées ;",),
        articles=(
            f"Le {words} est {'renouvelé' if renewed else 'délivré'} à {{{{ applicant.name }}}} pour une durée de"
            " {{ validity.duration }}.",
            f"Il permet de mettre en œuvre {level.scope}.",
            "Il peut être retiré si les conditions de sa délivrance ne sont plus remplies.",
        ),
        article=ORDER,
        validity=level.validity,
        number_prefix=f"F4T2N{level.number}",
        renewal_procedure=f"{base}_renewal",
        checks=(
            old_enough(AGE.code, "birth_on", "Le demandeur", ORDER),
            enough_shows(level),
            *((title_can_be_renewed(ORDER),) if renewed else first_time),
        ),
        parameters=(AGE, ATTESTATION, SHOWS, HELD, level.shows, training.REQUIRED, *level.limits.values()),
        rules={name: value.code for name, value in level.limits.items()},
        family=(base, f"Certificat F4-T2 niveau {level.number}"),
        elsewhere=prefect_of_domicile,
        related=("firework_show_declaration", training.CODE),
        **({"dates": (of_renewal,)} if renewed else {}),
    )  # fmt: skip


# --- mortars ------------------------------------------------------------------------------------------------

MORTAR_VALIDITY = Value(
    "mortar_firework.validity_months", "Artifices tirés par mortier : durée de l'agrément", 60, "mois", dossier.DECREE,
    LOW, comment="Pour quelle durée l'agrément d'acquisition d'artifices tirés par mortier est-il délivré ?",
)  # fmt: skip


class MortarForm(HolderForm):
    purpose = PlainCharField(label="Motif et usage prévu", max_length=300)
    storage = PlainCharField(label="Lieu et conditions de conservation", max_length=300)
    quantity_kg = forms.IntegerField(label="Quantité détenue au plus (kg)", min_value=1, max_value=10_000)


MORTAR = dossier.titled(
    code="mortar_firework_purchase_approval",
    label="Agrément pour acquérir des artifices F2 et F3 tirés par mortier",
    short_label="Artifices tirés par mortier, agrément",
    reference_code="OTM",
    basis=(dossier.DECREE,),
    help_text="Au préfet du domicile. Les titulaires d'un certificat F4-T2 n'en ont pas besoin.",
    form=MortarForm,
    title=lambda answers: f"Artifices tirés par mortier, {answers['party']}",
    pieces=(
        dossier.REQUEST, dossier.IDENTITY, dossier.DOMICILE,
        Piece("storage", "Description du lieu de conservation"), Piece("insurance", "Attestation d'assurance"),
    ),
    visas=("Vu le décret n° 2010-580 du 31 mai 2010 relatif aux artifices de divertissement ;",),
    granted="agrément pour acquérir des artifices de divertissement tirés par mortier, {{ applicant.name }}",
    refused="d'agrément pour acquérir des artifices de divertissement tirés par mortier, {{ applicant.name }}",
    act="l'agrément pour acquérir, détenir et utiliser des artifices F2 et F3 conçus pour être lancés par un mortier",
    law="que ces artifices sont réservés aux personnes agréées",
    grounds=("Considérant que {{ applicant.name }} présente les garanties exigées ;",),
    articles=(
        "{{ applicant.name }} est agréé, pour une durée de {{ validity.duration }}, pour acquérir, détenir et utiliser"
        " des artifices des catégories F2 et F3 conçus pour être lancés par un mortier.",
        "Usage : {{ answers.purpose }}. Conservation : {{ answers.storage }}, {{ answers.quantity_kg }} kg au plus.",
        "L'agrément peut être retiré si les conditions de sa délivrance ne sont plus remplies.",
    ),
    article=dossier.DECREE,
    validity=MORTAR_VALIDITY,
    number_prefix="MORT",
    checks=(old_enough(AGE.code, "birth_on", "Le demandeur", dossier.DECREE),),
    parameters=(AGE,),
    elsewhere=prefect_of_domicile,
    related=("firework_show_declaration",),
)  # fmt: skip

PROCEDURES = (
    *(certificate(level, renewed=renewed) for level in LEVELS for renewed in (False, True)),
    MORTAR,
)  # fmt: skip
