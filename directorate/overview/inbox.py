"""The inbox: what burns, what waits for a gesture, in six blocks. A fixed number of queries whatever the stock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.case_page import Move, moves_for
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
LONGEST_FOLDER = 200
# Read at once for every case shown, so that the next gesture of each costs nothing more.
WHAT_MOVES_READ = (
    "place", "hearing", "pieces", "consultations", "letters", "clock_stops", "decision__letter__register_entry__issue",
)  # fmt: skip
NOT_DECIDED = ("received", "incomplete", "review", "consultation", "hearing", "proposal")


@dataclass(frozen=True)
class InboxRow:
    case: Case
    stage: str
    stage_tone: str
    deadline: str
    deadline_tone: str
    deadline_label: str
    action: Move | None


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
    """The six blocks in their order: one query counts them all, one fetches the first cases of each."""
    cases = inbox(staff, on, of_unit=of_unit)
    totals = cases.order_by().aggregate(
        **{code: Count("pk", filter=condition(on)) for code, _, _, _, condition in BLOCKS if condition is not None}
    )
    scope = "" if of_unit else "&caseworker=me"
    built, found = [], {}
    for code, label, empty, tone, condition in BLOCKS:
        if condition is None:
            found[code], total = signable(staff, on)
            more_url = reverse("directorate:signature")
        else:
            found[code], total = list(cases.filter(condition(on))[:ROWS]), totals[code]
            more_url = f"{reverse('directorate:cases')}?{LISTS[code]}{scope}"
        built.append(Block(code, label, empty, tone, total=total, more_url=more_url))
    prefetch_related_objects([case for shown in found.values() for case in shown], *WHAT_MOVES_READ)
    for block in built:
        block.rows = [row_of(case, staff, on) for case in found[block.code]]
    return built


def signable(staff: StaffMember, on: date) -> tuple[list[Case], int]:
    """First cases whose act this person may sign today, and how many: the powers are read once for all of them."""
    waiting = list(decisions_to_sign(staff, on).select_related("case__party", "case__commune")[:LONGEST_FOLDER])
    facts = signing_facts(on) if waiting else None
    holder = facts.holders.get(staff.pk) if facts else None
    if holder is None:
        return [], 0
    cases = []
    for decision in waiting:
        act = Act(decision.case.procedure_code, decision.act_kind, decision.drafted_by_id, decision.case.caseworker_id)
        if isinstance(may_sign(act, holder, on, facts), Power):
            cases.append(decision.case)
    return cases[:ROWS], len(cases)


def row_of(case: Case, staff: StaffMember, on: date) -> InboxRow:
    words, tone = deadline_words(case.next_due_on, on, case.is_suspended)
    stage = STAGES[case.stage]
    moves = moves_for(case, registry.procedure(case.procedure_code), staff, on)
    return InboxRow(case, stage.label, stage.tone, words, tone, case.next_due_label, moves[0] if moves else None)


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
