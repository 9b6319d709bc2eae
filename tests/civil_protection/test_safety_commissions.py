"""The safety commissions: their bodies, their rules, their agendas, their reports and their pages."""

from datetime import date

import pytest
from django.urls import reverse

from civil_protection.establishments.operations import merge
from civil_protection.safety_commissions import bodies, operations, queries
from civil_protection.safety_commissions.bodies import FOLLOWERS, STATUTORY, after_opinion
from civil_protection.safety_commissions.competence import DEPARTMENT, DOMAINS
from civil_protection.safety_commissions.models import CompetenceRule, HeardMatter, LocalBody
from civil_protection.safety_commissions.sources import agenda, figures, find, history_of_commune, to_do
from civil_protection.safety_visits.models import UnfavourableOpinion
from directorate.commissions.models import Commission, CommissionMember, CommissionSession, Seat
from directorate.commissions.operations import record_attendance, record_opinion
from directorate.commissions.seats import called_on
from directorate.manifests import Question
from directorate.territory.models import Arrondissement, Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.commission_rows import AT, DAY, a_local_body, a_rule, a_session, statutory
from tests.civil_protection.establishment_rows import an_establishment
from tests.concurrency import at_once
from tests.people import paris

DURING = paris(2026, 11, 20, 18)


@pytest.fixture()
def stage(desk):
    statutory()
    return desk


def town(name: str) -> Commune:
    return Commune.objects.get(name=name)


def put(desk, session, key="ERP-1", kind="establishment", **more):
    return operations.put_on_agenda(
        session=session, kind=kind, key=key, title="Cinéma", commune=desk.house.creteil, by=desk.agent, at=AT, **more
    )


# --- the statutory bodies -------------------------------------------------------------------------------------


def test_the_bodies_of_the_department_are_loaded_with_their_seats(stage):
    assert set(STATUTORY) == {row.pk for row in queries.bodies()}
    assert set(STATUTORY) >= {DEPARTMENT, *(row[0] for row in DOMAINS.values())}
    rules = dict(Commission.objects.filter(pk__in=STATUTORY).values_list("pk", "quorum_rule"))
    assert rules.pop("ccdsa") == "plenary"
    assert set(rules.values()) == {"seats"}
    for code in STATUTORY:
        holders = list(Seat.objects.filter(commission=code).values_list("holder", flat=True))
        assert (holders.count("chair"), holders.count("mayor")) == (1, 1)
    assert Seat.objects.filter(commission="ccdsa", holder="state").count() == 10
    assert Commission.objects.get(pk="cdsr").quorum_rule == "count"


def test_a_local_body_has_its_seats_and_its_president(stage):
    creteil = stage.house.creteil
    body = a_local_body(creteil, stage.head)
    assert body.commission.name == "Commission communale de sécurité, Créteil"
    assert CommissionMember.objects.get(commission=body.pk).name == "Maire de Créteil"
    assert not body.commission.seats.filter(holder="mayor").exists()
    with pytest.raises(Conflict, match="déjà sa commission"):
        a_local_body(creteil, stage.head)
    with pytest.raises(NotAllowed):
        a_local_body(creteil, stage.agent)


@pytest.mark.parametrize(
    ("kind", "communes", "has_arrondissement", "name", "field"),
    [
        ("communal", 2, False, "", "communes"),
        ("communal", 1, True, "", "arrondissement"),
        ("intercommunal", 1, False, "Lac", "communes"),
        ("intercommunal", 2, False, " ", "name"),
        ("arrondissement", 0, False, "", "arrondissement"),
        ("autre", 2, False, "Lac", "kind"),
    ],
)
def test_a_territory_suits_the_kind(stage, kind, communes, has_arrondissement, name, field):
    with pytest.raises(DomainError) as refusal:
        operations.create_body(
            kind=kind, name=name, arrondissement=Arrondissement.objects.first() if has_arrondissement else None,
            communes=list(Commune.objects.all()[:communes]), order_number="", created_on=DAY, by=stage.head, at=AT,
        )  # fmt: skip
    assert refusal.value.field == field


