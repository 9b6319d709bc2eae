"""Pages of words, headers and the frame of every page."""

import re

import pytest

PUBLIC = ("/connexion/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/")
SIGNED_IN = ("/aide/", "/composants/", "/compte/", "/compte/mot-de-passe/", "/compte/second-facteur/")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PUBLIC)
def test_a_stranger_reads_the_public_pages(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", SIGNED_IN)
def test_a_stranger_does_not_read_the_others(client, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", PUBLIC + SIGNED_IN)
def test_no_page_holds_a_script_a_style_or_a_handler_of_its_own(client, house, address):
    if address != "/connexion/":
        client.force_login(house.agent)
    html = client.get(address).content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)


@pytest.mark.parametrize("address", PUBLIC + SIGNED_IN)
def test_every_page_has_one_title_one_main_and_skip_links(client, house, address):
    if address != "/connexion/":
        client.force_login(house.agent)
    html = client.get(address).content.decode()
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'class="fr-skiplinks"' in html
    assert "Préfet<br>du Val-de-Marne" in html


def test_every_answer_carries_the_headers_of_privacy(client):
    response = client.get("/connexion/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "private, no-store"


def test_the_accessibility_statement_is_honest(client):
    assert "est non conforme" in client.get("/accessibilite/").content.decode()
