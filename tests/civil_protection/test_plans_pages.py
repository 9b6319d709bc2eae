"""The pages of plans: refusals beside their fields, letters and reports as PDF, who enters."""

from datetime import date

import pytest
from django.urls import reverse

from civil_protection.plans import approvals, content, operations, queries, sources, stories, use
from civil_protection.plans.models import (
    CapacityGap,
    OrsecMeans,
    Plan,
    PlanAct,
    PlanDiffusion,
    ReflexAction,
    ReflexCard,
)
from directorate.manifests import Question
from directorate.partners.models import Organisation
from tests.people import paris

pytestmark = pytest.mark.django_db
TODAY = paris(2026, 6, 24)
HOSTILE = "<script>alert('x')</script>"


def address(name: str, *arguments) -> str:
    return reverse(f"civil_protection:{name}", args=arguments)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture()
def flood(desk) -> Plan:
    """In force, with a card, an annex out of date, a copy sent and an activation."""
    given = {"by": desk.agent, "at": TODAY}
    plan = operations.create_plan(
        kind="INOND", title=f"Crue {HOSTILE}", version="2026.1", level="internal", lead="SIDPC", approver="prefect",
        director="prefect", communes=[desk.house.creteil], **given,
    )  # fmt: skip
    operations.begin(plan=plan, name="draft", **given)
    plan = approvals.approve(plan=plan, number="2026/00900", signed_on=date(2026, 6, 20), **given)
    card = content.add_card(plan=plan, number="F1", title="Permanence", recipient="duty", trigger="Crue", **given)
    content.add_action(card=card, phase=0, text="Appeler", delay_minutes=5, **given)
    content.add_annex(plan=plan, kind="directory", number="1", title="Annuaire", updated_on=date(2025, 1, 1), **given)
    use.diffuse(
        plan=plan, sent_on=date(2026, 6, 21), medium="mail", level="internal", communes=[desk.house.creteil],
        organisations=[], **given,
    )  # fmt: skip
    use.activate(
        plan=plan, stage="watch", authority="prefect", decided_at=paris(2026, 6, 23), reason="Crue",
        communes=[desk.house.creteil], is_exercise=False, **given,
    )  # fmt: skip
    return plan


