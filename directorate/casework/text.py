"""The text by which cases are found: written when a case is opened or corrected, rebuilt by one statement, asked here.

A text holds the reference, the object, the person, the site and the commune (the head), then the address, the
identifiers, the dates and the answers of the form (the body). A day is written as one word, "d20260312".
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Expression, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from directorate.casework import registry
from directorate.casework.models import Case, CaseText
from directorate.search.full_text import (
    Asked,
    Rank,
    any_of,
    asked,
    cleaned,
    distance,
    holding,
    is_near,
    ts_query,
)

# Beyond, a file was pasted in a field: its beginning is enough, and a vector holds a megabyte at most.
LONGEST_TEXT = 20_000
# The relevance of all the hits of a frequent word costs a second; that of the newest ones, a few milliseconds.
RANKED = 300
# Up to so many hits expected, they are all read and sorted; beyond, the newest are met sooner by walking back in time.
MANY, MANY_TOGETHER, MOST = 12_000, 100_000, 20_000
# The texts of so many days have an index of their own, ten times smaller than that of five years.
RECENT_DAYS = 180
# How far one walks for two words that never meet. How many hits a list sorts in its own order.
FARTHEST, FEW = 8_000, 1_000
SPELLINGS = 6
SHORTEST_MENDED = 4

# An answer chosen in a list is a code, a date has its own column: only what was written in words is read.
REBUILD = """
INSERT INTO directorate_casetext (case_id, received_on, unit_id, is_recent, head, body)
SELECT one.id, one.received_on, one.unit_id, one.received_on >= CURRENT_DATE - %(recent)s::int,
    normalize(left(concat_ws(' ', one.reference, one.title, one.party_name, nullif(party.representative, ''),
        place.name, commune.name), %(longest)s), NFC),
    normalize(left(concat_ws(' ', %(labels)s::jsonb ->> one.procedure_code, place.address, party.address,
        commune.insee, (SELECT string_agg(code, ' ') FROM jsonb_array_elements_text(commune.postal_codes) AS code),
        party.siret, left(party.siret, 9), party.rna, party.email,
        regexp_replace(regexp_replace(party.phone, '^\\s*(\\+|00)33', '0'), '\\D', '', 'g'),
        regexp_replace(party.last_name, '[[:space:]''’-]+', '', 'g'),
        to_char(one.received_on, '"d"YYYYMMDD'),
        to_char(one.event_at AT TIME ZONE 'Europe/Paris', '"d"YYYYMMDD'),
        (SELECT string_agg(answer #>> '{}', ' ') FROM jsonb_path_query(one.answers, 'strict $.**') AS answer
         WHERE jsonb_typeof(answer) = 'string' AND answer #>> '{}' !~ '^([a-z0-9_]*|\\d{4}-\\d\\d-\\d\\d.*)$')
    ), %(longest)s), NFC)
FROM directorate_case one
JOIN directorate_party party ON party.id = one.party_id
LEFT JOIN directorate_place place ON place.id = one.place_id
LEFT JOIN directorate_commune commune ON commune.insee = one.commune_id
WHERE %(cases)s::bigint[] IS NULL OR one.id = ANY (%(cases)s::bigint[])
ON CONFLICT (case_id) DO UPDATE SET head = excluded.head, body = excluded.body, received_on = excluded.received_on,
    unit_id = excluded.unit_id, is_recent = excluded.is_recent
WHERE (directorate_casetext.head, directorate_casetext.body, directorate_casetext.received_on,
        directorate_casetext.unit_id)
    IS DISTINCT FROM (excluded.head, excluded.body, excluded.received_on, excluded.unit_id)
"""

# In order, so that two programs that learn the same words do not wait for each other in a circle.
LEARN = """
INSERT INTO directorate_knownword (word)
SELECT DISTINCT word FROM directorate_casetext text,
    regexp_split_to_table(fr_norm(text.head), '[^a-z]+') AS word
WHERE (%(cases)s::bigint[] IS NULL OR text.case_id = ANY (%(cases)s::bigint[])) AND length(word) BETWEEN 3 AND 40
ORDER BY word
ON CONFLICT DO NOTHING
"""

FORGET = """
DELETE FROM directorate_knownword known
USING directorate_casetext text, regexp_split_to_table(fr_norm(text.head), '[^a-z]+') AS borne
WHERE text.case_id = %(case)s AND known.word = borne AND NOT EXISTS (
    SELECT FROM directorate_casetext other
    WHERE other.case_id <> %(case)s AND other.search @@ to_tsquery('pg_catalog.simple', borne)
)
"""

# For each word typed, itself once normalised, then the known words that share a key with it.
NEIGHBOURS = """
SELECT typed.rank, plain.word, known.word, fr_sound(known.word) = fr_sound(plain.word)
FROM unnest(%s::text[]) WITH ORDINALITY AS typed(word, rank)
CROSS JOIN LATERAL (SELECT fr_norm(typed.word) AS word) AS plain
LEFT JOIN LATERAL (
    SELECT word FROM directorate_knownword WHERE length(plain.word) >= 4 AND keys && fr_keys(plain.word) LIMIT 200
) AS known ON true
ORDER BY typed.rank
"""

# --- writing ------------------------------------------------------------------------------------------------


def rebuild_text(cases: Iterable[int] | None = None) -> int:
    """Write the text of these cases (of all of them) in one statement; gives the number of texts that changed."""
    labels = json.dumps(labels_of_procedures())
    return _execute(REBUILD, cases, labels=labels, longest=LONGEST_TEXT, recent=RECENT_DAYS)


def age_texts(on: date) -> int:
    """Take the texts that are six months old that day out of the small index; gives their number."""
    old = CaseText.objects.filter(is_recent=True, received_on__lt=on - timedelta(days=RECENT_DAYS))
    return old.update(is_recent=False)


def learn_words(cases: Iterable[int] | None = None) -> int:
    """Put the words of these cases (of all of them) in the dictionary; gives the number of new ones."""
    return _execute(LEARN, cases)


def forget_words(case: int) -> None:
    """Take out of the dictionary the words that this case alone bears, before it is erased."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"case": case})


def _execute(statement: str, cases: Iterable[int] | None, **facts: str | int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"cases": None if cases is None else list(cases), **facts})
        return cursor.rowcount


def labels_of_procedures() -> dict[str, str]:
    return {procedure.code: procedure.label for procedure in registry.all_procedures()}


def write_text(case: Case) -> None:
    """The case has been opened or corrected: its text with it, its words after the commit.

    A word that another transaction is learning would hold this one until its end; a word that a crash forgets is
    learnt by the night.
    """
    rebuild_text([case.pk])
    key = case.pk
    transaction.on_commit(lambda: learn_words([key]), robust=True)


# --- asking -------------------------------------------------------------------------------------------------

REFERENCE = re.compile(r"(?:(\d{4})[\s/–-]*)?([a-z][a-z-]*?)[\s/–-]*(\d{1,6})", re.IGNORECASE | re.ASCII)
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d\d)-(\d\d)", re.ASCII)
# SIRET, SIREN, telephone: digits by groups.
NUMBER = re.compile(r"(?:\+|00)?\d(?:[\s.-]?\d){8,14}", re.ASCII)
YEARS = range(2000, 2100)


