"""Administrative closure of a drinks outlet or restaurant, or the warning that precedes it (CSP, art. L3332-15).

1: breaches of the laws on outlets, after a warning; 2: public order, health, tranquillity, morality; 3: criminal acts.
"""

from datetime import date, datetime, timedelta

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import add_hours, add_months, french_long
from directorate.parameters.queries import value as parameter

SUB_BASES = [
    ("1", "1 : infractions aux lois et règlements relatifs aux débits"),
    ("2", "2 : atteinte à l'ordre, à la santé, à la tranquillité ou à la moralité publics"),
    ("3", "3 : actes criminels ou délictueux"),
]
# Old facts leave the operator time before the closure (CSP, art. L3332-15, 2 bis: "orders under 1 or 2").
TIME_BEFORE_EXECUTION = {"1", "2"}
FIRST_DAYS = [date(2027, month, 1) for month in range(1, 13)]
FACT_TYPES = [
    ("noise", "Nuisances sonores"),
    ("brawl", "Rixe ou violences"),
    ("drunkenness", "Ivresse manifeste"),
    ("drugs", "Stupéfiants"),
    ("undeclared_work", "Travail dissimulé"),
    ("minors", "Vente d'alcool à des mineurs"),
    ("hours", "Non-respect des horaires"),
    ("weapons", "Armes"),
    ("other", "Autres faits"),
]


