"""One row behind each address of the plans."""

from datetime import date, datetime, timedelta

from civil_protection.plans import approvals, content, operations, readiness, use
from civil_protection.plans.models import (
    Activation,
    CapacityGap,
    OrsecActor,
    OrsecMeans,
    Plan,
    PlanAct,
    PlanDiffusion,
    PlanOpinion,
    ReflexCard,
)
from civil_protection.protection.models import ProtectedDocument
from civil_protection.protection.operations import keep_made
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from tests.people import House


def in_force(code: str, by: StaffMember, at: datetime, commune: Commune) -> Plan:
    """A plan with one of everything: act, annex, card, copy, activation."""
    given = {"by": by, "at": at}
    plan = operations.create_plan(
        kind=code, title=f"Plan {code}", version="2026.1", level="internal", lead="SIDPC", approver="prefect",
        director="prefect", communes=[commune], **given,
    )  # fmt: skip
    operations.begin(plan=plan, name="draft", **given)
    plan = approvals.approve(plan=plan, number="", signed_on=at.date(), **given)
    content.add_annex(plan=plan, kind="directory", number="1", title="Annuaire", updated_on=date(2025, 1, 1), **given)
    card = content.add_card(plan=plan, number="F1", title="Permanence", recipient="duty", trigger="Crue", **given)
    content.add_action(card=card, phase=0, text="Appeler", **given)
    use.diffuse(plan=plan, sent_on=at.date(), medium="paper", level="internal", communes=[commune], organisations=[],
                **given)  # fmt: skip
    use.activate(plan=plan, stage="watch", authority="prefect", decided_at=at, reason="Crue", communes=[commune],
                 **given)  # fmt: skip
    return plan


def site_in_consultation(by: StaffMember, at: datetime, commune: Commune, operator: Organisation) -> Plan:
    given = {"by": by, "at": at}
    plan = operations.create_plan(
        kind="PPI", title="PPI du dépôt", version="2026.1", level="internal", lead="SIDPC", approver="prefect",
        director="prefect", site="Dépôt", site_kind="dam", operator=operator, communes=[commune], **given,
    )  # fmt: skip
    operations.begin(plan=plan, name="draft", **given)
    operations.send_for_opinions(plan=plan, sent_on=at.date(), communes=[], organisations=[], **given)
    operations.plan_public(plan=plan, opens_on=date(at.year + 1, 1, 20), newspapers="A, B", places="- Mairie", **given)
    return plan


def planned(house: House, at: datetime) -> None:
    """What the addresses of the plans lead to."""
    in_force("INOND", house.director, at, house.creteil)
    site_in_consultation(house.director, at, house.creteil, house.police_service)
    use.save_means(organisation=house.town_hall, kind="Lits", quantity=4, hours=2, checked_on=date(2026, 1, 1),
                   by=house.director, at=at)  # fmt: skip
    readiness.save_actor(organisation=house.police_service, missions="Ordre public", declared_on=None,
                         **dict.fromkeys(readiness.FLAGS, False), by=house.director, at=at)  # fmt: skip
    readiness.save_capacity(risk="Crue", effect="Relogement", capacity="Lits", needed=2, held=2, plan=None, answer="",
                            owner=None, due_on=None, checked_on=date(2026, 1, 1), by=house.director, at=at)  # fmt: skip
    keep_made(title="Carte", level="internal", content=b"%PDF-1.4", name="carte.pdf", media_type="application/pdf",
              by=house.director, at=at)  # fmt: skip


def plan_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    site = Plan.objects.get(family="site")
    return {
        "plans/": {"code": site.code, "verb": "annexe"},
        "plans/fiches/": {"pk": ReflexCard.objects.get().pk},
        "plans/fiches/actions/": {"pk": ReflexCard.objects.get().actions.get().pk},
        "plans/annexes/": {"pk": ReflexCard.objects.get().plan.annexes.get().pk},
        "plans/diffusion/": {"pk": PlanDiffusion.objects.get().pk},
        "plans/activations/": {"pk": Activation.objects.get().pk},
        "plans/moyens/": {"pk": OrsecMeans.objects.get().pk},
        "plans/acteurs/": {"pk": OrsecActor.objects.get().pk},
        "plans/capacites/": {"pk": CapacityGap.objects.get().pk},
        "plans/avis/": {"pk": PlanOpinion.objects.first().pk},
        "plans/actes/": {"pk": PlanAct.objects.get().pk},
        "documents-proteges/": {"pk": ProtectedDocument.objects.first().pk},
        "api/v1/^plans/": {"plan": site.code},
        "api/v1/^activations/": {"pk": Activation.objects.get().pk},
    }


def one_plan_more(house: House, rank: int, at: datetime) -> None:
    """One row more on each list of the plans, without its road."""
    plan = Plan.objects.create(
        code=f"ESSAI-{rank}", kind="TMD", family="specific", title=f"Essai {rank}", version="2026.1", state="approved",
        approved_on=date(2026, 1, 5), revision_due_on=date(2026, 6, 1) + timedelta(days=rank), lead="SIDPC",
        recorded_at=at, changed_at=at,
    )  # fmt: skip
    plan.annexes.create(kind="map", number="1", title="Carte", updated_on=date(2026, 1, 5))
    card = plan.cards.create(number="F1", title="Fiche", recipient="duty", trigger="Accident", updated_on=at.date())
    card.actions.create(phase=0, position=1, text="Appeler")
    plan.diffusions.create(version="2026.1", commune=house.creteil, copy_number=1, medium="paper", level="internal",
                           sent_on=date(2026, 1, 6))  # fmt: skip
    plan.activations.create(stage="watch", authority="prefect", decided_at=at, reason="Accident",
                            recorded_by=house.director)  # fmt: skip
    OrsecMeans.objects.create(organisation=house.town_hall, kind=f"Moyen {rank}", quantity=1, hours=1,
                              checked_on=date(2025, 1, 1))  # fmt: skip
    CapacityGap.objects.create(risk=f"Risque {rank}", effect="Effet", capacity="Lits", needed=4, held=1, plan=plan,
                               owner=house.town_hall, checked_on=at.date())  # fmt: skip
    body = Organisation.objects.create(kind="company", name=f"Acteur {rank}", code=f"acteur-{rank}")
    OrsecActor.objects.create(organisation=body, recorded_at=at, changed_at=at)
