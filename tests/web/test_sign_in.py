"""Signing in and out, lock-out, password, and the second factor."""

import re
import time

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from directorate.web import second_factor
from directorate.web.second_factor import digest

SECRET = "une phrase de demonstration"
SIGN_IN, FACTOR = "/connexion/", "/compte/second-facteur/"
INSIDE = "/composants/"

pytestmark = pytest.mark.django_db


@pytest.fixture()
def agent(house):
    house.agent.set_password(SECRET)
    house.agent.save()
    return house.agent


@pytest.fixture()
def signed_in(client, agent):
    client.post(SIGN_IN, {"username": agent.username, "password": SECRET})
    return client


def code_of(device: TOTPDevice, step: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + step * device.step
    return f"{totp.token():06}"


@pytest.fixture()
def telephone(agent) -> TOTPDevice:
    device = TOTPDevice.objects.create(user=agent, name="Téléphone", confirmed=True)
    second_factor.renew_codes(user=agent)
    return device


# --- in and out ---------------------------------------------------------------------------------------------


def test_the_right_password_opens_a_session_and_leads_where_one_was_going(client, agent):
    response = client.post(SIGN_IN, {"username": "agent", "password": SECRET, "next": INSIDE})
    assert response.status_code == 302
    assert response["Location"] == INSIDE


def test_another_site_is_no_destination(client, agent):
    response = client.post(SIGN_IN, {"username": "agent", "password": SECRET, "next": "https://ailleurs.example/"})
    assert response["Location"] == reverse("directorate:home")


@pytest.mark.parametrize("username", ["agent", "personne"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(client, agent, username):
    response = client.post(SIGN_IN, {"username": username, "password": "faux"})
    assert response.status_code == 422
    assert "L&#x27;identifiant ou le mot de passe est incorrect." in response.content.decode()


def test_a_closed_account_does_not_enter(client, agent):
    agent.is_active = False
    agent.save()
    assert client.post(SIGN_IN, {"username": "agent", "password": SECRET}).status_code == 422
    assert client.get(INSIDE).status_code == 302


def test_a_stranger_is_led_to_the_sign_in_page(client):
    response = client.get(INSIDE)
    assert response["Location"] == f"{SIGN_IN}?next={INSIDE}"


def test_the_session_changes_its_name_at_sign_in(client, agent):
    client.get(SIGN_IN)
    before = client.session.session_key
    client.post(SIGN_IN, {"username": "agent", "password": SECRET})
    assert client.session.session_key != before


def test_signing_out_is_a_post_and_closes_the_session(signed_in):
    assert signed_in.get("/deconnexion/").status_code == 405
    assert signed_in.get(INSIDE).status_code == 200
    assert signed_in.post("/deconnexion/").status_code == 302
    assert signed_in.get(INSIDE).status_code == 302


def test_five_failures_lock_the_name_at_this_address_and_not_the_others(client, house, agent, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        response = client.post(SIGN_IN, {"username": "agent", "password": "faux"})
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "Attendez 15 minutes" in response.content.decode()
    assert client.post(SIGN_IN, {"username": "agent", "password": SECRET}).status_code == 429
    house.head.set_password(SECRET)
    house.head.save()
    assert client.post(SIGN_IN, {"username": "cheffe", "password": SECRET}).status_code == 302


# --- password -----------------------------------------------------------------------------------------------

NEW = {
    "old_password": SECRET,
    "new_password1": "quatre chevaux verts en mars",
    "new_password2": "quatre chevaux verts en mars",
}


def test_a_password_given_by_another_must_be_changed_first(signed_in, agent):
    agent.must_change_password = True
    agent.save()
    assert signed_in.get(INSIDE)["Location"] == "/compte/mot-de-passe/?next=%2Fcomposants%2F"
    assert signed_in.post("/compte/mot-de-passe/", NEW).status_code == 302
    assert signed_in.get(INSIDE).status_code == 200
    agent.refresh_from_db()
    assert agent.check_password(NEW["new_password1"])
    assert agent.must_change_password is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"new_password1": "court", "new_password2": "court"}, "15 caractères"),
        ({"new_password2": "autre chose de bien long"}, "correspondent pas"),
        ({"new_password1": SECRET, "new_password2": SECRET}, "différent de l"),
        ({"old_password": "faux"}, "mot de passe"),
    ],
)
def test_a_refused_password_changes_nothing(signed_in, agent, change, words):
    response = signed_in.post("/compte/mot-de-passe/", NEW | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    agent.refresh_from_db()
    assert agent.check_password(SECRET)


# --- second factor ------------------------------------------------------------------------------------------


def test_without_the_second_factor_only_its_page_and_signing_out_answer(signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    for address in (INSIDE, "/compte/", "/aide/", "/agents/", "/"):
        assert signed_in.get(address)["Location"].startswith(FACTOR)
    assert signed_in.get(FACTOR).status_code == 200
    assert signed_in.get("/api/v1/cases/", HTTP_ACCEPT="application/json").status_code == 403
    assert signed_in.get("/accessibilite/").status_code == 200
    assert signed_in.post("/deconnexion/").status_code == 302


def test_looking_at_the_enrolment_page_creates_nothing(signed_in):
    signed_in.get(FACTOR)
    assert not TOTPDevice.objects.exists()


def test_a_telephone_is_enrolled_and_gives_ten_codes_shown_once(signed_in, agent, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    signed_in.post(FACTOR, {"action": "begin"})
    device = TOTPDevice.objects.get(user=agent)
    assert device.confirmed is False
    page = signed_in.get(FACTOR).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert second_factor.typed_key(device) in page
    response = signed_in.post(FACTOR, {"action": "confirm", "code": code_of(device)})
    codes = re.findall(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>", response.content.decode())
    assert len(codes) == 10
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert stored == {digest(code) for code in codes}
    assert signed_in.get(INSIDE).status_code == 200


def test_a_wrong_code_does_not_enrol(signed_in, agent):
    signed_in.post(FACTOR, {"action": "begin"})
    assert signed_in.post(FACTOR, {"action": "confirm", "code": "abcdef"}).status_code == 422
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_who_enrolled_is_asked_for_a_code_even_where_it_is_not_required(signed_in, client, agent, telephone):
    client.post("/deconnexion/")
    client.post(SIGN_IN, {"username": "agent", "password": SECRET})
    assert client.get(INSIDE)["Location"] == f"{FACTOR}?next=%2Fcomposants%2F"
    response = client.post(FACTOR, {"code": code_of(telephone), "next": INSIDE})
    assert response["Location"] == INSIDE
    assert client.get(INSIDE).status_code == 200


def test_a_code_of_the_telephone_serves_once(agent, telephone):
    code = code_of(telephone)
    assert second_factor.check(user=agent, code=code)[0] == telephone
    device, reason = second_factor.check(user=agent, code=code)
    assert device is None
    assert reason


def test_a_recovery_code_serves_once_and_is_read_without_its_dashes(agent, telephone):
    first, second, *_ = second_factor.renew_codes(user=agent)
    assert second_factor.check(user=agent, code=first.replace("-", "").upper())[0] is not None
    assert second_factor.check(user=agent, code=first)[0] is None
    assert second_factor.codes_left(agent) == 9


def test_failures_slow_the_next_try_down(agent, telephone):
    for _ in range(3):
        second_factor.check(user=agent, code="000000")
    assert "Trop d'essais" in second_factor.check(user=agent, code=code_of(telephone))[1]


def test_without_the_code_nobody_replaces_or_removes_the_telephone(client, agent, telephone):
    client.post(SIGN_IN, {"username": "agent", "password": SECRET})
    for action in ("begin", "confirm", "codes", "remove"):
        client.post(FACTOR, {"action": action, "code": "000000"})
    assert TOTPDevice.objects.get() == telephone
    assert second_factor.codes_left(agent) == 10


def test_a_required_second_factor_is_not_removed(client, agent, telephone, settings):
    client.post(SIGN_IN, {"username": "agent", "password": SECRET})
    client.post(FACTOR, {"code": code_of(telephone)})
    settings.SECOND_FACTOR_REQUIRED = True
    client.post(FACTOR, {"action": "remove"})
    assert TOTPDevice.objects.filter(user=agent).exists()
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(FACTOR, {"action": "remove"})
    assert not TOTPDevice.objects.filter(user=agent).exists()


def test_a_telephone_opens_the_account_of_its_owner_only(house, agent, telephone):
    assert second_factor.telephone(house.head) is None
    assert second_factor.check(user=house.head, code=code_of(telephone))[0] is None
