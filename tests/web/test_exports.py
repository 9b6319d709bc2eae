"""Files that a spreadsheet opens: typed, in the French manner, and without a formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from directorate.web import exports
from directorate.web.exports import csv_lines, neutral, write_ods, write_xlsx

DANGEROUS = ("=1+1", "+33 1 49", "-5", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1+1", "'=1", "|calc")
LABELS = ["Référence", "Reçu le", "Montant"]


def rows_of_csv(rows):
    text = "".join(csv_lines(LABELS, rows))
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def content(writer, rows, name: str) -> str:
    target = io.BytesIO()
    writer(target, LABELS, rows, "Essai")
    return zipfile.ZipFile(target).read(name).decode()


def test_csv_speaks_french():
    _, row = rows_of_csv([["Été", date(2026, 3, 2), Decimal("1234.50")]])
    assert row == ["Été", "02/03/2026", "1234,50"]


def test_an_instant_is_written_in_local_time():
    _, row = rows_of_csv([["", datetime(2026, 7, 1, 22, 30, tzinfo=UTC), None]])
    assert row == ["", "02/07/2026 00:30", ""]


def test_csv_keeps_separators_quotes_and_line_ends():
    text = 'Bar "Le Coin"; rue\nde la Gare'
    assert rows_of_csv([[text, None, None]])[1][0] == text


@given(st.text())
def test_no_text_of_a_csv_begins_like_a_formula_and_the_rule_can_be_undone(text):
    cell = neutral(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell.startswith(("\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.replace("\x00", "") or cell == text.replace("\x00", "")


def test_every_known_formula_is_neutralised_in_csv():
    assert [neutral(text) for text in DANGEROUS] == [f"'{text}" for text in DANGEROUS]


def test_an_ordinary_text_is_left_as_it_is():
    assert neutral("Société d'exploitation - Créteil") == "Société d'exploitation - Créteil"


def test_xlsx_holds_no_formula_and_no_link():
    sheet = content(
        write_xlsx, [[text, None, None] for text in (*DANGEROUS, "https://exemple.fr")], "xl/worksheets/sheet1.xml"
    )
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_ods_holds_texts_numbers_and_days_but_no_formula():
    xml = content(write_ods, [["=1+1", date(2026, 3, 2), Decimal("1234.50")]], "content.xml")
    ElementTree.fromstring(xml)
    assert "formula" not in xml
    assert 'office:value-type="string"><text:p>=1+1</text:p>' in xml
    assert 'office:date-value="2026-03-02"' in xml
    assert 'office:value="1234.50"' in xml


def test_ods_escapes_markup_and_drops_what_xml_refuses():
    xml = content(write_ods, [["<b>\x01&", None, None]], "content.xml")
    assert "&lt;b&gt;&amp;" in xml
    ElementTree.fromstring(xml)


def test_the_type_of_an_ods_comes_first_and_uncompressed():
    target = io.BytesIO()
    write_ods(target, LABELS, [], "Essai")
    first = zipfile.ZipFile(target).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_each_format_writes_a_file_of_its_kind():
    for kind, each in exports.FORMATS.items():
        target = io.BytesIO()
        each.write(target, LABELS, [["a", None, 1]], "Dossiers")
        assert each.extension == kind
        assert target.getvalue()
