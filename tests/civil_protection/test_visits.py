"""Visits, requirements and unfavourable opinions through their operations."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from civil_protection.establishments.models import Establishment, VisitKind
from civil_protection.establishments.models import Opinion as EstablishmentOpinion
from civil_protection.establishments.operations import note_opinion
from civil_protection.safety_commissions import bodies
from civil_protection.safety_commissions.queries import commission_of
from civil_protection.safety_visits import follow_up, follow_up_operations, group, hearing, operations, queries, rounds
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.notices import tell_of_due_steps
from directorate.commissions.models import CommissionSession
from directorate.commissions.statutory import load_commissions
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.establishment_rows import AT, an_establishment
from tests.civil_protection.visit_rows import DAY, GROUP, ON, WHY, answered, day, held, planned, refused, reported


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


def later(days: int):
    return AT + timedelta(days=days)


def test_the_codes_are_those_of_the_register():
    assert dict(VisitKind.choices) == group.KINDS
    assert dict(EstablishmentOpinion.choices) == dict(SafetyVisit.Opinion.choices)


# --- the visit ------------------------------------------------------------------------------------------------


def test_a_visit_from_its_planning_to_a_favourable_opinion(desk):
    place = an_establishment(by=desk.agent)
    visit = held(place, desk.agent)
    assert (visit.state, visit.held_on, len(visit.group)) == ("held", ON, 3)
    visit = answered(an_establishment(by=desk.agent), desk.agent, "favourable")
    place = Establishment.objects.get(pk=visit.establishment_id)
    assert (place.current_opinion, place.last_visit_on) == ("favourable", ON)
    assert visit.next_visit_on == place.next_visit_on == day("2031-06-24")
    assert not UnfavourableOpinion.objects.exists()


@pytest.mark.parametrize("absent", ["fire", "police", "mayor"])
def test_one_member_missing_no_visit_and_another_is_planned(desk, absent):
    visit = planned(an_establishment(by=desk.agent), desk.agent)
    members = [row for row in GROUP if row.role != absent]
    with pytest.raises(DomainError, match="art. 49") as refusal:
        operations.hold_visit(visit=visit, held_on=ON, members=members, by=desk.agent, at=AT)
    assert refusal.value.field == "replanned_on"
    assert SafetyVisit.objects.get(pk=visit.pk).state == "planned"
    row = operations.hold_visit(
        visit=visit, held_on=ON, members=members, replanned_on=ON + 20 * DAY, by=desk.agent, at=AT
    )
    assert row.state == "not_held" and group.ROLES[absent] in row.failed_why
    again = row.replanned_as
    assert (again.state, again.planned_on, again.kind) == ("planned", ON + 20 * DAY, "periodic")
    assert Establishment.objects.get(pk=row.establishment_id).last_visit_on == day("2024-03-14")


def test_a_reception_of_the_third_category_needs_the_directorate(desk):
    place = an_establishment(by=desk.agent, public_total=500)
    visit = planned(place, desk.agent, kind="reception")
    with pytest.raises(DomainError, match="Service de l'État"):
        operations.hold_visit(visit=visit, held_on=ON, members=GROUP, by=desk.agent, at=AT)
    whole = [*GROUP, Member("directorate", "M. Salmon")]
    assert operations.hold_visit(visit=visit, held_on=ON, members=whole, by=desk.agent, at=AT).state == "held"


def test_a_visit_is_planned_once_and_not_in_the_past(desk):
    place = an_establishment(by=desk.agent)
    with pytest.raises(DomainError):
        planned(place, desk.agent, planned_on=ON - DAY)
    planned(place, desk.agent)
    with pytest.raises(Conflict, match="déjà programmée"):
        planned(place, desk.agent, planned_on=ON + DAY)
    planned(place, desk.agent, kind="unannounced")


def test_a_second_click_does_not_hold_the_visit_twice(desk):
    visit = planned(an_establishment(by=desk.agent), desk.agent)
    operations.hold_visit(visit=visit, held_on=ON, members=GROUP, by=desk.agent, at=AT)
    with pytest.raises(Conflict, match="« Tenue »"):
        operations.hold_visit(visit=visit, held_on=ON, members=GROUP, by=desk.agent, at=AT)


def test_the_report_says_the_position_of_each_member(desk):
    visit = held(an_establishment(by=desk.agent), desk.agent)
    with pytest.raises(DomainError, match="Lieutenant Aubry") as refusal:
        operations.record_report(visit=visit, report="Vu.", proposal="favourable", by=desk.agent, at=AT)
    assert refusal.value.field == "position_0"
    with pytest.raises(Conflict, match="rapport"):
        operations.give_opinion(visit=visit, opinion="favourable", opinion_on=ON, by=desk.agent, at=AT)
    assert group.shares(reported(visit, desk.agent).group) == {"favourable": 3, "unfavourable": 0}


def test_without_the_documents_of_article_47_the_commission_says_nothing(desk):
    visit = held(an_establishment(by=desk.agent), desk.agent, kind="before_opening")
    with pytest.raises(DomainError, match="art. 47 et 48"):
        reported(visit, desk.agent, "favourable", documents_missing=["works_report"])
    reported(visit, desk.agent, "deferred", documents_missing=["works_report"])
    with pytest.raises(DomainError, match="art. 47 et 48") as refusal:
        operations.give_opinion(visit=visit, opinion="favourable", opinion_on=ON, by=desk.agent, at=AT)
    assert refusal.value.field == "opinion"
    row = operations.give_opinion(
        visit=visit, opinion="deferred", opinion_on=ON, opinion_why="RVRAT attendu.", by=desk.agent, at=AT
    )
    assert row.opinion == "deferred"
    # Once the documents are there, the same visit has its opinion.
    reported(visit, desk.agent, "favourable", documents_missing=[])
    assert operations.give_opinion(visit=visit, opinion="favourable", opinion_on=ON, by=desk.agent, at=AT).opinion


def against(desk, visit):
    return operations.give_opinion(
        visit=visit, opinion="unfavourable", opinion_on=ON, opinion_why=WHY, by=desk.agent, at=AT
    )


def test_an_opinion_is_given_once_and_not_before_the_visit(desk):
    visit = answered(an_establishment(by=desk.agent), desk.agent, "favourable")
    with pytest.raises(Conflict, match="ne change plus"):
        operations.give_opinion(
            visit=visit, opinion="unfavourable", opinion_on=ON, opinion_why=WHY, by=desk.agent, at=AT
        )
    other = reported(held(an_establishment(by=desk.agent), desk.agent), desk.agent)
    for when in (ON - DAY, ON + DAY):
        with pytest.raises(DomainError):
            operations.give_opinion(visit=other, opinion="favourable", opinion_on=when, by=desk.agent, at=AT)


def extended(desk, visit, until):
    return operations.give_opinion(
        visit=visit, opinion="favourable", opinion_on=visit.held_on, extended_to=until, by=desk.agent, at=AT
    )


def test_ex2_the_commission_extends_the_interval_of_premises_without_sleeping(desk):
    """EX2: R without lodging, 2nd category, two favourable opinions: three years become five at the most."""
    place = an_establishment(by=desk.agent, activity="R_SCHOOL", public_total=900)
    Establishment.objects.filter(pk=place.pk).update(last_visit_opinion="favourable")
    visit = reported(held(place, desk.agent), desk.agent)
    with pytest.raises(DomainError, match="GE 4, §3") as refusal:
        extended(desk, visit, day("2031-06-25"))
    assert refusal.value.field == "extended_to"
    assert extended(desk, visit, day("2031-06-24")).next_visit_on == day("2031-06-24")
    other = answered(an_establishment(by=desk.agent, activity="R_SCHOOL", public_total=900), desk.agent, "favourable")
    assert other.next_visit_on == day("2029-06-24")


def test_no_extension_for_sleeping_premises_nor_after_an_unfavourable_visit(desk):
    place = an_establishment(by=desk.agent, activity="O", sleeping=True, public_total=260)
    visit = reported(held(place, desk.agent), desk.agent)
    with pytest.raises(DomainError, match="locaux à sommeil"):
        extended(desk, visit, day("2031-06-24"))
    assert SafetyVisit.objects.get(pk=visit.pk).opinion == ""


def test_only_the_service_acts(desk, house):
    place = an_establishment(by=desk.agent)
    with pytest.raises(NotAllowed):
        planned(place, house.agent)


def test_a_photograph_is_checked_by_its_content(desk):
    visit = held(an_establishment(by=desk.agent), desk.agent)
    fake = SimpleUploadedFile("vue.png", b"<script>alert(1)</script>", "image/png")
    with pytest.raises(DomainError) as refusal:
        operations.add_piece(visit=visit, kind="photo", document=fake, by=desk.agent, at=AT)
    assert refusal.value.field == "document"
    assert not visit.pieces.exists()


# --- requirements ---------------------------------------------------------------------------------------------


def prescribed(desk, visit, text="Déverrouiller les issues de secours.", **more) -> SafetyRequirement:
    facts = {"category": "regulatory", "article": "CO 45", **more}
    return operations.prescribe(visit=visit, text=text, **facts, by=desk.agent, at=AT)


def test_requirements_are_numbered_and_carried_until_they_are_lifted(desk):
    place = an_establishment(by=desk.agent)
    visit = reported(held(place, desk.agent), desk.agent)
    one, two = prescribed(desk, visit), prescribed(desk, visit, "Vérifier les extincteurs.", article="MS 38")
    assert (one.number, two.number) == (1, 2)
    with pytest.raises(Conflict, match="déjà"):
        prescribed(desk, visit)
    with pytest.raises(DomainError) as refusal:
        prescribed(desk, visit, "Sans article.", article="")
    assert refusal.value.field == "article"
    operations.give_opinion(visit=visit, opinion="favourable", opinion_on=ON, by=desk.agent, at=AT)
    with pytest.raises(Conflict):
        prescribed(desk, visit, "Trop tard.")
    check(desk, one, "lifted")
    again = held(place, desk.agent, kind="unannounced")
    assert list(queries.owed_before(again)) == [two]
    assert SafetyRequirement.objects.get(pk=two.pk).times_carried == 1
    check(desk, two, "partial", visit=again)
    check(desk, two, "open", visit=again)
    with pytest.raises(Conflict, match="levée"):
        check(desk, one, "open")
    with pytest.raises(DomainError) as refusal:
        check(desk, two, "lapsed", visit=again)
    assert refusal.value.field == "note"
    assert two.checks.count() == 2


def check(desk, requirement, state, **more):
    facts = {"checked_on": ON, "checked_by": "Lieutenant Aubry", **more}
    return operations.check_requirement(requirement=requirement, state=state, **facts, by=desk.agent, at=AT)


# --- rounds ---------------------------------------------------------------------------------------------------


def test_rounds_are_accepted_all_or_none(desk):
    places = [an_establishment(by=desk.agent) for _ in range(3)]
    one = rounds.Round(ON + DAY, "morning", "94028", tuple(place.pk for place in places[:2]))
    two = rounds.Round(ON + 2 * DAY, "morning", "94028", (places[2].pk,))
    planned(places[2], desk.agent)
    with pytest.raises(Conflict, match="vient d'être programmée"):
        operations.accept_rounds(proposed=[one, two], by=desk.agent, at=AT)
    assert SafetyVisit.objects.count() == 1
    rows = operations.accept_rounds(proposed=[one], by=desk.agent, at=AT)
    assert {row.establishment_id for row in rows} == set(one.keys)
    with pytest.raises(Conflict):
        operations.accept_rounds(proposed=[one], by=desk.agent, at=AT)
    assert queries.candidates(ON + 3000 * DAY) == []


# --- unfavourable opinions ------------------------------------------------------------------------------------


def test_invariant_5_an_unfavourable_opinion_always_has_its_follow_up(desk):
    visit = answered(an_establishment(by=desk.agent), desk.agent, "unfavourable", is_danger=True)
    opinion = visit.follow_up
    assert (opinion.opened_on, opinion.reasons, opinion.is_danger, opinion.decision) == (ON, WHY, True, "awaited")
    assert Establishment.objects.get(pk=visit.establishment_id).current_opinion == "unfavourable"
    assert opinion.steps.get().label == "Avis défavorable"
    other = reported(held(an_establishment(by=desk.agent), desk.agent), desk.agent, "unfavourable")
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyVisit.objects.filter(pk=other.pk).update(opinion="unfavourable", opinion_on=ON)
    with pytest.raises(DomainError) as refusal:
        operations.give_opinion(visit=other, opinion="unfavourable", opinion_on=ON, by=desk.agent, at=AT)
    assert refusal.value.field == "opinion_why"
    assert UnfavourableOpinion.objects.count() == 1


def test_when_the_register_refuses_nothing_is_half_done(desk, monkeypatch):
    visit = reported(held(an_establishment(by=desk.agent), desk.agent), desk.agent, "unfavourable")

    def refuse(**facts):
        raise Conflict("Cette fiche a été fusionnée.")

    monkeypatch.setattr(operations, "note_visit", refuse)
    with pytest.raises(Conflict):
        operations.give_opinion(
            visit=visit, opinion="unfavourable", opinion_on=ON, opinion_why=WHY, by=desk.agent, at=AT
        )
    assert not UnfavourableOpinion.objects.exists()
    assert SafetyVisit.objects.get(pk=visit.pk).opinion == ""


def test_a_confirmed_opinion_keeps_its_age(desk):
    opinion = refused(desk.agent)
    at = later(40)
    visit = answered(opinion.establishment, desk.agent, "unfavourable", at=at, kind="check")
    assert visit.follow_up == opinion
    opinion.refresh_from_db()
    assert opinion.opened_on == ON and opinion.last_step == "Avis défavorable confirmé"


def decided(desk, opinion, decision, at=AT, **more):
    return follow_up_operations.record_decision(
        opinion=opinion, decision=decision, decided_on=at.date(), **more, by=desk.agent, at=at
    )


def test_the_mayor_decides(desk):
    opinion = refused(desk.agent)
    with pytest.raises(DomainError) as refusal:
        decided(desk, opinion, "goes_on")
    assert refusal.value.field == "term_on"
    with pytest.raises(DomainError) as refusal:
        decided(desk, opinion, "closure")
    assert refusal.value.field == "decision_act"
    row = decided(desk, opinion, "goes_on", term_on=ON + 60 * DAY)
    assert [stage.state for stage in queries.stages_of(row, ON, queries.follow_terms(ON))] == ["spared", "due", "due"]
    with pytest.raises(Conflict, match="déjà décidé"):
        follow_up_operations.remind_mayor(opinion=opinion, reminded_on=ON, by=desk.agent, at=AT)


def test_the_letter_recalls_the_opinion_and_goes_once(desk):
    opinion, at = refused(desk.agent), later(22)
    first = queries.owed(at.date())[0]
    assert (first.age, first.band, first.stage.code, first.stage.state) == (22, 0, "letter", "late")
    row = follow_up_operations.remind_mayor(opinion=opinion, reminded_on=at.date(), by=desk.agent, at=at)
    assert WHY in row.reminder.html and "R. 143-24" in row.reminder.html and "⟦" not in row.reminder.html
    with pytest.raises(Conflict, match="lettre de rappel"):
        follow_up_operations.remind_mayor(opinion=opinion, reminded_on=at.date(), by=desk.agent, at=at)
    assert queries.owed(at.date())[0].stage.code == "meeting"


def on_notice(desk, opinion, at):
    return follow_up_operations.put_mayor_on_notice(
        opinion=opinion, noticed_on=at.date(), notice_until=at.date() + 15 * DAY, by=desk.agent, at=at
    )


def close(desk, opinion, at, **more):
    facts = {"infringements": "- Issues verrouillées", "works": "- Déverrouiller les issues", **more}
    return follow_up_operations.close_instead(opinion=opinion, signed_on=at.date(), **facts, by=desk.agent, at=at)


def result(desk, opinion, at, value="none"):
    return follow_up_operations.record_result(opinion=opinion, result=value, noted_on=at.date(), by=desk.agent, at=at)


def test_r123_28_the_prefect_closes_only_after_a_notice_without_result(desk):
    opinion = refused(desk.agent)
    with pytest.raises(DomainError, match="R123-28"):
        close(desk, opinion, later(180))
    with pytest.raises(Conflict):
        result(desk, opinion, later(180))
    row = on_notice(desk, opinion, later(181))
    assert "⟦" not in row.notice.html and "R. 143-24" in row.notice.html
    with pytest.raises(Conflict, match="mis en demeure"):
        on_notice(desk, opinion, later(182))
    with pytest.raises(DomainError, match="attendre son terme"):
        close(desk, opinion, later(190))
    with pytest.raises(DomainError, match="attendre son terme"):
        result(desk, opinion, later(196))
    with pytest.raises(DomainError, match="sans résultat"):
        close(desk, opinion, later(197))
    result(desk, opinion, later(197))
    with pytest.raises(IntegrityError), transaction.atomic():
        UnfavourableOpinion.objects.filter(pk=opinion.pk).update(notice_result="", closed_on=ON)
    row = close(desk, opinion, later(198))
    assert row.order_number and row.order.number == row.order_number
    assert "R. 143-45" in row.order.html and "Issues verrouillées" in row.order.html and "⟦" not in row.order.html
    with pytest.raises(Conflict, match="ordonnée"):
        close(desk, opinion, later(199))


def test_no_substitution_when_the_mayor_acted(desk):
    opinion = refused(desk.agent)
    on_notice(desk, opinion, later(30))
    result(desk, opinion, later(35), "acted")
    with pytest.raises(DomainError, match="suivie d'effet"):
        close(desk, opinion, later(60))
    decided(desk, opinion, "closure", later(60), decision_act="Arrêté municipal n° 2026-118")
    with pytest.raises(Conflict, match="a ordonné la fermeture"):
        on_notice(desk, opinion, later(61))


def test_a_favourable_control_visit_lifts_the_opinion_and_its_requirements(desk):
    place = an_establishment(by=desk.agent)
    visit = reported(held(place, desk.agent), desk.agent, "unfavourable")
    one, two = prescribed(desk, visit), prescribed(desk, visit, "Vérifier les extincteurs.", article="MS 38")
    against(desk, visit)
    at = later(50)
    control = held(place, desk.agent, at=at, kind="check")
    assert control.follow_up == SafetyVisit.objects.get(pk=visit.pk).follow_up
    operations.check_requirement(requirement=two, state="open", checked_on=at.date(), checked_by="Lt Aubry",
                                 visit=control, by=desk.agent, at=at)  # fmt: skip
    reported(control, desk.agent, at=at)
    operations.give_opinion(visit=control, opinion="favourable", opinion_on=at.date(), by=desk.agent, at=at)
    opinion = UnfavourableOpinion.objects.get()
    assert (opinion.lifted_on, opinion.last_step) == (at.date(), "Avis défavorable levé")
    assert Establishment.objects.get(pk=place.pk).current_opinion == "favourable"
    states = {row.pk: row.state for row in SafetyRequirement.objects.all()}
    assert states == {one.pk: "lifted", two.pk: "open"}
    with pytest.raises(Conflict, match="levé"):
        decided(desk, opinion, "none", at)
    assert follow_up.age(opinion.opened_on, ON + 400 * DAY, opinion.lifted_on) == 50
    assert JournalEntry.objects.filter(action="unfavourable_opinion.step").count() == 3


def test_lifting_on_papers_needs_its_reason(desk):
    opinion = refused(desk.agent)
    with pytest.raises(DomainError) as refusal:
        follow_up_operations.lift(opinion=opinion, lifted_on=ON, lifted_why=" ", by=desk.agent, at=AT)
    assert refusal.value.field == "lifted_why"
    follow_up_operations.lift(
        opinion=opinion, lifted_on=ON, lifted_why="Avis favorable sur dossier.", by=desk.agent, at=AT
    )
    assert Establishment.objects.get(pk=opinion.establishment_id).current_opinion == "favourable"
    with pytest.raises(Conflict):
        follow_up_operations.lift(opinion=opinion, lifted_on=ON, lifted_why="Encore.", by=desk.agent, at=AT)


def test_an_opinion_given_on_a_file_is_followed_then_lifted(desk):
    """Invariant 5 holds whoever records the opinion."""
    place = an_establishment(by=desk.agent)
    note_opinion(establishment=place, opinion="unfavourable", given_on=ON, reason="dossier", by=desk.agent, at=AT)
    opinion = UnfavourableOpinion.objects.get()
    assert (opinion.opened_on, opinion.reasons, opinion.lifted_on) == (ON, "dossier", None)
    note_opinion(establishment=place, opinion="favourable", given_on=ON, by=desk.agent, at=AT)
    opinion.refresh_from_db()
    assert opinion.lifted_on == ON


@pytest.mark.parametrize(("opinion", "given"), [("unfavourable", 1), ("favourable", 0), ("adjourned", 0)])
def test_the_opinion_of_the_session_is_that_of_the_visit(desk, opinion, given):
    visit = held(an_establishment(by=desk.agent), desk.agent)
    load_commissions(at=AT)
    code = commission_of(visit.establishment, ON).commission
    session = CommissionSession.objects.create(commission_id=code, starts_at=later(20), place="Préfecture")
    with pytest.raises(Conflict, match="rapport"):
        hearing.put_before_commission(visit=visit, session=session, by=desk.agent, at=AT)
    reported(visit, desk.agent, "unfavourable")
    item = hearing.put_before_commission(visit=visit, session=session, by=desk.agent, at=AT)
    assert list(hearing.sessions_for(visit, ON)) == [session]
    item.opinion, item.comment = opinion, WHY
    bodies.tell(item, desk.agent, later(20))
    visit.refresh_from_db()
    assert visit.opinion == ("" if opinion == "adjourned" else opinion)
    assert UnfavourableOpinion.objects.count() == given
    bodies.tell(item, desk.agent, later(20))


def test_two_records_merged_carry_their_visits(desk):
    loser, winner = an_establishment(by=desk.agent), an_establishment(by=desk.agent)
    answered(loser, desk.agent, "unfavourable")
    planned(loser, desk.agent)
    planned(winner, desk.agent)
    operations.follow_merged(loser, winner, desk.agent, AT)
    assert not SafetyVisit.objects.filter(establishment=loser).exists()
    assert SafetyVisit.objects.filter(establishment=winner, state="planned").count() == 1
    assert UnfavourableOpinion.objects.get().establishment == winner


def test_the_report_of_what_is_due_costs_one_query(desk, django_assert_num_queries):
    for _ in range(3):
        an_establishment(by=desk.agent, last_visit_on=day("2015-01-05"))
    an_establishment(by=desk.agent, activity="O", sleeping=True, last_visit_on=day("2019-01-05"))
    queries.due_report(ON)
    with django_assert_num_queries(2):
        report = queries.due_report(ON)
    assert (report.total.overdue, report.total.sleeping, report.total.oldest) == (4, 1, day("2020-01-05"))
    assert [title for title, _ in report.tables] == ["Par commune", "Par type", "Par catégorie"]
    assert [row.main_type for row in queries.sleeping_unvisited(ON)] == ["O"]


def test_a_step_that_falls_due_is_told_once_to_the_heads(desk):
    opinion = refused(desk.agent)
    terms = queries.follow_terms(ON)
    first = queries.stages_of(opinion, ON, terms)[0].due_on
    assert tell_of_due_steps(at=AT) == 0
    due = later((first - ON).days)
    assert [tell_of_due_steps(at=due), tell_of_due_steps(at=due)] == [1, 1]
    assert set(Notification.objects.values_list("recipient", "kind")) == {(desk.head.pk, "unfavourable_step_due")}
    follow_up_operations.lift(
        opinion=opinion, lifted_on=ON, lifted_why="Alarme réparée, vérifiée sur place.", by=desk.agent, at=AT
    )
    assert tell_of_due_steps(at=due) == 0


def test_the_register_says_the_latest_opinion_by_its_own_day(desk):
    """A visit, then an opinion on file against it, then the opinion of the commission after the visit."""
    by = desk.agent
    place = an_establishment(by=by, at=later(-40))
    visit = reported(held(place, by, at=later(-30)), by, "favourable", at=later(-30))
    note_opinion(
        establishment=place, opinion="unfavourable", given_on=ON - 20 * DAY, reason="Alarme en panne.", by=by, at=AT
    )
    operations.give_opinion(visit=visit, opinion="favourable", opinion_on=ON - 10 * DAY, by=by, at=AT)
    place.refresh_from_db()
    assert (place.current_opinion, place.opinion_on) == ("favourable", ON - 10 * DAY)
    assert not UnfavourableOpinion.objects.filter(lifted_on=None).exists()


def test_an_older_favourable_opinion_lifts_nothing(desk):
    opinion = refused(desk.agent)
    follow_up_operations.follow_opinion(opinion.establishment, "favourable", ON - DAY, "Ouverture", desk.agent, AT)
    opinion.refresh_from_db()
    assert opinion.lifted_on is None


def test_an_establishment_taken_over_unfavourable_is_followed(desk):
    place = an_establishment(by=desk.agent, current_opinion="unfavourable", last_visit_on=ON - 90 * DAY)
    assert UnfavourableOpinion.objects.get(establishment=place).opened_on == ON - 90 * DAY
