"""The page by which a request is corrected: filled with what the case says, nothing lost on a refusal."""

import pytest
from django.forms import CheckboxInput
from django.urls import reverse

from directorate.casework.models import Case, CaseStaff
from directorate.journal.models import JournalEntry
from tests.factories import COMPANY, at_signature, open_closure, open_demonstration, open_video_case, signed, step
from tests.people import paris

pytestmark = pytest.mark.django_db
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(paris(2026, 5, 18), tick=False)


@pytest.fixture()
def agent(client, house):
    client.force_login(house.agent)
    return client


def page(case: Case) -> str:
    return reverse("directorate:case-correct", args=[case.reference])


def shown(response) -> str:
    return response.content.decode()


def filled(client, case: Case, **changes) -> dict:
    """What a browser would send after opening the page and changing these fields."""
    context = client.get(page(case)).context
    fields = [field for _, group in context["groups"] for field in group]
    fields += [*context["answers"], context["reason"]]
    data = {}
    for field in fields:
        widget = field.field.widget
        if isinstance(widget, CheckboxInput):
            value = "on" if field.value() else None
        else:
            value = widget.format_value(field.value())
        if value is not None:
            data[field.html_name] = value
    return {**data, "version": case.version, "reason": "Erreur de saisie", **changes}


@pytest.mark.parametrize("build", [open_video_case, open_demonstration, open_closure])
def test_the_page_opens_with_what_the_case_says_and_saving_it_as_it_is_changes_nothing(agent, house, build):
    case = build(house)
    response = agent.post(page(case), filled(agent, case))
    assert response.status_code == 422
    assert "Aucune valeur n&#x27;a changé" in shown(response)
    assert Case.objects.get(pk=case.pk).version == 1


def test_a_correction_is_made_from_the_tab_and_read_in_the_history(agent, house):
    case = open_video_case(house)
    tab = reverse("directorate:case", args=[case.reference])
    assert page(case) in shown(agent.get(tab))
    response = agent.post(page(case), filled(agent, case, last_name=MARKUP, cameras_indoor="6"), follow=True)
    assert response.redirect_chain == [(tab, 302)]
    assert "La demande est corrigée." in shown(response)
    for text in (shown(response), shown(agent.get(tab + "?onglet=historique"))):
        assert MARKUP not in text
        assert "&lt;img src=x onerror=alert(1)&gt;" in text
    history = shown(agent.get(tab + "?onglet=historique"))
    assert "Demande corrigée" in history
    assert "Pharmacie du Lac" in history
    assert "Erreur de saisie" in history


def test_the_list_it_was_opened_from_is_not_forgotten(agent, house):
    case = open_video_case(house)
    response = agent.post(page(case) + "?liste=stage%3Dreceived", filled(agent, case, phone="01 00 00 00 01"))
    assert response.url.endswith("?liste=stage%3Dreceived")


def test_a_new_date_of_receipt_says_the_new_deadline(agent, house):
    case = open_video_case(house)
    response = agent.post(page(case), filled(agent, case, received_on="2026-02-20"), follow=True)
    assert "Prochaine échéance : Rejet né du silence, 20 juin 2026." in shown(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Motif de la correction"),
        ({"received_on": "2026-05-19"}, "La date de réception est dans l&#x27;avenir."),
        ({"retention_days": "99"}, "plus d&#x27;un mois"),
        ({"siret": "123"}, "SIRET"),
        ({"place_name": ""}, "Nom du site"),
    ],
)
def test_a_refused_correction_says_why_and_keeps_what_was_typed(agent, house, changes, sentence):
    case = open_video_case(house)
    response = agent.post(page(case), filled(agent, case, **{"last_name": MARKUP, "phone": "01 99", **changes}))
    assert response.status_code == 422
    text = shown(response)
    assert sentence in text
    assert 'value="01 99"' in text
    assert MARKUP not in text
    case = Case.objects.get(pk=case.pk)
    assert (case.version, case.party.last_name) == (1, COMPANY["last_name"])


def test_a_colleague_who_was_quicker_is_named_and_what_would_be_overwritten_is_shown(agent, house):
    case = open_video_case(house)
    data = filled(agent, case, phone="01 00 00 00 01")
    agent.force_login(house.colleague)
    agent.post(page(case), filled(agent, case, email="autre@exemple.invalid"))
    agent.force_login(house.agent)
    response = agent.post(page(case), data)
    assert response.status_code == 409
    text = shown(response)
    assert "Yves Leroux, le 18/05/2026 à 09:30" in text
    assert [change["label"] for change in response.context["overwritten"]] == ["Adresse électronique", "Téléphone"]
    assert "autre@exemple.invalid" in text
    assert 'value="01 00 00 00 01"' in text
    case = Case.objects.select_related("party").get(pk=case.pk)
    assert (case.party.phone, case.party.email) == ("", "autre@exemple.invalid")


def test_a_second_click_is_told_that_the_first_was_enough(agent, house):
    case = open_video_case(house)
    data = filled(agent, case, phone="01 00 00 00 01")
    agent.post(page(case), data)
    response = agent.post(page(case), data, follow=True)
    assert "La correction était déjà enregistrée" in shown(response)
    assert JournalEntry.objects.filter(action="case.corrected").count() == 1


@pytest.mark.parametrize(("build", "words"), [(at_signature, "à la signature"), (signed, "ne se corrige plus")])
def test_the_page_says_when_it_is_too_late(agent, house, build, words):
    case = build(house)
    response = agent.get(page(case))
    assert response.status_code == 409
    assert words in shown(response)
    assert page(case) not in shown(agent.get(reverse("directorate:case", args=[case.reference])))


def test_a_decision_signed_while_the_page_was_open_is_a_conflict(agent, house):
    case = step(at_signature(house), "return_draft", house.head, paris(2026, 4, 15), reason="Vérifier")
    data = filled(agent, case, phone="01 00 00 00 01")
    step(case, "submit", house.agent, paris(2026, 4, 16))
    response = agent.post(page(case), data)
    assert response.status_code == 409
    assert "Enregistrer la correction" not in shown(response)


def test_a_draft_in_preparation_is_to_be_read_again(agent, house):
    case = step(at_signature(house), "return_draft", house.head, paris(2026, 4, 15), reason="Vérifier")
    response = agent.post(page(case), filled(agent, case, phone="01 00 00 00 01"), follow=True)
    assert "relisez-le" in shown(response)


def test_another_service_finds_nothing_and_a_reader_may_not_write(client, house):
    case = open_video_case(house)
    client.force_login(house.stranger)
    assert client.get(page(case)).status_code == 404
    assert client.post(page(case), {"reason": "x"}).status_code == 404
    client.force_login(house.chief_of_staff)
    assert client.get(page(case)).status_code == 403
    assert page(case) not in shown(client.get(reverse("directorate:case", args=[case.reference])))


def test_a_secret_case_is_corrected_by_those_it_names(client, house):
    case = open_video_case(house)
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(house.colleague)
    assert client.get(page(case)).status_code == 404
    CaseStaff.objects.create(case=case, staff=house.colleague)
    assert client.post(page(case), filled(client, case, phone="01 00 00 00 01")).status_code == 302
