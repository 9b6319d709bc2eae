"""Sharing the jurors (example E11 of the domain note, whose populations are illustrative) and drawing ranks. Pure."""

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from police_admin.juries.apportionment import (
    METHODS,
    TIES,
    ApportionmentRefused,
    Terms,
    Unit,
    apportion,
    decimals,
    nearest,
    too_small,
)
from police_admin.juries.drawing import DrawRefused, draw, draws, rank_of

FIVE = {"94028": 92_000, "94081": 95_000, "94068": 75_000, "94017": 77_000, "94056": 2_800}
TERMS = {"per_juror": 1300, "minimum": 200, "ministerial": 0}


def units(populations):
    return [Unit(code, code, population) for code, population in populations.items()]


def seats(populations, total, **choices):
    return {share.unit.code: share.seats for share in apportion(units(populations), total, **choices)}


# --- E11 ------------------------------------------------------------------------------------------------------


def test_the_jurors_left_go_to_the_largest_remainders():  # E11 a
    terms = Terms(population=sum(FIVE.values()), **TERMS)
    assert (terms.population, terms.proportional, terms.total) == (341_800, 262, 262)
    shares = apportion(units(FIVE), terms.total)
    assert [decimals(share.quota) for share in shares] == ["70,5208", "72,8204", "57,4898", "59,0228", "2,1463"]
    assert sum(share.whole for share in shares) == 260
    assert {share.unit.code: share.rank for share in shares if share.rank} == {"94081": 1, "94028": 2}
    assert [share.seats for share in shares] == [71, 73, 57, 59, 2]
    assert [3 * share.seats for share in shares] == [213, 219, 171, 177, 6]
    assert sum(3 * share.seats for share in shares) == 786


def test_a_higher_ministerial_number_is_the_number_shared():  # E11 b
    terms = Terms(**{**TERMS, "population": sum(FIVE.values()), "ministerial": 400})
    shares = apportion(units(FIVE), terms.total)
    assert terms.total == 400
    assert [decimals(share.quota) for share in shares] == ["107,6653", "111,1761", "87,7706", "90,1112", "3,2768"]
    assert [share.seats for share in shares] == [108, 111, 88, 90, 3]


def test_of_equal_remainders_the_lowest_code_wins():  # E11 d
    assert seats({"94003": 1000, "94001": 1000, "94002": 1000}, 4) == {"94001": 2, "94002": 1, "94003": 1}


@pytest.mark.parametrize(
    ("population", "proportional", "total"),
    [(1_420_000, 1092, 1700), (2_210_000, 1700, 1700), (2_211_300, 1701, 1701), (100_000, 76, 1700)],
)
def test_the_ministerial_number_holds_until_one_for_1300_goes_past_it(population, proportional, total):  # E11 e
    terms = Terms(population, 1300, 200, 1700)
    assert (terms.proportional, terms.total, terms.ministerial_until) == (proportional, total, 2_210_000)


def test_there_are_never_less_than_the_minimum():
    assert Terms(100_000, 1300, 200, 0).total == 200


@pytest.mark.parametrize(("rounding", "proportional"), [("floor", 262), ("nearest", 263), ("ceiling", 263)])
def test_the_rounding_of_one_for_1300_is_a_choice(rounding, proportional):
    assert Terms(341_800, 1300, 200, 0, rounding).proportional == proportional


def test_the_tie_rule_is_a_choice():
    # 10, 20 and 70: quotas of one juror for each ten; 15 and 25 have the same remainder of a half.
    populations = {"94001": 15, "94002": 25, "94003": 60}
    assert seats(populations, 10) == {"94001": 1, "94002": 3, "94003": 6}
    assert seats(populations, 10, tie="insee") == {"94001": 2, "94002": 2, "94003": 6}


# --- what cannot be shared ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "total", "sentence"),
    [
        ([], 3, "Aucune commune"),
        ([Unit("94001", "Ablon-sur-Seine", None)], 3, "Population manquante : Ablon-sur-Seine"),
        ([Unit("94001", "Ablon-sur-Seine", 0)], 3, "Population nulle : Ablon-sur-Seine"),
        ([Unit("94001", "A", 10), Unit("94001", "B", 20)], 3, "deux fois"),
        ([Unit("94001", "A", 10), Unit("94002", "B", 20)], 1, "moins de jurés"),
    ],
)
def test_populations_that_cannot_be_shared_are_refused_in_words(rows, total, sentence):
    with pytest.raises(ApportionmentRefused, match=sentence):
        apportion(rows, total)


@pytest.mark.parametrize("choice", [{"method": "hasard"}, {"tie": "hasard"}])
def test_a_parameter_that_names_no_known_rule_is_refused(choice):
    with pytest.raises(ApportionmentRefused, match="hasard"):
        apportion(units(FIVE), 262, **choice)