def test_every_page_of_a_plan_shows_what_was_typed_as_text(client, desk, flood):
    client.force_login(desk.agent)
    card, row = ReflexCard.objects.get(), flood.activations.get()
    pages = [
        address("plans"), address("plan", "INOND"), address("plan-change", "INOND"), address("plans-freshness"),
        address("plans-report"), address("reflex-cards"), address("reflex-card", card.pk), address("plan-copies"),
        address("activations"), address("activation", row.pk), address("activation-stage", row.pk),
        address("activation-lift", row.pk), address("plan-copy", flood.diffusions.get().pk),
        address("plan-annex", flood.annexes.get().pk), address("reflex-action-new", card.pk), address("plan-new"),
        address("orsec-means"), address("orsec-means-new"), address("plan-act-publication", flood.acts.get().pk),
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert HOSTILE not in answer.text, page
    assert "Annexe 1, Annuaire : périmée depuis le" in client.get(address("plan", "INOND")).text
    for verb in ("diffusion", "activation", "revision", "abrogation", "document", "annexe", "fiche", "exercice"):
        assert client.get(address("plan-step", "INOND", verb)).status_code == 200, verb
    assert client.get(address("plan-step", "INOND", "inconnu")).status_code == 404


def test_letters_acts_and_report_are_pdf(client, desk, flood):
    client.force_login(desk.house.director)
    for page in (address("plan-act", flood.acts.get().pk), address("plans-report-pdf"),
                 address("plan-draft-order", "INOND")):  # fmt: skip
        answer = client.get(page)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF"), page
    assert client.get(address("plan-notice", "INOND")).status_code == 404


def test_a_plan_is_created_from_its_form_and_a_refusal_is_beside_its_field(client, desk):
    client.force_login(desk.agent)
    typed = {"kind": "PPI", "title": "PPI du dépôt", "version": "2026.1", "lead": "SIDPC", "level": "internal",
             "approver": "police_prefect", "director": "police_prefect", "communes": ["94028"]}  # fmt: skip
    refused = client.post(address("plan-new"), typed)
    assert refused.status_code == 422
    assert refused.context["form"].errors["site"] == ["Nommer l'installation."]
    assert 'value="PPI du dépôt"' in refused.text
    operator = Organisation.objects.create(kind="company", name="Dépôt", code="depot")
    typed |= {"site": "Dépôt des Rives", "site_kind": "seveso", "operator": operator.pk, "season_from": "13-45"}
    assert "season_from" in client.post(address("plan-new"), typed).context["form"].errors
    client.post(address("plan-new"), {**typed, "season_from": ""})
    assert Plan.objects.get().code == "PPI-1"
    assert client.post(address("plan-new"), {**typed, "title": "Plan secret", "season_from": ""}).status_code == 422


def test_a_refused_approval_says_what_is_missing_on_the_form(client, desk):
    operator = Organisation.objects.create(kind="company", name="Dépôt", code="depot")
    given = {"by": desk.agent, "at": TODAY}
    plan = operations.create_plan(
        kind="PPI", title="PPI", version="2026.1", level="internal", lead="SIDPC", approver="prefect",
        director="prefect", site="Dépôt", site_kind="dam", operator=operator, communes=[desk.house.creteil], **given,
    )  # fmt: skip
    operations.begin(plan=plan, name="draft", **given)
    operations.send_for_opinions(plan=plan, sent_on=TODAY.date(), communes=[], organisations=[], **given)
    operations.plan_public(plan=plan, opens_on=date(2026, 7, 20), newspapers="A, B", places="- Mairie", **given)
    client.force_login(desk.agent)
    answer = client.post(
        address("plan-step", "PPI-1", "approbation"), {"number": "2026/00950", "signed_on": "2026-06-24"}
    )
    assert answer.status_code == 422
    assert "Réponses attendues" in answer.text and "20 août 2026" in answer.text
    both = {"place_perimeter": "Chapitre 2", "absent_perimeter": "Aucun"}
    refused = client.post(address("plan-step", "PPI-1", "contenu"), both)
    assert refused.status_code == 422 and "pas les deux" in refused.text
    noted = {"place_perimeter": f"Chapitre {HOSTILE}", "absent_neighbour_state": "Aucun État voisin"}
    assert client.post(address("plan-step", "PPI-1", "contenu"), noted).status_code == 302
    assert "Contenu à retrouver dans le plan (6 sur 8)" in client.get(address("plan-step", "PPI-1", "approbation")).text
    page = client.get(address("plan", "PPI-1")).text
    assert "Sans objet : Aucun État voisin" in page and "R741-22, 8°" in page and HOSTILE not in page
    assert "Ce qui manque pour approuver" in page and "Enregistrer l&#x27;avis de presse" in page
    assert client.get(address("plan-notice", "PPI-1")).content.startswith(b"%PDF")
    opinion = plan.rounds.get().opinions.first()
    assert client.get(address("plan-opinion-letter", opinion.pk)).content.startswith(b"%PDF")
    done = client.post(address("plan-opinion", opinion.pk), {"answered_on": "2026-06-24", "sense": "favourable"})
    assert done.status_code == 302


def test_copies_cards_means_and_publications_are_kept_from_their_pages(client, desk, flood, time_machine):
    client.force_login(desk.agent)
    client.post(address("plan-remind", "INOND"))
    assert PlanDiffusion.objects.get().reminders == 1
    client.post(address("plan-copy", PlanDiffusion.objects.get().pk), {"acknowledged_on": "2026-06-24"})
    assert PlanDiffusion.objects.get().acknowledged_on == date(2026, 6, 24)
    client.post(address("reflex-action-remove", ReflexAction.objects.get().pk))
    assert not ReflexAction.objects.exists()
    published = {"issue_number": 12, "issue_on": "2026-06-22"}
    refused = client.post(address("plan-act-publication", PlanAct.objects.get().pk), published)
    assert "RAA n° 1 de 2026, en préparation" in refused.text
    PlanAct.objects.update(letter=None)
    client.post(address("plan-act-publication", PlanAct.objects.get().pk), published)
    assert PlanAct.objects.get().issue_number == 12
    typed = {"organisation": desk.house.town_hall.pk, "kind": "Lits de camp", "quantity": "40", "hours": "2,5",
             "checked_on": "2025-01-10", "is_active": "on"}  # fmt: skip
    assert client.post(address("orsec-means-new"), typed).status_code == 302
    assert "Lits de camp" in client.get(address("plans-freshness")).text
    row = OrsecMeans.objects.get()
    client.post(address("orsec-means-change", row.pk), {**typed, "checked_on": "2026-06-24"})
    assert "Lits de camp" not in client.get(address("plans-freshness")).text


def test_an_activation_is_raised_and_lifted_from_its_page(client, desk, flood):
    client.force_login(desk.agent)
    first = flood.activations.get()
    client.post(address("activation-stage", first.pk), {
        "stage": "total", "authority": "prefect", "decided_at": "2026-06-24T09:00", "reason": "La crue monte",
    })  # fmt: skip
    raised = flood.activations.get(lifted_at=None)
    assert raised.stage == "total"
    page = address("activation-lift", raised.pk)
    early = client.post(page, {"lifted_at": "2026-06-24T08:00", "lifted_by": "prefect"})
    assert early.status_code == 422
    client.post(page, {"lifted_at": "2026-06-24T09:20", "lifted_by": "prefect"})
    assert not flood.activations.filter(lifted_at=None).exists()


def test_only_the_service_works_and_strangers_see_nothing(client, desk, flood):
    client.force_login(desk.house.agent)
    assert client.get(address("plans")).status_code == 403
    assert client.get("/api/v1/plans/").status_code == 403
    client.force_login(desk.house.chief_of_staff)
    assert client.get(address("plan", "INOND")).status_code == 200
    assert client.post(address("plan-step", "INOND", "exercice"), {"exercised_on": "2026-06-24"}).status_code == 403


def test_the_house_finds_plans_in_its_search_agenda_map_and_api(client, desk, flood):
    staff = desk.agent
    found = sources.find_plans(Question(staff=staff, text="crue", at=TODAY, limit=5))
    assert [hit.detail for hit in found.hits] == ["INOND, approuvé"]
    assert not sources.find_plans(Question(staff=desk.house.agent, text="crue", at=TODAY, limit=5)).hits
    (event,) = sources.agenda(staff, date(2031, 6, 1), date(2031, 6, 30))
    assert event.day == date(2031, 6, 20)
    assert [point.commune for point in sources.on_the_map(staff, TODAY)] == ["94028"]
    assert [row.kind for row in sources.history_of_commune(staff, "commune", "94028", TODAY)] == ["Plan", "Activation"]
    assert [figure.value for figure in sources.figures(staff, TODAY)] == [1, 0, 0, 0, 1]
    client.force_login(staff)
    assert client.get("/api/v1/plans/INOND/").json()["state"] == {"code": "approved", "label": "Approuvé"}
    (row,) = client.get("/api/v1/activations/?current=true").json()["results"]
    assert (row["plan"], row["communes"]) == ("INOND", ["94028"])


def test_the_demonstration_shows_plans_in_every_shape(desk):
    stories.tell(TODAY)
    stories.tell(TODAY)
    rows = queries.health_of(queries.watched_plans(), TODAY.date())
    assert len(rows) == 8
    assert {row.plan.state for row in rows} == {"approved", "public"}
    assert any("accusé attendu" in sentence for row in rows for sentence in row.failures)
    assert len(queries.report(TODAY.date()).late) == 2


def test_actors_and_capacities_say_what_is_lacking(client, desk):
    client.force_login(desk.agent)
    body = desk.house.town_hall
    actor = {"organisation": body.pk, "missions": "Secours", "is_ready": "on", "has_alert": "on"}
    refused = client.post(address("orsec-actor-new"), actor)
    assert refused.status_code == 422 and "quand l&#x27;acteur" in refused.text
    assert client.post(address("orsec-actor-new"), {**actor, "declared_on": "2026-06-01"}).status_code == 302
    page = client.get(address("orsec-actors"), {"lacking": "yes"}).text
    assert "2 sur 5" in page and "liste de ses moyens" in page
    line = {"risk": "Crue", "effect": "Relogement", "capacity": "Lits", "needed": "40", "held": "25",
            "checked_on": "2026-06-01"}  # fmt: skip
    refused = client.post(address("orsec-capacity-new"), line)
    assert refused.status_code == 422 and "Il manque 15" in refused.text
    whole = {**line, "answer": "Convention", "owner": body.pk, "due_on": "2026-12-01"}
    assert client.post(address("orsec-capacity-new"), whole).status_code == 302
    assert client.post(address("orsec-capacity-new"), whole).status_code == 422
    row = CapacityGap.objects.get()
    client.post(address("orsec-capacity-change", row.pk), {**whole, "held": "40"})
    assert "Relogement" not in client.get(address("orsec-capacities"), {"lacking": "on"}).text
