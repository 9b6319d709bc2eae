"""The facts behind the statistics: the cases that are still known, and the lines that stay once they are purged."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import now

from directorate.appeals.models import Appeal
from directorate.casework.instants import instant_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.operations import touch
from directorate.casework.text import forget_words
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import every_version, remembering, value
from road_safety.registers.writing import said
from road_safety.suspensions.facts import CODES, RETAINED, clock_of
from road_safety.suspensions.models import LicenceNumber, SuspensionFigure
from road_safety.suspensions.statistics import Fact, Statistics, statistics
from road_safety.suspensions.terms import STAGES, State
from road_safety.suspensions.values import RETENTION_MONTHS

APPEALS = {"gracious": "Recours gracieux", "hierarchical": "Recours hiérarchique", "court": "Tribunal administratif"}
# What of the answers names somebody, and what is left in its place.
FORGOTTEN: dict[str, Any] = {
    "birth_on": None, "offence_at": None, "licence_end": "", "report_reference": "", "facts": [],
    "device_installer": "",
}  # fmt: skip
GONE = "Identité effacée"
OUTCOMES = dict(Appeal.Outcome.choices)
KINDS = {Appeal.Kind.INFORMAL: "gracious", Appeal.Kind.HIERARCHICAL: "hierarchical"}
PURGED = "identity_purged_on"


def minutes_of(answers, decided_at: datetime | None) -> int | None:
    retained_at = instant_of(answers, "retained_at")
    if retained_at is None or decided_at is None:
        return None
    return int((decided_at - retained_at).total_seconds() // 60)


def cases_of(first: date, last: date):
    """Cases received in these days, without anything that names somebody."""
    return (
        Case.objects.filter(procedure_code__in=CODES, received_on__range=(first, last))
        .select_related("decision")
        .prefetch_related("appeals")
        .order_by("received_on", "pk")
    )


def outcome_of(case: Case) -> str:
    return case.decision.outcome if getattr(case, "decision", None) is not None else ""


def is_late(case: Case) -> bool:
    """Signed after the hours, or neither signed nor closed when they were over: dropped in time, it is not late."""
    clock = clock_of(case)
    return clock is not None and (case.decided_at or case.closed_at or now()) > clock.due_at


def appeal_of(case: Case) -> str:
    """Its kind, as the file of the appeal says, or else as the case was told."""
    rows = list(case.appeals.all())
    return KINDS.get(rows[-1].kind, "court") if rows else case.answers.get("appeal") or ""


def appeal_outcome_of(case: Case) -> str:
    rows = [row.outcome for row in case.appeals.all() if row.outcome]
    return rows[-1] if rows else ""


def fact_of(case: Case) -> Fact:
    answers = case.answers
    return Fact(
        month=case.received_on.replace(day=1),
        kind="3F" if case.procedure_code == RETAINED else "1F",
        cause=answers["cause"],
        measure=outcome_of(case) if case.decided_at else "",
        unit=answers.get("unit") or "",
        months=answers.get("duration_months") if case.decided_at else None,
        is_late=is_late(case),
        minutes=minutes_of(answers, case.decided_at),
        is_repeated=bool(answers.get("repeated")),
        appeal=APPEALS.get(appeal_of(case), ""),
        appeal_outcome=OUTCOMES.get(appeal_outcome_of(case), ""),
        is_lifted=case.stage in STAGES[State.CANCELLED],
    )


def fact_of_figure(row: SuspensionFigure) -> Fact:
    return Fact(
        month=row.month, kind=row.kind, cause=row.cause, measure=row.measure, unit=row.unit, months=row.months,
        is_late=row.is_late, minutes=row.minutes, is_repeated=row.is_repeated, appeal=APPEALS.get(row.appeal, ""),
        appeal_outcome=OUTCOMES.get(row.appeal_outcome, ""), is_lifted=row.state == State.CANCELLED,
    )  # fmt: skip


def facts_between(first: date, last: date) -> Iterator[Fact]:
    for case in cases_of(first, last).iterator(chunk_size=500):
        yield fact_of(case)
    for row in SuspensionFigure.objects.filter(month__range=(first, last)):
        yield fact_of_figure(row)


def of_year(year: int) -> Statistics:
    with remembering(every_version()):
        return statistics(facts_between(date(year, 1, 1), date(year, 12, 31)))


# --- what stays (SUS-09) -----------------------------------------------------------------------------------------


def figure_of(case: Case) -> SuspensionFigure:
    fact = fact_of(case)
    lifted, lapsed = State.CANCELLED.value, State.LAPSED.value
    return SuspensionFigure(
        month=fact.month, kind=fact.kind, cause=fact.cause, measure=fact.measure, unit=fact.unit, months=fact.months,
        is_late=fact.is_late, minutes=max(fact.minutes, 0) if fact.minutes is not None else None,
        is_repeated=fact.is_repeated, appeal=appeal_of(case), appeal_outcome=appeal_outcome_of(case),
        ruling=case.answers.get("ruling") or "",
        state=lifted if fact.is_lifted else lapsed if case.stage in STAGES[State.LAPSED] else State.ENDED.value,
    )  # fmt: skip


def keep_figures(case: Case, at: datetime) -> Iterable[Model]:
    """Before a case is eliminated, the line that counts it and names nobody."""
    if case.procedure_code not in CODES:
        return []
    row = figure_of(case)
    row.save(force_insert=True)
    return []


def ended_on(case: Case) -> date | None:
    """The day from which the time of keeping runs: the end of the measure, or the closing when there was none."""
    details = case.decision.details if getattr(case, "decision", None) is not None else {}
    ends = details.get("replaced_on") or details.get("ends_on")
    closed = case.closed_at.date() if getattr(case, "closed_at", None) else None
    if ends:
        return max(filter(None, (date.fromisoformat(ends), closed)))
    return closed


def forget_offenders(*, at: datetime) -> int:
    """SUS-09: names, dates of birth, sealed numbers and facts of the measures that ended long ago. How many.

    The case keeps what counts it. Its letters and its number in the register wait for the visa of the archives, which
    alone allows public papers to be destroyed.
    """
    on = paris_day(at)
    before = add_months(on, -int(value(RETENTION_MONTHS, on)))
    rows = Case.objects.filter(procedure_code__in=CODES, is_open=False, received_on__lt=before)
    rows = rows.exclude(answers__has_key=PURGED).order_by("pk")
    return sum(purge_one(key, before, at) for key in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def purge_one(key: int, before: date, at: datetime) -> bool:
    case = Case.objects.select_for_update(of=("self",)).select_related("decision", "party").get(pk=key)
    ended = ended_on(case)
    if PURGED in case.answers or ended is None or ended >= before or case.appeals.filter(ended_on=None).exists():
        return False
    case.answers = {**case.answers, **FORGOTTEN, PURGED: paris_day(at).isoformat()}
    case.title, case.party_name = "Suspension de permis, identité effacée", GONE
    party = case.party
    if party.cases.count() == 1:
        for name in ("civility", "first_name", "address", "email", "phone", "representative", "siret", "rna"):
            setattr(party, name, "")
        party.last_name = GONE
        party.save()
    # Whoever lodged an appeal, whoever was written to, what a remark says: the driver, under other columns.
    case.appeals.update(lodged_by=GONE)
    case.addressees.update(name=GONE, address="")
    case.notes.all().delete()
    touch(case, None, at)
    LicenceNumber.objects.filter(case=case).delete()
    forget_words(case.pk)
    said("suspension.purged", case, "Identité effacée, durée de conservation écoulée", None, at)
    return True
