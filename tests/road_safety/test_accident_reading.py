"""Accident files in every real format: vintages, delimiters, encodings, cells; each refusal says its line and why."""

import io
from collections import Counter
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_safety.accidents import cells
from road_safety.accidents.cells import Unreadable
from road_safety.accidents.reading import FileUnreadable, Table, layout_of
from tests.road_safety.files import BIKES, HEADER, SAMPLE, content_of, one_file, rows_of

MODERN = "202100000001;21;10;2021;01:20;5;94;94028;2;1;2;6;QUAI DU LAC;48,7695000;2,4826600"
OLD_HEADER = "Num_Acc,an,mois,jour,hrmn,lum,agg,int,atm,col,com,adr,gps,lat,long,dep"
OLD = "201700000002,17,2,13,1630,1,2,1,1,3,028,RUE DU LAC,M,4876950,248266,940"


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("12:25", 2021, time(12, 25)),
        ("9:05", 2021, time(9, 5)),
        ("1445", 2017, time(14, 45)),
        ("925", 2017, time(9, 25)),
        ("45", 2017, time(0, 45)),
        ("5", 2010, time(0, 5)),
        ("07", 2021, time(7)),
        ("21", 2023, time(21)),
        ("0", 2017, time(0)),
        ("23:59:00", 2022, time(23, 59)),
        ("", 2021, None),
        ("-1", 2021, None),
    ],
)
def test_acc_04_an_hour_is_read_in_every_vintage(text, year, expected):
    assert cells.hour_of(text, year) == expected


@pytest.mark.parametrize("text", ["24:00", "2460", "midi", "12:75"])
def test_acc_04_an_impossible_hour_is_refused(text):
    with pytest.raises(Unreadable):
        cells.hour_of(text, 2021)


@pytest.mark.parametrize(
    ("latitude", "longitude", "year", "expected"),
    [
        ("48,7695000", "2,4826600", 2021, ("48.769500", "2.482660")),
        ("48.7695", " 2.48266", 2021, ("48.769500", "2.482660")),
        ("4876950", "248266", 2017, ("48.769500", "2.482660")),
        ("5053611.0", "295314.0", 2017, ("50.536110", "2.953140")),
        ("43,4745520", " -1,2048040", 2019, ("43.474552", "-1.204804")),
        ("0", "0", 2017, None),
        ("", "", 2021, None),
        ("0,0000000", "0,0000000", 2021, None),
    ],
)
def test_acc_04_coordinates_with_both_separators_and_in_hundred_thousandths(latitude, longitude, year, expected):
    found = cells.position(latitude, longitude, year)
    assert found == (tuple(map(Decimal, expected)) if expected else None)


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [("94", 2021, "94"), ("940", 2017, "94"), ("1", 2021, "01"), ("10", 2021, "10"), ("10", 2017, "01"),
     ("201", 2017, "2A"), ("2A", 2021, "2A"), ("971", 2021, "971"), ("590", 2005, "59"), (" 94 ", 2021, "94")],
)  # fmt: skip
def test_acc_04_a_department_of_the_old_style(text, year, expected):
    assert cells.department_of(text, year) == expected


@pytest.mark.parametrize(
    ("text", "department", "year", "expected"),
    [("94028", "94", 2021, "94028"), ("28", "94", 2017, "94028"), ("028", "94", 2017, "94028"),
     ("1053", "01", 2021, "01053"), ("2A004", "2A", 2021, "2A004")],
)  # fmt: skip
def test_acc_04_a_commune_of_three_or_five_digits(text, department, year, expected):
    assert cells.commune_of(text, department, year) == expected


@pytest.mark.parametrize("text", ["138Â 305Â 095", "138\u00a0305\u00a0095", "138 305 095", "138\u202f305\u202f095"])
def test_acc_04_an_identifier_without_blanks_nor_mojibake(text):
    assert cells.key(text) == "138305095"


@pytest.mark.parametrize(("text", "expected"), [("1983.0", 1983), (" -1", None), ("", None), ("00", 0), ("07", 7)])
def test_acc_04_a_number_as_the_files_write_it(text, expected):
    assert cells.whole(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("11", 1), ("21", 2), ("22", 0), ("13", 8), ("", None), ("0", None)])
