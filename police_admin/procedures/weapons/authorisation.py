"""Authorisation to acquire and hold weapons of categories A1 and B (CSI, art. L312-2, L312-4 and R312-2 to R312-21).

The national information system on weapons (SIA) keeps the weapons; the house keeps the police and legal file. Of the
background checks, only the register asked and its result are kept, never an extract (CSI, art. L114-1).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Outcome,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.parameters.queries import value as parameter
from police_admin.procedures.terms import after_notification, state_of
from police_admin.procedures.weapons import dossier

CODE, RENEWAL = "weapon_authorisation_b", "weapon_authorisation_renewal"
MOTIVES = [
    ("sport", "Tir sportif"),
    ("defence", "Défense d'une personne exposée à des risques"),
    ("professional", "Activité professionnelle"),
    ("club", "Association de tir"),
    ("museum", "Musée"),
    ("show", "Spectacle ou tournage"),
    ("fairground", "Activité foraine"),
    ("expert", "Expertise ou essais"),
]
# The article under which each may ask; a motive absent from the table rests on the general articles alone.
ARTICLES_OF_MOTIVES = {
    "sport": "l'article R312-40",
    "defence": "l'article R312-39",
    "show": "l'article R312-26",
    "museum": "les articles R312-27, R312-30 et R312-31",
    "expert": "les articles R312-27, R312-30 et R312-31",
    "fairground": "l'article R312-44",
}
# The number of weapons that a person may hold on a motive, a dated parameter, and its article.
QUOTAS = {
    "sport": ("weapons.sport_maximum", "CSI, art. R312-40"),
    "defence": ("weapons.defence_maximum", "CSI, art. R312-39"),
}
SAFES = [
    ("safe", "Coffre-fort"),
    ("cabinet", "Armoire forte"),
    ("strong_room", "Pièce forte"),
    ("other", "Autre dispositif"),
]


@dossier.consulting()
class WeaponAuthorisationForm(forms.Form):
    """What is asked, on which motive, where the weapons are kept, and what the registers answered."""

    domicile = dossier.domicile_field("Domicile ou siège du demandeur")
    motive = forms.ChoiceField(label="Motif de la demande", choices=MOTIVES)
    weapons = dossier.weapons_field("Armes demandées")
    weapon_count_b = forms.IntegerField(label="Nombre d'armes demandées (A1 ou B)", min_value=1, max_value=1000)
    weapons_held_b = forms.IntegerField(label="Nombre d'armes de catégorie B déjà détenues", min_value=0,
                                        max_value=1000)  # fmt: skip
    sia_account_id = dossier.sia_field()
    licence_no = PlainCharField(label="Numéro de licence de tir", max_length=40, required=False)
    licence_expires_on = LegalDateField(label="Licence valable jusqu'au", required=False)
    club = PlainCharField(label="Club de tir", max_length=160, required=False)
    safe_type = forms.ChoiceField(label="Conservation des armes", choices=SAFES)

    def clean(self):
        data = super().clean()
        if data.get("motive") == "sport":
            for name in ("licence_no", "licence_expires_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Un tireur sportif indique sa licence et sa validité (CSI, art. R312-40).")
        lines = data.get("weapons") or ()
        if data.get("weapon_count_b") and len(lines) > data["weapon_count_b"]:
            self.add_error("weapon_count_b", f"Le nombre ne peut être inférieur aux {len(lines)} armes énumérées.")
        return data


# --- rules --------------------------------------------------------------------------------------------------


def is_sport(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("motive") == "sport"


def is_not_sport(answers: Mapping[str, Any], on: date) -> bool:
    return not is_sport(answers, on)


def quota_is_kept(case: Case, at: datetime) -> list[Finding]:
    motive = case.answers["motive"]
    if not dossier.favours(case) or motive not in QUOTAS:
        return []
    code, article = QUOTAS[motive]
    total = case.answers["weapon_count_b"] + (case.answers.get("weapons_held_b") or 0)
    maximum = int(parameter(code, paris_day(at)))
    if total <= maximum:
        return []
    return [
        Finding(
            f"Le titulaire détiendrait {counted(total, 'armes')} de catégorie B ; pour ce motif, le maximum est de"
            f" {maximum}.",
            article,
        )
    ]


def licence_is_valid(case: Case, at: datetime) -> list[Finding]:
    expires_on = case.answers.get("licence_expires_on")
    if not dossier.favours(case) or case.answers["motive"] != "sport" or not expires_on:
        return []
    day = date.fromisoformat(expires_on)
    if day >= paris_day(at):
        return []
    return [Finding(f"La licence de tir a expiré le {french_long(day)}.", "CSI, art. R312-40")]


def notification_is_dated(case: Case, at: datetime) -> list[Finding]:
    days = parameter("weapons.notification_days", paris_day(at))
    return [
        Finding(
            f"La décision est à notifier dans les {days} jours, par un moyen qui donne date certaine à sa réception.",
            "CSI, art. R312-2 à R312-21",
            blocking=False,
        )
    ]


def acquisition(facts: Facts) -> Iterable[Expected]:
    """E4: without an acquisition in that time, the authorisation lapses."""
    return after_notification(
        facts, code="acquisition", label="Dernier jour pour acquérir les armes autorisées",
        parameter="weapons.acquisition_months", article="CSI, art. R312-12", outcome="grant",
    )  # fmt: skip


def licence_lapse(facts: Facts) -> Iterator[Expected]:
    """The months after the end of the licence by which a shooter who has not renewed it holds a void authorisation."""
    case, ended_on = facts.case, day_of(facts.case.answers, "licence_expires_on")
    if case.notified_at is None or case.outcome != "grant" or not is_sport(case.answers, facts.on) or ended_on is None:
        return
    item = dossier.term(
        facts, code="licence_lapse", label="Licence de tir : preuve de son renouvellement à obtenir",
        months="weapons.licence_months", article="CSI, art. R312-15", started_on=ended_on,
        start="Fin de la licence de tir indiquée", state=State.RUNNING,
    )  # fmt: skip
    yield replace(item, state=state_of(facts, item.due_on))


MOTIVE_VISAS = tuple(
    f"{{% if answer_codes.motive == '{motive}' %}}Vu {articles} du même code ;{{% endif %}}"
    for motive, articles in ARTICLES_OF_MOTIVES.items()
)

LEGAL_BASIS = ("CSI, art. L312-2, L312-4 et R312-2 à R312-21", dossier.CHECKS_ARTICLE)
PIECES = (
    Piece("request", "Formulaire ou demande SIA, avec la liste des armes détenues"),
    Piece("identity", "Pièce d'identité"),
    Piece("domicile", "Justificatif de domicile"),
    Piece("safe", "Justificatif de conservation des armes en sécurité"),
    Piece("licence", "Licence de la Fédération française de tir, avec mention médicale", when=is_sport),
    Piece("federation_opinion", "Avis préalable de la fédération", when=is_sport),
    Piece("shooting_log", "Carnet de tir", when=is_sport),
    # Required in some cases only, which the agent appreciates: its absence does not stop the clock.
    Piece("medical_certificate", "Certificat médical, s'il est exigé", blocking=False, when=is_not_sport),
)
CLOCK = Clock("weapons.decision_months", Silence.REFUSAL, "CSI, art. R312-10-1")
VALIDITY = Validity(
    months_parameter="weapons.validity_months",
    renew_before_parameter="weapons.renew_before_months",
    article="CSI, art. R312-13",
    number_prefix="ARB",
    permit_label="Autorisation d'acquisition et de détention d'armes de catégorie B",
    renewal_procedure=RENEWAL,
)
RULES = {
    "yearly_rounds": "weapons.sport_yearly_rounds",
    "stock_rounds": "weapons.sport_stock_rounds",
    "licence_months": "weapons.licence_months",
}
VISAS = (dossier.visa_of_code("ses articles L312-2, L312-4 et R312-2 à R312-21"), *MOTIVE_VISAS)
CHECKS = (
    dossier.domicile_is_here, quota_is_kept, licence_is_valid, dossier.registers_are_compatible, notification_is_dated,
)  # fmt: skip


def outcomes(*, title: str, opening: tuple[str, ...], refusal: str) -> tuple[Outcome, ...]:
    """Grant and refusal. `opening`: the first articles of the grant; neither goes to the official register."""
    return (
        dossier.granted(
            f"Arrêté portant {title}, {{{{ applicant.name }}}}",
            (
                *opening,
                "{% if answer_codes.motive == 'sport' %}La présente autorisation permet d'acquérir au plus"
                " {{ rules.yearly_rounds }} cartouches par an et d'en détenir au plus {{ rules.stock_rounds }}."
                "{% endif %}",
                "L'autorisation est nulle lorsque les conditions de sa délivrance ne sont plus remplies."
                "{% if answer_codes.motive == 'sport' %} Le tireur dont la licence n'est pas renouvelée dispose de"
                " {{ rules.licence_months }} mois pour en tirer les conséquences (article R312-15 du code de la"
                " sécurité intérieure).{% endif %}",
                "Le renouvellement est demandé {{ validity.renew_before }} au plus tard avant l'échéance (articles"
                " R312-13 et R312-14 du code de la sécurité intérieure).",
            ),
            (
                "Considérant que le demandeur justifie du motif qu'il invoque et de la conservation de ses armes en"
                " sécurité ({{ answers.safe_type|lower }}) ;",
                dossier.INQUIRY_GROUND,
            ),
        ),
        dossier.refused(
            f"Arrêté portant refus d'{title}, {{{{ applicant.name }}}}",
            "qu'il appartient au préfet de s'assurer que l'acquisition et la détention d'armes ne présentent pas de"
            " danger pour l'ordre et la sécurité publics",
            refusal,
        ),
    )


HOLDING = " {{ answers.weapon_count_b }} arme{% if answers.weapon_count_b > 1 %}s{% endif %}"
PROCEDURE = Procedure(
    code=CODE,
    label="Autorisation d'acquisition et de détention d'armes de catégorie B",
    short_label="Armes, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARB",
    legal_basis=LEGAL_BASIS,
    help_text="Armes des catégories A1 et B : tireur sportif, personne exposée, club, spectacle, musée, activité"
    " foraine. La demande est faite dans le système d'information sur les armes (SIA) ; le préfet du domicile décide.",
    form=WeaponAuthorisationForm,
    title=lambda answers: f"Armes, autorisation, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    pieces=PIECES,
    opinions=(dossier.POLICE_INQUIRY,),
    clock=CLOCK,
    validity=VALIDITY,
    letters=letters_of_request("Arrêté d'autorisation", f"{dossier.FOLDER}/order.html"),
    rules={"acquisition_months": "weapons.acquisition_months", **RULES},
    visas=(
        *VISAS,
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }}, au titre du motif suivant : {{ answers.motive|lower }} ;",
    ),
    outcomes=outcomes(
        title="autorisation d'acquisition et de détention d'armes de catégorie B",
        opening=(
            f"L'autorisation d'acquérir et de détenir{HOLDING} est accordée à {{{{ applicant.name }}}}, au titre du"
            " motif suivant : {{ answers.motive|lower }}, pour une durée de {{ validity.duration }}. Sont autorisées"
            " les armes suivantes : {{ answers.weapons }}.",
            "L'acquisition a lieu dans un délai de {{ rules.acquisition_months }} mois à compter de la notification du"
            " présent arrêté. Passé ce délai, l'autorisation est caduque (article R312-12 du code de la sécurité"
            " intérieure).",
        ),
        refusal="La demande d'autorisation d'acquisition et de détention d'armes présentée par {{ applicant.name }}"
        " est rejetée.",
    ),
    checks=CHECKS,
    dates=(acquisition, licence_lapse),
    elsewhere=dossier.domicile_elsewhere,
    related=(RENEWAL, "weapon_divestment_order", "weapon_theft_loss_report"),
)  # fmt: skip
