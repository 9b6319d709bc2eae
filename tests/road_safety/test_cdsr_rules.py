"""What makes a section of the CDSR (CDSR-02), and its quorum. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_safety.cdsr.sections import SECTIONS, Category, composition, composition_refusal, quorum

WHOLE = ["etat", "departement", "communes", "professionnels", "professionnels", "professionnels", "usagers"]


def said(categories) -> str:
    return composition_refusal(composition(categories, least=1, professionals=3))


def test_cdsr_five_sections_are_seeded():
    assert list(SECTIONS) == ["driving_education", "sports_events", "impound", "stages", "infrastructure_speed"]


def test_cdsr_02_a_whole_section_is_convened():
    assert said(WHOLE) == ""


def test_cdsr_02_one_missing_category_5_blocks_with_a_sentence():
    refusal = said(WHOLE[:-1])
    assert refusal.startswith("La section n'est pas composée : il manque la catégorie 5 (associations d'usagers : 0")
    assert refusal.endswith("Désigner, puis convoquer.")


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("etat", "la catégorie 1 "), ("departement", "la catégorie 2 "), ("communes", "la catégorie 3 "),
        ("professionnels", "la catégorie 4 (organisations professionnelles et fédérations sportives : 2 pour 3 requis"),
        ("usagers", "la catégorie 5 "),
    ],
)  # fmt: skip
def test_cdsr_02_each_category_is_needed(gone, words):
    left = list(WHOLE)
    left.remove(gone)
    assert words in said(left)


def test_cdsr_02_the_numbers_are_parameters():
    assert composition_refusal(composition(WHOLE[:4] + ["usagers"], least=1, professionals=1)) == ""
    assert "1, 2, 3, 5" in composition_refusal(composition(WHOLE, least=2, professionals=3))


@given(st.lists(st.sampled_from(Category.values), max_size=30))
def test_cdsr_02_refused_exactly_when_a_category_lacks(categories):
    enough = all(categories.count(code) >= (3 if code == "professionnels" else 1) for code in Category.values)
    assert (said(categories) == "") == enough


@pytest.mark.parametrize(("members", "needed"), [(0, 0), (1, 1), (7, 4), (8, 4), (9, 5), (24, 12)])
def test_cdsr_the_quorum_is_half_of_the_members_rounded_up(members, needed):
    assert quorum(members, 50) == needed