def test_a_unit_under_one_juror_is_to_be_grouped_with_its_neighbour():
    shares = apportion(units({"94001": 900, "94002": 2000, "94003": 97_100}), 77)
    assert [share.unit.code for share in too_small(shares)] == ["94001"]
    points = {"94001": (Fraction(4872, 100), Fraction(242, 100)), "94002": (Fraction(4875, 100), Fraction(247, 100)),
              "94003": (Fraction(4880, 100), Fraction(240, 100))}  # fmt: skip
    assert nearest("94001", points) == "94002"
    assert nearest("94001", {"94001": points["94001"]}) is None


# --- what holds for every population --------------------------------------------------------------------------

POPULATIONS = st.lists(st.integers(1, 120_000), min_size=1, max_size=30).map(
    lambda rows: {f"{94000 + rank}": population for rank, population in enumerate(rows)}
)


@given(POPULATIONS, st.integers(0, 800), st.sampled_from(sorted(METHODS)), st.sampled_from(sorted(TIES)))
def test_every_juror_is_given_and_none_twice(populations, more, method, tie):
    total = len(populations) + more
    assert sum(seats(populations, total, method=method, tie=tie).values()) == total


@given(POPULATIONS, st.integers(0, 1700), st.sampled_from(sorted(TIES)))
def test_each_unit_has_its_quota_rounded_down_or_up(populations, more, tie):
    for share in apportion(units(populations), len(populations) + more, tie=tie):
        assert share.whole <= share.seats <= share.whole + (share.remainder > 0)
        assert (share.rank is not None) == (share.seats == share.whole + 1)


@given(POPULATIONS, st.integers(0, 800), st.sampled_from(sorted(METHODS)))
def test_more_people_never_have_fewer_jurors_and_ties_follow_the_code(populations, more, method):
    shares = apportion(units(populations), len(populations) + more, method=method)
    ordered = sorted(shares, key=lambda share: (-share.unit.population, share.unit.code))
    assert [share.seats for share in ordered] == sorted((share.seats for share in shares), reverse=True)


@given(POPULATIONS, st.integers(0, 800), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(populations, more, dice):
    rows = list(populations.items())
    dice.shuffle(rows)
    total = len(populations) + more
    assert seats(dict(rows), total) == seats(populations, total)


# --- drawing ranks --------------------------------------------------------------------------------------------


def test_a_draw_is_done_again_with_nothing_but_sha_256():
    drawn = draw("RAA 2026/00812", 52_311, 213)
    by_hand, number = [], 0
    while len(by_hand) < 213:
        number += 1
        value = int.from_bytes(hashlib.sha256(f"RAA 2026/00812:{number}".encode()).digest(), "big")
        rank = value % 52_311 + 1
        if value < 2**256 - 2**256 % 52_311 and rank not in by_hand:
            by_hand.append(rank)
    assert [row.rank for row in drawn] == by_hand
    assert drawn == draw("RAA 2026/00812", 52_311, 213)
    assert drawn[:6] == draw(" RAA 2026/00812 ", 52_311, 6)


def test_the_first_ranks_of_a_known_seed_never_change():
    assert [row.rank for row in draw("Créteil 2027", 1000, 5)] == [45, 335, 814, 71, 260]


def test_another_seed_draws_otherwise():
    assert [row.rank for row in draw("a", 10_000, 20)] != [row.rank for row in draw("b", 10_000, 20)]


def test_a_number_beyond_the_last_whole_multiple_is_set_aside():
    assert [rank_of(value, 3, 8) for value in range(8)] == [1, 2, 3, 1, 2, 3, None, None]
    assert [rank_of(value, 4, 8) for value in range(8)] == [1, 2, 3, 4, 1, 2, 3, 4]


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.integers(1, 200))
def test_a_whole_roll_is_drawn_each_line_once(seed, size):
    assert sorted(row.rank for row in draw(seed.encode("utf-8", "ignore").decode() or "x", size, size)) == list(
        range(1, size + 1)
    )


@pytest.mark.parametrize(
    ("seed", "size", "wanted", "field"),
    [(" ", 10, 1, "seed"), ("x", 0, 1, "size"), ("x", 1_000_001, 1, "size"), ("x", 10, 0, "wanted"),
     ("x", 5, 6, "wanted"), ("x", 20_000, 2_001, "wanted")],
)  # fmt: skip
def test_a_draw_that_means_nothing_is_refused_beside_its_field(seed, size, wanted, field):
    with pytest.raises(DrawRefused) as refusal:
        draw(seed, size, wanted)
    assert refusal.value.field == field


def test_the_draw_stops_when_the_roll_is_exhausted():
    assert len(list(draws("graine", 7))) == 7
