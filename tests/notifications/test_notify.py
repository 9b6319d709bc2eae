"""A fact is told once to each person, and to whoever stands in; nothing leaves twice, nothing is lost, no storm."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox
from django.db import transaction

from directorate import background
from directorate.jobs.models import OutgoingMail
from directorate.jobs.operations import send_outbox
from directorate.notifications import delivery
from directorate.notifications.kinds import FIRST_KINDS, KINDS, declare_kind
from directorate.notifications.models import Notification
from directorate.notifications.operations import choose_channels, mark_read, notify
from directorate.notifications.queries import notifications_of, unread_count
from directorate.org.models import Absence
from directorate.org.queries import posting_on
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2, 9, 0)
MORNING = paris(2026, 3, 3, 7, 31)


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    rung = []
    monkeypatch.setattr(background, "ring", lambda task, **arguments: rung.append(task) or True)
    return rung


def tell(*people, kind="case_assigned", key="1", title="Le dossier VP-1 vous est attribué", **facts):
    return notify(
        **{"recipients": people, "kind": kind, "key": key, "title": title, "url": "/dossiers/", "at": AT} | facts
    )


def away(staff, substitute=None, first=date(2026, 3, 1), last=date(2026, 3, 8)) -> Absence:
    return Absence.objects.create(staff=staff, substitute=substitute, starts_on=first, ends_on=last)


def recipients() -> set[str]:
    return set(Notification.objects.values_list("recipient__username", flat=True))


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


# --- once ---------------------------------------------------------------------------------------------------


def test_the_same_fact_told_twice_is_one_notification(house):
    tell(house.agent)
    tell(house.agent, house.colleague)
    assert recipients() == {"agent", "collegue"}
    assert Notification.objects.count() == 2


@pytest.mark.parametrize("kind", ["case_assigned", "act_returned"])
def test_two_at_the_same_instant_tell_and_mail_once(transactional_db, house, kind):
    outcomes = at_once(*[lambda: tell(house.agent, kind=kind)] * 4)
    assert [type(outcome) for outcome in outcomes] == [list] * 4
    assert Notification.objects.count() == 1
    assert OutgoingMail.objects.count() == (1 if kind == "act_returned" else 0)


def test_nobody_is_told_of_what_one_did_oneself_nor_is_somebody_who_left(house):
    house.colleague.is_active = False
    tell(house.agent, house.colleague, None, by=house.agent)
    assert recipients() == set()


def test_nothing_is_told_of_a_cause_that_is_given_up(transactional_db, house):
    with transaction.atomic():
        tell(house.agent, kind="act_returned")
        transaction.set_rollback(True)
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_kind_that_nobody_declared_and_an_address_elsewhere_are_faults(house):
    with pytest.raises(ValueError, match="inconnue"):
        tell(house.agent, kind="inconnue")
    for url in ("https://exemple.invalid/", "//exemple.invalid/", "dossiers/"):
        with pytest.raises(ValueError, match="page de ce site"):
            tell(house.agent, url=url)


def test_a_kind_is_declared_once(db):
    assert {code for code, *_ in FIRST_KINDS} <= KINDS.keys()
    with pytest.raises(ValueError, match="case_assigned"):
        declare_kind("case_assigned", "Autre chose", "mail")


def test_a_title_cannot_start_a_line_nor_hold_a_null(house):
    (row,) = tell(house.agent, kind="act_returned", title="Acte\r\nBcc: tous@exemple.invalid\x00", detail="a\x00b")
    assert row.title == "Acte Bcc: tous@exemple.invalid"
    assert row.detail == "ab"
    send_outbox(at=AT)
    (message,) = outbox.outbox
    assert message.subject == row.title
    assert "Bcc" not in message.message()


# --- mails --------------------------------------------------------------------------------------------------


def test_an_immediate_mail_leaves_with_its_cause_and_says_only_the_title(house):
    tell(
        house.agent,
        kind="act_returned",
        title="Acte renvoyé : VP-1",
        detail="M. Secret habite au 3",
        url="/dossiers/VP-1/",
    )
    send_outbox(at=AT)
    (message,) = outbox.outbox
    assert (message.to, message.subject) == ([house.agent.email], "Acte renvoyé : VP-1")
    assert "http://localhost:8000/dossiers/VP-1/" in message.body
    assert "Secret" not in message.body


def test_the_summary_leaves_once_a_day_from_half_past_seven(house):
    for rank in range(3):
        tell(house.agent, key=str(rank), title=f"Dossier VP-{rank}")
    tell(house.agent, kind="act_signed", title="Acte VP-9 signé")
    assert delivery.deliver(at=paris(2026, 3, 3, 7, 29)) == 0
    assert delivery.deliver(at=MORNING) == 1
    assert delivery.deliver(at=MORNING) == 0
    # Told after half past seven: for tomorrow, even if the clock looks again.
    tell(house.agent, key="after", at=MORNING)
    assert delivery.deliver(at=paris(2026, 3, 3, 18, 0)) == 0
    assert mails() == [(house.agent.email, "Votre résumé du 3 mars 2026 : 4 notifications")]
    body = OutgoingMail.objects.get().body
    assert "Un dossier vous est attribué (3)" in body
    assert "Un acte est signé (1)" in body
    assert delivery.deliver(at=paris(2026, 3, 4, 7, 30)) == 1


def test_a_machine_that_was_off_in_the_morning_catches_up(house):
    tell(house.agent)
    tell(house.agent, key="2")
    assert delivery.deliver(at=paris(2026, 3, 5, 16, 0)) == 1
    assert mails() == [(house.agent.email, "Votre résumé du 5 mars 2026 : 2 notifications")]


def test_two_clocks_at_once_send_one_summary(transactional_db, house):
    tell(house.agent)
    tell(house.agent, key="2")
    assert sum(at_once(*[lambda: delivery.deliver(at=MORNING)] * 3)) == 1
    assert OutgoingMail.objects.count() == 1


def test_what_was_read_is_left_out_and_an_empty_summary_does_not_leave(house):
    tell(house.agent)
    mark_read(notifications=None, by=house.agent, at=AT)
    assert delivery.deliver(at=MORNING) == 0
    assert mails() == []


def test_beyond_twenty_in_an_hour_the_mails_are_grouped(house):
    for rank in range(60):
        tell(house.agent, kind="act_returned", key=str(rank), title=f"Acte VP-{rank:02}")
    assert OutgoingMail.objects.count() == delivery.STORM
    assert delivery.deliver(at=AT + timedelta(minutes=59)) == 0
    assert delivery.deliver(at=AT + timedelta(minutes=61)) == 1
    assert delivery.deliver(at=AT + timedelta(minutes=61)) == 0
    assert mails()[-1] == (house.agent.email, "40 notifications")
    assert not Notification.objects.filter(sent_at__isnull=True).exists()


def test_a_long_summary_shows_fifty_of_a_kind_and_counts_the_others(house):
    for rank in range(60):
        tell(house.agent, key=str(rank))
    delivery.deliver(at=MORNING)
    body = OutgoingMail.objects.get().body
    assert body.count("http://localhost:8000/dossiers/") == 50
    assert "et 10 autres" in body


def test_each_person_chooses_how_to_be_told(house):
    choose_channels(channels={"case_assigned": "mail", "act_signed": "nothing"}, pause_while_away=False, by=house.agent)
    tell(house.agent, house.colleague)
    tell(house.agent, kind="act_signed")
    assert mails() == [(house.agent.email, "Le dossier VP-1 vous est attribué")]
    assert Notification.objects.count() == 2


# --- who stands in ------------------------------------------------------------------------------------------


def test_the_substitute_of_somebody_away_is_told_too_and_knows_for_whom(house):
    away(house.agent, house.colleague)
    tell(house.agent, kind="act_returned")
    row = Notification.objects.get(recipient=house.colleague)
    assert row.on_behalf_of == house.agent
    assert mails() == [
        (house.agent.email, "Le dossier VP-1 vous est attribué"),
        (house.colleague.email, "Le dossier VP-1 vous est attribué (suppléance de Zoé Durand)"),
    ]


def test_the_charge_passes_on_when_the_substitute_is_away_and_stops_in_a_circle(house):
    away(house.agent, house.colleague)
    away(house.colleague, house.deputy)
    tell(house.agent)
    assert recipients() == {"agent", "adjoint"}
    Absence.objects.filter(staff=house.colleague).update(substitute=house.agent)
    tell(house.agent, key="2")
    assert set(Notification.objects.filter(key="2").values_list("recipient__username", flat=True)) == {"agent"}


def test_somebody_who_asked_for_it_receives_no_mail_while_away(house):
    choose_channels(channels={}, pause_while_away=True, by=house.agent)
    tell(house.agent, key="eve", at=paris(2026, 2, 28))
    away(house.agent, house.colleague)
    tell(house.agent, kind="act_returned")
    tell(house.agent)
    delivery.deliver(at=MORNING)
    assert {to for to, _ in mails()} == {house.colleague.email}
    # What waited since the eve is told to the substitute, and to the person on the return.
    assert "eve" in Notification.objects.filter(recipient=house.colleague).values_list("key", flat=True)
    delivery.deliver(at=paris(2026, 3, 9, 8, 0))
    assert mails()[-1] == (house.agent.email, "Le dossier VP-1 vous est attribué")


def test_nobody_is_told_twice_for_oneself_and_for_somebody_away(house):
    away(house.agent, house.colleague)
    tell(house.agent, house.colleague)
    assert Notification.objects.get(recipient=house.colleague).on_behalf_of is None


# --- reading ------------------------------------------------------------------------------------------------


def test_the_bell_counts_to_ninety_nine(house, django_assert_num_queries):
    on = AT.date()
    posting_on(house.agent, on)
    with django_assert_num_queries(1):
        assert unread_count(house.agent, on) == ""
    Notification.objects.bulk_create(
        Notification(recipient=house.agent, kind="case_assigned", key=str(rank), title="t", url="/", created_at=AT)
        for rank in range(120)
    )
    with django_assert_num_queries(2):
        assert unread_count(house.agent, on) == "99+"
    mark_read(notifications=list(Notification.objects.values_list("pk", flat=True)[:110]), by=house.agent, at=AT)
    assert unread_count(house.agent, on) == "10"


def test_one_marks_only_ones_own_as_read(house):
    (row,) = tell(house.agent)
    assert mark_read(notifications=[row.pk], by=house.colleague, at=AT) == 0
    assert mark_read(notifications=[row.pk], by=house.agent, at=AT) == 1
    assert mark_read(notifications=[row.pk], by=house.agent, at=AT) == 0


def test_what_was_read_ninety_days_ago_is_removed(house):
    tell(house.agent, house.colleague)
    mark_read(notifications=None, by=house.agent, at=AT)
    assert delivery.forget_old(at=AT + timedelta(days=90)) == 0
    assert delivery.forget_old(at=AT + timedelta(days=91)) == 1
    assert recipients() == {"collegue"}


def test_somebody_without_a_post_reads_nothing(house):
    tell(house.agent)
    house.agent.postings.update(ends_on=date(2026, 3, 1))
    assert not notifications_of(house.agent.__class__.objects.get(pk=house.agent.pk), AT.date()).exists()
