"""An evening of the committee, step by step, for its tests and for whoever visits every address."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.casework.move import paris_day
from directorate.documents.rendering import pdf_of
from directorate.org.models import StaffMember
from public_order.codaf import access, exchange_operations, field_operations, operations
from public_order.models import (
    CodafAgent,
    CodafAmount,
    CodafFinding,
    CodafFollowUp,
    CodafOperation,
    CodafPartner,
    CodafPlan,
    CodafSeat,
    CodafTarget,
)
from tests.people import House

HOUR = timedelta(hours=1)
SECRET = "Bar Zanzibar"
REASON = "Signalement du procureur sur la billetterie."


def seat(by: StaffMember, at: datetime, staff: StaffMember | None = None) -> CodafSeat:
    return access.designate(staff=staff or by, role="secretariat", since=paris_day(at), by=by, at=at,
                            reason="Désignation conjointe des présidents")  # fmt: skip


def idea(house: House, by: StaffMember, at: datetime, start: datetime, **facts: Any) -> CodafOperation:
    values = {"sector": "bars_chicha", "commune": house.creteil, "origin": "plan", "pilot": by, "starts_at": start,
              "ends_at": start + 5 * HOUR, **facts}  # fmt: skip
    return operations.record_operation(by=by, at=at, **values)


def completed(row: CodafOperation, by: StaffMember, at: datetime, **facts: Any) -> CodafOperation:
    values = {"starts_at": row.starts_at, "ends_at": row.ends_at, "sector": row.sector, "commune": row.commune,
              "pilot": row.pilot, "meeting_place": "Cour du commissariat", "frame": "l8271_1",
              "briefing": "Arrivée groupée.", "communication": "press", **facts}  # fmt: skip
    return operations.change_operation(operation=row, by=by, at=at, **values)


def with_partners(row: CodafOperation, by: StaffMember, at: datetime, *bodies: str) -> list[CodafPartner]:
    found = []
    for body in bodies or ("urssaf", "dtsp"):
        partner = operations.add_partner(operation=row, body=body, email=f"{body}@exemple.invalid", by=by, at=at)
        found.append(operations.record_answer(partner=partner, agents=3, by=by, at=at))
    return found


def target(row: CodafOperation, by: StaffMember, at: datetime, name: str = SECRET, **facts: Any) -> CodafTarget:
    values = {"name": name, "address": "3 rue du Lac", "commune": row.commune, "reason": REASON, **facts}
    return field_operations.add_target(operation=row, by=by, at=at, **values)


def ready(house: House, by: StaffMember, at: datetime, start: datetime, *bodies: str, **facts: Any) -> CodafOperation:
    """`by` is its pilot and holds no seat: nobody else reads its targets."""
    row = idea(house, by, at, start, **facts)
    operations.programme(operation=row, by=by, at=at)
    completed(row, by, at)
    with_partners(row, by, at, *bodies)
    target(row, by, at)
    operations.prepare(operation=row, by=by, at=at)
    return operations.declare_ready(operation=row, by=by, at=at)


def held(row: CodafOperation, by: StaffMember) -> CodafOperation:
    """Started at its hour, its one target visited, everybody there, ended at its hour."""
    start = row.starts_at
    operations.start(operation=row, by=by, at=start)
    for each in row.targets.all():
        field_operations.report_target(target=each, visited=True, persons=4, result="Contrôle calme", by=by,
                                       at=start + HOUR)  # fmt: skip
    present = {each.pk: 3 for each in row.partners.all()}
    operations.take_attendance(operation=row, present=present, by=by, at=start + HOUR)
    return operations.finish(operation=row, ended_at=row.ends_at, by=by, at=row.ends_at)


def found(row: CodafOperation, by: StaffMember, at: datetime, pv: str = "2026/113", amount: str = "38500",
          stage: str = "notified") -> CodafAmount:  # fmt: skip
    partner = row.partners.get(body="urssaf")
    finding = field_operations.record_finding(
        target=row.targets.first(), partner=partner, nature="travail_dissimule_salarie", persons=2, pv_number=pv, by=by,
        at=at,
    )  # fmt: skip
    return field_operations.record_amount(finding=finding, amount_nature="redressement_urssaf", amount=Decimal(amount),
                                          stage=stage, stage_on=paris_day(at), by=by, at=at)  # fmt: skip


def requisition() -> SimpleUploadedFile:
    return SimpleUploadedFile("requisition.pdf", pdf_of("<p>Réquisition</p>"), content_type="application/pdf")


def codaf_told(house: House, at: datetime) -> None:
    by = house.director
    operations.open_plan(year=paris_day(at).year, by=by, at=at)
    seat(by, at)
    row = held(ready(house, by, at - 30 * HOUR, at - 20 * HOUR), by)
    found(row, by, at)
    field_operations.follow(target=row.targets.get(), kind="reinspection", by=by, at=at)
    agents = [
        exchange_operations.authorise_agent(body=body, name="Solange Attal", quality="Contrôleuse", since=paris_day(at),
                                            authorisation="Décision", by=by, at=at)
        for body in ("urssaf", "caf")
    ]  # fmt: skip
    exchange_operations.log_exchange(sender=agents[0], receiver=agents[1], basis="css_l114_16_1", object="Salaires",
                                     exchanged_at=at, by=by, at=at)  # fmt: skip


def codaf_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    home = "ordre-public/codaf/"
    operation = CodafOperation.objects.earliest("pk")
    return {
        f"{home}operations/": {"pk": operation.pk, "verb": "modifier"},
        f"{home}objectifs/": {"pk": CodafTarget.objects.earliest("pk").pk, "verb": "visite"},
        f"{home}partenaires/": {"pk": CodafPartner.objects.earliest("pk").pk, "verb": "lien"},
        f"{home}constats/": {"pk": CodafFinding.objects.earliest("pk").pk},
        f"{home}montants/": {"pk": CodafAmount.objects.earliest("pk").pk},
        f"{home}suites/": {"pk": CodafFollowUp.objects.earliest("pk").pk},
        f"{home}secretariat/": {"pk": CodafSeat.objects.earliest("pk").pk},
        f"{home}agents/": {"pk": CodafAgent.objects.earliest("pk").pk},
        f"{home}plans/": {"year": CodafPlan.objects.get().year, "verb": "objectif"},
        f"{home}trimestres/": {"year": 2026, "quarter": 2},
        "operation-codaf/": {"code": "inconnu"},
        "api/v1/^codaf-operations/": {"pk": operation.pk},
        "api/v1/^codaf-visits/": {"pk": CodafTarget.objects.earliest("pk").pk},
    }