def test_an_arrondissement_and_several_communes_have_theirs(stage):
    place = Arrondissement.objects.first()
    facts = {"order_number": "", "created_on": DAY, "by": stage.head, "at": AT}
    first = operations.create_body(kind="arrondissement", name="", arrondissement=place, communes=[], **facts)
    other = operations.create_body(
        kind="intercommunal", name="Du Lac", arrondissement=None, communes=Commune.objects.all()[:2], **facts
    )
    assert first.commission.seats.filter(holder="mayor").exists()
    assert other.communes.count() == 2
    assert {queries.kind_of(row.commission) for row in (first, other)} == {
        "Commission d'arrondissement",
        "Commission intercommunale",
    }


# --- who is competent -----------------------------------------------------------------------------------------


def test_the_rules_in_force_that_day_decide_for_an_establishment(stage):
    creteil = stage.house.creteil
    body = a_local_body(creteil, stage.head)
    rule = a_rule(body, creteil, stage.head)
    shop = an_establishment(commune=creteil, by=stage.agent)
    assert queries.commission_of(shop, DAY).commission == body.pk
    assert queries.commission_of(shop, date(2023, 12, 31)).commission == DEPARTMENT
    operations.end_rule(rule=rule, valid_to=date(2026, 11, 3), by=stage.head, at=AT)
    assert queries.commission_of(shop, DAY).commission == body.pk
    assert queries.commission_of(shop, date(2026, 11, 3)).commission == DEPARTMENT
    with pytest.raises(Conflict):
        operations.end_rule(rule=rule, valid_to=date(2026, 12, 3), by=stage.head, at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"categories": [1, 2]}, "categories"), ({"categories": []}, "categories"), ({"types": ["GHA"]}, "types")],
)
def test_a_rule_never_gives_away_what_is_exclusive(stage, more, field):
    body = a_local_body(stage.house.creteil, stage.head)
    with pytest.raises(DomainError) as refusal:
        a_rule(body, stage.house.creteil, stage.head, **more)
    assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        a_rule(body, stage.house.creteil, stage.agent)
    assert not CompetenceRule.objects.exists()


# --- the agenda -----------------------------------------------------------------------------------------------


def test_a_matter_is_heard_by_the_competent_commission_once_and_its_owner_is_told(stage):
    creteil, session = stage.house.creteil, a_session()
    a_rule(body := a_local_body(creteil, stage.head), creteil, stage.head)
    facts = queries.facts_in(creteil, type="M", category=3)
    with pytest.raises(DomainError, match="Commission communale de sécurité, Créteil") as refusal:
        put(stage, session, facts=facts)
    assert refusal.value.field == "session"
    item = put(stage, session, facts=queries.facts_in(creteil, type="M", category=1))
    with pytest.raises(Conflict, match="déjà à l'ordre du jour"):
        put(stage, session)
    assert body.pk.startswith("sec-com-")
    told = []
    after_opinion(follower := lambda matter, item, by, at: told.append((matter.kind, matter.key, item.opinion)))
    try:
        record_attendance(session=session, present=called_on(session), by=stage.agent, at=DURING)
        record_opinion(item=item, opinion="unfavourable", votes_for=None, votes_against=None, comment="Issue condamnée",
                       by=stage.agent, at=DURING)  # fmt: skip
    finally:
        FOLLOWERS.remove(follower)
    assert told == [("establishment", "ERP-1", "unfavourable")]
    assert queries.waiting_on_agenda("establishment", "ERP-1") is None


def test_another_service_puts_nothing(stage):
    with pytest.raises(NotAllowed):
        operations.put_on_agenda(session=a_session(), kind="visit", key="1", title="x", commune=None,
                                 by=stage.house.agent, at=AT)  # fmt: skip


