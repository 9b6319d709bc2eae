"""What a sender may put around a page: another encoding, another host, another way out."""

import io
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config.wsgi import application
from directorate.casework.models import CaseNote
from directorate.jobs.models import OutgoingMail
from tests.factories import open_video_case

SECRET = "une phrase de demonstration"

pytestmark = pytest.mark.django_db


@pytest.fixture()
def agent(house):
    house.agent.set_password(SECRET)
    house.agent.save()
    return house.agent


# --- encodings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "UTF-16", "latin-1"])
def test_a_request_in_another_encoding_is_refused(client, house, charset):
    client.force_login(house.agent)
    address = reverse("directorate:search")
    for query in ("q=\\ud800abc", "q=%2B2AA-abc"):
        response = client.generic("GET", f"{address}?{query}", CONTENT_TYPE=f"text/plain; charset={charset}")
        assert response.status_code == 400


def test_a_note_in_another_encoding_is_refused_and_not_kept(client, house):
    case = open_video_case(house)
    client.force_login(house.agent)
    body = b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--B--\r\n'
    address = reverse("directorate:case-note", args=[case.reference])
    response = client.generic(
        "POST", address, body, content_type="multipart/form-data; boundary=B; charset=unicode_escape"
    )
    assert response.status_code == 400
    assert not CaseNote.objects.exists()


@pytest.mark.parametrize("charset", ["base64", "utf-7", "unknown"])
def test_the_server_survives_an_encoding_that_is_none(charset):
    environ = {"PATH_INFO": "/connexion/", "QUERY_STRING": "next=%2B2AA-", "HTTP_HOST": "localhost"}
    environ |= {"CONTENT_TYPE": f"text/plain; charset={charset}", "wsgi.input": io.BytesIO()}
    setup_testing_defaults(environ)
    statuses = []
    application(environ, lambda status, headers, trace=None: statuses.append(status))
    assert statuses == ["400 Bad Request"]


# --- hosts and ways out -------------------------------------------------------------------------------------


def test_an_unknown_host_gets_a_refusal_with_every_header(client, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    response = client.get(reverse("directorate:sign-in"), HTTP_HOST="ailleurs.example")
    assert response.status_code == 400
    assert response["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_forwarded_host_is_in_no_link(client, site):
    client.force_login(site.house.head)
    forged = {"HTTP_X_FORWARDED_HOST": "ailleurs.example", "HTTP_HOST": "127.0.0.1"}
    calendar = client.get(reverse("directorate:agenda"), {"format": "ics"}, **forged).content.decode()
    assert "http://localhost:8000/" in calendar
    assert "ailleurs.example" not in calendar
    assert "127.0.0.1" not in calendar
    assert "http://localhost:8000/avis/" in OutgoingMail.objects.get(key__startswith="opinion-link").body


@pytest.mark.parametrize("wanted", ["foo", "-1", "é<script>", "//ailleurs.example", "/\\ailleurs.example", "a/b", "\0"])
def test_signing_in_leads_to_a_page_of_ours_or_home(client, agent, wanted):
    cache.clear()
    sent = {"username": "agent", "password": SECRET, "next": wanted}
    response = client.post(reverse("directorate:sign-in"), sent)
    assert response.status_code == 302
    assert response["Location"] == reverse("directorate:home")
    again = client.get(reverse("directorate:sign-in"), {"next": wanted})
    assert again["Location"] == reverse("directorate:home")


def test_the_same_name_in_other_letters_is_counted_with_it(client, agent):
    """Full-width letters are folded to the same account: they must not give five more tries each."""
    names = ("agent", "ａgent", "aｇent", "agｅnt", "agent ", "agenｔ")
    answers = [
        client.post(reverse("directorate:sign-in"), {"username": name, "password": "faux"}).status_code
        for name in names
    ]
    assert answers[-1] == 429
    assert client.post(reverse("directorate:sign-in"), {"username": "agent", "password": SECRET}).status_code == 429


# --- pages posted from elsewhere ----------------------------------------------------------------------------


def test_nothing_is_posted_without_the_token_of_the_session(site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(site.house.director)
    answers = {
        (address, kind): client.post(address, b"{}", content_type=kind).status_code
        for address in site.addresses()
        for kind in ("text/plain", "application/json")
    }
    assert {asked: status for asked, status in answers.items() if status not in (403, 405)} == {}
