"""The views that each bureau finds above its lists, shared by its head."""

from datetime import datetime

from directorate.org.models import Posting
from directorate.saved_views.models import SavedView
from directorate.saved_views.operations import save_view

# list, name, state
SHARED = (
    ("cases", "À répartir", "caseworker=none&status=open"),
    ("cases", "En retard", "columns=reference,party,procedure,due,due_label,caseworker&deadline=late"),
    ("cases", "Pièces attendues", "columns=reference,party,commune,complete,due,caseworker&deadline=suspended"),
)
# Only the bureaus that issue permits have something to renew.
PERMITS = (
    "permits", "À renouveler", "columns=number,holder,commune,expires,renew_by,state&sort=expires&state=to_renew",
)  # fmt: skip


def create_shared_views(at: datetime) -> int:
    """Two to four views for each bureau that has a head. Number of views made; nothing the second time."""
    if SavedView.objects.exists():
        return 0
    made = 0
    heads = Posting.objects.filter(role=Posting.Role.HEAD, ends_on=None).select_related("staff", "unit")
    for posting in heads.order_by("unit__rank", "pk"):
        wanted = (*SHARED, PERMITS) if posting.unit.permits.exists() else SHARED
        for list_code, name, query in wanted:
            save_view(list_code=list_code, name=name, query=query, is_shared=True, by=posting.staff, at=at)
            made += 1
    return made