class ClosureForm(forms.Form):
    """What the police report says of the outlet."""

    sub_basis = forms.ChoiceField(label="Fondement (CSP, art. L3332-15)", choices=SUB_BASES)
    fact_types = forms.MultipleChoiceField(
        label="Nature des faits", choices=FACT_TYPES, widget=forms.CheckboxSelectMultiple
    )
    facts = LinesField(
        label="Faits relevés", max_length=8000, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    last_facts_on = LegalDateField(label="Date des derniers faits")
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    duration_days = forms.IntegerField(label="Durée de fermeture envisagée (jours)", min_value=1)
    previous_warning_on = LegalDateField(label="Avertissement précédent notifié le", required=False)
    training_commitment = forms.BooleanField(
        label="Engagement de l'exploitant à suivre la formation au permis d'exploitation", required=False
    )

    def clean(self):
        data = super().clean()
        warned_on, last_facts_on = data.get("previous_warning_on"), data.get("last_facts_on")
        if data.get("sub_basis") == "1" and warned_on and last_facts_on and warned_on >= last_facts_on:
            self.add_error("previous_warning_on", "L'avertissement doit précéder les faits qui fondent la fermeture.")
        sub_basis, days = data.get("sub_basis"), data.get("duration_days")
        if sub_basis and days and days > (longest := longest_days(sub_basis, localdate())):
            self.add_error(
                "duration_days",
                f"Sur ce fondement, la fermeture ne peut durer plus de {longest} jours (CSP, art. L3332-15).",
            )
        if data.get("training_commitment") and data.get("sub_basis") in {"1", "3"}:
            self.add_error("training_commitment", "Cet engagement ne réduit qu'une fermeture fondée sur le 2.")
        return data


# --- rules --------------------------------------------------------------------------------------------------


def last_facts_on(case: Case):
    return datetime.fromisoformat(case.answers["last_facts_on"]).date()


def longest_end(sub_basis: str, start_on: date) -> date:
    """Last possible day of a closure that begins that day: the law counts in months."""
    return add_months(start_on, int(parameter(f"outlet_closure.maximum_months_{sub_basis}", start_on)))


def longest_days(sub_basis: str, on: date) -> int:
    """The most days that the months of this basis ever make, whatever the day on which the closure begins."""
    months = int(parameter(f"outlet_closure.maximum_months_{sub_basis}", on))
    return max((add_months(start_on, months) - start_on).days for start_on in FIRST_DAYS)


def executory_at(case: Case) -> datetime:
    """At the notification; 48 hours after it when the facts are old (E12)."""
    signed_on = paris_day(case.decided_at)
    old_after = int(parameter("outlet_closure.old_facts_days", signed_on))
    is_old = (signed_on - last_facts_on(case)).days > old_after
    if is_old and case.answers["sub_basis"] in TIME_BEFORE_EXECUTION:
        return add_hours(case.notified_at, int(parameter("outlet_closure.executory_hours", signed_on)))
    return case.notified_at


def closes(case: Case) -> bool:
    return case.decision.outcome == "closure"


def duration_is_lawful(case: Case, at: datetime) -> list[Finding]:
    today = paris_day(at)
    days, sub_basis = case.answers["duration_days"], case.answers["sub_basis"]
    if closes(case) and today + timedelta(days=days) > longest_end(sub_basis, today):
        return [
            Finding(
                f"La durée envisagée ({days} jours) dépasse le maximum de ce fondement.",
                f"CSP, art. L3332-15, {sub_basis}",
            )
        ]
    return []


def warning_came_before(case: Case, at: datetime) -> list[Finding]:
    if closes(case) and case.answers["sub_basis"] == "1" and not case.answers.get("previous_warning_on"):
        return [
            Finding(
                "Aucun avertissement n'a précédé : il est obligatoire avant une fermeture fondée sur le 1.",
                "CSP, art. L3332-15, 1",
            )
        ]
    return old_warning(case, at)


def old_warning(case: Case, at: datetime) -> list[Finding]:
    """A warning founds a closure for some time only: a usage, so it is said and does not block."""
    if not closes(case) or case.answers["sub_basis"] != "1":
        return []
    warned_on = datetime.fromisoformat(case.answers["previous_warning_on"]).date()
    months = int(parameter("outlet_closure.warning_months", paris_day(at)))
    if add_months(warned_on, months) >= paris_day(at):
        return []
    return [
        Finding(
            f"L'avertissement du {french_long(warned_on)} remonte à plus de {months} mois.",
            "CSP, art. L3332-15, 1",
            blocking=False,
        )
    ]


def facts_are_dated(case: Case, at: datetime) -> list[Finding]:
    facts_on = last_facts_on(case)
    if facts_on > case.received_on:
        return [
            Finding(
                f"Les derniers faits ({french_long(facts_on)}) sont postérieurs au rapport reçu le"
                f" {french_long(case.received_on)}.",
                "CSP, art. L3332-15",
            )
        ]
    days = (paris_day(at) - facts_on).days
    hours = parameter("outlet_closure.executory_hours", paris_day(at))
    if closes(case) and days > int(parameter("outlet_closure.old_facts_days", paris_day(at))):
        return [
            Finding(
                f"Les derniers faits remontent à {days} jours : vérifier qu'ils justifient encore la mesure. Sur le"
                f" fondement du 1 ou du 2, elle ne sera exécutoire que {hours} heures après sa notification.",
                "CSP, art. L3332-15, 2 bis",
                blocking=False,
            )
        ]
    return []


def date_the_measure(move: Move) -> None:
    """On notification: when the closure may be carried out, and its last day."""
    case = move.case
    if not closes(case):
        return
    case.executory_at = executory_at(case)
    start_on = paris_day(case.executory_at)
    asked_for = start_on + timedelta(days=case.answers["duration_days"])
    ends_on = min(asked_for, longest_end(case.answers["sub_basis"], start_on))
    dates = {"starts_on": start_on.isoformat(), "ends_on": ends_on.isoformat()}
    # A closure for crimes annuls the operating permit (CSP, art. L3332-15, 3).
    annulled = {"permit_annulled": True} if case.answers["sub_basis"] == "3" else {}
    case.decision.details = {**case.decision.details, **dates, **annulled}
    case.decision.save(update_fields=["details"])
    move.recorded |= {"executory_at": case.executory_at.isoformat(), "ends_on": ends_on.isoformat()}


ESTABLISHMENT = "« {{ place.name }} », {{ place.address }}, {{ place.commune }}, exploité par {{ applicant.name }}"
FACTS = (
    "Considérant qu'il ressort des rapports transmis au préfet que les faits suivants ont été constatés :"
    " {{ answers.facts }} ;",
    "Considérant que ces faits sont en relation avec la fréquentation de l'établissement ou ses conditions"
    " d'exploitation ;",
)

PROCEDURE = Procedure(
    code="administrative_closure_outlet",
    label="Fermeture administrative d'un débit de boissons ou d'un restaurant",
    short_label="Débit de boissons, fermeture",
    archetype=Archetype.POLICE_MEASURE,
    unit="polices-administratives",
    family="Débits de boissons",
    reference_code="DBF",
    legal_basis=("CSP, art. L3332-15", "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="Sur rapport de police, après procédure contradictoire. Un avertissement peut suffire.",
    form=ClosureForm,
    title=lambda answers: f"Fermeture administrative, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    opinions=(
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall",
                days_parameter="outlet_closure.opinion_days"),
    ),
    letters=(
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire",
                    "letters/administrative_closure_outlet/hearing_invitation.html", "hearing_invitation"),
        LetterModel("warning", "Avertissement", "letters/administrative_closure_outlet/warning.html", "warning"),
        LetterModel("order_closure", "Arrêté de fermeture", "letters/administrative_closure_outlet/order.html",
                    "police_measure"),
        LetterModel("notification", "Procès-verbal de notification",
                    "letters/administrative_closure_outlet/notification_report.html"),
    ),
    # No notice of redirection: the operator has asked for nothing, and the report is not announced to him that way.
    rules={"hours": "outlet_closure.executory_hours", "days": "outlet_closure.old_facts_days"},
    visas=(
        "Vu le code de la santé publique, notamment son article L3332-15 ;",
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
        "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;",
        "{% if answer_codes.sub_basis == '1' and answers.previous_warning_on %}Vu l'avertissement notifié le"
        " {{ answers.previous_warning_on }} ;{% endif %}",
        "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant l'exploitant à présenter ses"
        " observations jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
        "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
    ),
    # Names of persons and of their business: a measure of police is not published in the register.
    outcomes=(
        Outcome(
            "warning",
            "Avertissement",
            letter="warning",
            act_kind="warning",
            title="Avertissement, établissement « {{ place.name }} », {{ place.commune }}",
            grounds=FACTS,
            articles=(
                f"Un avertissement est adressé à l'établissement {ESTABLISHMENT}.",
                "En cas de nouvelle infraction, la fermeture administrative de l'établissement pourra être prononcée.",
            ),
            favourable=False,
            hearing_exempt=True,
            final_stage="warned",
        ),
        Outcome(
            "closure",
            "Fermeture administrative",
            letter="order_closure",
            act_kind="police_measure",
            title="Arrêté portant fermeture administrative de l'établissement « {{ place.name }} »,"
            " {{ place.commune }}",
            grounds=(
                *FACTS,
                "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
                " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}",
                "{% if answer_codes.training_commitment and answer_codes.sub_basis == '2' %}Considérant que"
                " l'exploitant s'engage à suivre la formation donnant lieu à la délivrance du permis d'exploitation et"
                " que la durée de la fermeture est réduite à ce titre ;{% endif %}",
                "Considérant que la durée de la fermeture est proportionnée à la gravité des faits ;",
            ),
            articles=(
                f"L'établissement {ESTABLISHMENT}, est fermé pour une durée de {{{{ answers.duration_days }}}} jours,"
                " sur le fondement du {{ answer_codes.sub_basis }} de l'article L3332-15 du code de la santé publique.",
                "{% if answer_codes.sub_basis == '3' %}La fermeture est exécutoire dès la notification du présent"
                " arrêté. Elle entraîne l'annulation du permis d'exploitation.{% else %}La fermeture est exécutoire dès"
                " la notification du présent arrêté, ou {{ rules.hours }} heures après celle-ci lorsque les faits sont"
                " antérieurs de plus de {{ rules.days }} jours à sa signature (2 bis de l'article"
                " L3332-15).{% endif %}",
                "Le présent arrêté est affiché sur la porte de l'établissement pendant toute la durée de la fermeture.",
                "Le fait de ne pas respecter la fermeture est puni de deux mois d'emprisonnement et de 3 750 euros"
                " d'amende (article L3352-6 du code de la santé publique).",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(duration_is_lawful, warning_came_before, facts_are_dated),
    effects={"notify": date_the_measure},
)  # fmt: skip
