"""What visits tell the rest of the application: figures, agenda, search, map, histories, API; the demonstration."""

from datetime import timedelta

import pytest

from civil_protection.establishments.models import Establishment
from civil_protection.safety_visits import queries, sources, stories
from civil_protection.safety_visits.invented import invent
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from directorate.manifests import Question
from tests.civil_protection.establishment_rows import AT, an_establishment
from tests.civil_protection.visit_rows import DAY, ON, WHY, answered, day, planned, refused


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


def test_figures_say_how_many_how_old_and_where_one_sleeps(desk):
    refused(desk.agent, at=AT - timedelta(days=30), sleeping=True, activity="O")
    an_establishment(by=desk.agent, last_visit_on=day("2019-01-05"))
    found = {row.label: row for row in sources.figures(desk.agent, AT)}
    against = found["Établissements sous avis défavorable"]
    assert (against.value, against.hint, against.tone) == (1, "Le plus ancien : 30 jours", "error")
    assert found["dont locaux à sommeil"].value == 1
    assert found["Visites périodiques en retard"].value == 1


def test_the_agenda_holds_the_visits_and_the_escalation(desk, house):
    refused(desk.agent)
    planned(an_establishment(by=desk.agent), desk.agent, planned_on=ON + 2 * DAY)
    found = list(sources.agenda(desk.agent, ON, ON + 200 * DAY))
    assert [row.day for row in found] == [ON + 2 * DAY, ON + 21 * DAY, ON + 90 * DAY, ON + 180 * DAY]
    assert "lettre du préfet au maire" in found[1].label
    assert list(sources.agenda(house.agent, ON, ON + 200 * DAY)) == []


def test_search_map_and_histories(desk, house):
    opinion = refused(desk.agent, name="Auberge du Moulin")
    asked = Question(desk.agent, "moulin", AT, 5)
    assert [hit.kind for hit in sources.find(asked).hits] == ["Avis défavorable"]
    assert not sources.find(Question(house.agent, "moulin", AT, 5)).hits
    (point,) = sources.on_the_map(desk.agent, AT)
    assert "avis défavorable, 0 jours" in point.label
    assert len(list(sources.history(desk.agent, "commune", "94028", AT))) == 1
    place = str(opinion.establishment_id)
    assert "avis défavorable" in next(iter(sources.history(desk.agent, "establishment", place, AT))).label
    assert not list(sources.history(house.agent, "commune", "94028", AT))


def test_the_service_reads_visits_opinions_and_requirements_over_the_api(desk, client, house):
    visit = answered(an_establishment(by=desk.agent), desk.agent, "unfavourable")
    SafetyRequirement.objects.create(establishment=visit.establishment, visit=visit, number=1, text="Alarme",
                                     category="operation")  # fmt: skip
    paths = ("safety-visits/", f"safety-visits/{visit.pk}/", "unfavourable-opinions/?state=live",
             f"unfavourable-opinions/{visit.follow_up_id}/", "safety-requirements/?state=live")  # fmt: skip
    client.force_login(desk.agent)
    answers = [client.get(f"/api/v1/{path}") for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[1].json()["opinion"] == {"code": "unfavourable", "label": "Défavorable"}
    assert answers[3].json()["reasons"] == WHY and answers[3].json()["age"] == 0
    assert client.get("/api/v1/unfavourable-opinions/999999/").status_code == 404
    client.force_login(house.agent)
    assert {client.get(f"/api/v1/{path}").status_code for path in paths} == {403}


def test_the_demonstration_agrees_with_the_register(desk):
    for rank in range(6):
        an_establishment(by=desk.agent, last_visit_on=ON - (100 + 90 * rank) * DAY, opened_on=day("2005-01-01"))
    Establishment.objects.filter(pk=Establishment.objects.first().pk).update(current_opinion="unfavourable")
    stories.tell(AT)
    for place in Establishment.objects.all():
        last = SafetyVisit.objects.filter(establishment=place, state="held", kind__in=("periodic", "reception"))
        assert last.order_by("-held_on").first().held_on == place.last_visit_on
        live = UnfavourableOpinion.objects.filter(establishment=place, lifted_on=None)
        assert live.exists() is (place.current_opinion == "unfavourable")
    assert SafetyVisit.objects.filter(state="not_held").count() == 1
    assert UnfavourableOpinion.objects.exclude(lifted_on=None).exists()
    assert SafetyVisit.objects.filter(state="planned").exists()
    before = SafetyVisit.objects.count()
    invent(ON, AT, desk.agent.pk)
    assert SafetyVisit.objects.count() == before
    assert all(one.row.last_step for one in queries.owed(ON))
