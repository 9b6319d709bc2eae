"""The library of requirements: sentences found by keyword, each with its article. A file read once."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from civil_protection.protection.words import flat

FILE = Path(__file__).parent / "data" / "sentences.csv"
REGULATORY, OPERATION, IMPROVEMENT = "regulatory", "operation", "improvement"
CATEGORIES = {REGULATORY: "Réglementaire", OPERATION: "Exploitation", IMPROVEMENT: "Amélioration"}


@dataclass(frozen=True)
class Sentence:
    code: str
    article: str
    category: str
    keywords: str
    text: str

    @property
    def category_label(self) -> str:
        return CATEGORIES[self.category]


@cache
def sentences() -> tuple[Sentence, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Sentence(**row) for row in csv.DictReader(file, delimiter=";"))


@cache
def indexed() -> tuple[tuple[str, Sentence], ...]:
    return tuple((flat(f"{row.article} {row.keywords} {row.text}"), row) for row in sentences())


def find(words: str) -> list[Sentence]:
    """The sentences that hold every word, whatever the order, the accents and the plural."""
    wanted = flat(words).split()
    return [row for text, row in indexed() if all(word in text for word in wanted)]


def sentence(code: str) -> Sentence | None:
    return next((row for row in sentences() if row.code == code), None)
