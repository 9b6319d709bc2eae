"""The monthly engine: the worked examples W3, W4, W5 and W5b, each rule of B1.5, and what must hold of any counts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_order.monthly import arithmetic as sums
from public_order.monthly import control, significance
from public_order.monthly.arithmetic import earlier, until

BASE = 30
YEARS = (
    (14, 11, 17, 12, 15, 19, 16, 9, 13, 18, 12, 10),
    (12, 15, 11, 18, 14, 13, 20, 8, 16, 22, 15, 11),
    (13, 9, 21, 25),
)
TOWN = {date(2023 + rank, month, 1): count for rank, year in enumerate(YEARS) for month, count in enumerate(year, 1)}
APRIL = date(2025, 4, 1)
# Cambriolages et tentatives, résidences principales et secondaires, France métropolitaine, raw series, June 2019 on.
RAW = (
    16655, 18393, 19649, 17110, 19491, 22358, 24793, 22221, 19858, 11117, 5556, 11381, 15461, 18357, 19071, 17651,
    18349, 11145, 17678, 14722, 12070, 13773, 10917, 12625, 14237, 17018, 18577, 16224, 16900, 19598, 21829, 17004,
    16689, 17760, 14453, 16311,
)  # fmt: skip
MAY = date(2022, 5, 1)
COUNTRY = dict(zip(until(MAY, len(RAW)), RAW, strict=True))
ADJUSTED = {date(2021, 5, 1): 15201, MAY: 19385}
# Dégradations of 2024 and inhabitants of the 47 communes.
DAMAGES = {
    "94001": (49, 5988), "94002": (233, 45531), "94003": (172, 22200), "94004": (158, 17325), "94011": (158, 18270),
    "94015": (111, 18503), "94016": (193, 31103), "94017": (574, 78072), "94018": (219, 28830), "94019": (136, 18710),
    "94021": (187, 19826), "94022": (393, 45946), "94028": (778, 93397), "94033": (373, 53757), "94034": (201, 29528),
    "94037": (165, 19963), "94038": (177, 31188), "94041": (536, 65064), "94042": (144, 20525), "94043": (194, 24110),
    "94044": (145, 27406), "94046": (378, 56799), "94047": (28, 4922), "94048": (21, 4781), "94052": (204, 32455),
    "94053": (19, 4628), "94054": (341, 24658), "94055": (53, 10977), "94056": (7, 2724), "94058": (239, 35260),
    "94059": (84, 21112), "94060": (53, 12241), "94065": (90, 5611), "94067": (194, 21071), "94068": (525, 76572),
    "94069": (118, 14506), "94070": (29, 3913), "94071": (166, 27764), "94073": (289, 32918), "94074": (101, 14406),
    "94075": (81, 11647), "94076": (342, 60183), "94077": (172, 21000), "94078": (318, 36221), "94079": (175, 33162),
    "94080": (332, 48193), "94081": (807, 93963),
}  # fmt: skip


# --- W3, the town -------------------------------------------------------------------------------------------------


def test_w3_the_years_add_up():
    assert [sum(year) for year in YEARS[:2]] == [166, 175]


def test_sta_01_w3_april_against_april():
    change = sums.of_month(TOWN, APRIL, BASE)
    assert (change.now, change.before, change.difference, change.percent) == (25, 18, 7, Decimal("38.9"))
    assert change.words == "+7 (+38,9 %)".replace(" %", "\u202f%"), "the base is under 30: the difference first"
    verdict = significance.judge(change, 0.05, 10)
    assert round(verdict.p, 4) == 0.3604
    assert verdict.words == "écart non significatif" and not verdict.asks_comment


def test_sta_02_w3_cumulated():
    change = sums.cumulated(TOWN, APRIL, BASE)
    assert (change.now, change.before, change.percent) == (68, 56, Decimal("21.4"))


def test_sta_03_w3_rolling_twelve():
    change = sums.rolling(TOWN, APRIL, BASE)
    assert (change.now, change.before, change.percent) == (187, 168, Decimal("11.3"))


@pytest.mark.parametrize("gone", [None, "absent"])
def test_sta_03_w3_a_missing_month_leaves_no_partial_sum(gone):
    series = dict(TOWN)
    if gone:
        del series[date(2024, 10, 1)]
    else:
        series[date(2024, 10, 1)] = None
    assert sums.total(series, until(APRIL, 12)) is None and sums.rolling(series, APRIL, BASE) is None
    assert sums.cumulated(series, APRIL, BASE) is not None, "the months that it needs are known"


def test_sta_04_w3_rate():
    assert sums.rate(187, 46_000, 3) == Decimal("4.065")


def test_sta_07_w3_control_limits_and_points():
    limits = control.limits_before(TOWN, date(2025, 1, 1), months=24, least=12)
    assert round(limits.centre, 3) == 14.208
    assert [round(value, 2) for value in (limits.low(2), limits.high(2), limits.low(3), limits.high(3))] == [
        6.67, 21.75, 2.90, 25.52,
    ]  # fmt: skip
    levels = {month: limits.level(count) for month, count in TOWN.items()}
    assert {month for month, level in levels.items() if level} == {date(2024, 10, 1), APRIL}
    assert "action" not in levels.values()


# --- W4, the country ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compare", "now", "before", "percent"),
    [
        (sums.of_month, 16311, 12625, "29.2"),
        (sums.cumulated, 82217, 64107, "28.2"),
        (sums.rolling, 206600, 181819, "13.6"),
    ],
)
def test_w4_the_national_raw_series(compare, now, before, percent):
    change = compare(COUNTRY, MAY, BASE)
    assert (change.now, change.before, change.percent) == (now, before, Decimal(percent))


def test_w4_the_adjusted_series_is_another_one():
    adjusted = sums.of_month(ADJUSTED, MAY, BASE)
    assert (adjusted.now, adjusted.before) == (19385, 15201)
    assert adjusted.percent != sums.of_month(COUNTRY, MAY, BASE).percent


# --- W5, small counts ---------------------------------------------------------------------------------------------

PAIRS = [(4, 9, 0.2668), (18, 25, 0.3604), (2, 5, 0.4531), (40, 63, 0.0297), (400, 463, 0.0348)]


@pytest.mark.parametrize(("before", "now", "p"), PAIRS)
def test_sta_06_w5_exact_binomial(before, now, p):
    assert round(significance.binomial(now, before), 4) == p


@pytest.mark.parametrize(("before", "now", "p"), PAIRS)
def test_sta_06_the_closed_form_is_the_test_of_the_library(before, now, p):
    from scipy.stats import binomtest

    assert significance.binomial(now, before) == pytest.approx(binomtest(now, now + before, 0.5).pvalue)


def test_sta_06_w5_more_than_doubled_and_not_significant():
    change = sums.variation(9, 4, BASE)
    assert change.percent == Decimal("125.0") and not significance.judge(change, 0.05, 10).asks_comment


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, "0", "3.689"), (4, "1.090", "10.242"), (9, "4.115", "17.085"), (20, "12.217", "30.888"),
        (65, "50.17", "82.85"), (166, "141.71", "193.26"),
    ],
)  # fmt: skip
def test_w5_exact_poisson_interval(count, low, high):
    found = significance.poisson_interval(count)
    assert abs(found.low - Decimal(low)) < Decimal("0.006") and abs(found.high - Decimal(high)) < Decimal("0.006")
    if count <= 20:
        assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("now", [1, 7, 250])
def test_sta_01_w5_nothing_before_is_neither_infinite_nor_a_hundred(now):
    change = sums.variation(now, 0, BASE)
    assert change.percent is None and change.percent_words == "n. s."
    assert change.words == f"+{now} (base nulle)"


BH = [0.001, 0.004, 0.012, 0.019, 0.030, 0.041, 0.05, 0.2, 0.45, 0.8]


def test_sta_06_w5_benjamini_hochberg():
    assert significance.retained(BH, 0.10) == list(range(7))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_sta_06_as_the_library_controls_false_discoveries(chances):
    from scipy.stats import false_discovery_control

    expected = {place for place, p in enumerate(false_discovery_control(chances)) if p <= 0.10}
    assert set(significance.retained(chances, 0.10)) == expected


@given(st.permutations(BH))
def test_sta_06_the_order_of_the_questions_changes_nothing(chances):
    assert sorted(chances[place] for place in significance.retained(chances, 0.10)) == BH[:7]


def test_sta_06_hundreds_of_comparisons_without_any_change_raise_no_alert():
    """846 comparisons at 5 % would give about 42 false alarms."""
    chances = [rank / 847 for rank in range(1, 847)]
    assert sum(p < 0.05 for p in chances) == 42 and significance.retained(chances, 0.10) == []


# --- W5b, the funnel ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def funnel():
    people = {code: size for code, (_, size) in DAMAGES.items()}
    counts = {code: count for code, (count, _) in DAMAGES.items()}
    return control.funnel(counts, people, sum(counts.values()) / sum(people.values()))


@pytest.mark.parametrize(
    ("code", "observed", "expected", "z"),
    [
        ("94054", 341, 180.79, 11.915), ("94065", 90, 41.14, 7.618), ("94081", 807, 688.92, 4.499),
        ("94028", 778, 684.77, 3.563), ("94022", 393, 336.87, 3.058), ("94059", 84, 154.79, -5.690),
    ],
)  # fmt: skip
def test_sta_09_w5b_each_commune(funnel, code, observed, expected, z):
    point = funnel.points[code]
    assert (point.observed, round(point.expected, 2), round(point.z, 3)) == (observed, expected, z)


def test_sta_09_w5b_overdispersion_leaves_two(funnel):
    assert sum(abs(point.z) > 3 for point in funnel.points.values()) == 17
    assert round(funnel.overdispersion, 3) == 11.143
    assert {code for code, point in funnel.points.items() if point.level() == "action"} == {"94054"}
    assert {code for code, point in funnel.points.items() if point.level() == "warning"} == {"94065"}
    assert min(funnel.points.values(), key=lambda point: point.z) is funnel.points["94059"]


@pytest.mark.parametrize(("code", "adjusted"), [("94054", 3.569), ("94065", 2.282), ("94028", 1.067), ("94022", 0.916)])
def test_sta_09_w5b_adjusted_scores(funnel, code, adjusted):
    assert round(funnel.points[code].adjusted, 3) == adjusted


def test_sta_10_no_rank_under_ten_expected(funnel):
    points = dict(funnel.points) | {"small": control.FunnelPoint(40, 9.99, 9.5, 9.5)}
    order = control.ranked(points, 10)
    assert order[0] == "94054" and "small" not in order and len(order) == 47


def test_sta_09_who_has_no_inhabitant_is_left_out():
    found = control.funnel({"a": 12, "b": 3, "c": 4}, {"a": 1000, "b": 0, "c": None}, 0.01)
    assert set(found.points) == {"a"}


# --- the rest of B1.5 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "small"), [(29, True), (30, False)])
def test_sta_01_the_difference_comes_first_on_a_small_base(before, small):
    change = sums.variation(before + 3, before, BASE)
    assert change.is_small is small and change.words.startswith("+3" if small else "+10,")


@pytest.mark.parametrize(("count", "size"), [(3, 0), (3, None), (None, 10)])
def test_sta_04_sec_06_blank_rate(count, size):
    assert sums.rate(count, size) is None


@pytest.mark.parametrize(
    ("count", "population", "expected"),
    [
        (13, 93_397, "0.1392"), (778, 93_397, "8.3300"), (166, 1_426_929, "0.1163"), (10_462, 1_426_929, "7.3318"),
        (157, 1_426_929, "0.1100"), (11_045, 1_426_929, "7.7404"), (4_297, 1_426_929, "3.0114"),
        (3_997, 1_426_929, "2.8011"),
    ],
)  # fmt: skip
def test_sta_04_w1_rates(count, population, expected):
    assert sums.rate(count, population) == Decimal(expected)


@pytest.mark.parametrize(("kind", "expected"), [("population", 1000), ("dwellings", 400), ("none", None)])
def test_sta_04_w1_burglaries_upon_dwellings(kind, expected):
    assert sums.denominator_of(kind, 1000, 400) == expected


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [(1005, 1000, "+0,5 %"), (10005, 10000, "+0,1 %"), (10004, 10000, "0,0 %"), (9995, 10000, "−0,1 %")],
)
def test_sta_05_one_decimal_half_up_with_its_sign(now, before, words):
    assert sums.variation(now, before, BASE).percent_words == words.replace(" %", "\u202f%")


@pytest.mark.parametrize(
    ("now", "before", "asked"),
    [(463, 400, True), (441, 400, False), (63, 40, True), (9, 4, False), (10_900, 10_000, False),
     (11_000, 10_000, True), (0, 12, True), (12, 0, True), (3, 0, False)],
)  # fmt: skip
def test_sta_05_a_comment_is_required_when_large_and_unlikely(now, before, asked):
    assert significance.judge(sums.variation(now, before, BASE), 0.05, 10).asks_comment is asked


def test_sta_07_exceptional_months_do_not_weigh():
    riots = date(2024, 7, 1)
    series = dict(TOWN) | {riots: 200}
    plain = control.limits_before(TOWN, APRIL, months=24, least=12, exceptional={riots})
    kept = control.limits_before(series, APRIL, months=24, least=12, exceptional={riots})
    assert plain.centre == kept.centre and kept.months == 23 and kept.left_out == 1
    assert control.limits_before(series, APRIL, months=24, least=12).centre > kept.centre


def test_sta_07_overdispersed_option():
    series = {month: 10 + 30 * (rank % 2) for rank, month in enumerate(until(APRIL, 25))}
    plain = control.limits_before(series, APRIL, months=24, least=12)
    wide = control.limits_before(series, APRIL, months=24, least=12, overdispersed=True)
    assert (plain.centre, plain.deviation, wide.deviation) == (25, 5, 15)
    assert plain.level(40) == "warning" and wide.level(40) == ""


def test_sta_07_lower_limits_stop_at_nought():
    limits = control.limits_before(dict.fromkeys(until(APRIL, 25), 1), APRIL, months=24, least=12)
    assert (limits.low(2), limits.low(3)) == (0, 0)


def test_sta_07_too_few_known_months_draw_no_limit():
    series = dict.fromkeys(until(APRIL, 11), 10)
    assert control.limits_before(series, APRIL, months=24, least=12) is None
    assert control.signal_of(series, APRIL, months=24, least=12, run=8) is None


@pytest.mark.parametrize(("length", "is_signal"), [(7, False), (8, True)])
def test_sta_07_eight_in_a_row_on_one_side(length, is_signal):
    months = until(APRIL, 40)
    series = {month: 20 if rank % 2 else 22 for rank, month in enumerate(months)}
    series |= dict.fromkeys(until(APRIL, length), 24)
    series[earlier(APRIL, length)] = 18
    found = control.signal_of(series, APRIL, months=24, least=12, run=8)
    assert (found.run, found.level, found.is_signal) == (length, "", is_signal)


def test_sta_08_band_of_five_years():
    series = {date(year, 4, 1): count for year, count in zip(range(2020, 2025), (4, 9, 7, 12, 5), strict=True)}
    assert control.seasonal_band(series, APRIL, 5) == (4, 12)
    del series[date(2022, 4, 1)]
    assert control.seasonal_band(series, APRIL, 5) is None


@pytest.mark.parametrize(
    ("month", "back", "expected"),
    [
        (date(2025, 1, 1), 1, date(2024, 12, 1)),
        (date(2025, 12, 1), -1, date(2026, 1, 1)),
        (APRIL, 12, date(2024, 4, 1)),
    ],
)
def test_months_before(month, back, expected):
    assert earlier(month, back) == expected


# --- of any counts ------------------------------------------------------------------------------------------------

counts = st.integers(0, 5000)


@given(counts, counts)
def test_the_two_sides_of_a_comparison_have_one_p(now, before):
    p = significance.binomial(now, before)
    assert p == significance.binomial(before, now) and 0 <= p <= 1


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_greater_difference_is_less_likely(before, more):
    assert significance.binomial(before + more + 1, before) <= significance.binomial(before + more, before) + 1e-12


@given(counts)
def test_the_interval_holds_its_count_and_widens(count):
    found, next_one = significance.poisson_interval(count), significance.poisson_interval(count + 1)
    assert found.low <= count <= found.high and found.low <= next_one.low and found.high < next_one.high


@given(st.lists(counts, min_size=24, max_size=24))
def test_rolling_twelve_of_december_is_the_year(values):
    month = date(2025, 12, 1)
    series = dict(zip(until(month, 24), values, strict=True))
    assert sums.rolling(series, month, BASE) == sums.cumulated(series, month, BASE)
    assert sums.rolling(series, month, BASE).now == sum(values[12:])


@given(st.lists(st.integers(0, 300), min_size=25, max_size=25), st.randoms())
def test_the_order_of_the_reference_months_changes_no_limit(values, chance):
    *before, last = values
    shuffled = list(before)
    chance.shuffle(shuffled)
    months = until(APRIL, 25)
    one = control.limits_before(dict(zip(months, [*before, last], strict=True)), APRIL, months=24, least=12)
    two = control.limits_before(dict(zip(months, [*shuffled, last], strict=True)), APRIL, months=24, least=12)
    assert one == two and one.low(3) <= one.low(2) <= one.centre <= one.high(2) <= one.high(3)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 900), min_size=2, max_size=30))
def test_the_funnel_expects_what_was_observed_in_all(observed):
    people = {code: 1000 + 7 * rank for rank, code in enumerate(sorted(observed))}
    rate = sum(observed.values()) / sum(people.values())
    found = control.funnel(observed, people, rate)
    if rate:
        assert sum(point.expected for point in found.points.values()) == pytest.approx(sum(observed.values()))
