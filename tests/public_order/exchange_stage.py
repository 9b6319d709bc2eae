"""What the grants exchange, for whoever visits every address: a payment, a request, a publication, a place."""

from datetime import datetime

from directorate.documents.files import store_bytes
from public_order.grants.exchange_models import (
    ChorusPayment,
    ChorusRequest,
    ChorusRequestLine,
    GrantPlace,
    GrantPublication,
)
from public_order.grants.models import GrantApplication
from tests.people import House
from tests.public_order.grant_stage import drafted, opened


def exchanges_told(house: House, at: datetime) -> None:
    by, row = house.director, GrantApplication.objects.first()
    ChorusPayment.objects.create(
        dp="1000000001", dp_line="1", ej="2102661732", exercise=at.year, paid_on=at.date(), amount=1_000, recorded_at=at
    )
    file = store_bytes(b"a,b\n", "liste.csv", "text/csv", by=by, at=at)
    made = ChorusRequest.objects.create(file=file, count=1, total=1_000, made_at=at, made_by=by)
    ChorusRequestLine.objects.create(request=made, application=row, amount=1_000)
    GrantPlace.objects.create(application=row, address="3 rue du Port", commune=house.creteil, recorded_at=at)
    GrantPublication.objects.create(file=file, count=1, total=1_000, made_at=at, made_by=by)


def exchange_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "ordre-public/fipd/chorus/paiements/": {"pk": ChorusPayment.objects.get().pk, "verb": "ecarter"},
        "ordre-public/fipd/chorus/envois/": {"pk": ChorusRequest.objects.get().pk},
        "ordre-public/fipd/chorus/lignes/": {"pk": ChorusRequestLine.objects.get().pk},
        "ordre-public/fipd/territoires/": {"pk": GrantApplication.objects.first().pk, "verb": "adresse"},
        "ordre-public/fipd/lieux/": {"pk": GrantPlace.objects.get().pk},
        "ordre-public/fipd/publication/": {"pk": GrantPublication.objects.get().pk},
    }


def deposited_told(house: House, at: datetime) -> None:
    """A call that receives, a draft, and a grant that is notified, for whoever asks everything of the API."""
    by = house.director
    call = opened(by, at=at)
    drafted(call, by, at=at)
    row = drafted(call, by, at=at)
    GrantApplication.objects.filter(pk=row.pk).update(
        state="notified", number="FIPD-2026-D-9001", granted=10_000, signed_on=at.date(), notified_on=at.date()
    )
