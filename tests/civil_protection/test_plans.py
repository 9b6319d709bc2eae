"""Plans through their operations: the road of a PPI (EX4 and invariant 6), ordinary plans, copies, activations."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from civil_protection.plans import approvals, content, operations, queries, use
from civil_protection.plans.models import Activation, Plan, PlanAct, PlanOpinion
from civil_protection.protection.levels import LevelRefused
from directorate.documents.markup import plain_text
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris
from tests.scans.papers import as_pdf

pytestmark = pytest.mark.django_db
PDF = as_pdf([Image.new("1", (80, 80), 1)])
SENT, OPENS = date(2025, 3, 3), date(2025, 4, 1)


@pytest.fixture()
def factory():
    return Organisation.objects.create(kind="company", name="Dépôt des Rives <b>", code="depot", email="d@x.invalid")


def create(desk, **facts) -> Plan:
    given = {
        "kind": "INOND", "title": "Inondation et crue", "version": "2025.1", "level": "internal", "lead": "SIDPC",
        "approver": "prefect", "director": "prefect", "by": desk.agent, "at": paris(2025, 3, 1), **facts,
    }  # fmt: skip
    return operations.create_plan(**given)


def create_site(desk, factory, **facts) -> Plan:
    given = {
        "kind": "PPI", "title": "PPI du dépôt", "site": "Dépôt des Rives", "site_kind": "seveso", "operator": factory,
        "communes": [desk.house.creteil, desk.house.vincennes], **facts,
    }  # fmt: skip
    return create(desk, **given)


def deposit(desk, plan, role="public", level="public", at=None):
    file = SimpleUploadedFile("plan.pdf", PDF)
    return content.add_document(
        plan=plan, role=role, level=level, title="Plan", document=file, by=desk.agent, at=at or paris(2025, 3, 2)
    )


def consulted(desk, plan) -> Plan:
    """EX4: sent on 3 March 2025, shown to the public from 1 April."""
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    operations.send_for_opinions(
        plan=plan, sent_on=SENT, communes=[], organisations=[], by=desk.agent, at=paris(2025, 3, 3)
    )
    operations.plan_public(
        plan=plan, opens_on=OPENS, newspapers="Le Courrier, La Gazette", places="- Préfecture", by=desk.agent,
        at=paris(2025, 3, 4),
    )  # fmt: skip
    operations.note_press(plan=plan, notice_on=date(2025, 3, 14), by=desk.agent, at=paris(2025, 3, 14))
    return plan


def approve(desk, plan, day=(2025, 5, 6), number="2025/00412"):
    return approvals.approve(plan=plan, number=number, signed_on=date(*day), by=desk.head, at=paris(*day))


def closed(desk, plan) -> None:
    operations.close_public(plan=plan, closed_on=date(2025, 5, 2), by=desk.agent, at=paris(2025, 5, 2))


# --- the road of a PPI --------------------------------------------------------------------------------------


def test_a_plan_of_a_site_goes_from_draft_to_approval_with_the_dates_of_the_example(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    (opened,) = plan.rounds.all()
    assert opened.answers_due_on == date(2025, 5, 3)
    assert (opened.closes_on, opened.notice_due_on) == (date(2025, 5, 1), date(2025, 3, 17))
    assert {row.party for row in opened.opinions.all()} == {"Maire : Créteil", "Maire : Vincennes", factory.name}
    deposit(desk, plan)
    closed(desk, plan)
    done = approve(desk, plan)
    assert (done.state, done.version, done.draft_version) == ("approved", "2025.1", "")
    assert done.revision_due_on == date(2028, 5, 6)
    assert done.revision_rule.code == "plans.revision_site_high"
    assert done.exercise_due_on == date(2028, 5, 6)
    act = done.acts.get()
    words = plain_text(act.letter.html)
    assert "2025/00412" in words and "Dépôt des Rives" in words and "Créteil, Vincennes" in words
    assert JournalEntry.objects.filter(action="plan.approve", unit_code="protection-civile").count() == 1


def test_every_gap_refuses_the_approval_and_says_itself(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    with pytest.raises(operations.NotReady) as refusal:
        approve(desk, plan, (2025, 4, 20))
    said = " ".join(refusal.value.details)
    for words in ("Réponses attendues", "1er mai 2025", "version publique"):
        assert words in said
    plan.refresh_from_db()
    assert plan.state == "public" and not plan.acts.exists()


def test_the_approval_is_judged_on_the_day_of_its_signature(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    deposit(desk, plan)
    closed(desk, plan)
    with pytest.raises(operations.NotReady, match="3 mai 2025"):
        approvals.approve(
            plan=plan, number="2025/00412", signed_on=date(2025, 5, 3), by=desk.head, at=paris(2025, 6, 1)
        )


def test_answers_from_everybody_open_the_approval_before_the_two_months(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    for row in PlanOpinion.objects.all():
        operations.record_opinion(
            opinion=row, answered_on=date(2025, 4, 2), sense="favourable", by=desk.agent, at=paris(2025, 4, 2)
        )
    deposit(desk, plan)
    closed(desk, plan)
    assert approve(desk, plan, (2025, 5, 2)).state == "approved"


def test_a_notice_too_late_or_a_single_newspaper_is_refused_beside_its_field(desk, factory):
    plan = create_site(desk, factory)
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    operations.send_for_opinions(
        plan=plan, sent_on=SENT, communes=[], organisations=[], by=desk.agent, at=paris(2025, 3, 3)
    )
    facts = {"plan": plan, "places": "- Mairie", "by": desk.agent}
    with pytest.raises(DomainError, match="deux journaux") as one:
        operations.plan_public(opens_on=OPENS, newspapers="Le Courrier", at=paris(2025, 3, 4), **facts)
    with pytest.raises(DomainError, match="4 avril 2025") as soon:
        operations.plan_public(opens_on=OPENS, newspapers="A, B", at=paris(2025, 3, 20), **facts)
    operations.plan_public(opens_on=OPENS, newspapers="A, B", at=paris(2025, 3, 4), **facts)
    with pytest.raises(DomainError, match="17 mars 2025") as late:
        operations.note_press(plan=plan, notice_on=date(2025, 3, 18), by=desk.agent, at=paris(2025, 3, 18))
    assert [one.value.field, soon.value.field, late.value.field] == ["newspapers", "opens_on", "notice_on"]
    moved = operations.plan_public(opens_on=date(2025, 4, 8), newspapers="A, B", at=paris(2025, 3, 19), **facts)
    assert moved.notice_due_on == date(2025, 3, 24)


def test_registers_are_not_closed_before_the_month_is_over(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    with pytest.raises(DomainError, match="1er mai 2025"):
        operations.close_public(plan=plan, closed_on=date(2025, 4, 30), by=desk.agent, at=paris(2025, 5, 2))


def test_a_revision_keeps_the_plan_in_force_and_consults_again(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    deposit(desk, plan)
    closed(desk, plan)
    approve(desk, plan)
    at = paris(2026, 6, 1)
    with pytest.raises(DomainError, match=r"2025\.1"):
        operations.revise(plan=plan, draft_version="2025.1", by=desk.agent, at=at)
    row = operations.revise(plan=plan, draft_version="2026.1", by=desk.agent, at=at)
    assert row in queries.in_force()
    assert (row.version, row.revision_due_on) == ("2025.1", date(2028, 5, 6))
    with pytest.raises(Conflict):
        approve(desk, plan, (2026, 6, 2), "2026/00001")
    operations.send_for_opinions(
        plan=plan, sent_on=date(2026, 6, 2), communes=[], organisations=[], by=desk.agent, at=paris(2026, 6, 2)
    )
    # The public version of 2025 does not count for that of 2026.
    assert "La version publique du plan n'est pas déposée." in approvals.what_is_missing(
        Plan.objects.get(pk=plan.pk), date(2026, 9, 1)
    )


def test_only_some_sites_are_exempted_and_with_a_reason(desk, factory):
    at, day = paris(2025, 4, 1), date(2025, 4, 1)
    dam = create_site(desk, factory, site_kind="dam")
    facts = {"number": "2025/00001", "signed_on": day, "by": desk.head, "at": at}
    with pytest.raises(DomainError, match="Seveso"):
        approvals.exempt(plan=dam, reason="Aucun danger", **facts)
    plan = create_site(desk, factory)
    assert plan.code == "PPI-2"
    with pytest.raises(DomainError, match="motivé"):
        approvals.exempt(plan=plan, reason=" ", **facts)
    assert approvals.exempt(plan=plan, reason="L'étude ne montre aucun danger grave.", **facts).state == "exempted"
    assert not queries.watched_plans().filter(pk=plan.pk).exists()


def test_an_approval_before_our_time_is_taken_over_and_none_after(desk, factory):
    plan = create_site(desk, factory)
    given = {"plan": plan, "by": desk.agent, "at": paris(2025, 3, 1)}
    with pytest.raises(DomainError, match="suivre les étapes"):
        approvals.take_over(number="2025/00412", signed_on=date(2025, 3, 1), **given)
    row = approvals.take_over(number="2024/00096", signed_on=date(2024, 2, 10), **given)
    assert (row.state, row.revision_due_on) == ("approved", date(2027, 2, 10))
    begun = create_site(desk, factory)
    operations.begin(plan=begun, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    with pytest.raises(Conflict):
        approvals.take_over(number="2024/00097", signed_on=date(2024, 2, 10), **{**given, "plan": begun})


# --- ordinary plans -----------------------------------------------------------------------------------------


def test_an_ordinary_plan_takes_its_season_and_is_revised_within_five_years(desk):
    plan = create(desk)
    assert (plan.code, plan.season_from, plan.season_until) == ("INOND", "11-01", "04-30")
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    assert approve(desk, plan, (2025, 3, 10)).revision_due_on == date(2030, 3, 10)
    with pytest.raises(Conflict, match="existe déjà"):
        create(desk)


def test_a_changed_value_leaves_a_date_already_computed_alone(desk):
    plan = create(desk)
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    approve(desk, plan, (2025, 3, 10))
    Parameter.objects.filter(code="plans.revision").update(valid_to=date(2025, 4, 1))
    old = Parameter.objects.get(code="plans.revision")
    Parameter.objects.create(
        code="plans.revision", label=old.label, value=2, unit="ans", source=old.source, confidence=old.confidence,
        valid_from=date(2025, 4, 1),
    )  # fmt: skip
    plan.refresh_from_db()
    assert (plan.revision_due_on, plan.revision_rule.value) == (date(2030, 3, 10), 5)


def test_a_zonal_plan_has_no_revision_of_ours(desk):
    plan = create(desk, kind="NEIGE", title="Neige")
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    assert approve(desk, plan, (2025, 3, 10)).revision_due_on is None


@pytest.mark.parametrize(
    ("number", "words"), [("412", "AAAA/NNNNN"), ("2024/00412", "année"), ("2025/00001", "autre acte")]
)
def test_a_number_is_that_of_one_act_of_its_year(desk, number, words):
    for kind, value in (("INOND", "2025/00001"), ("VDC", number)):
        plan = create(desk, kind=kind, title="Plan")
        operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
        if kind == "INOND":
            approve(desk, plan, (2025, 3, 10), value)
    with pytest.raises(DomainError, match=words) as refusal:
        approve(desk, plan, (2025, 3, 10), number)
    assert refusal.value.field == "number"


def test_the_database_refuses_a_malformed_number_and_a_version(desk):
    plan = create(desk)
    with pytest.raises(IntegrityError, match="plan_act_number"), transaction.atomic():
        PlanAct.objects.create(
            plan=plan, kind="approval", version="2025.1", number="12", signed_on=SENT, authority="prefect",
            recorded_at=paris(2025, 3, 3), recorded_by=desk.head,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="plan_version"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(version="v1")


def test_what_may_not_be_held_is_refused_in_a_title_and_a_level(desk):
    with pytest.raises(LevelRefused, match="ppp"):
        create(desk, title="PPP du site")
    with pytest.raises(LevelRefused, match="homologué"):
        create(desk, level="restricted")
    plan = create(desk)
    with pytest.raises(DomainError, match="public"):
        deposit(desk, plan, level="internal")
    with pytest.raises(DomainError, match="restreinte"):
        deposit(desk, plan, role="body", level="public")


def test_a_stranger_writes_nothing(desk):
    with pytest.raises(NotAllowed):
        create(desk, by=desk.house.agent)


# --- annexes, cards, copies, activations --------------------------------------------------------------------


@pytest.fixture()
def flood(desk) -> Plan:
    """In force since 10 March 2025."""
    plan = create(desk, communes=[desk.house.creteil])
    operations.begin(plan=plan, name="draft", by=desk.agent, at=paris(2025, 3, 1))
    return approve(desk, plan, (2025, 3, 10))


def test_a_directory_lives_a_year_and_a_map_has_no_end(desk, flood):
    facts = {"plan": flood, "updated_on": date(2025, 2, 28), "by": desk.agent, "at": paris(2025, 3, 12)}
    book = content.add_annex(kind="directory", number="1", title="Annuaire", **facts)
    chart = content.add_annex(kind="map", number="2", title="Carte", **facts)
    assert (book.valid_until, chart.valid_until) == (date(2026, 2, 28), None)
    row = content.refresh_annex(
        annex=book, updated_on=date(2026, 3, 1), validity_months=6, by=desk.agent, at=paris(2026, 3, 1)
    )
    assert row.valid_until == date(2026, 9, 1)
    with pytest.raises(Conflict):
        content.add_annex(kind="map", number="2", title="Autre", **facts)


def test_a_crisis_finds_the_cards_of_its_plans_with_their_actions_in_order(desk, flood):
    at = paris(2025, 3, 12)
    card = content.add_card(
        plan=flood, number="F1", title="Permanence", recipient="duty", trigger="Crue", by=desk.agent, at=at
    )
    for phase, text in ((60, "Armer le COD"), (0, "Appeler le BSPP"), (0, "Prévenir le cabinet")):
        content.add_action(card=card, phase=phase, text=text, by=desk.agent, at=at)
    (found,) = queries.cards_for([flood])
    assert [row.text for row in found.actions.all()] == ["Appeler le BSPP", "Prévenir le cabinet", "Armer le COD"]


def test_copies_are_numbered_acknowledged_and_those_who_kept_silent_are_reminded_once_a_day(desk, flood, factory):
    house = desk.house
    given = {"plan": flood, "medium": "mail", "level": "internal", "by": desk.agent}
    at = paris(2025, 3, 12)
    first = use.diffuse(sent_on=date(2025, 3, 12), communes=[house.creteil], organisations=[factory], at=at, **given)
    again = use.diffuse(
        sent_on=date(2025, 3, 12), communes=[house.creteil, house.vincennes], organisations=[factory], at=at, **given
    )
    assert [row.copy_number for row in (*first, *again)] == [1, 2, 3]
    use.acknowledge(copy=first[0], acknowledged_on=date(2025, 3, 14), by=desk.agent, at=paris(2025, 3, 14))
    later = paris(2025, 4, 1)
    assert use.remind(plan=flood, by=desk.agent, at=later) == 2
    with pytest.raises(Conflict):
        use.remind(plan=flood, by=desk.agent, at=later)
    assert OutgoingMail.objects.filter(subject__startswith="Rappel", to=factory.email).count() == 1
    assert queries.copies().filter(queries.copies_in("late", date(2025, 4, 1))).count() == 2


def test_a_restricted_copy_never_travels_by_mail(desk, flood):
    Parameter.objects.filter(code="civil.restricted_hosting").update(value=True)
    with pytest.raises(DomainError, match="main propre"):
        use.diffuse(
            plan=flood, sent_on=date(2025, 3, 12), medium="mail", level="restricted", communes=[desk.house.creteil],
            organisations=[], by=desk.agent, at=paris(2025, 3, 12),
        )  # fmt: skip


def test_a_plan_is_activated_once_raised_and_lifted(desk, flood):
    given = {"authority": "prefect", "reason": "Crue de la Seine", "by": desk.agent}
    row = use.activate(
        plan=flood, stage="watch", decided_at=paris(2025, 12, 1), communes=[desk.house.creteil],
        at=paris(2025, 12, 1, 10), **given,
    )  # fmt: skip
    with pytest.raises(Conflict, match="déjà activé"):
        use.activate(plan=flood, stage="total", decided_at=paris(2025, 12, 1), at=paris(2025, 12, 1, 10), **given)
    raised = use.change_stage(
        activation=row, stage="total", decided_at=paris(2025, 12, 2), at=paris(2025, 12, 2), **given
    )
    assert list(raised.communes.all()) == [desk.house.creteil]
    with pytest.raises(Conflict, match="activé"):
        approvals.repeal(
            plan=flood, number="2025/00900", signed_on=date(2025, 12, 3), reason="x", by=desk.head,
            at=paris(2025, 12, 3),
        )  # fmt: skip
    use.lift(activation=raised, lifted_at=paris(2025, 12, 5), lifted_by="prefect", by=desk.agent, at=paris(2025, 12, 5))
    assert not queries.active().exists()
    assert Activation.objects.count() == 2


def test_a_plan_without_approval_is_not_activated(desk):
    with pytest.raises(Conflict, match="en vigueur"):
        use.activate(
            plan=create(desk), stage="total", authority="prefect", decided_at=paris(2025, 3, 2), reason="x",
            by=desk.agent, at=paris(2025, 3, 2),
        )  # fmt: skip


# --- freshness and report -----------------------------------------------------------------------------------


def test_the_index_puts_the_worst_first_at_the_same_cost(desk, flood, factory, django_assert_max_num_queries):
    for kind in ("VDC", "GF", "TMD"):
        create(desk, kind=kind, title=kind)
    create_site(desk, factory)
    content.add_annex(
        plan=flood, kind="directory", number="1", title="Annuaire", updated_on=date(2025, 3, 1), by=desk.agent,
        at=paris(2025, 3, 12),
    )  # fmt: skip
    with django_assert_max_num_queries(4):
        found = queries.health_of(queries.watched_plans(), date(2026, 6, 24))
    assert found[-1].plan == flood
    assert "Annexe 1, Annuaire : périmée depuis le 1er mars 2026." in found[-1].failures
    assert found[-1].words == "(1/1 + 0/1 + 0/1 + 0/1) ÷ 4 = 25 %"
    assert [row.percent for row in found[:-1]] == [0] * 4


def test_the_report_shows_its_arithmetic(desk, flood):
    report = queries.report(date(2030, 3, 11))
    assert report.words == "0 à jour sur 1 en vigueur : 0 ÷ 1 = 0 %."
    assert [plan.code for plan in report.late] == ["INOND"]
    assert queries.report(date(2029, 6, 1)).coming == [flood]


def test_an_exercise_and_a_brochure_restart_their_periods(desk, factory):
    plan = consulted(desk, create_site(desk, factory))
    deposit(desk, plan)
    closed(desk, plan)
    approve(desk, plan)
    at = paris(2025, 10, 6)
    row = approvals.note_exercise(plan=plan, exercised_on=date(2025, 10, 5), by=desk.agent, at=at)
    assert row.exercise_due_on == date(2028, 10, 5)
    row = approvals.note_brochure(plan=plan, brochure_on=date(2025, 10, 5), by=desk.agent, at=at)
    assert row.brochure_due_on == date(2030, 10, 5)
    with pytest.raises(DomainError, match="5 octobre 2025"):
        approvals.note_exercise(plan=plan, exercised_on=date(2025, 10, 5), by=desk.agent, at=at)
