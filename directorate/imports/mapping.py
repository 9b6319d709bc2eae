"""Which column feeds which field, what is the same for every row, and which words stand for which value.

A mapping is JSON: {"columns": {field: column}, "fixed": {field: text}, "translations": {field: {text: value}}}.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from directorate.imports import values as read_as
from directorate.imports.targets import ImportField, ImportTarget, Vocabulary, key_of

NEARLY = 0.86
# Unknown words kept for each field, to be translated by hand; beyond, the column is not the right one.
MOST_UNKNOWN = 40
BETWEEN_VALUES = ";|\n"
MASK = "••••"
MASKED = "masqué dans le fichier des rejets, l'écrire de nouveau ou vider la cellule."
MISPLACED = "ce qui s'y trouve est confidentiel et n'a pas sa place dans cette colonne."


# --- guessing -----------------------------------------------------------------------------------------------


def guess(target: ImportTarget, columns: Sequence[str]) -> dict[str, str]:
    """The column of each field by its name: exact names first, then synonyms, then what is nearly written alike."""
    found: dict[str, str] = {}
    for looks_like in (is_label, is_synonym, is_nearly):
        for item in target.fields:
            if item.name in found:
                continue
            taken = set(found.values())
            column = next((name for name in columns if name not in taken and looks_like(item, key_of(name))), "")
            if column:
                found[item.name] = column
    return found


def is_label(item: ImportField, column: str) -> bool:
    return column in (key_of(item.label), key_of(item.name))


def is_synonym(item: ImportField, column: str) -> bool:
    return any(column == key_of(word) for word in item.synonyms)


def is_nearly(item: ImportField, column: str) -> bool:
    words = (item.label, *item.synonyms)
    return len(column) >= 4 and any(SequenceMatcher(None, column, key_of(word)).ratio() >= NEARLY for word in words)


def first_mapping(target: ImportTarget, columns: Sequence[str], remembered: Mapping[str, Any]) -> dict[str, Any]:
    """What the source remembers, for the columns that this file has; what it does not say is guessed."""
    kept = {
        name: column
        for name, column in remembered.get("columns", {}).items()
        if column in columns and any(item.name == name for item in target.fields)
    }
    decided = set(kept) | set(remembered.get("fixed", {})) | set(remembered.get("left_out", []))
    guessed = {name: column for name, column in guess(target, columns).items() if name not in decided}
    taken = set(kept.values())
    return {
        "columns": kept | {name: column for name, column in guessed.items() if column not in taken},
        "fixed": dict(remembered.get("fixed", {})),
        "translations": dict(remembered.get("translations", {})),
    }


def secrets_of(target: ImportTarget) -> list[Callable[[str], bool]]:
    return [item.looks_secret for item in target.fields if item.looks_secret]


def told_columns(target: ImportTarget, columns: Sequence[str]) -> list[str]:
    """A table without headings gives its first row as names: what is secret in it is no name."""
    found = secrets_of(target)
    return [
        f"Colonne {place} ({MASK})" if any(looks_secret(name) for looks_secret in found) else name
        for place, name in enumerate(columns, start=1)
    ]


# --- reading rows -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadRow:
    """The values of a row, by field; what is empty is absent. `faults` are sentences."""

    values: dict[str, Any]
    faults: list[str]


class RowReader:
    """Turns the cells of a row into values. Built once for a file; remembers the words that it did not know."""

    def __init__(self, target: ImportTarget, columns: Sequence[str], mapping: Mapping[str, Any]):
        self.width = len(columns)
        self.places = {name: columns.index(column) for name, column in mapping.get("columns", {}).items()}
        self.fixed = mapping.get("fixed", {})
        self.fields = [item for item in target.fields if item.name in self.places or item.name in self.fixed]
        self.missing = [item for item in target.fields if item.required and item not in self.fields]
        self.vocabularies = {item.name: Vocabulary(item.choices()) for item in self.fields if item.choices}
        self.translations = {
            name: {key_of(text): value for text, value in words.items()}
            for name, words in mapping.get("translations", {}).items()
        }
        self.unknown: dict[str, dict[str, int]] = defaultdict(dict)
        self.secrets = secrets_of(target)
        self.hidden = {self.places[item.name] for item in self.fields if item.secret and item.name in self.places}

    def read(self, cells: Sequence[str]) -> ReadRow:
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            return ReadRow({}, [f"La ligne a {len(cells)} valeurs pour {self.width} colonnes."])
        values, faults = {}, [f"{item.label} : valeur obligatoire." for item in self.missing]
        for item in self.fields:
            place = self.places.get(item.name, -1)
            text = read_as.trimmed(cells[place]) if 0 <= place < len(cells) else ""
            text = text or self.fixed.get(item.name, "")
            if not text:
                if item.required:
                    faults.append(f"{item.label} : valeur obligatoire.")
                continue
            if text == MASK:
                faults.append(f"{item.label} : {MASKED}")
                continue
            if not item.secret and self.is_secret(text):
                faults.append(f"{item.label} : {MISPLACED}")
                continue
            try:
                values[item.name] = self.value(item, text)
            except ValueError as error:
                faults.append(f"{item.label} : {error}")
        return ReadRow(values, faults)

    def value(self, item: ImportField, text: str) -> Any:
        if item.many:
            return list(dict.fromkeys(self.one(item, part) for part in self.parts(item, text)))
        return self.one(item, text)

    def parts(self, item: ImportField, text: str) -> list[str]:
        """Several values of one cell; a label that itself holds a separator is one value."""
        if item.choices and self.known(item, text) is not None:
            return [text]
        for sign in BETWEEN_VALUES:
            text = text.replace(sign, "\n")
        parts = [part.strip() for part in text.split("\n") if part.strip()]
        if item.choices and len(parts) == 1 and self.known(item, parts[0]) is None:
            return [part.strip() for part in parts[0].split(",") if part.strip()]
        return parts

    def known(self, item: ImportField, text: str) -> str | None:
        translated = self.translations.get(item.name, {}).get(key_of(text))
        return translated if translated is not None else self.vocabularies[item.name].find(text)

    def one(self, item: ImportField, text: str) -> Any:
        if not item.choices:
            translated = self.translations.get(item.name, {}).get(key_of(text))
            return item.parse(text if translated is None else translated)
        found = self.known(item, text)
        if found is None:
            words = self.unknown[item.name]
            if text in words or len(words) < MOST_UNKNOWN:
                words[text] = words.get(text, 0) + 1
            raise ValueError(f"« {read_as.short(text)} » n'est pas une valeur connue.")
        return found

    def masked(self, cells: Sequence[str]) -> list[str]:
        """The cells without what is secret: its column, and what is recognised anywhere else."""
        return [
            MASK if cell.strip() and (place in self.hidden or self.is_secret(cell)) else cell
            for place, cell in enumerate(cells)
        ]

    def is_secret(self, text: str) -> bool:
        return any(looks_secret(text) for looks_secret in self.secrets)

    def unknown_words(self) -> dict[str, list[str]]:
        """The most frequent first."""
        return {
            name: sorted(words, key=lambda word: (-words[word], word)) for name, words in self.unknown.items() if words
        }
