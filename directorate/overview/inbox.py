"""The inbox: what burns, what waits for a gesture, in six blocks. A fixed number of queries whatever the stock.

Read in the narrow rows of the open cases. The conditions are written once with the ORM and compiled into one
statement, which counts each block up to a cap and fetches its first cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.case_page import Move
from directorate.casework.models import CaseFollowUp
from directorate.casework.next_moves import usual_moves
from directorate.casework.policies import AUTHORITIES, CHIEF_ROLES
from directorate.casework.queries import decisions_to_sign, followed_by, within_scopes
from directorate.org.models import StaffMember
from directorate.org.queries import absences_on, keys_covered_by, posting_on, scopes_held, signing_facts
from directorate.org.signing import EVERYTHING, Act, Power, may_sign
from directorate.web.deadline_words import deadline_words

WEEK = timedelta(days=7)
ANSWERS_SINCE = timedelta(days=21)
ROWS = 8
# Beyond, a block says that there are more.
COUNTED = 1000
LONGEST_FOLDER = 200
NOT_DECIDED = ("received", "incomplete", "review", "consultation", "hearing", "proposal")


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
        return f"plus de {COUNTED}" if self.total > COUNTED else str(self.total)


@dataclass(frozen=True)
class Load:
    """Open cases of one person of the bureau."""

    name: str
    open: int
    late: int
    soon: int
    url: str
    away_until: date | None = None


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
    return Q(answered_on__gt=on - ANSWERS_SINCE, stage__in=("review", "consultation"))


def to_publish(on: date) -> Q:
    return Q(stage__in=("decided", "notified"))


def to_start(on: date) -> Q:
    """Nobody has answered for it yet, or nothing has been done since it arrived."""
    return Q(stage="received") | Q(caseworker__isnull=True, stage__in=NOT_DECIDED)


BLOCKS: tuple[tuple[str, str, str, str, Callable[[date], Q] | None], ...] = (
    ("late", "En retard", "Rien n'est en retard.", "error", late),
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
    one.next_due_label, found.silence_due_on
FROM ({blocks}) found
JOIN directorate_case one ON one.id = found.case_id
LEFT JOIN directorate_commune commune ON commune.insee = one.commune_id
LEFT JOIN directorate_staffmember agent ON agent.id = one.caseworker_id
ORDER BY block, found.next_due_on, one.id
"""
# A person has a thousand cases: read once. A bureau may have a hundred thousand: each block goes its own way through
# the indexes.
SEEN = """WITH seen AS {how} (
    SELECT case_id, next_due_on, is_suspended, silence_due_on, stage, answered_on, caseworker_id
    FROM directorate_casefollowup WHERE {visible})"""
READ_ONCE, READ_BY_INDEX = "MATERIALIZED", "NOT MATERIALIZED"
BLOCK = """(SELECT '{code}'::text AS block, case_id, next_due_on, silence_due_on,
    (SELECT count(*) FROM (SELECT FROM seen directorate_casefollowup WHERE {condition} LIMIT {capped}) counted) AS total
FROM seen directorate_casefollowup WHERE {condition}{after} ORDER BY next_due_on, case_id LIMIT {rows})"""


class Parameters(dict):
    """Values of a statement, each under a name of its own."""

    def add(self, value: Any) -> str:
        name = f"p{len(self)}"
        self[name] = value
        return f"%({name})s"

    def condition(self, rows: QuerySet) -> str:
        """The WHERE of a queryset of narrow rows, as it would be in its own statement."""
        return self.filled(*compiled(rows))

    def filled(self, text: str, values: Sequence[Any]) -> str:
        return text % tuple(self.add(value) for value in values)


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


def way_of(of_unit: bool) -> str:
    return READ_BY_INDEX if of_unit else READ_ONCE


