"""What a delivery may do wrong: numbers out of range, the future, unknown circonscriptions, a worker that dies."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from directorate.jobs.models import Job
from directorate.jobs.operations import run_bulk
from directorate.territory.operations import load_department
from directorate.web.errors import Conflict, DomainError
from public_order import tasks
from public_order.monthly.models import MonthlyReport
from public_order.statistics import communes, operations, queries, staging, summaries
from public_order.statistics.models import (
    PoliceDistrict,
    PopulationYear,
    SeriesSummary,
    SeriesValue,
    StatEdition,
    StatImport,
)
from public_order.statistics.reading import layout_of, read
from tests.public_order.stat_world import AT, COMMUNES, HEADINGS, communal_line, delivered, in_force, stored

assert tasks
State = StatImport.State
HEADING = ";".join(f'"{name}"' for name in HEADINGS)


@pytest.fixture()
def by(house):
    return house.stranger


@pytest.fixture()
def page(client, bureau):
    client.force_login(bureau.head)

    def read(address: str) -> str:
        with time_machine.travel(AT, tick=False):
            answer = client.get(address)
        assert answer.status_code == 200, answer.content[:400]
        return answer.content.decode().replace("&#x27;", "'")

    return read


def cells_of(**changes) -> str:
    facts = {
        "code": "94011", "label": "Vols avec armes", "count": "12", "rate": "0,5", "flag": "diff", "people": "1000",
        "homes": "400", "mean": "NA", "mean_rate": "NA",
    } | changes  # fmt: skip
    return communal_line(**facts)


# --- numbers out of range ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"count": "99999999999999999999"}, "nombre entier"),
        ({"count": "-4"}, "négatif"),
        ({"count": "1e400"}, "nombre entier"),
        ({"rate": "1e300"}, "dépasse"),
        ({"rate": "9999999,99999999"}, "dépasse"),
        ({"rate": "-0,5"}, "négatif"),
        ({"rate": "inf"}, "pas un nombre"),
        ({"people": "-7"}, "négatif"),
        ({"people": "99999999999"}, "nombre entier"),
        ({"homes": "1e40"}, "dépasse"),
        ({"homes": "-3"}, "négatif"),
        ({"mean": "1e99", "flag": "ndiff"}, "dépasse"),
        ({"year": "20240"}, "année"),
        ({"year": "-2024"}, "année"),
        ({"rate": "nan", "count": "nan"}, "elle manque"),
        ({"code": "94\x0011"}, "code de commune"),
        ({"label": "x" * 200_000}, "illisible"),
    ],
)  # fmt: skip
def test_a_number_out_of_range_refuses_its_line_and_nothing_else(by, changes, word):
    batch = delivered(by, ("communes.csv", COMMUNES + cells_of(**changes) + "\n" + cells_of(code="94041") + "\n"))
    assert (batch.state, batch.counts) == (State.READ, {"ssmsi_com": 7}), batch.refusal
    (row,) = batch.refusals.all()
    assert row.line == 8 and word in row.reason


SERIES = "Valeurs;Unite_temps;Indicateur;Zone_geographique;Unite_de_compte\n465,0;2012M01;Vols;94-Val-de-Marne;Faits\n"


@pytest.mark.parametrize("value", ["1e300", "99999999999", "1e-999999", "-1", "2147483647"])
def test_a_series_out_of_range_refuses_its_line(by, value):
    batch = delivered(by, ("series.csv", SERIES + f"{value};2012M02;Vols;94-Val-de-Marne;Faits\n"))
    assert (batch.state, batch.counts, batch.refused_rows) == (State.READ, {"ssmsi_series": 1}, 1), batch.refusal


def test_a_series_named_with_a_null_character_refuses_its_line(by):
    batch = delivered(by, ("series.csv", SERIES + "5;2012M02;Vo\x00ls;94-Val-de-Marne;Faits\n"))
    assert (batch.state, batch.refused_rows) == (State.READ, 1), batch.refusal


def test_a_line_too_long_among_the_first_ones_refuses_that_line_alone(by):
    first, *rest = COMMUNES.splitlines()
    batch = delivered(by, ("communes.csv", "\n".join([first, f'"{"9" * 140_000}"', *rest]) + "\n"))
    assert (batch.state, batch.counts) == (State.READ, {"ssmsi_com": 6}), batch.refusal
    assert [row.line for row in batch.refusals.all()] == [2]


@pytest.mark.parametrize("content", [f'"{"9" * 140_000}"\n', "CODGEO_²²²²;annee;indicateur;nombre\n"])
def test_headings_that_cannot_be_read_refuse_the_file_with_a_sentence(by, content):
    batch = delivered(by, ("x.csv", content))
    assert batch.state == State.REFUSED and batch.refusal


# --- the future -------------------------------------------------------------------------------------------------


def test_a_period_that_had_not_begun_is_refused(by):
    batch = delivered(by, ("communes.csv", COMMUNES + cells_of(year="2027") + "\n"))
    assert batch.counts == {"ssmsi_com": 6}
    assert "n'a pas commencé" in batch.refusals.get().reason
    assert not StatEdition.objects.filter(period__year=2027).exists()
    month = "Faits constatés en mars 2026;;\nIndex;Libellé;Val-de-Marne\n7;Coups;465\n"
    batch = delivered(by, ("mars.csv", month))
    assert batch.state == State.REFUSED and "n'a pas commencé" in batch.refusal
    assert not batch.editions.exists()


# --- populations ------------------------------------------------------------------------------------------------


def test_a_population_counts_once_its_delivery_is_accepted(by):
    first = in_force(by, ("communes.csv", COMMUNES), label="Première")
    assert PopulationYear.objects.get(territory="94028").population == 93_397
    corrected = COMMUNES.replace("93397", "94000").replace('"9";"0,3651"', '"10";"0,3651"')
    second = delivered(by, ("communes.csv", corrected), produced_on=date(2026, 5, 1), label="Seconde")
    assert PopulationYear.objects.get(territory="94028").population == 93_397
    operations.accept(batch=second, by=by, at=AT)
    assert PopulationYear.objects.get(territory="94028").population == 94_000
    operations.put_back(edition=first.editions.get(), by=by, at=AT)
    people = PopulationYear.objects.get(territory="94028")
    assert (people.population, people.source) == (93_397, "Première")


def test_an_abandoned_delivery_leaves_no_population(by):
    batch = delivered(by, ("communes.csv", COMMUNES))
    operations.abandon(batch=batch, by=by, at=AT)
    assert not PopulationYear.objects.exists() and not batch.populations.exists()


# --- out of force -----------------------------------------------------------------------------------------------


def test_a_withdrawn_edition_gives_its_place_back_to_the_one_before(by):
    first = in_force(by, ("communes.csv", COMMUNES))
    second = in_force(by, ("communes.csv", COMMUNES.replace("93397", "94000")), produced_on=date(2026, 5, 1))
    with pytest.raises(DomainError) as refused:
        operations.withdraw(edition=second.editions.get(), reason="  ", by=by, at=AT)
    assert refused.value.field == "reason"
    operations.withdraw(edition=second.editions.get(), reason="Une commune y est deux fois.", by=by, at=AT)
    assert (first.editions.get().state, second.editions.get().state) == ("current", "removed")
    assert PopulationYear.objects.get(territory="94028").population == 93_397
    with pytest.raises(Conflict, match="retirée"):
        operations.withdraw(edition=second.editions.get(), reason="Encore", by=by, at=AT)
    operations.put_back(edition=second.editions.get(), by=by, at=AT)
    assert (first.editions.get().state, second.editions.get().state) == ("former", "current")


def test_the_only_edition_withdrawn_leaves_its_period_without_figures(by):
    batch = in_force(by, ("communes.csv", COMMUNES))
    operations.withdraw(edition=batch.editions.get(), reason="Fichier d'essai.", by=by, at=AT)
    assert not queries.published_cells().exists() and not PopulationYear.objects.exists()


def test_the_page_says_what_comes_back_and_what_rests_on_the_figures(bureau, client, page):
    load_department()
    by = bureau.head
    PoliceDistrict.objects.create(code="CSP-A", name="Choisy-le-Roi")
    content = "État 4001, mars 2026;;\nIndex;Libellé;CSP Choisy-le-Roi\n7;Coups;200\n"
    batch = in_force(by, ("mars.csv", content), reliability="provisional", produced_on=date(2026, 4, 7))
    MonthlyReport.objects.create(period=date(2026, 3, 1), territory_kind="dep", territory="94", name="Val-de-Marne",
                                 opened_at=AT, opened_by=by)  # fmt: skip
    edition = batch.editions.get()
    assert "Retirer de la vigueur" in page(f"/ordre-public/statistiques/imports/{batch.pk}/")
    address = f"/ordre-public/statistiques/editions/{edition.pk}/retirer/"
    asked = page(address)
    assert "Aucune autre édition" in asked and "Note mensuelle, mars 2026, Val-de-Marne" in asked
    with time_machine.travel(AT, tick=False):
        client.post(address, {"reason": "Le fichier compte deux fois Choisy."})
    edition.refresh_from_db()
    assert (edition.state, edition.removed_by) == ("removed", by)
    assert "Le fichier compte deux fois Choisy." in page(f"/ordre-public/statistiques/imports/{batch.pk}/")


# --- circonscriptions that nobody has recorded ----------------------------------------------------------------------

MONTHLY = (
    "État 4001, mars 2026;;;;\nIndex;Libellé;DTSP 94;CSP Choisy-le-Roi;CSP Créteil\n"
    "7;Coups;465;200;265\n35;Vols;120;60;59\n"
)


def test_sec_04_columns_of_unknown_circonscriptions_are_never_taken_for_public(by, house):
    batch = delivered(by, ("mars.csv", MONTHLY), reliability="provisional", produced_on=date(2026, 4, 7))
    assert batch.state == State.REFUSED
    assert "« CSP Choisy-le-Roi », « CSP Créteil »" in batch.refusal and "Enregistrer" in batch.refusal
    assert not SeriesValue.objects.exists()
    for code, name in (("CSP-A", "Choisy-le-Roi"), ("CSP-B", "Créteil")):
        PoliceDistrict.objects.create(code=code, name=name)
    again = delivered(by, ("mars.csv", MONTHLY), reliability="provisional", produced_on=date(2026, 4, 7))
    assert again.counts == {"dtsp_4001": 6}, again.refusal
    assert set(SeriesValue.objects.values_list("diffusion", flat=True)) == {"i"}


def test_sec_04_the_total_of_the_police_alone_is_internal(by):
    alone = "État 4001, mars 2026;;\nIndex;Libellé;DTSP du Val-de-Marne\n7;Coups;465\n"
    batch = delivered(by, ("mars.csv", alone), reliability="provisional", produced_on=date(2026, 4, 7))
    assert batch.counts == {"dtsp_4001": 1}, batch.refusal
    assert SeriesValue.objects.get().diffusion == "i"


def test_sec_04_a_sheet_of_an_unknown_circonscription_refuses_the_workbook(by):
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name in ("94", "CSP Choisy-le-Roi"):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([["Index", "libellé index", "2026_03"], [7, "Coups", 12]]):
                sheet.write_row(number, 0, row)
    batch = delivered(by, ("classeur.xlsx", content.getvalue()), produced_on=date(2026, 4, 7))
    assert batch.state == State.REFUSED and "« CSP Choisy-le-Roi »" in batch.refusal
    assert not SeriesValue.objects.exists()


def test_the_page_of_a_refused_file_leads_to_the_circonscriptions(bureau, page):
    batch = delivered(bureau.head, ("mars.csv", MONTHLY), produced_on=date(2026, 4, 7))
    found = page(f"/ordre-public/statistiques/imports/{batch.pk}/")
    assert "/ordre-public/statistiques/circonscriptions/" in found
    assert "Enregistrer les circonscriptions" in found


# --- a worker that dies -------------------------------------------------------------------------------------------


def national(towns: int = 40, years=range(2016, 2020)) -> str:
    lines = [HEADING]
    for town in range(towns):
        for year in years:
            for label in ("Vols avec armes", "Cambriolages de logement"):
                flag = "ndiff" if town % 3 == 0 else "diff"
                count, mean = ("NA", "2,5") if flag == "ndiff" else (str(town * year % 50), "NA")
                lines.append(communal_line(f"{93 + town % 2}{town:03}", label, count, "NA" if count == "NA" else "1,25",
                                           flag, "1000", "400", mean, "NA", year=str(year)))  # fmt: skip
    lines.insert(200, communal_line("94001", "Vols avec armes", "-1", "1", "diff", "1", "1", "NA", "NA"))
    return "\n".join(lines) + "\n"


def told(batch: StatImport) -> dict:
    """All that a reading writes, but its keys."""
    return {
        "cells": sorted(SeriesValue.objects.filter(edition__batch=batch).values_list(
            "edition__period", "indicator", "territory_kind", "territory", "value", "rate", "diffusion"), key=str),
        "summaries": sorted(SeriesSummary.objects.filter(edition__batch=batch).values_list(
            "period", "indicator", "department", "cells", "hidden", "zeros", "published", "hidden_mean"), key=str),
        "editions": sorted(batch.editions.values_list("period", "cells", "hidden")),
        "people": sorted(batch.populations.values_list("territory", "year", "population", "dwellings")),
        "refused": sorted(batch.refusals.values_list("line", "reason")),
        "files": list(batch.files.values_list("lines", "kept", "refused", "recognised")),
        "counts": (batch.counts, batch.refused_rows),
    }  # fmt: skip


class Killed(BaseException):
    """As a signal: nothing catches it."""


@pytest.mark.parametrize("chunk", [1, 3, 6])
def test_a_worker_that_dies_is_followed_by_one_that_goes_on(by, monkeypatch, chunk):
    monkeypatch.setattr(operations, "CHUNK", 50)
    whole = delivered(by, ("national.csv", national()))
    expected = told(whole)
    operations.abandon(batch=whole, by=by, at=AT)
    batch = operations.begin(label="Essai", reliability="final", produced_on=date(2026, 1, 22),
                             stored=[stored(national(), "national.csv", by)], by=by, at=AT)  # fmt: skip
    job, flushed = Job.objects.get(pk=batch.job_id), staging.Stage.flush

    def dies(stage):
        dies.chunks += 1
        flushed(stage)
        if dies.chunks == chunk:
            raise Killed

    dies.chunks = 0
    monkeypatch.setattr(staging.Stage, "flush", dies)
    with pytest.raises(Killed):
        run_bulk(job_id=job.pk, at=AT)
    batch.refresh_from_db()
    # The chunk in which it died left nothing.
    assert batch.position.get("line", 1) == 1 + 50 * (chunk - 1)
    assert SeriesValue.objects.filter(edition__batch=batch).count() == sum(
        batch.editions.values_list("cells", flat=True)
    )
    lines: list[int] = []
    taken = communes.CommuneReader.take

    def watched(reader, rows):
        return taken(reader, ((lines.append(number) or number, row) for number, row in rows))

    monkeypatch.setattr(staging.Stage, "flush", flushed)
    monkeypatch.setattr(communes.CommuneReader, "take", watched)
    Job.objects.filter(pk=job.pk).update(state="queued", lease_until=None, claim=None)
    assert run_bulk(job_id=job.pk, at=AT)
    batch.refresh_from_db()
    assert min(lines) == 2 + 50 * (chunk - 1)
    assert batch.state == State.READ and told(batch) == expected
    job.refresh_from_db()
    assert (job.state, job.progress) == ("done", job.total)


def test_two_workers_at_the_same_delivery_write_it_once(by, monkeypatch):
    monkeypatch.setattr(operations, "CHUNK", 50)
    batch = operations.begin(label="Essai", reliability="final", produced_on=date(2026, 1, 22),
                             stored=[stored(national(), "national.csv", by)], by=by, at=AT)  # fmt: skip
    late = StatImport.objects.get(pk=batch.pk)
    operations.read_batch(batch, at=AT)
    expected = told(batch)
    with pytest.raises(Conflict):
        operations.read_batch(late, at=AT)
    batch.refresh_from_db()
    assert told(batch) == expected


def test_the_page_says_how_far_the_reading_is(bureau, page, monkeypatch):
    monkeypatch.setattr(operations, "CHUNK", 50)
    by = bureau.head
    batch = operations.begin(label="Essai", reliability="final", produced_on=date(2026, 1, 22),
                             stored=[stored(national(), "national.csv", by)], by=by, at=AT)  # fmt: skip

    def dies(done, total):
        raise Killed

    with pytest.raises(Killed):
        operations.read_batch(batch, at=AT, tick=dies)
    assert "51 lignes lues et gardées" in page(f"/ordre-public/statistiques/imports/{batch.pk}/")
    assert "2016" not in page("/ordre-public/statistiques/editions/")


# --- the fast reader and the summaries --------------------------------------------------------------------------------

TEXTS = st.sampled_from(["12", "0", "NA", "", "1 250", "1,5", "7,83e-03", "-2", "1e300", "x", "nan", "99999999999"])
LINES = st.lists(
    st.tuples(
        st.sampled_from(["94028", "94001", "1001", "2A004", "97105", "ZZ"]), st.sampled_from(["2023", "24", "2030"]),
        st.sampled_from(["Vols avec armes", "Cambriolages de logement", "Soucoupes", ""]), st.just("Infraction"),
        TEXTS, TEXTS, st.sampled_from(["diff", "ndiff", "TRUE", "0", "?"]), TEXTS, st.sampled_from(["2022", "NA", "x"]),
        TEXTS, st.just("2022"), TEXTS, st.just("NA"),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_the_fast_reader_tells_what_the_common_one_tells(lines):
    """Without the base: the stage of each side keeps what it is handed."""
    content = "\n".join([";".join(HEADINGS), *(";".join(line) for line in lines)]) + "\n"
    layout = layout_of(BytesIO(content.encode()), "x", operations.Places({}, "94"))
    rows = list(enumerate([line.split(";") for line in content.splitlines()], start=1))[1:]
    fast, slow = kept_by(), kept_by()
    communes.CommuneReader(layout, fast).take(iter(rows))
    for number, row in rows:
        for item in read([(number, row)], layout):
            slow.take(item)
    assert fast.told() == slow.told()


def kept_by():
    class Kept(staging.Stage):
        """Writes nothing: keeps the lines, the refusals, the counts and the people."""

        def __init__(self):
            self.home, self.produced_on, self.batch, self.file = "94", date(2026, 1, 22), StatImport(), "x"
            self.block, self.refusals, self.seen, self.people, self.series = [], [], {}, {}, {}
            self.kept = self.refused = 0
            self.made: dict = {}

        def series_for(self, fact):
            if fact.period > self.produced_on:
                return "La période"
            if fact.label == "Soucoupes":
                return "inconnu"
            edition = self.made.setdefault(fact.period, StatEdition(pk=fact.period.year, period=fact.period))
            return self.series_of(edition, len(fact.label))

        def hand_over(self):
            raise AssertionError

        def told(self):
            counts = {key: one.counts for key, one in self.series.items()}
            return self.block, [row[2:] for row in self.refusals], counts, self.people, self.kept, self.refused

    return Kept()


def test_the_summaries_kept_are_those_that_the_cells_give(by):
    load_department()
    batch = in_force(by, ("national.csv", national()))
    kept = told(batch)["summaries"]
    summaries.refresh(batch.editions.values_list("pk", flat=True))
    assert told(batch)["summaries"] == kept
    assert {row[7] for row in kept} == {Decimal("2.5")}
    SeriesSummary.objects.update(cells=0, hidden=0, zeros=0, published=0)
    summaries.refresh(batch.editions.values_list("pk", flat=True))
    assert told(batch)["summaries"] == kept
