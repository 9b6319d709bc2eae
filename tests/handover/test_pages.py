"""The pages of an absence and of the notifications: who enters, what changes by POST alone, what was typed is text."""

from datetime import date

import pytest
from django.urls import reverse

from directorate import background
from directorate.handover.operations import record_absence
from directorate.notifications.models import Notification, NotificationChoice
from directorate.notifications.operations import notify
from directorate.org.models import Absence
from tests.factories import open_video_case
from tests.people import paris

AT = paris(2026, 3, 9)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def morning(monkeypatch, time_machine):
    monkeypatch.setattr(background, "ring", lambda task, **arguments: True)
    time_machine.move_to(AT, tick=False)


def page(name, *args) -> str:
    return reverse(f"directorate:{name}", args=args)


@pytest.fixture()
def absence(house) -> Absence:
    return record_absence(
        staff=house.agent, substitute=house.colleague, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 20),
        handover_note=HOSTILE, by=house.agent, at=AT,
    )  # fmt: skip


def test_one_records_ones_absence_and_reads_its_sheet(client, house):
    client.force_login(house.agent)
    data = {"staff": house.agent.pk, "starts_on": "2026-03-16", "ends_on": "2026-03-20", "reason": "leave",
            "substitute": house.colleague.pk, "handover_note": "À suivre."}  # fmt: skip
    answer = client.post(page("absence-new"), data)
    absence = Absence.objects.get()
    assert answer.url == page("absence", absence.pk)
    assert "À suivre." in client.get(answer.url).content.decode()
    refused = client.post(page("absence-new"), data | {"staff": house.colleague.pk})
    assert refused.status_code == 422
    assert client.post(page("absence-new"), data).status_code == 422


def test_the_sheet_is_between_the_absent_the_substitute_and_their_chief(client, house, absence):
    answers = {}
    for person in (house.agent, house.colleague, house.head, house.director, house.deputy, house.stranger):
        client.force_login(person)
        answers[person.username] = client.get(page("absence", absence.pk)).status_code
    assert answers == {"agent": 200, "collegue": 200, "cheffe": 200, "directrice": 200, "adjoint": 200, "route": 403}
    for name in ("absence-change", "absence-cancel", "absence-remarks"):
        client.force_login(house.colleague)
        assert client.get(page(name, absence.pk)).status_code == 403
        client.force_login(house.stranger)
        assert client.post(page(name, absence.pk), {}).status_code == 403
    assert client.get(page("absence", 9_999)).status_code == 404


def test_what_was_typed_is_shown_as_text_everywhere(client, house, absence):
    case = open_video_case(house, title=f"Vidéo {HOSTILE}")
    notify(recipients=[house.colleague], kind="case_assigned", key="1", title=HOSTILE, detail=HOSTILE, url="/", at=AT)
    client.force_login(house.colleague)
    for address in (page("absence", absence.pk), page("notifications"), page("case", case.reference), page("inbox")):
        text = client.get(address).content.decode()
        assert HOSTILE not in text, address
        assert "&lt;script&gt;" in text, address


def test_a_case_says_until_when_its_caseworker_is_away_and_who_stands_in(client, house, absence):
    case = open_video_case(house)
    client.force_login(house.head)
    assert (
        "absente jusqu&#x27;au 20/03, suppléée par Yves Leroux"
        in client.get(page("case", case.reference)).content.decode()
    )


def test_the_inbox_of_the_substitute_marks_and_filters_what_is_for_another(client, house, absence):
    case = open_video_case(house)
    client.force_login(house.colleague)
    inbox = client.get(page("inbox"), {"vue": "moi"}).content.decode()
    assert "Pour Mme Zoé Durand (absente)" in inbox
    assert case.reference in inbox
    mine = client.get(page("inbox"), {"vue": "moi", "pour": house.colleague.pk}).content.decode()
    assert case.reference not in mine
    theirs = client.get(page("inbox"), {"vue": "moi", "pour": house.agent.pk}).content.decode()
    assert case.reference in theirs
    # Somebody whom one does not stand in for is not a choice.
    assert case.reference in client.get(page("inbox"), {"vue": "moi", "pour": "999"}).content.decode()


def test_remarks_and_return_are_pages_of_the_absent(client, house, absence):
    case = open_video_case(house, received_on=date(2026, 3, 2))
    case.next_due_on = date(2026, 3, 12)
    case.save()
    client.force_login(house.agent)
    assert client.post(page("absence-remarks", absence.pk), {f"case-{case.pk}": "Relancer."}).status_code == 302
    assert "Relancer." in client.get(page("absence", absence.pk)).content.decode()
    assert client.post(page("absence-remarks", absence.pk), {f"case-{case.pk}": "x" * 1001}).status_code == 422
    assert "Pendant votre absence" in client.get(page("absence-return", absence.pk)).content.decode()


def test_the_agenda_of_the_director_says_who_is_away(client, house, absence):
    client.force_login(house.director)
    assert "Zoé Durand absente" in client.get(page("agenda")).content.decode()
    client.force_login(house.stranger)
    assert "Zoé Durand absente" not in client.get(page("agenda")).content.decode()


def test_reading_a_notification_is_a_post_on_ones_own(client, house):
    notify(recipients=[house.agent], kind="case_assigned", key="1", title="Dossier", url="/agenda/", at=AT)
    row = Notification.objects.get()
    client.force_login(house.agent)
    names = (("notification-open", row.pk), ("notification-read", row.pk), ("notifications-read",))
    for name, *args in names:
        assert client.get(page(name, *args)).status_code == 405
    assert "Non lue" in client.get(page("notifications")).content.decode()
    assert client.post(page("notification-open", row.pk)).url == "/agenda/"
    assert Notification.objects.get().read_at == AT
    client.force_login(house.colleague)
    assert client.post(page("notification-open", row.pk)).status_code == 404
    assert "Rien de nouveau" in client.get(page("notifications")).content.decode()


def test_the_page_of_notifications_costs_the_same_whatever_their_number(client, house, django_assert_max_num_queries):
    client.force_login(house.agent)
    notify(recipients=[house.agent], kind="case_assigned", key="0", title="Dossier", url="/", at=AT)
    client.get(page("notifications"))
    with django_assert_max_num_queries(30) as few:
        client.get(page("notifications"))
    for rank in range(1, 20):
        notify(recipients=[house.agent], kind="case_assigned", key=str(rank), title="Dossier", url="/", at=AT)
    with django_assert_max_num_queries(len(few)):
        client.get(page("notifications"))


def test_what_may_not_be_silenced_and_an_unknown_way_are_refused(client, house):
    client.force_login(house.agent)
    form = client.get(page("notification-choices")).context["form"]
    data = {name: field.initial for name, field in form.fields.items() if name != "pause_while_away"}
    assert client.post(page("notification-choices"), data | {"case_assigned": "nothing"}).status_code == 302
    assert NotificationChoice.objects.get(kind="case_assigned").channel == "nothing"
    for wrong in ({"act_returned": "nothing"}, {"case_assigned": "pigeon"}):
        assert client.post(page("notification-choices"), data | wrong).status_code == 422
