"""Measures taken against the holder of a title: suspended for some months, or withdrawn. He is always heard before.

The measure strikes the title from the notification of the order; a suspended title gives rights again at its term.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms

from directorate.casework import hearings
from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Finding, LetterModel, Outcome
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.permits import operations as permits
from directorate.permits.models import Permit

Check = Callable[[Case, datetime], list[Finding]]
FOLDER = "letters/title_measure"
HEARD = "CRPA, art. L121-1 à L122-2 et L211-2"


class MeasureForm(forms.Form):
    """What is held against the holder, and since when."""

    facts = LinesField(
        label="Faits relevés", max_length=8000, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    last_facts_on = LegalDateField(label="Date des derniers faits")
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def duration_field(label: str = "Durée de la suspension (mois)", **more) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=120, **more)


# --- which measure for which breach --------------------------------------------------------------------------

MEASURES = {"warning": "un avertissement", "suspension": "une suspension", "withdrawal": "un retrait"}
BREACHED = "Considérant que ces faits constituent les manquements suivants : {{ answers.breaches|lower }} ;"


@dataclass(frozen=True)
class Breach:
    """One breach, the text that it offends, the measures that it may found, and what to do instead of the others."""

    code: str
    label: str
    article: str
    founds: tuple[str, ...]
    instead: str = ""


def form_of(breaches: Sequence[Breach]) -> type[MeasureForm]:
    """All breaches are offered for every measure: which one they found is said before the signature."""

    choices = [(breach.code, breach.label) for breach in breaches]

    class BreachForm(MeasureForm):
        breaches = forms.MultipleChoiceField(
            label="Manquements", choices=choices, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Indiquer au moins un manquement."},
        )  # fmt: skip

    return BreachForm


def fits_its_breach(breaches: Sequence[Breach], article: str) -> Check:
    """The wrong measure for a breach is unlawful, however grave the facts are."""
    known = {breach.code: breach for breach in breaches}

    def check(case: Case, at: datetime) -> list[Finding]:
        outcome = case.decision.outcome
        return [
            Finding(
                f"« {breach.label} » ne fonde pas {MEASURES[outcome]}, mais"
                f" {' ou '.join(MEASURES[code] for code in breach.founds)}. {breach.instead}".rstrip(),
                f"{article} ; {breach.article}",
            )
            for breach in (known[code] for code in case.answers["breaches"])
            if outcome not in breach.founds
        ]

    return check


# --- checks before signature --------------------------------------------------------------------------------


def title_is_in_force(article: str) -> Check:
    """One strikes a title that exists and still runs."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if case.renews is None:
            return [Finding("Le dossier ne désigne pas le titre visé par la mesure.", article)]
        title, today = permits.current(case.renews), paris_day(at)
        if title.state == Permit.State.WITHDRAWN:
            return [Finding(f"Le titre {title.number} est déjà retiré.", article)]
        if title.expires_on is not None and title.expires_on < today:
            return [
                Finding(
                    f"Le titre {title.number} a expiré le {french_long(title.expires_on)} : il n'y a plus rien à"
                    " suspendre ni à retirer.",
                    article,
                )
            ]
        if title.state == Permit.State.SUSPENDED and case.decision.outcome == "suspension":
            return [Finding(f"Le titre {title.number} est déjà suspendu.", article)]
        return []

    return check


