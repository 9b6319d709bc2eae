"""The equipment in the demonstration: sixty units and lots, a year of loans with its two peaks, some of them played."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from directorate.casework.move import paris_day
from directorate.documents.files import store_bytes
from directorate.documents.rendering import pdf_of
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.models import Commune
from road_safety.equipment import loan_operations as loans
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.catalogue import CHECKLIST
from road_safety.equipment.models import (
    Allocation,
    EquipmentItem,
    EquipmentModel,
    Handover,
    HandoverLine,
    Loan,
    LoanLine,
    LoanStep,
    Maintenance,
)
from road_safety.equipment.occupation import taken
from road_safety.policies import UNIT, heads_road_safety

DAY = timedelta(days=1)
INSURANCE = "<h1>Attestation d'assurance</h1><p>Le matériel emprunté est couvert pendant toute la durée du prêt.</p>"
COUNT = 180
# family, model, tracking, value, before, after, operator, towing, then the quantity of each unit or lot.
POOL = (
    ("simulator_2rm", "Simulateur deux-roues SR2", "serialised", 8_400, 1, 1, "simulator_use", "none", (1,) * 3),
    ("simulator_car", "Simulateur auto compact", "serialised", 11_900, 1, 1, "simulator_use", "none", (1,) * 3),
    ("simulator_bike", "Simulateur vélo et trottinette", "serialised", 6_200, 1, 1, "simulator_use", "none", (1,) * 3),
    ("vr_headsets", "Valise de casques immersifs", "serialised", 3_100, 1, 2, "", "none", (1,) * 4),
    ("rollover_car", "Voiture-tonneau sur remorque", "serialised", 38_000, 2, 2, "rollover_car", "BE", (1,) * 2),
    ("seat_belt_sled", "Testochoc sur remorque", "serialised", 14_500, 1, 1, "", "B96", (1,) * 2),
    ("alcohol_goggles", "Lunettes alcoolémie 0,5 g", "lot", 85, 0, 1, "", "none", (6, 6)),
    ("alcohol_goggles", "Lunettes alcoolémie 0,8 g", "lot", 85, 0, 1, "", "none", (10, 6)),
    ("alcohol_goggles", "Lunettes alcoolémie 1,5 g", "lot", 85, 0, 1, "", "none", (6,)),
    ("drug_goggles", "Lunettes stupéfiants", "lot", 110, 0, 1, "", "none", (8, 4)),
    ("fatigue_goggles", "Lunettes fatigue", "lot", 110, 0, 1, "", "none", (6,)),
    ("reaction_timer", "Réactiomètre à pédales", "serialised", 1_450, 0, 1, "", "none", (1,) * 5),
    ("breathalyser", "Éthylotest électronique", "serialised", 420, 0, 1, "", "none", (1,) * 6),
    ("chemical_tests", "Éthylotests chimiques", "consumable", 1, 0, 0, "", "none", (400, 500, 300)),
    ("training_track", "Piste d'éducation routière complète", "serialised", 5_800, 1, 2, "", "B", (1,) * 3),
    ("helmets", "Casques enfants", "lot", 22, 0, 1, "", "none", (30, 20)),
    ("blind_spot_kit", "Kit angles morts", "serialised", 980, 0, 1, "", "none", (1,) * 3),
    ("panels", "Exposition « Partageons la route »", "serialised", 760, 0, 0, "", "none", (1,) * 5),
    ("quiz_tablets", "Tablettes et boîtiers de quiz", "lot", 190, 1, 1, "", "none", (24,)),
    ("stand", "Barnum 3 × 3 m", "serialised", 640, 0, 1, "", "none", (1,) * 4),
    ("dummy", "Mannequin de démonstration", "serialised", 510, 0, 1, "", "none", (1,) * 3),
)
# How many loans leave in each month, over a hundred: May, June and September carry the year.
MONTHS = (4, 5, 7, 8, 18, 17, 3, 1, 16, 9, 7, 5)
NAMES = (
    ("Collège des Tilleuls", "school"), ("Lycée du Parc", "school"), ("École du Vieux Moulin", "school"),
    ("Centre de formation des Quais", "school"), ("Roue Libre", "association"), ("Cap Prudence", "association"),
    ("Les Gilets Clairs", "association"), ("Transports Valmy", "company"), ("", "commune"),
)  # fmt: skip
PURPOSES = ("Journée de la sécurité routière", "Forum des associations", "Atelier en classe", "Village prévention",
            "Semaine de la mobilité", "Fête de la ville")  # fmt: skip


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)), None)
    towns = list(Commune.objects.defer("contour").order_by("pk"))
    if by is None or not towns:
        return
    with remembering(every_version()):
        kinds = furnished(on)
        invented(kinds, towns, by, at)
        played(kinds, towns, by, at)


@transaction.atomic
def furnished(on: date) -> list[EquipmentModel]:
    """The pool: what it holds, in what condition, when it is checked."""
    draw = Random(94)  # noqa: S311 - a demonstration
    kinds = EquipmentModel.objects.bulk_create(
        EquipmentModel(
            family=family, name=name, tracking=tracking, value=Decimal(value), before_days=before, after_days=after,
            operator=operator, towing=towing, max_days=15 if tracking == "serialised" else None,
            power="230v" if "simulat" in family else "none",
        )
        for family, name, tracking, value, before, after, operator, towing, _ in POOL
    )  # fmt: skip
    rows, number = [], 0
    for kind, facts in zip(kinds, POOL, strict=True):
        for rank, quantity in enumerate(facts[-1]):
            number += 1
            checked = facts[0] in ("breathalyser", "rollover_car", "seat_belt_sled", "simulator_2rm")
            rows.append(
                EquipmentItem(
                    model=kind, inventory_number=f"SR-{number:04d}", quantity=quantity,
                    serial=f"{draw.randrange(10**7):07d}" if quantity == 1 else "",
                    bought_on=on - draw.randrange(200, 2_400) * DAY,
                    funding=draw.choice(("PDASR", "Programme 207", "")),
                    condition=("good", "good", "worn", "new")[draw.randrange(4)],
                    location=f"Réserve, rayon {draw.randrange(1, 9)}",
                    next_check_on=on + (30 + 160 * rank) * DAY if checked else None,
                    expires_on=on + (40 + 300 * rank) * DAY if kind.tracking == "consumable" else None,
                )
            )  # fmt: skip
    EquipmentItem.objects.bulk_create(rows)
    broken = EquipmentItem.objects.filter(model__family="stand").last()
    broken.condition = "to_repair"
    broken.save(update_fields=["condition"])
    Maintenance.objects.create(item=broken, first_on=on - 12 * DAY, reason="Toile déchirée", provider="Voiles du Sud",
                               cost=Decimal(180))  # fmt: skip
    Maintenance.objects.create(item=EquipmentItem.objects.filter(model__family="reaction_timer").first(),
                               first_on=on + 3 * DAY, last_on=on + 6 * DAY, reason="Étalonnage annuel")  # fmt: skip
    return kinds


@transaction.atomic
def invented(kinds: list[EquipmentModel], towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """A year of loans in a few statements, always the same ones: each where its material is free."""
    draw, on = Random(180), paris_day(at)  # noqa: S311 - a demonstration
    counters = locked_counters(loans.REGISTER, [on.year])
    start = counters[on.year].last_number
    paper = store_bytes(pdf_of(INSURANCE), "attestation.pdf", "application/pdf", by=by, at=at)
    units: dict[int, list[EquipmentItem]] = {}
    for item in EquipmentItem.objects.filter(condition__in=("new", "good", "worn")).order_by("pk"):
        units.setdefault(item.model_id, []).append(item)
    busy: dict[int, list[tuple[date, date, int]]] = {}
    for each in Maintenance.objects.filter(last_on__isnull=False):
        busy.setdefault(each.item_id, []).append((each.first_on, each.last_on, 1))
    lendable = [kind for kind in kinds if kind.tracking != "consumable"]
    plans: list[tuple] = []
    months = [month for month, weight in enumerate(MONTHS, 1) for _ in range(weight)]
    while len(plans) < COUNT - 4:
        kind = lendable[draw.randrange(len(lendable))]
        first = date(on.year, months[draw.randrange(100)], draw.randrange(1, 29))
        last = first + draw.randrange(0, 4) * DAY
        if first.weekday() > 4:
            continue
        span = taken(first, last, kind.before_days, kind.after_days)
        found = place(kind, units.get(kind.pk, []), busy, span, draw)
        if found is not None:
            plans.append((kind, first, last, span, *found))
    plans.sort(key=lambda row: row[1])
    rows = []
    for rank, (kind, first, last, _, _, _) in enumerate(plans, 1):
        name, nature = NAMES[draw.randrange(len(NAMES))]
        town = towns[draw.randrange(len(towns))]
        state = state_of(rank, first, last, on)
        left = state in ("out", "closed", "checked", "returned")
        signed = left or state == "agreement_signed"
        rows.append(
            Loan(
                number=f"PRET-{on.year}-{start + rank:04d}", state=state, borrower=name or f"Commune de {town.name}",
                borrower_kind=nature, contact="M. Paul Aubry", commune=town, place="Gymnase",
                purpose=PURPOSES[draw.randrange(len(PURPOSES))], expected=draw.randrange(3, 50) * 10,
                pickup_at=datetime.combine(first, time(9), PARIS), return_at=datetime.combine(last, time(17), PARIS),
                insurance=paper if signed else None, insured_until=last + 30 * DAY if signed else None,
                signed_on=min(on, first) - 2 * DAY if signed else None, signatory="M. Paul Aubry" if signed else "",
                trained_agent="M. Paul Aubry" if kind.operator else "",
                driver_category=kind.towing if kind.towing != "none" else "",
                out_at=datetime.combine(first, time(9), PARIS) if left else None,
                returned_at=datetime.combine(last + (2 * DAY if rank % 17 == 0 else 0 * DAY), time(16), PARIS)
                if state in ("closed", "checked", "returned") else None,
                reason="Report de la manifestation." if state == "cancelled" else "",
                recorded_at=min(at - DAY, datetime.combine(first, time(10), PARIS) - (25 + rank % 30) * DAY),
            )
        )  # fmt: skip
    rows = Loan.objects.bulk_create(rows)
    lines = LoanLine.objects.bulk_create(
        LoanLine(loan=row, model=kind, quantity=count)
        for row, (kind, _, _, _, _, count) in zip(rows, plans, strict=True)
    )
    held = Allocation.objects.bulk_create(
        Allocation(line=line, loan=row, model=kind, tracking=kind.tracking, item=item, quantity=count,
                   days=DateRange(span.first, span.last + DAY, "[)"), holds=row.state != "cancelled")
        for row, line, (kind, _, _, span, item, count) in zip(rows, lines, plans, strict=True)
        if row.state != "requested"
    )  # fmt: skip
    hands = Handover.objects.bulk_create(
        Handover(loan=row, way=way, at=when, by=by, signatory="M. Paul Aubry", checklist=list(CHECKLIST)[:3])
        for row in rows
        for way, when in (("out", row.out_at), ("in", row.returned_at))
        if when
    )
    by_loan = {each.loan_id: each for each in held}
    HandoverLine.objects.bulk_create(
        HandoverLine(handover=hand, allocation=by_loan[hand.loan_id], condition="good") for hand in hands
    )
    LoanStep.objects.bulk_create(
        LoanStep(loan=row, state=state, words=words, at=min(when, at), by=by)
        for row in rows
        for state, words, when in lived(row)
    )
    go_on_above(counters, {on.year: start + len(rows)})


def lived(row: Loan) -> list[tuple[str, str, datetime]]:
    """The steps that led a loan to its state, each on its day."""
    state = Loan.State
    steps = [(state.REQUESTED, "Demande enregistrée", row.recorded_at)]
    if row.state == state.CANCELLED:
        return [*steps, (state.CANCELLED, "Prêt annulé", row.recorded_at + 5 * DAY)]
    if row.state != state.REQUESTED:
        steps.append((state.CONFIRMED, "Prêt confirmé", row.recorded_at + 2 * DAY))
    if row.signed_on:
        signed = max(row.recorded_at + 3 * DAY, datetime.combine(row.signed_on, time(11), PARIS))
        steps.append((state.SIGNED, f"Convention signée par {row.signatory}", signed))
    if row.out_at:
        steps.append((state.OUT, f"Matériel remis à {row.signatory}", row.out_at))
    if row.returned_at:
        steps.append((state.RETURNED, "Matériel rendu", row.returned_at))
        steps.append((state.CHECKED, "Matériel vérifié", row.returned_at + timedelta(hours=1)))
    if row.state == state.CLOSED:
        steps.append((state.CLOSED, "Prêt clos", row.returned_at + DAY))
    return steps


def state_of(rank: int, first: date, last: date, on: date) -> str:
    if rank % 29 == 0:
        return "cancelled"
    if last < on:
        return "checked" if last > on - 4 * DAY else "closed"
    if first <= on:
        return "out"
    if first <= on + 10 * DAY:
        return "agreement_signed"
    return "requested" if rank % 3 == 0 and first > on + 20 * DAY else "confirmed"


def place(kind: EquipmentModel, units: list[EquipmentItem], busy, span, draw: Random):
    """The unit, or how many of a lot, that the days leave; None when they leave nothing. Keeps what it takes."""
    if kind.tracking == "lot":
        stock = sum(unit.quantity for unit in units)
        count = draw.randrange(1, max(2, stock // 2))
        key = -kind.pk
        meets = [row for row in busy.get(key, []) if row[0] <= span.last and span.first <= row[1]]
        if count + sum(row[2] for row in meets) > stock:
            return None
        busy.setdefault(key, []).append((span.first, span.last, count))
        return None if count < 1 else (None, count)
    for unit in units:
        if unit.next_check_on and unit.next_check_on < span.last:
            continue
        if any(row[0] <= span.last and span.first <= row[1] for row in busy.get(unit.pk, [])):
            continue
        busy.setdefault(unit.pk, []).append((span.first, span.last, 1))
        return unit, 1
    return None


def played(kinds: list[EquipmentModel], towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """Four loans through the real operations: requested, an option, confirmed, consumables asked for."""
    on = paris_day(at)
    by_family = {kind.family: kind for kind in kinds}
    asked = (("panels", 1, "requested"), ("helmets", 3, "option"), ("blind_spot_kit", 1, "confirmed"),
             ("chemical_tests", 50, "confirmed"))  # fmt: skip
    for rank, (family, count, until) in enumerate(asked):
        first = on + (24 + rank) * DAY
        row = loans.request_loan(
            borrower=NAMES[rank][0], borrower_kind=NAMES[rank][1], contact="Mme Jeanne Aubry", place="Préau",
            email=f"contact{rank}@exemple.invalid", commune=towns[rank * 5 % len(towns)], purpose=PURPOSES[rank],
            pickup_at=datetime.combine(first, time(9), PARIS),
            return_at=datetime.combine(first + DAY, time(17), PARIS), lines=[(by_family[family], count)],
            expected=120, by=by, at=at,
        )  # fmt: skip
        try:
            if until == "option":
                loans.take_option(loan=row, by=by, at=at)
            elif until == "confirmed":
                loans.confirm_loan(loan=row, by=by, at=at)
        except loans.OutOfStock:
            continue
    pool.recompute(by_family["stand"], on=on, by=by, at=at)
