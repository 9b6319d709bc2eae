"""A small prefecture for the tests: people, powers, two communes, partners and a commission. All names are invented."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import TestCase

from directorate.commissions.models import Commission, CommissionMember, CommissionSession
from directorate.org.models import Posting, SignatureDelegation, StaffMember, Unit
from directorate.parameters.operations import load_initial
from directorate.partners.models import Organisation
from directorate.territory.models import Arrondissement, Commune

PARIS = ZoneInfo("Europe/Paris")
ARRIVAL = date(2024, 9, 1)
Role = Posting.Role


def paris(year: int, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    """An instant in Paris time."""
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


@dataclass
class House:
    """Everybody and everything that most tests need, by name."""

    prefecture: Unit
    direction: Unit
    police: Unit
    civil: Unit
    road: Unit
    order: Unit
    prefect: StaffMember
    chief_of_staff: StaffMember
    director: StaffMember
    head: StaffMember
    deputy: StaffMember
    agent: StaffMember
    colleague: StaffMember
    stranger: StaffMember
    administrator: StaffMember
    creteil: Commune
    vincennes: Commune
    town_hall: Organisation
    police_service: Organisation
    commission: Commission
    session: CommissionSession
    next_session: CommissionSession


UNITS = (
    ("prefecture", "Préfecture du Val-de-Marne", "Préfecture", None, 0),
    ("cabinet", "Cabinet du préfet", "Cabinet", "prefecture", 0),
    ("securites", "Direction des Sécurités", "Sécurités", "cabinet", 1),
    ("polices-administratives", "Bureau des polices administratives", "Polices administratives", "securites", 17),
    ("protection-civile", "Service de défense et de protection civile", "Protection civile", "securites", 11),
    ("securite-routiere", "Bureau de la sécurité routière", "Sécurité routière", "securites", 12),
    ("ordre-public", "Bureau de l'ordre public et de la prévention", "Ordre public", "securites", 6),
)

# username, civility, first name, name, quality, role, unit
PEOPLE = (
    ("prefet", "m", "Paul", "Rivière", "préfet du Val-de-Marne", Role.PREFECT, "prefecture"),
    ("cabinet", "mme", "Inès", "Vasseur", "directrice de cabinet", Role.CHIEF_OF_STAFF, "cabinet"),
    ("directrice", "mme", "Claire", "Martin", "directrice des Sécurités", Role.DIRECTOR, "securites"),
    ("cheffe", "mme", "Aïcha", "Benali", "cheffe du bureau des polices administratives", Role.HEAD,
     "polices-administratives"),
    ("adjoint", "m", "Marc", "Petit", "adjoint à la cheffe du bureau des polices administratives", Role.DEPUTY,
     "polices-administratives"),
    ("agent", "mme", "Zoé", "Durand", "instructrice", Role.CASEWORKER, "polices-administratives"),
    ("collegue", "m", "Yves", "Leroux", "instructeur", Role.CASEWORKER, "polices-administratives"),
    ("route", "m", "Luc", "Moreau", "instructeur", Role.CASEWORKER, "securite-routiere"),
    ("admin", "m", "Jean", "Roche", "administrateur de l'application", Role.ADMINISTRATOR, "securites"),
)  # fmt: skip

# delegator, delegate, number, signed on, procedures, kinds of act, may be sub-delegated
DELEGATIONS = (
    ("prefet", "cabinet", "2026/00011", date(2026, 1, 5), ["*"], ["*"], False),
    ("prefet", "directrice", "2026/00012", date(2026, 1, 5), ["*"], ["*"], True),
    ("directrice", "cheffe", "2026/00013", date(2026, 1, 7), ["*"],
     ["letter", "acknowledgement", "pieces_request", "hearing_invitation", "receipt", "warning", "grant"], False),
    ("directrice", "adjoint", "2026/00014", date(2026, 1, 7), ["*"], ["letter", "receipt"], False),
    ("directrice", "agent", "2026/00015", date(2026, 1, 7), ["*"], ["receipt"], False),
)  # fmt: skip

MEMBERS = (
    ("Hélène Marchand", "magistrate honoraire, désignée par le premier président de la cour d'appel", True),
    ("Bruno Castel", "maire, désigné par l'association départementale des maires", False),
    ("Sylvie Aubert", "représentante de la chambre de commerce et d'industrie", False),
    ("Omar Lefort", "personnalité qualifiée désignée par le préfet", False),
)


def create_person(username: str, civility: str, first_name: str, last_name: str, title: str, role: str, unit: str):
    staff = StaffMember.objects.create_user(
        username=username, civility=civility, first_name=first_name, last_name=last_name, title=title,
        email=f"{username}@prefecture.invalid",
    )  # fmt: skip
    Posting.objects.create(staff=staff, unit_id=unit, role=role, starts_on=ARRIVAL)
    return staff


def create_communes() -> tuple[Commune, Commune]:
    creteil = Arrondissement.objects.get_or_create(code="941", defaults={"name": "Créteil", "short_code": "CRE"})[0]
    nogent = Arrondissement.objects.get_or_create(
        code="942", defaults={"name": "Nogent-sur-Marne", "short_code": "NOG"}
    )[0]
    rows = (
        ("94028", "Créteil", "creteil", creteil, "Grand Paris Sud Est Avenir", 92_000, ["94000"], "48.790", "2.455"),
        ("94080", "Vincennes", "vincennes", nogent, "Paris Est Marne & Bois", 49_000, ["94300"], "48.847", "2.433"),
    )
    return tuple(
        Commune.objects.get_or_create(
            insee=insee,
            defaults={
                "name": name, "sort_name": sort_name, "arrondissement": arrondissement, "public_territory": territory,
                "population": population, "postal_codes": codes, "latitude": latitude, "longitude": longitude,
            },
        )[0]
        for insee, name, sort_name, arrondissement, territory, population, codes, latitude, longitude in rows
    )  # fmt: skip


def create_commission() -> tuple[Commission, CommissionSession, CommissionSession]:
    """The video-protection commission with its four members and two sessions to come."""
    commission = Commission.objects.create(
        code="cdvp",
        name="Commission départementale de vidéoprotection",
        legal_basis="CSI, art. L251-4 et R251-7 à R251-12",
        quorum=3,
        secretariat_id="polices-administratives",
    )
    for name, capacity, is_chair in MEMBERS:
        CommissionMember.objects.create(
            commission=commission, name=name, capacity=capacity, is_chair=is_chair,
            mandate_starts_on=date(2025, 1, 1), mandate_ends_on=date(2028, 1, 1),
        )  # fmt: skip
    first, second = (
        CommissionSession.objects.create(commission=commission, starts_at=starts_at, place="Salle du conseil")
        for starts_at in (paris(2026, 4, 9, 14, 0), paris(2026, 6, 11, 14, 0))
    )
    return commission, first, second


def small_prefecture() -> House:
    """Write it all in the database, with the parameters in force."""
    load_initial(at=paris(2026, 1, 2))
    for rank, (code, name, short_name, parent, headcount) in enumerate(UNITS):
        Unit.objects.create(
            code=code, name=name, short_name=short_name, parent_id=parent, headcount=headcount, rank=rank,
            address="21-29 avenue du Général de Gaulle\n94038 Créteil Cedex",
            email=f"{code}@prefecture.invalid", phone="01 00 00 00 00",
        )  # fmt: skip
    people = {row[0]: create_person(*row) for row in PEOPLE}
    for delegator, delegate, number, signed_on, procedures, act_kinds, subdelegable in DELEGATIONS:
        published_on = signed_on.replace(day=signed_on.day + 1)
        SignatureDelegation.objects.create(
            delegator=people[delegator], delegate=people[delegate], order_number=number, signed_on=signed_on,
            published_on=published_on, register_reference=f"RAA n° 2 du {published_on:%d/%m/%Y}",
            starts_on=published_on, procedures=procedures, act_kinds=act_kinds, may_be_subdelegated=subdelegable,
        )  # fmt: skip
    creteil, vincennes = create_communes()
    commission, session, next_session = create_commission()
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    return House(
        prefecture=units["prefecture"],
        direction=units["securites"],
        police=units["polices-administratives"],
        civil=units["protection-civile"],
        road=units["securite-routiere"],
        order=units["ordre-public"],
        prefect=people["prefet"],
        chief_of_staff=people["cabinet"],
        director=people["directrice"],
        head=people["cheffe"],
        deputy=people["adjoint"],
        agent=people["agent"],
        colleague=people["collegue"],
        stranger=people["route"],
        administrator=people["admin"],
        creteil=creteil,
        vincennes=vincennes,
        town_hall=Organisation.objects.create(
            kind="town_hall", name="Mairie de Créteil", code="mairie-94028", commune=creteil,
            email="mairie-creteil@commune.invalid",
        ),
        police_service=Organisation.objects.create(
            kind="police", name="Direction territoriale de la sécurité de proximité du Val-de-Marne", code="dtsp-94",
            email="dtsp94@police.invalid",
        ),
        commission=commission,
        session=session,
        next_session=next_session,
    )  # fmt: skip


# --- fixtures -------------------------------------------------------------------------------------------------
# Built once for a module, rolled back at its end; each of its tests works in a savepoint and leaves nothing behind.


@pytest.fixture(scope="module")
def module_transaction(django_db_setup, django_db_blocker):
    """One transaction for the whole module; that of each test (`db`) is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shared_house(module_transaction) -> House:
    return small_prefecture()


