"""Orders in the demonstration: the quays are forbidden, beds are about to be requisitioned."""

from datetime import datetime, timedelta

from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.queries import live_events
from civil_protection.crisis.terms import Mode
from civil_protection.orders import operations
from directorate.casework.move import paris_day

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def tell(at: datetime) -> None:
    event: CrisisEvent | None = live_events().filter(mode=Mode.REAL).first()
    if event is None:
        return
    given = {"event": event, "by": event.opened_by}
    ban = operations.draft_prohibition(
        forbidden="access", subject="à toute personne", starts_at=at, ends_at=at + 3 * DAY,
        perimeter="- Quais bas de la Seine, de Villeneuve-Saint-Georges à Alfortville\n- Parcs de stationnement"
        " souterrains des mêmes rues", reason="Considérant que les quais sont submergés ;", at=at - 2 * MINUTE, **given,
    )  # fmt: skip
    operations.sign(order=ban, number="", signed_on=paris_day(at), by=event.opened_by, at=at - MINUTE)
    operations.draft_requisition(
        subject="quarante chambres, avec le petit-déjeuner", holder="Hôtel de l'Exemple", holder_address="",
        perimeter="À l'hôtel, dès l'arrivée des personnes relogées.", starts_at=at, ends_at=at + 2 * DAY,
        reason="Considérant que les centres d'hébergement de la commune sont pleins ;", at=at - MINUTE, **given,
    )  # fmt: skip
