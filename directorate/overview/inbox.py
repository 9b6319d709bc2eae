"""The inbox: what burns, what waits for a gesture, in six blocks. A fixed number of queries whatever the stock.

Read in the narrow rows of the open cases. The conditions are written once with the ORM and compiled into one
statement, which counts each block up to a cap and fetches its first cases.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from psycopg.sql import Literal

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.blocking import blocker_label
from directorate.casework.case_page import Move
from directorate.casework.models import CaseFollowUp
from directorate.casework.next_moves import usual_moves
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.casework.queries import followed_by, waiting_to_be_signed, within_scopes
from directorate.org.models import StaffMember
from directorate.org.queries import absences_on, keys_covered_by, posting_on, scopes_held, signing_facts
from directorate.org.signing import EVERYTHING, Act, Power, may_sign
from directorate.web.deadline_words import deadline_words

WEEK = timedelta(days=7)
ANSWERS_SINCE = timedelta(days=21)
ROWS = 8
# Beyond, a block says that there are more.
COUNTED, OF_ONE_PERSON = 1000, 500
LONGEST_FOLDER = 200
UNASSIGNED_NAME = "À répartir"
NOT_DECIDED = ("received", "incomplete", "review", "consultation", "hearing", "proposal")
BEFORE_PROPOSAL = NOT_DECIDED[:-1]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A line ready to be shown. `key` is the case, `due_on` its date: both place the row in its block."""

    key: int
    reference: str
    url: str
    title: str
    person: str
    commune: str
    caseworker: str
    stage_code: str
    stage: str
    stage_tone: str
    due_on: date | None
    deadline: str
    deadline_tone: str
    deadline_label: str
    blocker_code: str = ""
    blocker: str = ""
    blocked_since: date | None = None
    action: Move | None = None


@dataclass
class Block:
    """`total` may exceed the rows shown, and is counted up to a cap; `more_url` opens the list of all of them."""

    code: str
    label: str
    empty: str
    tone: str = ""
    rows: list[InboxRow] = field(default_factory=list)
    total: int = 0
    more_url: str = ""

    @property
    def counted(self) -> str:
        return capped_words(self.total, COUNTED)


def capped_words(count: int, cap: int) -> str:
    return f"plus de {cap}" if count > cap else str(count)


@dataclass(frozen=True)
class Load:
    """Open cases of one person of the bureau, each number counted up to a cap."""

    name: str
    open: int
    late: int
    soon: int
    url: str
    away_until: date | None = None

    @property
    def counts(self) -> tuple[str, str, str]:
        return tuple(capped_words(count, OF_ONE_PERSON) for count in (self.open, self.late, self.soon))


def late(on: date) -> Q:
    return Q(next_due_on__lt=on, is_suspended=False)


# Each block in ways that share no row: one reads an index of the narrow rows in its order, and stops at the first ones.
Ways = tuple[Q, ...]
# The date and the case of a row: where it stands in its block.
Place = tuple[date | None, int]


def is_late(on: date) -> Ways:
    return (late(on),)


def this_week(on: date) -> Ways:
    due = Q(next_due_on__gte=on, next_due_on__lte=on + WEEK, is_suspended=False)
    return (
        due & Q(stage__in=BEFORE_PROPOSAL),
        Q(stage="proposal", next_due_on__gte=on),
        Q(stage="proposal", next_due_on__isnull=True),
    )


def answered(on: date) -> Ways:
    return tuple(Q(answered_on__gt=on - ANSWERS_SINCE, stage=stage) for stage in ("review", "consultation"))


def to_publish(on: date) -> Ways:
    return Q(stage="decided"), Q(stage="notified")


def to_start(on: date) -> Ways:
    """Nobody has answered for it yet, or nothing has been done since it arrived."""
    return Q(stage="received"), *(Q(caseworker__isnull=True, stage=stage) for stage in NOT_DECIDED[1:])


