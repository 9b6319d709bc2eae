"""The regulation of the demonstration: sections of the CDSR with their members, and rows of each register, invented."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.models import Commune
from road_safety.cdsr.sections import SECTIONS, Category
from road_safety.impound.models import CustodianCapacity, ImpoundedVehicle, Reason, VehicleImmobilisation
from road_safety.impound.operations import CUSTODIANS, mark_of
from road_safety.registers import operations
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.rules import immobilised_until, is_late
from road_safety.registers.titles import STAGE_CENTRES
from road_safety.suspensions.facts import CODES
from road_safety.suspensions.models import LicenceMeasure, OffenceReader
from road_safety.suspensions.stories import People, people

SEED = 94_411
DAY = timedelta(days=1)
ORDERS, STAGES, SITES, VEHICLES = 40, 60, 25, 300
MEMBERS = (
    (Category.STATE, "Mme Solveig Lanoë", "direction territoriale de la sécurité de proximité"),
    (Category.STATE, "M. Firmin Aubrac", "unité départementale de la DRIEAT"),
    (Category.DEPARTMENT, "Mme Roxane Dutheil", "conseillère départementale"),
    (Category.COMMUNES, "M. Bertrand Caumont", "maire, association des maires"),
    (Category.PROFESSIONALS, "Mme Josépha Rinaldi", "organisation professionnelle des écoles de conduite"),
    (Category.PROFESSIONALS, "M. Aymar Tessandier", "fédération de sport automobile"),
    (Category.PROFESSIONALS, "M. Nils Grandcourt", "organisation professionnelle des dépanneurs"),
    (Category.USERS, "Mme Capucine Estrée", "association de prévention routière"),
)
ROADS = ("A4", "A6b", "A86", "A106", "N6", "N406", "D5", "D6", "D7", "D19", "D86")
PLACES = ("quai des Saules", "avenue de la Gare", "boulevard du Moulin", "rue des Écluses", "place du Marché")
WORKS = {
    "Réfection de chaussée": "works", "Entretien des joints d'ouvrage": "works", "Pose de portique": "motorway",
    "Fermeture de nuit d'une bretelle": "motorway", "Course cycliste": "event", "Limitation à 50 km/h": "speed",
    "Interdiction aux poids lourds": "lorries", "Alternat de circulation": "main_road",
}  # fmt: skip
WORDS = tuple(WORKS)
CARS = ("Renault Clio", "Peugeot 208", "Citroën C3", "Dacia Sandero", "Volkswagen Polo", "Fourgon Renault Master",
        "Scooter 125 cm³")  # fmt: skip
LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
FAMILIES = ("Lavergne", "Massenet", "Ouattara", "Pellerin", "Quintard", "Rambaud", "Sellier", "Thévenot")
NAMES = ("Agathe", "Bilal", "Chloé", "Damien", "Emma", "Farid", "Gisèle", "Hugo")


def plate(dice: Random) -> str:
    pair = "".join(dice.choice(LETTERS) for _ in range(4))
    return f"{pair[:2]}{dice.randrange(100, 1000)}{pair[2:]}"


def title(procedure: str, number: str, holder: str, town: Commune, on: date) -> Permit:
    """A title in force, known before the application."""
    return Permit.objects.get_or_create(
        number=number,
        defaults={
            "procedure_code": procedure, "label": "Agrément", "holder": holder, "unit_id": "polices-administratives",
            "commune": town, "place_label": f"{holder}, {town.name}", "issued_on": on - 700 * DAY,
            "valid_from": on - 700 * DAY, "expires_on": on + 1125 * DAY,
        },
    )[0]  # fmt: skip


def sections(at: datetime, dice: Random) -> None:
    """Five sections, one of them short of a category; sessions to come and held."""
    on = paris_day(at)
    for rank, section in enumerate(SECTIONS.values()):
        commission = Commission.objects.filter(pk=section.code).first()
        if commission is None:
            continue
        seats = {seat.code: seat for seat in commission.seats.all()}
        if not commission.members.filter(is_chair=True).exists():
            CommissionMember.objects.create(
                commission=commission, name="M. Léonce Vautrin", capacity="sous-préfet, directeur de cabinet",
                is_chair=True, is_by_right=True, mandate_starts_on=on - 500 * DAY,
            )  # fmt: skip
        ends = on + (80 + 200 * rank) * DAY
        CommissionMember.objects.bulk_create(
            CommissionMember(
                commission=commission, seat=seats[code], name=name, capacity=capacity, mandate_starts_on=on - 500 * DAY,
                mandate_ends_on=ends, appointed_by="arrêté de composition",
            )
            for code, name, capacity in MEMBERS
            if not (section.slug == "infrastructure_speed" and code == Category.USERS)
        )  # fmt: skip
        monday = on + (21 + 7 * rank - on.weekday()) * DAY
        day = datetime.combine(monday + rank * DAY, time(9, 30), tzinfo=PARIS)
        session = CommissionSession.objects.create(commission=commission, starts_at=day, place="Salle Marne")
        for position, words in enumerate(dice.sample(WORDS, 3), 1):
            if section.slug == "infrastructure_speed":
                AgendaItem.objects.create(session=session, position=position, title=f"{words}, {ROADS[position]}")


def stage_rows(centres: list[Permit], on: date, at: datetime, dice: Random) -> list[StageSession]:
    rows = []
    for rank in range(STAGES):
        centre = centres[rank % len(centres)]
        start = on + (rank * 6 - 230) * DAY
        held, cancelled = start + DAY < on and rank % 9, rank % 9 == 0
        told = start - dice.choice((3, 12, 20)) * DAY
        cancelled = cancelled and told <= on
        rows.append(
            StageSession(
                number=f"STAGE-{on.year}-{rank + 1:04d}", title=centre, room=f"Salle {'ABC'[rank % 3]}",
                commune=centre.commune, starts_on=start, ends_on=start + DAY, hours=14,
                capacity=dice.choice((12, 16, 20)), facilitators="Un expert et une psychologue", recorded_at=at,
                state="cancelled" if cancelled else "held" if held else "planned",
                trainees=dice.randrange(6, 13) if held and not cancelled else None,
                cancelled_on=told if cancelled else None, cancelled_why="Effectif insuffisant" if cancelled else "",
                is_flagged=cancelled and is_late(start, told, 8),
            )
        )  # fmt: skip
    return rows


def vehicle_rows(custodians: list[Permit], towns: list[Commune], at: datetime, dice: Random) -> list[ImpoundedVehicle]:
    rows = []
    for rank in range(VEHICLES):
        known = plate(dice)
        entered = at - timedelta(hours=rank * 26 + dice.randrange(20))
        state = "held" if rank < 40 else dice.choice(("released", "released", "released", "destroyed", "sold"))
        left = None if state == "held" else min(at, entered + dice.randrange(1, 30) * DAY)
        unpaid = state in ("destroyed", "sold")
        claim = dice.choice(("claimed", "paid", "")) if unpaid else ""
        rows.append(
            ImpoundedVehicle(
                number=f"FOUR-{at.year}-{rank + 1:04d}", custodian=custodians[rank % len(custodians)], plate=known,
                plate_mark=mark_of(known), vehicle=dice.choice(CARS), reason=dice.choice(Reason.values[:4]),
                place=f"{dice.randrange(1, 90)} {dice.choice(PLACES)}", commune=towns[rank % len(towns)],
                entered_at=entered, state=state, left_at=left, recorded_at=at,
                classification="destroy" if state == "destroyed" else "return" if rank % 3 else "",
                notified_on=paris_day(entered) if rank > 5 else None,
                cost=Decimal(dice.randrange(150, 480)) if unpaid else None, claim=claim,
                claimed_on=paris_day(left) if claim else None, settled_on=paris_day(at) if claim == "paid" else None,
            )
        )  # fmt: skip
    return rows


@transaction.atomic
def invented(crew: People, towns: list[Commune], at: datetime) -> None:
    dice, on = Random(SEED), paris_day(at)  # noqa: S311 - a demonstration
    sections(at, dice)
    centres = [
        title(STAGE_CENTRES[0], f"CSSR-{on.year - 2}-{90_000 + rank}", name, towns[rank * 7], on)
        for rank, name in enumerate(("Points Sérénité", "Route & Conscience", "Formation du Bac", "Stages des Lilas"))
    ]
    custodians = [
        title(CUSTODIANS[0], f"FO-{on.year - 2}-{90_000 + rank}", name, towns[rank * 9 + 2], on)
        for rank, name in enumerate(("Dépannage du Confluent", "Remorquage Vaillant", "Garage des Carrières"))
    ]
    StageSession.objects.bulk_create(stage_rows(centres, on, at, dice))
    ImpoundedVehicle.objects.bulk_create(vehicle_rows(custodians, towns, at, dice))
    CustodianCapacity.objects.bulk_create(
        CustodianCapacity(custodian=row, since=on.replace(month=1, day=1), places=places)
        for row, places in zip(custodians, (60, 40, 10), strict=True)
    )
    SpeedSite.objects.bulk_create(
        SpeedSite(
            number=f"RADAR-{on.year}-{rank + 1:04d}", kind=SpeedSite.Kind.values[rank % 6], road=dice.choice(ROADS),
            direction=dice.choice(("vers Paris", "vers la province")), commune=(town := towns[rank * 3 % len(towns)]),
            limit=dice.choice((50, 70, 90, 110)), latitude=town.latitude + Decimal(dice.randrange(-60, 60)) / 10_000,
            longitude=town.longitude + Decimal(dice.randrange(-60, 60)) / 10_000, recorded_at=at,
            state="in_service" if rank < 20 else "proposed" if rank < 23 else "stopped",
            opened_on=on - (400 + 30 * rank) * DAY if rank < 20 else None,
            opinion_on=on - (430 + 30 * rank) * DAY if rank < 20 else None,
            opinion_is_favourable=True if rank < 20 else None, closed_on=on - 20 * DAY if rank >= 23 else None,
        )
        for rank in range(SITES)
    )  # fmt: skip
    garages = InspectionCentre.objects.bulk_create(
        InspectionCentre(
            number=f"S094A{rank + 1:03d}", name=f"Contrôle technique de {towns[rank * 5].name}",
            operator=f"SARL {FAMILIES[rank]}", network="", category="heavy" if rank == 7 else "light",
            address=f"{4 + rank} {PLACES[rank % 5]}", commune=towns[rank * 5], approved_on=on - (900 + rank) * DAY,
            recorded_at=at,
        )
        for rank in range(8)
    )  # fmt: skip
    controllers = InspectionController.objects.bulk_create(
        InspectionController(
            number=f"094C{rank + 1:04d}", name=f"{NAMES[rank % 8]} {FAMILIES[(rank * 3 + 1) % 8]}",
            centre=garages[rank % 8], approved_on=on - (300 + 7 * rank) * DAY, record_is_clear=True,
            record_checked_on=on - (310 + 7 * rank) * DAY, recorded_at=at,
        )
        for rank in range(16)
    )  # fmt: skip
    ApprovedPerson.objects.bulk_create(
        ApprovedPerson(
            title=row, name=f"{NAMES[rank]} {FAMILIES[rank]}", role="custodian" if row in custodians else "operator",
            since=on - 700 * DAY, record_is_clear=True, record_checked_on=on - 710 * DAY, recorded_at=at,
        )
        for rank, row in enumerate([*centres, *custodians])
    )  # fmt: skip
    inspected([*garages, *controllers, *centres, *custodians], on, at, dice)
    measures(towns, on, at, dice)
    orders(crew, towns, on, at, dice)
    for name in ("road-stage", "impound", "speed-site", "immobilisation", "licence-measure"):
        go_on_above(locked_counters(name, [on.year]), {on.year: VEHICLES})
    handling = StaffMember.objects.filter(pk__in=Case.objects.filter(procedure_code__in=CODES).values("caseworker"))
    for staff in {crew.agent, *handling}:
        OffenceReader.objects.get_or_create(
            staff=staff, until=None,
            defaults={"since": on - 60 * DAY, "reason": "Instruction des suspensions", "granted_by": crew.head,
                      "recorded_at": at},
        )  # fmt: skip


FINDINGS = (
    ("Registre des contrôles incomplet.", "Registre à jour sous un mois."),
    ("Affichage des tarifs absent.", "Photographie de l'affichage attendue."),
    ("Étalonnage de l'analyseur dépassé.", "Certificat d'étalonnage à produire."),
)
INSPECTORS = ("M. Bruno Testud", "Mme Solène Barraud", "DRIEAT, Mme Inès Roblin")


def inspected(visited: list, on: date, at: datetime, dice: Random) -> None:
    """Two visits of three things out of four: most compliant, some followed, some whose follow-up is awaited."""
    rows = []
    for rank, thing in enumerate(visited):
        if rank % 4 == 3:
            continue
        what = {InspectionCentre: "centre", InspectionController: "controller"}.get(type(thing), "title")
        for turn, days in enumerate((dice.randrange(20, 110), dice.randrange(150, 290))):
            day = on - days * DAY
            is_compliant = (rank + turn) % 3 != 0
            findings, asked = FINDINGS[rank % len(FINDINGS)] if not is_compliant else ("", "")
            rows.append(
                ApprovalInspection(
                    **{what: thing}, inspected_on=day, inspector=INSPECTORS[rank % len(INSPECTORS)],
                    is_compliant=is_compliant, findings=findings, follow_up=asked, recorded_at=at,
                    followed_on=day + 15 * DAY if turn and not is_compliant else None,
                )
            )  # fmt: skip
    ApprovalInspection.objects.bulk_create(rows)


def measures(towns: list[Commune], on: date, at: datetime, dice: Random) -> None:
    """Immobilisations near their term, letters 48 SI and medical suspensions."""
    rows = []
    for rank, hours in enumerate((6, 30, 75, 120, 160, 170, 400, 700)):
        known, start = plate(dice), at - timedelta(hours=hours)
        over = hours > 300
        rows.append(
            VehicleImmobilisation(
                number=f"IMMO-{on.year}-{rank + 1:04d}", plate=known, plate_mark=mark_of(known),
                vehicle=dice.choice(CARS), driver=f"{NAMES[rank]} {FAMILIES[-rank - 1]}",
                grounds="Excès de vitesse de 50 km/h ou plus", unit="CRS autoroutière Est",
                commune=towns[rank * 4], starts_at=start, ends_at=immobilised_until(start, 7),
                prosecutor_on=paris_day(start) if rank % 2 else None, recorded_at=at,
                state="released" if over else "running", ended_at=start + 3 * DAY if over else None,
                ended_why="Mainlevée du parquet" if over else "",
            )
        )  # fmt: skip
    VehicleImmobilisation.objects.bulk_create(rows)
    LicenceMeasure.objects.bulk_create(
        LicenceMeasure(
            number=f"PC-{on.year}-{rank + 1:04d}", kind="medical" if rank % 3 == 0 else "points",
            driver=f"{NAMES[rank % 8]} {FAMILIES[(rank + 3) % 8]}", commune=towns[rank], recorded_at=at,
            received_on=on - (10 + 9 * rank) * DAY,
            notified_on=on - (4 + 8 * rank) * DAY if rank > 2 else None,
            surrender_by=on + (6 - 8 * rank) * DAY if rank > 2 else None,
            surrendered_on=on - 5 * DAY if rank > 7 else None,
            state="surrendered" if rank > 7 else "notified" if rank > 2 else "received",
        )
        for rank in range(14)
    )  # fmt: skip


def orders(crew: People, towns: list[Commune], on: date, at: datetime, dice: Random) -> None:
    """Forty orders: two signed by the real operation, the others as they were before."""
    rows = []
    for rank in range(ORDERS - 4):
        day = on - (rank * 9 - 20) * DAY
        start = datetime.combine(day, time(21), tzinfo=PARIS)
        signed = day - 6 * DAY <= on
        town = towns[rank * 2 % len(towns)]
        west, south = float(town.longitude), float(town.latitude)
        rows.append(
            TrafficOrder(
                number=f"{(day - 6 * DAY).year}/{70_000 + rank:05d}" if signed else "",
                title=f"{(words := WORDS[rank % len(WORDS)])}, {town.name}",
                kind=WORKS[words], prepared_by=TrafficOrder.Preparer.values[rank % 4],
                roads=ROADS[rank % len(ROADS)], measures="Circulation réduite à une voie de 21 h à 5 h.",
                starts_at=start, ends_at=None if rank % 7 == 0 else start + dice.randrange(5, 60) * DAY,
                geometry={"type": "LineString", "coordinates": [[west, south], [west + 0.01, south + 0.005]]},
                state="signed" if signed else "prepared", signed_on=day - 6 * DAY if signed else None, recorded_at=at,
            )
        )  # fmt: skip
    rows = TrafficOrder.objects.bulk_create(rows)
    link = TrafficOrder.communes.through
    link.objects.bulk_create(
        link(trafficorder=row, commune=towns[rank * 2 % len(towns)]) for rank, row in enumerate(rows)
    )
    for rank in range(4):
        row = operations.prepare_order(
            title=f"{WORDS[rank]}, échangeur de {towns[rank * 11].name}", kind="works", prepared_by="dirif",
            roads="A86", measures="Fermeture de la bretelle de 21 h à 5 h.\nDéviation par la D86.",
            communes=[towns[rank * 11]], starts_at=at + (3 + rank) * DAY, ends_at=at + (9 + rank) * DAY, geometry=None,
            by=crew.agent, at=at - DAY,
        )  # fmt: skip
        if rank < 2:
            operations.sign_order(row=row, number="", signed_on=on, by=crew.agent, at=at)


def tell(at: datetime) -> None:
    crew = people(paris_day(at))
    towns = list(Commune.objects.defer("contour").order_by("insee"))
    if crew is None or not towns or StageSession.objects.exists():
        return
    invented(crew, towns, at)
