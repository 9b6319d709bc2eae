"""The pages of the volunteers: the board, a mission from its request to its team, the private page and its links."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from directorate.jobs.models import OutgoingMail
from directorate.manifests import Question
from road_safety.strategy.reporting import report_of
from road_safety.volunteers import links, queries, sources
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers import people_operations as people
from road_safety.volunteers import portal_operations as portal
from road_safety.volunteers.models import ExpenseClaim, Mission, MissionAssignment, Volunteer
from tests.people import paris
from tests.road_safety.strategy_stage import opened
from tests.road_safety.volunteers_stage import AT, active, confirmed, held, staffed

MISSION = {
    "title": "Permis piéton", "requester": "École du Vieux Moulin", "starts_at": "2026-05-12T09:00",
    "ends_at": "2026-05-12T12:00", "commune": "94028", "theme": "pedestrian", "audience": "primary",
}  # fmt: skip
CANDIDATE = {
    "last_name": "Sorel", "first_name": "Odette", "birth_date": "1958-03-02", "email": "odette@exemple.invalid",
    "home_commune": "94028", "origin": "retired", "motivation": "Transmettre.",
}  # fmt: skip
IBAN = "FR7630006000011234567890189"


@pytest.fixture(autouse=True)
def _april(time_machine, db):
    time_machine.move_to(AT, tick=False)
    cache.clear()


def at_page(name: str, *arguments) -> str:
    return reverse(f"road_safety:{name}", args=arguments)


def test_a_mission_goes_from_its_request_to_its_orders(client, bureau):
    person = active("IDSR-2026-90", bureau.house.creteil, "school")
    client.force_login(bureau.agent)
    client.post(at_page("mission-new"), MISSION)
    row = Mission.objects.get()
    assert row.number == "MISSION-2026-001"
    assert "Qualifier la demande" in client.get(at_page("mission", row.pk)).content.decode()
    assert client.post(at_page("mission-needs", row.pk), {"count_1": "", "module_1": ""}).status_code == 422
    assert client.post(at_page("mission-needs", row.pk), {"count_1": 1, "module_1": "school"}).status_code == 302
    assert client.post(at_page("mission-act", row.pk, "ouvrir")).status_code == 302
    page = client.get(at_page("mission-team", row.pk)).content.decode()
    assert "Module valable : Milieu scolaire" in page
    assert "Habite la commune" in page
    answer = client.post(at_page("mission-assign", row.pk, person.pk),
                         {"module": "school", "role": "leader", "has_accepted": "on"})  # fmt: skip
    assert answer.status_code == 302
    assert client.post(at_page("mission-act", row.pk, "confirmer")).status_code == 302
    found = MissionAssignment.objects.get()
    order = client.get(at_page("assignment-order", found.pk))
    assert b"".join(order.streaming_content).startswith(b"%PDF")
    board = client.get(at_page("volunteers-board") + "?semaine=2026-05-12").content.decode()
    assert "Permis piéton" in board
    assert client.get(at_page("volunteers-board") + "?semaine=9999-99-99").status_code == 200


def test_why_not_is_said_rule_by_rule(client, bureau):
    person = active()
    person.appointments.update(engagement_signed_on=None)
    row = staffed(bureau.agent, bureau.house.creteil, with_minors=True)
    client.force_login(bureau.agent)
    page = client.get(at_page("mission-team", row.pk)).content.decode()
    for words in ("IDSR-01", "IDSR-09", "honorabilité non vérifiée"):
        assert words in page
    refused = client.post(at_page("mission-assign", row.pk, person.pk), {"module": "", "role": "member"})
    assert refused.status_code == 422
    assert "IDSR-01" in refused.content.decode()


def test_the_link_of_a_proposal_answers_once(client, bureau):
    person = active()
    row = staffed(bureau.agent, bureau.house.creteil)
    missions.assign(mission=row, volunteer=person, by=bureau.agent, at=AT)
    url = re.search(r"https?://[^/]+(/\S+)", OutgoingMail.objects.latest("pk").body)[1]
    assert "J'accepte la mission" in client.get(url).content.decode().replace("&#x27;", "'")
    assert MissionAssignment.objects.get().status == "proposed"
    answer = client.post(url, {"answer": "yes", "note_given": "Avec plaisir."})
    assert "Merci" in answer.content.decode()
    assert MissionAssignment.objects.get().status == "accepted"
    assert client.get(url).status_code == 410
    assert client.post(url, {"answer": "no"}).status_code == 410


def test_idsr_10_a_volunteer_sees_only_his_own_things(client, bureau):
    by, town = bureau.agent, bureau.house.creteil
    one = active("IDSR-2026-90", phone="0611111111")
    other = active("IDSR-2026-91", first_name="Gilles", phone="0622222222")
    theirs = confirmed(by, town, other, start=(14, 0), end=(15, 0))
    shared = staffed(by, town, needs=[("", 2)])
    mine = missions.assign(mission=shared, volunteer=one, by=by, at=AT)
    missions.assign(mission=shared, volunteer=other, has_accepted=True, by=by, at=AT)
    code = links.open_page(one, AT)
    page = client.get(at_page("volunteer-page", code)).content.decode()
    assert theirs.mission.number not in page
    # Proposed is not engaged: the telephone of the other shows once he has accepted.
    assert "0622222222" not in page
    assert client.post(at_page("volunteer-page-act-on", code, "accepter", mine.pk)).status_code == 302
    assert "0622222222" in client.get(at_page("volunteer-page", code)).content.decode()
    for verb in ("accepter", "compte-rendu", "frais"):
        assert client.get(at_page("volunteer-page-act-on", code, verb, theirs.pk)).status_code == 404
    assert client.get(at_page("volunteer-page-order", code, theirs.pk)).status_code == 404
    strange = client.get(at_page("volunteer-page", "inconnu"))
    assert strange.status_code == 410
    people.end(volunteer=active("IDSR-2026-92"), ended_on=AT.date(), end_reason="moved", by=by, at=AT)
    assert client.get(at_page("volunteer-page", code)).status_code == 200
    again = links.open_page(one, AT)
    assert client.get(at_page("volunteer-page", code)).status_code == 410
    assert client.get(at_page("volunteer-page", again)).status_code == 200


def test_his_page_takes_availability_bank_expenses_and_calendar(client, bureau, time_machine):
    person = active()
    later = paris(2026, 5, 12, 18)
    found = held(bureau.agent, bureau.house.creteil, person, later)
    time_machine.move_to(later, tick=False)
    code = links.open_page(person, later)

    def act(verb, data, *arguments):
        name = "volunteer-page-act-on" if arguments else "volunteer-page-act"
        return client.post(at_page(name, code, verb, *arguments), data)

    refused = act("disponibilite", {"kind": "available", "starts_at": "2026-06-02T09:00", "ends_at": "2026-06-02T12:00",
                                    "repeats": "1"})  # fmt: skip
    assert refused.status_code == 422
    assert "jusqu" in refused.content.decode()
    assert act("disponibilite", {"kind": "available", "starts_at": "2026-06-02T09:00", "ends_at": "2026-06-02T12:00",
                                 "repeats": "1", "until": "2026-09-30"}).status_code == 302  # fmt: skip
    assert act("compte-bancaire", {"iban": "FR7630006000011234567890188"}).status_code == 422
    assert act("compte-bancaire", {"iban": IBAN}).status_code == 302
    assert act("compte-rendu", {"met": 45}, found.pk).status_code == 302
    assert act("frais", {"kilometres": "34", "meals": "1", "other": "0"}, found.pk).status_code == 302
    assert act("deposer-frais", {}, found.pk).status_code == 302
    claim = ExpenseClaim.objects.get()
    assert (claim.status, str(claim.total)) == ("submitted", "47.88")
    assert IBAN not in client.get(at_page("volunteer-page", code)).content.decode()
    shown = act("calendrier", {"gesture": "open"}).content.decode()
    feed = re.search(r"https?://[^/]+(/intervenant/calendrier/[\w-]+\.ics)", shown)[1]
    calendar = client.get(feed)
    assert calendar["Content-Type"].startswith("text/calendar")
    assert "Stand deux-roues" in calendar.content.decode()
    assert "0600000000" not in calendar.content.decode()
    act("calendrier", {"gesture": "revoke"})
    assert client.get(feed).status_code == 404


def test_a_candidate_comes_by_the_public_door(client, bureau):
    assert client.get(at_page("volunteer-door")).status_code == 200
    assert client.post(at_page("volunteer-door"), {**CANDIDATE, "email": "faux"}).status_code == 422
    assert client.post(at_page("volunteer-door"), CANDIDATE).status_code == 302
    row = Volunteer.objects.get()
    assert (row.number, row.state) == ("", "candidate")
    assert not queries.volunteers().exists()
    url = re.search(r"https?://[^/]+(/\S+)", OutgoingMail.objects.get().body)[1]
    assert client.get(url).status_code == 200
    assert not queries.volunteers().exists()
    assert client.post(url).status_code == 302
    row.refresh_from_db()
    assert row.number == "IDSR-2026-01"
    assert client.post(url).status_code == 409
    assert people.forget_unconfirmed(at=AT + timedelta(days=60)) == 0


def test_an_unconfirmed_application_is_erased(client, bureau):
    client.post(at_page("volunteer-door"), CANDIDATE)
    assert people.forget_unconfirmed(at=AT + timedelta(days=15)) == 0
    assert people.forget_unconfirmed(at=AT + timedelta(days=15, seconds=1)) == 1
    with pytest.raises(Exception, match="Plusieurs"):
        for _ in range(4):
            portal.apply(last_name="A", first_name="B", email="a@exemple.invalid", origin="other", at=AT)


def test_sealed_data_show_after_a_button_and_to_two_roles(client, bureau):
    person = active()
    people.seal_data(volunteer=person, iban=IBAN, by=bureau.agent, at=AT)
    url = at_page("volunteer-sealed", person.pk)
    for stranger in (bureau.agent, bureau.house.director):
        client.force_login(stranger)
        assert client.get(url).status_code == 403
        assert "Lire les données scellées" not in client.get(at_page("volunteer", person.pk)).content.decode()
    client.force_login(bureau.head)
    assert "3000" not in client.get(url).content.decode()
    answer = client.post(url)
    assert "FR76 3000" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_papers_are_edited(client, bureau):
    person = active()
    found = held(bureau.agent, bureau.house.creteil, person, paris(2026, 5, 12, 18))
    named = person.appointments.get()
    client.force_login(bureau.agent)
    for name, arguments in (("appointment-paper", [named.pk, "engagement"]), ("appointment-paper", [named.pk, "carte"]),
                            ("volunteer-activity", [person.pk, 2026]), ("assignment-order", [found.pk])):  # fmt: skip
        answer = client.get(at_page(name, *arguments))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.get(at_page("appointment-paper", named.pk, "inconnu")).status_code == 404
    assert client.get(at_page("appointment-paper", named.pk, "arrete")).status_code == 404


def test_sources_tell_the_house(bureau):
    row = staffed(bureau.agent, bureau.house.creteil)
    active()
    staff = bureau.agent
    values = {figure.label: figure.value for figure in sources.figures(staff, AT)}
    assert values["Missions à pourvoir"] == 1
    assert [event.label for event in sources.agenda(staff, row.starts_at.date(), row.starts_at.date())]
    assert sources.find(Question(staff, row.number, AT, 5)).hits[0].exact
    assert sources.find(Question(staff, "nadia sorel", AT, 5)).hits
    assert [point.tone for point in sources.on_the_map(staff, AT)] == ["warning"]
    stranger = bureau.house.agent
    assert not list(sources.on_the_map(stranger, AT))
    assert not sources.find(Question(stranger, row.number, AT, 5)).hits
    assert not list(sources.agenda(stranger, row.starts_at.date(), row.starts_at.date()))


def test_the_api_says_nothing_private(client, bureau):
    active("IDSR-2026-90", bureau.house.creteil)
    client.force_login(bureau.agent)
    rows = client.get("/api/v1/volunteers/").json()
    assert "exemple.invalid" not in str(rows)
    assert "0600000000" not in str(rows)
    client.force_login(bureau.house.agent)
    assert client.get("/api/v1/volunteers/").status_code == 403


@pytest.mark.parametrize("watch", ["renewal", "engagement", "under", "reports"])
def test_what_is_to_follow_is_a_filter_of_the_list(client, bureau, watch):
    active()
    client.force_login(bureau.agent)
    assert client.get(at_page("volunteers") + f"?watch={watch}").status_code == 200
    assert client.get(at_page("volunteers") + "?module=common_core").status_code == 200
    assert client.get(at_page("missions") + "?covered=late").status_code == 200


def test_the_report_of_a_plan_counts_the_volunteers(bureau):
    plan = opened(bureau.agent)
    held(bureau.agent, bureau.house.creteil, active(), paris(2026, 5, 12, 18))
    lines = dict(report_of(plan, paris(2026, 6, 1).date())["totals"])
    assert lines["Missions d'intervenants réalisées"] == "1"
    assert lines["Heures données par les intervenants"] == "3,0"


@pytest.mark.parametrize("born", ["9999-01-01", "2026-04-21", "0001-01-01", "1900-01-01"])
def test_a_birth_date_that_cannot_be_is_refused_at_the_door(client, bureau, born):
    answer = client.post(at_page("volunteer-door"), {**CANDIDATE, "birth_date": born})
    assert answer.status_code == 422
    assert "Cette date de naissance" in answer.content.decode()
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(("year", "status"), [(0, 404), (1999, 404), (2000, 200), (2100, 200), (2101, 404),
                                              (99_999, 404), (10**12, 404)])  # fmt: skip
def test_the_attestation_is_of_a_year_of_the_register(client, bureau, year, status):
    client.force_login(bureau.agent)
    assert client.get(at_page("volunteer-activity", active().pk, year)).status_code == status