BLOCKS: tuple[tuple[str, str, str, str, Callable[[date], Ways] | None], ...] = (
    ("late", "En retard", "Rien n'est en retard.", "error", is_late),
    ("week", "À décider cette semaine", "Rien à décider dans les sept jours.", "warning", this_week),
    ("answers", "Réponses reçues", "Aucune réponse récente à exploiter.", "info", answered),
    ("sign", "À signer", "Aucun acte n'attend votre signature.", "new", None),
    ("publish", "À notifier et à publier", "Tous les actes signés sont notifiés et publiés.", "new", to_publish),
    ("tasks", "Tâches", "Aucun dossier nouveau à prendre en charge.", "", to_start),
)
CONDITIONS = {code: condition for code, _, _, _, condition in BLOCKS if condition is not None}

# The list of cases that shows all of a block, or the nearest to it.
LISTS = {
    "late": "deadline=late",
    "week": "deadline=week",
    "answers": "stage=review",
    "publish": "stage=decided",
    "tasks": "stage=received",
}

COLUMNS = """
SELECT block, total, one.id, one.reference, one.title, one.party_name, coalesce(commune.name, ''),
    trim(concat(agent.first_name, ' ', agent.last_name)), one.stage, one.next_due_on, one.is_suspended,
    one.next_due_label, found.silence_due_on, followed.blocker, followed.blocked_by, followed.blocked_since
FROM ({blocks}) found
JOIN directorate_case one ON one.id = found.case_id
JOIN directorate_casefollowup followed ON followed.case_id = one.id
LEFT JOIN directorate_commune commune ON commune.insee = one.commune_id
LEFT JOIN directorate_staffmember agent ON agent.id = one.caseworker_id
ORDER BY block, found.next_due_on, one.id
"""
SEEN = """WITH seen AS NOT MATERIALIZED (
    SELECT case_id, next_due_on, is_suspended, silence_due_on, stage, answered_on, caseworker_id
    FROM directorate_casefollowup WHERE {visible})"""
BLOCK = """(SELECT '{code}'::text AS block, case_id, next_due_on, silence_due_on,
    (SELECT count(*) FROM ({counted} LIMIT {capped}) counted) AS total
FROM ({first}) ways ORDER BY next_due_on, case_id LIMIT {rows})"""
SIGN_BLOCK = """(SELECT 'sign'::text AS block, case_id, next_due_on, silence_due_on, {total}::bigint AS total
FROM directorate_casefollowup WHERE case_id = ANY({keys}::bigint[]))"""
COUNTED_WAY = "SELECT 1 FROM seen directorate_casefollowup WHERE {condition}"
FIRST_WAY = """(SELECT case_id, next_due_on, silence_due_on FROM seen directorate_casefollowup
    WHERE {condition}{after} ORDER BY next_due_on, case_id LIMIT {rows})"""


class Literals:
    """Values written in a statement by the driver, as it writes those of a query: a text this long is read only once.

    To be used while the connection is open.
    """

    def __init__(self):
        connection.ensure_connection()

    def add(self, value: Any) -> str:
        return Literal(value).as_string(connection.connection)

    def condition(self, rows: QuerySet) -> str:
        """The WHERE of a queryset of narrow rows, as it would be in its own statement."""
        return self.filled(*compiled(rows))

    def filled(self, text: str, values: Sequence[Any]) -> str:
        return text % tuple(map(self.add, values))


def compiled(rows: QuerySet) -> tuple[str, Sequence[Any]]:
    """The WHERE of a queryset and its values."""
    try:
        return rows.query.get_compiler(connection=connection).compile(rows.query.where)
    except EmptyResultSet:
        return "false", ()
    except FullResultSet:
        return "true", ()


@lru_cache(maxsize=64)
def compiled_condition(condition: Q) -> tuple[str, Sequence[Any]]:
    """The conditions of the blocks are those of everybody for a day."""
    return compiled(CaseFollowUp.objects.filter(condition))


def followed(staff: StaffMember, on: date, *, of_unit: bool, of: StaffMember | None = None) -> QuerySet[CaseFollowUp]:
    """Open cases of the person (and of those covered during an absence), or of the whole bureau.

    `of`: those of this person alone.
    """
    rows = followed_by(staff, on)
    if of_unit:
        return rows
    return rows.filter(caseworker__in=[of.pk] if of else keys_covered_by(staff, on))