def test_the_equipment_before_2019_in_the_present_codes(text, expected):
    assert cells.old_gear(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("17", 2017), ("5", 2005), ("2021", 2021), ("2021.0", 2021)])
def test_a_year_on_two_digits(text, expected):
    assert cells.year_of(text) == expected


@given(st.text(max_size=30), st.sampled_from([2005, 2017, 2021]))
def test_no_cell_breaks_the_reading(text, year):
    for read in (cells.whole, cells.accident_number, cells.decimal, cells.letter, cells.words, cells.key,
                 cells.written_day, lambda cell: cells.hour_of(cell, year),
                 lambda cell: cells.department_of(cell, year), lambda cell: cells.commune_of(cell, "94", year),
                 lambda cell: cells.position(cell, cell, year)):  # fmt: skip
        try:
            read(text)
        except Unreadable as refusal:
            assert str(refusal)


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_written_in_each_way_is_the_same_hour(hours, minutes):
    expected = time(hours, minutes)
    assert cells.hour_of(f"{hours}:{minutes:02}", 2021) == expected
    assert cells.hour_of(f"{hours * 100 + minutes}", 2017) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("quoted", [True, False])
def test_each_encoding_delimiter_and_quoting_reads_the_same(encoding, delimiter, quoted):
    def written(line: str) -> str:
        values = [value.replace("QUAI", "Quai, « Éole »;" if quoted else "Quai Éole") for value in line.split(";")]
        values = [value.replace(",", ".") if not quoted and delimiter == "," else value for value in values]
        return delimiter.join(f'"{value}"' for value in values) if quoted else delimiter.join(values)

    found, refusals, _ = one_file(written(HEADER), written(MODERN), encoding=encoding)
    (row,) = found[Table.ACCIDENTS]
    assert not refusals
    assert (row["day"], row["time"], row["insee"]) == (date(2021, 10, 21), time(1, 20), "94028")
    assert (row["latitude"], row["longitude"]) == (Decimal("48.769500"), Decimal("2.482660"))
    assert "Éole" in row["address"]


def test_a_file_before_2019_reads_as_one_of_today():
    found, refusals, _ = one_file(OLD_HEADER, OLD)
    (row,) = found[Table.ACCIDENTS]
    assert not refusals
    assert (row["year"], row["day"], row["time"]) == (2017, date(2017, 2, 13), time(16, 30))
    assert (row["insee"], row["latitude"]) == ("94028", Decimal("48.769500"))


def test_the_heading_of_2022_and_a_column_of_ranks_are_known():
    found, _, _ = one_file(f";{HEADER}".replace("Num_Acc", "Accident_Id"), f"0;{MODERN}")
    assert len(found[Table.ACCIDENTS]) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (MODERN.replace("2021;01:20", "2020;01:20"), "n'est pas de l'année 2021"),
        (MODERN.replace("21;10;2021", "31;02;2021"), "Date illisible"),
        (MODERN.replace("202100000001", "2021"), "Numéro d'accident illisible"),
        (MODERN.replace("94028", "bord"), "Commune illisible"),
        (MODERN + ";de trop", "15 colonnes sont attendues, cette ligne en a 16."),
        (MODERN.replace("QUAI", "\0"), "pas du texte"),
        ("x" * 30_000, "pas du texte"),
    ],
)
def test_acc_01_a_refused_row_says_its_line_and_why(line, words):
    found, refusals, tallies = one_file(HEADER, MODERN, line, MODERN.replace("00000001", "00000003"))
    (refusal,) = refusals
    assert (refusal.file, refusal.line, refusal.warning) == ("caracteristiques.csv", 3, False)
    assert words in refusal.reason
    assert len(found[Table.ACCIDENTS]) == 2
    assert tallies["caracteristiques.csv"].refused == 1


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [("01:20", "", "L'heure manque."), ("01:20", "25:00", "Heure illisible"), ("48,7695000", "nord", "coordonnée"),
     (";5;94", ";x;94", "lum")],
)  # fmt: skip
def test_acc_02_a_doubt_keeps_the_row(before, after, words):
    found, (doubt,), _ = one_file(HEADER, MODERN.replace(before, after))
    assert doubt.warning and words in doubt.reason
    assert len(found[Table.ACCIDENTS]) == 1


