"""What somebody types in a search field: words, phrases, nothing dangerous; and the condition it becomes on rows.

The database knows the words (functions `fr_norm`, `fr_words`, `fr_vector`); this module knows no table. Any text is
a valid question: operators are words or nothing, and what cannot be stored (NUL, lone surrogates) is left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Expression, F, FloatField, Func, QuerySet, TextField, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from directorate.territory.names import folded

LONGEST = 200
MOST_WORDS = 12
LONGEST_WORD = 40
# A shorter beginning is that of too many words: read whole, it would cost more than it helps.
SHORTEST_BEGINNING = 3
WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r'["«“]([^"»”]*)["»”]')
# Said, never needed: they would refuse "Pharmacie du Lac" to whoever types "pharmacie de lac", or a name its firm.
SMALL_WORDS = frozenset(
    (
        *("a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par", "un", "une"),
        *("eurl", "sa", "sarl", "sas", "sasu", "sci", "scp", "selarl", "snc", "société", "ste"),
        *("m", "madame", "mme", "monsieur"),
    )
)


def cleaned(text: str) -> str:
    """One line that the database can hold: at most 200 characters, composed accents, no control character."""
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text[: LONGEST * 4])
    return " ".join(unicodedata.normalize("NFC", kept).split())[:LONGEST].strip()


@dataclass(frozen=True)
class Asked:
    """`words` in any order, and `phrases` whose words follow each other. The last word may be only begun."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    begun: bool = False

    def __bool__(self):
        return bool(self.words or self.phrases)

    @property
    def all_words(self) -> tuple[str, ...]:
        return (*self.words, *(word for phrase in self.phrases for word in phrase))


def asked(text: str) -> Asked:
    """What the text asks for. Empty when it holds no word at all."""
    text = cleaned(text)
    phrases = tuple(words for phrase in PHRASE.findall(text) if (words := words_of(phrase)))
    rest = PHRASE.sub(" ", text)
    words = words_of(rest)
    needed = tuple(word for word in words if word.lower() not in SMALL_WORDS) or words
    begun = bool(needed) and rest.endswith(words[-1]) and needed[-1] == words[-1]
    return Asked(needed[:MOST_WORDS], phrases[:MOST_WORDS], begun and len(needed) <= MOST_WORDS)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in WORD.findall(text))[: MOST_WORDS + 1]


# --- conditions on rows -------------------------------------------------------------------------------------


class StoredWords(Func):
    """The column `search` of a table that no model loads, beside a column that the model has: `StoredWords("pk")`."""

    output_field = SearchVectorField()

    def as_sql(self, compiler, connection, **context):
        beside, params = compiler.compile(self.source_expressions[0])
        table = beside.rpartition(".")[0]
        return f"{table}.{connection.ops.quote_name('search')}", params


class Plain(Func):
    function = "fr_norm"
    output_field = TextField()


class Query(Func):
    """A `tsquery`: `dictionary` is "french" (stems) or "simple"; the text is made of letters and digits only."""

    template = "to_tsquery('pg_catalog.%(dictionary)s', %(expressions)s)"
    output_field = TextField()


class Phrase(Func):
    template = "phraseto_tsquery('pg_catalog.simple', %(expressions)s)"
    output_field = TextField()


class Both(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " && ", TextField()


class Either(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " || ", TextField()


class Holds(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " @@ ", BooleanField()


class Rank(Func):
    """Where the words are (head before body) and how near to each other."""

    function, output_field = "ts_rank", FloatField()


def one_word(word: str) -> Expression:
    """The word as it is, or its French stem with the accents as typed, or without any."""
    return Either(*stems(word), Query(Plain(Value(word)), dictionary="simple"))


def stems(word: str) -> list[Expression]:
    """A word without accents has one stem: asked twice, it would be read twice and believed twice as frequent."""
    typed = [Query(Value(word.lower()), dictionary="french")]
    return typed if word.isascii() else [*typed, Query(Plain(Value(word)), dictionary="french")]


def begun_word(word: str) -> Expression:
    """The stems of the word, or what it begins: itself among others."""
    beginning = Func(Plain(Value(word)), Value(":*"), template="%(expressions)s", arg_joiner=" || ")
    return Either(*stems(word), Query(beginning, dictionary="simple"))


def ts_query(question: Asked) -> Expression:
    """The `tsquery` of a question that is not empty: every word, every phrase."""
    parts = [one_word(word) for word in question.words]
    if question.begun and len(question.words[-1]) >= SHORTEST_BEGINNING:
        parts[-1] = begun_word(question.words[-1])
    parts += [Phrase(Plain(Value(" ".join(phrase)))) for phrase in question.phrases]
    return reduce(Both, parts)


def any_of(spellings: Iterable[Sequence[str]]) -> Expression:
    """Each word under one of its spellings, which are normalised words."""
    return Query(Value(" & ".join(f"({' | '.join(words)})" for words in spellings)), dictionary="simple")


def holding(rows: QuerySet, vector: Expression | str, text: str) -> QuerySet:
    """The rows whose words answer the text; none when it holds no word."""
    question = asked(text)
    vector = F(vector) if isinstance(vector, str) else vector
    return rows.filter(Holds(vector, ts_query(question))) if question else rows.none()


# --- small sets, judged in memory ---------------------------------------------------------------------------


def answers(label: str, question: Asked, *, mended: bool = False) -> bool:
    """Whether every word asked begins a word of the label, or (`mended`) differs from one by a slip of the hand."""
    known = plain_words(label)
    return all(any(is_meant(word, other, mended) for other in known) for word in plain_words(question.all_words))


# The small sets are the same from one question to the next: their words are folded once.
@lru_cache(maxsize=8_192)
def plain_words(said: str | tuple[str, ...]) -> tuple[str, ...]:
    """The words of a label, or each word that was asked, without capitals nor accents."""
    if isinstance(said, str):
        return tuple(WORD.findall(folded(said)))
    return tuple(map(folded, said))


def is_meant(word: str, other: str, mended: bool = False) -> bool:
    return other.startswith(word) or same_stem(word, other) or (mended and is_near(word, other))


def same_stem(word: str, other: str) -> bool:
    """Singular and plural, masculine and feminine: the same beginning, and three letters more at most."""
    shared = 0
    for left, right in zip(word, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= 4 and max(len(word), len(other)) - shared <= 2 and min(len(word), len(other)) >= 5


def is_near(word: str, other: str) -> bool:
    """One slip in a word of four letters, two in a word of eight."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    # Each slip takes one letter away at most: counted before anything is compared in order.
    if abs(len(word) - len(other)) > allowed or len(set(word) - set(other)) > allowed:
        return False
    return distance(word, other, allowed) <= allowed


def distance(word: str, other: str, most: int = LONGEST_WORD) -> int:
    """Letters added, missing, changed or swapped with their neighbour; counted up to `most` + 1."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before, row = [], list(range(len(other) + 1))
    for i, left in enumerate(word, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and word[i - 2] == right:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text, escaped, with the words that were asked between <mark> and </mark>."""
    wanted = [folded(word) for word in words]
    parts, end = [], 0
    for found in WORD.finditer(text):
        plain = folded(found[0])
        if any(plain.startswith(word) or same_stem(word, plain) for word in wanted if word):
            parts += [escape(text[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
            end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))
