"""Derogation to the departmental order on noise, for night works (order 2003/2657 of 11 July 2003).

Its terms are those of the local order: lead time, information of residents and levels are to be confirmed.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Finding,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Silence,
    Span,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOCAL, LOW, Value
from directorate.territory.department import HOME
from police_admin.procedures.outlets.dossier import UNIT

ORDER = "Arrêté préfectoral 2003/2657 du 11 juillet 2003"
LEAD_MONTHS = Value(
    "noise_derogation.lead_months", "Bruit, travaux de nuit : demande à présenter avant le début", 1, "mois", LOCAL,
    LOW,
    comment="Combien de temps avant le début des travaux la demande de dérogation au bruit doit-elle être présentée ?",
)  # fmt: skip
DECISION_MONTHS = Value(
    "noise_derogation.decision_months", "Bruit, travaux de nuit : délai pour statuer", 2, "mois",
    "Code des relations entre le public et l'administration, art. L231-1 et L231-4", LOW,
    comment="Que vaut le silence gardé deux mois sur une demande de dérogation au bruit : acceptation ou rejet ?",
)  # fmt: skip
RESIDENTS_DAYS = Value(
    "noise_derogation.residents_days", "Bruit, travaux de nuit : information des riverains avant le début", 7, "jours",
    LOCAL, LOW,
    comment="Combien de jours avant le début des travaux de nuit les riverains doivent-ils être informés ?",
)  # fmt: skip
LEVEL = Value(
    "noise_derogation.level_db", "Bruit, travaux de nuit : niveau au-delà duquel alerter", 85, "dB(A)",
    "Valeur d'attente, sans source", LOW,
    comment="Quel niveau sonore maximal, en dB(A) et mesuré à quel endroit, la préfecture accepte-t-elle pour des"
    " travaux de nuit ?",
)  # fmt: skip
OPINION_DAYS = Value(
    "noise_derogation.opinion_days", "Bruit, travaux de nuit : délai proposé au maire et à l'ARS", 15, "jours",
    "Usage du bureau", LOW,
    comment="Combien de jours le maire et l'agence régionale de santé ont-ils pour donner leur avis sur des travaux de"
    " nuit ?",
)  # fmt: skip
TIMES = [(f"{hour:02}:{minute:02}", f"{hour} h {minute:02}") for hour in range(24) for minute in (0, 30)]


class NoiseForm(forms.Form):
    """The works, their nights and their hours, their level, what residents are told."""

    works = PlainCharField(label="Nature des travaux", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    why_at_night = PlainCharField(
        label="Raison du travail de nuit", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_at = LegalDateTimeField(label="Première nuit, début")
    ends_on = LegalDateField(label="Dernière nuit")
    from_time = forms.ChoiceField(label="De", choices=TIMES)
    to_time = forms.ChoiceField(label="À", choices=TIMES)
    maximum_db = forms.IntegerField(label="Niveau sonore maximal annoncé, dB(A)", min_value=30, max_value=140)
    residents_informed_on = LegalDateField(label="Riverains informés le", required=False)
    residents_means = PlainCharField(label="Moyens d'information des riverains", max_length=500)

    def clean(self):
        data = super().clean()
        starts_at, ends_on = data.get("starts_at"), data.get("ends_on")
        if starts_at and ends_on and ends_on < paris_day(starts_at):
            self.add_error("ends_on", "La dernière nuit ne peut précéder la première.")
        if data.get("from_time") and data.get("from_time") == data.get("to_time"):
            self.add_error("to_time", "L'heure de fin est celle du début.")
        return data


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def works_are_to_come(case: Case, at: datetime) -> list[Finding]:
    last = day_of(case.answers, "ends_on")
    if grants(case) and last < paris_day(at):
        return [Finding(f"La dernière nuit ({french_long(last)}) est passée.", ORDER)]
    return []


def residents_are_told(case: Case, at: datetime) -> list[Finding]:
    if not grants(case):
        return []
    told_on, days = day_of(case.answers, "residents_informed_on"), int(parameter(RESIDENTS_DAYS.code, paris_day(at)))
    if told_on and (paris_day(case.event_at) - told_on).days >= days:
        return []
    what = f"depuis le {french_long(told_on)} seulement" if told_on else "à une date qui n'est pas connue"
    return [Finding(f"Riverains informés {what} : {days} jours au moins avant le début.", ORDER, blocking=False)]


def level_is_bearable(case: Case, at: datetime) -> list[Finding]:
    level, most = case.answers["maximum_db"], int(parameter(LEVEL.code, paris_day(at)))
    if not grants(case) or level <= most:
        return []
    return [Finding(f"Niveau annoncé : {level} dB(A), au-delà de {most}.", ORDER, blocking=False)]


HOURS = "de {{ answers.from_time }} à {{ answers.to_time }}"

PROCEDURE = Procedure(
    code="noise_derogation_night_works",
    label="Dérogation au bruit de voisinage pour des travaux de nuit",
    short_label="Bruit, travaux de nuit",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family="Bruit de voisinage",
    reference_code="DBB",
    legal_basis=(ORDER, "CRPA, art. L211-2"),
    help_text="Demandée par le maître d'ouvrage. La dérogation est publiée au recueil. Le délai de dépôt et l'effet du"
    " silence sont à vérifier.",
    form=NoiseForm,
    title=lambda answers: f"Bruit, travaux de nuit, {answers['place']}",
    requires_place=True,
    event_field="starts_at",
    filing=FilingWindow(LEAD_MONTHS.code, "", ORDER, Span.MONTHS),
    clock=Clock(DECISION_MONTHS.code, Silence.REFUSAL, "CRPA, art. L231-4"),
    pieces=(
        Piece("request", "Demande motivée, avec les dates et les heures"),
        Piece("plan", "Plan du chantier et des habitations proches"),
        Piece("noise_study", "Étude ou note sur le bruit et les mesures qui le réduisent"),
        Piece("residents_letter", "Lettre ou affiche d'information des riverains", blocking=False),
    ),
    opinions=(
        Opinion("town_hall", "Maire de la commune", ORDER, organisation_kind="town_hall", mandatory=True,
                days_parameter=OPINION_DAYS.code),
        Opinion("health_agency", "Agence régionale de santé", ORDER, organisation=HOME.partners["health_agency"],
                mandatory=True, days_parameter=OPINION_DAYS.code),
    ),
    parameters=(LEAD_MONTHS, DECISION_MONTHS, RESIDENTS_DAYS, LEVEL, OPINION_DAYS),
    rules={"residents_days": RESIDENTS_DAYS.code},
    letters=letters_of_request("Arrêté de dérogation", "letters/outlets/order.html"),
    visas=(
        "Vu l'arrêté préfectoral n° 2003/2657 du 11 juillet 2003 relatif aux bruits de voisinage ;",
        "Vu le code des relations entre le public et l'administration, notamment son article L211-2 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=(
        Outcome(
            "grant",
            "Dérogation",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté portant dérogation pour des travaux de nuit, « {{ place.name }} », {{ place.commune }}",
            grounds=(
                "Considérant que les travaux ne peuvent être conduits de jour : {{ answers.why_at_night }} ;",
                "Considérant que les mesures prises limitent la gêne des riverains, qui sont informés ;",
            ),
            articles=(
                "{{ applicant.name }} est autorisé à conduire des travaux de nuit « {{ place.name }} »,"
                " {{ place.address }}, {{ place.commune }}, à compter du {{ answers.starts_at }} et jusqu'à la nuit du"
                f" {{{{ answers.ends_on }}}} incluse, {HOURS}. Nature des travaux : {{{{ answers.works }}}}.",
                "Le niveau sonore n'excède pas {{ answers.maximum_db }} dB(A).",
                "Les riverains sont informés {{ rules.residents_days }} jours au moins avant le début des travaux, par"
                " les moyens suivants : {{ answers.residents_means }}.",
                "La présente dérogation peut être retirée si ses conditions ne sont pas respectées.",
            ),
            published=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus d'une dérogation pour des travaux de nuit, « {{ place.name }} »,"
            " {{ place.commune }}",
            grounds=(
                "Considérant que les travaux bruyants de nuit sont interdits, sauf dérogation du préfet ;",
                "Considérant que [à compléter : les faits propres au chantier qui justifient le refus] ;",
            ),
            articles=(
                "La demande présentée par {{ applicant.name }} pour des travaux de nuit « {{ place.name }} »,"
                " {{ place.address }}, {{ place.commune }}, est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(works_are_to_come, residents_are_told, level_is_bearable),
    legal_check_required=True,
)  # fmt: skip