def test_two_people_put_the_same_matter_once(stage, transactional_db):
    sessions = [a_session(), a_session(starts_at=paris(2026, 12, 4, 14))]

    def one(session):
        try:
            return put(stage, session).pk
        except Conflict:
            return None

    found = at_once(*(lambda row=row: one(row) for row in sessions))
    assert sorted(key is None for key in found) == [False, True]
    assert HeardMatter.objects.count() == 1


def test_the_agenda_opens_the_page_of_a_matter(client, stage, time_machine):
    time_machine.move_to(AT, tick=False)
    bodies.show("other", lambda keys: {key: f"/ailleurs/{key}/" for key in keys})
    session = a_session()
    put(stage, session, kind="other", key="X-7")
    client.force_login(stage.agent)
    page = client.get(reverse("directorate:session", args=[session.pk])).content.decode()
    assert 'href="/ailleurs/X-7/"' in page
    assert reverse("civil_protection:safety-matter-new", args=[session.pk]) in page
    del bodies.PAGES["other"]


# --- the reports of a year ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done_on", "on", "state"),
    [
        (None, date(2026, 12, 31), "Attendu"),
        (None, date(2027, 1, 1), "En retard"),
        (date(2026, 12, 31), date(2027, 1, 1), "Reçu"),
        (date(2027, 1, 2), date(2027, 1, 3), "Reçu en retard"),
    ],
)
def test_the_report_of_a_president_is_awaited_received_or_overdue(stage, done_on, on, state):
    body = a_local_body(stage.house.creteil, stage.head)
    if done_on:
        operations.record_report(commission=body.commission, kind="president", year=2026, done_on=done_on, summary="",
                                 by=stage.agent, at=paris(2027, 1, 5))  # fmt: skip
    (line,) = queries.report_lines(2026, on)
    assert line.state == state
    assert queries.report_lines(2023, on) == []
    assert (state == "En retard") is (line.year in {row.year for row in queries.overdue_reports(on)})


def test_a_report_is_recorded_once_and_not_before_its_year(stage):
    body = a_local_body(stage.house.creteil, stage.head)
    facts = {"commission": body.commission, "kind": "president", "summary": "", "by": stage.agent, "at": AT}
    for year, done_on in ((2027, DAY), (2026, date(2026, 11, 3))):
        with pytest.raises(DomainError) as refusal:
            operations.record_report(year=year, done_on=done_on, **facts)
        assert refusal.value.field == "done_on"
    operations.record_report(year=2026, done_on=DAY, **facts)
    with pytest.raises(Conflict):
        operations.record_report(year=2026, done_on=DAY, **facts)


def test_a_year_counts_sessions_opinions_failures_and_delays(stage, django_assert_max_num_queries):
    session, empty = a_session(), a_session(starts_at=paris(2026, 11, 6, 9))
    CommissionSession.objects.filter(pk=empty.pk).update(state="no_quorum", convened_at=paris(2026, 11, 1))
    item = put(stage, session)
    record_attendance(session=session, present=called_on(session), by=stage.agent, at=DURING)
    record_opinion(item=item, opinion="favourable", votes_for=None, votes_against=None, comment="", by=stage.agent,
                   at=DURING)  # fmt: skip
    with django_assert_max_num_queries(4):
        lines = queries.year_lines(2026, date(2026, 12, 1))
    line = next(line for line in lines if line.commission.pk == DEPARTMENT)
    assert (line.sessions, line.no_quorum, line.heard, line.favourable, line.unfavourable) == (2, 1, 1, 1, 0)
    assert (line.notices, line.notices_rate) == (1, 0)
    assert (line.minutes, line.minutes_rate) == (2, 0)
    assert [line.commission.pk for line in lines] == list(STATUTORY)
    assert {row.pk for row in queries.late_minutes(date(2026, 12, 1))} == {session.pk, empty.pk}


# --- pages ----------------------------------------------------------------------------------------------------


@pytest.fixture()
def page(client, stage, time_machine):
    time_machine.move_to(AT, tick=False)

    def read(name, *args, who=stage.head, data=None, query="", status=200):
        client.force_login(who)
        address = reverse(f"civil_protection:{name}", args=args) + query
        response = client.post(address, data, follow=True) if data is not None else client.get(address)
        assert response.status_code == status
        return response.content.decode().replace("&#x27;", "'") if not response.streaming else response

    return read


