"""The stock of documents in the demonstration: ninety references and what moved in six months."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune
from road_safety.documentation import operations
from road_safety.documentation.models import DocumentReference, StockMove
from road_safety.policies import UNIT, heads_road_safety

DAY = timedelta(days=1)
COUNT, MONTHS, A_MONTH = 90, 6, 250
SUBJECTS = (
    ("Le casque, un réflexe", "bike_epdm", "primary"), ("À vélo, je suis visible", "bike_epdm", "cyclists"),
    ("Trottinette : les règles", "bike_epdm", "college"), ("Traverser sans danger", "pedestrian", "primary"),
    ("Piéton senior, restez visible", "pedestrian", "seniors"), ("Angles morts", "hgv_angles", "general"),
    ("Alcool : les idées reçues", "alcohol_drugs", "lycee"), ("Stupéfiants au volant", "alcohol_drugs", "students"),
    ("Qui conduit ce soir ?", "alcohol_drugs", "students"), ("Équipé pour la moto", "powered_2w", "riders"),
    ("Premier scooter", "powered_2w", "college"), ("Téléphone et conduite", "distraction", "general"),
    ("Vitesse et distances", "speed", "lycee"), ("Trajets du travail", "work_trips", "employees"),
    ("Conduire après 65 ans", "senior", "seniors"),
)  # fmt: skip
SHAPES = ("dépliant", "affiche", "brochure", "autocollant", "marque-page", "livret")
PLACES = ("École du Vieux Moulin", "Collège des Tilleuls", "Roue Libre", "Cap Prudence", "Transports Valmy")


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)), None)
    if by is None:
        return
    with remembering(every_version()):
        stocked(by, at)
        played(by, at)


@transaction.atomic
def stocked(by: StaffMember, at: datetime) -> None:
    draw, on = Random(90), paris_day(at)  # noqa: S311 - a demonstration
    rows = DocumentReference.objects.bulk_create(
        DocumentReference(
            code=f"SR-{rank + 1:03d}", title=f"{SUBJECTS[rank % 15][0]}, {SHAPES[rank // 15]}",
            theme=SUBJECTS[rank % 15][1],
            audience=SUBJECTS[rank % 15][2], publisher="Délégation à la sécurité routière",
            edition=on.year - draw.randrange(0, 4), pages=draw.choice((2, 4, 8, 16)),
            minimum=50 * draw.randrange(1, 5),
            storage=f"Armoire {draw.randrange(1, 9)}",
        )
        for rank in range(COUNT)
    )  # fmt: skip
    left, moves = {}, []
    first = on - 30 * MONTHS * DAY
    for row in rows:
        left[row.pk] = draw.randrange(8, 30) * 100
        moves.append(StockMove(reference=row, kind="in", quantity=left[row.pk], on=first, recipient="Imprimeur", at=at,
                               by=by))  # fmt: skip
    for rank in range(MONTHS * A_MONTH):
        row = rows[min(draw.randrange(COUNT), draw.randrange(COUNT))]
        day = first + (1 + rank * (30 * MONTHS - 2) // (MONTHS * A_MONTH)) * DAY
        quantity = draw.randrange(1, 17) * 5
        if left[row.pk] >= quantity and rank % 40:
            left[row.pk] -= quantity
            moves.append(StockMove(reference=row, kind="out", quantity=-quantity, on=day, at=at, by=by,
                                   recipient=PLACES[rank % len(PLACES)]))  # fmt: skip
        elif rank % 40 == 0:
            left[row.pk] += 400
            moves.append(StockMove(reference=row, kind="in", quantity=400, on=day, recipient="Imprimeur", at=at, by=by))
    StockMove.objects.bulk_create(moves, batch_size=2_000)
    DocumentReference.objects.filter(pk__in=[row.pk for row in rows if row.edition == on.year - 3][:6]).update(
        is_obsolete=True
    )


def played(by: StaffMember, at: datetime) -> None:
    """Three orders through the real operations: one to prepare, one sent, one served in part with its back-order."""
    rows = list(DocumentReference.objects.filter(is_obsolete=False).order_by("code")[:6])
    town = Commune.objects.defer("contour").order_by("pk").first()
    for rank, name in enumerate(PLACES[:3]):
        order = operations.request_documents(
            recipient=name, contact="Mme Jeanne Aubry", commune=town, by=by, at=at,
            lines=[(row, 20 * (rank + 1)) for row in rows[2 * rank : 2 * rank + 2]],
        )  # fmt: skip
        if rank:
            served = {}
            for line in order.lines.select_related("reference"):
                there = operations.stock_of(line.reference)
                served[line.pk] = min(there, line.requested if rank == 1 else line.requested - 10)
            if any(served.values()):
                order = operations.prepare(order=order, served=served, by=by, at=at)
                if rank == 1:
                    operations.send(order=order, by=by, at=at)
