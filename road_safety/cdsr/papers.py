"""The order of composition of a section, as plain JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from directorate.commissions.models import Commission, CommissionMember
from directorate.documents.papers import masthead
from directorate.legal_calendar.arithmetic import french_long
from road_safety.cdsr.bodies import mandate_months
from road_safety.cdsr.sections import Category
from road_safety.policies import UNIT

ORDER = "letters/road_safety/cdsr_composition.html"


def member_words(member: CommissionMember, substitutes: Sequence[CommissionMember]) -> dict[str, str]:
    return {
        "name": member.name,
        "capacity": member.capacity,
        "substitutes": ", ".join(row.name for row in substitutes if row.substitute_of_id == member.pk),
    }


def order_words(
    commission: Commission, members: Sequence[CommissionMember], on: date, number: str, signed_on: date
) -> dict[str, Any]:
    titular = [row for row in members if row.substitute_of_id is None]
    substitutes = [row for row in members if row.substitute_of_id]
    return {
        **masthead(UNIT, on),
        "commission": commission.name,
        "basis": commission.legal_basis,
        "number": number,
        "signed_on": french_long(signed_on),
        "years": mandate_months(signed_on) // 12,
        "chairs": [member_words(row, substitutes) for row in titular if row.is_chair],
        "categories": [
            {
                "label": label[3:],
                "members": [
                    member_words(row, substitutes)
                    for row in titular
                    if row.seat_id and row.seat.code == code and not row.is_chair
                ],
            }
            for code, label in Category.choices
        ],
    }
