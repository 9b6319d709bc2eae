"""Every page of the alert, as those who work there see it; what is hostile shows as text; who may not enter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.campaigns.models import AlertCampaign, CampaignTarget, ScriptedAnswer
from civil_protection.alerts.campaigns.operations import cancel
from civil_protection.alerts.directory.models import AlertContact, DirectoryTask
from civil_protection.alerts.queries import vigilance_now
from civil_protection.alerts.sirens.models import Siren, SirenTest, SirenTicket
from civil_protection.alerts.sirens.operations import save_siren
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.operations import record_bulletin
from directorate.journal.models import JournalEntry
from directorate.partners.operations import issue_token
from directorate.web.errors import DomainError
from tests.civil_protection.alert_stage import MAYOR, T0, play, staged

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def night(time_machine):
    time_machine.move_to(T0 + timedelta(minutes=16), tick=False)


@pytest.fixture()
def alert(desk):
    found = staged(desk, mode="exercise")
    found.group.communes.add(desk.house.vincennes)
    return found


@pytest.fixture()
def live(alert):
    alert.launch()
    play(T0, T0 + timedelta(minutes=15), every=300)
    return alert


def at(name: str, *arguments) -> str:
    return reverse(f"civil_protection:{name}", args=arguments)


def body(answer) -> str:
    return answer.content.decode()


def posted(client, page: str, /, *arguments, **data):
    return client.post(at(page, *arguments), data)


def numbers(*pairs) -> dict:
    found = {}
    for rank, (kind, number) in enumerate(pairs, start=1):
        found |= {f"kind_{rank}": kind, f"number_{rank}": number}
    return found


def test_every_page_of_a_live_campaign_answers_and_says_exercise(client, live):
    campaign, target = live.campaign, live.creteil
    client.force_login(live.desk.agent)
    for address in (
        at("alert-campaigns"), at("alert-scenarios"), at("alert-scenario", live.scenario.pk), at("alert-groups"),
        at("alert-group", live.group.pk), at("alert-contacts"), at("alert-quality"), at("alert-directory-tasks"),
        at("alert-answers"), at("sirens"), at("siren-tests"), at("vigilance"), at("vigilance-season"),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    for address in (at("alert-campaign", campaign.pk), at("alert-operator", campaign.pk),
                    at("alert-target", target.pk), at("alert-report", campaign.pk)):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "EXERCICE EXERCICE" in body(answer), address


def test_the_live_part_of_the_page_answers_only_when_something_moved(client, live):
    client.force_login(live.desk.agent)
    address = at("alert-campaign", live.campaign.pk)
    page = client.get(address)
    version = page.context["version"]
    # Whoever did not answer was called, also while the campaign still waits for them.
    assert all(line.calls for line in page.context["lines"] if "sans réponse" in line.detail)
    assert (
        sum(line.calls for line in page.context["lines"])
        == live.campaign.attempts.filter(channel="voice", sent_at__isnull=False).count()
    )
    assert f"version={version}" in body(client.get(address))
    asked = {"headers": {"HX-Request": "true"}}
    assert client.get(f"{address}?version={version}", **asked).status_code == 204
    answer = client.get(f"{address}?version=other", **asked)
    assert body(answer).startswith('<div id="campaign"')


def test_a_campaign_is_prepared_then_launched_from_the_pages(client, alert):
    client.force_login(alert.desk.agent)
    new = at("alert-campaign-new", alert.scenario.pk)
    told = {
        "label": "Crue", "mode": "exercise", "group": alert.group.pk, "voice_text": "La Seine monte. Touche 1.",
        "sms_text": "La Seine monte.", "mail_subject": "Crue", "decider": alert.desk.house.director.pk,
        "decided_at": "2026-03-02T02:10", "objective_minutes": 30, "coverage_percent": 95,
    }  # fmt: skip
    assert client.get(new).status_code == 200
    refused = client.post(new, {**told, "voice_text": "mot " * 200})
    assert refused.status_code == 422
    assert "45 au plus" in body(refused)
    assert client.post(new, {**told, "mode": ""}).status_code == 422
    assert client.post(new, told).status_code == 302
    campaign = AlertCampaign.objects.get(label="Crue")
    page = body(client.get(at("alert-campaign", campaign.pk)))
    assert "Si elle partait maintenant" in page
    assert "Vincennes" in page
    launch = at("alert-campaign-act", campaign.pk, "lancer")
    assert client.post(launch, {}).status_code == 422
    assert client.post(launch, {"confirmed": "on"}).status_code == 302
    again = client.post(launch, {"confirmed": "on"})
    assert again.status_code == 422
    assert "ne peut plus être lancée" in body(again)
    campaign.refresh_from_db()
    assert campaign.voice_text.startswith("EXERCICE EXERCICE")


def test_the_operator_takes_a_commune_sees_its_numbers_and_goes_on_to_the_next_one(client, live):
    client.force_login(live.desk.agent)
    target = live.creteil
    assert "06 39 98 00 01" not in body(client.get(at("alert-target", target.pk)))
    assert posted(client, "alert-target-act", target.pk, "prendre").status_code == 302
    assert "06 39 98 00 01" in body(client.get(at("alert-target", target.pk)))
    assert posted(client, "alert-target-act", target.pk, "essai", words=HOSTILE).status_code == 302
    page = body(client.get(at("alert-target", target.pk)))
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert posted(client, "alert-target-act", target.pk, "jointe", who="", way="phone").status_code == 422
    done = posted(client, "alert-target-act", target.pk, "jointe", who="Cabinet du maire", way="phone")
    assert done["Location"] == at("alert-operator", live.campaign.pk)
    client.force_login(live.desk.head)
    assert "06 39 98 00 01" not in body(client.get(at("alert-target", target.pk)))
    assert posted(client, "alert-target-act", target.pk, "patrouille").status_code == 422


def test_the_report_is_a_page_and_a_pdf(client, live):
    client.force_login(live.desk.house.director)
    page = body(client.get(at("alert-report", live.campaign.pk)))
    assert "<svg" in page
    assert "0 sur 2" in page
    assert MAYOR not in page
    paper = client.get(at("alert-report-paper", live.campaign.pk))
    assert paper.content.startswith(b"%PDF")


# --- the directory -------------------------------------------------------------------------------------------


def test_the_numbers_of_a_contact_are_asked_for_and_the_journal_says_by_whom(client, alert):
    contact = AlertContact.objects.get(role="mayor")
    client.force_login(alert.desk.house.director)
    assert "06 39 98 00 01" not in body(client.get(at("alert-contact", contact.pk)))
    assert client.get(at("alert-contact-numbers", contact.pk)).status_code == 405
    assert "06 39 98 00 01" in body(posted(client, "alert-contact-numbers", contact.pk))
    entry = JournalEntry.objects.get(action="alert_directory.read")
    assert (entry.actor, entry.subject_label) == (alert.desk.house.director, "Maire, Créteil")
    assert "Garance" not in entry.subject_label


def test_the_list_of_the_directory_shows_no_number(client, alert):
    client.force_login(alert.desk.agent)
    page = body(client.get(at("alert-contacts")))
    assert "Garance" in page
    assert "63998" not in page.replace(" ", "")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("17", "d&#x27;urgence"),
        ("0899 12 34 56", "surtaxé"),
        (HOSTILE, "que des chiffres"),
        ("06 39 98 12", "nombre de chiffres"),
    ],
)
def test_a_hostile_number_is_refused_beside_its_field_and_nothing_is_lost(client, alert, number, sentence):
    client.force_login(alert.desk.agent)
    told = {"commune": alert.desk.house.vincennes.pk, "role": "mayor", "last_name": HOSTILE, "rank": 1}
    answer = client.post(at("alert-contact-new"), {**told, **numbers(("mobile", number))})
    assert answer.status_code == 422
    assert sentence in body(answer)
    assert HOSTILE not in body(answer)
    assert AlertContact.objects.count() == 3


def test_a_contact_is_added_changed_checked_and_removed(client, alert):
    client.force_login(alert.desk.agent)
    told = {"commune": alert.desk.house.vincennes.pk, "role": "mayor", "last_name": "Sorel", "rank": 1,
            "emails": "a@mairie.invalid, b@mairie.invalid"}  # fmt: skip
    added = client.post(at("alert-contact-new"), {**told, **numbers(("mobile", "06 39 98 55 55"))})
    contact = AlertContact.objects.get(last_name="Sorel")
    assert added["Location"] == at("alert-contact", contact.pk)
    assert contact.emails == ["a@mairie.invalid", "b@mairie.invalid"]
    DirectoryTask.objects.create(contact=contact, number="+33639985555", reason="Échec", opened_at=T0)
    assert client.get(at("alert-contact-change", contact.pk)).status_code == 405
    assert "+33639985555" in body(posted(client, "alert-contact-change", contact.pk, open="1"))
    changed = {**told, **numbers(("office", "01 99 00 44 44"), ("mobile", "06 39 98 66 66"))}
    assert client.post(at("alert-contact-change", contact.pk), changed).status_code == 302
    assert list(contact.phones.values_list("number", flat=True)) == ["+33199004444", "+33639986666"]
    assert contact.tasks.get().outcome == "Numéro retiré ou remplacé"
    assert (
        posted(client, "alert-contact-check", contact.pk, checked_on="2026-03-01", checked_by="call").status_code == 302
    )
    contact.refresh_from_db()
    assert contact.checked_on.isoformat() == "2026-03-01"
    assert posted(client, "alert-contact-remove", contact.pk).status_code == 302
    assert not AlertContact.objects.filter(pk=contact.pk).exists()


def test_a_contact_of_two_places_or_of_none_is_refused(client, alert):
    client.force_login(alert.desk.agent)
    house = alert.desk.house
    for commune, organisation in (("", ""), (house.creteil.pk, house.police_service.pk)):
        told = {"commune": commune, "organisation": organisation, "role": "mayor", "last_name": "Sorel", "rank": 1}
        assert client.post(at("alert-contact-new"), told).status_code == 422


def test_a_commune_with_fewer_than_three_numbers_is_flagged_first(client, alert):
    client.force_login(alert.desk.agent)
    lines = client.get(at("alert-quality")).context["lines"]
    assert [(str(line.commune), line.numbers, line.is_short) for line in lines] == [
        ("Vincennes", 0, True), ("Créteil", 3, False),
    ]  # fmt: skip
    assert lines[1].stale == 3


def test_the_directory_on_paper_is_written_in_the_journal(client, alert):
    client.force_login(alert.desk.agent)
    assert posted(client, "alert-directory-paper").content.startswith(b"%PDF")
    assert JournalEntry.objects.filter(action="alert_directory.taken").exists()


def test_a_group_is_a_question_that_the_risks_answer(client, alert):
    client.force_login(alert.desk.agent)
    assert posted(client, "alert-group-new", name="Vide").status_code == 422
    assert posted(client, "alert-group-new", name="Riverains").status_code == 422
    assert posted(client, "alert-group-new", name="Tous", every_commune="on").status_code == 302
    assert posted(client, "alert-group-new", name="Verrou", every_commune="on", is_locked="on").status_code == 422


# --- sirens and vigilance ------------------------------------------------------------------------------------


def add_siren(desk, code: str = "SIR-1") -> Siren:
    return save_siren(siren=None, code=code, commune=desk.house.creteil, place="Mairie", owner="state",
                      trigger="national", state="working", by=desk.agent, at=T0)  # fmt: skip


def test_a_test_of_the_sirens_from_its_proposal_to_its_minutes(client, desk):
    heard, silent = add_siren(desk), add_siren(desk, "SIR-2")
    client.force_login(desk.agent)
    assert client.get(at("siren-test-new")).status_code == 200
    assert posted(client, "siren-test-new", month="2028-11-20").status_code == 302
    test = SirenTest.objects.get()
    assert (test.computed_on.isoformat(), test.planned_at.date().isoformat()) == ("2028-11-01", "2028-11-08")
    assert "Toussaint" in test.reason
    assert posted(client, "siren-test-new", month="2028-11-02").status_code == 422
    move = at("siren-test-act", test.pk, "deplacer")
    assert client.post(move, {"planned_at": "2028-11-11T12:00", "reason": "Demande"}).status_code == 422
    assert client.post(move, {"planned_at": "2026-03-01T12:00", "reason": "Demande"}).status_code == 302
    told = {"done_at": "2026-03-01T12:00", f"result_{heard.pk}": "ok", f"result_{silent.pk}": "absent"}
    assert client.get(at("siren-test-act", test.pk, "constat")).status_code == 200
    assert posted(client, "siren-test-act", test.pk, "constat", **told).status_code == 302
    assert SirenTicket.objects.get().siren == silent
    page = body(client.get(at("siren-test", test.pk)))
    assert "313 secondes de signal, fin d'alerte de 30 secondes" in page
    assert "50 % sur 12 mois" in page
    assert client.get(at("siren-test-paper", test.pk)).content.startswith(b"%PDF")
    assert "Close" not in body(client.get(at("siren", silent.pk)))
    assert (
        posted(client, "siren-ticket-close", SirenTicket.objects.get().pk, outcome="Moteur changé").status_code == 302
    )
    assert posted(client, "siren-test-act", test.pk, "annuler", reason="Trop tard").status_code == 422


def bulletin(desk, **facts) -> VigilanceBulletin:
    told = {
        "phenomenon": "flood", "colour": "yellow", "section": "Seine", "starts_at": T0 - timedelta(hours=3),
        "ends_at": T0 + timedelta(hours=20), "issued_at": T0 - timedelta(hours=4), "source": "Vigicrues",
    }  # fmt: skip
    return record_bulletin(by=desk.agent, at=T0, **{**told, **facts})


def test_the_strip_shows_the_last_word_on_each_phenomenon(desk):
    assert vigilance_now(T0).colour == "green"
    assert vigilance_now(T0).is_stale
    bulletin(desk, colour="red")
    bulletin(desk, colour="orange", issued_at=T0 - timedelta(hours=1))
    bulletin(desk, colour="yellow", section="Marne")
    bulletin(desk, phenomenon="wind", colour="yellow", section="", starts_at=T0 + timedelta(hours=1))
    strip = vigilance_now(T0)
    assert [(watch.phenomenon, watch.colour) for watch in strip.raised] == [("flood", "orange")]
    assert len(strip.watches) == 7
    # The map of 16:00 of the day before came out before the bulletin of 1:15.
    assert not strip.is_stale
    assert vigilance_now(T0 + timedelta(hours=5)).is_stale


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"phenomenon": "avalanches"}, "phenomenon"), ({"section": ""}, "section"),
     ({"ends_at": T0 - timedelta(hours=3)}, "ends_at"), ({"issued_at": T0 + timedelta(hours=1)}, "issued_at")],
)  # fmt: skip
def test_a_bulletin_that_contradicts_itself_is_refused(desk, facts, field):
    with pytest.raises(DomainError) as refusal:
        bulletin(desk, **facts)
    assert refusal.value.field == field


def test_a_bulletin_is_recorded_decided_and_linked_to_its_campaign(client, live):
    row = bulletin(live.desk)
    with pytest.raises(DomainError, match="déjà enregistré"):
        bulletin(live.desk)
    client.force_login(live.desk.agent)
    assert client.get(at("vigilance-new")).status_code == 200
    done = posted(client, "vigilance-act", row.pk, "decision", decision="reinforced", decision_note=HOSTILE)
    assert done.status_code == 302
    assert posted(client, "vigilance-act", row.pk, "campagne", campaign=live.campaign.pk).status_code == 302
    page = body(client.get(at("vigilance-bulletin", row.pk)))
    assert "Vigilance renforcée" in page
    assert HOSTILE not in page
    lines = client.get(at("vigilance-season")).context["lines"]
    assert [(line.phenomenon, line.yellow) for line in lines] == [("Crues", 2)]
    assert client.get(at("vigilance-season-paper")).content.startswith(b"%PDF")
    assert client.get(f"{at('vigilance-season')}?jour=2026-02-31").status_code == 400


# --- doors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["agent", "administrator", "stranger"])
def test_nobody_of_another_service_enters(client, alert, who):
    client.force_login(getattr(alert.desk.house, who))
    for name in ("alert-campaigns", "alert-contacts", "vigilance", "sirens", "alert-quality"):
        assert client.get(at(name)).status_code == 403
    assert client.get("/api/v1/alert-campaigns/").status_code == 403


def test_the_director_reads_and_launches_nothing_without_the_service(client, alert):
    client.force_login(alert.desk.house.chief_of_staff)
    assert client.get(at("alert-campaign", alert.campaign.pk)).status_code == 200
    launch = client.post(at("alert-campaign-act", alert.campaign.pk, "lancer"), {"confirmed": "on"})
    assert launch.status_code == 403


def test_the_api_reads_campaigns_and_vigilance(client, live):
    bulletin(live.desk)
    client.force_login(live.desk.agent)
    found = client.get("/api/v1/alert-campaigns/").json()["results"]
    assert [(row["mode"]["code"], row["targets"], row["reached"]) for row in found] == [("exercise", 2, 0)]
    assert client.get(f"/api/v1/alert-campaigns/{live.campaign.pk}/").status_code == 200
    assert client.get("/api/v1/vigilance/").json()["results"][0]["section"] == "Seine"


def test_a_prepared_answer_is_kept_for_its_number(client, alert):
    client.force_login(alert.desk.agent)
    told = {"address": "06 39 98 00 01", "answer": "acknowledged", "after_seconds": 12}
    assert posted(client, "alert-answer-new", **told).status_code == 302
    assert ScriptedAnswer.objects.get().address == MAYOR
    assert posted(client, "alert-answer-new", **{**told, "address": "112"}).status_code == 422
    alert.launch(T0)
    play(T0, T0 + timedelta(seconds=12), every=12)
    assert alert.creteil.state == "reached"
    assert engine.turn(at=T0 + timedelta(seconds=20)) == 0


def test_the_program_of_a_commune_receives_its_messages_and_its_receipt_reaches_nobody(alert, client):
    alert.launch()
    desk = alert.desk
    facts = {"organisation": desk.house.town_hall, "scopes": ["alerts:receive"], "by": desk.house.administrator,
             "at": T0, "expires_at": T0 + timedelta(days=30)}  # fmt: skip
    mine = {"Authorization": f"Bearer {issue_token(name='Veille', communes=['94028'], **facts).token}"}
    other = {"Authorization": f"Bearer {issue_token(name='Autre', **facts).token}"}
    listed = reverse("api:alert-message-list")
    address = reverse("api:alert-message-receipt", args=[alert.creteil.pk])

    def receipt(headers, role: str):
        return client.post(address, {"role": role}, content_type="application/json", headers=headers)

    (message,) = client.get(listed, headers=mine).json()["results"]
    assert message["subject"].startswith("EXERCICE EXERCICE")
    assert client.get(listed, headers=other).json()["results"] == []
    assert (receipt(other, "mayor").status_code, receipt(mine, "Jean").status_code) == (404, 422)
    assert (receipt(mine, "mayor").status_code, receipt(mine, "other").status_code) == (200, 200)
    target = alert.creteil
    assert (target.state, target.received_words) == ("waiting", "Maire, par le programme « Veille »")
    assert target.attempts.filter(channel="voice", state="queued").exists()
    assert JournalEntry.objects.get(action="alert_campaign.received").actor_label == "Programme Veille"
    cancel(campaign=alert.campaign, reason="Fin", by=desk.agent, at=T0)
    CampaignTarget.objects.update(received_at=None)
    assert receipt(mine, "mayor").status_code == 409


def test_an_agent_says_over_the_api_that_a_contact_was_checked(alert, client):
    client.force_login(alert.desk.agent)
    contact = AlertContact.objects.get(last_name="Garance")
    checked = client.post(
        reverse("api:alert-contact-check", args=[contact.pk]), {"checked_on": "2026-03-02", "checked_by": "call"},
        content_type="application/json",
    )  # fmt: skip
    assert checked.json() == {
        "id": contact.pk, "role": {"code": "mayor", "label": "Maire"}, "place": "Créteil", "commune": "94028",
        "checked_on": "2026-03-02", "checked_by": {"code": "call", "label": "Appel d'essai"},
    }  # fmt: skip