def test_the_head_creates_a_body_and_its_competence(page, stage):
    creteil = stage.house.creteil
    assert "Sous-commission départementale d'accessibilité" in page("safety-bodies")
    told = page("safety-body-new", data={"kind": "communal", "communes": [creteil.pk], "created_on": "2024-01-01"})
    assert "désigner ses membres" in told
    assert "Vacant" in told
    body = LocalBody.objects.get()
    assert "Aucune règle locale" in page("competence-rules")
    form = {"commission": body.pk, "commune": creteil.pk, "categories": [2, 3], "sleeping": "no", "source": "arrêté 7",
            "valid_from": "2024-01-01"}  # fmt: skip
    told = page("competence-rule-new", data=form)
    assert "Créteil : catégories 2, 3, sans locaux à sommeil" in told
    asked = f"?commune={creteil.pk}&type=M&category=3"
    told = page("competence", query=asked)
    assert "Commission communale de sécurité, Créteil" in told
    assert "Ni IGH" in told
    assert "Compétence exclusive" in page("competence", query=f"?commune={creteil.pk}&type=M&category=1")
    assert "obligatoire" in page("competence", query="?type=M", status=422)
    rule = CompetenceRule.objects.get()
    assert "mettre fin" in page("competence-rule", rule.pk).lower()
    assert "suit son début" in page("competence-rule", rule.pk, data={"valid_to": "2023-01-01"}, status=422)
    page("competence-rule", rule.pk, data={"valid_to": "2026-11-02"})
    assert "Terminée" in page("competence-rules")
    assert "arrêté 7" not in page("competence-rules", query="?state=running")


def test_an_agent_puts_a_matter_and_records_the_reports(page, stage):
    session = a_session()
    body = a_local_body(stage.house.creteil, stage.head)
    form = {"kind": "establishment", "key": "E-1", "title": "x"}
    assert "Aucun établissement" in page("safety-matter-new", session.pk, who=stage.agent, data=form, status=422)
    place = an_establishment(by=stage.agent)
    form = {
        "kind": "establishment",
        "key": place.number,
        "title": "Piscine <b>du Lac</b>",
        "commune": stage.house.creteil.pk,
    }
    told = page("safety-matter-new", session.pk, who=stage.agent, data=form)
    assert "Piscine &lt;b&gt;du Lac" in told
    assert "Maire de la commune concernée" in told
    assert f'href="{reverse("civil_protection:establishment", args=[place.pk])}"' in told
    assert CommissionMember.objects.filter(name="Maire de Créteil", commission=session.commission).exists()
    assert "Attendu" in page("president-reports", 2026)
    told = page(
        "president-report-new", 2026, body.pk, who=stage.agent, data={"done_on": "2026-11-02", "summary": "Bilan"}
    )
    assert "Reçu" in told
    page("president-report-new", 2026, "ccdsa", who=stage.agent, status=404)
    assert "À transmettre" in page("accessibility-year", 2026)
    told = page("accessibility-sent", 2026, who=stage.agent, data={"done_on": "2026-11-02", "summary": "Teneur"})
    assert "Transmis" in told
    page("safety-year", 1999, status=404)
    assert "Ensemble" in page("safety-year", 2026)
    for name, args in (
        ("accessibility-file", (2026,)),
        *(("safety-year-file", (2026, kind)) for kind in ("pdf", "ods", "csv")),
    ):
        page(name, *args)
    page("safety-year-file", 2026, "exe", status=404)


@pytest.mark.parametrize(
    ("name", "args", "who", "status"),
    [
        ("safety-bodies", (), "outsider", 403),
        ("competence", (), "outsider", 403),
        ("safety-year", (2026,), "outsider", 403),
        ("safety-body-new", (), "agent", 403),
        ("competence-rule-new", (), "agent", 403),
        ("safety-bodies", (), "agent", 200),
    ],
)
def test_who_enters(page, stage, name, args, who, status):
    page(name, *args, who=stage.house.agent if who == "outsider" else stage.agent, status=status)