def test_acc_01_a_user_without_accident_is_refused_and_one_of_elsewhere_is_not():
    users = "\n".join([
        "Num_Acc;id_usager;id_vehicule;num_veh;place;catu;grav;sexe;an_nais;trajet;secu1;secu2;secu3;locp;actp;etatp",
        *(f"{number};1;2;A01;1;1;{grav};1;{born};1;1;;;;;" for number, grav, born in (
            ("202100000001", "4", "1983.0"), ("202100000002", "4", "1980"), ("202100000009", "4", "1980"),
            ("202100000001", "7", "1850"))),
    ])  # fmt: skip
    elsewhere = MODERN.replace("00000001", "00000002").replace(";94;94028", ";93;93001")
    files = [("c.csv", f"{HEADER}\n{MODERN}\n{elsewhere}".encode()), ("u.csv", users.encode())]
    found, refusals, tallies = rows_of(files)
    assert [row["birth_year"] for row in found[Table.USERS]] == [1983, 1850]
    assert [(one.line, one.warning) for one in refusals] == [(4, False), (5, True), (5, True)]
    assert "Aucun accident" in refusals[0].reason and "171 ans" in refusals[2].reason
    assert (tallies["u.csv"].elsewhere, tallies["u.csv"].refused) == (1, 1)


def test_a_cell_may_hold_a_line_break_and_the_lines_keep_their_numbers():
    broken = MODERN.replace("QUAI DU LAC", '"QUAI\nDU LAC"').replace("00000001", "00000002")
    found, (refusal,), _ = one_file(HEADER, broken, "x")
    assert found[Table.ACCIDENTS][0]["address"] == "QUAI DU LAC"
    assert refusal.line == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [(MODERN.replace("QUAI", 'RUE "X'), ""), (MODERN.replace("48,7695000", "1e9999999"), "coordonnée"),
     (MODERN.replace("202100000001", "²02100000001"), "Numéro d'accident illisible"),
     (MODERN.replace(";94;", ";9²;"), "Département illisible"), (MODERN.replace("QUAI", "\0"), "pas du texte")],
)  # fmt: skip
def test_acc_01_one_odd_line_never_ends_the_reading_of_the_others(line, reason):
    found, refusals, _ = one_file(HEADER, line, MODERN.replace("00000001", "00000003"))
    assert "202100000003" in {row["number"] for row in found[Table.ACCIDENTS]}
    assert [reason in one.reason for one in refusals] == ([True] if reason else [])
    assert not any("\0" in one.text for one in refusals)


def test_acc_01_misplaced_quotes_are_refused_with_their_line():
    _, (refusal,), _ = one_file(HEADER, MODERN, MODERN.replace("QUAI DU LAC", 'p"q;"x;"y'), MODERN)
    assert (refusal.line, refusal.reason) == (3, "Un guillemet est mal placé.")


@pytest.mark.parametrize(
    ("header", "words"),
    [("", "vide"), ("a;b;c", "Num_Acc"), ("Num_Acc;date;department;weather", "commune"),
     ("Num_Acc;catv;jour;mois;an;grav", "commune"), ("Num_Acc;x", "aucune des quatre tables")],
)  # fmt: skip
def test_a_file_that_is_none_of_the_tables_says_what_is_missing(header, words):
    with pytest.raises(FileUnreadable, match=words):
        layout_of(io.BytesIO(header.encode()))


@pytest.mark.parametrize(("home", "accidents", "users"), [("94", 5, 11), ("13", 6, 12)])
def test_the_sample_of_four_tables(home, accidents, users):
    found, refusals, _ = rows_of([(name, content_of(name)) for name in SAMPLE], home)
    assert not [one for one in refusals if not one.warning]
    assert (len(found[Table.ACCIDENTS]), len(found[Table.USERS])) == (accidents, users)
    assert {row["identifier"].isdigit() for row in found[Table.VEHICLES]} == {True}


def test_w6_a_joined_file_gives_each_accident_once_and_keeps_repeated_users_for_the_merge():
    found, _, tallies = rows_of([(BIKES, content_of(BIKES))])
    years = Counter(row["year"] for row in found[Table.ACCIDENTS])
    assert years == {2021: 156, 2023: 137}
    assert tallies[BIKES].lines == len(found[Table.USERS]) == 657
    once = {(row["number"], row["identifier"]) for row in found[Table.USERS]}
    assert Counter(number[:4] for number, _ in once) == {"2021": 309, "2023": 280}
