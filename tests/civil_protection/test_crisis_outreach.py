"""What a crisis tells the public, and the shape of its perimeter: forms, numbers, what is refused, what is drawn."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.timezone import now

from civil_protection.crisis import operations
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.outreach import operations as outreach
from civil_protection.crisis.outreach.models import PressRelease
from civil_protection.crisis.sources import on_the_map
from civil_protection.crisis.tasks import make_release
from civil_protection.crisis.terms import EntryKind, Hazard, Mode
from civil_protection.protection.levels import Level, LevelRefused
from directorate.documents.files import open_file
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

CORNERS = "48.78, 2.44\n48.78, 2.47\n48.80, 2.47\n48.80, 2.44"
SQUARE = {"type": "Polygon", "coordinates": [[[2.44, 48.78], [2.47, 48.78], [2.47, 48.80], [2.44, 48.80]]]}


@pytest.fixture()
def event(desk):
    return operations.open_event(name="Sirius", mode=Mode.EXERCISE, hazard=Hazard.FLOOD, by=desk.agent, at=now())


def test_a_release_is_numbered_when_it_is_validated_and_never_changes_again(desk, event):
    by, chief = {"by": desk.agent, "at": now()}, {"by": desk.house.chief_of_staff, "at": now()}
    text = "Les quais sont fermés.\n\nÉvitez <b>les berges</b>."
    with pytest.raises(LevelRefused) as refusal:
        outreach.draft_release(event=event, title="Quais", text="Voir le plan de sécurité d'opérateur", **by)
    assert refusal.value.field == "text"
    dropped = outreach.draft_release(event=event, title="Autre", text="Autre.", **by)
    row = outreach.draft_release(event=event, title="Quais", text="Fermés.", **by)
    row = outreach.edit_release(release=row, title="Quais fermés", text=text, revision=0, **by)
    with pytest.raises(Conflict, match="Un collègue"):
        outreach.edit_release(release=row, title="Quais", text=text, revision=0, **by)
    with pytest.raises(NotAllowed):
        outreach.validate_release(release=row, revision=1, **by)
    with pytest.raises(Conflict, match="relire"):
        outreach.validate_release(release=row, revision=0, **chief)
    row = outreach.validate_release(release=row, revision=1, **chief)
    with pytest.raises(Conflict, match="n° 1"):
        outreach.validate_release(release=row, revision=1, **chief)
    second = outreach.validate_release(release=dropped, revision=0, **chief)
    assert (row.number, second.number, row.entry.kind) == (1, 2, EntryKind.COMMUNICATION)
    make_release(Job(payload={"release": row.pk}), now())
    row.refresh_from_db()
    printed = text_of_pdf(open_file(row.document.file).read())
    for said in ("EXERCICE EXERCICE EXERCICE", "n° 1", "Quais fermés", "Évitez <b>les berges</b>.", "ne pas diffuser"):
        assert said in printed, said
    assert row.document.level == Level.PUBLIC
    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
        PressRelease.objects.filter(pk=row.pk).update(text="Autre")


def test_answers_hold_until_they_are_withdrawn_and_calls_are_only_counted(desk, event):
    by = {"by": desk.agent, "at": now()}
    facts = {"subject": "water", "question": "L'eau est-elle potable ?", "answer": "Oui."}
    row = outreach.add_answer(event=event, **facts, **by)
    with pytest.raises(Conflict) as refusal:
        outreach.add_answer(event=event, **facts, **by)
    assert refusal.value.field == "question"
    row = outreach.change_answer(public_answer=row, **{**facts, "answer": "Non."}, revision=0, **by)
    with pytest.raises(Conflict, match="relire"):
        outreach.change_answer(public_answer=row, **facts, revision=0, **by)
    outreach.withdraw_answer(public_answer=row, **by)
    with pytest.raises(Conflict, match="retirée"):
        outreach.withdraw_answer(public_answer=row, **by)
    outreach.add_answer(event=event, **facts, **by)
    with pytest.raises(DomainError) as refusal:
        outreach.count_calls(event=event, subject="water", received=3, resolved=4, **by)
    assert refusal.value.field == "resolved"
    for subject, received in (("roads", 5), ("water", 40), ("water", 2)):
        outreach.count_calls(event=event, subject=subject, received=received, resolved=1, **by)
    report = reporting.draft_report(event=event, **by)
    assert report.blocks["communication"] == "Appels du public : 47 (eau potable 42, routes et transports 5)."


def test_a_perimeter_is_pasted_typed_or_sent_then_drawn_and_a_far_one_is_refused(client, desk, event):
    west, south, east, north = 2.43, 48.77, 2.48, 48.81
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    Commune.objects.filter(pk="94028").update(contour={"type": "Polygon", "coordinates": [ring]})
    client.force_login(desk.agent)
    where = reverse("civil_protection:crisis-perimeter-draw", args=[event.pk])
    far = json.dumps({"type": "Polygon", "coordinates": [[[48.78, 2.44], [48.78, 2.47], [48.80, 2.47]]]})
    for typed, sentence in [
        ({}, "un seul"), ({"text": "ici"}, "GeoJSON lisible"), ({"text": far}, "30 km"),
        ({"text": json.dumps(SQUARE), "points": CORNERS}, "un seul"), ({"points": "48.78, 2.44"}, "trois sommets"),
        ({"points": CORNERS, "distance": "500"}, "un seul point"), ({"text": far, "distance": "500"}, "point saisi"),
    ]:  # fmt: skip
        answer = client.post(where, typed)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), typed
    event.refresh_from_db()
    assert event.perimeter_shape is None
    sent = SimpleUploadedFile("zone.geojson", json.dumps(SQUARE).encode())
    for typed in ({"text": json.dumps(SQUARE)}, {"points": CORNERS}, {"document": sent, "adds_communes": "on"}):
        assert client.post(where, typed).status_code == 302
        event.refresh_from_db()
        assert event.perimeter_shape["coordinates"] == [[[*SQUARE["coordinates"][0], [2.44, 48.78]]]]
    assert desk.house.creteil in event.communes.all()
    assert "Créteil" in event.entries.first().text
    page = client.get(reverse("civil_protection:crisis-perimeter", args=[event.pk])).content.decode()
    assert "map__perimeter--info" in page
    assert {point.shape is None for point in on_the_map(desk.agent, now())} == {False}
    assert "map__perimeter" in client.get(reverse("directorate:commune", args=["94028"])).content.decode()
    assert client.post(reverse("civil_protection:crisis-perimeter-remove", args=[event.pk])).status_code == 302
    assert client.post(reverse("civil_protection:crisis-perimeter-remove", args=[event.pk])).status_code == 409