def read_blocks(
    rows: QuerySet[CaseFollowUp],
    conditions: Mapping[str, Q],
    on: date,
    *,
    limit: int,
    after: tuple[date | None, int] | None = None,
    how: str = READ_BY_INDEX,
) -> dict[str, tuple[int, list[InboxRow]]]:
    """How many rows hold to each condition (up to a cap) and the first of them, in one query.

    `after`: the date and the case of the last row already read. `how`: READ_ONCE when the rows are those of a person.
    """
    values = Parameters()
    visible = values.condition(rows)
    blocks = [
        BLOCK.format(
            code=code,
            condition=values.filled(*compiled_condition(condition)),
            after=beyond(values, after),
            capped=COUNTED + 1,
            rows=limit,
        )
        for code, condition in conditions.items()
    ]
    statement = SEEN.format(how=how, visible=visible) + COLUMNS.format(blocks=" UNION ALL ".join(blocks))
    found: dict[str, tuple[int, list[InboxRow]]] = {code: (0, []) for code in conditions}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for code, total, *columns in cursor.fetchall():
            found[code][1].append(row_of(columns, on))
            found[code] = (total, found[code][1])
    return found


def beyond(values: Parameters, after: tuple[date | None, int] | None) -> str:
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
    found = read_blocks(followed(staff, on, of_unit=of_unit, of=of), conditions, on, limit=ROWS, how=way_of(of_unit))
    found["sign"] = signable(staff, on, limit=ROWS)
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


def signable(
    staff: StaffMember, on: date, *, limit: int, after: tuple[date | None, int] | None = None
) -> tuple[int, list[InboxRow]]:
    """How many acts this person may sign today, and the first cases: the powers are read once for all of them."""
    keys = signable_cases(staff, on)
    if not keys:
        return 0, []
    rows = CaseFollowUp.objects.filter(pk__in=keys)
    return read_blocks(rows, {"sign": Q(stage="signature")}, on, limit=limit, after=after, how=READ_ONCE)["sign"]


def signable_cases(staff: StaffMember, on: date) -> list[int]:
    """The powers of everybody are read only when an act waits that the person may be concerned with."""
    scopes = [scope for scope in scopes_held(staff, on) if may_decide(scope)]
    if not scopes:
        return []
    waiting = (
        decisions_to_sign(staff, on)
        .filter(within_scopes(scopes))
        .values_list("case_id", "case__procedure_code", "act_kind", "drafted_by_id", "case__caseworker_id")[
            :LONGEST_FOLDER
        ]
    )
    waiting = list(waiting)
    facts = signing_facts(on) if waiting else None
    holder = facts.holders.get(staff.pk) if facts else None
    if holder is None:
        return []
    return [
        key
        for key, procedure, kind, drafter, caseworker in waiting
        if isinstance(may_sign(Act(procedure, kind, drafter, caseworker), holder, on, facts), Power)
    ]


def may_decide(scope: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Whether some decision is within this scope: receipts and letters are not."""
    _, kinds = scope
    decided = {outcome.act_kind for procedure in registry.all_procedures() for outcome in procedure.outcomes}
    return EVERYTHING in kinds or not decided.isdisjoint(kinds)


def row_of(columns: Sequence, on: date) -> InboxRow:
    key, reference, title, person, commune, caseworker, stage, due_on, is_suspended, label, silence = columns
    words, tone = deadline_words(due_on, on, is_suspended, is_silence=due_on is not None and due_on == silence)
    known = STAGES[stage]
    return InboxRow(
        key, reference, case_address(reference), title, person, commune, caseworker or "À répartir", stage,
        known.label, known.tone, due_on, words, tone, label,
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


def load_per_person(rows: QuerySet[CaseFollowUp], on: date) -> list[Load]:
    """Open cases by caseworker, the unassigned first, with the last day of an absence. Two queries."""
    counted = (
        rows.order_by()
        .values("caseworker", "caseworker__first_name", "caseworker__last_name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=late(on)),
            soon=Count("pk", filter=Q(next_due_on__gte=on, next_due_on__lte=on + WEEK, is_suspended=False)),
        )
    )
    away = {absence.staff_id: absence.ends_on for absence in absences_on(on)}
    loads = [
        Load(
            name=f"{row['caseworker__first_name']} {row['caseworker__last_name']}"
            if row["caseworker"]
            else "À répartir",
            open=row["open"],
            late=row["late"],
            soon=row["soon"],
            url=f"{reverse('directorate:cases')}?status=open&caseworker={row['caseworker'] or 'none'}",
            away_until=away.get(row["caseworker"]),
        )
        for row in counted
    ]
    return sorted(loads, key=lambda load: (load.name != "À répartir", -load.late, -load.open, load.name))
