"""The register of the municipal police forces, read whole in a bounded number of queries."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from directorate.casework.models import Case
from directorate.legal_calendar.arithmetic import add_months, counted, months_before
from directorate.manifests import AgendaEvent
from directorate.org.models import StaffMember
from directorate.org.secrecy import hide, without_hidden
from directorate.parameters.queries import value as parameter
from directorate.parameters.queries import values as parameters
from directorate.permits.models import Permit
from directorate.permits.validity import validity_on
from directorate.web.errors import NotFound
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, OfficerTraining, WeaponMovement
from police_admin.municipal_police.situation import (
    PARAMETERS,
    TRAINING_MONTHS,
    Situation,
    Title,
    ends,
    situation_of,
    totals,
)
from police_admin.policies import reads_the_files_of_the_bureau
from police_admin.procedures.municipal_police.agreement import CODE as AGREEMENT
from police_admin.procedures.municipal_police.agreement import HOLDING

AGENDA_ROWS = 200


def visible_forces(staff: StaffMember, on: date) -> QuerySet[MunicipalForce]:
    """The whole register, for the bureau and the authorities; nothing for the others."""
    rows = MunicipalForce.objects.all()
    return rows if reads_the_files_of_the_bureau(staff, on=on) else rows.none()


def hidden_officers(staff: StaffMember, on: date) -> QuerySet[MunicipalOfficer]:
    """Who carries a weapon is nobody else's business."""
    rows = MunicipalOfficer.objects.all()
    return rows.none() if reads_the_files_of_the_bureau(staff, on=on) else rows


hide("municipalofficer", hidden_officers)


def with_their_titles(rows: QuerySet[MunicipalForce], staff: StaffMember, on: date) -> QuerySet[MunicipalForce]:
    """All that a situation is drawn from, whatever the number of forces; a title of a secret case, for its readers."""
    known = without_hidden(Permit.objects.all(), staff, on)
    titles = known.filter(procedure_code__in=[AGREEMENT, HOLDING]).order_by("number")
    officers = MunicipalOfficer.objects.prefetch_related(Prefetch("approval", known), Prefetch("carry", known))
    return rows.select_related("commune").prefetch_related(
        Prefetch("commune__permits", titles.prefetch_related(Prefetch("cases", Case.objects.all())), "police_titles"),
        Prefetch("officers", officers.prefetch_related("trainings")),
        Prefetch("movements", WeaponMovement.objects.select_related("recorded_by")),
    )


def situation(force: MunicipalForce, values, on: date) -> Situation:
    """Of a force read by `with_their_titles`."""
    titles = [title_on(permit, on) for permit in force.commune.police_titles]
    titles = [title for title in titles if title is not None]
    return situation_of(
        force,
        [row for row in titles if row.permit.procedure_code == AGREEMENT],
        [row for row in titles if row.permit.procedure_code == HOLDING],
        totals(force.movements.all()),
        force.officers.all(),
        values,
        on,
    )


def title_on(permit: Permit, on: date) -> Title | None:
    """An agreement that is signed and not yet handed over is no title yet."""
    cases = list(permit.cases.all())
    if permit.procedure_code == AGREEMENT and any(case.notified_at is None for case in cases):
        return None
    return Title(permit, validity_on(permit, on), cases[0].answers if cases else {})


def dated_values(on: date):
    return parameters(PARAMETERS, on)


def known_force(staff: StaffMember, insee: str, on: date) -> MunicipalForce:
    force = with_their_titles(visible_forces(staff, on), staff, on).filter(commune_id=insee).first()
    if force is None:
        raise NotFound("Cette police municipale n'est pas au registre, ou vous n'y avez pas accès.")
    return force


# --- agenda -------------------------------------------------------------------------------------------------


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    """The trainings to take again, counted by force and by day, and the agreements that end before the weapons."""
    forces = visible_forces(staff, first)
    yield from trainings_due(forces, first, last)
    yield from agreements_that_end_first(forces, staff, first, last)


def trainings_due(forces: QuerySet[MunicipalForce], first: date, last: date) -> Iterator[AgendaEvent]:
    """Names stay on the page of the force: the agenda may be projected on a wall."""
    months = int(parameter(TRAINING_MONTHS, first))
    rows = OfficerTraining.objects.filter(
        officer__force__in=forces, officer__left_on=None, officer__carry__state=Permit.State.IN_FORCE,
        # A day of a longer month may fall back on the last of a shorter one.
        followed_on__range=(months_before(first, months) - timedelta(days=3), months_before(last, months)
                            + timedelta(days=3)),
    ).select_related("officer__force__commune", "officer__carry")  # fmt: skip
    due: dict[tuple[date, str], set[int]] = {}
    named = {}
    for row in without_the_taken_again(rows):
        day = add_months(row.followed_on, months)
        if first <= day <= last and row.kind in row.officer.carry.features.get("weapons", ()):
            commune = row.officer.force.commune
            due.setdefault((day, commune.pk), set()).add(row.officer_id)
            named[commune.pk] = commune.name
    for (day, insee), officers in sorted(due.items())[:AGENDA_ROWS]:
        yield AgendaEvent(
            day,
            f"Police municipale, {named[insee]} : formation à l'armement à renouveler,"
            f" {counted(len(officers), 'agents')}",
            reverse("police_admin:municipal-force", args=[insee]),
            "Formation",
            tone="warning",
        )


def without_the_taken_again(rows: QuerySet[OfficerTraining]) -> Iterable[OfficerTraining]:
    rows = list(rows)
    last: dict[tuple[int, str], date] = {}
    known = OfficerTraining.objects.filter(officer__in={row.officer_id for row in rows})
    for officer, kind, day in known.values_list("officer", "kind", "followed_on"):
        last[officer, kind] = max(day, last.get((officer, kind), day))
    return [row for row in rows if row.followed_on == last[row.officer_id, row.kind]]


def agreements_that_end_first(
    forces: QuerySet[MunicipalForce], staff: StaffMember, first: date, last: date
) -> Iterator[AgendaEvent]:
    ending = forces.filter(
        commune__permits__procedure_code=AGREEMENT, commune__permits__expires_on__range=(first, last)
    ).distinct()
    values = dated_values(first)
    for force in with_their_titles(ending, staff, first)[:AGENDA_ROWS]:
        found = situation(force, values, first)
        if found.agreement is None or not found.agreement.permit.expires_on:
            continue
        day = found.agreement.permit.expires_on
        if first <= day <= last and any(day < ends(row.permit) for row in found.holdings):
            yield AgendaEvent(
                day,
                f"Police municipale, {force.commune.name} : la convention se termine avant l'autorisation d'armes",
                reverse("police_admin:municipal-force", args=[force.commune_id]),
                "Convention",
                tone="error",
            )
