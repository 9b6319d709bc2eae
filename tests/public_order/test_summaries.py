"""The pages read the summaries: they say what the cells say, counted one by one, and nothing that is hidden."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from benchmarks.crime_import import asked, questions
from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from public_order.statistics import board, coverage, operations, queries, summaries
from public_order.statistics.models import CommuneChange, SeriesSummary
from tests.public_order.stat_world import AT, HEADINGS, communal_line, in_force, real_files

YEAR = date(2024, 1, 1)
LABEL, CODE = "Vols violents sans arme", "vols-violents"


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def by(bureau):
    load_department()
    return bureau.agent


def base(counts: dict[str, int | None], label: str = LABEL) -> str:
    lines = [";".join(f'"{name}"' for name in HEADINGS)]
    lines += [
        communal_line(town, label, *(("NA", "NA", "ndiff") if count is None else (count, "1,5", "diff")), "7000",
                      "3000", "2,5" if count is None else "NA", "0,1")
        for town, count in counts.items()
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def counts() -> dict[str, int | None]:
    towns = Commune.objects.order_by("pk").values_list("pk", flat=True)
    found = {town: 20 + rank for rank, town in enumerate(towns)} | {"94001": None}
    # Two other departments: one hides a commune alone, the other two.
    others = {"75056": 900, "92004": None, "92007": 40, "92009": 31, "93001": None, "93005": None, "93006": 70}
    return found | others


def correction(by):
    in_force(by, ("c.csv", base(counts() | {"94028": 777})), label="Corrigée", produced_on=date(2026, 3, 1))


def withdrawal(by):
    batch = in_force(by, ("c.csv", base(counts() | {"94028": 777})), label="Fausse", produced_on=date(2026, 3, 1))
    operations.withdraw(edition=batch.editions.get(), reason="Fausse", by=by, at=AT)


def merger(by):
    CommuneChange.objects.create(former_code="94070", former_name="Santeny", code="94048", name="Marolles-en-Brie",
                                 since=date(2025, 1, 1))  # fmt: skip
    told = counts()
    told["94048"] += told.pop("94070")
    in_force(by, ("c.csv", base(told)), label="Après la fusion", produced_on=date(2026, 3, 1))


def nothing(by):
    pass


@pytest.mark.parametrize("then", [nothing, correction, withdrawal, merger])
def test_every_question_of_the_pages_has_the_answer_of_the_cells(by, then):
    in_force(by, ("c.csv", base(counts())), label="Première")
    then(by)
    for name, (ours, statement, values) in questions().items():
        assert list(ours()) == asked(statement, values), name
    before = list(SeriesSummary.objects.order_by("pk").values())
    summaries.refresh({row["edition_id"] for row in before})
    assert list(SeriesSummary.objects.order_by("pk").values()) == before, "counted anew, the same"


GROUPED = """
SELECT sum(v.value), count(*), count(*) FILTER (WHERE v.diffusion IN ('n', 's')) FROM public_order_seriesvalue v
JOIN public_order_statedition e ON e.id = v.edition_id
WHERE e.state = 'current' AND e.source = 'ssmsi_com' AND v.indicator_id = %s AND v.period = %s AND territory = ANY(%s)
"""


@pytest.mark.parametrize("then", [nothing, correction, withdrawal, merger])
@pytest.mark.parametrize("part", [*queries.GROUPINGS, "departement"])
def test_sec_03_each_perimeter_of_the_board_is_the_sum_of_its_cells_or_is_hidden(by, then, part):
    in_force(by, ("c.csv", base(counts())), label="Première")
    then(by)
    indicator = queries.known_indicator(CODE)
    facts = board.dashboard(indicator, YEAR, part if part in queries.GROUPINGS else "arrondissement")

    def grouped(towns: list[str]) -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(GROUPED, [indicator.pk, YEAR, towns])
            return cursor.fetchone()

    if part == "departement":
        _, cells, hidden = grouped(list(Commune.objects.values_list("pk", flat=True)))
        assert (facts["known"], facts["hidden"], facts["shown"]) == (cells, hidden, cells - hidden)
        assert hidden >= 2, "Ablon and another one"
    members = queries.groupings(part, date(2024, 12, 31)) if part in queries.GROUPINGS else {}
    for row in facts["parts"] if members else []:
        total, cells, hidden = grouped(members[row["name"]])
        # A commune without a line is not nothing: the sum waits for it.
        complete = cells == len(members[row["name"]])
        assert row["hidden"] == hidden and row["value"] == (total if complete and not hidden else None), row


def test_sec_03_a_sum_that_leaves_one_hidden_commune_is_neither_shown_nor_ranked(by, client):
    in_force(by, ("c.csv", base(counts())), label="Première")
    client.force_login(by)
    text = client.get(reverse("public_order:crime-coverage") + f"?indicateur={CODE}").content.decode()
    facts = coverage.facts(queries.known_indicator(CODE), YEAR)
    sums = {row["code"]: row["sum"] for row in facts["departments"]}
    assert sums["92"] == "Masqué" and sums["93"] == "70" and sums["75"] == "900"
    assert "Hauts-de-Seine" not in [name for _, name, _ in facts["ranked"]]
    # Nor by what the country adds up to: it would leave that sum alone.
    country = next(year["sum"] for year in facts["years"] if year["year"] == YEAR.year)
    assert country == "Masqué"
    assert "Secret statistique" in text and ">71<" not in text, "40 + 31 would give the third commune of the 92"


def test_the_pages_do_not_read_the_cells_again_to_count_them(by, django_assert_max_num_queries):
    in_force(by, *real_files(), label="SSMSI")
    indicator = queries.known_indicator(CODE)
    with django_assert_max_num_queries(8) as seen:
        coverage.facts(indicator, YEAR)
    assert not any("public_order_seriesvalue" in one["sql"] for one in seen.captured_queries)
    assert coverage.of_home(indicator)[YEAR]["known"] == 47


def test_an_empty_coverage_says_what_to_do(client, bureau):
    client.force_login(bureau.agent)
    assert "Aucune base communale" in client.get(reverse("public_order:crime-coverage")).content.decode()
    client.force_login(bureau.house.administrator)
    assert client.get(reverse("public_order:crime-coverage")).status_code == 403