def read_blocks(
    rows: QuerySet[CaseFollowUp],
    conditions: Mapping[str, Ways],
    on: date,
    *,
    limit: int,
    after: Place | None = None,
    waiting: Sequence[Place] | None = None,
) -> dict[str, tuple[int, list[InboxRow]]]:
    """How many rows hold to each condition (up to a cap) and the first of them, in one query.

    `after`: the place of the last row already read. `waiting`: the places of the acts to sign, a block of its own.
    """
    values = Literals()
    visible = values.condition(rows)
    blocks = [block_statement(values, code, ways, limit, after) for code, ways in conditions.items()]
    found: dict[str, tuple[int, list[InboxRow]]] = {code: (0, []) for code in conditions}
    if waiting is not None:
        shown = [key for due_on, key in waiting if after is None or in_order(due_on, key) > in_order(*after)][:limit]
        blocks.append(SIGN_BLOCK.format(total=values.add(len(waiting)), keys=values.add(shown)))
        found["sign"] = len(waiting), []
    statement = SEEN.format(visible=visible) + COLUMNS.format(blocks=" UNION ALL ".join(blocks))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for code, total, *columns in cursor.fetchall():
            found[code][1].append(row_of(columns, on))
            found[code] = (total, found[code][1])
    return found


def in_order(due_on: date | None, key: int) -> tuple[date, int]:
    """By date, those without a date last."""
    return due_on or date.max, key


def block_statement(values: Literals, code: str, ways: Ways, limit: int, after: Place | None) -> str:
    conditions = [values.filled(*compiled_condition(way)) for way in ways]
    further = beyond(values, after)
    return BLOCK.format(
        code=code,
        counted=" UNION ALL ".join(COUNTED_WAY.format(condition=condition) for condition in conditions),
        first=" UNION ALL ".join(
            FIRST_WAY.format(condition=condition, after=further, rows=limit) for condition in conditions
        ),
        capped=COUNTED + 1,
        rows=limit,
    )


def beyond(values: Literals, after: Place | None) -> str:
    """What comes after a row in the order of the dates, those without a date last."""
    if after is None:
        return ""
    due_on, key = after
    if due_on is None:
        return f" AND next_due_on IS NULL AND case_id > {values.add(key)}"
    day, case = values.add(due_on), values.add(key)
    return f" AND (next_due_on > {day} OR (next_due_on = {day} AND case_id > {case}) OR next_due_on IS NULL)"


def blocks_for(staff: StaffMember, on: date, *, of_unit: bool, of: StaffMember | None = None) -> list[Block]:
    """The six blocks in their order, with the next gesture of each case."""
    conditions = {code: condition(on) for code, condition in CONDITIONS.items()}
    rows = followed(staff, on, of_unit=of_unit, of=of)
    found = read_blocks(rows, conditions, on, limit=ROWS, waiting=signable_cases(staff, on))
    moves = usual_moves((row.key for _, rows in found.values() for row in rows), staff, on)
    scope = "" if of_unit else f"&caseworker={'me' if of in (None, staff) else of.pk}"
    cases, signature = reverse("directorate:cases"), reverse("directorate:signature")
    return [
        Block(
            code,
            label,
            empty,
            tone,
            rows=[with_action(row, moves.get(row.key)) for row in found[code][1]],
            total=found[code][0],
            more_url=signature if condition is None else f"{cases}?{LISTS[code]}{scope}",
        )
        for code, label, empty, tone, condition in BLOCKS
    ]


def signable_cases(staff: StaffMember, on: date) -> list[Place]:
    """The places of the acts that this person may sign, in order.

    The powers of everybody are read only when an act waits that the person may be concerned with.
    """
    scopes = [scope for scope in scopes_held(staff, on) if may_decide(scope)]
    if not scopes:
        return []
    waiting = list(
        waiting_to_be_signed(staff, on)
        .filter(within_scopes(scopes))
        .values_list("next_due_on", "pk", "procedure_code", "act_kind", "drafted_by_id", "caseworker_id")[
            :LONGEST_FOLDER
        ]
    )
    facts = signing_facts(on) if waiting else None
    holder = facts.holders.get(staff.pk) if facts else None
    if holder is None:
        return []
    # Alike but for the people who prepared them, when the reader is none of these: judged once.
    alike = defaultdict(list)
    for rank, (_, _, procedure, kind, *people) in enumerate(waiting):
        alike[(procedure, kind, *(staff.pk if who == staff.pk else None for who in people))].append(rank)
    granted = [ranks for act, ranks in alike.items() if isinstance(may_sign(Act(*act), holder, on, facts), Power)]
    return [waiting[rank][:2] for rank in sorted(chain.from_iterable(granted))]


