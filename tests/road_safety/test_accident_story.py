"""The demonstration of the observatory: the real accidents of the department, by the path of a real deposit."""

from time import perf_counter

import pytest
from pypdfium2 import PdfDocument

from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from road_safety.accidents import board, queries
from road_safety.accidents.models import Accident, AccidentImport, FatalCase, YearSnapshot
from road_safety.accidents.papers import commune_sheet
from road_safety.accidents.stories import tell
from tests.people import paris

AT = paris(2026, 6, 24)
MONTHS = (204, 144, 188, 177, 207, 235, 219, 148, 266, 290, 216, 199)


@pytest.fixture()
def told(house):
    load_department()
    begun = perf_counter()
    tell(AT)
    return perf_counter() - begun


def test_w6_the_accidents_of_2021_as_published(told):
    figures = queries.figures_of(queries.editions_in_force()[2021])
    assert figures["totals"]["accidents"] == 2_493
    assert tuple(figures["months"][str(month)]["accidents"] for month in range(1, 13)) == MONTHS
    light = {key: row["accidents"] for key, row in figures["light"].items()}
    assert light == {"1": 1_693, "2": 136, "3": 136, "4": 24, "5": 504}
    assert figures["themes"]["night"]["accidents"] == 664
    days = [sum(count for key, count in figures["heat"].items() if key.startswith(str(day))) for day in range(1, 8)]
    assert days == [356, 378, 399, 361, 430, 301, 268]
    assert figures["communes"]["94028"]["accidents"] == 193
    assert figures["totals"]["killed"] == 1 and figures["totals"]["with_users"] == 156
    assert {batch.state for batch in AccidentImport.objects.all()} == {"published"}
    assert (YearSnapshot.objects.count(), FatalCase.objects.count()) == (1, 3)
    assert Accident.objects.count() == 2_493 + 1_945


def test_the_sheet_of_a_real_commune_takes_two_pages(told):
    commune = Commune.objects.get(pk="94028")
    edition = queries.editions_in_force()[2021]
    content = commune_sheet(commune, edition, AT.date())
    assert len(PdfDocument(content)) == 2
    cautions = board.cautions_of(edition, queries.figures_of(edition))
    assert "Les intersections ne sont pas renseignées." in cautions
    # The whole story, with the two years of real files.
    assert told < 20
