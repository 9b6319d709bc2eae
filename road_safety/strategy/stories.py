"""The strategy in the demonstration: orientations in force, a plan of sixty invented actions in real communes."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.identifiers import luhn_is_valid
from directorate.territory.models import Commune
from road_safety.policies import UNIT, heads_road_safety
from road_safety.strategy import action_operations as actions
from road_safety.strategy import orientations_operations as orientations
from road_safety.strategy import plan_operations as plans
from road_safety.strategy.models import (
    Action,
    ActionAnswer,
    ActionIndicator,
    ActionMove,
    BudgetLine,
    CallForProjects,
    Stake,
    YearPlan,
)

DAY = timedelta(days=1)
ENVELOPE = Decimal(95_000)
COUNT = 60
STAKES = ("work_trips", "alcohol_drugs", "pedestrian", "bike_epdm", "powered_2w")
AIMS = (
    ("Piste d'éducation routière", "school", "bike_epdm", "primary"),
    ("Savoir rouler à vélo", "association", "bike_epdm", "primary"),
    ("Simulateur de deux-roues", "association", "powered_2w", "lycee"),
    ("Village de la sécurité routière", "commune", "pedestrian", "general"),
    ("Traverser en sécurité", "commune", "pedestrian", "seniors"),
    ("Parcours alcool et stupéfiants", "school", "alcohol_drugs", "lycee"),
    ("Soirées sans accident", "association", "alcohol_drugs", "students"),
    ("Journée de la sécurité routière au travail", "company", "work_trips", "employees"),
    ("Conduite d'une flotte municipale", "commune", "work_trips", "agents"),
    ("Reprendre la route à moto", "association", "powered_2w", "riders"),
)
PROMOTERS = {
    "school": ("Collège des Tilleuls", "Lycée du Parc", "École du Vieux Moulin", "Collège des Bords de Marne"),
    "association": ("Roue Libre", "Cap Prudence", "Les Gilets Clairs", "Motards Solidaires du Fleuve"),
    "company": ("Transports Valmy", "Logistique des Quais"),
}
# How many of the invented actions stop at each state.
STATES = (
    ("filed", 5), ("receivable", 3), ("instruction", 3), ("waiting_list", 4), ("refused", 5), ("not_receivable", 1),
    ("withdrawn", 1), ("accepted_without_money", 6), ("committed", 6), ("paid", 8), ("executed", 6), ("evaluated", 7),
    ("cancelled", 1),
)  # fmt: skip
MONEY = ("committed", "paid", "executed", "evaluated", "cancelled")
ANSWERED = (*MONEY, "waiting_list", "refused", "accepted_without_money")


def keyed(digits: str) -> str:
    """The digits with the last one that makes them right."""
    return next(digits + key for key in "0123456789" if luhn_is_valid(digits + key))


def invented_siret(name: str) -> str:
    """Always the same number for a promoter, right by its two keys, of nobody known."""
    return keyed(keyed(f"9{Random(name).randrange(10**7):07d}") + "0001")  # noqa: S311 - a demonstration


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)), None)
    if by is None:
        return
    with remembering(every_version()):
        first = on.year - (on.year - 2023) % 5
        found = orientations.open_orientations(first_year=first, by=by, at=at)
        for code in STAKES:
            stake = orientations.record_stake(orientations=found, code=code, is_to_confirm=True, by=by, at=at)
            orientations.record_orientation(stake=stake, family="teach", text=f"Former les publics : {stake.label}",
                                            partners="Éducation nationale, associations", by=by, at=at)  # fmt: skip
        orientations.sign(
            orientations=found, signed_on=min(on, date(first, 6, 27)), by=by, at=at,
            signatories="Le préfet, le procureur de la République, le délégué interministériel à la sécurité routière",
            signing_meeting="État-major de sécurité, formation sécurité routière",
        )  # fmt: skip
        plan = plans.open_plan(year=on.year, envelope=ENVELOPE, by=by, at=at)
        call = CallForProjects.objects.create(
            plan=plan, opens_on=on - 210 * DAY, closes_at=at - 100 * DAY, state=CallForProjects.State.CLOSED,
            rules="Une fiche par action, un indicateur au moins ; les trois demandes sont indépendantes.",
        )  # fmt: skip
        call.priorities.set(list(found.stakes.all())[:2])
        towns = list(Commune.objects.defer("contour").order_by("pk"))
        stakes = {stake.code: stake for stake in found.stakes.all()}
        if towns:
            granted = played(plan, stakes, towns, by, at)
            invented(plan, stakes, towns, by, at)
            signed(plan, granted, by, at)


def played(plan: YearPlan, stakes: dict[str, Stake], towns: list[Commune], by: StaffMember, at: datetime) -> Action:
    """Four sheets through the real operations, with one grant, which is given back, and one refusal of money."""
    on = paris_day(at)
    rows = []
    for rank, until in enumerate(("filed", "committee_ready", "paid", "unfunded")):
        label, kind, code, audience = AIMS[rank + 1]
        row = actions.record_action(
            plan=plan, title=label, promoter_kind="association", promoter=PROMOTERS["association"][rank],
            siret=invented_siret(PROMOTERS["association"][rank]), leader="Mme Jeanne Aubry",
            asked={"money": "Matériel et intervenants", "equipment": "Un simulateur", "volunteers": "Deux bénévoles"},
            requested=Decimal(1_800 + 200 * rank), stakes=[stakes[code]], communes=[towns[rank * 7 % len(towns)]],
            audiences=[audience], expected=240, starts_on=on + 20 * DAY, ends_on=on + 21 * DAY, by=by, at=at,
            description="Ateliers d'une demi-journée, questionnaire au début et à la fin.",
        )  # fmt: skip
        lines = [{"account": "60", "label": "Achats", "amount": Decimal(3_000)},
                 {"account": "74", "label": "Subventions", "amount": Decimal(3_000)}]  # fmt: skip
        actions.set_budget(action=row, lines=lines, by=by, at=at)
        actions.add_indicator(action=row, label="Personnes sensibilisées", target="240", by=by, at=at)
        row = actions.file_action(action=row, by=by, at=at)
        if until != "filed":
            row = actions.instruct(action=actions.receive(action=row, by=by, at=at), by=by, at=at)
            notes = {"fit": 4, "innovation": 3, "reach": 4, "quality": 3}
            row = actions.propose(action=row, notes=notes, proposed=Decimal(1_500), by=by, at=at)
        rows.append(row)
    granted = actions.answer(action=rows[2], lever="money", answer="granted", amount=Decimal(1_500), by=by, at=at)
    actions.answer(action=rows[2], lever="equipment", answer="granted", by=by, at=at)
    reason = "Les crédits vont d'abord aux actions de proximité."
    refused = actions.answer(action=rows[3], lever="money", answer="refused", reason=reason, by=by, at=at)
    refused = actions.answer(action=refused, lever="volunteers", answer="granted", by=by, at=at)
    actions.tell_decision(action=refused, by=by, at=at)
    return granted


def signed(plan: YearPlan, granted: Action, by: StaffMember, at: datetime) -> None:
    """The committee, the order, then the first payment."""
    on = paris_day(at)
    minutes = "Le comité retient les actions proches des publics exposés et demande des indicateurs de résultat."
    plans.hold_committee(plan=plan, committee_on=on - 70 * DAY, minutes=minutes, by=by, at=at)
    plans.sign(plan=plan, number="", signed_on=on - 5 * DAY, by=by, at=at)
    granted = actions.commit(action=granted, committed_on=on - 4 * DAY, by=by, at=at)
    actions.pay(action=granted, paid=Decimal(1_500), paid_on=on - 2 * DAY, by=by, at=at)


@transaction.atomic
def invented(plan: YearPlan, stakes: dict[str, Stake], towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """The others in a few statements: always the same ones."""
    plan = YearPlan.objects.get(pk=plan.pk)
    draw, on, year = Random(207), paris_day(at), plan.year  # noqa: S311 - a demonstration
    states = [state for state, count in STATES for _ in range(count)]
    counters = locked_counters(actions.REGISTER, [year])
    start = counters[year].last_number
    rows, aims = [], []
    for rank, state in enumerate(states[: COUNT - start], 1):
        label, kind, code, audience = AIMS[draw.randrange(len(AIMS))]
        town = towns[draw.randrange(len(towns))]
        past = state in ("executed", "evaluated")
        day = on + (-draw.randrange(25, 150) if past else draw.randrange(5, 160)) * DAY
        asked = Decimal(draw.randrange(8, 26) * 100)
        grant = asked - Decimal(draw.randrange(4) * 100) if state in MONEY else None
        is_paid = state in ("paid", "evaluated") or (state == "executed" and rank % 2 == 0)
        counted = state == "evaluated" or (state == "executed" and rank % 3 == 0)
        names = PROMOTERS.get(kind, (f"Commune de {town.name}",))
        promoter = names[rank % len(names)]
        rows.append(
            Action(
                plan=plan, number=f"PDASR-{year}-{start + rank:03d}", title=f"{label}, {town.name}", state=state,
                channel="portal" if rank % 4 == 0 else "desk", promoter_kind=kind,
                promoter=promoter, siret=invented_siret(promoter),
                audiences=[audience], expected=draw.randrange(4, 60) * 10, place="Place du marché",
                starts_on=day, ends_on=day, requested=asked, proposed=grant,
                granted=None if state == "cancelled" else grant,
                filed_at=at - 120 * DAY, recorded_at=at - 121 * DAY,
                committed_on=on - 4 * DAY if state in MONEY else None,
                paid_on=on - 2 * DAY if is_paid else None, paid=grant if is_paid else None,
                report_due_on=date(year + 1, 6, 30) if is_paid else None,
                held_on=day if past else None, reached=draw.randrange(60, 520) if counted else None,
                evaluated_on=min(on, day + 15 * DAY) if state == "evaluated" else None,
                satisfaction=draw.randrange(3, 6) if state == "evaluated" else None,
                evaluation="Participation conforme à l'attente, questionnaire rempli." if state == "evaluated" else "",
                refused_why="Le porteur ne peut plus tenir l'action." if state in ("withdrawn", "cancelled") else "",
            )
        )  # fmt: skip
        aims.append((stakes[code], town))
    rows = Action.objects.bulk_create(rows)
    Action.stakes.through.objects.bulk_create(
        [Action.stakes.through(action=row, stake=stake) for row, (stake, _) in zip(rows, aims, strict=True)]
    )
    Action.communes.through.objects.bulk_create(
        [Action.communes.through(action=row, commune=town) for row, (_, town) in zip(rows, aims, strict=True)]
    )
    ActionAnswer.objects.bulk_create(answer for rank, row in enumerate(rows) for answer in answers(row, rank, by, at))
    BudgetLine.objects.bulk_create(
        BudgetLine(action=row, account=account, label=label, amount=2 * row.requested)
        for row in rows
        for account, label in (("60", "Achats et prestations"), ("74", "Subventions"))
    )
    ActionIndicator.objects.bulk_create(
        ActionIndicator(action=row, label="Personnes sensibilisées", target=str(row.expected),
                        result=str(row.reached) if row.reached else "")
        for row in rows
    )  # fmt: skip
    ActionMove.objects.bulk_create(
        ActionMove(action=row, state=row.state, words=row.get_state_display(), at=at - 3 * DAY, by=by) for row in rows
    )
    plan.granted += sum((row.granted or Decimal(0) for row in rows), Decimal(0))
    plan.save(update_fields=["granted"])
    go_on_above(counters, {year: start + len(rows)})


def answers(row: Action, rank: int, by: StaffMember, at: datetime) -> list[ActionAnswer]:
    """Money always, equipment and volunteers for some, each with its own answer."""
    money = {"waiting_list": "waiting", "refused": "refused", "accepted_without_money": "refused"}
    found = {"money": money.get(row.state, "granted") if row.state in ANSWERED else "pending"}
    if rank % 2 or row.state == "accepted_without_money":
        found["equipment"] = "refused" if row.state == "refused" else "granted" if row.state in ANSWERED else "pending"
    if rank % 3 == 0:
        found["volunteers"] = "refused" if row.state == "refused" else "pending"
    words = {"money": "Location et matériel", "equipment": "Un simulateur", "volunteers": "Deux intervenants"}
    return [
        ActionAnswer(
            action=row, lever=lever, asked=words[lever], answer=answer,
            reason="Les moyens de la période sont déjà engagés." if answer == "refused" else "",
            answered_at=None if answer == "pending" else at - 10 * DAY, answered_by=None if answer == "pending" else by,
        )
        for lever, answer in found.items()
    ]  # fmt: skip
