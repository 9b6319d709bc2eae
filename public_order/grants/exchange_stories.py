"""What the grants exchange in the demonstration: payments of Chorus and their queue, addresses, a published list."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from public_order.grants import place_operations, publication
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.models import GrantApplication
from public_order.grants.payments.models import GrantPayment
from public_order.policies import UNIT, heads_public_order

# Lines that no commitment explains: what the queue is for.
QUEUE = (("2102669001", "12000.00", "21940028000018", "CHO-02 : aucune subvention n'a l'engagement 2102669001."),
         ("2102669002", "4350.50", "", "CHO-02 : la ligne n'a pas de SIRET."))  # fmt: skip
PLACES = 3


@transaction.atomic
def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_public_order(person, on=on)), None)
    if by is None or not GrantApplication.objects.exists():
        return
    with remembering(every_version()):
        chorus(at)
        placed = GrantApplication.objects.filter(state="under_opinion").prefetch_related("communes")[:PLACES]
        for row in placed:
            for town in row.communes.all()[:1]:
                place_operations.add_place(
                    application=row, address="Maison de quartier", commune=town,
                    position=f"{town.latitude:.5f}, {town.longitude:.5f}", by=by, at=at,
                )  # fmt: skip
        if any(not line.faults for line in publication.lines(on)):
            publication.publish(by=by, at=at)


def chorus(at: datetime) -> None:
    """The payments that the bureau knows, as Chorus tells them, and two that nobody knows."""
    day = paris_day(at) - timedelta(days=20)
    rows = [
        ChorusPayment(dp=f"10000000{rank:02d}", dp_line="1", ej=ej, exercise=day.year, paid_on=day, siret=siret,
                      amount=Decimal(amount), reason=reason, supplier_label="Fournisseur à identifier", recorded_at=at)
        for rank, (ej, amount, siret, reason) in enumerate(QUEUE)
    ]  # fmt: skip
    known = GrantPayment.objects.filter(state="paid", dp__regex=r"^\d{10}$").select_related("application__promoter")
    for payment in known.prefetch_related("application__commitments"):
        commitment = next(iter(payment.application.commitments.all()), None)
        if commitment is not None:
            rows.append(
                ChorusPayment(
                    dp=payment.dp, dp_line="1", ej=commitment.ej, ej_line=str(commitment.item),
                    exercise=payment.paid_on.year, paid_on=payment.paid_on, amount=payment.amount,
                    siret=payment.application.promoter.siret, supplier_label=payment.application.promoter.name,
                    application=payment.application, match="matched", matched_at=at, recorded_at=at,
                )
            )  # fmt: skip
    ChorusPayment.objects.bulk_create(rows)