def test_what_is_shown_elsewhere(stage, time_machine):
    session = a_session()
    put(stage, session)
    time_machine.move_to(AT, tick=False)
    labels = [event.label for event in agenda(stage.agent, date(2026, 11, 1), date(2026, 12, 31))]
    assert any(label.startswith("Dernier jour pour convoquer") for label in labels)
    assert any("Compte rendu à signer" in label for label in labels)
    assert list(agenda(stage.house.agent, date(2026, 11, 1), date(2026, 12, 31))) == []
    assert to_do(DAY) == [session]
    assert [row.value for row in figures(stage.agent, AT)] == [0, 0, 0, 0]
    towns = [stage.house.creteil, *Commune.objects.exclude(pk=stage.house.creteil.pk)[:1]]
    operations.create_body(kind="intercommunal", name="Du Lac", arrondissement=None, communes=towns, order_number="",
                           created_on=DAY, by=stage.head, at=AT)  # fmt: skip
    found = find(Question(stage.agent, "créteil", AT, 5))
    assert [hit.label for hit in found.hits] == ["Commission intercommunale de sécurité, Du Lac"]
    assert find(Question(stage.house.agent, "créteil", AT, 5)).hits == ()
    (event,) = history_of_commune(stage.agent, "commune", stage.house.creteil.pk, AT)
    assert event.day == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("opinion", "comment", "followed"), [("unfavourable", "Issue condamnée", 1), ("favourable", "", 0)]
)
def test_an_opinion_reaches_the_register_and_an_unfavourable_one_its_follow_up(stage, opinion, comment, followed):
    place, session = an_establishment(by=stage.agent), a_session()
    item = put(stage, session, key=place.number)
    record_attendance(session=session, present=called_on(session), by=stage.agent, at=DURING)
    facts = {"item": item, "votes_for": None, "votes_against": None, "by": stage.agent, "at": DURING}
    if followed:
        with pytest.raises(DomainError) as refusal:
            record_opinion(opinion=opinion, comment=" ", **facts)
        assert refusal.value.field == "comment"
        item.refresh_from_db()
        assert item.opinion == ""
    record_opinion(opinion=opinion, comment=comment, **facts)
    place.refresh_from_db()
    assert (place.current_opinion, place.opinion_on) == (opinion, date(2026, 11, 20))
    assert UnfavourableOpinion.objects.filter(establishment=place).count() == followed


def test_an_opinion_on_a_record_merged_since_reaches_the_one_that_stays(stage):
    place, kept, last = (an_establishment(by=stage.agent) for _ in range(3))
    session = a_session()
    item = put(stage, session, key=place.number)
    for loser, winner in ((place, kept), (kept, last)):
        merge(establishment=loser, into=winner, by=stage.agent, at=AT)
    record_attendance(session=session, present=called_on(session), by=stage.agent, at=DURING)
    record_opinion(item=item, opinion="unfavourable", comment="Issue condamnée", votes_for=None, votes_against=None,
                   by=stage.agent, at=DURING)  # fmt: skip
    assert UnfavourableOpinion.objects.get().establishment == last


def test_what_was_merged_does_not_wait_on_two_agendas_under_two_numbers(stage):
    winner, loser = an_establishment(by=stage.agent), an_establishment(by=stage.agent)
    session = a_session()
    operations.put_on_agenda(session=session, kind="establishment", key=loser.number, title="Salle", commune=None,
                             by=stage.agent, at=AT)  # fmt: skip
    merge(establishment=loser, into=winner, by=stage.agent, at=AT)
    with pytest.raises(Conflict, match="déjà à l'ordre du jour"):
        operations.put_on_agenda(session=session, kind="establishment", key=winner.number, title="Salle", commune=None,
                                 by=stage.agent, at=AT)  # fmt: skip