@pytest.fixture()
def same_house(shared_house, db) -> House:
    """The shared prefecture. People keep what was read about them: each test has its own copies."""
    return copy.deepcopy(shared_house)


@pytest.fixture()
def house(request, db) -> House:
    """The shared prefecture wherever `share_the_house` said that it may be, a new one elsewhere."""
    if "shared_house" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("shared_house"))
    return small_prefecture()


def share_the_house(items: Iterable[pytest.Item]) -> None:
    """Modules whose tests of the database all live in this house, and in a transaction, build it once."""
    alone = {item.module for item in items if needs_its_own_base(item)}
    for item in items:
        wanted = lives_in_the_house(item) and item.module not in alone
        if wanted and "shared_house" not in item.fixturenames:
            # Before `db`: the savepoint of the test is inside the transaction of the module.
            item.fixturenames.insert(0, "shared_house")


def lives_in_the_house(item: pytest.Item) -> bool:
    """In this one: a folder may have its own."""
    found = item._fixtureinfo.name2fixturedefs.get("house", ())
    return bool(found) and found[-1].func.__module__ == __name__


def needs_its_own_base(item: pytest.Item) -> bool:
    if issubclass(item.cls or object, TestCase):
        # It builds its own, in the transaction of its class.
        return True
    mark = item.get_closest_marker("django_db")
    leaves = mark is not None and (mark.kwargs.get("transaction") or any(mark.args))
    if leaves or {"transactional_db", "live_server", "django_db_reset_sequences"} & set(item.fixturenames):
        return True
    reads = mark is not None or "db" in item.fixturenames
    return reads and not lives_in_the_house(item) and "shared_house" not in item.fixturenames
