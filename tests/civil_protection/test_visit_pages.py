"""The pages of visits, requirements and unfavourable opinions."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civil_protection.safety_visits import queries
from civil_protection.safety_visits.filters import OpinionFilter
from civil_protection.safety_visits.models import SafetyVisit, UnfavourableOpinion
from directorate.documents.pdf_text import text_of_pdf
from tests.civil_protection.establishment_rows import AT, an_establishment
from tests.civil_protection.visit_rows import DAY, ON, WHY, answered, day, held, planned, refused, reported


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def agent(desk, client):
    client.force_login(desk.agent)
    return client


def at(name: str, *args) -> str:
    return reverse(f"civil_protection:{name}", args=args)


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def pdf_of(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    return " ".join(text_of_pdf(b"".join(response.streaming_content)).split())


EMPTY = ["safety-visits", "visits-due", "visit-rounds", "visit-activity", "safety-requirements", "requirement-library",
         "unfavourable-opinions", "unfavourable-state", "safety-visit-new", "unfavourable-new"]  # fmt: skip


@pytest.mark.parametrize("name", EMPTY)
def test_every_page_says_something_when_there_is_nothing(agent, name):
    assert "<h1" in text_of(agent.get(at(name)))


@pytest.mark.parametrize("name", EMPTY)
def test_the_other_services_do_not_enter(desk, client, house, name):
    client.force_login(house.agent)
    assert client.get(at(name)).status_code == 403


def test_a_visit_from_page_to_page(agent, desk):
    place = an_establishment(by=desk.agent)
    form = {"establishment": place.number.lower(), "kind": "periodic", "planned_on": ON.isoformat(), "half": "morning"}
    assert agent.post(at("safety-visit-new"), {**form, "establishment": "ERP-99999"}).status_code == 422
    assert agent.post(at("safety-visit-new"), form).status_code == 302
    visit = SafetyVisit.objects.get()
    assert visit.commission
    page = text_of(agent.get(at("safety-visit", visit.pk)))
    assert "Sans l'un de ces membres" in page.replace("&#x27;", "'") and "Enregistrer la visite" in page
    group = {"held_on": ON.isoformat(), "name_fire": "Lt Aubry", "present_fire": "on", "certified": "on",
             "name_police": "Cne Roussel", "present_police": "on", "name_mayor": "Mme Delorme"}  # fmt: skip
    refused_page = agent.post(at("safety-visit-act", visit.pk, "tenir"), group)
    assert refused_page.status_code == 422 and "art. 49" in refused_page.content.decode()
    assert agent.post(at("safety-visit-act", visit.pk, "tenir"), {**group, "present_mayor": "on"}).status_code == 302
    report = {"report": "Visite complète.", "proposal": "unfavourable", "position_0": "unfavourable",
              "position_1": "unfavourable"}  # fmt: skip
    assert agent.post(at("safety-visit-act", visit.pk, "rapport"), report).status_code == 422
    report["position_2"] = "favourable"
    assert agent.post(at("safety-visit-act", visit.pk, "rapport"), report).status_code == 302
    library = text_of(agent.get(at("requirement-library"), {"q": "extincteur", "visit": visit.pk}))
    assert "phrase=extincteurs" in library
    filled = text_of(agent.get(at("safety-visit-act", visit.pk, "prescrire"), {"phrase": "extincteurs"}))
    assert "MS 38" in filled
    line = {"text": "Compléter les extincteurs.", "article": "MS 38", "category": "regulatory"}
    assert agent.post(at("safety-visit-act", visit.pk, "prescrire"), line).status_code == 302
    opinion = {"opinion": "unfavourable", "opinion_on": ON.isoformat(), "opinion_why": WHY}
    assert agent.post(at("safety-visit-act", visit.pk, "avis"), opinion).status_code == 302
    page = text_of(agent.get(at("safety-visit", visit.pk)))
    assert "Suivi de l" in page and "Compléter les extincteurs." in page
    minutes = pdf_of(agent.get(at("safety-visit-minutes", visit.pk)))
    assert "Procès-verbal" in minutes and "Lt Aubry" in minutes and "MS 38" in minutes and "Défavorable" in minutes
    check = at("requirement-check", visit.requirements.get().pk)
    fact = {"state": "lifted", "checked_on": ON.isoformat(), "checked_by": "Lt Aubry"}
    assert agent.post(check, fact).status_code == 302
    assert agent.post(check, fact).status_code == 422


def test_the_minutes_of_a_visit_to_come_do_not_exist(agent, desk):
    visit = planned(an_establishment(by=desk.agent), desk.agent)
    assert agent.get(at("safety-visit-minutes", visit.pk)).status_code == 404
    assert agent.get(at("safety-visit-act", visit.pk, "inconnu")).status_code == 404
    assert agent.get(at("safety-visit", 999)).status_code == 404


def test_an_unfavourable_opinion_from_page_to_page(agent, desk):
    opinion = refused(desk.agent, sleeping=True, activity="O")
    page = text_of(agent.get(at("unfavourable-opinion", opinion.pk)))
    assert "Écrire au maire" in page and "R123-28" in page and "J+21" in page
    act = at("unfavourable-act", opinion.pk, "decision")
    assert agent.post(act, {"decision": "goes_on", "decided_on": ON.isoformat()}).status_code == 422
    assert agent.post(act, {"decision": "none", "decided_on": ON.isoformat()}).status_code == 302
    assert agent.post(at("unfavourable-act", opinion.pk, "rappel"), {"reminded_on": ON.isoformat()}).status_code == 302
    closure = {"signed_on": ON.isoformat(), "infringements": "x", "works": "y"}
    response = agent.post(at("unfavourable-act", opinion.pk, "fermeture"), closure)
    assert response.status_code == 422 and "R123-28" in response.content.decode()
    state = text_of(agent.get(at("unfavourable-state")))
    assert "Aucune suite" in state and "0 à 90 jours : 1" in state
    listed = pdf_of(agent.get(at("unfavourable-state-file", "pdf")))
    assert "sous avis défavorable" in listed and "dont 1 avec locaux à sommeil" in listed
    assert agent.get(at("unfavourable-state-file", "ods")).status_code == 200
    assert agent.get(at("unfavourable-state-file", "exe")).status_code == 404
    assert agent.get(at("unfavourable-letter", opinion.pk, "fermeture", "pdf")).status_code == 404


def test_an_opinion_given_on_a_file_is_followed_too(agent, desk):
    place = an_establishment(by=desk.agent)
    form = {"establishment": place.number, "opened_on": ON.isoformat(), "reasons": WHY}
    assert agent.post(at("unfavourable-new"), form).status_code == 302
    place.refresh_from_db()
    assert place.current_opinion == "unfavourable" and UnfavourableOpinion.objects.get().establishment == place


@pytest.mark.parametrize(
    ("query", "count"),
    [("band=0", 1), ("band=1", 1), ("band=3", 0), ("sleeping=yes", 1), ("state=live", 2), ("state=lifted", 0),
     ("decision=none", 0), ("danger=yes", 0)],
)  # fmt: skip
def test_filters_of_the_unfavourable_opinions(agent, desk, query, count):
    refused(desk.agent)
    other = refused(desk.agent, sleeping=True, activity="O")
    UnfavourableOpinion.objects.filter(pk=other.pk).update(opened_on=ON - 120 * DAY)
    found = OpinionFilter(QueryDict(query), queries.opinions()).qs
    assert found.count() == count
    assert agent.get(f"{at('unfavourable-opinions')}?{query}").status_code == 200


def test_rounds_are_proposed_then_planned(agent, desk):
    for _ in range(2):
        an_establishment(by=desk.agent, last_visit_on=day("2019-01-05"))
    page = text_of(agent.get(at("visit-rounds")))
    assert "2026-06-25|morning|94028|" in page
    value = page.split('name="proposed" value="')[1].split('"')[0]
    assert agent.post(at("visit-rounds"), {}).status_code == 422
    assert agent.post(at("visit-rounds"), {"proposed": "2026-02-31|morning|94028|1"}).status_code == 422
    assert agent.post(at("visit-rounds"), {"proposed": value}).status_code == 302
    assert SafetyVisit.objects.filter(state="planned").count() == 2
    again = agent.post(at("visit-rounds"), {"proposed": value})
    assert again.status_code == 422 and "vient d" in again.content.decode()
    assert agent.get(at("visit-rounds"), {"first": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["visits-due", "safety-visits", "unfavourable-opinions", "unfavourable-state"])
def test_a_page_costs_the_same_with_more_rows(agent, desk, name):
    refused(desk.agent)
    agent.get(at(name))
    with CaptureQueriesContext(connection) as few:
        agent.get(at(name))
    for _ in range(4):
        refused(desk.agent)
        an_establishment(by=desk.agent, last_visit_on=day("2015-01-05"), sleeping=True, activity="O")
    with CaptureQueriesContext(connection) as many:
        agent.get(at(name))
    assert len(many) == len(few)


def test_the_activity_of_a_year(agent, desk):
    answered(an_establishment(by=desk.agent), desk.agent, "favourable")
    reported(held(an_establishment(by=desk.agent), desk.agent, kind="unannounced"), desk.agent)
    page = text_of(agent.get(at("visit-activity"), {"year": "2026"}))
    assert "100 % (1 sur 1)" in page
    assert "Aucune visite périodique" in text_of(agent.get(at("visit-activity"), {"year": "2020"}))
    assert agent.get(at("visit-activity"), {"year": "9" * 40}).status_code == 200
