"""Which departments resemble ours, by their inhabitants and their homes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_order.statistics.similar import Size, gap, nearest

HOME_SIZE = Size(1_400_000, Decimal(650_000))


def test_the_nearest_are_alike_in_size_and_in_homes():
    others = {
        "seaside": Size(1_400_000, Decimal(1_300_000)), "twin": Size(1_380_000, Decimal(640_000)),
        "small": Size(140_000, Decimal(65_000)), "untold": Size(1_400_000, None), "empty": Size(0, Decimal(0)),
    }  # fmt: skip
    assert nearest(HOME_SIZE, others, 2) == ["twin", "seaside"]
    assert nearest(HOME_SIZE, others, 9) == ["twin", "seaside", "small"]
    assert nearest(None, others, 5) == nearest(Size(None, Decimal(1)), others, 5) == []


def test_without_dwellings_the_inhabitants_alone_decide():
    others = {"near": Size(1_390_000, None), "far": Size(900_000, Decimal(1)), "untold": Size(None, None)}
    assert nearest(Size(1_400_000, None), others, 5) == ["near", "far"]


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.integers(1, 10**8))
def test_the_gap_is_the_same_both_ways_and_nothing_with_oneself(people, homes, others):
    one, other = Size(people, Decimal(homes)), Size(others, Decimal(homes))
    assert gap(one, other) == pytest.approx(gap(other, one)) and gap(one, one) == 0
