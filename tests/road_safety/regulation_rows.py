"""Sections of the CDSR, titles and rows of the registers, for the tests. Names are invented."""

from datetime import date

from directorate.commissions.models import Commission, CommissionMember
from directorate.commissions.statutory import load_commissions
from directorate.permits.models import Permit
from road_safety.cdsr.sections import Category
from tests.people import paris

AT = paris(2026, 3, 2)
NAMES = ("Mme Oriane Delmas", "M. Tancrède Volle", "Mme Sylvie Arbaud", "M. Yann Kerbrat", "Mme Lila Benhamou",
         "M. Hugues Marchais", "Mme Édith Pons")  # fmt: skip


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
