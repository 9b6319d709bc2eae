"""Official definitions, enjeux and small numbers, on the worked examples of the domain file."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_safety.accidents import definitions as rules
from road_safety.accidents.nomenclature import choices, word
from road_safety.accidents.reading import Table
from road_safety.accidents.themes import BY_CODE, THEMES, themes_of
from tests.road_safety.files import SAMPLE, content_of, rows_of

# Every department of the sample, one after the other: its hundred accidents.
MEMBERS = {"pedestrian": 24, "bike": 8, "edp": 1, "edp_motor": 0, "edp_plain": 1, "powered_2w": 35, "hgv": 3,
           "young": 37, "senior": 22, "work": 29, "work_strict": 14, "night": 29}  # fmt: skip
SUMMED = ("pedestrian", "bike", "edp", "powered_2w", "work", "young", "senior")


@pytest.fixture(scope="module")
def sample():
    """{accident: its enjeux}, and all users."""
    contents = [(name, content_of(name)) for name in SAMPLE]
    lines = contents[0][1].decode().splitlines()[1:]
    gathered, everybody = {}, []
    for home in sorted({line.split(";")[6].zfill(2) for line in lines}):
        found, _, _ = rows_of(contents, home)
        everybody += found[Table.USERS]
        for accident in found[Table.ACCIDENTS]:
            own = [[row for row in found[table] if row["number"] == accident["number"]]
                   for table in (Table.VEHICLES, Table.USERS)]  # fmt: skip
            gathered[accident["number"]] = themes_of(accident, *own)
    return gathered, everybody


@pytest.mark.parametrize(("code", "count"), MEMBERS.items())
def test_a8_4_w6_members_of_each_enjeu_of_the_sample(sample, code, count):
    assert sum(code in found for found in sample[0].values()) == count


def test_a8_4_w6_the_enjeux_do_not_add_up(sample):
    gathered, _ = sample
    assert len(gathered) == 100
    assert sum(MEMBERS[code] for code in SUMMED) == 156
    assert sum(bool(set(SUMMED) & set(found)) for found in gathered.values()) == 90


def test_w6_severities_and_roles_of_the_sample(sample):
    _, users = sample
    assert [sum(row["severity"] == code for row in users) for code in (1, 2, 3, 4)] == [94, 2, 30, 94]
    assert [sum(row["role"] == code for row in users) for code in (1, 2, 3)] == [165, 30, 25]
    assert sum(row["birth_year"] is None for row in users) == 5


def test_a8_2_severity_is_not_the_order_of_the_codes():
    assert rules.worst([1, 4, 3, 2]) == rules.KILLED
    assert rules.worst([1, 4]) == rules.LIGHT
    assert rules.worst([]) is None


@pytest.mark.parametrize(
    ("accident", "death", "expected"),
    [
        (date(2026, 1, 10), date(2026, 2, 9), rules.KILLED),
        (date(2026, 1, 10), date(2026, 2, 10), rules.HOSPITALISED),
        (date(2026, 1, 29), date(2026, 2, 28), rules.KILLED),
        (date(2026, 1, 29), date(2026, 1, 29), rules.KILLED),
    ],
)
def test_acc_05_w6_the_thirty_days(accident, death, expected):
    assert rules.severity_after_death(accident, death) == expected


def test_acc_05_nobody_dies_before_the_accident():
    with pytest.raises(ValueError, match="précède"):
        rules.severity_after_death(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, "0.0", "3.7"), (4, "1.1", "10.2"), (9, "4.1", "17.1"), (20, "12.2", "30.9"), (65, "50.2", "82.8"),
     (166, "141.7", "193.3")],
)  # fmt: skip
def test_acc_06_w5_exact_poisson_interval(count, low, high):
    found = rules.poisson_interval(count)
    assert abs(found.low - Decimal(low)) <= Decimal("0.1") and abs(found.high - Decimal(high)) <= Decimal("0.1")


@pytest.mark.parametrize(
    ("before", "after", "chance"),
    [(4, 9, 0.2668), (18, 25, 0.3604), (2, 5, 0.4531), (40, 63, 0.0297), (400, 463, 0.0348)],
)
def test_acc_06_w5_exact_binomial_chance(before, after, chance):
    assert round(rules.chance_of_change(before, after), 4) == chance


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(24, 20, "-4 (-16,7 %), non significatif"), (40, 63, "+23 (+57,5 %)"), (0, 3, "+3 (base nulle)"),
     (None, 3, "Pas d'année précédente")],
)  # fmt: skip
def test_acc_06_a_fall_by_chance_is_not_called_a_fall(before, after, words):
    assert rules.words_of_change(before, after) == words


@given(st.integers(0, 3_000))
def test_acc_06_the_interval_holds_the_count(count):
    found = rules.poisson_interval(count)
    assert found.low <= count <= found.high


def test_w7_rates():
    assert rules.per_million(20, 1_426_929) == Decimal("14.0")
    assert rules.per_thousand(193, 93_397) == Decimal("2.066")
    assert rules.gravity(20, 2_115) == Decimal("0.9")
    assert rules.gravity(0, 0) is None and rules.per_million(1, 0) is None


@pytest.mark.parametrize(
    ("age", "label"),
    [(0, "0–13 ans"), (13, "0–13 ans"), (14, "14–17 ans"), (18, "18–24 ans"), (24, "18–24 ans"), (64, "55–64 ans"),
     (75, "75 ans et plus"), (None, "Âge inconnu")],
)  # fmt: skip
def test_a8_5_age_brackets(age, label):
    assert rules.age_bracket(age) == label


@pytest.mark.parametrize(
    ("role", "vehicle", "code"),
    [(3, 7, "pedestrian"), (1, 7, "car"), (2, 80, "bike"), (1, 33, "powered_2w"), (1, 17, "hgv"), (1, None, "other")],
)
def test_a8_5_class_of_a_user(role, vehicle, code):
    assert rules.class_of(role, vehicle) == code


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.code)
@given(value=st.one_of(st.none(), st.integers(0, 120)))
def test_a8_4_what_is_not_filled_in_meets_no_enjeu(theme, value):
    assert theme.meets(None) is False
    if theme.parent and theme.meets(value):
        assert BY_CODE[theme.parent].meets(value)


def test_the_words_of_the_codes():
    assert word("light", 5) == "Nuit avec éclairage public allumé"
    assert word("category", 7) == "VL seul"
    assert word("pedestrian_action", "A") == "Monte/descend du véhicule"
    assert (word("light", None), word("light", 77)) == ("Non renseigné", "Code 77")
    assert (1, "Bicyclette") in choices("category")
