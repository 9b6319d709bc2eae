"""Reading the orders of crises."""

from django.db.models import QuerySet

from civil_protection.crisis.models import CrisisEvent
from civil_protection.orders.models import CrisisOrder
from directorate.web.errors import NotFound


def orders() -> QuerySet[CrisisOrder]:
    """With their event and their place in the official register."""
    return (
        CrisisOrder.objects.select_related("event", "letter__register_entry__issue")
        .defer("event__perimeter_shape", "letter__html", "letter__context")
    )  # fmt: skip


def known_order(event: CrisisEvent, pk: int) -> CrisisOrder:
    found = orders().filter(event=event, pk=pk).first()
    if found is None:
        raise NotFound("Cet arrêté n'existe pas.")
    return found
