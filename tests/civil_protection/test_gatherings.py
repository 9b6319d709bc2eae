"""Large gatherings: declared in time, examined by the services, answered; R10.1; their pages."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civil_protection.first_aid.post_operations import validate
from civil_protection.gatherings import operations, queries
from civil_protection.gatherings.models import Gathering
from directorate.documents.operations import render_files
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.first_aid_rows import DAY, announced, approved, association, engaged, sized
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 5, 20)
ON = AT.date()


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def concert(desk) -> Gathering:
    """EX12: 4 July 2026, 1,600 persons."""
    return announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20), peak=1400, total=1600)


def by_agent(desk):
    return {"by": desk.agent, "at": AT}


def declared(desk, row: Gathering, **more) -> Gathering:
    return operations.declare(gathering=row, **{"declared_on": ON, "pieces": ["plan"], **more}, **by_agent(desk))


def test_a_concert_is_declared_between_its_days_or_says_its_urgency(desk, concert, time_machine):
    due = queries.declaration(concert, queries.terms_on(ON))
    assert (due.first, due.last) == (date(2025, 7, 4), date(2026, 6, 4))
    with pytest.raises(DomainError, match="4 juillet 2025") as refusal:
        declared(desk, concert, declared_on=date(2025, 7, 3))
    assert refusal.value.field == "declared_on"
    assert declared(desk, concert).pieces == ["plan"]
    time_machine.move_to(paris(2026, 6, 5), tick=False)
    late = {"gathering": concert, "by": desk.agent, "at": paris(2026, 6, 5), "declared_on": date(2026, 6, 5)}
    for urgency in ("", "  "):
        with pytest.raises(DomainError, match="4 juin 2026") as refusal:
            operations.declare(**late, urgency=urgency)
        assert refusal.value.field == "urgency"
    assert operations.declare(**late, urgency="Salle sinistrée, repli décidé hier.").urgency


def test_each_service_is_asked_once_and_answers_with_its_reserves(desk, concert):
    operations.ask_opinions(gathering=concert, services=["police", "fire"], asked_on=ON, **by_agent(desk))
    with pytest.raises(Conflict, match="Police"):
        operations.ask_opinions(gathering=concert, services=["police"], asked_on=ON, **by_agent(desk))
    answer = {"gathering": concert, "service": "police", "received_on": ON, **by_agent(desk)}
    with pytest.raises(DomainError, match="réserves"):
        operations.record_opinion(opinion="reserved", **answer)
    operations.record_opinion(opinion="reserved", text="Contrôle des accès.", **answer)
    with pytest.raises(Conflict, match="déjà reçu"):
        operations.record_opinion(opinion="favourable", **answer)
    with pytest.raises(DomainError, match="n'est pas demandé"):
        operations.record_opinion(opinion="favourable", **{**answer, "service": "samu"})
    row = queries.known_gathering(concert.pk)
    assert queries.missing_opinions(row) == [queries.service_names()["fire"], "SAMU"]


def test_the_answer_goes_by_letter_and_closes_the_file(desk, concert):
    facts = {"gathering": concert, "decision": "requirements", "decided_on": ON, **by_agent(desk)}
    with pytest.raises(Conflict, match="déclaration"):
        operations.decide(requirements="Barrières.", **facts)
    declared(desk, concert)
    with pytest.raises(DomainError, match="prescriptions"):
        operations.decide(requirements=" ", **facts)
    row = operations.decide(requirements="Barrières.\nDeux accès.", **facts)
    assert "Barrières." in row.letter.html
    assert "1600 personnes" in row.letter.html
    for act in (lambda: operations.decide(requirements="Autre.", **facts), lambda: declared(desk, concert)):
        with pytest.raises(Conflict, match="a répondu"):
            act()
    with pytest.raises(DomainError, match="suit la manifestation"):
        operations.record_review(gathering=concert, review="Calme.", reviewed_on=ON, **by_agent(desk))


def test_a_validated_rescue_post_keeps_its_gathering_as_it_was(desk, concert):
    body = association(desk.agent, AT)
    approved(desk.agent, AT, body)
    post = validate(post=engaged(desk.agent, AT, sized(desk.agent, AT, concert), body), **by_agent(desk))
    with pytest.raises(Conflict, match="rouvrir"):
        operations.save_gathering(
            gathering=concert, name="Concert", kind="concert", organiser="Scènes", commune=concert.commune,
            place="Plaine", starts_at=concert.starts_at, ends_at=concert.ends_at, peak=50_000, total=60_000,
            **by_agent(desk),
        )  # fmt: skip
    operations.cancel(gathering=concert, cancelled_why="Orage.", **by_agent(desk))
    post.refresh_from_db()
    assert (post.state, post.cancelled_why) == ("cancelled", "Rassemblement annulé.")
    with pytest.raises(Conflict, match="annulé"):
        declared(desk, concert)


def test_what_cannot_be_is_refused_by_the_rules_and_by_the_database(desk, concert):
    with pytest.raises(DomainError, match="total attendu") as refusal:
        announced(desk.agent, AT, desk.house.creteil, peak=10, total=9)
    assert refusal.value.field == "total"
    with pytest.raises(DomainError, match="fin suit"):
        announced(desk.agent, AT, desk.house.creteil, ends_at=AT)
    for facts in ({"total": 1}, {"ends_at": concert.starts_at}, {"decision": "ban"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Gathering.objects.filter(pk=concert.pk).update(**facts)
    with pytest.raises(NotAllowed):
        operations.cancel(gathering=concert, cancelled_why="Non.", by=desk.house.agent, at=AT)


def test_r10_1_tells_the_events_of_sixty_days_that_lack_an_opinion(desk, concert):
    far = announced(desk.agent, AT, desk.house.creteil, name="Loin", starts_at=AT + 61 * DAY)
    last = announced(desk.agent, AT, desk.house.creteil, name="Dernier jour", starts_at=AT + 60 * DAY)
    whole = announced(desk.agent, AT, desk.house.creteil, name="Complet", starts_at=AT + 10 * DAY)
    services = ["police", "fire", "samu"]
    operations.ask_opinions(gathering=whole, services=services, asked_on=ON, **by_agent(desk))
    for service in services:
        operations.record_opinion(gathering=whole, service=service, opinion="favourable", received_on=ON,
                                  **by_agent(desk))  # fmt: skip
    days, rows = queries.awaiting_opinions(ON)
    assert days == 60
    assert [row.pk for row in rows] == [concert.pk, last.pk]
    assert far not in rows


def test_the_pages_show_what_is_due_and_refuse_beside_the_field(client, desk, concert):
    client.force_login(desk.agent)
    page = client.get(reverse("civil_protection:gathering", args=[concert.pk]))
    words = page.content.decode()
    for said in ("du 04/07/2025 au 04/06/2026", "Non déclaré", "CSI, art. R211-22", "Dimensionner le dispositif"):
        assert said in words
    act = reverse("civil_protection:gathering-act", args=[concert.pk, "declaration"])
    refused = client.post(act, {"declared_on": "2025-07-01"})
    assert refused.status_code == 422
    assert "au plus tôt" in refused.content.decode()
    assert client.post(act, {"declared_on": "2026-05-19", "pieces": ["plan", "rescue"]}).status_code == 302
    assert client.get(reverse("civil_protection:gathering-act", args=[concert.pk, "inconnu"])).status_code == 404
    for verb in ("modifier", "avis", "reunion", "reponse", "annuler"):
        assert client.get(reverse("civil_protection:gathering-act", args=[concert.pk, verb])).status_code == 200
    client.post(reverse("civil_protection:gathering-act", args=[concert.pk, "avis"]),
                {"services": ["police"], "asked_on": "2026-05-20"})  # fmt: skip
    answer = reverse("civil_protection:gathering-act", args=[concert.pk, "reponse"])
    assert client.post(answer, {"decision": "no_objection", "decided_on": "2026-05-20"}).status_code == 302
    letter = Gathering.objects.get(pk=concert.pk).letter
    shown = reverse("civil_protection:gathering", args=[concert.pk])
    assert "Édition en cours" in client.get(shown).content.decode()
    render_files(letter_id=letter.pk, at=AT)
    assert "ODT modifiable" in client.get(shown).content.decode()
    found = client.get(reverse("civil_protection:gathering-letter", args=[concert.pk, "reponse", "pdf"]))
    assert found.status_code == 200
    report = client.get(reverse("civil_protection:gatherings-awaited")).content.decode()
    assert "Concert du lac" in report
    for kind in ("pdf", "ods", "csv"):
        file = client.get(reverse("civil_protection:gatherings-awaited-file", args=[kind]))
        assert file.status_code == 200, kind
    rows = client.get(reverse("civil_protection:gatherings"), {"state": "decided", "period": "coming"})
    assert [row.pk for row in rows.context["page"]] == [concert.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_passes(desk):
    row = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20))
    declared(desk, row)

    def answer(decision):
        return lambda: operations.decide(gathering=row, decision=decision, decided_on=ON, requirements="Deux accès.",
                                         by=desk.agent, at=AT)  # fmt: skip

    found = at_once(answer("no_objection"), answer("requirements"))
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "Gathering"], found


def test_the_days_of_the_event_are_those_of_paris(desk):
    row = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 0, 30),
                    ends_at=paris(2026, 7, 4, 0, 30) + timedelta(hours=2))  # fmt: skip
    assert queries.declaration(row, queries.terms_on(ON)).last == date(2026, 6, 4)


def test_days_moved_after_a_declaration_ask_for_the_urgency(desk, concert):
    row = declared(desk, concert)
    soon = AT + timedelta(days=10)
    with pytest.raises(DomainError, match="hors délai") as refusal:
        operations.save_gathering(
            gathering=row, name=row.name, kind=row.kind, organiser=row.organiser, commune=row.commune,
            place=row.place, starts_at=soon, ends_at=soon + timedelta(hours=4), peak=row.peak, total=row.total,
            is_lucrative=row.is_lucrative,
            **by_agent(desk),
        )  # fmt: skip
    assert refusal.value.field == "starts_at"
