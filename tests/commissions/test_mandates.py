"""How long a member may sit, and how many times in a row: refused when it is recorded, told on the page."""

from datetime import date

import pytest

from directorate.commissions import member_operations
from directorate.commissions.mandates import mandates
from directorate.commissions.models import CommissionMember
from directorate.commissions.quorum import sits_on
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 3, 2)


@pytest.fixture()
def commission(house):
    """Three years, renewable once, like that of video protection (CSI, art. R252-7 s.)."""
    house.commission.term_months, house.commission.most_terms = 36, 2
    house.commission.save()
    return house.commission


def appoint(house, by=None, **changes):
    facts = {
        "name": "Lise Orsini", "civility": "mme", "capacity": "maire", "email": "", "address": "", "is_chair": False,
        "is_by_right": False, "appointed_by": "", "substitute_of": None, "renews": None,
        "mandate_starts_on": date(2026, 4, 1), "mandate_ends_on": None,
    }  # fmt: skip
    return member_operations.appoint(commission=house.commission, by=by or house.agent, at=AT, **{**facts, **changes})


def test_a_mandate_without_an_end_has_the_term_of_its_commission(house, commission):
    assert appoint(house).mandate_ends_on == date(2029, 4, 1)


def test_a_mandate_is_renewed_once_and_no_more(house, commission):
    first = appoint(house, mandate_starts_on=date(2020, 1, 1))
    second = appoint(house, mandate_starts_on=date(2023, 1, 1), renews=first)
    with pytest.raises(Conflict, match="déjà renouvelé"):
        appoint(house, mandate_starts_on=date(2023, 1, 1), renews=first)
    with pytest.raises(DomainError, match="3e mandat successif de Lise Orsini : 2 au plus") as refusal:
        appoint(house, mandate_starts_on=date(2026, 1, 1), renews=second)
    assert refusal.value.field == "renews"


def test_what_is_exceeded_is_told_on_the_page(house, commission):
    rows, before = [], None
    for year in (2017, 2020, 2023):
        before = CommissionMember.objects.create(
            commission=commission, name="Lise Orsini", capacity="maire", renews=before,
            mandate_starts_on=date(year, 6, 1), mandate_ends_on=date(year + 3, 6, 1 if year < 2023 else 2),
        )  # fmt: skip
        rows.append(before)
    found = mandates(commission, rows, date(2026, 3, 2))
    assert [row.rank for row in found] == [1, 2, 3]
    assert found[0].remarks == ()
    told = " ".join(found[2].remarks)
    assert "dépasse 36 mois : il prend fin le 01/06/2026 au plus tard" in told
    assert "3e mandat successif" in told
    assert "prend fin le 02/06/2026" in told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mandate_ends_on": date(2029, 4, 2)}, "mandate_ends_on"),
        ({"mandate_ends_on": date(2026, 4, 1)}, "mandate_ends_on"),
        ({"is_chair": True}, "is_chair"),
        ({"is_by_right": True, "mandate_ends_on": date(2026, 3, 1)}, "mandate_ends_on"),
    ],
)
def test_a_mandate_that_contradicts_the_text_is_refused_beside_its_field(house, commission, changes, field):
    with pytest.raises(DomainError) as refusal:
        appoint(house, **changes)
    assert refusal.value.field == field


def test_a_member_by_right_sits_without_an_end(house, commission):
    member = appoint(house, is_by_right=True)
    assert member.mandate_ends_on is None
    assert sits_on(member, date(2060, 1, 1))
    assert not sits_on(member, date(2026, 3, 31))


def test_a_substitute_replaces_a_titular_member_and_not_another_substitute(house, commission):
    titular = commission.members.get(is_chair=False, name="Bruno Castel")
    substitute = appoint(house, substitute_of=titular)
    with pytest.raises(DomainError, match="pas un autre suppléant"):
        appoint(house, name="Paul Second", substitute_of=substitute)
    with pytest.raises(DomainError, match="ne préside pas"):
        appoint(house, name="Paul Second", substitute_of=titular, is_chair=True)


def test_a_mandate_ends_early_and_another_service_touches_none(house, commission):
    member = commission.members.get(name="Bruno Castel")
    with pytest.raises(NotAllowed):
        member_operations.end_mandate(member=member, ends_on=date(2026, 5, 1), reason="x", by=house.stranger, at=AT)
    with pytest.raises(NotAllowed):
        appoint(house, by=house.stranger)
    ended = member_operations.end_mandate(
        member=member, ends_on=date(2026, 5, 1), reason="Démission", by=house.agent, at=AT
    )
    assert not sits_on(ended, date(2026, 5, 1))
    with pytest.raises(Conflict):
        member_operations.end_mandate(
            member=member, ends_on=date(2026, 6, 1), reason="Démission", by=house.agent, at=paris(2026, 5, 2)
        )