def suspension_is_short_enough(code: str, article: str) -> Check:
    """`code`: the parameter of the longest suspension, in months."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if case.decision.outcome != "suspension":
            return []
        longest, months = int(parameter(code, paris_day(at))), case.answers.get("duration_months")
        if not months:
            return [Finding("La durée de la suspension n'est pas indiquée.", article)]
        if months > longest:
            return [Finding(f"La suspension ne peut dépasser {longest} mois.", article)]
        return []

    return check


def facts_came_before(case: Case, at: datetime) -> list[Finding]:
    facts_on = date.fromisoformat(case.answers["last_facts_on"])
    if facts_on <= case.received_on:
        return []
    return [
        Finding(
            f"Les derniers faits ({french_long(facts_on)}) sont postérieurs au rapport reçu le"
            f" {french_long(case.received_on)}.",
            "CRPA, art. L211-5",
        )
    ]


# --- effects ------------------------------------------------------------------------------------------------


def strike(move: Move) -> None:
    """From the notification: the title is withdrawn, or suspended until the last day of the measure."""
    case = move.case
    started_on = paris_day(case.notified_at)
    if case.decision.outcome == "withdrawal":
        change_title(move, Permit.State.WITHDRAWN, started_on, f"Arrêté n° {case.decision.number}")
    elif case.decision.outcome == "suspension":
        date_the_suspension(move)
        change_title(move, Permit.State.SUSPENDED, started_on, f"Arrêté n° {case.decision.number}")


def date_the_suspension(move: Move) -> None:
    """Its last day included, so that six months are six months and not one day more."""
    case = move.case
    started_on = paris_day(case.notified_at)
    ends_on = add_months(started_on, case.answers["duration_months"]) - timedelta(days=1)
    dates = {"starts_on": started_on.isoformat(), "ends_on": ends_on.isoformat()}
    case.decision.details = {**case.decision.details, **dates}
    case.decision.save(update_fields=["details"])
    move.recorded["ends_on"] = ends_on.isoformat()


def restore(move: Move) -> None:
    """The suspension is over, at its term or because it is lifted."""
    decision = move.case.decision
    if decision.outcome != "suspension":
        return
    term = date.fromisoformat(decision.details["ends_on"]) + timedelta(days=1)
    change_title(move, Permit.State.IN_FORCE, min(term, move.today), f"Fin de la suspension ({decision.number})")


def change_title(move: Move, state: str, on: date, reason: str) -> None:
    title = permits.current(move.case.renews)
    changed = permits.carry_out(permit=title, state=state, effective_on=on, reason=reason, by=move.by, at=move.at)
    # A title that has expired meanwhile, or that another act had already struck, stays as it is.
    move.recorded["permit"] = f"{title.number} : {(changed or title).get_state_display().lower()}"


EFFECTS = {"notify": strike, "lift": restore, "end_measure": restore}

# --- letters and acts ---------------------------------------------------------------------------------------

LETTERS = (
    LetterModel("hearing_invitation", "Lettre de procédure contradictoire", f"{FOLDER}/hearing_invitation.html",
                "hearing_invitation"),
    LetterModel("measure", "Arrêté", f"{FOLDER}/order.html", "withdrawal"),
    LetterModel("notification", "Lettre de notification", "letters/any/measure_notification.html"),
)  # fmt: skip
VISAS = (
    "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
    "Vu le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} ;",
    "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
    "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;",
    *hearings.heard("{{ applicant.name }}"),
)
FACTS = (
    "Considérant qu'il ressort des rapports et constats transmis au préfet que les faits suivants ont été relevés :"
    " {{ answers.facts }} ;",
    hearings.WAIVED,
)
PROPORTION = "Considérant que [à compléter : gravité des faits et proportion de la mesure] ;"

# How long a suspension lasts, at the end of its first article.
FOR_MONTHS = "pour une durée de {{ answers.duration_months }} mois à compter de la notification du présent arrêté."
AT_ONCE = "à compter de la notification du présent arrêté."
ENDS = {
    "warning": ("Avertissement", "warning", "warned"),
    "suspension": ("Suspension", "withdrawal", "in_execution"),
    "withdrawal": ("Retrait", "withdrawal", "closed"),
}


def measure(code: str, title: str, *articles: str, grounds: tuple[str, ...] = (), label: str = "") -> Outcome:
    """`code`: one of those above. `title` follows "Arrêté portant"."""
    usual_label, act_kind, final_stage = ENDS[code]
    return Outcome(
        code, label or usual_label, letter="measure", act_kind=act_kind, title=f"Arrêté portant {title}",
        grounds=(*FACTS, *grounds, PROPORTION), articles=articles, favourable=False, final_stage=final_stage,
    )  # fmt: skip
