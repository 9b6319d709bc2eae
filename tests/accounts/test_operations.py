"""Accounts and postings: who gives what, what is refused, what the journal keeps."""

from datetime import date, timedelta

import pytest

from directorate.accounts import operations
from directorate.accounts.errors import AccountRefused, AlreadyChanged
from directorate.accounts.operations import mark_of, mark_of_posting
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.org import queries
from directorate.org.errors import PostingRefused
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import open_posting, posting_on
from directorate.org.signing import Act, Power
from tests.people import create_person, paris

AT = paris(2026, 3, 2)
DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=10)
Role = Posting.Role


def actions() -> list[str]:
    """Since the house was made."""
    entries = JournalEntry.objects.exclude(action="parameter.loaded").order_by("id")
    return list(entries.values_list("action", flat=True))


def create(house, **changes):
    facts = {
        "username": "n.arrivee", "civility": "mme", "first_name": "Nadia", "last_name": "Arrivée",
        "title": "instructrice", "email": "n.arrivee@prefecture.invalid", "unit": house.police,
        "role": Role.CASEWORKER, "starts_on": DAY,
    }  # fmt: skip
    return operations.create_account(**facts | changes, by=house.administrator, at=AT)


def close(house, staff, by=None):
    staff.refresh_from_db()
    return operations.close_account(staff=staff, seen=mark_of(staff), by=by or house.administrator, at=AT)


def assign(house, staff, *, by=None, **changes):
    facts = {"unit": house.road, "role": Role.CASEWORKER, "starts_on": NEXT} | changes
    seen = facts.pop("seen", mark_of_posting(open_posting(staff)))
    return operations.assign(staff=staff, seen=seen, **facts, by=by or house.administrator, at=AT)


# --- accounts


def test_a_new_person_has_a_post_and_a_password_to_change(house):
    given = create(house)
    staff = StaffMember.objects.get(username="n.arrivee")
    assert staff.check_password(given.password)
    assert staff.must_change_password
    assert len(given.password) >= 15
    assert posting_on(staff, DAY).unit == house.police
    assert actions() == ["account.created", "posting.recorded"]


def test_no_journal_and_no_mail_holds_a_password_and_its_owner_is_told(house):
    given = create(house)
    again = operations.give_password(staff=given.staff, seen=mark_of(given.staff), by=house.administrator, at=AT)
    written = str(list(JournalEntry.objects.values("subject_label", "details", "actor_label")))
    mail = OutgoingMail.objects.get()
    assert (mail.to, again.password in mail.body) == (given.staff.email, False)
    assert "prévenez aussitôt" in mail.body
    assert given.password not in written
    assert again.password not in written
    assert given.staff.password not in written


@pytest.mark.parametrize("username", ["agent", "AGENT"])
def test_a_login_is_taken_whatever_its_capitals(house, username):
    with pytest.raises(AccountRefused, match="déjà pris") as refusal:
        create(house, username=username)
    assert refusal.value.field == "username"
    assert actions() == []


def test_a_second_click_and_a_quicker_colleague_change_nothing(house):
    seen = mark_of(house.agent)
    words = {name: getattr(house.agent, name) for name in operations.FIELDS}
    facts = {"staff": house.agent, "seen": seen, "by": house.administrator, "at": AT}
    operations.change_account(**words | {"title": "instructrice principale"}, **facts)
    with pytest.raises(AlreadyChanged, match="a changé"):
        operations.change_account(**words | {"title": "autre"}, **facts)
    house.agent.refresh_from_db()
    assert house.agent.title == "instructrice principale"
    (entry,) = JournalEntry.objects.filter(action="account.changed")
    assert entry.details["changes"] == [
        {"label": "Qualité", "before": "instructrice", "after": "instructrice principale"}
    ]


def test_a_closed_account_signs_nothing_and_is_closed_once(house):
    act = Act("video_protection_authorisation", "grant")
    assert isinstance(queries.may_sign(house.head, act, DAY), Power)
    close(house, house.head)
    assert not isinstance(queries.may_sign(house.head, act, DAY), Power)
    with pytest.raises(AlreadyChanged, match="déjà désactivé"):
        close(house, house.head)
    assert actions() == ["account.closed"]


