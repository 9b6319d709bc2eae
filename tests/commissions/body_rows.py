"""A body of décret 95-260 with its seats and somebody in each."""

from datetime import date

from directorate.commissions.models import Commission, CommissionMember, CommissionSession, Seat
from directorate.commissions.seats import called_on
from tests.people import House

# code, holder, voice, required
LOCAL_SEATS = (
    ("presidence", "chair", "all", True),
    ("sidpc", "state", "all", True),
    ("police", "state", "all", True),
    ("equipement", "state", "all", True),
    ("incendie", "fire", "all", True),
    ("maire", "mayor", "case", True),
    ("autres", "state", "case", False),
    ("invites", "other", "advisory", False),
)
CODES = tuple(code for code, *_, required in LOCAL_SEATS if required)


def a_body(house: House, *, code: str = "scd", secretariat: str = "polices-administratives") -> Commission:
    body = Commission.objects.create(
        code=code, name="Sous-commission départementale de sécurité", legal_basis="décret n° 95-260, art. 13 et 35",
        quorum=0, secretariat_id=secretariat, term_months=36, quorum_rule="seats", notice_days=10, minutes_days=8,
    )  # fmt: skip
    for rank, (name, holder, voice, required) in enumerate(LOCAL_SEATS, 1):
        label = "Maire de la commune" if holder == "mayor" else name
        seat = Seat.objects.create(
            commission=body, code=name, label=label, rank=rank, holder=holder, voice=voice, is_required=required
        )
        if holder != "mayor":
            CommissionMember.objects.create(
                commission=body, seat=seat, name=f"Membre {name}", capacity=name, is_by_right=True,
                is_chair=holder == "chair", mandate_starts_on=date(2024, 1, 1),
            )  # fmt: skip
    return body


def seat_members(session: CommissionSession, codes) -> list[CommissionMember]:
    """Who is called in these seats, or in any of them for the guests."""
    rows = CommissionMember.objects.filter(commission=session.commission, seat__code__in=codes)
    called = {row.pk for row in called_on(session)}
    return [row for row in rows if row.pk in called or row.seat.holder != "mayor"]
