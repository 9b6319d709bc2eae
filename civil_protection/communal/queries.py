"""Reading the plans of the communes: one row for each commune, whether it has something or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from civil_protection.communal import duties
from civil_protection.communal.duties import REASONS, Reason
from civil_protection.communal.models import CommunalEvent, CommunalFile, IntercommunalPlan
from civil_protection.communal.terms import COUNCIL_SINCE, SEISMIC_FROM, WARNING_MONTHS
from civil_protection.profiles.models import FLAGS
from civil_protection.profiles.queries import communes_with_profile, profile_of
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import values
from directorate.territory.models import Commune
from directorate.web.errors import NotFound

FILE = "communal_file__"


@dataclass(frozen=True)
class Terms:
    """The values that a page needs on one day, read once."""

    on: date
    seismic_from: int
    warned_until: date
    renewed_on: date


def terms_on(on: date) -> Terms:
    found = values((SEISMIC_FROM, WARNING_MONTHS, COUNCIL_SINCE), on)
    return Terms(on, int(found[SEISMIC_FROM]), add_months(on, int(found[WARNING_MONTHS])),
                 date.fromisoformat(found[COUNCIL_SINCE]))  # fmt: skip


def prepared() -> QuerySet[Commune]:
    """Every commune with its profile and its file."""
    return communes_with_profile().select_related("communal_file")


def known_commune(insee: str) -> Commune:
    row = prepared().filter(pk=insee).first()
    if row is None:
        raise NotFound("Cette commune n'est pas dans le département.")
    return row


def file_of(commune: Commune) -> CommunalFile:
    """The file of a commune; an empty one, not stored, when it has none."""
    return getattr(commune, "communal_file", None) or CommunalFile(commune=commune)


def reasons_of(commune: Commune, seismic_from: int) -> list[Reason]:
    profile = profile_of(commune)
    if profile is None:
        return []
    return duties.reasons({name: getattr(profile, name) for name in FLAGS}, profile.seismic_zone, seismic_from)


# --- where it stands ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Situation:
    """A commune on one day: why it owes, where its plan stands, what is past or awaited."""

    commune: Commune
    file: CommunalFile
    reasons: list[Reason]
    state: str
    past: list[tuple[str, date]]
    council_awaited: bool
    risks_changed: bool

    @property
    def label(self) -> str:
        return duties.STATES[self.state]

    @property
    def tone(self) -> str:
        return duties.TONES[self.state]

    @property
    def shade(self) -> int:
        return duties.SHADES[self.state]

    @property
    def is_owed(self) -> bool:
        return bool(self.reasons)

    @property
    def is_valid(self) -> bool:
        return self.state in (duties.VALID, duties.REVISION_DUE)

    @property
    def why(self) -> str:
        return " ; ".join(reason.label for reason in self.reasons)


# Besides the adoption and the revision, which the state tells.
TERMS = (
    ("Évaluation du plan", "evaluation_due_on"),
    ("Exercice du plan", "exercise_due_on"),
    ("Révision du DICRIM", "dicrim_due_on"),
    ("DICRIM à faire connaître", "dicrim_known_due_on"),
)


def situation(commune: Commune, terms: Terms) -> Situation:
    file, why = file_of(commune), reasons_of(commune, terms.seismic_from)
    state = duties.state_of(
        owed=bool(why), notified_on=file.notified_on, due_on=file.due_on, drafting_on=file.drafting_on,
        adopted_on=file.adopted_on, revision_due_on=file.revision_due_on, on=terms.on, warned_until=terms.warned_until,
    )  # fmt: skip
    profile = profile_of(commune)
    since = max(filter(None, (file.adopted_on, file.revised_on)), default=None)
    return Situation(
        commune, file, why, state,
        past=[(label, day) for label, name in TERMS if (day := getattr(file, name)) and day < terms.on],
        council_awaited=duties.council_awaited(file.adopted_on, file.council_on, terms.renewed_on, terms.on),
        risks_changed=bool(since and profile and profile.changed_on and profile.changed_on > since),
    )  # fmt: skip


def situations(on: date, rows: QuerySet[Commune] | None = None) -> list[Situation]:
    """One for each commune. Two queries."""
    terms = terms_on(on)
    return [situation(row, terms) for row in (prepared() if rows is None else rows)]


def owed(seismic_from: int) -> Q:
    found = Q(risk_profile__seismic_zone__gte=seismic_from)
    for reason in REASONS:
        found |= Q(**{f"risk_profile__{reason.code}": True})
    return found


def in_state(state: str, terms: Terms) -> Q:
    """The same as `state_of`, for the database."""
    adopted = Q(**{f"{FILE}adopted_on__isnull": False})
    due = f"{FILE}revision_due_on"
    if state == duties.VALID:
        return adopted & Q(**{f"{due}__gt": terms.warned_until})
    if state == duties.REVISION_PAST:
        return adopted & Q(**{f"{due}__lt": terms.on})
    if state == duties.REVISION_DUE:
        return adopted & Q(**{f"{due}__range": (terms.on, terms.warned_until)})
    is_owed = Q(pk__in=Commune.objects.filter(owed(terms.seismic_from)).values("pk"))
    unadopted = Q(**{f"{FILE}adopted_on__isnull": True})
    if state == duties.NOT_CONCERNED:
        return unadopted & ~is_owed
    notified = Q(**{f"{FILE}notified_on__isnull": False})
    if state == duties.TO_NOTIFY:
        return unadopted & is_owed & Q(**{f"{FILE}notified_on__isnull": True})
    if state == duties.LATE:
        return unadopted & is_owed & notified & Q(**{f"{FILE}due_on__lt": terms.on})
    in_time = unadopted & is_owed & notified & Q(**{f"{FILE}due_on__gte": terms.on})
    return in_time & Q(**{f"{FILE}drafting_on__isnull": state == duties.NOTIFIED})


# --- coverage (R1.3) ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """What an arrondissement, or the whole department, has prepared."""

    label: str
    rows: list[Situation]

    def count(self, wanted) -> int:
        return sum(1 for row in self.rows if wanted(row))

    @property
    def figures(self) -> Mapping[str, int]:
        return {
            "communes": len(self.rows),
            "owed": self.count(lambda row: row.is_owed),
            "adopted": self.count(lambda row: row.file.adopted_on is not None),
            "valid": self.count(lambda row: row.is_valid),
            "exercised": self.count(exercised_in_time),
            "dicrim": self.count(lambda row: row.file.dicrim_on is not None),
            "uncovered": self.count(lambda row: row.is_owed and not row.is_valid),
        }


def exercised_in_time(row: Situation) -> bool:
    """An exercise or a real activation, whose period is not over."""
    due = row.file.exercise_due_on
    return row.file.exercised_on is not None and due is not None and "Exercice du plan" not in dict(row.past)


def coverage(on: date) -> tuple[Coverage, list[Coverage]]:
    """The department, then each arrondissement in the order of the names."""
    rows = situations(on)
    names = sorted({row.commune.arrondissement.name for row in rows})
    parts = [Coverage(name, [row for row in rows if row.commune.arrondissement.name == name]) for name in names]
    return Coverage("Département", rows), parts


# --- what hangs on a file -----------------------------------------------------------------------------------


def events_of(file: CommunalFile) -> QuerySet[CommunalEvent]:
    return (
        CommunalEvent.objects.filter(file=file.pk)
        .select_related("document", "letter", "recorded_by")
        .order_by("-happened_on", "-id")
    )


def intercommunal_plans() -> QuerySet[IntercommunalPlan]:
    return IntercommunalPlan.objects.select_related("document")


def intercommunal_state(plan: IntercommunalPlan, on: date) -> tuple[str, str]:
    """Its words and its tone."""
    if plan.adopted_on is not None:
        past = plan.revision_due_on is not None and plan.revision_due_on < on
        return ("Révision dépassée", "error") if past else ("Plan arrêté", "success")
    if plan.due_on < on:
        return "Hors délai", "error"
    return ("En élaboration", "info") if plan.drafting_on else ("À engager", "warning")


def changes_of(row: Any, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Before and after, as the journal keeps them."""
    return {name: [str(getattr(row, name) or ""), str(value or "")] for name, value in values.items()
            if getattr(row, name) != value}  # fmt: skip
