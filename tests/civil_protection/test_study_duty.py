"""Whether a project needs a study of public security: EX7 of the domain note, every row, and what must always hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.security_studies.duty import (
    NATURES,
    Perimeter,
    Project,
    Thresholds,
    duty,
    is_tacit,
    opinion_deadline,
)

LARGE = Thresholds()
ELSEWHERE = Thresholds(people=100_000)
WORKS = {"nature": "works", "is_new": False, "footprint_before": 5_000}
SCHOOL_WORKS = {**WORKS, "nature": "school"}
STATION_WORKS = {**WORKS, "nature": "station"}

EX7 = [
    ("construction of 70 000 m²", Project("construction", 70_000), True),
    ("construction of 69 999 m²", Project("construction", 69_999), False),
    ("development of 70 001 m²", Project("development", 70_001), True),
    ("new cinema, 2nd category", Project("new_establishment", category=2), True),
    ("new shop, 3rd category", Project("new_establishment", category=3), False),
    ("new school, 3rd category", Project("school", category=3), True),
    ("works + 8 %", Project(**WORKS, category=1, footprint_after=5_400), False),
    ("works + 12 %", Project(**WORKS, category=1, footprint_after=5_600), True),
]
MORE = [
    ("development of exactly 70 000 m²: above, and not from", Project("development", 70_000), LARGE, False),
    ("works of exactly + 10 %", Project(**WORKS, category=1, footprint_after=5_500), LARGE, False),
    ("works + 10 % and a square metre", Project(**WORKS, category=1, footprint_after=5_501), LARGE, True),
    ("works that change the access only", Project(**WORKS, category=2, footprint_after=5_000, access_changed=True),
     LARGE, True),
    ("works on a 3rd category", Project(**WORKS, category=3, footprint_after=9_000, access_changed=True), LARGE, False),
    ("new 1st category", Project("new_establishment", category=1), LARGE, True),
    ("school of the 4th category", Project("school", category=4), LARGE, False),
    ("school, works + 12 %", Project(**SCHOOL_WORKS, category=3, footprint_after=5_600), LARGE, True),
    ("school, works + 8 %", Project(**SCHOOL_WORKS, category=3, footprint_after=5_400), LARGE, False),
    ("new station, 2nd category", Project("station", category=2), LARGE, True),
    ("station of the 3rd category", Project("station", category=3), LARGE, False),
    # Outside the large urban units: schools and stations only.
    ("elsewhere, construction", Project("construction", 200_000), ELSEWHERE, False),
    ("elsewhere, development", Project("development", 200_000), ELSEWHERE, False),
    ("elsewhere, new cinema", Project("new_establishment", category=1), ELSEWHERE, False),
    ("elsewhere, school", Project("school", category=3), ELSEWHERE, True),
    ("elsewhere, station", Project("station", category=1), ELSEWHERE, True),
    ("elsewhere, station works", Project(**STATION_WORKS, category=1, footprint_after=5_600), ELSEWHERE, True),
    ("an urban unit of exactly 100 000 is not a large one", Project("construction", 70_000), ELSEWHERE, False),
    ("one inhabitant more is", Project("construction", 70_000), Thresholds(people=100_001), True),
]  # fmt: skip


@pytest.mark.parametrize(("project", "required"), [row[1:] for row in EX7], ids=[row[0] for row in EX7])
def test_the_examples_of_the_note(project, required):
    found = duty(project, LARGE)
    assert found.required is required
    assert found.lines and all(line.article and line.compared for line in found.lines)


@pytest.mark.parametrize(("project", "limits", "required"), [row[1:] for row in MORE], ids=[row[0] for row in MORE])
def test_each_rule_at_its_edge(project, limits, required):
    assert duty(project, limits).required is required


def test_a_perimeter_lowers_the_thresholds_with_the_same_words():
    places = [Perimeter("Quais, arrêté 2026/00012", development=10_000, construction=5_000)]
    assert not duty(Project("development", 10_000), LARGE, places).required
    assert duty(Project("development", 10_001), LARGE, places).required
    assert duty(Project("construction", 5_000), LARGE, places).required
    assert not duty(Project("construction", 4_999), LARGE, places).required
    assert duty(Project("construction", 5_000), ELSEWHERE, places).required
    assert "Quais, arrêté 2026/00012" in duty(Project("construction", 5_000), LARGE, places).reason


def test_the_reason_names_what_decides():
    assert "70 000 m², seuil : à partir de 70 000 m²" in duty(Project("construction", 70_000), LARGE).reason
    assert duty(Project("construction", 1), LARGE).reason == "Aucune des règles examinées n'exige d'étude."


def test_the_silence_of_two_months_counts_from_the_day_after_its_last_day():
    due_on = opinion_deadline(date(2025, 3, 6), 2)
    assert due_on == date(2025, 5, 6)
    assert not is_tacit(due_on, date(2025, 5, 6))
    assert is_tacit(due_on, date(2025, 5, 7))


areas = st.integers(0, 400_000)
projects = st.builds(
    Project, nature=st.sampled_from([code for code, _ in NATURES]), floor_area=areas, category=st.integers(1, 5),
    footprint_before=st.integers(1, 50_000), footprint_after=st.integers(1, 50_000), access_changed=st.booleans(),
    is_new=st.booleans(),
)  # fmt: skip


@given(projects, st.integers(1, 100_000))
def test_a_larger_project_never_loses_the_duty(project, more):
    if duty(project, LARGE).required:
        assert duty(replace(project, floor_area=project.floor_area + more), LARGE).required
        assert duty(replace(project, footprint_after=project.footprint_after + more), LARGE).required


@given(projects, areas, areas)
def test_a_perimeter_only_adds(project, development, construction):
    if duty(project, LARGE).required:
        assert duty(project, LARGE, [Perimeter("Lieu", development, construction)]).required


@given(projects)
def test_what_is_asked_outside_a_large_unit_is_asked_inside(project):
    if duty(project, ELSEWHERE).required:
        assert duty(project, LARGE).required
