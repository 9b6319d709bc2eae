"""What the closures of establishments share: the report, its duration, graduation, hours of effect, letters and acts.

A closure is graduated: the measures already taken against the same place are shown, and a warning may suffice. It
begins at an hour, that of its notification or a later one, and ends at that same hour.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Procedure,
)
from directorate.legal_calendar.arithmetic import add_months, counted, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.outlets.measures import CLOSURE, WARNING, end_of, measures_before

UNIT = "polices-administratives"
FAMILY = "Débits de boissons"
HEARING_BASIS = "CRPA, art. L121-1 à L122-2 et L211-2"
OPINION_DAYS = "outlet_closure.opinion_days"
FOLDER = "letters/administrative_closure_outlet"

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
DELEGATED = Value(
    "outlet_closure.delegated_communes", "Fermetures : communes dont le maire a reçu délégation", "aucune", "",
    "Code de la santé publique, art. L3332-15 ; code de la sécurité intérieure, art. L332-1 et L333-1", LOW,
    comment="Quels maires du département ont demandé et reçu par arrêté le pouvoir de fermer ces établissements"
    " (codes INSEE séparés par des espaces) ?",
)  # fmt: skip

Answers = Mapping[str, Any]


# --- the longest duration -----------------------------------------------------------------------------------


def longest_end(code: str, start_on: date) -> date:
    """Last possible day of a closure that begins that day: the law counts in months."""
    return add_months(start_on, int(parameter(code, start_on)))


def longest_days(code: str, on: date) -> int:
    """The most days that these months ever make, whatever the day on which the closure begins."""
    months = int(parameter(code, on))
    return max((add_months(start_on, months) - start_on).days for start_on in FIRST_DAYS)


# --- form ---------------------------------------------------------------------------------------------------


class ReportForm(forms.Form):
    """What the police report says of the establishment, and for how long it might be closed."""

    article = ""

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

    def longest(self, data: Answers) -> str:
        """The parameter of the longest duration, given by each closure; empty while what it depends on is unknown."""
        return ""

    def clean(self):
        data = super().clean()
        days, code = data.get("duration_days"), self.longest(data)
        if code and days and days > (longest := longest_days(code, localdate())):
            self.add_error(
                "duration_days",
                f"Sur ce fondement, la fermeture ne peut durer plus de {longest} jours ({self.article}).",
            )
        return data


# --- checks before signature --------------------------------------------------------------------------------


def closes(case: Case) -> bool:
    return case.decision.outcome == CLOSURE


Longest = Callable[[Answers], str]


def checks_of(article: str, longest: Longest) -> tuple[Callable[[Case, datetime], list[Finding]], ...]:
    def duration_is_lawful(case: Case, at: datetime) -> list[Finding]:
        today, days = paris_day(at), case.answers["duration_days"]
        if not closes(case) or today + timedelta(days=days) <= longest_end(longest(case.answers), today):
            return []
        return [Finding(f"La durée envisagée ({counted(days, 'jours')}) dépasse le maximum de ce fondement.", article)]

    def facts_came_before(case: Case, at: datetime) -> list[Finding]:
        facts_on = day_of(case.answers, "last_facts_on")
        if facts_on <= case.received_on:
            return []
        return [
            Finding(
                f"Les derniers faits ({french_long(facts_on)}) sont postérieurs au rapport reçu le"
                f" {french_long(case.received_on)}.",
                article,
            )
        ]

    def is_graduated(case: Case, at: datetime) -> list[Finding]:
        """Said, never blocking: grave facts may close a place at once."""
        if not closes(case):
            return []
        earlier = measures_before(case)
        known = ", ".join(row.in_words for row in earlier)
        message = (
            f"Mesures déjà prises contre cet établissement : {known}. Vérifier que la durée envisagée en tient compte."
            if earlier
            else "Aucune mesure antérieure n'est connue contre cet établissement : vérifier qu'un avertissement ne"
            " suffirait pas."
        )
        return [Finding(message, article, blocking=False)]

    return duration_is_lawful, facts_came_before, is_graduated


def mayor_has_no_delegation(case: Case, at: datetime) -> list[Finding]:
    """Where the mayor has asked for the power and received it, he closes too (CSP L3332-15; CSI L332-1 and L333-1)."""
    if not closes(case) or case.commune_id not in str(parameter(DELEGATED.code, paris_day(at))).split():
        return []
    return [
        Finding(
            "Le maire de cette commune a reçu délégation pour prononcer ces fermetures : vérifier qu'il n'en a pas"
            " prononcé une pour les mêmes faits.",
            "CSP, art. L3332-15 ; CSI, art. L332-1 et L333-1",
            blocking=False,
        )
    ]


# --- hours of effect ----------------------------------------------------------------------------------------


def at_notification(case: Case) -> datetime:
    return case.notified_at


def date_the_measure(longest: Longest, executory_at: Callable[[Case], datetime] = at_notification):
    """On notification: from which hour the closure may be carried out, and until which hour it lasts."""

    def effect(move: Move) -> None:
        case = move.case
        if not closes(case):
            return
        case.executory_at = executory_at(case)
        start_on = paris_day(case.executory_at)
        asked_for = start_on + timedelta(days=case.answers["duration_days"])
        ends_on = min(asked_for, longest_end(longest(case.answers), start_on))
        ends_at = case.executory_at.astimezone(PARIS).replace(year=ends_on.year, month=ends_on.month, day=ends_on.day)
        case.decision.details = {
            **case.decision.details, "starts_on": start_on.isoformat(), "ends_on": ends_on.isoformat(),
            "ends_at": ends_at.isoformat(),
        }  # fmt: skip
        case.decision.save(update_fields=["details"])
        move.recorded |= {"executory_at": case.executory_at.isoformat(), "ends_on": ends_on.isoformat()}

    return effect


def measures_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """The earlier measures, then the hours of this one."""
    closed = case.notified_at is not None and case.outcome == CLOSURE
    return {
        "rows": measures_before(case),
        "starts_at": case.executory_at if closed else None,
        "ends_at": end_of(case) if closed else None,
    }


MEASURES_PANEL = Panel("measures", "Gradation des mesures", "police_admin/outlets/measures.html", measures_context)


# --- the procedure ------------------------------------------------------------------------------------------

TOWN_HALL = Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall",
                    days_parameter=OPINION_DAYS)  # fmt: skip
HEARING_LETTER = "letters/outlets/closure_invitation.html"
WARNING_LETTER = LetterModel("warning", "Avertissement", f"{FOLDER}/warning.html", "warning")
REPORT_LETTER = LetterModel("notification", "Procès-verbal de notification", f"{FOLDER}/notification_report.html")


def letters(invitation: str = HEARING_LETTER) -> tuple[LetterModel, ...]:
    return (
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire", invitation, "hearing_invitation"),
        WARNING_LETTER,
        LetterModel("order_closure", "Arrêté de fermeture", f"{FOLDER}/order.html", "police_measure"),
        REPORT_LETTER,
    )


ESTABLISHMENT = "« {{ place.name }} », {{ place.address }}, {{ place.commune }}, exploité par {{ applicant.name }}"
REPORTS = (
    "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
    "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;"
)
HEARD = (
    "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant l'exploitant à présenter ses"
    " observations jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
    "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
)
FACTS = (
    "Considérant qu'il ressort des rapports transmis au préfet que les faits suivants ont été constatés :"
    " {{ answers.facts }} ;",
    "Considérant que ces faits sont en relation avec la fréquentation de l'établissement ou ses conditions"
    " d'exploitation ;",
)
NO_HEARING = (
    "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
    " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}"
)
PROPORTIONATE = "Considérant que la durée de la fermeture est proportionnée à la gravité des faits ;"
POSTED = "Le présent arrêté est affiché sur la porte de l'établissement pendant toute la durée de la fermeture."


def visas(*texts: str) -> tuple[str, ...]:
    return (
        *texts,
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        REPORTS,
        *HEARD,
    )


def warning(*articles: str, grounds: Iterable[str] = FACTS) -> Outcome:
    """It may suffice: nobody is to be heard before it."""
    return Outcome(
        WARNING,
        "Avertissement",
        letter="warning",
        act_kind="warning",
        title="Avertissement, établissement « {{ place.name }} », {{ place.commune }}",
        grounds=tuple(grounds),
        articles=(
            f"Un avertissement est adressé à l'établissement {ESTABLISHMENT}.",
            *articles,
            "En cas de nouvelle infraction, la fermeture administrative de l'établissement pourra être prononcée.",
        ),
        favourable=False,
        hearing_exempt=True,
        final_stage="warned",
    )


def closure(*articles: str, grounds: Iterable[str] = (), facts: Iterable[str] = FACTS) -> Outcome:
    """`articles`: the first says what closes the place, for how long; the others follow the posting on its door."""
    first, *others = articles
    return Outcome(
        CLOSURE,
        "Fermeture administrative",
        letter="order_closure",
        act_kind="police_measure",
        title="Arrêté portant fermeture administrative de l'établissement « {{ place.name }} », {{ place.commune }}",
        grounds=(*facts, NO_HEARING, *grounds, PROPORTIONATE),
        articles=(
            f"L'établissement {ESTABLISHMENT}, est fermé pour une durée de"
            f" {{{{ answers.duration_days|counted:'jours' }}}},"
            f" {first}",
            *others[:1],
            POSTED,
            *others[1:],
        ),
        favourable=False,
        final_stage="in_execution",
    )


AT_ONCE = (
    "La fermeture est exécutoire dès la notification du présent arrêté. Elle prend fin, au terme de sa durée, à l'heure"
    " à laquelle elle a été notifiée."
)


def closing(
    *, form: type[ReportForm], text: str, maximum: Value, grounds: Iterable[str] = (), articles: Iterable[str] = (),
    basis: Iterable[str] = (), parameters: Iterable[Value] = (), checks: Iterable[Callable] = (),
    more_letters: Iterable[LetterModel] = (), delegable: bool = False, effects: Iterable[Callable] = (),
    facts: Iterable[str] = FACTS, **more: Any,
) -> Procedure:  # fmt: skip
    """A closure on one article, executory at its notification. `text`: that article, as an act cites it."""

    def longest(answers: Answers) -> str:
        return maximum.code

    dated = date_the_measure(longest)

    def notified(move: Move) -> None:
        for effect in (dated, *effects):
            effect(move)

    cited = f"Vu le {text.partition(' du ')[2]}, notamment son {text.partition(' du ')[0]} ;"
    return Procedure(
        **{
            "archetype": Archetype.POLICE_MEASURE,
            "unit": UNIT,
            "family": FAMILY,
            "legal_basis": (form.article, *basis, HEARING_BASIS),
            "form": form,
            "title": lambda answers: f"{more['short_label']}, {answers['place']}",
            "requires_place": True,
            "hearing_required": True,
            "sensitivity": "restricted",
            "opinions": (TOWN_HALL,),
            "letters": (*letters(), *more_letters),
            "parameters": (maximum, *parameters, *([DELEGATED] if delegable else [])),
            "visas": visas(cited),
            "outcomes": (
                warning(grounds=facts),
                closure(f"sur le fondement de l'{text}.", AT_ONCE, *articles, grounds=grounds, facts=facts),
            ),
            "checks": (
                *checks_of(form.article, longest), *checks, *([mayor_has_no_delegation] if delegable else []),
            ),
            "effects": {"notify": notified},
            "panels": (MEASURES_PANEL,),
            "related": ("administrative_closure_outlet", "closure_warning"),
            **more,
        }
    )  # fmt: skip
