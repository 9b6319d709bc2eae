"""The rules of visits without a table: the group, the clock of an unfavourable opinion, the rounds, the sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.safety_visits import follow_up, group, rounds
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.sentences import CATEGORIES, find, sentences
from civil_protection.safety_visits.terms import FollowTerms

DAY = timedelta(days=1)
FIRST_THREE = (1, 2, 3)
TERMS = FollowTerms(21, 90, 180)
OPENED = date(2026, 1, 5)
FULL = (Member("fire", "Lt Aubry", certified=True), Member("police", "Cne Roussel"), Member("mayor", "Mme Delorme"))


# --- the group of the visit -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(group.KINDS))
@pytest.mark.parametrize("category", [1, 2, 3, 4, 5, None])
def test_the_directorate_sits_only_at_a_reception_of_the_first_three_categories(kind, category):
    roles = [need.role for need in group.required_members(kind, category, FIRST_THREE)]
    wanted = kind in ("reception", "before_opening") and category in FIRST_THREE
    assert ("directorate" in roles) is wanted
    assert {"fire", "police", "mayor"} <= set(roles)


@pytest.mark.parametrize("absent", ["fire", "police", "mayor"])
def test_one_missing_no_visit(absent):
    required = group.required_members("periodic", 2, FIRST_THREE)
    members = [Member(row.role, row.name, row.role != absent, row.certified) for row in FULL]
    assert group.missing(required, members) == [f"{group.ROLES[absent]} : absent"]
    assert group.missing(required, [row for row in FULL if row.role != absent])
    assert group.missing(required, FULL) == []


def test_the_rapporteur_holds_the_certificate_and_a_blank_name_is_nobody():
    required = group.required_members("periodic", 4, FIRST_THREE)
    assert group.missing(required, [Member("fire", "Lt Aubry"), *FULL[1:]]) == ["Rapporteur sans brevet de prévention"]
    assert group.missing(required, [*FULL[:2], Member("mayor", "  ")])


def test_a_reception_of_the_second_category_waits_for_the_directorate():
    required = group.required_members("reception", 2, FIRST_THREE)
    assert group.missing(required, FULL) == [f"{group.ROLES['directorate']} : absent"]
    assert not group.missing(required, [*FULL, Member("directorate", "M. Salmon")])


@pytest.mark.parametrize(
    ("kind", "documents", "allowed"),
    [
        ("periodic", [], {"favourable", "unfavourable", "deferred", "no_statement"}),
        ("periodic", ["solidity"], {"favourable", "unfavourable", "deferred", "no_statement"}),
        ("reception", [], {"favourable", "unfavourable", "deferred", "no_statement"}),
        ("reception", ["solidity"], {"deferred", "no_statement"}),
        ("before_opening", ["works_report"], {"deferred", "no_statement"}),
        ("works", [], {"no_statement"}),
        ("advice", [], {"no_statement"}),
    ],
)
def test_without_the_documents_of_article_47_there_is_no_opinion(kind, documents, allowed):
    assert set(group.opinions_open(kind, documents)) == allowed
    for opinion in ("favourable", "unfavourable", "deferred", "no_statement"):
        assert bool(group.why_closed(kind, opinion, documents)) is (opinion not in allowed)


# --- the clock of an unfavourable opinion ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "states"),
    [
        (0, ("due", "due", "due")),
        (21, ("due", "due", "due")),
        (22, ("late", "due", "due")),
        (90, ("late", "due", "due")),
        (91, ("late", "late", "due")),
        (180, ("late", "late", "due")),
        (181, ("late", "late", "late")),
    ],
)
def test_the_escalation_without_a_decision(days, states):
    found = follow_up.stages(OPENED, "awaited", None, {}, OPENED + days * DAY, TERMS)
    assert tuple(row.state for row in found) == states
    assert [row.due_on for row in found] == [OPENED + n * DAY for n in (21, 90, 180)]


def test_a_decision_spares_the_letter_and_its_term_puts_off_the_rest():
    term = OPENED + 200 * DAY
    found = follow_up.stages(OPENED, "goes_on", term, {}, OPENED + 150 * DAY, TERMS)
    assert [row.state for row in found] == ["spared", "due", "due"]
    assert [row.due_on for row in found[1:]] == [term + DAY] * 2
    assert follow_up.next_stage(found).code == "meeting"
    past = follow_up.stages(OPENED, "goes_on", term, {}, term + 2 * DAY, TERMS)
    assert [row.state for row in past] == ["spared", "late", "late"]


@pytest.mark.parametrize(("decision", "lifted"), [("closure", None), ("awaited", OPENED + 40 * DAY)])
def test_closure_and_lifting_spare_everything(decision, lifted):
    found = follow_up.stages(OPENED, decision, None, {}, OPENED + 400 * DAY, TERMS, lifted)
    assert {row.state for row in found} == {"spared"}
    assert follow_up.next_stage(found) is None


def test_what_was_done_is_said_with_its_day():
    found = follow_up.stages(OPENED, "none", None, {"letter": OPENED + 25 * DAY}, OPENED + 60 * DAY, TERMS)
    assert (found[0].state, found[0].done_on) == ("done", OPENED + 25 * DAY)
    assert follow_up.next_stage(found).code == "meeting"


def test_a_step_that_was_taken_spares_those_before_it():
    done = {"substitution": OPENED + 190 * DAY}
    found = follow_up.stages(OPENED, "awaited", None, done, OPENED + 400 * DAY, TERMS)
    assert [row.state for row in found] == ["spared", "spared", "done"]
    assert follow_up.next_stage(found) is None


@pytest.mark.parametrize(
    ("days", "rank"), [(0, 0), (90, 0), (91, 1), (180, 1), (181, 2), (365, 2), (366, 3), (4000, 3)]
)
def test_ageing_bands(days, rank):
    assert follow_up.band_of(days, [90, 180, 365]) == rank
    first, last, _ = follow_up.bands([90, 180, 365])[rank]
    assert first <= days and (last is None or days <= last)


def test_the_bands_in_words():
    assert [label for _, _, label in follow_up.bands([90, 180, 365])] == [
        "0 à 90 jours", "91 à 180 jours", "181 à 365 jours", "plus de 365 jours",
    ]  # fmt: skip


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=5, unique=True), st.integers(0, 5000))
def test_every_age_falls_in_one_band_only(bounds, days):
    inside = [
        rank for rank, (first, last, _) in enumerate(follow_up.bands(bounds))
        if first <= days and (last is None or days <= last)
    ]  # fmt: skip
    assert inside == [follow_up.band_of(days, bounds)]


NOTICED, UNTIL = date(2026, 7, 1), date(2026, 7, 16)


@pytest.mark.parametrize(
    ("decision", "noticed", "until", "result", "on", "words"),
    [
        ("awaited", None, None, "", date(2026, 8, 1), "R123-28"),
        ("goes_on", None, None, "", date(2026, 8, 1), "R123-28"),
        ("awaited", NOTICED, UNTIL, "", date(2026, 7, 16), "court jusqu'au 16/07/2026"),
        ("awaited", NOTICED, UNTIL, "", date(2026, 7, 17), "sans résultat"),
        ("awaited", NOTICED, UNTIL, "acted", date(2026, 8, 1), "suivie d'effet"),
        ("closure", NOTICED, UNTIL, "none", date(2026, 8, 1), "a ordonné la fermeture"),
        ("awaited", NOTICED, UNTIL, "none", date(2026, 8, 1), ""),
        ("none", NOTICED, UNTIL, "none", date(2026, 8, 1), ""),
    ],
)
def test_substitution_only_after_a_notice_without_result(decision, noticed, until, result, on, words):
    reason = follow_up.why_not_substitute(decision, noticed, until, result, on)
    assert words in reason if words else reason == ""


# --- requirements ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "reaches"),
    [("open", {"partial", "lifted", "lapsed"}), ("partial", {"open", "lifted", "lapsed"}), ("lifted", set()),
     ("lapsed", set())],
)  # fmt: skip
def test_where_a_requirement_may_go(state, reaches):
    assert {wanted for wanted in follow_up.STATES if follow_up.may_become(state, wanted)} == reaches


def test_what_still_lives_is_carried_over():
    assert follow_up.carried([(1, "open"), (2, "lifted"), (3, "partial"), (4, "lapsed")]) == [1, 3]
    assert follow_up.carried([(1, "open"), (3, "partial")], skipped=[3]) == [1]


# --- rounds ---------------------------------------------------------------------------------------------------

ON = date(2026, 6, 24)
SLOTS = rounds.half_days(ON, 2, (1, 3), ("morning", "afternoon"))


def candidate(key, commune="94028", days=-10, sleeping=False, category=3):
    return rounds.Candidate(key, commune, ON + days * DAY, sleeping, category)


def test_half_days_are_those_of_the_weekdays():
    assert SLOTS[:3] == [(date(2026, 6, 25), "morning"), (date(2026, 6, 25), "afternoon"),
                         (date(2026, 6, 30), "morning")]  # fmt: skip
    assert len(SLOTS) == 8


def test_a_round_takes_the_commune_of_the_most_pressing():
    rows = [candidate(1, "94080", -5), candidate(2, "94028", -40), candidate(3, "94028", 30), candidate(4, "94028", -1),
            candidate(5, "94080", -3, sleeping=True)]  # fmt: skip
    first, second = rounds.propose(rows, SLOTS[:2], 2, ON)
    assert (first.commune, first.keys) == ("94080", (5, 1))
    assert (second.commune, second.keys) == ("94028", (2, 4))


rows_of_candidates = st.lists(
    st.builds(candidate, st.integers(1, 500), st.sampled_from(["94028", "94080", "94022"]), st.integers(-900, 200),
              st.booleans(), st.integers(1, 5)),
    unique_by=lambda row: row.key, max_size=40,
)  # fmt: skip


@given(rows_of_candidates, st.integers(0, 8), st.integers(1, 5))
def test_rounds_never_visit_twice_nor_too_many_nor_across_communes(rows, free, each):
    found = rounds.propose(rows, SLOTS[:free], each, ON)
    keys = [key for row in found for key in row.keys]
    towns = {row.key: row.commune for row in rows}
    assert len(keys) == len(set(keys))
    assert all(1 <= len(row.keys) <= each and {towns[key] for key in row.keys} == {row.commune} for row in found)
    assert [(row.day, row.half) for row in found] == SLOTS[: len(found)]
    assert len(found) == free or len(keys) == len(rows)
    assert rounds.propose(reversed(rows), SLOTS[:free], each, ON) == found
    if found:
        assert found[0].keys[0] == min(rows, key=lambda row: rounds.urgency(row, ON)).key


# --- the library of sentences ---------------------------------------------------------------------------------


def test_the_library_is_whole():
    rows = sentences()
    assert len(rows) >= 55
    assert len({row.code for row in rows}) == len(rows)
    assert all(row.article and row.text.endswith(".") and row.category in CATEGORIES for row in rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [("issue secours", "CO"), ("registre de sécurité", "R143-44"), ("extincteur", "MS"), ("EVACUATION plans", "MS")],
)
def test_a_sentence_is_found_by_keywords_without_accents_nor_order(words, found):
    assert any(row.article.startswith(found) for row in find(words))


def test_nothing_is_found_for_nothing():
    assert find("zzzz") == []
    assert len(find("")) == len(sentences())
