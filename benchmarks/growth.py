"""What every page costs in small, middle and large bases, and the plans of its queries in the middle one.

    python -m benchmarks.growth app_10k app_100k app_1m [rounds]

The names are those of databases of the same server as DATABASE_URL, made by `generate_cases`. Goals: a page costs at
most 1.2 times as much in the last base as in the first for a list that shows as many lines in both, at most 3 times
with a text to look for; the other pages are shown beside, for they read the whole stock of their service. In the middle
one no query of a list walks more than 5,000 cases without an index, nor sorts as many rows.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks.harness import ROUNDS, WARM_UP, Figure, Times, backend, clock, page, people, processor, ratio, told

# The settings of benchmarks come first.
# isort: split
from time import perf_counter

from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.casework.models import Case, CaseFollowUp
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.lists import LISTS

GROWTH, GROWTH_WITH_TEXT = 1.2, 3.0
# From this share of its lines on, a page of the first base is compared with that of the last.
AS_MANY = 0.9
SORTED_ROWS, JUDGED_FROM = 5_000, 50_000
TEAM = ("agent", "head", "director")
# Pages that are not lists: (name, address).
PAGES = (
    ("inbox", "inbox"), ("pilotage", "dashboard"), ("silences", "silences"), ("what comes", "ahead"),
    ("agenda", "agenda"), ("signature", "signature"),
)  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """A page asked by somebody ("agent", "head", "director"). `has_text`: with words to look for."""

    name: str
    who: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    has_text: bool = False


CONNECTIONS: dict[str, BaseDatabaseWrapper] = {}


def open_base(name: str) -> None:
    """Everything reads that base from now on; its connection stays open, so that rounds alternate."""
    if name not in CONNECTIONS:
        opened = connections["default"] if not CONNECTIONS else connections.create_connection("default")
        opened.close()
        opened.settings_dict["NAME"] = name
        CONNECTIONS[name] = opened
    connections["default"] = CONNECTIONS[name]
    connection.ensure_connection()


def visits() -> list[Visit]:
    """The same questions whatever the base: every list with each filter alone, then the other pages."""
    found = []
    for definition in LISTS.values():
        found += [Visit(definition.code, who, definition.url) for who in ("agent", "director")]
    cases = LISTS["cases"]
    agent, head, _ = people()
    for name, value in filters_of_cases(agent):
        for who in ("agent", "director"):
            found.append(Visit(f"cases {name}={value}"[:40], who, cases.url, ((name, value),), name == "q"))
    found += [Visit("permits, text", "director", LISTS["permits"].url, (("q", "pharmacie"),), True)]
    found += [Visit("search", "agent", reverse("directorate:search"), (("q", "pharmacie du marché"),), True)]
    for name, url_name in PAGES:
        for who in TEAM:
            found.append(Visit(name, who, reverse(f"directorate:{url_name}")))
    return found


def filters_of_cases(staff) -> Iterator[tuple[str, str]]:
    yield from (("status", ""), ("status", "closed"), ("q", "pharmacie"), ("q", "Marchand-Bellanger"))
    yield from (("stage", "received"), ("stage", "in_force"), ("procedure", "video_protection_authorisation"))
    yield from (("commune", "94028"), ("deadline", "late"), ("deadline", "week"), ("silence", "refusal"))
    yield from (("caseworker", "none"), ("caseworker", str(staff.pk)), ("sort", "-received"), ("sort", "party"))
    yield ("received_after", localdate().replace(day=1).isoformat())


def case_pages() -> list[Visit]:
    """The page of an open case, reached from the list; a commune; a permit: one of each base."""
    row = CaseFollowUp.objects.order_by("next_due_on").first()
    reference = Case.objects.values_list("reference", flat=True).get(pk=row.pk)
    found = [
        Visit("case", "head", reverse("directorate:case", args=[reference])),
        Visit(
            "case, from its list", "head", reverse("directorate:case", args=[reference]), (("liste", "status=open"),)
        ),
        Visit("commune", "director", reverse("directorate:commune", args=[Commune.objects.first().pk])),
    ]
    permit = Permit.objects.order_by("-pk").first()
    if permit is not None:
        found.append(Visit("permit", "director", reverse("directorate:permit", args=[permit.pk])))
    return found


@dataclass
class Side:
    """A page in one base: its times, and the lines of tables that it shows."""

    times: Times = field(default_factory=Times)
    lines: int = 0


def cost(visit: Visit, team: dict, counter) -> tuple[float, float, int]:
    cpu, wall = processor(counter), perf_counter()
    content = page(visit.path, team[visit.who], **dict(visit.query))
    return perf_counter() - wall, processor(counter) - cpu, content.count(b"<tr")


def measured(bases: list[str], rounds: int) -> dict[tuple[str, str], list[Side] | str]:
    """By page and person: its times in each base, taken in turn, or why there are none."""
    teams, counters = {}, {}
    for base in bases:
        open_base(base)
        teams[base], counters[base] = dict(zip(TEAM, people(), strict=True)), backend()
    asked = {base: visits_of(base) for base in bases}
    found: dict[tuple[str, str], list[Side] | str] = {}
    for key in asked[bases[-1]]:
        sides = [(base, asked[base][key]) for base in bases if key in asked[base]]
        try:
            found[key] = in_turn(sides, teams, counters, rounds) if len(sides) == len(bases) else "absent from a base"
        except NotAllowed:
            continue
        except (DatabaseError, DomainError, SystemExit) as refusal:
            # One page that breaks must not hide the others: it is told in its place.
            found[key] = f"{type(refusal).__name__}: {refusal}"
    return found


def visits_of(base: str) -> dict[tuple[str, str], Visit]:
    open_base(base)
    return {(visit.name, visit.who): visit for visit in [*visits(), *case_pages()]}


def in_turn(sides, teams, counters, rounds: int) -> list[Side]:
    found = [Side() for _ in sides]
    for turn in range(-WARM_UP, rounds):
        ranks = range(len(sides)) if turn % 2 else reversed(range(len(sides)))
        for rank in ranks:
            base, visit = sides[rank]
            open_base(base)
            wall, cpu, found[rank].lines = cost(visit, teams[base], counters[base])
            if turn >= 0:
                found[rank].times.wall.append(wall)
                found[rank].times.cpu.append(cpu)
    return found


# --- plans --------------------------------------------------------------------------------------------------


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def bad_plans(base: str) -> list[str]:
    """What the queries of the lists do that they should not, in sentences. A small table is rightly read whole."""
    open_base(base)
    if Case.objects.count() < JUDGED_FROM:
        return []
    team = dict(zip(TEAM, people(), strict=True))
    found = []
    for visit in visits():
        if not any(visit.path == definition.url for definition in LISTS.values()):
            continue
        try:
            with CaptureQueriesContext(connection) as captured:
                page(visit.path, team[visit.who], **dict(visit.query))
        except (DatabaseError, DomainError, SystemExit):
            continue
        for query in captured:
            if query["sql"].startswith("SELECT") and "directorate_case" in query["sql"]:
                found += [f"{visit.name} ({visit.who}): {words}" for words in judged(query["sql"])]
    return list(dict.fromkeys(found))


def judged(sql: str) -> Iterator[str]:
    with connection.cursor() as wrapped:
        wrapped.cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        plan = wrapped.cursor.fetchone()[0][0]["Plan"]
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == Case._meta.db_table:
            # One that stops at its first rows, or was not needed, reads nothing to speak of.
            rows = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            if rows > SORTED_ROWS:
                yield f"walks {rows:.0f} cases ({node.get('Filter', 'no filter')})"
        if node["Node Type"] in ("Sort", "Incremental Sort"):
            rows = max((inner["Actual Rows"] for inner in node["Plans"]), default=0)
            if rows > SORTED_ROWS:
                yield f"sorts {rows:.0f} rows ({', '.join(node['Sort Key'])[:80]})"


# --- the whole ----------------------------------------------------------------------------------------------


def figures_of(bases: list[str], rounds: int) -> list[Figure]:
    found = measured(bases, rounds)
    which = clock()
    figures = []
    texts = {(visit.name, visit.who) for visit in visits() if visit.has_text}
    lists = {(visit.name, visit.who) for visit in visits() if visit.path in {each.url for each in LISTS.values()}}
    for key, sides in found.items():
        if isinstance(sides, str):
            figures.append(Figure(" · ".join(key), 0.0, None, False, "", sides[:160]))
            continue
        goal = (GROWTH_WITH_TEXT if key in texts else GROWTH) if key in lists else None
        value = ratio(sides[-1].times, sides[0].times, which)
        detail = " → ".join(f"{median(side.times.of(which)) * 1000:.0f}" for side in sides) + f" ms, {which}"
        if sides[0].lines < sides[-1].lines * AS_MANY:
            # A longer page costs its lines, not the size of the base: told, not judged.
            goal, detail = None, f"{detail}, {sides[0].lines} → {sides[-1].lines} lines"
        figures.append(Figure(" · ".join(key), value, goal, None if goal is None else value <= goal, "×", detail))
    return figures


def main(*arguments: str) -> int:
    bases = [name for name in arguments if not name.isdigit()] or [connection.settings_dict["NAME"]]
    rounds = next((int(name) for name in arguments if name.isdigit()), ROUNDS)
    figures = figures_of(bases, rounds)
    plans = bad_plans(bases[len(bases) // 2])
    figures += [Figure("plan", 0, 0, False, "", words) for words in plans]
    open_base(bases[-1])
    return told("growth", figures)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
