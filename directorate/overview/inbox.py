"""The inbox: what burns, what waits for a gesture, in six blocks. A fixed number of queries whatever the stock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import STAGES, road_of
from directorate.casework.models import Case, Consultation
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.casework.queries import decisions_to_sign, inbox
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on, signing_facts
from directorate.org.signing import Act, Power, may_sign
from directorate.web.deadline_words import deadline_words

WEEK = timedelta(days=7)
ANSWERS_SINCE = timedelta(days=21)
ROWS = 8
NOT_DECIDED = ("received", "incomplete", "review", "consultation", "hearing", "proposal")


@dataclass(frozen=True)
class Action:
    label: str
    url: str


@dataclass(frozen=True)
class InboxRow:
    case: Case
    stage: str
    stage_tone: str
    deadline: str
    deadline_tone: str
    deadline_label: str
    action: Action | None


@dataclass
class Block:
    """`total` may exceed the rows shown; `more_url` opens the list of all of them."""

    code: str
    label: str
    empty: str
    tone: str = ""
    rows: list[InboxRow] = field(default_factory=list)
    total: int = 0
    more_url: str = ""


@dataclass(frozen=True)
class Load:
    """Open cases of one person of the bureau."""

    name: str
    open: int
    late: int
    soon: int
    url: str


def late(on: date) -> Q:
    return Q(next_due_on__lt=on, is_suspended=False)


def this_week(on: date) -> Q:
    due = Q(next_due_on__gte=on, next_due_on__lte=on + WEEK, is_suspended=False)
    return (
        (due & Q(stage__in=NOT_DECIDED))
        | Q(stage="proposal", next_due_on__gte=on)
        | Q(stage="proposal", next_due_on__isnull=True)
    )


def answered(on: date) -> Q:
    recent = Consultation.objects.filter(case=OuterRef("pk"), answered_on__gt=on - ANSWERS_SINCE)
    return Q(Exists(recent), stage__in=("review", "consultation"))


def to_publish(on: date) -> Q:
    return Q(stage__in=("decided", "notified"))


def to_start(on: date) -> Q:
    """Nobody has answered for it yet, or nothing has been done since it arrived."""
    return Q(stage="received") | Q(caseworker__isnull=True, stage__in=NOT_DECIDED)


BLOCKS: tuple[tuple[str, str, str, str, Callable[[date], Q]], ...] = (
    ("late", "En retard", "Rien n'est en retard.", "error", late),
    ("week", "À décider cette semaine", "Rien à décider dans les sept jours.", "warning", this_week),
    ("answers", "Réponses reçues", "Aucune réponse récente à exploiter.", "info", answered),
    ("sign", "À signer", "Aucun acte n'attend votre signature.", "new", None),
    ("publish", "À notifier et à publier", "Tous les actes signés sont notifiés et publiés.", "new", to_publish),
    ("tasks", "Tâches", "Aucun dossier nouveau à prendre en charge.", "", to_start),
)

# The list of cases that shows all of a block, or the nearest to it.
LISTS = {
    "late": "deadline=late",
    "week": "deadline=week",
    "answers": "stage=review",
    "publish": "stage=decided",
    "tasks": "stage=received",
}


def blocks_for(staff: StaffMember, on: date, *, of_unit: bool) -> list[Block]:
    """The six blocks in their order: one query counts them all, one fetches the first rows of each."""
    cases = inbox(staff, on, of_unit=of_unit)
    totals = cases.order_by().aggregate(
        **{code: Count("pk", filter=condition(on)) for code, _, _, _, condition in BLOCKS if condition is not None}
    )
    built = []
    for code, label, empty, tone, condition in BLOCKS:
        block = Block(code, label, empty, tone)
        if condition is None:
            fill_signatures(block, staff, on)
        else:
            block.rows = [row_of(case, on) for case in cases.filter(condition(on))[:ROWS]]
            block.total = totals[code]
            scope = "" if of_unit else "&caseworker=me"
            block.more_url = f"{reverse('directorate:cases')}?{LISTS[code]}{scope}"
        built.append(block)
    return built


def fill_signatures(block: Block, staff: StaffMember, on: date) -> None:
    """Only the acts that this person may sign today: the powers are read once for all of them."""
    waiting = list(decisions_to_sign(staff, on).select_related("case__party", "case__commune")[:200])
    if not waiting:
        return
    facts = signing_facts(on)
    holder = facts.holders.get(staff.pk)
    if holder is None:
        return
    for decision in waiting:
        act = Act(decision.case.procedure_code, decision.act_kind, decision.drafted_by_id, decision.case.caseworker_id)
        if isinstance(may_sign(act, holder, on, facts), Power):
            block.total += 1
            if len(block.rows) < ROWS:
                block.rows.append(row_of(decision.case, on))
    block.more_url = reverse("directorate:signature")


def row_of(case: Case, on: date) -> InboxRow:
    words, tone = deadline_words(case.next_due_on, on, case.is_suspended)
    stage = STAGES[case.stage]
    return InboxRow(case, stage.label, stage.tone, words, tone, case.next_due_label, action_of(case))


def action_of(case: Case) -> Action | None:
    """The usual next gesture from this stage."""
    if case.stage == "signature":
        return Action("Signer", reverse("directorate:signature-act", args=[case.reference]))
    if case.stage == "proposal":
        return Action("Rédiger", reverse("directorate:decision", args=[case.reference]))
    road = road_of(registry.procedure(case.procedure_code).archetype)
    primary = next((move for move in road.leaving(case.stage) if move.primary), None)
    if primary is None:
        return None
    return Action(primary.label, reverse("directorate:case-transition", args=[case.reference, primary.name]))


def sees_unit(staff: StaffMember, on: date) -> bool:
    """May switch to the inbox of the bureau: everybody who has one."""
    return posting_on(staff, on) is not None


def manages_load(staff: StaffMember, on: date) -> bool:
    posting = posting_on(staff, on)
    return posting is not None and posting.role in CHIEF_ROLES | AUTHORITIES


def load_per_person(cases: QuerySet[Case], on: date) -> list[Load]:
    """Open cases by caseworker, the unassigned first. One query."""
    rows = (
        cases.filter(is_open=True)
        .order_by()
        .values("caseworker", "caseworker__first_name", "caseworker__last_name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=late(on)),
            soon=Count("pk", filter=Q(next_due_on__gte=on, next_due_on__lte=on + WEEK, is_suspended=False)),
        )
    )
    loads = [
        Load(
            name=f"{row['caseworker__first_name']} {row['caseworker__last_name']}"
            if row["caseworker"]
            else "À répartir",
            open=row["open"],
            late=row["late"],
            soon=row["soon"],
            url=f"{reverse('directorate:cases')}?caseworker={row['caseworker'] or 'none'}",
        )
        for row in rows
    ]
    return sorted(loads, key=lambda load: (load.name != "À répartir", -load.late, -load.open, load.name))
