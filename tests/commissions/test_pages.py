"""The pages of the commissions, from the list to the minutes."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import add_item
from directorate.commissions.papers import minutes
from directorate.documents.pdf_text import text_of_pdf
from tests.people import paris

BEFORE, DURING = paris(2026, 3, 2), paris(2026, 4, 9, 18, 0)
TITLE = "Bar <script>alert(1)</script>"


@pytest.fixture()
def item(house):
    return add_item(session=house.session, title=TITLE, by=house.agent, at=BEFORE)


def url(name, *args):
    return reverse(f"directorate:{name}", args=args)


def test_the_secretariat_walks_from_the_list_to_the_minutes(client, house, item):
    session = house.session
    with time_machine.travel(DURING, tick=False):
        client.force_login(house.agent)
        assert house.commission.name in client.get(url("commissions")).content.decode()
        page = client.get(url("commission", house.commission.pk)).content.decode()
        assert "Hélène Marchand" in page
        page = client.get(url("session", session.pk)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        present = [member.pk for member in house.commission.members.all()]
        assert client.get(url("session-attendance", session.pk)).status_code == 200
        assert client.post(url("session-attendance", session.pk), {}).status_code == 422
        assert client.post(url("session-attendance", session.pk), {"present": present}).status_code == 302
        opinion = url("session-opinion", session.pk, 1)
        refused = client.post(opinion, {"opinion": "favourable", "votes_for": 1, "votes_against": 3})
        assert refused.status_code == 422
        assert "contredit le vote" in refused.content.decode()
        assert client.post(opinion, {"opinion": "favourable", "votes_for": 3, "votes_against": 1}).status_code == 302
        assert client.post(url("session-close", session.pk), {"minutes": "Séance ouverte à 14 h."}).status_code == 302
        page = client.get(url("session", session.pk)).content.decode()
    assert "Quorum atteint" in page
    assert "Séance ouverte à 14 h." in page
    session.refresh_from_db()
    assert session.state == CommissionSession.State.HELD


def test_a_session_is_planned_from_its_form(client, house):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.agent)
        address = url("session-new", house.commission.pk)
        assert client.get(address).status_code == 200
        data = {"starts_at_0": "2026-09-10", "starts_at_1": "14:00", "place": "Salle 2"}
        assert client.post(address, data | {"starts_at_0": "2026-01-10"}).status_code == 422
        assert client.post(address, data | {"starts_at_0": "hier"}).status_code == 422
        assert client.post(address, data).status_code == 302
    assert house.commission.sessions.filter(starts_at=paris(2026, 9, 10, 14, 0)).exists()


def test_another_service_reads_the_dates_and_not_the_agenda(client, house, item):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.stranger)
        page = client.get(url("session", house.session.pk)).content.decode()
        assert "script&gt;" not in page
        assert "1 affaire." in page
        for address in (url("session-attendance", house.session.pk), url("session-new", house.commission.pk)):
            assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["/commissions/inconnue/", "/commissions/seances/4040/", "/commissions/seances/4040/clore/"]
)
def test_what_does_not_exist_is_not_found(client, house, address):
    client.force_login(house.agent)
    assert client.get(address).status_code == 404


def test_an_empty_session_is_cancelled_from_its_page(client, house):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.agent)
        address = url("session-cancel", house.session.pk)
        assert address in client.get(url("session", house.session.pk)).content.decode()
        assert client.post(address, {"reason": "Grève"}).status_code == 302


def test_one_session_and_twenty_cost_the_same_queries(client, house, django_assert_max_num_queries):
    client.force_login(house.agent)
    address = url("commission", house.commission.pk)
    client.get(address)
    with django_assert_max_num_queries(60) as with_few:
        client.get(address)
    for day in range(1, 21):
        CommissionSession.objects.create(commission=house.commission, starts_at=paris(2027, 1, day), place="Salle 1")
    with django_assert_max_num_queries(len(with_few)):
        client.get(address)


@pytest.mark.parametrize("state", CommissionSession.State.values)
def test_a_session_is_read_in_each_of_its_states(client, house, item, state):
    CommissionSession.objects.filter(pk=house.session.pk).update(state=state, held_at=DURING)
    client.force_login(house.agent)
    with time_machine.travel(DURING, tick=False):
        for address in (url("commission", house.commission.pk), url("session", house.session.pk)):
            assert CommissionSession.State(state).label in client.get(address).content.decode()


def test_the_members_are_convened_from_a_page_that_says_who_and_how(client, house, item):
    house.commission.members.filter(is_chair=True).update(email="presidente@cdvp.invalid", name="Ève <i>Marchand</i>")
    client.force_login(house.agent)
    address = url("session-convene", house.session.pk)
    with time_machine.travel(paris(2026, 4, 8), tick=False):
        page = client.get(address).content.decode()
        assert "4 avril 2026 au plus tard" in page
        assert "&lt;i&gt;Marchand&lt;/i&gt;" in page
        assert client.post(address, {"urgency": " "}).status_code == 422
    with time_machine.travel(BEFORE, tick=False):
        assert client.post(address, {}).status_code == 302
        assert "presidente@cdvp.invalid" in client.get(url("session", house.session.pk)).content.decode()
        client.force_login(house.stranger)
        assert client.post(address, {}).status_code == 403


def test_the_quorum_is_told_while_boxes_are_ticked_and_nothing_is_written(client, house):
    client.force_login(house.agent)
    keys = [member.pk for member in house.commission.members.all()]
    with time_machine.travel(DURING, tick=False):
        for number, words in ((0, "Aucun membre"), (2, "Quorum non atteint"), (3, "Quorum atteint")):
            shown = client.post(url("session-quorum", house.session.pk), {"present": keys[:number]}).content.decode()
            assert words in shown
    assert not house.session.present.exists()


def test_a_document_is_joined_to_the_agenda_and_read_by_those_who_read_it(client, house, item):
    client.force_login(house.agent)
    upload = SimpleUploadedFile("note.txt", b"Note de presentation")
    data = {"title": "Note <b>de</b> présentation", "item": item.pk, "document": upload}
    with time_machine.travel(BEFORE, tick=False):
        assert client.post(url("session-document", house.session.pk), data).status_code == 302
        document = house.session.documents.get()
        address = url("session-file", house.session.pk, document.file_id)
        page = client.get(url("session", house.session.pk)).content.decode()
        assert address in page
        assert "Note <b>" not in page
        assert client.get(f"{address}?voir")["Content-Disposition"].startswith("attachment")
        client.force_login(house.stranger)
        assert client.get(address).status_code == 403


def test_the_agenda_is_put_in_order_from_its_page(client, house, item):
    other = add_item(session=house.session, title="Pharmacie", by=house.agent, at=BEFORE)
    client.force_login(house.agent)
    with time_machine.travel(BEFORE, tick=False):
        assert client.get(url("session-order", house.session.pk)).status_code == 200
        client.post(url("session-order", house.session.pk), {f"place-{other.pk}": "0"})
    assert list(house.session.items.values_list("title", flat=True)) == ["Pharmacie", TITLE]


def test_a_mandate_is_renewed_from_the_page_of_its_commission(client, house):
    member = house.commission.members.get(is_chair=True)
    client.force_login(house.agent)
    address = f"{url('member-new', house.commission.pk)}?renouvelle={member.pk}"
    assert address in client.get(url("commission", house.commission.pk)).content.decode()
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "is_by_right"}
    data |= {"is_chair": "on", "mandate_starts_on": "2028-01-01", "mandate_ends_on": "2031-01-01"}
    assert client.post(address, data).status_code == 302
    assert house.commission.members.get(renews=member).is_chair


def hidden_mark(page: str) -> str:
    """What the form brings back of the members that it showed."""
    field = re.search(r'<input type="hidden" name="seen"[^>]*>', page)[0]
    return (re.search(r'value="([^"]*)"', field) or ["", ""])[1]


def test_two_people_who_tick_members_do_not_untick_one_another(client, house, item):
    address = url("session-attendance", house.session.pk)
    members = [member.pk for member in house.commission.members.all()]
    with time_machine.travel(DURING, tick=False):
        client.force_login(house.agent)
        first = hidden_mark(client.get(address).content.decode())
        assert client.post(address, {"present": members[:3], "seen": first}).status_code == 302
        late = client.post(address, {"present": members[3:], "seen": first})
        assert "Un collègue vient d&#x27;enregistrer d&#x27;autres membres" in late.content.decode()
        assert sorted(house.session.present.values_list("pk", flat=True)) == sorted(members[:3])
        # The same click again changes nothing and refuses nothing.
        assert client.post(address, {"present": members[:3], "seen": first}).status_code == 302
        away = url("session-withdrawal", house.session.pk, item.position)
        nobody = hidden_mark(client.get(away).content.decode())
        assert client.post(away, {"members": members[:1], "reason": "Parent", "seen": nobody}).status_code == 302
        late = client.post(away, {"members": members[1:2], "reason": "Voisin", "seen": nobody})
        assert "Un collègue vient d&#x27;enregistrer" in late.content.decode()
        assert list(item.withdrawals.values_list("member_id", "reason")) == [(members[0], "Parent")]


def test_a_name_and_a_reason_that_would_be_html_are_text_in_the_papers_and_break_no_calendar(client, house, item):
    hostile = "<img src=x onerror=alert(1)>\r\nBEGIN:VEVENT"
    member = house.commission.members.first()
    type(member).objects.filter(pk=member.pk).update(name=hostile)
    type(house.session).objects.filter(pk=house.session.pk).update(place=hostile)
    with time_machine.travel(DURING, tick=False):
        client.force_login(house.agent)
        attendance = url("session-attendance", house.session.pk)
        present = [member.pk for member in house.commission.members.all()]
        assert client.post(attendance, {"present": present}).status_code == 302
        away = url("session-withdrawal", house.session.pk, item.position)
        assert client.post(away, {"members": [member.pk], "reason": hostile[:28]}).status_code == 302
        page = client.get(url("session", house.session.pk)).content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page
        calendar = client.get(url("session-calendar", house.session.pk)).content.decode()
    assert calendar.replace("\r\n ", "").count("\r\nBEGIN:VEVENT") == 1
    house.session.refresh_from_db()
    house.session.held_at = DURING
    said = text_of_pdf(minutes(house.session, house.agent, DURING))
    assert "<img src=x onerror=alert(1)>" in said
