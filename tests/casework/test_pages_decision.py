"""The text of a decision, its preview, and the folder of what waits for a signature."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case, Decision
from tests.factories import COMPANY, at_signature, drafted, open_video_case, signed, step, with_commission_opinion
from tests.people import paris

pytestmark = pytest.mark.django_db
FOLDER = reverse("directorate:signature")


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(paris(2026, 4, 15), tick=False)


@pytest.fixture()
def agent(client, house):
    client.force_login(house.agent)
    return client


@pytest.fixture()
def draft(house):
    return drafted(house, with_commission_opinion(house, open_video_case(house)), "grant", paris(2026, 4, 13))


def page(case: Case) -> str:
    return reverse("directorate:decision", args=[case.reference])


def act(case: Case) -> str:
    return reverse("directorate:signature-act", args=[case.reference])


def shown(response) -> str:
    return response.content.decode()


def typed(case: Case, **changes) -> dict:
    """What the browser sends: the stored text with some changes."""
    decision = Decision.objects.get(case=case)
    return {
        "version": Case.objects.get(pk=case.pk).version,
        "title": decision.title,
        "visas": "\n".join(decision.visas),
        "grounds": "\n\n".join(decision.grounds),
        "articles": "\n\n".join(decision.articles),
        "conditions": decision.conditions,
        **changes,
    }


# --- the text -----------------------------------------------------------------------------------------------


def test_a_case_without_a_draft_has_no_decision_page(agent, house):
    assert agent.get(page(open_video_case(house))).status_code == 404


def test_the_act_is_beside_its_text(agent, draft):
    text = shown(agent.get(page(draft)))
    assert "letter-preview" in text
    assert "act-title" in text
    assert "<main>" not in text.partition("letter-preview")[2]


def test_the_preview_shows_what_is_typed_and_stores_nothing(agent, draft):
    url = reverse("directorate:decision-preview", args=[draft.reference])
    response = agent.post(url, typed(draft, articles="Les caméras sont <b>masquées</b>."))
    assert "Les caméras sont &lt;b&gt;masquées&lt;/b&gt;." in shown(response)
    assert Case.objects.get(pk=draft.pk).version == draft.version
    assert "masquées" not in " ".join(Decision.objects.get(case=draft).articles)


def test_the_preview_names_the_article_of_a_warning(agent, draft):
    url = reverse("directorate:decision-preview", args=[draft.reference])
    text = shown(agent.post(url, typed(draft, articles="Article [à compléter].")))
    assert "Un passage « à compléter » subsiste dans le texte." in text
    opinions = shown(agent.post(url, typed(draft, visas="")))
    assert opinions.count("alert-list__title") == 0


def test_without_a_script_a_button_refreshes_the_preview(agent, draft):
    response = agent.post(page(draft), typed(draft, title="Arrêté portant essai", preview=""))
    assert response.status_code == 200
    assert shown(response).count("portant essai") >= 2
    assert Decision.objects.get(case=draft).title != "Arrêté portant essai"


def test_a_draft_is_kept(agent, draft):
    response = agent.post(page(draft), typed(draft, conditions="Masquer les façades.", save=""))
    assert response.status_code == 302
    assert Decision.objects.get(case=draft).conditions == "Masquer les façades."


def test_a_colleague_who_saved_first_is_named_and_nothing_typed_is_lost(agent, house, draft):
    before = typed(draft, conditions="Ma version", save="")
    step(draft, "submit", house.colleague, paris(2026, 4, 15, 8, 5))
    step(draft, "return_draft", house.head, paris(2026, 4, 15, 8, 20), reason="Préciser")
    response = agent.post(page(draft), before)
    assert response.status_code == 409
    assert "Aïcha Benali, le 15/04/2026 à 08:20" in shown(response)
    assert "Ma version" in shown(response)
    assert agent.post(page(draft), typed(draft, conditions="Ma version", save="")).status_code == 302


def test_an_invalid_text_never_hides_that_the_case_has_changed(agent, house, draft):
    before = typed(draft, title="", save="")
    step(draft, "submit", house.colleague, paris(2026, 4, 15, 8, 5))
    assert agent.post(page(draft), before).status_code == 409


def test_submitting_saves_first_and_says_what_is_not_ready(agent, draft):
    response = agent.post(page(draft), typed(draft, articles="Article [à compléter].", submit=""))
    assert response.status_code == 422
    assert "Le projet est enregistré, mais il ne peut pas encore être soumis" in shown(response)
    assert Decision.objects.get(case=draft).articles == ["Article [à compléter]."]
    assert Case.objects.get(pk=draft.pk).stage == "proposal"
    assert f'name="version" value="{Case.objects.get(pk=draft.pk).version}"' in shown(response)


def test_a_ready_decision_goes_to_the_signature(agent, draft):
    assert agent.post(page(draft), typed(draft, submit="")).status_code == 302
    assert Case.objects.get(pk=draft.pk).stage == "signature"


def test_a_reader_sees_the_act_and_cannot_change_it(client, house, draft):
    client.force_login(house.prefect)
    assert "decision-form" not in shown(client.get(page(draft)))
    assert client.post(page(draft), typed(draft, save="")).status_code == 403


def test_markup_in_a_name_is_text_in_the_act_too(agent, house):
    case = open_video_case(house, party={**COMPANY, "last_name": "<svg onload=alert(1)>"})
    case = drafted(house, with_commission_opinion(house, case), "grant", paris(2026, 4, 13))
    text = shown(agent.get(page(case)))
    assert "<svg onload" not in text
    assert "&lt;svg onload=alert(1)&gt;" in text


# --- the folder ---------------------------------------------------------------------------------------------


def test_the_folder_costs_the_same_with_one_act_and_with_five(client, house):
    client.force_login(house.director)
    at_signature(house)
    client.get(FOLDER)
    with CaptureQueriesContext(connection) as one:
        client.get(FOLDER)
    for _ in range(4):
        at_signature(house)
    with CaptureQueriesContext(connection) as five:
        client.get(FOLDER)
    assert len(one) == len(five)


def test_the_folder_says_who_may_sign_today(client, house):
    case = at_signature(house)
    client.force_login(house.director)
    text = shown(client.get(FOLDER))
    assert case.reference in text
    assert "arrêté n° 2026/00012" in text
    client.force_login(house.agent)
    response = client.get(FOLDER)
    assert response.context["mine"] == []
    assert "Claire Martin" in shown(response)


def test_an_act_of_another_service_is_not_in_the_folder(client, house):
    case = at_signature(house)
    client.force_login(house.stranger)
    assert case.reference not in shown(client.get(FOLDER))
    assert client.get(act(case)).status_code == 404


def test_the_inbox_opens_one_act(client, house):
    case = at_signature(house)
    client.force_login(house.director)
    assert client.get(FOLDER, {"dossier": case.reference}).url == act(case)


def test_reading_signs_nothing(client, house):
    case = at_signature(house)
    client.force_login(house.director)
    response = client.get(act(case))
    assert response.status_code == 200
    assert "Signer cet acte" in shown(response)
    assert Case.objects.get(pk=case.pk).stage == "signature"


def test_after_a_signature_comes_the_next_act(client, house):
    first, second = at_signature(house), at_signature(house)
    client.force_login(house.director)
    response = client.post(act(first), {"version": first.version, "sign": ""})
    assert response.url == act(second)
    assert Decision.objects.get(case=first).signed_by == house.director
    response = client.post(act(second), {"version": second.version, "sign": ""})
    assert response.url == FOLDER


def test_a_second_click_signs_once(client, house):
    case = at_signature(house)
    client.force_login(house.director)
    sent = {"version": case.version, "sign": ""}
    client.post(act(case), sent)
    number = Decision.objects.get(case=case).number
    assert client.post(act(case), sent).status_code == 409
    assert Decision.objects.get(case=case).number == number


def test_without_a_power_the_refusal_says_why(client, house):
    case = at_signature(house)
    client.force_login(house.agent)
    assert "Signer cet acte" not in shown(client.get(act(case)))
    response = client.post(act(case), {"version": case.version, "sign": ""})
    assert response.status_code == 403
    assert "ne couvre pas les actes de nature" in shown(response)
    assert Case.objects.get(pk=case.pk).stage == "signature"


def test_an_act_is_sent_back_with_a_reason(client, house):
    case = at_signature(house)
    client.force_login(house.director)
    assert client.post(act(case), {"version": case.version, "return": "", "reason": ""}).status_code == 422
    sent = {"version": case.version, "return": "", "reason": "Motiver l'article 2"}
    assert client.post(act(case), sent).status_code == 302
    assert Decision.objects.get(case=case).returned_reason == "Motiver l'article 2"
    client.force_login(house.agent)
    assert "Motiver l&#x27;article 2" in shown(client.get(page(case)))


def test_an_act_already_signed_leads_to_its_case(client, house):
    case = signed(house)
    client.force_login(house.director)
    assert client.get(act(case)).status_code == 302
