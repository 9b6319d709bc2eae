"""Convocations in time, an agenda that no longer changes, a session that moves, a second one without quorum."""

from datetime import date

import pytest

from directorate.commissions import operations
from directorate.commissions.convocation_operations import convene, last_day_to_convene
from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import run
from directorate.web.errors import Conflict, DomainError
from tests.people import paris

# The session is on 9 April 2026 at 14:00.
LAST_DAY, TOO_LATE, DURING = paris(2026, 4, 4), paris(2026, 4, 5), paris(2026, 4, 9, 18)


@pytest.fixture()
def members(house):
    CommissionMember.objects.filter(is_chair=False).update(email="membre@cdvp.invalid")
    return list(house.commission.members.order_by("-is_chair", "name"))


@pytest.fixture()
def items(house, members):
    return [
        operations.add_item(session=house.session, title=title, by=house.agent, at=paris(2026, 3, 2))
        for title in ("Boulangerie", "Bar <b>du Lac</b>", "Pharmacie")
    ]


def call(house, at=LAST_DAY, urgency=""):
    return convene(session=house.session, urgency=urgency, by=house.agent, at=at)


def attend(house, session, present):
    return operations.record_attendance(session=session, present=present, by=house.agent, at=DURING)


def titles(session):
    return list(session.items.order_by("position").values_list("position", "title"))


def test_five_days_before_is_in_time_and_four_is_not(house, items):
    assert last_day_to_convene(house.session, date(2026, 3, 2)) == date(2026, 4, 4)
    with pytest.raises(DomainError, match="4 avril 2026 au plus tard") as refusal:
        call(house, TOO_LATE)
    assert refusal.value.field == "urgency"
    assert call(house).convened_at == LAST_DAY


def test_an_urgency_is_written_in_the_convocation(house, items):
    session = call(house, TOO_LATE, "Menace <grave>")
    assert session.urgency == "Menace <grave>"
    assert "en raison de l'urgence : Menace <grave>" in OutgoingMail.objects.first().body


def test_every_member_has_a_convocation_and_those_with_an_address_a_mail(house, items):
    call(house)
    assert house.session.convocations.count() == 4
    mails = OutgoingMail.objects.all()
    assert len(mails) == 3
    assert "jeudi 9 avril 2026 à 14 h" in mails[0].body
    assert "2. Bar <b>du Lac</b>" in mails[0].body
    with pytest.raises(Conflict, match="déjà parties"):
        call(house)
    assert OutgoingMail.objects.count() == 3


def test_an_agenda_that_left_does_not_change(house, items):
    call(house)
    with pytest.raises(DomainError, match="convocations sont parties"):
        operations.add_item(session=house.session, title="x", by=house.agent, at=LAST_DAY)
    with pytest.raises(DomainError, match="ajourner"):
        operations.drop_item(item=items[0], by=house.agent, at=LAST_DAY)
    with pytest.raises(DomainError, match="ne change plus"):
        operations.order_items(session=house.session, order=[], by=house.agent, at=LAST_DAY)


def test_an_empty_agenda_is_not_convened(house, members):
    with pytest.raises(DomainError, match="vide"):
        call(house)


def test_a_matter_is_dropped_and_the_others_are_put_in_order(house, items):
    operations.drop_item(item=items[0], by=house.agent, at=LAST_DAY)
    assert titles(house.session) == [(1, "Bar <b>du Lac</b>"), (2, "Pharmacie")]
    order = [items[2].pk, items[1].pk]
    operations.order_items(session=house.session, order=order, by=house.agent, at=LAST_DAY)
    assert titles(house.session) == [(1, "Pharmacie"), (2, "Bar <b>du Lac</b>")]
    with pytest.raises(Conflict, match="a changé"):
        operations.order_items(session=house.session, order=[items[2].pk] * 2, by=house.agent, at=LAST_DAY)


def test_the_letters_are_laid_out_once_whatever_the_number_of_attempts(house, items):
    call(house)
    job = Job.objects.get(kind="commissions.convocations")
    assert run(job_id=job.pk, at=LAST_DAY)
    files = set(house.session.convocations.values_list("file_id", flat=True))
    assert len(files) == 4
    assert None not in files
    Job.objects.update(state=Job.State.QUEUED)
    run(job_id=job.pk, at=LAST_DAY)
    assert set(house.session.convocations.values_list("file_id", flat=True)) == files


