"""The bodies of décret 95-260: required seats, written opinions, votes, notice, minutes; and the guard of the base."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from directorate.commissions import bodies, operations
from directorate.commissions.convocation_operations import convene, last_day_to_convene, notice_problem
from directorate.commissions.matters import FOLLOWERS, after_opinion
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession, Seat
from directorate.commissions.seats import called_on, sheet
from directorate.commissions.written_operations import (
    minutes_are_late,
    minutes_due_on,
    record_written_opinion,
    sign_minutes,
)
from directorate.web.errors import Conflict, DomainError
from tests.commissions.body_rows import CODES, LOCAL_SEATS, a_body, seat_members
from tests.people import paris

Rule, Holder = Commission.QuorumRule, Seat.Holder
BEFORE, SENT, DURING = paris(2026, 11, 2), paris(2026, 11, 18), paris(2026, 11, 20, 18)
PLENARY = [
    Seat(code="prefet", label="prefet", holder="chair", voice="all"),
    *(Seat(code=f"etat{n}", label=f"etat{n}", holder="state", voice="all") for n in range(10)),
    Seat(code="feu", label="feu", holder="fire", voice="all"),
    Seat(code="elus", label="elus", holder="other", voice="all"),
    Seat(code="maire", label="maire", holder="mayor", voice="case"),
    Seat(code="handicap", label="handicap", holder="other", voice="case"),
    Seat(code="invites", label="invites", holder="other", voice="advisory"),
]
SEATS = [Seat(code=code, label=code, holder=holder, voice=voice, is_required=required)
         for code, holder, voice, required in LOCAL_SEATS]  # fmt: skip


def said(rule, seats, present=(), written=(), in_commune=True, concerned=()):
    voices = [bodies.Voice(code, code) for code in present]
    voices += [bodies.Voice(code, code, written="favourable") for code in written]
    return bodies.refusal(rule, bodies.lines(rule, seats, voices, in_commune=in_commune, concerned=concerned))


# --- the rules alone ------------------------------------------------------------------------------------------

ALL = ("presidence", "sidpc", "police", "equipement", "incendie", "maire")


@pytest.mark.parametrize(
    ("present", "written", "in_commune", "missing"),
    [
        (ALL, (), True, ()),
        (ALL[:-1], (), True, ("maire",)),
        (ALL[:-1], (), False, ()),
        (ALL[:-1], ("maire",), True, ()),
        (("presidence",), ALL[1:], True, ()),
        (ALL[1:], ("presidence",), True, ("presidence",)),
        (("presidence", "sidpc", "police", "maire"), ("equipement",), True, ("incendie",)),
        ((), (), True, ALL),
        ((*ALL, "autres"), (), True, ()),
    ],
)
def test_a_required_seat_is_held_or_writes(present, written, in_commune, missing):
    words = said(Rule.SEATS, SEATS, present, written, in_commune)
    assert bool(words) is bool(missing)
    assert all(name in words for name in missing)
    if missing:
        assert words.startswith(f"La commission ne peut pas délibérer : absence sans avis écrit motivé"
                                f" ({', '.join(missing)} ;")  # fmt: skip
        assert "art. 12" in words


STATE = tuple(f"etat{n}" for n in range(10))


@pytest.mark.parametrize(
    ("present", "written", "concerned", "problem"),
    [
        (("prefet", "maire", *STATE[:6]), (), (), ""),
        (("prefet", "maire", *STATE[:5], "feu"), (), (), ""),
        (("prefet", "maire", *STATE[:5]), (), (), "5 services"),
        (("prefet", "maire", *STATE[:5]), ("feu",), (), "5 services"),
        (("prefet", *STATE), (), (), "maire"),
        (("prefet", *STATE), ("maire",), (), "maire"),
        (("maire", *STATE), (), (), "prefet"),
        (("prefet", "maire", *STATE), (), ("handicap",), "handicap"),
        (("prefet", "maire", "handicap", *STATE), (), ("handicap",), ""),
    ],
)
def test_the_plenary_counts_presences(present, written, concerned, problem):
    words = said(Rule.PLENARY, PLENARY, present, written, concerned=concerned)
    assert (problem in words) if problem else words == ""


codes = st.sets(st.sampled_from([seat.code for seat in SEATS]))


@given(present=codes, written=codes, more=codes, in_commune=st.booleans())
def test_more_people_or_more_letters_never_take_the_quorum_away(present, written, more, in_commune):
    if not said(Rule.SEATS, SEATS, present, written, in_commune):
        assert not said(Rule.SEATS, SEATS, present | more, written, in_commune)
        assert not said(Rule.SEATS, SEATS, present, written | more, in_commune)


@given(present=codes, written=codes, in_commune=st.booleans())
def test_it_deliberates_when_and_only_when_each_needed_seat_is_held(present, written, in_commune):
    needed = {seat.code for seat in SEATS if seat.is_required and (in_commune or seat.holder != Holder.MAYOR)}
    held = needed <= present | written and "presidence" in present
    assert held is (said(Rule.SEATS, SEATS, present, written, in_commune) == "")


plenary_codes = st.sets(st.sampled_from([seat.code for seat in PLENARY]))


@given(present=plenary_codes, more=plenary_codes)
def test_the_plenary_needs_half_of_eleven(present, more):
    officials = len(present & {*STATE, "feu"})
    allowed = officials >= 6 and {"prefet", "maire"} <= present
    assert allowed is (said(Rule.PLENARY, PLENARY, present) == "")
    if allowed:
        assert said(Rule.PLENARY, PLENARY, present | more) == ""


@pytest.mark.parametrize(
    ("opinion", "votes", "present", "written", "chaired", "refused"),
    [
        ("favourable", (4, 0), 4, (), True, False),
        ("favourable", (4, 1), 4, ("unfavourable",), True, False),
        ("favourable", (5, 0), 4, ("unfavourable",), True, True),
        ("favourable", (5, 1), 4, ("unfavourable",), True, True),
        ("unfavourable", (2, 2), 3, ("unfavourable",), True, False),
        ("favourable", (2, 2), 3, ("unfavourable",), True, False),
        ("favourable", (2, 2), 3, ("unfavourable",), False, True),
        ("favourable", (1, 3), 4, (), True, True),
        ("favourable", (None, None), 4, ("favourable",), True, False),
        ("favourable", (None, None), 4, ("unfavourable",), True, True),
        ("adjourned", (None, None), 4, ("unfavourable",), True, False),
        ("favourable", (3, 0), 3, ("favourable",), True, False),
    ],
)
def test_letters_count_and_the_chair_decides_a_tie(opinion, votes, present, written, chaired, refused):
    problem = bodies.tally_problem(opinion, *votes, present=present, written=written, chaired=chaired)
    assert bool(problem) is refused


@pytest.mark.parametrize("opinion", AgendaItem.Opinion.values)
def test_the_opinion_is_favourable_or_not(opinion):
    assert bool(bodies.plain_opinion_problem(opinion)) is (opinion == "favourable_with_reserves")


# --- with the base --------------------------------------------------------------------------------------------


@pytest.fixture()
def body(house):
    return a_body(house)


@pytest.fixture()
def session(body):
    return CommissionSession.objects.create(commission=body, starts_at=paris(2026, 11, 20, 14), place="Salle 1")


@pytest.fixture()
def item(house, session):
    return operations.add_item(session=session, title="Cinéma", commune=house.creteil, by=house.agent, at=BEFORE)


def attend(house, session, *codes):
    members = seat_members(session, codes)
    return operations.record_attendance(session=session, present=members, by=house.agent, at=DURING)


def give(house, item, opinion="favourable", votes=(None, None)):
    return operations.record_opinion(
        item=item, opinion=opinion, votes_for=votes[0], votes_against=votes[1], comment="", by=house.agent, at=DURING
    )


def write(house, item, code, opinion="favourable", on=date(2026, 11, 18), at=SENT, reasons="Motifs"):
    (member,) = seat_members(item.session, [code])
    return record_written_opinion(
        item=item, member=member, opinion=opinion, reasons=reasons, received_on=on, by=house.agent, at=at
    )


def test_the_mayor_of_the_commune_is_called_and_no_other(house, body, session, item):
    operations.add_item(session=session, title="Crèche", commune=house.creteil, by=house.agent, at=BEFORE)
    mayors = CommissionMember.objects.filter(seat__holder="mayor")
    assert [(row.name, row.commune) for row in mayors] == [("Maire de Créteil", house.creteil)]
    other = CommissionSession.objects.create(commission=body, starts_at=paris(2026, 12, 4, 14), place="Salle 1")
    operations.add_item(session=other, title="Liste", by=house.agent, at=BEFORE)
    assert mayors.get() in called_on(session)
    assert mayors.get() not in called_on(other)


def test_a_mayor_called_for_an_earlier_day_keeps_one_seat(house, body, session, item):
    early = CommissionSession.objects.create(commission=body, starts_at=paris(2026, 11, 13, 14), place="Salle 1")
    operations.add_item(session=early, title="Crèche", commune=house.creteil, by=house.agent, at=BEFORE)
    for day in (early, session):
        assert [row.commune for row in called_on(day) if row.seat.holder == "mayor"] == [house.creteil]
    operations.postpone_session(
        session=session, starts_at=paris(2026, 11, 10, 9), place="Salle 1", reason="Salle prise", by=house.agent,
        at=BEFORE,
    )  # fmt: skip
    session.refresh_from_db()
    assert len([row for row in called_on(session) if row.seat.holder == "mayor"]) == 1
    assert CommissionMember.objects.get(seat__holder="mayor").mandate_starts_on == date(2026, 11, 10)


def test_a_cancelled_session_takes_its_mayors_to_the_earlier_one(house, body, session, item):
    early = CommissionSession.objects.create(commission=body, starts_at=paris(2026, 11, 13, 14), place="Salle 1")
    operations.cancel_session(session=session, reason="Salle prise", move_to=early, by=house.agent, at=BEFORE)
    assert len([row for row in called_on(early) if row.seat.holder == "mayor"]) == 1


def test_no_opinion_without_attendance_then_with_a_mayor_away_then_with_his_letter(house, session, item):
    with pytest.raises(DomainError, match="sans preuve du quorum"):
        give(house, item)
    attend(house, session, *CODES[:-1])
    with pytest.raises(DomainError, match="Maire de la commune") as refusal:
        give(house, item)
    assert refusal.value.field == "opinion"
    write(house, item, "maire", at=DURING, on=date(2026, 11, 20))
    assert give(house, item, votes=(6, 0)).opinion == "favourable"
    closed = operations.close_session(session=session, minutes="PV", by=house.agent, at=DURING)
    assert closed.state == "held"


def test_whoever_comes_is_not_counted_by_letter_too(house, session, item):
    write(house, item, "maire", "unfavourable")
    attend(house, session, *CODES)
    with pytest.raises(DomainError, match="6 membres"):
        give(house, item, votes=(6, 1))
    assert give(house, item, votes=(6, 0)).votes_for == 6


def test_an_unfavourable_letter_prevents_unanimity(house, session, item):
    write(house, item, "maire", "unfavourable")
    attend(house, session, *CODES[:-1])
    item.refresh_from_db()
    with pytest.raises(DomainError, match="pas d'unanimité"):
        operations.unanimous_votes(item)
    assert give(house, item, votes=(5, 1)).opinion == "favourable"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reasons": " "}, "reasons"),
        ({"on": date(2026, 11, 19)}, "received_on"),
        ({"on": date(2026, 11, 21), "at": paris(2026, 11, 22)}, "received_on"),
        ({"opinion": "adjourned"}, "opinion"),
        ({"code": "invites"}, "member"),
    ],
)
def test_a_letter_is_reasoned_dated_and_from_a_member_who_votes(house, session, item, more, field):
    with pytest.raises(DomainError) as refusal:
        write(house, item, **{"code": "maire", **more})
    assert refusal.value.field == field


def test_a_letter_is_recorded_once(house, session, item):
    assert write(house, item, "maire") == write(house, item, "maire")
    with pytest.raises(Conflict, match="favorable"):
        write(house, item, "maire", "unfavourable")


def test_reserves_are_no_opinion_of_this_body(house, session, item):
    attend(house, session, *CODES)
    with pytest.raises(DomainError, match="art. 38"):
        give(house, item, "favourable_with_reserves")


def test_the_base_refuses_an_opinion_without_proof(house, session, item):
    def force(opinion):
        with transaction.atomic():
            AgendaItem.objects.filter(pk=item.pk).update(opinion=opinion)

    with pytest.raises(DatabaseError, match="preuve du quorum"):
        force("favourable")
    session.present.set(seat_members(session, CODES[:-1]))
    with pytest.raises(DatabaseError, match="Maire de la commune"):
        force("unfavourable")
    force("adjourned")
    write_row = write(house, AgendaItem.objects.create(session=session, position=9, title="x"), "police")
    assert write_row.pk
    session.present.set(seat_members(session, CODES))
    with pytest.raises(DatabaseError, match="favorable ou défavorable"):
        force("favourable_with_reserves")
    force("unfavourable")


def test_the_base_refuses_a_plenary_below_half(house, body, session, item):
    Commission.objects.filter(pk=body.pk).update(quorum_rule="plenary")
    session.present.set(seat_members(session, ("presidence", "maire", "sidpc")))
    with pytest.raises(DatabaseError, match="services de l'État"), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(opinion="favourable")
    session.present.set(seat_members(session, ("presidence", "maire", "sidpc", "police")))
    AgendaItem.objects.filter(pk=item.pk).update(opinion="favourable")


def test_a_second_meeting_moves_what_waits_and_asks_for_the_quorum_again(house, session, item):
    other = operations.add_item(session=session, title="Liste annuelle", by=house.agent, at=BEFORE)
    attend(house, session, *CODES[:-1])
    give(house, other, votes=(5, 0))
    again = operations.call_again(
        session=session, starts_at=paris(2026, 11, 27, 9), place="Salle 2", by=house.agent, at=DURING
    )
    assert list(again.items.values_list("title", flat=True)) == ["Cinéma"]
    session.refresh_from_db()
    assert session.state == "planned"
    operations.close_session(session=session, minutes="PV", by=house.agent, at=DURING)
    assert notice_problem(again, date(2026, 11, 26)) == ""
    convene(session=again, urgency="", by=house.agent, at=paris(2026, 11, 23))
    at = paris(2026, 11, 27, 12)
    operations.record_attendance(
        session=again, present=seat_members(again, CODES[:-1]), by=house.agent, at=at
    )  # fmt: skip
    moved = again.items.get()
    with pytest.raises(DomainError, match="ne peut pas délibérer"):
        operations.record_opinion(item=moved, opinion="favourable", votes_for=None, votes_against=None, comment="",
                                  by=house.agent, at=at)  # fmt: skip


def test_a_session_without_quorum_is_wholly_called_again(house, session, item):
    attend(house, session, "presidence", "police")
    operations.call_again(session=session, starts_at=paris(2026, 11, 27, 9), place="S", by=house.agent, at=DURING)
    session.refresh_from_db()
    assert session.state == "no_quorum"


def test_ex8_convocation_and_minutes(house, session, item):
    """A meeting on 20/11/2026: letters by 09/11/2026, minutes by 28/11/2026."""
    assert last_day_to_convene(session, date(2026, 11, 1)) == date(2026, 11, 9)
    assert notice_problem(session, date(2026, 11, 9)) == ""
    assert "9 novembre 2026" in notice_problem(session, date(2026, 11, 10))
    assert minutes_due_on(session) == date(2026, 11, 28)
    assert not minutes_are_late(session, date(2026, 11, 28))
    assert minutes_are_late(session, date(2026, 11, 29))
    attend(house, session, *CODES)
    give(house, item)
    with pytest.raises(DomainError, match="Clore"):
        sign_minutes(session=session, signed_on=date(2026, 11, 20), by=house.agent, at=DURING)
    operations.close_session(session=session, minutes="PV", by=house.agent, at=DURING)
    at = paris(2026, 12, 1)
    with pytest.raises(DomainError, match="suit la séance"):
        sign_minutes(session=session, signed_on=date(2026, 11, 19), by=house.agent, at=at)
    signed = sign_minutes(session=session, signed_on=date(2026, 11, 25), by=house.agent, at=at)
    assert not minutes_are_late(signed, date(2026, 12, 1))
    with pytest.raises(Conflict):
        sign_minutes(session=session, signed_on=date(2026, 11, 26), by=house.agent, at=at)


def test_followers_are_told_in_the_same_transaction(house, session, item):
    told = []
    after_opinion(follower := lambda item, by, at: told.append((item.opinion, by)))
    try:
        attend(house, session, *CODES)
        give(house, item, "unfavourable")
    finally:
        FOLLOWERS.remove(follower)
    assert told == [("unfavourable", house.agent)]


def test_the_sheet_tells_who_is_missing_and_for_which_matters(house, session, item):
    operations.add_item(session=session, title="Liste", by=house.agent, at=BEFORE)
    attend(house, session, *CODES[:-1])
    seen = sheet(session, list(session.present.all()))
    (mayor,) = [line for line in seen.lines if line.seat.holder == "mayor"]
    assert (mayor.needed, mayor.tone) == ("points 1", "error")
    assert [position for position, _ in seen.refusals] == [1]


def test_whoever_only_advises_is_shown_present_and_votes_on_nothing(house, session, item):
    attend(house, session, *CODES, "invites")
    (guest,) = [line for line in sheet(session, list(session.present.all())).lines if line.seat.code == "invites"]
    assert (guest.words, guest.needed, guest.tone) == (("Présent : Membre invites",), "", "success")
    with pytest.raises(DomainError, match="6 membres"):
        give(house, item, votes=(7, 0))


def test_an_adviser_of_the_state_is_no_presence_of_the_plenary():
    seats = [*PLENARY, Seat(code="conseil", label="conseil", holder="state", voice="advisory")]
    assert "5 services" in said(Rule.PLENARY, seats, ("prefet", "maire", "conseil", *STATE[:5]))
