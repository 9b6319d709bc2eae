"""From the files to the editions: recognised by their content, checked, side by side, accepted in one instant."""

import gzip
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from directorate.documents.files import open_file
from directorate.jobs.operations import run_bulk
from directorate.territory.operations import load_department
from directorate.web.errors import Conflict, DomainError
from public_order import tasks
from public_order.statistics import operations, queries
from public_order.statistics.cells import Unreadable, decimal, is_hidden, month_in, period, rate, whole, year
from public_order.statistics.checks import doubts, is_jump
from public_order.statistics.models import (
    CrimeIndicator,
    DistrictMembership,
    PoliceDistrict,
    PopulationYear,
    SeriesValue,
    StatEdition,
    StatImport,
)
from tests.people import paris
from tests.public_order.stat_world import AT, COMMUNES, DEPARTMENTS, delivered, in_force, stored

assert tasks
State = StatImport.State


@pytest.fixture()
def by(house):
    return house.stranger


@pytest.mark.parametrize(
    ("text", "expected"),
    [("17 369", 17_369), ("17\u202f369", 17_369), ("NA", None), ("", None), ("465,0", 465), ("0", 0), ('"12"', 12)],
)
def test_counts_are_read_in_every_form(text, expected):
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7,83177350511023e-03", "0.00783177350511023"), ("0,0078318", "0.0078318"), ("8.5", "8.5"), ("NA", None)],
)
def test_rates_are_read_in_every_form(text, expected):
    assert decimal(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("text", ["douze", "1;2", "7,8e", "--"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Unreadable):
        decimal(text)


def test_years_and_periods_are_read_in_every_form():
    assert (year("16"), year("2016"), year('"2024"'), year("98")) == (2016, 2016, 2024, 1998)
    assert period("2016M01") == ("m", date(2016, 1, 1))
    assert period("2012T2") == ("q", date(2012, 4, 1))
    assert period("2022_12") == ("m", date(2022, 12, 1))
    assert period("2017") == ("y", date(2017, 1, 1))
    assert month_in("Faits constatés en juin 2012") == date(2012, 6, 1)
    assert month_in("Août 2024, par service") == date(2024, 8, 1)


@pytest.mark.parametrize(
    ("text", "hidden"), [("diff", False), ("ndiff", True), ("ndiff_presume", True), ("diff_presume", False)]
)
def test_sec_01_the_flag_is_read_in_every_form(text, hidden):
    assert is_hidden(text) is hidden


def test_sec_01_a_hidden_cell_holds_nothing(by):
    batch = delivered(by, ("communes.csv", COMMUNES))
    assert (batch.state, batch.counts, batch.refused_rows) == (State.READ, {"ssmsi_com": 6}, 0), batch.refusal
    row = SeriesValue.objects.get(territory="94001")
    assert (row.value, row.rate, row.diffusion) == (None, None, "n")
    edition = StatEdition.objects.get()
    assert (edition.period, edition.geography, edition.hidden, edition.cells) == (date(2024, 1, 1), 2025, 1, 6)
    assert not PopulationYear.objects.exists()
    operations.accept(batch=batch, by=by, at=AT)
    people = PopulationYear.objects.get(territory="94028")
    assert (people.year, people.population, people.dwellings) == (2022, 93_397, 43_000)
    assert not PopulationYear.objects.filter(territory="75056").exists()


@pytest.mark.parametrize(
    "content",
    [
        COMMUNES,
        COMMUNES.replace('"', ""),
        "\ufeff" + COMMUNES,
        COMMUNES.replace("\n", "\r\n"),
        COMMUNES.replace("CODGEO_2025", "CODGEO_2023"),
        COMMUNES.replace('"2024"', '"24"'),
        "\n".join(f'{line};"inconnu"' for line in COMMUNES.splitlines()),
        COMMUNES.replace("indicateur", "classe").replace("unite_de_compte", "unité.de.compte")
        .replace('"nombre"', '"faits"').replace("taux_pour_mille", "tauxpourmille")
        .replace("est_diffuse", "valeur.publiée").replace("insee_pop", "POP")
        .replace("complement_info_nombre", "complementinfoval"),
        gzip.compress(COMMUNES.encode()),
        COMMUNES.encode("cp1252"),
        COMMUNES.replace("0,1392", "1,392e-01"),
    ],
    ids=["quoted", "bare", "bom", "crlf", "year of codes", "two digits", "more columns", "old names", "gz", "cp1252",
         "scientific"],
)  # fmt: skip
def test_every_variant_of_the_communal_file_is_the_same_delivery(by, content):
    batch = delivered(by, ("base.csv.gz" if content[:2] == b"\x1f\x8b" else "base.csv", content))
    assert (batch.state, batch.counts, batch.refused_rows) == (State.READ, {"ssmsi_com": 6}, 0), batch.refusal
    row = SeriesValue.objects.get(territory="94028", indicator__code="vols-armes")
    assert (row.value, row.rate, row.period) == (13, Decimal("0.1392"), date(2024, 1, 1))


def test_refused_rows_are_reported_with_their_line_and_reason(by):
    bad = COMMUNES + (
        '"94028";"2024";"Vols avec armes";"Infraction";"13";"0,1392";"diff";"93397";"2022";"1";"2022";"NA";"NA"\n'
        '"9402";"2024";"Vols avec armes";"Infraction";"13";"0,1392";"diff";"93397";"2022";"1";"2022";"NA";"NA"\n'
        '"XX";"2024";"Vols avec armes";"Infraction";"13";"0,1392";"diff";"93397";"2022";"1";"2022";"NA";"NA"\n'
        '"94003";"2024";"Vols de soucoupes";"Infraction";"13";"0,1392";"diff";"9";"2022";"1";"2022";"NA";"NA"\n'
        '"94004";"2024";"Vols avec armes";"Infraction";"-3";"0,1392";"diff";"9";"2022";"1";"2022";"NA";"NA"\n'
        '"94004";"2024";"Vols avec armes"\n'
        '"94011";"2024";"Vols avec armes";"Infraction";"NA";"NA";"diff";"9";"2022";"1";"2022";"NA";"NA"\n'
    )
    batch = delivered(by, ("communes.csv", bad))
    rows = {row.line: row.reason for row in batch.refusals.all()}
    assert "déjà donné" in rows[8]
    assert "code de commune" in rows[10]
    assert "Vols de soucoupes" in rows[11]
    assert "négatif" in rows[12]
    assert "3 cellules au lieu de 13" in rows[13]
    assert "diffusée mais elle manque" in rows[14]
    assert batch.refused_rows == 6
    with open_file(batch.report) as report:
        assert "Vols de soucoupes" in report.read().decode("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "vide"), ("a;b\n1;2\n", "colonnes"), (COMMUNES.replace("est_diffuse", "autre"), "est_diffuse"),
        ("\n\n\n", "vide"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused_as_a_whole(by, content, word):
    batch = delivered(by, ("x.csv", content or " "))
    assert batch.state == State.REFUSED and word in batch.refusal
    assert not StatEdition.objects.exists()


def test_the_same_files_are_one_delivery(by):
    first = delivered(by, ("communes.csv", COMMUNES))
    again = operations.begin(
        label="Encore", reliability="final", produced_on=date(2026, 1, 22),
        stored=[stored(COMMUNES, "autre-nom.csv", by)], by=by, at=AT,
    )  # fmt: skip
    assert again.pk == first.pk
    assert StatImport.objects.count() == 1


def test_editions_stand_side_by_side_and_differences_are_counted(by):
    in_force(by, ("communes.csv", COMMUNES))
    corrected = COMMUNES.replace('"13";"0,1392"', '"14";"0,1499"').replace('"9";"0,3651";"diff"', '"NA";"NA";"ndiff"')
    batch = delivered(by, ("communes.csv", corrected), produced_on=date(2026, 5, 1))
    found = queries.differences(batch)[0]
    assert (found.changed, found.newly_hidden, found.gone, found.added, found.number) == (1, 1, 0, 0, 2)
    operations.accept(batch=batch, by=by, at=AT)
    assert sorted(StatEdition.objects.values_list("number", "state")) == [(1, "former"), (2, "current")]
    assert SeriesValue.objects.filter(territory="94028", indicator__code="vols-armes").count() == 2
    former = StatEdition.objects.get(number=1)
    operations.put_back(edition=former, by=by, at=AT)
    assert StatEdition.objects.get(number=1).state == "current"


def test_an_older_or_less_certain_edition_does_not_replace(by):
    in_force(by, ("communes.csv", COMMUNES))
    older = delivered(by, ("c.csv", COMMUNES + "\n"), produced_on=date(2025, 1, 1))
    with pytest.raises(Conflict, match="après celle-ci"):
        operations.accept(batch=older, by=by, at=AT)
    softer = delivered(by, ("c.csv", COMMUNES + "\n\n"), reliability="provisional")
    with pytest.raises(Conflict, match="définitif"):
        operations.accept(batch=softer, by=by, at=AT)


def test_a_delivery_is_accepted_once(by):
    batch = delivered(by, ("communes.csv", COMMUNES))
    operations.accept(batch=batch, by=by, at=AT)
    with pytest.raises(Conflict):
        operations.accept(batch=batch, by=by, at=AT)
    with pytest.raises(Conflict):
        operations.abandon(batch=batch, by=by, at=AT)


def test_an_abandoned_delivery_leaves_nothing_and_may_come_back(by):
    batch = delivered(by, ("communes.csv", COMMUNES))
    operations.abandon(batch=batch, by=by, at=AT)
    assert not SeriesValue.objects.exists()
    assert delivered(by, ("communes.csv", COMMUNES)).pk != batch.pk


def test_a_file_of_the_future_is_refused(by):
    with pytest.raises(DomainError) as refused:
        operations.begin(label="x", reliability="final", produced_on=date(2030, 1, 1),
                         stored=[stored(COMMUNES, "c.csv", by)], by=by, at=AT)  # fmt: skip
    assert refused.value.field == "produced_on"


def test_a_file_of_today_is_taken_just_after_midnight_in_paris(by):
    assert delivered(by, ("c.csv", COMMUNES), at=paris(2026, 6, 24, 0, 30), produced_on=date(2026, 6, 24)).pk


OLD_DEPARTMENTS = (
    '\ufeff"classe";"annee";"Code.département";"Code.région";"unité.de.compte";"millPOP";"millLOG";"faits";"POP";"LOG";'
    '"tauxpourmille"\n'
    '"Homicides";"16";"94";"11";"victime";"16";"16";"5";"638425";"308491,1600513844";"7,83177350511023e-03"\n'
    '"Autres coups et blessures volontaires";"16";"94";"11";"victime";"16";"16";"50";"638425";"308491,16";"NA"\n'
)


def test_an_old_departmental_file_is_read_with_its_old_labels(by):
    batch = delivered(by, ("dep.csv", OLD_DEPARTMENTS))
    assert (batch.counts, batch.refused_rows) == ({"ssmsi_dep": 2}, 0), batch.refusal
    row = SeriesValue.objects.get(indicator__code="homicides")
    assert (row.territory, row.value, row.rate, row.period.year) == ("94", 5, Decimal("0.0078318"), 2016)
    assert SeriesValue.objects.filter(indicator__code="violences-hors-famille").exists()
    operations.accept(batch=batch, by=by, at=AT)
    assert PopulationYear.objects.get(territory="94").dwellings == Decimal("308491.16")


SERIES = (
    "Valeurs;Unite_temps;Indicateur;Source;Sous_indicateur;Statistique;Zone_geographique;Periodicite;"
    "Donnees_requalifiees;Unite_de_compte;Correction\n"
    "16311,0;2022M05;Cambriolages et tentatives;B;Résidences principales et secondaires;Nombre;France métropolitaine;"
    "Mensuelle;Non;Infractions;Série brute\n"
    "19385,2;2022M05;Cambriolages et tentatives;B;Résidences principales et secondaires;Nombre;France métropolitaine;"
    "Mensuelle;Non;Infractions;Série CVS-CJO\n"
    "465,0;2012T1;Cambriolages et tentatives;B;Résidences principales et secondaires;Nombre;94-Val-de-Marne;"
    "Trimestrielle;Non;Infractions;Série brute\n"
)


def test_w4_raw_and_adjusted_series_are_two_sources(by):
    batch = delivered(by, ("series.csv", SERIES))
    assert batch.counts == {"ssmsi_series": 2, "ssmsi_adjusted": 1}, batch.refusal
    found = SeriesValue.objects.values_list("edition__source", "territory_kind", "territory", "value", "period")
    assert sorted(found) == [
        ("ssmsi_adjusted", "nat", "FM", 19_385, date(2022, 5, 1)),
        ("ssmsi_series", "dep", "94", 465, date(2012, 1, 1)),
        ("ssmsi_series", "nat", "FM", 16_311, date(2022, 5, 1)),
    ]
    assert CrimeIndicator.objects.filter(nomenclature="series").count() == 1


TABLE_6 = (
    "Faits constatés en juin 2012;;;;\n;;;;\nN°Index;Index de l'Etat 4001;Métropole;Val-de-Marne;Val-d'Oise\n"
    "7;Autres coups et blessures;17 369;465;300\n35;Vols d'automobiles;9 000;120;80\n96;Non utilisé;3;0;0\n"
    "Source : DCPJ;;;;\n"
)


def test_the_monthly_table_of_departments_is_read(by):
    batch = delivered(by, ("tableau6.csv", TABLE_6.encode("cp1252")))
    assert batch.counts == {"etat_4001": 6}, batch.refusal
    row = SeriesValue.objects.get(indicator__code="i007", territory="94")
    assert (row.value, row.period, row.diffusion) == (465, date(2012, 6, 1), "d")
    assert [row.reason for row in batch.refusals.filter(is_warning=True)][0].startswith("L'index 96 n'est pas utilisé")


def test_a_yearly_4001_file_is_read(by):
    batch = delivered(
        by, ("annuel.csv", "annee;code_departement;index_4001;faits_constates\n2002;94;1;0\n2002;2A;1;3\n")
    )
    assert batch.counts == {"etat_4001": 2}, batch.refusal


@pytest.fixture()
def districts(house):
    load_department()
    for code, name in (("CSP-A", "Choisy-le-Roi"), ("CSP-B", "Créteil")):
        PoliceDistrict.objects.create(code=code, name=name)
    DistrictMembership.objects.create(district_id="CSP-B", commune_id="94028", since=date(2020, 1, 1))


MONTHLY = (
    "État 4001, mars 2026;;;;\nIndex;Libellé;Val-de-Marne;CSP Choisy-le-Roi;CSP Créteil\n"
    "7;Coups;465;200;265\n35;Vols;120;60;59\n"
)


def test_sec_04_counts_of_circonscriptions_are_internal_and_checked(by, districts):
    batch = delivered(by, ("mars.csv", MONTHLY), reliability="provisional", produced_on=date(2026, 4, 7))
    assert batch.counts == {"dtsp_4001": 6}, batch.refusal
    assert set(SeriesValue.objects.values_list("diffusion", flat=True)) == {"i"}
    reasons = [row.reason for row in batch.refusals.all()]
    assert reasons == [
        "index 35, 03/2026 : la somme des circonscriptions (119) n'est pas le total du département (120)."
    ]
    operations.accept(batch=batch, by=by, at=AT)
    assert not queries.published_cells().exists()
    assert queries.internal_cells().count() == 6


def test_a_sheet_with_a_month_in_each_column_is_read(by, districts):
    sheet = "Index;libellé index;2026_03;2026_02\n7;Coups;200;190\n35;Vols;60;61\n"
    batch = delivered(by, ("Choisy-le-Roi.csv", sheet), produced_on=date(2026, 4, 7))
    assert batch.counts == {"dtsp_4001": 4}, batch.refusal
    twice = delivered(by, ("Choisy-le-Roi.csv", sheet.replace("2026_02", "2026_03")), produced_on=date(2026, 4, 7))
    assert twice.state == State.REFUSED and "deux fois" in twice.refusal


@pytest.mark.parametrize("months", [2, 300], ids=["two months", "twenty-five years"])
def test_a_workbook_of_months_in_descending_order_is_read(by, months):
    """The sheet is named by its territory; the national workbook goes back to 1996."""
    labels = [f"{2022 - rank // 12}_{12 - rank % 12:02}" for rank in range(months)]
    rows = [[7, "Coups", *range(months)], [35, "Vols d'automobiles", *[4] * months], [96, "Non utilisé", *[0] * months]]
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("Présentation").write(0, 0, "Crimes et délits enregistrés")
        sheet = book.add_worksheet("94")
        for number, row in enumerate([["Index", "libellé index", *labels], *rows]):
            sheet.write_row(number, 0, row)
    batch = delivered(by, ("tableaux-4001-ts.xlsx", content.getvalue()))
    assert batch.counts == {"etat_4001": 2 * months}, batch.refusal
    row = SeriesValue.objects.get(indicator__code="i007", period=date(2022, 11, 1))
    assert (row.territory_kind, row.territory, row.value) == ("dep", "94", 1)


def test_b1_6_each_check_is_flagged():
    counts = {("i007", "dep", "94"): 100, ("i007", "csp", "A"): 60}
    found = {
        doubt.rule: doubt.reason
        for doubt in doubts(date(2026, 3, 1), counts, {("i007", "dep", "94"): 40}, home="94",
                            deviations=3.0, names={"i007": "index 7"},
                            expected={"A": "Choisy", "B": "Créteil"})
    }  # fmt: skip
    assert found.keys() == {"missing", "sum", "jump"}
    assert "Créteil manque" in found["missing"]
    assert "100 après 40" in found["jump"]
    assert not is_jump(0, 0, 3) and not is_jump(100, 130, 3) and is_jump(100, 150, 3)


def test_a_worker_reads_what_was_deposited(by):
    batch = operations.begin(label="x", reliability="final", produced_on=date(2026, 1, 22),
                             stored=[stored(COMMUNES, "c.csv", by)], by=by, at=AT)  # fmt: skip
    assert run_bulk(job_id=batch.job_id, at=AT)
    batch.refresh_from_db()
    assert batch.state == State.READ
    assert operations.read_job(job=batch.job, at=AT) == {}


@pytest.mark.parametrize("order", ["communes", "departements"])
def test_sec_03_the_single_hidden_commune_is_protected_whatever_the_order(by, order):
    """Three communes of ours, one hidden, and the total of the department: the smallest published goes too."""
    load_department()
    files = [("communes.csv", COMMUNES), ("departements.csv", DEPARTMENTS)]
    for file in files if order == "communes" else files[::-1]:
        in_force(by, file)
    hidden = {row.territory for row in queries.published_cells().filter(territory_kind="com") if row.count is None}
    assert hidden == {"94001", "94054"}
    assert all(row.per_thousand is None for row in queries.published_cells() if row.count is None)


def test_w1_rates_come_with_the_right_denominator(by):
    in_force(by, ("communes.csv", COMMUNES))
    indicator = queries.known_indicator("cambriolages")
    people = queries.population_of("com", "94028", 2024)
    cell = queries.Shown(200, None, False, True)
    assert queries.rate_of(indicator, cell, people) == rate(200, 43_000)
    assert queries.rate_of(queries.known_indicator("vols-armes"), queries.Shown(13, None, False, True), people) == rate(
        13, 93_397
    )


def test_sta_12_a_total_across_units_is_refused(by):
    in_force(by, ("communes.csv", COMMUNES))
    day = date(2024, 1, 1)
    assert queries.total_of(["vols-armes", "degradations"], "com", "94028", day) == 791
    with pytest.raises(DomainError, match="n'a pas de sens"):
        queries.total_of(["vols-armes", "homicides"], "com", "94028", day)
    assert paris(2026, 6, 24) == AT
