"""What a table may feed. A target is data and five functions; a package or a service declares its own in one file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from directorate.imports import values as read_as
from directorate.imports.models import ImportLine, TableImport
from directorate.org.models import StaffMember
from directorate.territory.names import folded
from directorate.web.errors import NotFound

NOT_LETTERS = re.compile(r"[^a-z0-9]+")
MOST_ASKED = 10_000
Values = Mapping[str, Any]
Choices = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class ImportField:
    """`parse` reads a text that is not empty into a JSON value, or raises ValueError with a sentence.

    With `choices` ((value, label) pairs) a text may be either; `many` lets several stand in one cell.
    `synonyms`: other headings under which files call it. `secret`: `parse` seals it, and no line, no sample and no
    page shows it. `looks_secret(text)`: what is recognised as such wherever it stands, under any heading.
    """

    name: str
    label: str
    required: bool = False
    parse: read_as.Parse = read_as.line
    choices: Choices | None = None
    many: bool = False
    synonyms: tuple[str, ...] = ()
    help: str = ""
    secret: bool = False
    looks_secret: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class Context:
    """For whom, when, and within which import a target reads or writes."""

    by: StaffMember
    at: datetime
    batch: TableImport


@dataclass(frozen=True)
class Plan:
    """What a row would become. `subject` and `stamp` name the row that exists and its present state."""

    action: str
    label: str = ""
    subject: str = ""
    stamp: str = ""
    changes: Mapping[str, list[Any]] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class ImportTarget:
    """`policy(staff, on)`: who may feed it. `identity(values)`: what two rows may not share, or empty.

    `facts(rows, context)` reads at once what the plans of some hundred rows need; `plan(values, facts)` writes nothing.
    `apply(lines, context)` writes creations and updates, and puts on each line its `subject` and `stamp`, or refuses it
    with `overtaken(line, reason)`. `undo(lines, context)` takes back what nobody has touched, and gives one sentence
    for each row that it may not take back.
    """

    code: str
    label: str
    intro: str
    policy: Callable[[StaffMember, date], bool]
    # Asked once, when everything is declared: some fields depend on what the other packages declared.
    make_fields: Callable[[], tuple[ImportField, ...]]
    identity: Callable[[Values], str]
    facts: Callable[[Sequence[Values], Context], Any]
    plan: Callable[[Values, Any], Plan]
    apply: Callable[[Sequence[ImportLine], Context], None]
    undo: Callable[[Sequence[ImportLine], Context], list[str]]
    undo_rule: str
    chunk: int = 1_000
    most_rows: int = 100_000
    # Whether what was written (keys of the subjects) keeps the file and its lines beyond their time.
    keeps: Callable[[Sequence[str]], bool] | None = None
    # The present rows, in the order of the fields, to correct in a spreadsheet and bring back.
    existing: Callable[[StaffMember, datetime], Iterator[Sequence[Any]]] | None = None
    # One line that shows how each column is filled, by field; dates are dates. Of no use beside the present rows.
    example: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def fields(self) -> tuple[ImportField, ...]:
        return self.make_fields()

    def field(self, name: str) -> ImportField:
        return next(item for item in self.fields if item.name == name)


def overtaken(line: ImportLine, reason: str) -> None:
    line.action, line.reason = ImportLine.Action.OVERTAKEN, reason


# --- registry -----------------------------------------------------------------------------------------------

TARGETS: dict[str, ImportTarget] = {}


def declare(target: ImportTarget) -> None:
    if TARGETS.setdefault(target.code, target) is not target:
        raise ValueError(f"Cible d'import déclarée deux fois : {target.code}")


def target_of(code: str) -> ImportTarget:
    try:
        return TARGETS[code]
    except KeyError:
        raise NotFound("Cette destination d'import n'existe plus.") from None


def targets_of(staff: StaffMember, on: date) -> list[ImportTarget]:
    """What this person may feed, by label."""
    return sorted((target for target in TARGETS.values() if target.policy(staff, on)), key=lambda item: item.label)


def feeds_something(staff: StaffMember, on: date) -> bool:
    """Whether there is any: asked by the menu of every page, it stops at the first one found."""
    return any(target.policy(staff, on) for target in TARGETS.values())


# --- words that stand for a value ---------------------------------------------------------------------------


def key_of(text: str) -> str:
    return NOT_LETTERS.sub(" ", folded(text)).strip()


class Vocabulary:
    """The values of a field by all the words that say them: "94 - Créteil", "CRETEIL" and "94028" are one commune."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self.labels: dict[str, str] = {}
        self.words: dict[str, str] = {}
        # "Durand Zoé" is Zoé Durand.
        self.in_any_order: dict[tuple[str, ...], str] = {}
        self.asked: dict[str, str | None] = {}
        for value, label in pairs:
            self.labels[str(value)] = label
            for word in (str(value), label):
                key = key_of(word)
                self.words.setdefault(key, str(value))
                self.in_any_order.setdefault(tuple(sorted(key.split())), str(value))

    def find(self, text: str) -> str | None:
        """The value, or None. The same few words come back all along a column: each is looked up once."""
        if text not in self.asked:
            if len(self.asked) >= MOST_ASKED:
                self.asked.clear()
            self.asked[text] = self.look_up(text)
        return self.asked[text]

    def look_up(self, text: str) -> str | None:
        """A number before or after a name (department, postal code) does not hide the name."""
        key = key_of(text)
        if key in self.words:
            return self.words[key]
        letters = [word for word in key.split() if not word.isdigit()]
        return self.words.get(" ".join(letters)) or self.in_any_order.get(tuple(sorted(letters))) if letters else None
