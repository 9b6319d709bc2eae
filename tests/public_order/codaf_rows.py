"""An operation held, its partner, its establishment, its report and its money, and a sitting: one more of each."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from directorate.commissions.models import CommissionSession, SessionAction
from directorate.commissions.statutory import load_commissions
from public_order.codaf.rules import establishment_keys
from public_order.models import (
    CodafAmount,
    CodafFinding,
    CodafOperation,
    CodafPartner,
    CodafTarget,
    StaffMeeting,
)
from tests.people import House
from tests.public_order.council_stage import police


def one_codaf_more(house: House, rank: int, at: datetime) -> None:
    start = at - timedelta(days=30 + rank)
    row = CodafOperation.objects.create(
        number=f"CODAF-{start.year}-{900 + rank}", state="done", sector="restauration", commune=house.creteil,
        origin="plan", pilot=house.director, starts_at=start, ends_at=start + timedelta(hours=4), frame="l8271_1",
        started_at=start, ended_at=start + timedelta(hours=4), recorded_at=start, recorded_by=house.director,
    )  # fmt: skip
    partner = CodafPartner.objects.create(operation=row, body="urssaf", email="u@exemple.invalid", state="confirmed",
                                          agents=2, present=2)  # fmt: skip
    name, address = f"Bar {rank // 2}", "3 rue du Lac"
    target = CodafTarget.objects.create(
        operation=row, rank=1, name=name, address=address, commune=house.creteil, reason="Signalement", visited=True,
        persons=2, keys=establishment_keys(siret="", name=name, address=address, commune=house.creteil.pk),
        recorded_at=start, recorded_by=house.director,
    )  # fmt: skip
    finding = CodafFinding.objects.create(target=target, partner=partner, nature="hygiene", recorded_at=start,
                                          pv_number=f"2026/{rank}", pv_key=f"2026/{rank}")  # fmt: skip
    CodafAmount.objects.create(finding=finding, nature="redressement_urssaf", amount=Decimal(900), stage="notified",
                               stage_on=start.date())  # fmt: skip
    load_commissions(at=at)
    session = CommissionSession.objects.create(commission_id="codaf", starts_at=start, place="Salle Marne",
                                               state="held", held_at=start)  # fmt: skip
    StaffMeeting.objects.create(session=session, formation="plenary")
    SessionAction.objects.create(session=session, text=f"Contrôler {rank}", owner=police(), due_on=date(2026, 6, 1),
                                 created_at=start, created_by=house.director)  # fmt: skip
