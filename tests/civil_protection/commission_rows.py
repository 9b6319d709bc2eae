"""The safety commissions with a local body, a rule, a session and a report."""

from datetime import date

from civil_protection.safety_commissions import operations
from civil_protection.safety_commissions.bodies import STATUTORY
from civil_protection.safety_commissions.models import CompetenceRule, LocalBody
from directorate.commissions.models import Commission, CommissionMember, CommissionSession, Seat
from directorate.commissions.statutory import load_commissions
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from tests.people import House, paris

AT = paris(2026, 11, 2)
DAY = date(2026, 11, 2)


def statutory() -> None:
    """The bodies of the department, with somebody in each required seat."""
    load_commissions(at=AT)
    for seat in Seat.objects.filter(commission__in=STATUTORY, is_required=True).exclude(holder="mayor"):
        CommissionMember.objects.get_or_create(
            commission=seat.commission, seat=seat, name=f"Membre {seat.code}",
            defaults={"capacity": seat.label, "is_by_right": True, "is_chair": seat.holder == "chair",
                      "mandate_starts_on": date(2024, 1, 1)},
        )  # fmt: skip


def a_local_body(town: Commune, by: StaffMember, at=AT) -> LocalBody:
    return operations.create_body(kind="communal", name="", arrondissement=None, communes=[town], order_number="2024/1",
                                  created_on=date(2024, 1, 1), by=by, at=at)  # fmt: skip


def a_rule(body: LocalBody, town: Commune, by: StaffMember, at=AT, **more) -> CompetenceRule:
    facts = {"commission": body.commission, "commune": town, "arrondissement": None, "types": [],
             "categories": [2, 3, 4, 5], "sleeping": False, "source": "arrêté n° 2024/2",
             "valid_from": date(2024, 1, 1)}  # fmt: skip
    return operations.record_rule(**{**facts, **more}, by=by, at=at)


def a_session(code: str = "ccdsa-erp-igh", starts_at=None) -> CommissionSession:
    return CommissionSession.objects.create(
        commission=Commission.objects.get(pk=code), starts_at=starts_at or paris(2026, 11, 20, 14), place="Salle 1"
    )


def commissioned(house: House) -> None:
    """One row behind each address of the safety commissions."""
    statutory()
    a_session()
    body = a_local_body(house.creteil, house.director)
    a_rule(body, house.creteil, house.director)
    operations.record_report(commission=body.commission, kind="president", year=2026, done_on=DAY, summary="",
                             by=house.director, at=AT)  # fmt: skip


def commission_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    session = CommissionSession.objects.filter(commission="ccdsa-erp-igh").first()
    return {
        "commissions-securite/": {"pk": CompetenceRule.objects.get().pk, "year": 2026, "kind": "pdf",
                                  "code": LocalBody.objects.get().pk},
        "commissions-securite/seances/": {"pk": session.pk},
    }  # fmt: skip
