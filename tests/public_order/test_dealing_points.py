"""Dealing points: dated observations, transitions, restricted, told nowhere else (B2.3)."""

import io
import zipfile
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.manifests import Question, all_of
from directorate.web.errors import Conflict, DomainError, NotAllowed
from directorate.web.exports import FORMATS
from directorate.web.lists import LISTS
from public_order.dealing import operations as dealing
from public_order.dealing.rules import FOLLOWING
from public_order.models import DealingObservation, DealingPoint
from tests.lists import export
from tests.people import paris
from tests.public_order.dealing_stage import PLACE, WORDS, point
from tests.public_order.monthly_rows import three_years
from tests.public_order.programme_stage import programme

pytestmark = pytest.mark.django_db
AT = paris(2026, 5, 7)
DAY = AT.date()


@pytest.fixture()
def row(bureau):
    three_years(bureau.agent, AT)
    return point(programme(bureau.house, bureau.agent, AT), bureau.house, bureau.head, AT)


def said(answer) -> str:
    """A file as an attacker reads it, the parts of an archive unpacked."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return raw.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def observed(row, bureau, state, day=DAY, words=WORDS):
    return dealing.observe(point=row, observed_on=day, state=state, words=words, by=bureau.head, at=AT)


def test_b2_3_a_point_is_told_once_with_its_first_observation(bureau, row):
    assert row.state == "active" and row.observations.get().words == WORDS
    with pytest.raises(Conflict):
        point(row.programme, bureau.house, bureau.head, AT, place=f"  {PLACE.upper()} ")
    with pytest.raises(DomainError) as refused:
        point(row.programme, bureau.house, bureau.head, AT, place="Ailleurs", observed_on=date(2026, 5, 8))
    assert refused.value.field == "observed_on"
    with pytest.raises(IntegrityError), transaction.atomic():
        DealingPoint.objects.create(
            programme=row.programme, commune=row.commune, place="x", place_mark=row.place_mark, known_since=DAY,
            recorded_at=AT, recorded_by=bureau.head,
        )  # fmt: skip


@pytest.mark.parametrize("former", list(FOLLOWING))
@pytest.mark.parametrize("state", list(FOLLOWING))
def test_b2_3_every_transition_is_allowed_or_refused(bureau, row, former, state):
    DealingPoint.objects.update(state=former)
    if state in FOLLOWING[former] and state != "active":
        observed(row, bureau, state)
        assert DealingPoint.objects.get().state == state
    elif state not in FOLLOWING[former]:
        with pytest.raises(Conflict):
            observed(row, bureau, state)
        assert DealingObservation.objects.count() == 1


def test_b2_3_observations_follow_one_another_and_a_second_click_is_refused(bureau, row):
    observed(row, bureau, "weakened")
    with pytest.raises(Conflict):
        observed(row, bureau, "weakened")
    for day in (date(2026, 5, 6), date(2026, 5, 8)):
        with pytest.raises(DomainError) as refused:
            observed(row, bureau, "dismantled", day=day)
        assert refused.value.field == "observed_on"


def test_b2_3_only_the_heads_keep_the_points_and_only_some_read_them(bureau, row, client, time_machine):
    time_machine.move_to(AT)
    page = reverse("public_order:dealing-point", args=[row.pk])
    for person, reads, keeps in (
        (bureau.head, 200, True), (bureau.house.director, 200, True), (bureau.house.chief_of_staff, 200, False),
        (bureau.agent, 403, False), (bureau.house.stranger, 403, False),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(page).status_code == reads, person
        assert client.get(reverse("public_order:dealing-points", args=[row.programme_id])).status_code == reads
        assert (client.get(reverse("public_order:dealing-observation", args=[row.pk])).status_code == 200) is keeps
    for act in (
        lambda: dealing.read_point(row.pk, bureau.agent, AT),
        lambda: point(row.programme, bureau.house, bureau.agent, AT, place="Autre"),
        lambda: dealing.observe(point=row, observed_on=DAY, state="weakened", words=WORDS, by=bureau.agent, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_b2_3_each_reading_is_traced_without_the_place(bureau, row, client, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.head)
    client.get(reverse("public_order:dealing-point", args=[row.pk]))
    html = client.get(reverse("public_order:dealing-points", args=[row.programme_id])).content.decode()
    found = JournalEntry.objects.filter(action="dealing_point.read")
    assert found.count() == 2 and {entry.actor for entry in found} == {bureau.head}
    assert PLACE in html.replace("&#x27;", "'") and "Dernières lectures" in html
    for entry in JournalEntry.objects.filter(action__startswith="dealing_point"):
        assert PLACE not in f"{entry.subject_label}{entry.details}" and WORDS not in f"{entry.details}"


def test_b2_3_the_pages_keep_the_points(bureau, row, client, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.head)
    where = reverse("public_order:dealing-point-new", args=[row.programme_id])
    sent = {"commune": "94028", "place": PLACE, "observed_on": "2026-05-07", "words": WORDS}
    assert client.post(where, sent).status_code == 422
    assert client.post(where, sent | {"place": "Passage des Lilas"}).status_code == 302
    where = reverse("public_order:dealing-observation", args=[row.pk])
    assert client.post(where, {"observed_on": "2026-05-07", "state": "relapsed", "words": WORDS}).status_code == 422
    assert client.post(where, {"observed_on": "2026-05-07", "state": "dismantled", "words": WORDS}).status_code == 302
    assert "Démantelé" in client.get(reverse("public_order:dealing-point", args=[row.pk])).content.decode()
    assert (
        "Points de deal"
        in client.get(reverse("public_order:local-programme", args=[row.programme_id])).content.decode()
    )
    client.force_login(bureau.agent)
    html = client.get(reverse("public_order:local-programme", args=[row.programme_id])).content.decode()
    assert "Points de deal" not in html


def test_b2_3_an_attack_finds_no_dealing_point_anywhere_else(bureau, row, client, time_machine):
    """Every list in every format, the API and its description, search, map, agenda, timelines, the base itself."""
    time_machine.move_to(AT)
    secrets = (PLACE, "Sycomores", WORDS, "guetteurs")
    house, told = bureau.house, []
    for person in (house.director, bureau.head, bureau.agent):
        client.force_login(person)
        for listed in LISTS.values():
            if not listed.url_name.startswith("public_order:"):
                continue
            for query in ({}, {"q": "Syco"}):
                told.append(client.get(reverse(listed.url_name), query).content.decode(errors="replace"))
            for name in FORMATS:
                told.append(said(export(client, listed.code, "", name)))
        for resource in ("local-programmes", "security-operations", "programme-decisions", "gpo-problems"):
            told.append(client.get(f"/api/v1/{resource}/").content.decode())
        told.append(client.get(reverse("public_order:local-programme", args=[row.programme_id])).content.decode())
    for person in (house.director, bureau.head):
        told += [str(source.find(Question(person, "Sycomores", AT, 20)).hits) for source in all_of("search")]
        told += [str(list(layer.points(person, AT))) for layer in all_of("map_layers")]
        told += [str(list(source.collect(person, date(2026, 4, 1), date(2026, 6, 1)))) for source in all_of("agenda")]
        told += [str(list(source.events(person, "commune", "94028", AT))) for source in all_of("timeline")]
    assert not any(secret in text for secret in secrets for text in told)
    assert not any(listed.code.startswith("dealing") for listed in LISTS.values())
    description = client.get("/api/v1/schema/").content.decode(errors="replace").lower()
    assert "dealing" not in description and "point de deal" not in description
    with connection.cursor() as cursor:
        for table in ("dealingpoint", "dealingobservation", "fieldoperation", "programmefigure"):
            cursor.execute(f"select row_to_json(t)::text from public_order_{table} t")
            raw = "".join(line for (line,) in cursor.fetchall())
            assert not any(secret in raw for secret in secrets), table
