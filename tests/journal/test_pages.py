"""Who finds what in the journal, and in which words."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.casework.archetypes import ROADS
from directorate.journal.operations import identity, record
from directorate.journal.queries import history, visible_entries
from directorate.journal.words import ACTIONS, events, words
from directorate.org import secrecy
from directorate.org.models import StaffMember
from tests.lists import export, text_of
from tests.people import paris

AT, DAY = paris(2026, 3, 2), date(2026, 3, 2)


@pytest.fixture()
def written(house):
    """Two cases of the police bureau, one delegation of the direction, one case of the road bureau."""
    rows = (
        ("case.opened", ("case", 1), "2026-VP-00001", house.police, {"received_on": "2026-03-01"}),
        ("case.sign", ("case", 2), "2026-VP-00002", house.police, {"reason": "<script>alert(1)</script>"}),
        ("permit.issued", ("permit", 7), "Titre n° VP-2026-00001", house.police, {}),
        ("case.opened", ("case", 3), "2026-ER-00001", house.road, {}),
        ("delegation.granted", ("signaturedelegation", 4), "Arrêté n° 2026/00099", None, {}),
    )
    for action, subject, label, unit, details in rows:
        record(
            by=house.agent, at=AT, action=action, subject=subject, label=label, unit_code=unit.pk if unit else "",
            details=details,
        )  # fmt: skip


def read_by(staff) -> set[str]:
    return set(visible_entries(staff, DAY).values_list("subject_label", flat=True)) & {
        "2026-VP-00001", "2026-VP-00002", "Titre n° VP-2026-00001", "2026-ER-00001", "Arrêté n° 2026/00099",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "count"),
    [("director", 5), ("administrator", 5), ("prefect", 5), ("head", 3), ("deputy", 3), ("agent", 2), ("stranger", 1)],
)
def test_each_person_reads_what_concerns_them(house, written, who, count):
    assert len(read_by(getattr(house, who))) == count


def test_somebody_without_a_post_reads_nothing(house, written):
    gone = StaffMember.objects.create_user(username="parti", civility="m", title="ancien agent")
    assert read_by(gone) == set()


def test_a_declared_secret_is_in_nobody_s_journal_but_theirs(house, written, monkeypatch):
    hidden = StaffMember.objects.filter(pk=house.prefect.pk)
    record(by=None, at=AT, action="posting.recorded", subject=house.prefect, label="2026-VP-00001")
    monkeypatch.setitem(secrecy.HIDDEN, "staffmember", lambda staff, on: hidden.exclude(pk=staff.pk))
    labels = [entry.subject_id for entry in visible_entries(house.director, DAY).filter(subject_type="staffmember")]
    assert str(house.prefect.pk) not in labels
    own = visible_entries(house.prefect, DAY).filter(subject_type="staffmember", subject_id=str(house.prefect.pk))
    assert own.count() == 1


def test_the_history_of_a_thing_is_newest_first(house):
    for action in ("permit.issued", "permit.suspended", "permit.resumed"):
        record(by=house.head, at=AT, action=action, subject=("permit", 7))
    record(by=house.head, at=AT, action="permit.issued", subject=("permit", 70))
    told = events(history(("permit", 7)))
    assert [event.what for event in told] == ["Suspension levée", "Titre suspendu", "Titre délivré"]
    assert told[0].who == "Aïcha Benali"


def test_a_thing_is_named_by_its_kind_and_key(house):
    assert identity(house.head) == ("staffmember", str(house.head.pk))
    assert identity(("case", 12)) == ("case", "12")


def test_the_application_and_a_partner_are_named_as_authors(db):
    assert record(by=None, at=AT, action="test", subject=("test", 1)).actor_label == "L'application"
    assert record(by=None, at=AT, action="test", subject=("test", 1), actor_label="SDIS").actor_label == "SDIS"


def test_every_transition_of_every_road_has_a_french_label():
    moves = {f"case.{move.name}" for road in ROADS.values() for move in road.transitions}
    assert moves - set(ACTIONS) == set()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-03-01", "1er mars 2026"),
        ("2026-03-01T09:30:00+01:00", "01/03/2026 à 09:30"),
        (["a", "b"], "a, b"),
        (True, "oui"),
        (12, "12"),
        ("2026", "2026"),
        ("20260301", "20260301"),
        ("Mairie", "Mairie"),
    ],
)
def test_values_are_told_in_french(value, text):
    assert words(value) == text


def test_the_page_shows_labels_and_what_was_typed_as_text(client, house, written):
    client.force_login(house.director)
    page = client.get(reverse("directorate:journal")).content.decode()
    assert "Décision signée" in page
    assert "Reçu le : 1er mars 2026" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "found", "absent"),
    [
        ({"q": "00002"}, "2026-VP-00002", "2026-VP-00001"),
        ({"action": "case.sign"}, "2026-VP-00002", "2026-ER-00001"),
        ({"q": "durand 00001", "action": "case.opened"}, "2026-VP-00001", "Titre n°"),
        ({"until": "2001-01-01"}, "Aucun résultat", "2026-VP-00001"),
        ({"since": "2001-01-01", "q": "ER"}, "2026-ER-00001", "2026-VP-00001"),
    ],
)
def test_the_page_is_filtered(client, house, written, query, found, absent):
    client.force_login(house.director)
    page = client.get(reverse("directorate:journal"), query).content.decode()
    assert found in page
    assert absent not in page


def test_the_export_is_what_is_shown(client, house, written):
    client.force_login(house.agent)
    text = text_of(export(client, "journal"))
    assert "2026-VP-00001" in text
    assert "2026-ER-00001" not in text


def test_one_entry_and_twenty_cost_the_same_queries(client, house, written, django_assert_max_num_queries):
    client.force_login(house.agent)
    address = reverse("directorate:journal")
    client.get(address)
    with django_assert_max_num_queries(60) as with_few:
        client.get(address)
    for number in range(20):
        record(by=house.agent, at=AT, action="case.opened", subject=("case", 100 + number), unit_code=house.police.pk)
    with django_assert_max_num_queries(len(with_few)):
        client.get(address)
