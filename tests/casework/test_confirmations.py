"""The page of what no text settles: every mark and every doubtful value has its question."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.confirmations import open_questions
from directorate.parameters.models import Parameter
from directorate.parameters.operations import set_value
from tests.people import paris

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture()
def matters(house):
    return open_questions(registry.all_procedures(), ON)


def questions(matters):
    return [question for matter in matters for question in matter.questions]


def test_every_procedure_to_check_has_its_question(matters):
    marked = {p.label for p in registry.all_procedures() if p.legal_check_required and p.active}
    assert marked
    assert marked <= {question.subject for question in questions(matters)}


def test_every_value_of_low_confidence_has_its_question(matters):
    low = Parameter.objects.filter(confidence="low", valid_from__lte=ON).exclude(valid_to__lte=ON)
    assert low.exists()
    assert {row.label for row in low} <= {question.subject for question in questions(matters)}


def test_each_question_asks_something_and_says_what_applies_meanwhile(matters):
    assert all(question.words.rstrip().endswith("?") for question in questions(matters))
    assert all(question.now and question.source for question in questions(matters))


def test_the_silence_of_a_late_opening_is_asked_about(matters):
    found = next(matter for matter in matters if matter.label == "Débits de boissons")
    words = [question.words for question in found.questions if "ouverture tardive" in question.subject.lower()]
    assert any("silence gardé pendant 2 mois" in sentence for sentence in words)


def test_a_value_that_somebody_confirms_leaves_the_page(house):
    row = Parameter.objects.filter(confidence="low").first()
    set_value(
        code=row.code, value=row.value, valid_from=date(2026, 3, 3), source="Réponse du ministère",
        confidence="verified", by=house.director, at=paris(2026, 3, 2),
    )  # fmt: skip
    later = questions(open_questions(registry.all_procedures(), date(2026, 3, 3)))
    assert row.label in {question.subject for question in questions(open_questions(registry.all_procedures(), ON))}
    assert row.label not in {question.subject for question in later}


def test_the_page_is_in_the_menu_of_who_is_in_post(house, client):
    client.force_login(house.agent)
    page = client.get(reverse("directorate:to-confirm"))
    assert "À faire confirmer" in page.content.decode()
    assert reverse("directorate:to-confirm") in client.get(reverse("directorate:inbox")).content.decode()


def test_a_visitor_is_sent_to_the_door(client):
    assert client.get(reverse("directorate:to-confirm")).status_code == 302
