"""Installing for real: everything is there, twice is once, and the first administrator enters."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directorate.accounts.operations import create_account, create_first_administrator
from directorate.commissions.models import Commission
from directorate.demonstration.people import AUTHORITIES
from directorate.demonstration.prefecture import holds_other_people
from directorate.journal.models import JournalEntry
from directorate.legal_texts.models import LegalText
from directorate.management.commands import install
from directorate.management.installation import load_references
from directorate.org.chart import units_of_the_chart
from directorate.org.models import Posting, StaffMember, Unit
from directorate.paragraphs.models import Paragraph
from directorate.parameters.models import Parameter
from directorate.partners.models import Organisation
from directorate.territory.models import Commune

SECRET = "une phrase de demonstration"  # noqa: S105

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(install.PASSWORD_VARIABLE, raising=False)


def run(**options) -> str:
    out = StringIO()
    call_command("install", stdout=out, **options)
    return out.getvalue()


def counts() -> list[int]:
    loaded = (Parameter, LegalText, Commune, Organisation, Unit, Commission, Paragraph, JournalEntry)
    return [model.objects.count() for model in loaded]


def test_a_base_is_installed_once_and_its_administrator_enters(client, monkeypatch):
    monkeypatch.setattr(install, "getpass", lambda prompt: SECRET)
    said = run(administrator="p.nom")
    assert "Communes à jour : 47" in said
    assert "Administrateur créé : p.nom" in said
    before = counts()
    assert all(before)
    assert "aucun n'est créé" in run(administrator="autre.nom")
    assert counts() == before
    assert StaffMember.objects.get().username == "p.nom"
    client.post("/connexion/", {"username": "p.nom", "password": SECRET})
    assert client.get("/agents/nouveau/").status_code == 200
    assert "Adresse à écrire" in client.get("/agents/").content.decode()
    assert holds_other_people()


def test_an_agent_of_an_installed_base_opens_a_case(client, at):
    load_references(at=at)
    unit = Unit.objects.get(pk="polices-administratives")
    given = create_account(
        username="p.nom", civility="mme", first_name="Paule", last_name="Nom", title="instructrice",
        email="p.nom@prefecture.invalid", unit=unit, role=Posting.Role.CASEWORKER, starts_on=at.date(), by=None, at=at,
    )  # fmt: skip
    StaffMember.objects.update(must_change_password=False)
    client.force_login(given.staff)
    assert client.get("/dossiers/nouveau/video_protection_authorisation/").status_code == 200


def test_without_an_administrator_the_references_are_loaded_and_the_next_step_is_told():
    assert "install --administrator" in run()
    assert not StaffMember.objects.exists()


def test_a_password_read_in_the_environment_is_to_be_changed(monkeypatch):
    monkeypatch.setenv(install.PASSWORD_VARIABLE, SECRET)
    assert SECRET not in run(administrator="p.nom")
    staff = StaffMember.objects.get()
    assert staff.must_change_password
    assert staff.check_password(SECRET)
    assert Posting.objects.get().role == Posting.Role.ADMINISTRATOR
    assert SECRET not in str(list(JournalEntry.objects.values("details", "subject_label")))


@pytest.mark.parametrize(
    ("login", "password", "words"),
    [("p.nom", "court", "15"), ("P Nom", SECRET, "minuscules")],
)
def test_a_weak_password_or_a_strange_login_creates_nobody(monkeypatch, login, password, words):
    monkeypatch.setenv(install.PASSWORD_VARIABLE, password)
    with pytest.raises(CommandError, match=words):
        run(administrator=login)
    assert not StaffMember.objects.exists()


def test_two_passwords_that_differ_create_nobody(monkeypatch):
    typed = iter([SECRET, "autre chose de bien long"])
    monkeypatch.setattr(install, "getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="diffèrent"):
        run(administrator="p.nom")


def test_a_base_that_holds_the_demonstration_gets_nothing_and_no_administrator(house):
    StaffMember.objects.filter(pk=house.prefect.pk).update(email="prefet@val-de-marne.invalid")
    assert "rien n'est chargé" in run()
    with pytest.raises(CommandError, match="démonstration"):
        run(administrator="p.nom")
    assert not Commune.objects.filter(insee="94081").exists()


def test_a_real_account_may_be_called_as_an_invented_one(at):
    load_references(at=at)
    create_first_administrator(
        username=AUTHORITIES[-1].username, password=SECRET, must_change=False,
        unit=Unit.objects.get(pk="securites"), at=at,
    )  # fmt: skip
    assert "aucun n'est créé" in run()
    assert holds_other_people()


def test_the_chart_goes_from_the_top_down():
    known = {None}
    for unit in units_of_the_chart():
        assert unit.parent in known
        known.add(unit.code)
