"""Reading inspections: those of the titles that somebody may see."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.procedure import Panel
from directorate.casework.queries import visible_to
from directorate.manifests import AgendaEvent
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.permits.queries import visible_permits
from directorate.permits.remarks import Remark, declare_remarks
from directorate.web.errors import NotFound
from police_admin.inspections.models import Inspection
from police_admin.inspections.policies import inspects_establishments
from police_admin.policies import UNIT, reads_the_files_of_the_bureau

PLANNED, LATE, FOLLOWED, CLOSED = "planned", "late", "followed", "closed"
STATES = {PLANNED: "Prévu", LATE: "Non fait à sa date", FOLLOWED: "Suite attendue", CLOSED: "Clos"}
TONES = {PLANNED: "info", LATE: "error", FOLLOWED: "warning", CLOSED: ""}
SHOWN = 20


def establishments(staff: StaffMember, on: date) -> QuerySet[Permit]:
    """The titles of the bureau that name a place: those that can be visited."""
    return visible_permits(staff, on).filter(unit_id=UNIT).exclude(place_label="")


def visible_inspections(staff: StaffMember, on: date) -> QuerySet[Inspection]:
    titles = visible_permits(staff, on).filter(unit_id=UNIT)
    rows = Inspection.objects.select_related("permit__commune", "inspector", "case")
    return rows.filter(permit__in=titles.order_by().values("pk"))


def visible_inspection(staff: StaffMember, pk: int, on: date) -> Inspection:
    found = visible_inspections(staff, on).filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce contrôle n'existe pas, ou vous n'y avez pas accès.")
    return found


def establishment(staff: StaffMember, pk: int, on: date) -> Permit:
    found = establishments(staff, on).filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce titre n'est pas celui d'un établissement du bureau, ou vous n'y avez pas accès.")
    return found


def in_state(state: str, on: date) -> Q:
    """`state_on` as a condition on rows."""
    awaited = Q(done_on__isnull=False, follow_up_by__isnull=False, followed_on__isnull=True)
    return {
        PLANNED: Q(done_on__isnull=True, planned_on__gte=on),
        LATE: Q(done_on__isnull=True, planned_on__lt=on),
        FOLLOWED: awaited,
        CLOSED: Q(done_on__isnull=False) & ~awaited,
    }[state]


def state_on(row: Inspection, on: date) -> str:
    if row.done_on is None:
        return LATE if row.planned_on < on else PLANNED
    return FOLLOWED if row.awaits_follow_up else CLOSED


def may_read_case(staff: StaffMember, case: Case | None, on: date) -> bool:
    """A sanction is restricted: whoever reads the inspection does not always read the case."""
    return case is not None and visible_to(staff, on).filter(pk=case.pk).exists()


def titles_of(case: Case) -> set[int]:
    """The titles that a case is about: the one it concerns, and the one it has given."""
    return {key for key in (case.renews_id, case.permit_id) if key}


# --- on the page of a title and of a case -------------------------------------------------------------------


def remarks_on_permit(permit: Permit, staff: StaffMember, on: date) -> Iterator[Remark]:
    """What the last visit found, and the way to the others."""
    if permit.unit_id != UNIT or not permit.place_label or not reads_the_files_of_the_bureau(staff, on=on):
        return
    last = permit.inspections.first()
    if last is None:
        if inspects_establishments(staff, on=on):
            url = reverse("police_admin:inspection-new", args=[permit.pk])
            yield Remark("Contrôles", "Aucun contrôle de cet établissement n'est enregistré.", url=url,
                         link="Planifier un contrôle")  # fmt: skip
        return
    state = state_on(last, on)
    url = reverse("police_admin:inspection", args=[last.pk])
    tone = "warning" if state in {LATE, FOLLOWED} else "info"
    said = f", {last.get_outcome_display().lower()}" if last.outcome else ""
    yield Remark("Contrôles", f"{last}{said} : {STATES[state].lower()}.", tone, url=url, link="Voir les contrôles")


declare_remarks(remarks_on_permit)


def panel_context(case: Case, at: datetime) -> dict[str, Any]:
    on = localdate(at)
    rows = Inspection.objects.filter(permit_id__in=titles_of(case)).select_related("inspector")[:SHOWN]
    return {"inspections": [(row, STATES[state_on(row, on)]) for row in rows]}


PANEL = Panel("inspections", "Contrôles de l'établissement", "police_admin/inspections/panel.html", panel_context)


# --- in the agenda ------------------------------------------------------------------------------------------


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    """The visits to come, and the day by which a follow-up was asked."""
    rows = visible_inspections(staff, first)
    for row in rows.filter(done_on__isnull=True, planned_on__range=(first, last)).order_by("planned_on", "pk"):
        url = reverse("police_admin:inspection", args=[row.pk])
        yield AgendaEvent(row.planned_on, f"Contrôle : {row.permit.place_label}", url, "Contrôle")
    awaited = rows.filter(followed_on__isnull=True, follow_up_by__range=(first, last))
    for row in awaited.order_by("follow_up_by", "pk"):
        url = reverse("police_admin:inspection", args=[row.pk])
        label = f"Suite d'un contrôle : {row.permit.place_label}"
        yield AgendaEvent(row.follow_up_by, label, url, "Contrôle", tone="warning")
