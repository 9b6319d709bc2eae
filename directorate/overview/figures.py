"""Figures of the whole directorate, for Pilotage. Each costs a fixed number of queries and answers on an empty base."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.models import CaseDeadline
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.casework.queries import silent_decisions, visible_to
from directorate.manifests import Figure
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.overview.inbox import late

MONTH = timedelta(days=30)
WEEKS_AHEAD = 8


def reads_pilotage(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localtime().date())
    return posting is not None and posting.role in CHIEF_ROLES | AUTHORITIES


reads_pilotage.label = "Le directeur, le cabinet et les chefs de bureau"


def case_list(**filters) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items() if value != "")
    return reverse("directorate:cases") + (f"?{query}" if query else "")


def stock(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localtime(at).date()
    row = (
        visible_to(staff, on)
        .filter(is_open=True)
        .aggregate(
            open=Count("pk"),
            late=Count("pk", filter=late(on)),
            suspended=Count("pk", filter=Q(is_suspended=True)),
            unassigned=Count("pk", filter=Q(caseworker__isnull=True)),
            to_sign=Count("pk", filter=Q(stage="signature")),
        )
    )
    return [
        Figure("Dossiers en cours", row["open"], url=case_list(status="open")),
        Figure(
            "Échéance dépassée", row["late"], url=case_list(deadline="late"), tone="error" if row["late"] else "success"
        ),
        Figure("Délai suspendu", row["suspended"], url=case_list(deadline="suspended")),
        Figure(
            "À répartir",
            row["unassigned"],
            url=case_list(caseworker="none"),
            tone="warning" if row["unassigned"] else "",
        ),
        Figure(
            "À la signature", row["to_sign"], url=reverse("directorate:signature"), tone="new" if row["to_sign"] else ""
        ),
    ]


def flow(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """Received and decided in the last thirty days, and in the thirty before."""
    on = localtime(at).date()
    recent, before = on - MONTH, on - 2 * MONTH
    row = visible_to(staff, on).aggregate(
        received=Count("pk", filter=Q(received_on__gt=recent, received_on__lte=on)),
        received_before=Count("pk", filter=Q(received_on__gt=before, received_on__lte=recent)),
        decided=Count("pk", filter=Q(decided_at__date__gt=recent, decided_at__date__lte=on)),
        decided_before=Count("pk", filter=Q(decided_at__date__gt=before, decided_at__date__lte=recent)),
        silent=Count("pk", filter=Q(stage__in=("implicit_accepted", "implicit_rejected"), decided_at__date__gt=recent)),
    )
    return [
        Figure(
            "Reçus en 30 jours",
            row["received"],
            previous=row["received_before"],
            url=case_list(received_after=(recent + timedelta(days=1)).isoformat()),
        ),
        Figure("Décidés en 30 jours", row["decided"], previous=row["decided_before"]),
        Figure("Décisions nées du silence en 30 jours", row["silent"], tone="error" if row["silent"] else "success"),
    ]


def silence_ahead(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localtime(at).date()
    row = (
        silent_decisions(staff, on)
        .order_by()
        .aggregate(
            ten=Count("pk", filter=Q(due_on__lte=on + timedelta(days=10))),
            thirty=Count("pk"),
        )
    )
    board = reverse("directorate:silences")
    return [
        Figure("Silences dans les 10 jours", row["ten"], url=board, tone="error" if row["ten"] else "success"),
        Figure("Silences dans les 30 jours", row["thirty"], url=board, tone="warning" if row["thirty"] else ""),
    ]


def deadlines_by_week(staff: StaffMember, on: date) -> list[tuple[date, int, int]]:
    """(Monday, deadlines, of which silences) for the weeks ahead, empty ones included."""
    first = on - timedelta(days=on.weekday())
    last = first + timedelta(weeks=WEEKS_AHEAD)
    rows = (
        CaseDeadline.objects.filter(
            case__in=visible_to(staff, on),
            case__is_open=True,
            state__in=[CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED],
            due_on__gte=on,
            due_on__lt=last,
        )
        .order_by()
        .annotate(week=TruncWeek("due_on"))
        .values("week")
        .annotate(total=Count("pk"), silences=Count("pk", filter=Q(kind=CaseDeadline.Kind.SILENCE)))
    )
    found = {row["week"]: row for row in rows}
    weeks = [first + timedelta(weeks=rank) for rank in range(WEEKS_AHEAD)]
    return [(week, found[week]["total"], found[week]["silences"]) if week in found else (week, 0, 0) for week in weeks]


def stock_by_unit(staff: StaffMember, on: date) -> list[dict]:
    return list(
        visible_to(staff, on)
        .filter(is_open=True)
        .order_by()
        .values("unit", "unit__short_name", "unit__rank")
        .annotate(open=Count("pk"), late=Count("pk", filter=late(on)))
        .order_by("unit__rank")
    )


def stock_by_commune(staff: StaffMember, on: date) -> dict[str, int]:
    rows = (
        visible_to(staff, on)
        .filter(is_open=True, commune__isnull=False)
        .order_by()
        .values("commune")
        .annotate(open=Count("pk"))
    )
    return {row["commune"]: row["open"] for row in rows}
