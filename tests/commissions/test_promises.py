"""What was promised has an owner and a day, comes back at each session, and ends with a note."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from directorate.casework.models import Case
from directorate.commissions import promise_operations
from directorate.commissions.models import AgendaItem, SessionPromise
from directorate.notifications.models import Notification
from directorate.overview.sources import promise_days
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.factories import open_video_case, step
from tests.people import paris

EVENING, LATER = paris(2026, 4, 9, 18), paris(2026, 5, 20)
TEXT = "Vérifier le <b>masquage</b>"


def promise(house, **changes):
    facts = {"text": TEXT, "owner": house.colleague, "due_on": date(2026, 4, 30), "item": None}
    return promise_operations.make_promise(session=house.session, by=house.agent, at=EVENING, **{**facts, **changes})


def page(client, who, name, *args) -> str:
    client.force_login(who)
    return client.get(reverse(f"directorate:{name}", args=args)).content.decode()


def test_a_promise_is_told_once_to_its_owner(house):
    assert promise(house) == promise(house)
    told = Notification.objects.get(kind="promise_made")
    assert (told.recipient, told.detail) == (house.colleague, TEXT)
    assert TEXT not in told.title


def test_it_comes_back_at_the_next_session_until_its_end_is_written(client, house):
    made = promise(house)
    with time_machine.travel(LATER, tick=False):
        shown = page(client, house.agent, "session", house.next_session.pk)
        assert "Vérifier le &lt;b&gt;masquage&lt;/b&gt;" in shown
        assert "<b>masquage" not in shown
        assert "masquage" in page(client, house.colleague, "inbox")
        assert "masquage" not in page(client, house.agent, "inbox")
        client.force_login(house.colleague)
        address = reverse("directorate:promise", args=[made.pk])
        assert client.post(address, {"note_text": " "}).status_code == 422
        assert client.post(address, {"note_text": "Constaté"}).status_code == 302
        assert "masquage" not in page(client, house.agent, "session", house.next_session.pk)
        assert "Constaté" in page(client, house.agent, "session", house.session.pk)
    with pytest.raises(Conflict, match="déjà clos"):
        promise_operations.close_promise(promise=made, note_text="x", by=house.colleague, at=LATER)


def test_it_is_in_the_agenda_of_its_owner_and_late_it_is_told_once(house):
    promise(house)
    events = list(promise_days(house.colleague, date(2026, 4, 20), date(2026, 5, 1)))
    assert [event.day for event in events] == [date(2026, 4, 30)]
    assert not list(promise_days(house.agent, date(2026, 4, 20), date(2026, 5, 1)))
    for at in (paris(2026, 4, 30), LATER, LATER):
        promise_operations.tell_of_late(at=at)
    assert Notification.objects.filter(kind="promise_late").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"), [({"due_on": date(2026, 4, 8)}, "due_on"), ({"owner": "visitor"}, "owner")]
)
def test_a_promise_without_a_day_to_come_or_an_owner_in_post_is_refused(house, django_user_model, changes, field):
    if "owner" in changes:
        changes = {"owner": django_user_model.objects.create_user(username="x", civility="m", title="ancien")}
    with pytest.raises(DomainError) as refusal:
        promise(house, **changes)
    assert refusal.value.field == field


def test_another_service_neither_reads_nor_closes_it(client, house):
    made = promise(house)
    with pytest.raises(NotAllowed):
        promise_operations.close_promise(promise=made, note_text="x", by=house.stranger, at=LATER)
    with time_machine.travel(LATER, tick=False):
        client.force_login(house.stranger)
        assert client.get(reverse("directorate:promise", args=[made.pk])).status_code == 404
        assert "masquage" not in page(client, house.stranger, "session", house.session.pk)


def test_a_promise_about_a_secret_case_is_for_those_who_may_know_of_it(client, house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    item = AgendaItem.objects.get()
    promise(house, owner=house.agent, item=item)
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    with pytest.raises(DomainError, match="diffusion restreinte"):
        promise(house, item=item)
    made = SessionPromise.objects.get()
    with time_machine.travel(LATER, tick=False):
        assert "masquage" in page(client, house.agent, "session", house.next_session.pk)
        assert "masquage" not in page(client, house.colleague, "session", house.next_session.pk)
        client.force_login(house.colleague)
        assert client.get(reverse("directorate:promise", args=[made.pk])).status_code == 404
