"""Sections of the CDSR, titles and rows of the registers, for the tests. Names are invented."""

from datetime import date, timedelta
from decimal import Decimal

from directorate.casework.models import Case
from directorate.commissions.models import Commission, CommissionMember
from directorate.commissions.statutory import load_commissions
from directorate.documents.operations import render_files
from directorate.permits.models import Permit
from road_safety.cdsr.models import CompositionOrder
from road_safety.cdsr.operations import sign_composition
from road_safety.cdsr.sections import Category
from road_safety.impound import operations as pound
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.registers import inspections, operations
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.suspensions import licences
from road_safety.suspensions.facts import RETAINED
from road_safety.suspensions.models import LicenceMeasure, OffenceReader
from tests.people import paris
from tests.road_safety.suspension_rows import named

AT = paris(2026, 3, 2)
DAY = timedelta(days=1)
NAMES = ("Mme Oriane Delmas", "M. Tancrède Volle", "Mme Sylvie Arbaud", "M. Yann Kerbrat", "Mme Lila Benhamou",
         "M. Hugues Marchais", "Mme Édith Pons")  # fmt: skip

API_ROWS = {
    "stage-sessions": StageSession, "traffic-orders": TrafficOrder, "inspection-centres": InspectionCentre,
    "inspection-controllers": InspectionController, "approval-inspections": ApprovalInspection,
    "speed-sites": SpeedSite,
    "impounded-vehicles": ImpoundedVehicle, "immobilisations": VehicleImmobilisation,
    "licence-measures": LicenceMeasure,
}  # fmt: skip


def section(code: str = "cdsr-fourrieres") -> Commission:
    load_commissions(at=AT)
    return Commission.objects.get(pk=code)


def member(commission: Commission, category: str, name: str, **facts) -> CommissionMember:
    seat = commission.seats.get(code=category) if category else None
    given = {"capacity": "membre", "mandate_starts_on": date(2024, 1, 1), "mandate_ends_on": date(2028, 1, 1), **facts}
    return CommissionMember.objects.create(commission=commission, seat=seat, name=name, **given)


def composed(code: str = "cdsr-fourrieres", without: str = "") -> Commission:
    """A section of seven members and its chair, without one category when asked."""
    commission = section(code)
    member(commission, "", "M. Armand Lescure", is_chair=True, is_by_right=True, mandate_ends_on=None)
    wanted = [*Category.values, Category.PROFESSIONALS, Category.PROFESSIONALS]
    for name, category in zip(NAMES, wanted, strict=True):
        if category != without:
            member(commission, category, name)
    return commission


def title(house, procedure_code: str, number: str, **facts) -> Permit:
    """A title in force, with its holder and its place."""
    given = {
        "label": "Agrément", "holder": "Société des Essais", "unit": house.road, "commune": house.creteil,
        "place_label": "Salle des Essais, Créteil", "issued_on": date(2024, 1, 10), "valid_from": date(2024, 1, 10),
        "expires_on": date(2029, 1, 9), **facts,
    }  # fmt: skip
    return Permit.objects.create(number=number, procedure_code=procedure_code, **given)


