"""The follow-up of an accident that kills, from the first message to the last measure."""

from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from road_safety.accidents.definitions import KILLED, last_day_of_watch, severity_after_death
from road_safety.accidents.models import FatalCase, FatalMeasure, SeverityRevision
from road_safety.accidents.values import DEATH_DAYS
from road_safety.policies import UNIT


def note(case: FatalCase, action: str, by: StaffMember, at: datetime, **details) -> None:
    record(by=by, at=at, action=action, subject=case, label=f"{case}, {case.commune.name}", unit_code=UNIT,
           details=details)  # fmt: skip


def locked(case: FatalCase) -> FatalCase:
    """Open still: a follow-up that is closed no longer changes."""
    case = FatalCase.objects.select_for_update(of=("self",)).select_related("commune").get(pk=case.pk)
    if case.closed_on is not None:
        raise Conflict(f"Ce suivi est clos depuis le {case.closed_on:%d/%m/%Y}.")
    return case


@transaction.atomic
def open_case(
    *, occurred_at: datetime, commune: Commune, address: str, force: str, facts: str, killed: int, hospitalised: int,
    road_manager: str = "", by: StaffMember, at: datetime,
) -> FatalCase:  # fmt: skip
    if occurred_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="occurred_at")
    # One accident is told once, even by two messages at the same instant.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    if FatalCase.objects.filter(commune=commune, occurred_at=occurred_at, address=address).exists():
        raise Conflict("Cet accident est déjà suivi.", field="address")
    days = int(parameter(DEATH_DAYS, paris_day(occurred_at)))
    case = FatalCase.objects.create(
        occurred_at=occurred_at, commune=commune, address=address, force=force, facts=facts, killed=killed,
        hospitalised=hospitalised, watched_until=last_day_of_watch(paris_day(occurred_at), days),
        road_manager=road_manager, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    note(case, "fatal.opened", by, at, killed=killed)
    return case


@transaction.atomic
def follow(
    *, case: FatalCase, site_visit_on: date | None, inquiry: str, inquiry_team: str, findings: str, road_manager: str,
    accident_number: str, by: StaffMember, at: datetime,
) -> FatalCase:  # fmt: skip
    row = locked(case)
    if site_visit_on and not paris_day(row.occurred_at) <= site_visit_on <= paris_day(at):
        raise DomainError("La visite a lieu après l'accident, et pas dans l'avenir.", field="site_visit_on")
    told = {
        "site_visit_on": site_visit_on, "inquiry": inquiry, "inquiry_team": inquiry_team, "findings": findings,
        "road_manager": road_manager, "accident_number": accident_number,
    }  # fmt: skip
    changed = {name: str(value or "") for name, value in told.items() if getattr(row, name) != value}
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    note(row, "fatal.followed", by, at, changed=sorted(changed))
    return row


@transaction.atomic
def record_death(*, case: FatalCase, died_on: date, by: StaffMember, at: datetime) -> SeverityRevision:
    """ACC-05: within the delay the person becomes killed, and the month already reported changes."""
    row = locked(case)
    first = paris_day(row.occurred_at)
    if died_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="died_on")
    if died_on < first:
        raise DomainError("Le décès précède l'accident.", field="died_on")
    if not row.hospitalised:
        raise Conflict("Aucun blessé hospitalisé n'est suivi pour cet accident.", field="died_on")
    counts_as = severity_after_death(first, died_on, int(parameter(DEATH_DAYS, first)))
    if counts_as == KILLED:
        row.killed += 1
        row.hospitalised -= 1
        row.save(update_fields=["killed", "hospitalised"])
    revision = SeverityRevision.objects.create(
        case=row, died_on=died_on, counts_as=counts_as,
        month=first.replace(day=1) if counts_as == KILLED else None, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    note(row, "fatal.death", by, at, died_on=died_on.isoformat(), counts_as=counts_as)
    return revision


@transaction.atomic
def add_measure(
    *, case: FatalCase, label: str, owner: str, due_on: date, by: StaffMember, at: datetime
) -> FatalMeasure:
    case = locked(case)
    if due_on < paris_day(case.occurred_at):
        raise DomainError("L'échéance précède l'accident.", field="due_on")
    measure = FatalMeasure.objects.create(case=case, label=label, owner=owner, due_on=due_on)
    note(case, "fatal.measure", by, at, measure=label)
    return measure


@transaction.atomic
def finish_measure(*, measure: FatalMeasure, done_on: date, by: StaffMember, at: datetime) -> FatalMeasure:
    case = locked(measure.case)
    measure = FatalMeasure.objects.select_for_update().get(pk=measure.pk)
    if measure.done_on is not None:
        raise Conflict(f"Cette mesure est déjà réalisée, le {measure.done_on:%d/%m/%Y}.", field="done_on")
    if not paris_day(case.occurred_at) <= done_on <= paris_day(at):
        raise DomainError("La mesure est réalisée après l'accident, et pas dans l'avenir.", field="done_on")
    measure.done_on = done_on
    measure.save(update_fields=["done_on"])
    note(case, "fatal.measure_done", by, at, measure=measure.label)
    return measure


@transaction.atomic
def close(*, case: FatalCase, closed_on: date, by: StaffMember, at: datetime) -> FatalCase:
    """Refused while somebody in hospital is within the delay, or a measure is to be done."""
    row = locked(case)
    if closed_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="closed_on")
    if row.hospitalised and closed_on <= row.watched_until:
        raise Conflict(
            f"Des blessés hospitalisés sont à suivre jusqu'au {row.watched_until:%d/%m/%Y} inclus.", field="closed_on"
        )
    if row.measures.filter(done_on=None).exists():
        raise Conflict("Des mesures restent à réaliser.", field="closed_on")
    row.closed_on = closed_on
    row.save(update_fields=["closed_on"])
    note(row, "fatal.closed", by, at)
    return row
