"""A session is planned, filled, attended by a quorum, voted and closed, each in its turn."""

from datetime import date

import pytest

from directorate.commissions import operations
from directorate.commissions.models import CommissionMember, CommissionSession
from directorate.commissions.quorum import attendance_problems, vote_problem
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.concurrency import at_once
from tests.people import paris

BEFORE, DURING = paris(2026, 3, 2), paris(2026, 4, 9, 18, 0)


@pytest.fixture()
def members(house):
    return list(house.commission.members.order_by("-is_chair", "name"))


@pytest.fixture()
def item(house):
    return operations.add_item(session=house.session, title="Boulangerie du Lac", by=house.agent, at=BEFORE)


def attend(house, present, at=DURING):
    return operations.record_attendance(session=house.session, present=present, by=house.agent, at=at)


def give(house, item, opinion="favourable", votes=(None, None), comment="", at=DURING):
    return operations.record_opinion(
        item=item, opinion=opinion, votes_for=votes[0], votes_against=votes[1], comment=comment, by=house.agent, at=at
    )


def close(house, at=DURING):
    return operations.close_session(session=house.session, minutes="Procès-verbal", by=house.agent, at=at)


# --- planning -----------------------------------------------------------------------------------------------


def test_a_session_is_planned_by_the_secretariat(house):
    session = operations.plan_session(
        commission=house.commission, starts_at=paris(2026, 9, 10, 14), place="Salle 2", by=house.agent, at=BEFORE
    )
    assert session.state == CommissionSession.State.PLANNED
    assert JournalEntry.objects.first().action == "commission.planned"


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        (paris(2026, 3, 1), "à venir"),
        (paris(2026, 4, 9, 14, 0), "déjà prévue"),
        (paris(2028, 1, 1, 14, 0), "Aucun mandat"),
    ],
)
def test_a_session_in_the_past_planned_twice_or_without_members_is_refused(house, starts_at, sentence):
    with pytest.raises(DomainError, match=sentence) as refusal:
        operations.plan_session(
            commission=house.commission, starts_at=starts_at, place="Salle 2", by=house.agent, at=BEFORE
        )
    assert refusal.value.field == "starts_at"


@pytest.mark.parametrize("who", ["stranger", "administrator", "prefect"])
def test_another_service_does_not_plan(house, who):
    with pytest.raises(NotAllowed):
        operations.plan_session(
            commission=house.commission, starts_at=paris(2026, 9, 10), place="x", by=getattr(house, who), at=BEFORE
        )


def test_matters_enter_the_agenda_in_their_order_even_together(house, transactional_db):
    add = [
        lambda n=n: operations.add_item(session=house.session, title=f"Affaire {n}", by=house.agent, at=BEFORE)
        for n in range(6)
    ]
    assert sorted(item.position for item in at_once(*add)) == [1, 2, 3, 4, 5, 6]


def test_nothing_enters_the_agenda_of_a_session_that_has_begun(house):
    with pytest.raises(DomainError) as refusal:
        operations.add_item(session=house.session, title="Trop tard", by=house.agent, at=DURING)
    assert refusal.value.field == "session"


def test_a_session_with_a_matter_is_not_cancelled_and_an_empty_one_is(house, item):
    with pytest.raises(DomainError, match="ordre du jour"):
        operations.cancel_session(session=house.session, reason="Grève", by=house.agent, at=BEFORE)
    cancelled = operations.cancel_session(session=house.next_session, reason="Grève", by=house.agent, at=BEFORE)
    assert cancelled.state == CommissionSession.State.CANCELLED
    with pytest.raises(Conflict):
        operations.add_item(session=house.next_session, title="Affaire", by=house.agent, at=BEFORE)


# --- attendance ---------------------------------------------------------------------------------------------


def test_attendance_is_recorded_after_the_session_has_begun(house, members):
    with pytest.raises(DomainError, match="pas encore eu lieu"):
        attend(house, members, at=BEFORE)
    assert attend(house, members[:3]).present.count() == 3


def test_a_member_out_of_mandate_is_not_counted(house, members):
    CommissionMember.objects.filter(pk=members[1].pk).update(mandate_ends_on=date(2026, 4, 9))
    with pytest.raises(DomainError, match="mandat"):
        attend(house, house.commission.members.all())
    CommissionMember.objects.filter(pk=members[1].pk).update(mandate_ends_on=date(2026, 4, 10))
    attend(house, house.commission.members.all())


