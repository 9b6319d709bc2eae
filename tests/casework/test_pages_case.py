"""The page of a case, its moves and what hangs on it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import ROADS
from directorate.casework.forms import transition_form
from directorate.casework.models import Case, CaseNote, Piece
from directorate.documents.models import StoredFile
from tests.factories import (
    COMPANY,
    at_signature,
    notified,
    open_closure,
    open_demonstration,
    open_video_case,
    signed,
    step,
)
from tests.people import paris

pytestmark = pytest.mark.django_db
PIECES = ("report",)
TABS = ("demande", "pieces", "avis", "courriers", "decision", "historique")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(paris(2026, 5, 18), tick=False)


@pytest.fixture()
def agent(client, house):
    client.force_login(house.agent)
    return client


def page(case: Case, **query) -> str:
    url = reverse("directorate:case", args=[case.reference])
    return url + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def move(case: Case, name: str) -> str:
    return reverse("directorate:case-transition", args=[case.reference, name])


def shown(response) -> str:
    return response.content.decode()


def names(response) -> list[str]:
    return [each.name for each in response.context["moves"]]


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("build", [open_video_case, open_demonstration, open_closure, at_signature, signed, notified])
def test_every_tab_of_every_state_is_shown(agent, house, build, tab):
    case = build(house)
    response = agent.get(page(case, onglet=tab))
    assert response.status_code == 200
    assert case.reference in shown(response)


def test_but_for_its_page_a_stranger_gets_the_answer_of_a_case_that_does_not_exist(client, house):
    case = open_video_case(house)
    client.force_login(house.stranger)
    assert client.get(page(case)).status_code == 403
    for url in (move(case, "acknowledge"), reverse("directorate:decision", args=[case.reference])):
        assert client.get(url).status_code == 404
    assert client.get(reverse("directorate:case", args=["2026-VP-99999"])).status_code == 404


def test_somebody_who_is_not_signed_in_is_sent_to_the_door(client, house):
    case = open_video_case(house)
    response = client.get(page(case))
    assert response.status_code == 302
    assert response.url.startswith(reverse("directorate:sign-in"))


def test_markup_in_a_name_is_shown_as_text(agent, house):
    case = open_video_case(house, party={**COMPANY, "last_name": "<img src=x onerror=alert(1)>"})
    text = shown(agent.get(page(case)))
    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_the_page_costs_the_same_with_one_note_and_with_many(agent, house):
    case = open_video_case(house)
    CaseNote.objects.create(case=case, author=house.head, text="première note", created_at=paris(2026, 5, 1))
    agent.get(page(case, onglet="pieces"))
    with CaptureQueriesContext(connection) as few:
        agent.get(page(case, onglet="pieces"))
    for number in range(12):
        CaseNote.objects.create(case=case, author=house.agent, text=f"note {number}", created_at=paris(2026, 5, 1))
        Piece.objects.create(case=case, code=f"more{number}", label=f"Pièce {number}", rank=90)
    with CaptureQueriesContext(connection) as many:
        agent.get(page(case, onglet="pieces"))
    assert len(many) == len(few)


def test_every_deadline_says_why_it_falls_on_that_day(agent, house):
    case = open_video_case(house)
    text = shown(agent.get(page(case)))
    assert text.count("Pourquoi cette date ?") == case.deadlines.exclude(state="void").count() > 0


def test_the_reader_walks_along_the_list_that_was_filtered(agent, house):
    first, second, third = (open_video_case(house) for _ in range(3))
    other = open_demonstration(house)
    query = "procedure%3Dvideo_protection_authorisation%26sort%3Dreference"
    response = agent.get(page(second, liste=query))
    around = response.context["neighbours"]
    assert (around.before, around.after, around.is_inside) == (first.reference, third.reference, True)
    assert other.reference not in shown(response)


def test_a_list_that_says_nonsense_harms_nobody(agent, house):
    case = open_video_case(house)
    assert agent.get(page(case, liste="q%3D%00%26sort%3D-'%26procedure%3Dnone%26page%3Dx")).status_code == 200


# --- moves --------------------------------------------------------------------------------------------------


def test_the_next_gesture_comes_first_and_useless_ones_are_absent(agent, house):
    case = open_video_case(house)
    offered = names(agent.get(page(case)))
    assert offered[0] == "acknowledge"
    assert "declare_complete" in offered
    assert "receive_pieces" not in offered
    assert "request_pieces" not in offered
    assert not {"tacit_grant", "tacit_refusal"} & set(offered)


def test_somebody_who_only_reads_is_offered_nothing(client, house):
    case = open_video_case(house)
    client.force_login(house.prefect)
    response = client.get(page(case))
    assert names(response) == []
    assert client.get(move(case, "acknowledge")).status_code == 403
    assert client.post(move(case, "acknowledge")).status_code == 403


def test_a_move_is_made_once(agent, house):
    case = open_video_case(house)
    sent = {"version": case.version}
    assert agent.post(move(case, "acknowledge"), sent).status_code == 302
    again = agent.post(move(case, "acknowledge"), sent, follow=True)
    assert again.status_code == 200
    assert "rien n&#x27;a été fait deux fois" in shown(again)
    assert case.letters.filter(purpose="acknowledgement").count() == 1


def test_a_get_changes_nothing(agent, house):
    case = open_video_case(house)
    agent.get(move(case, "declare_complete"))
    case.refresh_from_db()
    assert (case.stage, case.version) == ("received", 1)


def test_a_stale_page_says_who_and_when_and_keeps_what_was_typed(agent, house):
    case = open_video_case(house, missing=PIECES)
    step(case, "acknowledge", house.colleague, paris(2026, 5, 18, 9, 12))
    sent = {"version": case.version, "pieces": PIECES, "limit_on": "2026-06-30", "reason": "Plan illisible"}
    response = agent.post(move(case, "request_pieces"), sent)
    text = shown(response)
    assert response.status_code == 409
    assert "Yves Leroux, le 18/05/2026 à 09:12" in text
    assert "Plan illisible" in text
    case.refresh_from_db()
    assert case.stage == "received"
    again = agent.post(move(case, "request_pieces"), {**sent, "version": case.version})
    assert again.status_code == 302


def test_a_move_that_a_colleague_has_just_made_is_refused_with_his_name(agent, house):
    case = open_video_case(house)
    version = case.version
    step(case, "declare_complete", house.colleague, paris(2026, 5, 18, 9, 12))
    assert agent.get(move(case, "declare_complete")).status_code == 409
    response = agent.post(move(case, "declare_complete"), {"version": version})
    assert response.status_code == 409
    assert "Yves Leroux" in shown(response)


def test_a_refused_date_is_beside_its_field(agent, house):
    case = open_video_case(house, missing=PIECES)
    response = agent.post(
        move(case, "request_pieces"), {"version": case.version, "pieces": PIECES, "limit_on": "2026-05-01"}
    )
    assert response.status_code == 422
    assert "La date limite doit suivre la notification de la demande." in shown(response)
    assert response.context["form"].errors["limit_on"]


def test_an_automatic_or_unknown_move_is_not_found(agent, house):
    case = open_video_case(house)
    assert agent.get(move(case, "tacit_refusal")).status_code == 404
    assert agent.post(move(case, "fly")).status_code == 404


EXAMPLES = {
    "authorisation": open_video_case,
    "declaration": open_demonstration,
    "police_measure": open_closure,
}


@pytest.mark.parametrize("archetype", list(EXAMPLES))
def test_every_form_of_every_road_is_shown(client, house, archetype):
    case = EXAMPLES[archetype](house)
    client.force_login(house.director)
    for transition in ROADS[archetype].transitions:
        for source in () if transition.automatic else transition.sources:
            Case.objects.filter(pk=case.pk).update(stage=source)
            response = client.get(move(case, transition.name))
            assert (response.status_code, transition.name) == (200, transition.name)
            assert transition.label in response.context["title"]


@pytest.mark.parametrize("archetype", list(ROADS))
def test_every_transition_of_a_road_has_a_form_that_can_be_built(house, archetype):
    case = open_video_case(house)
    procedure = registry.procedure(case.procedure_code)
    for transition in ROADS[archetype].transitions:
        form = transition_form(transition.name)(case=case, procedure=procedure, by=house.agent, at=paris(2026, 5, 18))
        assert "csrf" not in form.as_p()


# --- pieces, notes, people, files -----------------------------------------------------------------------------


def piece_url(case: Case, piece: Piece, name: str) -> str:
    return reverse(f"directorate:{name}", args=[case.reference, piece.pk])


def test_a_document_is_attached_and_given_back_to_those_who_see_the_case(agent, client, house):
    case = open_video_case(house)
    piece = case.pieces.first()
    response = agent.post(
        piece_url(case, piece, "case-piece-file"),
        {"document": SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")},
    )
    assert response.status_code == 302
    stored = StoredFile.objects.get()
    url = reverse("directorate:case-file", args=[case.reference, stored.pk])
    answer = client.get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(house.stranger)
    assert client.get(url).status_code == 404


def test_a_file_of_another_case_is_not_given(agent, house):
    case, other = open_video_case(house), open_video_case(house)
    agent.post(
        piece_url(other, other.pieces.first(), "case-piece-file"), {"document": SimpleUploadedFile("a.pdf", PDF)}
    )
    stored = StoredFile.objects.get()
    assert agent.get(reverse("directorate:case-file", args=[case.reference, stored.pk])).status_code == 404


def test_a_file_that_lies_about_its_type_is_refused_beside_its_field(agent, house):
    case = open_video_case(house)
    response = agent.post(
        piece_url(case, case.pieces.first(), "case-piece-file"),
        {"document": SimpleUploadedFile("plan.pdf", b"MZ not a pdf")},
    )
    assert response.status_code == 422
    assert response.context["form"].errors["document"]
    assert not StoredFile.objects.exists()


def test_a_refused_move_keeps_no_file(agent, house):
    case = open_video_case(house, missing=PIECES)
    response = agent.post(
        move(case, "receive_pieces"),
        {
            "version": case.version, "pieces": PIECES, "received_on": "2026-01-01",
            "document": SimpleUploadedFile("plan.pdf", PDF),
        },
    )  # fmt: skip
    assert response.status_code == 422
    assert not StoredFile.objects.exists()


def test_a_piece_is_examined(agent, house):
    case = open_video_case(house)
    piece = case.pieces.first()
    agent.post(piece_url(case, piece, "case-piece-review"), {"state": "refused", "remark": "Illisible"})
    piece.refresh_from_db()
    assert (piece.state, piece.remark) == ("refused", "Illisible")


def test_a_note_is_kept_and_escaped(agent, house):
    case = open_video_case(house)
    agent.post(reverse("directorate:case-note", args=[case.reference]), {"text": "Rappeler <b>lundi</b>"})
    assert "Rappeler &lt;b&gt;lundi&lt;/b&gt;" in shown(agent.get(page(case)))


def test_an_empty_note_is_refused(agent, house):
    case = open_video_case(house)
    assert agent.post(reverse("directorate:case-note", args=[case.reference]), {"text": " "}).status_code == 422
    assert not CaseNote.objects.exists()


def test_the_head_of_bureau_gives_a_case_and_a_caseworker_does_not(client, house):
    case = open_video_case(house)
    url = reverse("directorate:case-assign", args=[case.reference])
    client.force_login(house.agent)
    assert client.post(url, {"caseworker": house.colleague.pk}).status_code == 403
    client.force_login(house.head)
    assert client.post(url, {"caseworker": house.colleague.pk}).status_code == 302
    case.refresh_from_db()
    assert case.caseworker == house.colleague


def test_a_caseworker_takes_an_unassigned_case(agent, house):
    case = open_video_case(house, caseworker=None)
    assert (
        agent.post(
            reverse("directorate:case-assign", args=[case.reference]), {"caseworker": house.agent.pk}
        ).status_code
        == 302
    )
    case.refresh_from_db()
    assert case.caseworker == house.agent


def test_a_repeated_click_is_forgotten_after_a_minute(agent, house, time_machine):
    case = open_video_case(house)
    sent = {"version": case.version}
    agent.post(move(case, "acknowledge"), sent)
    time_machine.move_to(paris(2026, 5, 18) + timedelta(minutes=5))
    assert agent.post(move(case, "acknowledge"), sent).status_code == 409
