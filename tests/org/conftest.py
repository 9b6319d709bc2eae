"""A small prefecture: a prefect, a director, a bureau with its head, deputy and caseworker, and another bureau."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.org.models import Posting, SignatureDelegation, StaffMember, Unit
from directorate.org.scopes import PROCEDURE_LABELS

ARRIVAL = date(2024, 9, 1)


def post(username, civility, first_name, last_name, title, role, unit, starts_on=ARRIVAL):
    staff = StaffMember.objects.create_user(
        username=username, civility=civility, first_name=first_name, last_name=last_name, title=title
    )
    Posting.objects.create(staff=staff, unit=unit, role=role, starts_on=starts_on)
    return staff


@pytest.fixture()
def house(db, monkeypatch):
    monkeypatch.setitem(PROCEDURE_LABELS, "video_protection_authorisation", "Vidéoprotection")
    monkeypatch.setitem(PROCEDURE_LABELS, "administrative_closure_outlet", "Fermeture administrative")
    prefecture = Unit.objects.create(code="prefecture", name="Préfecture", short_name="Préfecture")
    direction = Unit.objects.create(
        code="securites", name="Direction des Sécurités", short_name="Sécurités", parent=prefecture, headcount=1
    )
    police = Unit.objects.create(
        code="polices", name="Bureau des polices administratives", short_name="Polices", parent=direction, rank=1,
        headcount=17,
    )  # fmt: skip
    road = Unit.objects.create(
        code="route", name="Bureau de la sécurité routière", short_name="Route", parent=direction, rank=2, headcount=11
    )
    role = Posting.Role
    return SimpleNamespace(
        prefecture=prefecture,
        direction=direction,
        police=police,
        road=road,
        prefect=post("prefet", "m", "Paul", "Rivière", "préfet du Val-de-Marne", role.PREFECT, prefecture),
        director=post("directrice", "mme", "Claire", "Martin", "directrice des Sécurités", role.DIRECTOR, direction),
        head=post("chef", "m", "Karim", "Benali", "chef du bureau des polices administratives", role.HEAD, police),
        deputy=post("adjointe", "mme", "Anne", "Petit", "adjointe au chef du bureau", role.DEPUTY, police),
        agent=post("agent", "mme", "Zoé", "Durand", "instructrice", role.CASEWORKER, police),
        stranger=post("route", "m", "Luc", "Moreau", "instructeur", role.CASEWORKER, road),
        road_head=post("chefroute", "mme", "Nora", "Haddad", "cheffe du bureau", role.HEAD, road),
        administrator=post("admin", "m", "Jean", "Roche", "administrateur", role.ADMINISTRATOR, direction),
    )


@pytest.fixture()
def delegation(house):
    """The director's delegation: everything, published on 6 January 2026."""
    return SignatureDelegation.objects.create(
        delegator=house.prefect,
        delegate=house.director,
        order_number="2026/00012",
        signed_on=date(2026, 1, 5),
        published_on=date(2026, 1, 6),
        register_reference="RAA n° 2 du 6 janvier 2026",
        starts_on=date(2026, 1, 6),
        procedures=["*"],
        act_kinds=["*"],
        may_be_subdelegated=True,
    )
