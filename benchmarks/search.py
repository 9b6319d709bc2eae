"""The search of cases at the size of the base: a hundred and ten questions, from everyday words to rare ones.

    python -m benchmarks.search [questions]

The words are drawn from the texts themselves, by class of frequency, with a fixed seed. Goal: 95 questions of 100
answered by the case source in at most 20 ms; typing errors are measured apart.
"""

import sys
from random import Random
from time import perf_counter

from benchmarks.harness import Figure, backend, clock, people, percentile, processor, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection
from django.utils.timezone import now

from directorate.manifests import Question, all_of
from directorate.overview.search import PAGE_ROWS, question_for

GOAL_MS, QUESTIONS, TYPOS = 20.0, 110, 40
SEED = 94
SAMPLE = """
SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''simple'', head) FROM directorate_casetext
    TABLESAMPLE SYSTEM ({share}) REPEATABLE (94)') WHERE length(word) > 3 AND word ~ '^[[:alpha:]]+$'
ORDER BY ndoc DESC, word
"""


def words_by_frequency() -> list[str]:
    """Words of a sample of the texts, most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 1) FROM pg_class WHERE relname = 'directorate_casetext'")
        share = min(100.0, 100 * 20_000 / cursor.fetchone()[0])
        cursor.execute(SAMPLE.format(share=share))
        return [word for word, _ in cursor.fetchall()]


def questions(words: list[str], count: int) -> dict[str, list[str]]:
    """By class: the most frequent words, the usual ones, the rare ones, and pairs of them."""
    dice = Random(SEED)  # noqa: S311
    cut = (words[:30], words[30 : max(31, len(words) // 10)], words[len(words) // 10 :])
    each = max(1, count // 5)

    def draw(which) -> list[str]:
        return [dice.choice(which or words) for _ in range(each)]

    return {
        "very frequent": draw(cut[0]),
        "usual": draw(cut[1]),
        "rare": draw(cut[2]),
        "frequent and usual": [" ".join(pair) for pair in zip(draw(cut[0]), draw(cut[1]), strict=True)],
        "frequent and rare": [" ".join(pair) for pair in zip(draw(cut[0]), draw(cut[2]), strict=True)],
    }


def mistyped(words: list[str], count: int) -> list[str]:
    """Words with two letters exchanged, one doubled or one lost."""
    dice = Random(SEED + 1)  # noqa: S311
    long_words = [word for word in words if len(word) > 5]
    found = []
    for _ in range(count if long_words else 0):
        word = dice.choice(long_words)
        place = dice.randrange(1, len(word) - 2)
        found.append(
            dice.choice(
                (
                    word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                    word[:place] + word[place] + word[place:],
                    word[:place] + word[place + 1 :],
                )
            )
        )
    return found


def times_of(source, texts: list[str], staff, by_relevance: bool = False) -> list[float]:
    """Milliseconds of each question, the best of three."""
    counter, which, found = backend(), clock(), []
    for text in texts:
        tries = []
        for _ in range(3):
            question: Question = question_for(staff, text, now(), limit=PAGE_ROWS, by_relevance=by_relevance)
            start = processor(counter) if which == "cpu" else perf_counter()
            source.find(question)
            tries.append(((processor(counter) if which == "cpu" else perf_counter()) - start) * 1000)
        found.append(min(tries))
    return found


def figure(name: str, times: list[float], goal: float | None) -> Figure:
    p95 = percentile(times, 95)
    detail = f"p50 {percentile(times, 50):.1f}, max {max(times):.1f} ms, {len(times)} questions, {clock()}"
    return Figure(name, p95, goal, None if goal is None else p95 <= goal, "ms p95", detail)


def main(count: int = QUESTIONS) -> int:
    sources = {source.code: source for source in all_of("search")}
    words = words_by_frequency()
    if not words:
        raise SystemExit("No text to look for: python manage.py generate_cases")
    agent, _, director = people()
    figures = []
    for who, staff in (("bureau", agent), ("direction", director)):
        classes = questions(words, count)
        times = {name: times_of(sources["cases"], texts, staff) for name, texts in classes.items()}
        everything = [value for each in times.values() for value in each]
        figures.append(figure(f"{who}, all", everything, GOAL_MS))
        figures += [figure(f"{who}, {name}", each, None) for name, each in times.items()]
        by_rank = [text for texts in classes.values() for text in texts[:5]]
        figures.append(figure(f"{who}, by relevance", times_of(sources["cases"], by_rank, staff, True), None))
        if "near-cases" in sources:
            typos = mistyped(words, max(1, count * TYPOS // QUESTIONS))
            figures.append(figure(f"{who}, mistyped", times_of(sources["near-cases"], typos, staff), None))
    return told("search", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
