"""Statistical secrecy: what is published, what is hidden beside it, and that nothing gives it away."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from public_order.statistics.cells import rate
from public_order.statistics.secrecy import (
    Counted,
    Total,
    is_published,
    local_words,
    protect,
    subtotals,
    weakness,
    why_not_added,
)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((6, 7, 9), True), ((16, 4, 3), False), ((0, 0, 0), True), ((5, 5, 5), False), ((6, 6, 5), False),
        ((0, 1, 0), False), ((120, 131, 4), False),
    ],
)  # fmt: skip
def test_sec_02_w2_three_years_decide(counts, published):
    assert is_published(counts) is published


@pytest.mark.parametrize(
    ("count", "denominator", "expected"),
    [
        (13, 93_397, "0.1392"), (778, 93_397, "8.3300"), (166, 1_426_929, "0.1163"), (10_462, 1_426_929, "7.3318"),
        (157, 1_426_929, "0.1100"), (11_045, 1_426_929, "7.7404"), (4_297, 1_426_929, "3.0114"),
        (3_997, 1_426_929, "2.8011"),
    ],
)  # fmt: skip
def test_w1_rates(count, denominator, expected):
    assert rate(count, denominator) == Decimal(expected)


@pytest.mark.parametrize("denominator", [0, None])
def test_sec_06_nobody_lives_there(denominator):
    assert rate(4, denominator) is None
    assert rate(None, 1_000) is None


@pytest.mark.parametrize(
    ("count", "leaves", "words"),
    [(4, True, "< 5"), (4, False, "4"), (5, True, "5"), (0, True, "0"), (None, True, "Masqué")],
)
def test_sec_05_small_local_counts(count, leaves, words):
    assert local_words(count, leaves) == words


TOWNS = frozenset("abcde")


def test_sec_03_one_hidden_cell_hides_the_subtotal():
    values = {"a": None, "b": 12, "c": 30, "d": None, "e": 8}
    found = protect(values, [Total("dep", TOWNS, 100, False), Total("arr", frozenset("abc"), 61)])
    assert found.withheld == {"arr"} and not found.extra
    assert "SEC-03" in found.trace[0]


def test_sec_03_one_hidden_cell_of_a_public_total_hides_the_smallest_published():
    values = {"a": None, "b": 12, "c": 30, "d": 9, "e": 0}
    found = protect(values, [Total("dep", TOWNS, 90, False)])
    assert found.extra == {"d"}, "a zero would protect nothing"
    assert found.hidden == {"a", "d"}


def test_sec_03_one_hidden_cell_of_a_total_that_we_do_not_hold_takes_another():
    values = {"a": None, "b": 12, "c": 30, "d": 9, "e": 0}
    assert protect(values, [Total("dep", TOWNS, None, False)]).extra == {"d"}
    two = values | {"e": None}
    assert not protect(two, [Total("dep", TOWNS, None, False)]).extra


def test_sec_03_a_small_hidden_mass_is_not_enough():
    values = {"a": None, "b": None, "c": 30, "d": 9, "e": 7}
    found = protect(values, [Total("dep", TOWNS, 50, False)])
    assert found.extra == {"e"}, "4 facts in two communes say almost everything"


def test_sec_03_overlapping_subtotals_isolate_no_cell():
    """Each leaves two hidden cells or more, their difference leaves one."""
    values = {"a": None, "b": None, "c": None, "d": 30, "e": 20}
    arr, csp = Total("arr", frozenset("abd"), 70), Total("csp", frozenset("abcd"), 90)
    found = protect(values, [arr, csp])
    assert len(found.withheld) == 1
    assert weakness(values, found.hidden, [one for one in (arr, csp) if one.code not in found.withheld], 5) is None


def test_sec_03_a_new_edition_hides_the_same_cells():
    values = {"a": None, "b": 12, "c": 30, "d": 9, "e": 0}
    found = protect(values, [Total("dep", TOWNS, 90, False)], keep={"b"})
    assert found.extra == {"b"}


def test_sec_03_without_hidden_cell_nothing_is_withheld():
    found = protect(dict.fromkeys("abc", 3), [Total("dep", frozenset("abc"), 9)])
    assert not found.hidden and not found.withheld


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=3, max_size=9),
    st.lists(st.sets(st.integers(0, 8), min_size=1), max_size=4),
)
def test_sec_03_nothing_is_ever_recovered(cells, groups):
    truth = {str(place): count for place, (count, _) in enumerate(cells)}
    values = {str(place): None if hidden else count for place, (count, hidden) in enumerate(cells)}
    totals = [Total("dep", frozenset(truth), sum(truth.values()), False)]
    for rank, group in enumerate(groups):
        members = frozenset(str(one) for one in group) & truth.keys()
        if members:
            totals.append(Total(f"g{rank}", members, sum(truth[one] for one in members)))
    found = protect(values, totals)
    shown = [total for total in totals if total.code not in found.withheld]
    assert weakness(values, found.hidden, shown, 5) is None
    assert all(values[name] is not None for name in found.extra)
    again = protect({name: None if name in found.hidden else value for name, value in values.items()}, shown)
    assert not again.extra and not again.withheld


def test_w2b_a_subtotal_with_a_hidden_commune_is_not_shown():
    values = {"94001": None, "94002": 14, "94003": 20, "94004": 0}
    groups = {"943": ["94001", "94002"], "941": ["94003", "94004"]}
    assert subtotals(values, groups) == {"943": None, "941": 20}
    assert subtotals(values, groups, is_additive=False) == {"943": None, "941": None}


def counted(code, unit="infraction", components=(), parts=(), nomenclature="ssmsi"):
    return Counted(code, code, nomenclature, unit, frozenset(components), frozenset(parts))


@pytest.mark.parametrize(
    ("indicators", "word"),
    [
        ([counted("a"), counted("b", unit="victime")], "n'a pas de sens"),
        ([counted("14", parts=("15", "16")), counted("15")], "se recoupent"),
        ([counted("a", components=(1, 2)), counted("b", components=(2, 3))], "index communs"),
        ([counted("a"), counted("b", nomenclature="etat4001")], "nomenclatures"),
        ([counted("a"), counted("a")], "se recoupent"),
    ],
)
def test_sta_12_totals_are_refused(indicators, word):
    assert word in why_not_added(indicators)


def test_sta_12_disjoint_indicators_of_one_unit_add_up():
    assert why_not_added([counted("a", components=(1,)), counted("b", components=(2,))]) == ""
    assert why_not_added([counted("a")]) == ""