def test_nobody_closes_their_own_account_nor_gives_themselves_a_password(house):
    with pytest.raises(AccountRefused, match="propre compte"):
        close(house, house.administrator)
    with pytest.raises(AccountRefused, match="Mon compte"):
        operations.give_password(
            staff=house.administrator, seen=mark_of(house.administrator), by=house.administrator, at=AT
        )


def test_the_last_administrator_stays(house):
    """Asked by somebody else, as two administrators who remove one another at the same moment would."""
    with pytest.raises(AccountRefused, match="dernier administrateur"):
        close(house, house.administrator, by=house.director)
    second = create_person("second", "m", "Paul", "Second", "administrateur", Role.ADMINISTRATOR, "securites")
    close(house, house.administrator, by=second)
    gone = {"seen": mark_of_posting(open_posting(second)), "by": house.administrator, "at": AT}
    with pytest.raises(AccountRefused):
        operations.end_assignment(staff=second, ends_on=NEXT, **gone)
    assert open_posting(second) is not None


def test_a_reopened_account_has_a_new_password(house):
    close(house, house.agent)
    house.agent.refresh_from_db()
    assert not house.agent.has_usable_password()
    given = operations.reopen_account(staff=house.agent, seen=mark_of(house.agent), by=house.administrator, at=AT)
    assert given.staff.check_password(given.password)
    with pytest.raises(AlreadyChanged, match="déjà actif"):
        operations.reopen_account(staff=given.staff, seen=mark_of(given.staff), by=house.administrator, at=AT)


# --- postings


def test_a_move_ends_the_former_post_and_says_what_lapses(house):
    assign(house, house.head)
    assert posting_on(StaffMember.objects.get(pk=house.head.pk), NEXT).unit == house.road
    assert actions() == ["posting.ended", "delegation.lapsed", "posting.recorded"]


def test_a_quicker_colleague_is_told_of_on_a_move(house):
    seen = mark_of_posting(open_posting(house.agent))
    assign(house, house.agent)
    with pytest.raises(AlreadyChanged, match="a changé"):
        assign(house, house.agent, seen=seen, unit=house.civil)
    assert house.agent.postings.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": DAY - timedelta(days=1)}, "starts_on"),
        ({"unit": "police"}, "unit"),
    ],
)
def test_a_move_into_the_past_or_to_the_same_post_is_refused(house, changes, field):
    if "unit" in changes:
        changes = {"unit": house.police}
    with pytest.raises(PostingRefused) as refusal:
        assign(house, house.agent, **changes)
    assert refusal.value.field == field
    assert actions() == []


def test_a_director_gives_the_roles_of_the_bureaux_and_no_other(house):
    assert assign(house, house.agent, by=house.director).unit == house.road
    for staff, role in (
        (house.colleague, Role.ADMINISTRATOR),
        (house.colleague, Role.PREFECT),
        (house.prefect, "head"),
    ):
        with pytest.raises(AccountRefused, match="L'administrateur"):
            assign(house, staff, by=house.director, role=role)
    with pytest.raises(AccountRefused, match="L'administrateur"):
        assign(house, house.colleague, by=house.head)


def test_nobody_moves_themselves(house):
    with pytest.raises(AccountRefused, match="propre affectation"):
        assign(house, house.administrator)


def test_a_posting_to_come_is_taken_back_and_one_that_has_begun_ends(house):
    given = create(house, starts_on=NEXT)
    facts = {"staff": given.staff, "by": house.administrator, "at": AT}
    operations.withdraw_assignment(seen=mark_of_posting(open_posting(given.staff)), **facts)
    assert not given.staff.postings.exists()
    assert actions()[-1] == "posting.withdrawn"
    facts |= {"staff": house.agent}
    seen = mark_of_posting(open_posting(house.agent))
    with pytest.raises(PostingRefused, match="a commencé"):
        operations.withdraw_assignment(seen=seen, **facts)
    with pytest.raises(PostingRefused, match="dans le passé"):
        operations.end_assignment(ends_on=DAY - timedelta(days=1), seen=seen, **facts)
    assert [row.delegate for row in operations.end_assignment(ends_on=DAY, seen=seen, **facts)] == [house.agent]
    with pytest.raises(AlreadyChanged):
        operations.end_assignment(ends_on=DAY, seen=seen, **facts)