def references_of(text: str) -> list[str]:
    """The references that the text may be: "2026 vp 12", "vp-12" of any year. None when it is something else."""
    found = REFERENCE.fullmatch(cleaned(text))
    if found is None:
        return []
    code = found[2].upper()
    if code not in {procedure.reference_code for procedure in registry.all_procedures()}:
        return []
    years = [found[1]] if found[1] else YEARS
    return [f"{year}-{code}-{int(found[3]):05d}" for year in years]


def readable(text: str) -> str:
    """The text with days and numbers written as the texts of cases hold them: one word each."""
    text = DAY.sub(_day, cleaned(text))
    return NUMBER.sub(_digits, text)


def _day(found: re.Match) -> str:
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return f"d{year}{int(month):02d}{int(day):02d}"


def _digits(found: re.Match) -> str:
    digits = re.sub(r"\D", "", re.sub(r"^(\+|00)33", "0", found[0]))
    return digits if len(digits) in (9, 10, 14) else found[0]


def question_of(text: str) -> Asked:
    return asked(readable(text))


def matching(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of these cases that the text names (a reference) or whose words answer it. One condition, no order."""
    if references := references_of(text):
        return cases.filter(reference__in=references)
    return holding(cases, "text__search", readable(text))


def matching_listed(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """The same for a list that orders them: a rare word is looked up first, a walk would pass every case to find it."""
    question = question_of(text)
    if references_of(text) or not question:
        return matching(cases, text)
    words = Words.of(ts_query(question), "", sure=len(question.all_words) == 1)
    if expected(words) > MANY:
        return matching(cases, text)
    rare = by_the_index(words, FEW)
    return cases.filter(among(rare)) if len(rare) <= FEW else matching(cases, text)


def among(keys: Sequence[int]) -> Q:
    # One array instead of a thousand parameters.
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(keys)]))


@dataclass(frozen=True)
class Newest:
    """Keys of cases, the newest first. `is_all`: there are no others."""

    keys: Sequence[int]
    is_all: bool


def newest(cases: QuerySet[Case], text: str, limit: int, *, unit: str = "") -> Newest:
    """The newest of these cases that answer, at a bounded cost whatever the words.

    `unit`: the only service that the cases may be of, when there is one.
    """
    question = question_of(text)
    if references_of(text) or not question:
        keys = list(in_order(matching(cases, text)).values_list("pk", flat=True)[: limit + 1])
        return Newest(keys[:limit], len(keys) <= limit)
    return newest_holding(cases, Words.of(ts_query(question), unit, sure=len(question.all_words) == 1), limit)


@dataclass(frozen=True)
class Words:
    """A `tsquery` with its values, asked of the texts of one service or of all.

    `sure`: one word alone, of which the planner knows how frequent it is.
    """

    query: str
    values: Sequence
    unit: str
    sure: bool

    @classmethod
    def of(cls, query: Expression, unit: str, *, sure: bool) -> "Words":
        compiler = CaseText.objects.all().query.get_compiler(connection=connection)
        return cls(*compiler.compile(query), unit, sure)

    @property
    def of_unit(self) -> str:
        return " AND unit_id = %s" if self.unit else ""

    @property
    def units(self) -> list[str]:
        return [self.unit] if self.unit else []


def newest_holding(cases: QuerySet[Case], words: Words, limit: int) -> Newest:
    """A frequent word is found by walking the texts back in time, others by the index of the last six months, then by
    that of all of them. The planner says how many texts it expects and does not choose: of two frequent words that
    never meet, it believes that they meet often, and walks the whole table.
    """
    for look in (by_walking, lately):
        near = first_seen(cases, look(words, 2 * limit), limit + 1)
        if len(near) > limit:
            return Newest(near[:limit], False)
    keys = by_the_index(words, MOST)
    found = first_seen(cases, keys[:MOST], limit + 1)
    return Newest(found[:limit], len(found) <= limit and len(keys) <= MOST)


def in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-received_on", "-pk")


def first_seen(cases: QuerySet[Case], keys: Sequence[int], wanted: int) -> list[int]:
    """The first of these keys that are among the cases, in their order; looked at by larger and larger handfuls."""
    found: list[int] = []
    start, size = 0, 2 * wanted
    while start < len(keys) and len(found) < wanted:
        some = keys[start : start + size]
        seen = set(cases.filter(among(some)).order_by().values_list("pk", flat=True))
        found += [key for key in some if key in seen]
        start, size = start + size, 4 * size
    return found[:wanted]


EXPECTED = "EXPLAIN (FORMAT JSON) SELECT FROM directorate_casetext WHERE search @@ {query}{of_unit}"
WALK = """
SELECT case_id FROM (
    SELECT case_id, received_on, search FROM directorate_casetext WHERE true{of_unit}
    ORDER BY received_on DESC, case_id DESC LIMIT %s
) AS last WHERE search @@ {query} ORDER BY received_on DESC, case_id DESC LIMIT %s
"""
# One text instead of thousands of rows.
BY_INDEX = """
SELECT string_agg(case_id::text, ',' ORDER BY received_on DESC, case_id DESC) FROM (
    SELECT case_id, received_on FROM directorate_casetext WHERE search @@ {query}{of_unit}{which} LIMIT %s
) AS hits
"""


def expected(words: Words) -> int:
    """How many texts the planner expects to answer."""
    with connection.cursor() as cursor:
        statement = EXPECTED.format(query=words.query, of_unit=words.of_unit)
        cursor.execute(statement, [*words.values, *words.units])
        return cursor.fetchone()[0][0]["Plan"]["Plan Rows"]


def by_walking(words: Words, limit: int) -> list[int]:
    """The newest that answer among the last texts, whoever may see them; it stops at the first `limit` ones.

    Not tried when few answer: of several words, the number expected is far from sure.
    """
    if expected(words) <= (MANY if words.sure else MANY_TOGETHER):
        return []
    with connection.cursor() as cursor:
        statement = WALK.format(query=words.query, of_unit=words.of_unit)
        cursor.execute(statement, [*words.units, FARTHEST, *words.values, limit])
        return [key for (key,) in cursor.fetchall()]


def lately(words: Words, limit: int) -> list[int]:
    """The newest that answer among the texts of six months, whoever may see them; none when there are too many."""
    keys = by_the_index(words, MOST, " AND is_recent")
    return keys if len(keys) <= MOST else []


@transaction.atomic
def by_the_index(words: Words, most: int, which: str = "") -> list[int]:
    """Those that answer, whoever may see them, the newest first; any `most` + 1 of them when there are more."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        try:
            statement = BY_INDEX.format(query=words.query, of_unit=words.of_unit, which=which)
            cursor.execute(statement, [*words.values, *words.units, most + 1])
            return [int(key) for key in (cursor.fetchone()[0] or "").split(",") if key]
        finally:
            cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT")


def most_relevant(keys: Sequence[int], text: str) -> QuerySet[Case]:
    """These cases, the most relevant first: those whose name holds the words, then those whose text does."""
    question = question_of(text)
    cases = Case.objects.filter(pk__in=keys)
    if not question:
        return in_order(cases)
    return cases.annotate(rank=Rank(F("text__search"), ts_query(question))).order_by("-rank", "-received_on", "-pk")


@dataclass(frozen=True)
class Mended:
    """What was probably meant: for each word, as it was typed then its possible spellings, the best first."""

    spellings: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for words in self.spellings for word in words)

    def newest_in(self, cases: QuerySet[Case], limit: int, *, unit: str = "") -> Sequence[int]:
        """Keys of the newest of these cases that hold one spelling of each word."""
        return newest_holding(cases, Words.of(any_of(self.spellings), unit, sure=False), limit).keys


def mended(text: str) -> Mended | None:
    """The known words near those of the text; None when there are none but those that were typed.

    A word of the dictionary says nothing of the cases that bear it: show one only with a case that may be seen.
    """
    typed = question_of(text).all_words
    if not any(word.isalpha() and len(word) >= SHORTEST_MENDED for word in typed):
        return None
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [list(typed)])
        rows = cursor.fetchall()
    spellings = tuple(best_spellings(list(near)) for _, near in groupby(rows, key=itemgetter(0)))
    return Mended(spellings) if any(len(words) > 1 for words in spellings) else None


def best_spellings(rows: Sequence[tuple[int, str, str | None, bool]]) -> tuple[str, ...]:
    """The word that was typed, then the nearest known ones; what only sounds alike comes last."""
    plain = rows[0][1]
    near = sorted(
        (distance(plain, known), known)
        for _, _, known, sounds in rows
        if known is not None and known != plain and (sounds or is_near(plain, known))
    )
    return (plain, *(known for _, known in near[:SPELLINGS]))