def regulation_told(house, at=AT) -> None:
    """One row of each register, and what hangs on it: for the addresses, the lists and the API."""
    by, on = house.director, at.date()
    composed()
    order = sign_composition(commission=section(), number="", signed_on=on, by=by, at=at)
    centre = title(house, "road_safety_course_centre_approval", "CSSR-2024-00001")
    custodian = title(house, "vehicle_pound_keeper_approval", "FO-2024-00001")
    operations.plan_stage(
        title=centre, room="Salle A", commune=house.creteil, starts_on=on + 20 * DAY, ends_on=on + 21 * DAY, hours=14,
        capacity=20, facilitators="", by=by, at=at,
    )  # fmt: skip
    traffic = operations.prepare_order(
        title="Travaux de nuit", kind="works", prepared_by="dirif", roads="A86", measures="Fermeture de 21 h à 5 h.",
        communes=[house.creteil], starts_at=at, ends_at=at + 30 * DAY, by=by, at=at,
        geometry={"type": "LineString", "coordinates": [[2.45, 48.79], [2.46, 48.80]]},
    )  # fmt: skip
    traffic = operations.sign_order(row=traffic, number="", signed_on=on, by=by, at=at)
    for letter in (order.order, traffic.order):
        render_files(letter_id=letter.pk, at=at)
    garage = inspections.approve_centre(
        number="S094A001", name="Contrôle de la Marne", operator="SARL Marne", network="", category="light",
        address="1 rue du Port", commune=house.creteil, approved_on=on, by=by, at=at,
    )  # fmt: skip
    inspections.approve_controller(
        number="094A0001", name="Mme Irène Castel", centre=garage, approved_on=on, record_checked_on=on,
        record_is_clear=True, by=by, at=at,
    )  # fmt: skip
    inspections.record_inspection(
        title=custodian, centre=None, controller=None, inspected_on=on, inspector="M. Bruno Testud",
        is_compliant=False, findings="Registre incomplet", follow_up="À compléter", by=by, at=at,
    )  # fmt: skip
    operations.propose_site(
        number="", kind="fixed", road="D6", direction="", commune=house.creteil, limit=50, latitude=Decimal("48.79"),
        longitude=Decimal("2.45"), grounds="", by=by, at=at,
    )  # fmt: skip
    operations.link_person(
        title=custodian, name="M. Gaspard Lenoir", role="custodian", is_essential=True, since=on,
        record_checked_on=None, record_is_clear=None, by=by, at=at,
    )  # fmt: skip
    pound.enter_vehicle(
        custodian=custodian, plate="AB-123-CD", vehicle="Voiture, Renault Clio", reason="parking", place="Quai",
        commune=house.creteil, entered_at=at, reference="", by=by, at=at,
    )  # fmt: skip
    pound.immobilise(
        plate="EF-456-GH", vehicle="Moto", driver="M. Octave Brunel", grounds="Excès de 50 km/h", unit="CRS",
        commune=house.creteil, starts_at=at, by=by, at=at,
    )  # fmt: skip
    licences.receive_measure(
        kind="points", driver="M. Octave Brunel", birth_on=None, licence="940412345678", commune=house.creteil,
        received_on=on, by=by, at=at,
    )  # fmt: skip
    named(house, at)


def regulation_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    case = Case.objects.filter(procedure_code=RETAINED).first()
    rows = {
        "stages/": (StageSession, "tenu"), "arretes-de-circulation/": (TrafficOrder, "abroger"),
        "controle-technique/centres/": (InspectionCentre, "griefs"),
        "controle-technique/controleurs/": (InspectionController, "depart"), "radars/": (SpeedSite, "avis"),
        "agrements/personnes/": (ApprovedPerson, "depart"),
        "agrements/inspections/": (ApprovalInspection, "suites"), "fourriere/": (ImpoundedVehicle, "classer"),
        "immobilisations/": (VehicleImmobilisation, "fin"),
        "permis/48si-et-suspensions-medicales/": (LicenceMeasure, "notifier"),
    }  # fmt: skip
    where = "securite-routiere/"
    return {
        **{f"{where}{path}": {"pk": model.objects.get().pk, "verb": verb, "kind": "pdf"}
           for path, (model, verb) in rows.items()},
        **{f"api/v1/^{path}/": {"pk": model.objects.get().pk} for path, model in API_ROWS.items()},
        f"{where}cdsr/": {"slug": "impound"},
        f"{where}cdsr/arretes/": {"pk": CompositionOrder.objects.get().pk, "kind": "pdf"},
        f"{where}suspensions/": {"reference": case.reference if case else "inconnue", "kind": "csv"},
        f"{where}suspensions/habilitations/": {"pk": OffenceReader.objects.get().pk},
    }  # fmt: skip