def test_a_substitute_sits_only_when_the_titular_is_away(house, members):
    substitutes = [
        CommissionMember.objects.create(
            commission=house.commission, name=name, capacity="suppléant", substitute_of=members[1],
            mandate_starts_on=date(2025, 1, 1), mandate_ends_on=date(2028, 1, 1),
        )
        for name in ("Jean Un", "Jean Deux")
    ]  # fmt: skip
    with pytest.raises(DomainError, match="un seul des deux siège"):
        attend(house, [*members, substitutes[0]])
    others = [member for member in members if member != members[1]]
    with pytest.raises(DomainError, match="Un seul suppléant"):
        attend(house, [*others, *substitutes])
    assert attend(house, [*others, substitutes[0]]).present.count() == 4


def test_attendance_problems_are_all_told(house, members):
    assert attendance_problems(members, date(2026, 4, 9)) == []
    assert len(attendance_problems(members, date(2030, 4, 9))) == 4


# --- opinions -----------------------------------------------------------------------------------------------


def test_an_opinion_is_given_with_its_vote(house, members, item):
    attend(house, members)
    given = give(house, item, "unfavourable", (1, 3), "Angles de vue sur la voie publique")
    assert (given.get_opinion_display(), given.votes_for, given.votes_against) == ("Défavorable", 1, 3)


def test_without_quorum_a_matter_is_adjourned_and_nothing_else(house, members, item):
    attend(house, members[:2])
    with pytest.raises(DomainError, match="quorum") as refusal:
        give(house, item)
    assert refusal.value.field == "opinion"
    assert give(house, item, "adjourned").opinion == "adjourned"


def test_an_opinion_recorded_first_is_checked_against_the_attendance_afterwards(house, members, item):
    give(house, item)
    with pytest.raises(DomainError, match="quorum"):
        attend(house, members[:2])
    attend(house, members[:3])


def test_an_opinion_recorded_again_is_harmless_and_another_one_is_refused(house, item):
    give(house, item, "favourable")
    assert give(house, item, "favourable").opinion == "favourable"
    with pytest.raises(Conflict, match="favorable"):
        give(house, item, "unfavourable")
    assert JournalEntry.objects.filter(action="commission.opinion_recorded").count() == 1


def test_an_opinion_before_the_session_is_refused(house, item):
    with pytest.raises(DomainError, match="pas encore eu lieu"):
        give(house, item, at=BEFORE)


@pytest.mark.parametrize(
    ("opinion", "votes", "present", "chaired", "refused"),
    [
        ("favourable", (3, 1), 4, True, False),
        ("favourable_with_reserves", (3, 1), 4, True, False),
        ("favourable", (1, 3), 4, True, True),
        ("unfavourable", (3, 1), 4, True, True),
        ("unfavourable", (1, 3), 4, False, False),
        ("favourable", (2, 2), 4, True, False),
        ("unfavourable", (2, 2), 4, True, False),
        ("favourable", (2, 2), 4, False, True),
        ("favourable", (2, 2), 0, False, False),
        ("favourable", (4, 1), 4, True, True),
        ("favourable", (3, None), 4, True, True),
        ("favourable", (None, None), 4, True, False),
        ("adjourned", (1, 3), 4, True, False),
    ],
)
def test_the_opinion_follows_the_vote_and_the_chair_decides_a_tie(opinion, votes, present, chaired, refused):
    assert bool(vote_problem(opinion, *votes, present, chaired)) is refused


def test_a_tie_decided_by_the_chair_is_written_in_the_journal(house, members, item):
    attend(house, members)
    give(house, item, "unfavourable", (2, 2), "Voix prépondérante")
    assert JournalEntry.objects.first().details["casting_vote"] is True


# --- closing ------------------------------------------------------------------------------------------------


def test_a_session_is_closed_when_everything_is_answered(house, members, item):
    with pytest.raises(DomainError, match="présents"):
        close(house)
    attend(house, members)
    with pytest.raises(DomainError, match="points 1"):
        close(house)
    give(house, item)
    closed = close(house)
    assert (closed.state, closed.held_at) == (CommissionSession.State.HELD, DURING)
    with pytest.raises(Conflict, match="tenue"):
        attend(house, members[:3])


def test_a_vote_recorded_before_the_attendance_is_checked_at_the_closing(house, members, item):
    give(house, item, "favourable", (4, 0))
    attend(house, members[:3])
    with pytest.raises(DomainError, match="Point 1"):
        close(house)


def test_a_held_session_still_accepts_the_opinion_that_it_gave(house, members, item):
    attend(house, members)
    give(house, item)
    close(house)
    assert give(house, item).opinion == "favourable"