def may_decide(scope: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Whether some decision is within this scope: receipts and letters are not."""
    _, kinds = scope
    decided = {outcome.act_kind for procedure in registry.all_procedures() for outcome in procedure.outcomes}
    return EVERYTHING in kinds or not decided.isdisjoint(kinds)


def row_of(columns: Sequence, on: date) -> InboxRow:
    key, reference, title, person, commune, caseworker, stage, due_on, is_suspended, label, silence, *waits = columns
    blocker, body, since = waits
    words, tone = deadline_words(due_on, on, is_suspended, is_silence=due_on is not None and due_on == silence)
    known = STAGES[stage]
    return InboxRow(
        key, reference, case_address(reference), title, person, commune, caseworker or "À répartir", stage,
        known.label, known.tone, due_on, words, tone, label, blocker, blocker_label(blocker, body, caseworker), since,
    )  # fmt: skip


def case_address(reference: str) -> str:
    """`reverse` costs more than the query when a page asks it fifty times; a test says that both agree."""
    return f"/dossiers/{reference}/"


def with_action(row: InboxRow, action: Move | None) -> InboxRow:
    return row if action is None else replace(row, action=action)


def sees_unit(staff: StaffMember, on: date) -> bool:
    """May switch to the inbox of the bureau: everybody who has one."""
    return posting_on(staff, on) is not None


def manages_load(staff: StaffMember, on: date) -> bool:
    posting = posting_on(staff, on)
    return posting is not None and posting.role in CHIEF_ROLES | AUTHORITIES


# Who holds cases is found by leaps in an index, then each count stops at its cap: a bureau may have a hundred thousand.
LOAD = """
WITH RECURSIVE holder AS (
    SELECT min(caseworker_id) AS id FROM directorate_casefollowup WHERE {visible}
    UNION ALL
    SELECT (SELECT min(caseworker_id) FROM directorate_casefollowup WHERE {visible} AND caseworker_id > holder.id)
    FROM holder WHERE holder.id IS NOT NULL
)
SELECT agent.id, trim(concat(agent.first_name, ' ', agent.last_name)), {held} FROM holder
JOIN directorate_staffmember agent ON agent.id = holder.id
UNION ALL SELECT NULL, '', {unassigned}
"""
LOAD_COUNT = "(SELECT count(*) FROM (SELECT FROM directorate_casefollowup WHERE {condition} LIMIT {capped}) counted)"
HELD, UNASSIGNED = "caseworker_id = agent.id", "caseworker_id IS NULL"


def load_per_person(rows: QuerySet[CaseFollowUp], on: date) -> list[Load]:
    """Open cases by caseworker up to a cap, the unassigned first, with the last day of an absence. Two queries."""
    values = Literals()
    visible = values.condition(rows)
    soon = Q(next_due_on__gte=on, next_due_on__lte=on + WEEK, is_suspended=False)
    conditions = [values.filled(*compiled_condition(condition)) for condition in (late(on), soon)]

    def counts(whose: str) -> str:
        told = ["", *(f" AND {condition}" for condition in conditions)]
        return ", ".join(
            LOAD_COUNT.format(condition=f"{visible} AND {whose}{more}", capped=OF_ONE_PERSON + 1) for more in told
        )

    with connection.cursor() as cursor:
        cursor.execute(LOAD.format(visible=visible, held=counts(HELD), unassigned=counts(UNASSIGNED)))
        counted = cursor.fetchall()
    away = {absence.staff_id: absence.ends_on for absence in absences_on(on)}
    cases = f"{reverse('directorate:cases')}?status=open&caseworker="
    loads = [
        Load(name or UNASSIGNED_NAME, open, late, soon, f"{cases}{key or 'none'}", away.get(key))
        for key, name, open, late, soon in counted
        if open
    ]
    return sorted(loads, key=lambda load: (load.name != UNASSIGNED_NAME, -load.late, -load.open, load.name))
