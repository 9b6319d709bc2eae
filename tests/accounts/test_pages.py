"""The pages of accounts: who opens them, what they show once, what enters with it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from directorate.journal.models import JournalEntry
from directorate.org.models import Posting, StaffMember
from directorate.org.operations import end_posting
from tests.architecture.test_closure_of_urls import views
from tests.lists import export, text_of
from tests.people import paris

AT = paris(2026, 3, 2)
SECRET = "une phrase de demonstration"  # noqa: S105
NEW = {
    "username": "n.arrivee", "civility": "mme", "first_name": "Nadia", "last_name": "<b>Arrivée</b>",
    "title": "instructrice", "email": "n.arrivee@prefecture.invalid", "phone": "", "unit": "polices-administratives",
    "role": "caseworker", "starts_on": "2026-03-02",
}  # fmt: skip
PASSWORD = re.compile(r'id="provisional-password">([^<]+)<')
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture(autouse=True)
def that_day(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def admin(client, house):
    client.force_login(house.administrator)
    return client


def at_page(name: str, staff) -> str:
    return reverse(f"directorate:{name}", args=[staff.pk])


def send(client, name, staff, **facts):
    """Open the form, then answer it."""
    address = at_page(name, staff)
    return client.post(address, {"seen": SEEN.search(client.get(address).content.decode())[1], **facts})


def sign_in(username: str, password: str) -> Client:
    visitor = Client()
    visitor.post("/connexion/", {"username": username, "password": password})
    return visitor


# --- who enters


ACCOUNT_PAGES = ("account-change", "account-close", "account-reopen", "account-password")


def test_accounts_are_for_the_administrator_and_posts_for_the_director_too(client, house):
    addresses = [at_page(name, house.agent) for name in ACCOUNT_PAGES]
    addresses += [reverse("directorate:account-new"), reverse("directorate:accounts")]
    addresses += [reverse("directorate:unit-change", args=["cabinet"])]
    posts = [at_page("assignment-new", house.agent), at_page("assignment-end", house.agent)]
    for staff, opened in ((house.director, posts), (house.head, []), (house.agent, [])):
        client.force_login(staff)
        assert {address for address in (*addresses, *posts) if client.get(address).status_code == 200} == set(opened)
        page = client.get(at_page("person", house.colleague)).content.decode()
        assert ("Affecter" in page) == bool(opened)
        assert "Désactiver" not in page
        assert "Identifiant" not in page


def test_somebody_without_a_post_opens_the_account_page_and_nothing_else(client, house):
    end_posting(posting=house.agent.postings.get(), ends_on=AT.date(), by=None, at=AT)
    policies = {view.policy for _, view in views() if callable(getattr(view, "policy", None))}
    staff = StaffMember.objects.get(pk=house.agent.pk)
    assert len(policies) > 10
    assert not [policy for policy in policies if policy(staff)]
    client.force_login(staff)
    assert client.get("/compte/").status_code == 200
    assert client.get("/agents/").status_code == 403
    assert client.get("/dossiers/").status_code == 403


# --- a new person


def test_a_new_person_enters_with_the_password_shown_once_and_chooses_another(admin, house):
    page = admin.post(reverse("directorate:account-new"), NEW)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    password = PASSWORD.search(page.content.decode())[1]
    assert "<b>Arrivée" not in page.content.decode()
    staff = StaffMember.objects.get(username="n.arrivee")
    assert password not in admin.get(at_page("person", staff)).content.decode()
    newcomer = sign_in("n.arrivee", password)
    assert newcomer.get("/agents/")["Location"].startswith("/compte/mot-de-passe/")
    chosen = {"old_password": password, "new_password1": SECRET, "new_password2": SECRET}
    assert newcomer.post("/compte/mot-de-passe/", chosen).status_code == 302
    assert newcomer.get("/agents/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "Agent"}, "« agent » est déjà pris"),
        ({"username": "n arrivée"}, "minuscules sans accent"),
        ({"email": "n.arrivee"}, "adresse e-mail valide"),
        ({"role": "king"}, "role"),
        ({"starts_on": "1850-01-01"}, "hors de la période"),
        ({"last_name": "\u202e"}, "last_name"),
    ],
)
def test_a_refusal_is_beside_its_field_and_creates_nobody(admin, house, change, words):
    before = StaffMember.objects.count()
    page = admin.post(reverse("directorate:account-new"), NEW | change)
    assert page.status_code == 422
    form = page.context["form"]
    assert set(form.errors) == set(change)
    assert words in page.content.decode()
    assert StaffMember.objects.count() == before
    assert not JournalEntry.objects.filter(action="account.created").exists()


def test_a_second_click_creates_nobody_more(admin, house):
    address = reverse("directorate:account-new")
    assert admin.post(address, NEW).status_code == 200
    assert admin.post(address, NEW).status_code == 422
    assert Posting.objects.filter(staff__username="n.arrivee").count() == 1


# --- closing and passwords


@pytest.fixture()
def inside(house):
    house.agent.set_password(SECRET)
    house.agent.save()
    return sign_in("agent", SECRET)


def test_closing_an_account_ends_its_sessions_for_good(admin, house, inside):
    assert inside.get("/agents/").status_code == 200
    assert send(admin, "account-close", house.agent).status_code == 302
    assert inside.get("/agents/").status_code == 302
    assert sign_in("agent", SECRET).get("/agents/").status_code == 302
    page = send(admin, "account-reopen", house.agent)
    password = PASSWORD.search(page.content.decode())[1]
    assert inside.get("/agents/").status_code == 302
    assert sign_in("agent", password).get("/agents/")["Location"].startswith("/compte/mot-de-passe/")


def test_a_new_password_ends_sessions_and_forgets_the_telephone_and_the_failures(admin, house, inside, settings):
    settings.AXES_ENABLED = True
    TOTPDevice.objects.create(user=house.agent, name="Téléphone", confirmed=True)
    for _ in range(5):
        sign_in("agent", "faux")
    password = PASSWORD.search(send(admin, "account-password", house.agent).content.decode())[1]
    assert inside.get("/agents/").status_code == 302
    assert not TOTPDevice.objects.filter(user=house.agent).exists()
    assert sign_in("agent", password).get("/compte/mot-de-passe/").status_code == 200


def test_a_page_left_open_draws_no_second_password(admin, house):
    address = at_page("account-password", house.agent)
    seen = SEEN.search(admin.get(address).content.decode())[1]
    assert admin.post(address, {"seen": seen}).status_code == 200
    page = admin.post(address, {"seen": seen})
    assert page.status_code == 422
    assert "a changé depuis l&#x27;ouverture" in page.content.decode()
    assert JournalEntry.objects.filter(action="account.password_given").count() == 1


def test_nobody_disables_themselves_on_the_page(admin, house):
    page = send(admin, "account-close", house.administrator)
    assert page.status_code == 422
    assert "propre compte" in page.content.decode()
    assert "Désactiver" not in admin.get(at_page("person", house.administrator)).content.decode()


# --- the rest of the page


def test_a_page_is_corrected(admin, house):
    facts = {"civility": "mme", "first_name": "Zoé", "last_name": "Durand-Petit", "title": "instructrice"}
    answer = send(admin, "account-change", house.agent, **facts, email="zoe@prefecture.invalid", phone="01")
    assert answer["Location"] == at_page("person", house.agent)
    house.agent.refresh_from_db()
    assert (house.agent.last_name, house.agent.username) == ("Durand-Petit", "agent")


def test_moving_and_leaving_warn_of_the_delegations(admin, house):
    for name in ("assignment-new", "assignment-end"):
        assert "2026/00013" in admin.get(at_page(name, house.head)).content.decode()
    move = {"unit": "securite-routiere", "role": "head", "starts_on": "2026-03-20"}
    assert send(admin, "assignment-new", house.head, **move).status_code == 302
    assert "à venir" in admin.get(at_page("assignment-end", house.head)).content.decode()
    assert send(admin, "assignment-end", house.head).status_code == 302
    assert house.head.postings.count() == 1
    answer = admin.get(at_page("assignment-end", house.head))
    assert answer["Location"] == at_page("person", house.head)
    left = send(admin, "assignment-end", house.deputy, ends_on="2026-03-02")
    assert left.status_code == 302
    assert "2026/00014" in admin.get(left["Location"]).content.decode()


def test_a_service_says_where_it_is_reached(admin, house):
    address = reverse("directorate:unit-change", args=["cabinet"])
    assert admin.post(address, {"address": ""}).status_code == 422
    facts = {"address": "1 rue Neuve\n94000 Créteil", "email": "cabinet@prefecture.invalid", "phone": ""}
    assert admin.post(address, facts).status_code == 302
    assert admin.post(address, facts).status_code == 302
    (entry,) = JournalEntry.objects.filter(action="unit.changed")
    assert {row["label"] for row in entry.details["changes"]} == {"Adresse postale", "Téléphone"}


def test_the_list_finds_those_who_left(admin, house):
    send(admin, "account-close", house.stranger)
    rows = text_of(export(admin, "accounts", "state=closed"))
    assert "Moreau" in rows
    assert "Durand" not in rows
    assert "Durand" in text_of(export(admin, "accounts", "q=durand"))
    assert "Durand" not in text_of(export(admin, "accounts", "state=without_post"))