def test_a_postponed_session_keeps_its_agenda_tells_its_members_and_is_convened_again(house, items):
    call(house)
    moved = operations.postpone_session(
        session=house.session, starts_at=paris(2026, 4, 16, 14), place="Salle 2", reason="Grève", by=house.agent,
        at=TOO_LATE,
    )  # fmt: skip
    assert moved.convened_at is None
    assert len(titles(moved)) == 3
    told = OutgoingMail.objects.filter(subject__startswith="Séance reportée")
    assert told.count() == 3
    assert "jeudi 16 avril 2026 à 14 h" in told[0].body
    convene(session=moved, urgency="", by=house.agent, at=paris(2026, 4, 11))
    assert moved.convocations.filter(convening=2).count() == 4


def test_a_cancelled_session_gives_its_agenda_to_another_one(house, items):
    operations.add_item(session=house.next_session, title="Première", by=house.agent, at=LAST_DAY)
    operations.cancel_session(
        session=house.session, reason="Grève", move_to=house.next_session, by=house.agent, at=LAST_DAY
    )
    assert [position for position, _ in titles(house.next_session)] == [1, 2, 3, 4]
    assert titles(house.next_session)[0] == (1, "Première")
    assert not OutgoingMail.objects.exists()


def test_without_quorum_a_second_session_hears_the_same_agenda_and_needs_none(house, members, items):
    attend(house, house.session, members[:2])
    again = operations.call_again(
        session=house.session, starts_at=paris(2026, 4, 20, 14), place="Salle 1", by=house.agent, at=DURING
    )
    house.session.refresh_from_db()
    assert house.session.state == CommissionSession.State.NO_QUORUM
    assert len(titles(again)) == 3
    with pytest.raises(DomainError, match="même ordre du jour"):
        operations.add_item(session=again, title="x", by=house.agent, at=DURING)
    convene(session=again, urgency="", by=house.agent, at=DURING)
    assert "aucun quorum ne sera exigé" in OutgoingMail.objects.first().body
    later = paris(2026, 4, 20, 18)
    operations.record_attendance(session=again, present=members[:1], by=house.agent, at=later)
    given = operations.record_opinion(
        item=AgendaItem.objects.get(pk=items[0].pk), opinion="favourable", votes_for=1, votes_against=0, comment="",
        by=house.agent, at=later,
    )  # fmt: skip
    assert given.opinion == "favourable"


def test_a_second_convocation_needs_a_quorum_that_failed(house, members, items):
    facts = {"starts_at": paris(2026, 4, 20, 14), "place": "Salle 1", "by": house.agent, "at": DURING}
    with pytest.raises(DomainError, match="présents"):
        operations.call_again(session=house.session, **facts)
    attend(house, house.session, members[:3])
    with pytest.raises(DomainError, match="atteint"):
        operations.call_again(session=house.session, **facts)


# --- withdrawals ----------------------------------------------------------------------------------------------


def withdraw(house, item, members):
    return operations.withdraw_members(item=item, members=members, reason="Parent", by=house.agent, at=DURING)


def test_whoever_withdraws_does_not_count_in_the_vote_of_that_matter(house, members, items):
    attend(house, house.session, members)
    assert withdraw(house, items[0], members[1:2]) == ""
    facts = {"votes_against": 0, "comment": "", "by": house.agent, "at": DURING, "opinion": "favourable"}
    with pytest.raises(DomainError, match="4 voix pour 3 membres"):
        operations.record_opinion(item=items[0], votes_for=4, **facts)
    assert operations.record_opinion(item=items[0], votes_for=3, **facts).votes_for == 3
    assert operations.record_opinion(item=items[1], votes_for=4, **facts).votes_for == 4


def test_a_withdrawal_that_breaks_the_quorum_says_so_and_leaves_an_adjournment(house, members, items):
    attend(house, house.session, members[:3])
    told = withdraw(house, items[0], members[1:2])
    assert "2 présents pour 3 requis" in told
    facts = {"votes_for": None, "votes_against": None, "comment": "", "by": house.agent, "at": DURING}
    with pytest.raises(DomainError, match="compte tenu de 1 déport"):
        operations.record_opinion(item=items[0], opinion="favourable", **facts)
    assert operations.record_opinion(item=items[0], opinion="adjourned", **facts).opinion == "adjourned"


def test_only_those_present_withdraw_and_a_withdrawal_is_lifted(house, members, items):
    attend(house, house.session, members[:3])
    with pytest.raises(DomainError, match="Absent de la séance"):
        withdraw(house, items[0], members[3:])
    withdraw(house, items[0], members[:1])
    withdraw(house, items[0], [])
    assert not items[0].withdrawals.exists()
