"""Programmes that stop and start again, their ring, their meetings and decisions; operations moved (B2.2 to B2.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.manifests import Question
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.models import FieldOperation, LocalProgramme, OperationSeizure, ProgrammeDecision, ProgrammeMeeting
from public_order.programmes import meetings, operations, queries, sources
from tests.people import paris
from tests.public_order.monthly_rows import three_years
from tests.public_order.programme_stage import decided, held_meeting, programme

pytestmark = pytest.mark.django_db
AT = paris(2026, 5, 7)
DAY = AT.date()
REASON = "Décidé par le préfet."


@pytest.fixture()
def row(bureau):
    three_years(bureau.agent, AT)
    return programme(bureau.house, bureau.agent, AT)


@pytest.fixture()
def signed_in(client, bureau, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.agent)
    return client


def turned(row, bureau, verb, since=DAY, reason=REASON):
    return operations.turn(programme=row, verb=verb, since=since, reason=reason, by=bureau.agent, at=AT)


def planned(row, bureau, **facts):
    values = {"kind": "place_nette", "title": "Place nette", "commune": bureau.house.creteil,
              "held_on": date(2026, 5, 20), "forces": "40 policiers", "programme": row, **facts}  # fmt: skip
    return operations.plan_operation(by=bureau.agent, at=AT, **values)


# --- states, perimeter, ring --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acts", "state"),
    [(("suspend",), "suspended"), (("suspend", "resume"), "running"), (("close",), "closed"),
     (("suspend", "close"), "closed")],
)  # fmt: skip
def test_b2_3_a_programme_is_suspended_resumed_closed(bureau, row, acts, state):
    for verb in acts:
        row = turned(row, bureau, verb)
    row.refresh_from_db()
    assert row.state == state and row.state_reason == REASON and (row.ends_on == DAY) is (state == "closed")
    assert JournalEntry.objects.filter(action="local_programme.state").count() == len(acts)


@pytest.mark.parametrize("acts", [("resume",), ("start",), ("suspend", "suspend"), ("close", "resume")])
def test_b2_3_a_state_leads_only_where_it_may(bureau, row, acts):
    for verb in acts[:-1]:
        row = turned(row, bureau, verb)
    with pytest.raises(Conflict):
        turned(row, bureau, acts[-1])


@pytest.mark.parametrize(
    ("facts", "field"), [({"since": date(2026, 5, 8)}, "since"), ({"since": date(2025, 8, 31)}, "since"),
                         ({"reason": "non"}, "reason")],
)  # fmt: skip
def test_a_turn_that_does_not_hold_is_refused_beside_its_field(bureau, row, facts, field):
    with pytest.raises(DomainError) as refused:
        turned(row, bureau, "suspend", **facts)
    assert refused.value.field == field
    with pytest.raises(NotAllowed):
        operations.turn(programme=row, verb="close", since=DAY, reason=REASON, by=bureau.house.stranger, at=AT)


def test_a_programme_to_come_is_in_preparation_then_starts(bureau, row):
    later = programme(bureau.house, bureau.agent, AT, name="À venir", starts_on=date(2026, 9, 1))
    assert later.state == "prepared"
    assert turned(later, bureau, "start").starts_on == DAY


def test_the_base_refuses_a_closed_programme_without_its_day(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalProgramme.objects.update(state="closed")


def test_qrr_01_a_perimeter_of_tomorrow_is_refused(bureau, row):
    facts = {"programme": row, "description": "Rue au nord", "communes": [bureau.house.creteil], "by": bureau.agent}
    with pytest.raises(DomainError) as refused:
        operations.change_perimeter(since=date(2026, 5, 8), at=AT, **facts)
    assert refused.value.field == "since"
    operations.change_perimeter(since=DAY, at=AT, **facts)


def test_loc_02_the_ring_is_changed_outside_the_perimeter_and_not_over_a_colleague(bureau, row):
    seen = operations.ring_mark(row)
    facts = {"programme": row, "by": bureau.agent, "at": AT}
    with pytest.raises(DomainError) as refused:
        operations.change_ring(ring=[bureau.house.creteil], seen=seen, **facts)
    assert refused.value.field == "ring"
    operations.change_ring(ring=[], seen=seen, **facts)
    assert not row.ring.exists()
    with pytest.raises(Conflict, match="entre-temps"):
        operations.change_ring(ring=[bureau.house.vincennes], seen=seen, **facts)


# --- operations ---------------------------------------------------------------------------------------------------


def test_b2_4_an_operation_is_moved_then_cancelled_and_may_be_planned_again(bureau, row):
    held = planned(row, bureau)
    facts = {"held": held, "by": bureau.agent, "at": AT}
    held = operations.move_operation(held_on=date(2026, 5, 22), reason=REASON, **facts)
    held = operations.move_operation(held_on=date(2026, 5, 21), reason=REASON, **facts)
    assert (held.first_day, held.held_on) == (date(2026, 5, 20), date(2026, 5, 21))
    with pytest.raises(DomainError):
        operations.move_operation(held_on=date(2026, 5, 21), reason=REASON, **facts)
    operations.cancel_operation(reason=REASON, **facts)
    for act in (
        lambda: operations.cancel_operation(reason=REASON, **facts),
        lambda: operations.move_operation(held_on=DAY, reason=REASON, **facts),
        lambda: operations.report_operation(checked=1, arrests=0, vehicles=None, fines=None, **facts),
    ):
        with pytest.raises(Conflict, match="annulée"):
            act()
    assert planned(row, bureau, held_on=date(2026, 5, 21)).pk != held.pk
    with pytest.raises(Conflict):
        planned(row, bureau, held_on=date(2026, 5, 21))


def test_b2_4_a_cancelled_operation_leaves_agenda_figures_and_map(bureau, row):
    held = planned(row, bureau)

    def told():
        staff = bureau.agent
        return (
            sum("Place nette" in str(each) for each in sources.agenda(staff, DAY, date(2026, 6, 30))),
            sources.figures(staff, AT)[0].value,
            sum("Place nette" in each.label for each in sources.on_the_map(staff, AT)),
        )

    assert told() == (1, 1, 1)
    operations.cancel_operation(held=held, reason=REASON, by=bureau.agent, at=AT)
    assert told() == (0, 0, 0)


def test_b2_3_seizures_are_told_by_nature_and_unit(bureau, row):
    held = planned(row, bureau, held_on=DAY)
    facts = {"held": held, "by": bureau.agent, "at": AT}
    with pytest.raises(Conflict, match="pas encore reçu"):
        operations.record_seizure(nature="cannabis", measure="g", quantity=Decimal(5), **facts)
    operations.report_operation(checked=80, arrests=4, vehicles=None, fines=0, **facts)
    for measure, quantity in (("g", "412.50"), ("u", "3")):
        operations.record_seizure(nature="cannabis", measure=measure, quantity=Decimal(quantity), **facts)
    with pytest.raises(Conflict):
        operations.record_seizure(nature="cannabis", measure="g", quantity=Decimal(1), **facts)
    with pytest.raises(DomainError):
        operations.record_seizure(nature="arme", measure="u", quantity=Decimal(0), **facts)
    assert queries.seized_by(row) == [("Cannabis", "412,50 g"), ("Cannabis", "3 unités")]
    assert OperationSeizure.objects.count() == 2


def test_b2_4_the_calendar_feeds_the_programme_of_its_communes(bureau, row):
    planned(None, bureau, title="Ailleurs au calendrier")
    planned(None, bureau, title="Hors périmètre", commune=bureau.house.vincennes)
    assert [held.title for held in queries.beside(row)] == ["Ailleurs au calendrier"]


# --- meetings and decisions ---------------------------------------------------------------------------------------


def review(row, bureau, **facts):
    values = {"kind": "quarterly", "held_on": DAY, "place": "Préfecture", "chair": "Préfète",
              "quarter": date(2026, 2, 14), **facts}  # fmt: skip
    return meetings.plan_meeting(programme=row, by=bureau.agent, at=AT, **values)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"quarter": None}, "quarter"), ({"quarter": DAY}, "quarter"), ({"kind": "committee"}, "kind")],
)
def test_b2_2_a_meeting_that_does_not_hold_is_refused_beside_its_field(bureau, row, facts, field):
    with pytest.raises(DomainError) as refused:
        review(row, bureau, **facts)
    assert refused.value.field == field


def test_b2_2_one_review_a_quarter_and_no_second_click(bureau, row):
    first = review(row, bureau)
    assert first.quarter == date(2026, 1, 1)
    with pytest.raises(Conflict):
        review(row, bureau, held_on=date(2026, 5, 12))
    meetings.cancel_meeting(meeting=first, reason=REASON, by=bureau.agent, at=AT)
    again = review(row, bureau)
    facts = {"meeting": again, "attendees": "Mairie", "minutes": "Tour de table.", "by": bureau.agent, "at": AT}
    meetings.hold_meeting(**facts)
    with pytest.raises(Conflict):
        meetings.hold_meeting(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeMeeting.objects.filter(pk=first.pk).update(state="planned")


def test_b2_2_a_qrr_has_its_committee(bureau, row):
    qrr = programme(bureau.house, bureau.agent, AT, name="QRR", kind="qrr", wave=2018, headcount=20, cell="CLCT")
    assert held_meeting(qrr, bureau.agent, AT, kind="committee").state == "held" and qrr.headcount == 20


def test_b2_2_a_decision_comes_back_to_each_meeting_until_it_is_done(bureau, row):
    first = held_meeting(row, bureau.agent, AT, held_on=date(2026, 3, 3))
    with pytest.raises(DomainError) as refused:
        decided(first, bureau.agent, AT, due_on=date(2026, 3, 1))
    assert refused.value.field == "due_on"
    decision = decided(first, bureau.agent, AT)
    with pytest.raises(Conflict):
        decided(first, bureau.agent, AT)
    second, third = (held_meeting(row, bureau.agent, AT, held_on=day) for day in (date(2026, 4, 2), DAY))
    assert [list(meetings.coming_back(each)) for each in (first, second, third)] == [[], [decision], [decision]]
    assert list(meetings.late(DAY)) == [decision] and sources.figures(bureau.agent, AT)[2].value == 1
    facts = {"decision": decision, "by": bureau.agent, "at": AT}
    with pytest.raises(DomainError):
        meetings.put_off(due_on=date(2026, 3, 10), reason=REASON, **facts)
    meetings.put_off(due_on=date(2026, 5, 30), reason=REASON, **facts)
    assert not meetings.late(DAY).exists()
    assert ProgrammeDecision.objects.get().first_due_on == date(2026, 3, 23)
    done = {"state": "done", "outcome": "Trois lampes posées.", **facts}
    with pytest.raises(DomainError):
        meetings.close_decision(closed_on=date(2026, 5, 8), **done)
    meetings.close_decision(closed_on=date(2026, 4, 20), **done)
    with pytest.raises(Conflict):
        meetings.close_decision(closed_on=date(2026, 4, 20), **done)
    assert list(meetings.coming_back(second)) == [decision], "it was still open that day"
    assert list(meetings.coming_back(third)) == []


def test_nothing_is_decided_by_a_meeting_that_is_not_held(bureau, row):
    with pytest.raises(Conflict):
        decided(review(row, bureau), bureau.agent, AT)
    with pytest.raises(Conflict, match="encore prévue"):
        turned(row, bureau, "close")


# --- pages, search, API -------------------------------------------------------------------------------------------


def test_the_pages_of_meetings_decisions_and_states(signed_in, bureau, row):
    def post(name, *args, status=302, **data):
        answer = signed_in.post(reverse(f"public_order:{name}", args=args), data)
        assert answer.status_code == status, answer.content.decode()[-2000:]

    def page(name, *args):
        return signed_in.get(reverse(f"public_order:{name}", args=args)).content.decode().replace("&#x27;", "'")

    assert "Aucune décision n'attend" in page("local-programme", row.pk)
    post("programme-meeting-new", row.pk, kind="quarterly", held_on="2026-05-07", place="Mairie", chair="Préfète",
         status=422)  # fmt: skip
    post("programme-meeting-new", row.pk, kind="meeting", held_on="2026-05-07", place="Mairie", chair="Préfète")
    meeting = ProgrammeMeeting.objects.get()
    post("programme-meeting-act", meeting.pk, "tenir", attendees="Mairie", minutes="Tour de table des partenaires.")
    post("programme-meeting-act", meeting.pk, "decider", label="Éclairer le passage", owner="Mairie",
         due_on="2026-05-30")  # fmt: skip
    decision = ProgrammeDecision.objects.get()
    for name, args in (("local-programme", [row.pk]), ("programme-meeting", [meeting.pk]),
                       ("programme-decisions", []), ("programme-decision", [decision.pk])):  # fmt: skip
        assert "Éclairer le passage" in page(name, *args), name
    post("programme-decision-act", decision.pk, "clore", state="done", closed_on="2026-05-07", outcome="Lampes posées.")
    assert "Lampes posées." in page("programme-decision", decision.pk)
    post("programme-ring", row.pk, ring=["94080"], seen="faux", status=422)
    post("programme-turn", row.pk, "suspend", since="2026-05-07", reason=REASON)
    assert REASON in page("local-programme", row.pk)
    held = planned(row, bureau)
    post("field-operation-act", held.pk, "deplacer", held_on="2026-05-06", reason=REASON)
    post("field-operation-act", held.pk, "annuler", reason="non", status=422)
    post("field-operation-report", held.pk, checked="5", arrests="1")
    post("field-operation-act", held.pk, "saisie", nature="cannabis", measure="g", quantity="12,5")
    assert "12,50 g" in page("field-operation", held.pk)
    assert "5 personnes contrôlées, 1 interpellation." in page("local-programme", row.pk)
    FieldOperation.objects.update(arrests=None)
    assert "interpellations non comptées" in page("local-programme", row.pk)
    for stage in ("coming", "waiting", "reported", "cancelled", "autre"):
        signed_in.get(reverse("public_order:field-operations"), {"stage": stage})


def test_search_and_api_of_programmes_operations_and_decisions(signed_in, bureau, row):
    held = planned(row, bureau)
    decision = decided(held_meeting(row, bureau.agent, AT), bureau.agent, AT)
    for text, title in (("orly", "Secteur d'Orly"), ("place nette", str(held)), ("passage", "Éclairer le passage")):
        found = sources.find(Question(bureau.agent, text, AT, 5))
        assert [hit.label for hit in found.hits] == [title]
        assert not sources.find(Question(bureau.house.stranger, text, AT, 5)).hits
    got = signed_in.get("/api/v1/security-operations/?kind=place_nette").json()["results"]
    assert [each["id"] for each in got] == [held.pk]
    assert signed_in.get("/api/v1/security-operations/?kind=codaf").json()["results"] == []
    assert signed_in.get(f"/api/v1/local-programmes/{row.pk}/").json()["ring"] == [bureau.house.vincennes.pk]
    assert signed_in.get("/api/v1/programme-decisions/?state=open").json()["results"][0]["id"] == decision.pk
    signed_in.force_login(bureau.house.stranger)
    for name in ("security-operations", "local-programmes", "programme-decisions"):
        assert signed_in.get(f"/api/v1/{name}/").status_code == 403
