"""The pure rules of the volunteers: clashes (W12), expenses, IBAN, recurrence, proposals with their reasons."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.money import iban
from road_safety.volunteers import expenses, matching, recurrence
from road_safety.volunteers.clashes import Slot, clash
from road_safety.volunteers.matching import Ask, Person, Terms, propose
from road_safety.volunteers.terms import RATE_VALUES
from tests.people import paris

D = Decimal
RATES = {key: D(rate) for key, rate in RATE_VALUES.items()}
CRETEIL, VINCENNES, VITRY = "94028", "94080", "94081"
W12 = {
    "M1": Slot(paris(2026, 5, 12, 9, 0), paris(2026, 5, 12, 12, 0), CRETEIL),
    "M2": Slot(paris(2026, 5, 12, 12, 0), paris(2026, 5, 12, 14, 0), CRETEIL),
    "M3": Slot(paris(2026, 5, 12, 14, 30), paris(2026, 5, 12, 17, 0), VINCENNES),
    "M4": Slot(paris(2026, 5, 12, 11, 30), paris(2026, 5, 12, 13, 0), VITRY),
}
TWO = {("M1", "M4"), ("M2", "M4")}


@pytest.mark.parametrize(("minutes", "expected"), [(0, TWO), (30, TWO), (60, TWO | {("M2", "M3")})])
def test_idsr_03_w12_overlaps(minutes, expected):
    buffer = timedelta(minutes=minutes)
    found = {(one, other) for one, other in combinations(W12, 2) if clash(W12[one], W12[other], buffer)}
    assert found == expected


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
slots = st.builds(
    lambda start, minutes, town: Slot(start, start + timedelta(minutes=minutes), town),
    moments, st.integers(1, 900), st.sampled_from([CRETEIL, VINCENNES]),
)  # fmt: skip


@given(slots, slots, st.integers(0, 120))
def test_idsr_03_a_clash_is_mutual_and_grows_with_the_road(one, other, minutes):
    buffer = timedelta(minutes=minutes)
    assert clash(one, other, buffer) == clash(other, one, buffer)
    assert clash(one, one, buffer)
    assert not clash(one, other, timedelta(0)) or clash(one, other, buffer)


@pytest.mark.parametrize(("power", "total"), [(6, "27.88"), (7, "27.88"), (5, "21.76"), (4, "21.76"), (8, "30.60")])
def test_idsr_08_w12_the_way_is_doubled(power, total):
    assert expenses.count(D(34), power, RATES).total == D(total)


def test_idsr_08_w12_with_a_meal_and_a_toll():
    found = expenses.count(D(34), 6, RATES, meals=1, meal_rate=D("20.00"), other=D("4.60"))
    assert found.total == D("52.48")
    assert (found.rate, found.mileage, found.kilometres) == (D("0.41"), D("27.88"), D(68))
    assert found.trace[0] == "2 × 34 km = 68 km"


@pytest.mark.parametrize(
    ("before", "mileage"),
    [("0", "41.00"), ("1950", "46.00"), ("2000", "51.00"), ("9950", "40.50"), ("10000", "30.00")],
)
def test_idsr_08_the_rate_follows_the_kilometres_of_the_year(before, mileage):
    assert expenses.count(D(50), 6, RATES, before=D(before)).mileage == D(mileage)


def test_idsr_08_no_way_without_the_fiscal_power():
    with pytest.raises(ValueError, match="fiscal power"):
        expenses.count(D(10), None, RATES)
    assert expenses.count(D(0), None, RATES).total == 0


@given(st.decimals(0, 400, places=1), st.integers(1, 20), st.decimals(0, 12_000, places=1))
def test_idsr_08_the_parts_add_up(one_way, power, before):
    found = expenses.count(one_way, power, RATES, before=before, meals=2, meal_rate=D(20), other=D("3.10"))
    assert found.total == found.mileage + D("43.10")
    band = expenses.band_of(power)
    low, high = (pick(RATES[band, far] for far in ("2000", "10000", "more")) for pick in (min, max))
    assert 2 * one_way * low - D("0.01") <= found.mileage <= 2 * one_way * high + D("0.01")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", True),
        ("fr7630006000011234567890189", True),
        ("FR76 3000 6000 0112 3456 7890 188", False),
        ("FR76 3000 6000 0112 3456 7890", False),
        ("BE68 5390 0754 7034", True),
        ("FR", False),
        ("", False),
    ],
)
def test_an_iban_is_checked_by_its_key(typed, right):
    assert iban.is_valid(iban.tidy(typed)) is right


@given(st.integers(4, 26), st.sampled_from("0123456789"))
def test_one_digit_changed_breaks_an_iban(place, digit):
    good = "FR7630006000011234567890189"
    changed = good[:place] + digit + good[place + 1 :]
    assert iban.is_valid(changed) == (changed == good)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("", ""),
        ("FREQ=WEEKLY;INTERVAL=1;UNTIL=20261231", ""),
        ("FREQ=WEEKLY;BYDAY=MO,TU;COUNT=10", ""),
        ("FREQ=MONTHLY;UNTIL=20261231T225959Z", ""),
        ("FREQ=WEEKLY", "finit"),
        ("FREQ=SECONDLY;COUNT=5", "par jour"),
        ("FREQ=DAILY;COUNT=100000", "au plus"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20261231", "finit"),
        ("FREQ=DAILY;COUNT=5;BYSECOND=1", "ne se lit pas"),
        ("FREQ=DAILY;COUNT=5;COUNT=6", "ne se lit pas"),
        ("FREQ=WEEKLY;UNTIL=20360101", "deux ans"),
        ("FREQ=WEEKLY;UNTIL=20200101", "avant de commencer"),
        ("FREQ=WEEKLY;UNTIL=20261399", "ne se lit pas"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "ne se lit pas"),
        ("n'importe quoi", "ne se lit pas"),
    ],
)
def test_a_recurrence_is_bounded_and_checked(rule, fault):
    found = recurrence.fault_of(rule, paris(2026, 3, 2, 9, 0))
    assert (fault in found) if fault else not found


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change():
    start, end = paris(2026, 3, 23, 9, 0), paris(2026, 3, 23, 12, 0)
    found = list(recurrence.occurrences(start, end, "FREQ=WEEKLY;COUNT=3", start, paris(2026, 5, 1)))
    assert [(row[0].day, row[0].hour) for row in found] == [(23, 9), (30, 9), (6, 9)]


@given(st.text(max_size=40))
def test_no_text_breaks_a_recurrence(text):
    assert isinstance(recurrence.fault_of(text, paris(2026, 3, 2)), str)


TERMS = Terms(timedelta(minutes=30), 20, True,
              {"skill": 30, "theme": 20, "distance": 20, "availability": 15, "load": 15})  # fmt: skip
# A Saturday: nobody works.
SATURDAY = Slot(paris(2026, 5, 16, 9, 0), paris(2026, 5, 16, 12, 0), CRETEIL)
TUESDAY = W12["M1"]
HERE = (48.79, 2.455)


def somebody(key: int = 1, **facts) -> Person:
    return Person(**{"key": key, "state_words": "Actif", "may_act": True, "appointed": True, "engaged": True,
                     "valid": frozenset({"common_core", "school"}), "origin": "retired", "home": HERE,
                     **facts})  # fmt: skip


def refused(ask: Ask, person: Person) -> set[str]:
    (found,) = propose(ask, [person], TERMS)
    return {reason.rule for reason in found.reasons if reason.tone == matching.BLOCKING}


ASK = Ask(SATURDAY, frozenset({"school"}), False, "young", "college", False, HERE)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({}, set()),
        ({"appointed": False}, {"IDSR-01"}),
        ({"engaged": False}, {"IDSR-01"}),
        ({"valid": frozenset({"school"})}, {"IDSR-02"}),
        ({"valid": frozenset({"common_core"})}, {"IDSR-02"}),
        ({"engagements": (W12["M4"],)}, set()),
        ({"engagements": (Slot(SATURDAY.ends_at, SATURDAY.ends_at + timedelta(hours=1), CRETEIL),)}, set()),
        ({"engagements": (Slot(SATURDAY.ends_at, SATURDAY.ends_at + timedelta(hours=1), VITRY),)}, {"IDSR-03"}),
        ({"origin": "private_employee"}, set()),
        ({"may_act": False}, {"État"}),
        ({"of_month": 3, "max_per_month": 3}, {"Charge"}),
        ({"of_month": 2, "max_per_month": 3}, set()),
        ({"declared": False}, {"Disponibilité"}),
    ],
)
def test_why_not_each_rule_says_its_name(facts, rule):
    assert refused(ASK, somebody(**facts)) == rule


@pytest.mark.parametrize(
    ("slot", "origin", "until", "rule"),
    [
        (TUESDAY, "private_employee", None, {"IDSR-04"}),
        (TUESDAY, "public_agent", date(2026, 5, 11), {"IDSR-04"}),
        (TUESDAY, "public_agent", date(2026, 5, 12), set()),
        (TUESDAY, "retired", None, set()),
        (SATURDAY, "private_employee", None, set()),
    ],
)
def test_idsr_04_working_time_needs_the_employer(slot, origin, until, rule):
    found = propose(Ask(slot), [somebody(origin=origin, employer_until=until)], TERMS)[0]
    assert refused(Ask(slot), somebody(origin=origin, employer_until=until)) == rule
    assert found.only_working_time == bool(rule)


@pytest.mark.parametrize(("until", "rule"), [(None, {"IDSR-09"}), (date(2026, 5, 15), {"IDSR-09"}),
                                             (date(2026, 5, 16), set())])  # fmt: skip
def test_idsr_09_minors_need_the_honourability_check(until, rule):
    ask = Ask(SATURDAY, with_minors=True)
    assert refused(ask, somebody(honourable_until=until)) == rule
    free = Terms(TERMS.buffer, TERMS.far, False, TERMS.weights)
    assert propose(ask, [somebody(honourable_until=until)], free)[0].is_possible


def test_the_best_comes_first_with_its_reasons():
    near = somebody(1, themes=["young"], audiences=["college"], declared=True)
    far = somebody(2, home=(48.5, 2.0))
    never = somebody(3, appointed=False, themes=["young"], audiences=["college"], declared=True)
    busy = somebody(4, themes=["young"], audiences=["college"], declared=True, of_quarter=9)
    found = propose(ASK, [never, far, busy, near], TERMS)
    assert [row.key for row in found] == [1, 4, 2, 3]
    assert found[0].score == 100
    words = [reason.words for reason in found[0].reasons]
    assert "Module valable : Milieu scolaire" in words
    assert "Habite la commune" in words


def test_working_time_ends_and_knows_holidays():
    assert not matching.is_working_time(paris(2026, 5, 12, 18, 0), paris(2026, 5, 12, 22, 0))
    assert not matching.is_working_time(paris(2026, 5, 14, 9, 0), paris(2026, 5, 14, 12, 0))  # Ascension
    assert matching.is_working_time(paris(2026, 5, 10, 22, 0), paris(2026, 5, 11, 9, 0))


@given(st.lists(st.builds(somebody, st.integers(1, 50), declared=st.sampled_from([True, False, None]),
                          of_quarter=st.integers(0, 20), appointed=st.booleans()), max_size=12))  # fmt: skip
def test_those_who_may_come_before_those_who_may_not(people):
    found = propose(ASK, people, TERMS)
    possible = [row.is_possible for row in found]
    assert possible == sorted(possible, reverse=True)
    assert all(0 <= row.score <= 100 for row in found)


@pytest.mark.parametrize("first", [(2026, 3, 28), (2026, 10, 24), (2026, 5, 2)])
def test_a_night_that_comes_back_keeps_its_hours_when_clocks_change(first):
    year, month, day = first
    start, end = paris(year, month, day, 22), paris(year, month, day + 1, 6)
    found = list(recurrence.occurrences(start, end, "FREQ=WEEKLY;COUNT=3", start, paris(2027, 1, 1)))
    assert [(begins.hour, ends.hour) for begins, ends in found] == [(22, 6)] * 3
    assert found[0] == (start, end)
