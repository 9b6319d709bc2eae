"""Lists of titles that leave the house: for everybody, and for the mayor; in force, suspended or expired on a day."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, now

from directorate.casework.models import Case
from directorate.casework.registry import PROCEDURES
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.partners.operations import issue_token
from directorate.permits.listed import mayor_permits, public_permits, public_row, state_conditions, state_of
from directorate.permits.listing import PUBLIC_COLUMNS, Listing
from directorate.permits.mayors import due_period, link_code, opened_link, send_list, send_period
from directorate.permits.models import Permit
from directorate.web.errors import DomainError, NotAllowed, NotFound
from tests.api.conftest import bearing
from tests.factories import notified, signed
from tests.people import paris

pytestmark = pytest.mark.django_db
VIDEO, LATE, SCHOOL = "video_protection_authorisation", "late_opening_derogation", "driving_school_approval"
WEAPON = "weapon_authorisation_b"
ON = date(2026, 6, 24)
State = Permit.State


@pytest.fixture(autouse=True)
def _no_one_has_read_yet():
    cache.clear()


def permit(house, number, procedure=VIDEO, **more) -> Permit:
    """A title without a case, as one that was taken over."""
    taken = {"sensitivity": "normal", "unlisted": False} | more.pop("taken", {})
    facts = {
        "number": number, "procedure_code": procedure, "label": "Titre", "holder": "Madame Personne Cachée",
        "unit": house.police, "commune": house.creteil, "place_label": f"Site {number}", "issued_on": date(2025, 1, 1),
        "valid_from": date(2025, 1, 1), "expires_on": date(2031, 1, 1), "features": {"taken_over": taken},
    }  # fmt: skip
    return Permit.objects.create(**facts | more)


def numbers(rows) -> list[str]:
    return [row.number for row in rows]


def test_the_state_told_outside_is_that_of_the_day_that_is_passed():
    row = Permit(valid_from=date(2025, 1, 1), expires_on=date(2026, 6, 24), state=State.SUSPENDED,
                 state_changed_on=date(2026, 3, 1), renewal_asked_on=date(2026, 1, 1))  # fmt: skip
    days = (date(2024, 12, 31), date(2025, 6, 1), date(2026, 3, 1), date(2026, 6, 24), date(2026, 6, 25))
    assert [state_of(row, day) for day in days] == ["", "in_force", "suspended", "suspended", "expired"]


def test_the_database_and_the_rule_agree_on_each_day(house):
    permit(house, "A")
    permit(house, "B", state=State.SUSPENDED, state_changed_on=date(2026, 3, 1))
    permit(house, "C", state=State.WITHDRAWN, state_changed_on=date(2026, 3, 1))
    permit(house, "D", state=State.REPLACED, state_changed_on=date(2026, 9, 1), expires_on=date(2026, 9, 2))
    permit(house, "E", valid_from=date(2026, 8, 1), expires_on=None)
    for day in (date(2024, 1, 1), date(2026, 2, 1), ON, date(2026, 8, 31), date(2026, 9, 1), date(2032, 1, 1)):
        for state, condition in state_conditions(day).items():
            found = set(numbers(Permit.objects.filter(condition)))
            assert found == {row.number for row in Permit.objects.all() if state_of(row, day) == state}, (day, state)


def test_a_public_list_names_the_place_and_never_the_holder(house):
    row = public_row(permit(house, "A"), ON)
    assert set(row) == {"list", *PUBLIC_COLUMNS}
    assert row["place"] == "Site A"
    assert "Personne" not in str(row)


def test_what_is_secret_not_notified_or_of_national_defence_is_in_no_list(house):
    shown = notified(house).permit
    unnotified = signed(house).permit
    defence, secret = notified(house), notified(house)
    Case.objects.filter(pk=defence.pk).update(answers={**defence.answers, "purposes": ["assault_and_theft", "defence"]})
    Case.objects.filter(pk=secret.pk).update(sensitivity="secret")
    permit(house, "restricted", taken={"sensitivity": "restricted"})
    permit(house, "unlisted", taken={"unlisted": True})
    permit(house, "weapon", WEAPON)
    assert unnotified is not None
    assert numbers(public_permits(ON)) == numbers(mayor_permits("94028", ON)) == [shown.number]


def test_a_list_without_a_certain_text_waits_for_a_decision_of_the_house(house):
    permit(house, "school", SCHOOL)
    permit(house, "late", LATE)
    assert numbers(public_permits(ON)) == []
    Parameter.objects.filter(code="public_list.uncertain").update(value=True)
    assert numbers(public_permits(ON)) == ["school"]
    assert set(numbers(mayor_permits("94028", ON))) == {"school", "late"}


def test_a_restricted_procedure_has_no_public_list():
    listing = Listing("armes", "Armes", "CSI", public=True, columns=("holder",))
    said = replace(PROCEDURES[WEAPON], listing=listing).problems()
    assert "une procédure de diffusion restreinte n'a pas de liste publique" in said
    assert "la liste armes montrerait holder" in said


def test_everybody_reads_the_lists_page_after_page_without_a_cookie(house, client, monkeypatch):
    monkeypatch.setattr("directorate.permits.views_lists.PAGE", 2)
    for rank in range(3):
        permit(house, f"VP-{rank}", place_label="<b>Site</b>", expires_on=localdate() + timedelta(days=30 + rank))
    address = reverse("directorate:permit-lists")
    response = client.get(address, {"liste": "videoprotection", "commune": "94028"})
    page = response.content.decode()
    assert "&lt;b&gt;Site" in page
    assert "Cachée" not in page
    assert ("VP-1" in page, "VP-2" in page) == (True, False)
    assert (response["Cache-Control"], dict(response.cookies)) == ("public, max-age=300", {})
    following = client.get(f"{address}?{response.context['next']}").content.decode()
    assert ("VP-1" in following, "VP-2" in following) == (False, True)
    assert client.get(address, {"etat": "expired"}).content.decode().count("VP-") == 0


@pytest.mark.parametrize("query", [{"liste": "armes"}, {"commune": "75056"}, {"etat": "x"}, {"apres": "x"}, {"q": "x"}])
def test_what_does_not_exist_is_refused(house, client, query):
    assert client.get(reverse("directorate:permit-lists"), query).status_code in (400, 404)


def test_the_lists_are_data_too(house, client):
    permit(house, "=VP-1", expires_on=localdate() + timedelta(days=30))
    answer = client.get(reverse("directorate:permit-lists-file", args=["json"])).json()
    assert [row["number"] for row in answer["results"]] == ["=VP-1"]
    assert answer["next"] == ""
    content = b"".join(client.get(reverse("directorate:permit-lists-file", args=["csv"])).streaming_content)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:3] == ["Systèmes de vidéoprotection autorisés", "'=VP-1", "Site =VP-1"]
    assert client.get(reverse("directorate:permit-lists-file", args=["xml"])).status_code == 404


# --- for the mayor ------------------------------------------------------------------------------------------


def test_the_list_of_the_mayor_is_read_printed_and_exported(house, client):
    shown = permit(house, "VP-1", holder="Société <i>du Lac</i>", expires_on=localdate() + timedelta(days=30))
    permit(house, "VP-2", commune=house.vincennes)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:commune-permits", args=["94028"])).content.decode()
    assert "Société &lt;i&gt;du Lac" in page
    assert shown.number in page
    assert "VP-2" not in page
    printed = client.get(reverse("directorate:commune-permits-file", args=["94028", "pdf"]))
    assert printed.content.startswith(b"%PDF")
    exported = client.get(reverse("directorate:commune-permits-file", args=["94028", "ods"]))
    assert b"".join(exported.streaming_content).startswith(b"PK")
    client.force_login(house.stranger)
    assert shown.number not in client.get(reverse("directorate:commune-permits", args=["94028"])).content.decode()


def test_the_mairie_receives_a_link_once_and_reads_its_commune_only(house, client):
    shown = permit(house, "VP-1", expires_on=localdate() + timedelta(days=30))
    permit(house, "VP-2", commune=house.vincennes)
    at = now()
    mail = send_list(commune=house.creteil, by=house.agent, at=at)
    assert send_list(commune=house.creteil, by=house.agent, at=at) == mail
    assert (mail.to, OutgoingMail.objects.filter(key__startswith="mayor-list").count()) == (house.town_hall.email, 1)
    assert JournalEntry.objects.filter(action="permit_list.sent").count() == 1
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    page = client.get(link[link.index("/titres-de-la-commune") :]).content.decode()
    assert shown.number in page
    assert "VP-2" not in page
    house.town_hall.is_active = False
    house.town_hall.save()
    assert client.get(link[link.index("/titres-de-la-commune") :]).status_code == 404


def test_a_link_that_is_forged_or_past_opens_nothing(house):
    code = link_code(organisation=house.town_hall, unit="", expires_on=ON)
    assert opened_link(code, ON).commune == house.creteil
    for forged, on in ((code, ON + timedelta(days=1)), (code[:-2] + "xx", ON), ("n'importe quoi", ON)):
        with pytest.raises(NotFound):
            opened_link(forged, on)


def test_who_issues_no_title_sends_no_list_and_a_mairie_without_address_receives_none(house):
    with pytest.raises(NotAllowed):
        send_list(commune=house.creteil, by=house.administrator, at=now())
    with pytest.raises(DomainError, match="Vincennes"):
        send_list(commune=house.vincennes, by=house.agent, at=now())


def test_each_period_sends_each_mairie_its_list_once(house):
    permit(house, "VP-1")
    assert [due_period(day) for day in (date(2026, 7, 1), date(2026, 7, 7), date(2026, 7, 8))] == [
        date(2026, 7, 1), date(2026, 7, 1), None,
    ]  # fmt: skip
    at = paris(2026, 7, 2)
    assert send_period(start=date(2026, 7, 1), at=at) == 1
    assert send_period(start=date(2026, 7, 1), at=at) == 0
    assert OutgoingMail.objects.filter(key="mayor-list:94028:2026-07-01").count() == 1
    Parameter.objects.filter(code="mayor_list.every_months").update(value=12)
    assert due_period(date(2026, 7, 1)) is None
    Parameter.objects.filter(code="mayor_list.every_months").update(value=0)
    assert due_period(date(2026, 1, 1)) is None


def test_the_program_of_a_mairie_reads_the_communes_of_its_perimeter(house):
    permit(house, "VP-1", expires_on=localdate() + timedelta(days=30))
    facts = {
        "scopes": ["permits:read"],
        "expires_at": now() + timedelta(days=30),
        "by": house.administrator,
        "at": now(),
    }
    own = issue_token(name="Mairie", organisation=house.town_hall, communes=["94028"], **facts).token
    whole = issue_token(name="Partout", organisation=house.town_hall, **facts).token
    police = issue_token(name="Police", organisation=house.police_service, communes=["94028"], **facts).token
    answer = bearing(own).get("/api/v1/permits/communes/94028/").json()
    assert [row["number"] for row in answer["permits"]] == ["VP-1"]
    assert answer["permits"][0]["state"] == {"code": "in_force", "label": "En vigueur"}
    assert bearing(own).get("/api/v1/permits/communes/94080/").status_code == 404
    for token in (whole, police):
        assert bearing(token).get("/api/v1/permits/communes/94028/").status_code == 404
