"""Figures of the whole directorate, for Pilotage. Each costs a fixed number of queries and answers on an empty base."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.models import CaseFollowUp
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.casework.queries import followed_by, timings_seen_by
from directorate.manifests import Figure
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.overview.inbox import late

MONTH = timedelta(days=30)


def reads_pilotage(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localtime().date())
    return posting is not None and posting.role in CHIEF_ROLES | AUTHORITIES


reads_pilotage.label = "Le directeur, le cabinet et les chefs de bureau"


def case_list(**filters) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items() if value != "")
    return reverse("directorate:cases") + (f"?{query}" if query else "")


def stock(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localtime(at).date()
    row = followed_by(staff, on).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=late(on)),
        suspended=Count("pk", filter=Q(is_suspended=True)),
        unassigned=Count("pk", filter=Q(caseworker__isnull=True)),
        to_sign=Count("pk", filter=Q(stage="signature")),
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
            url=case_list(status="open", caseworker="none"),
            tone="warning" if row["unassigned"] else "",
        ),
        Figure(
            "À la signature", row["to_sign"], url=case_list(stage="signature"), tone="new" if row["to_sign"] else ""
        ),
    ]


def flow(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """Received and decided in the last thirty days, and in the thirty before."""
    on = localtime(at).date()
    recent, before = on - MONTH, on - 2 * MONTH
    timings = timings_seen_by(staff, on)
    came = timings.filter(received_on__gt=before, received_on__lte=on).aggregate(
        now=Count("pk", filter=Q(received_on__gt=recent)), before=Count("pk", filter=Q(received_on__lte=recent))
    )
    went = timings.filter(decided_on__gt=before, decided_on__lte=on).aggregate(
        now=Count("pk", filter=Q(decided_on__gt=recent)),
        before=Count("pk", filter=Q(decided_on__lte=recent)),
        silent=Count("pk", filter=Q(decided_on__gt=recent, is_tacit=True)),
    )
    since = {"after": (recent + timedelta(days=1)).isoformat(), "before": on.isoformat()}
    received = {f"received_{name}": day for name, day in since.items()}
    decided = {f"decided_{name}": day for name, day in since.items()}
    return [
        Figure("Reçus en 30 jours", came["now"], previous=came["before"], url=case_list(**received)),
        Figure("Décidés en 30 jours", went["now"], previous=went["before"], url=case_list(**decided)),
        Figure(
            "Décisions nées du silence en 30 jours",
            went["silent"],
            url=case_list(decided="tacit", **decided),
            tone="error" if went["silent"] else "success",
        ),
    ]


def silence_ahead(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localtime(at).date()
    ten, thirty = on + timedelta(days=10), on + timedelta(days=30)
    row = (
        followed_by(staff, on)
        .filter(silence_due_on__lte=thirty)
        .aggregate(ten=Count("pk", filter=Q(silence_due_on__lte=ten)), thirty=Count("pk"))
    )
    board = reverse("directorate:silences")
    return [
        Figure(
            "Silences dans les 10 jours",
            row["ten"],
            url=f"{board}?days=10",
            tone="error" if row["ten"] else "success",
        ),
        Figure(
            "Silences dans les 30 jours",
            row["thirty"],
            url=f"{board}?days=30",
            tone="warning" if row["thirty"] else "",
        ),
    ]


def stock_by_commune(rows: QuerySet[CaseFollowUp]) -> dict[str, int]:
    """Open cases by commune, among these narrow rows."""
    counted = rows.filter(commune__isnull=False).order_by().values("commune").annotate(open=Count("pk"))
    return {row["commune"]: row["open"] for row in counted}
