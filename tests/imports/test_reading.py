"""Files from outside: what is sound is read as it was written; what is not gets a sentence and harms nothing."""

import io
import os
import re
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directorate.documents.errors import FileRefused
from directorate.documents.files import store_upload
from directorate.imports.errors import ImportRefused
from directorate.imports.models import TableImport
from directorate.imports.reading import TABLE_KINDS, Choices, head_of, read
from directorate.imports.texts import delimiter_of, encoding_of
from tests.imports.files import NOON, begin, csv_bytes, exported, rows_read, upload, xlsx_bytes

pytestmark = pytest.mark.django_db

FRENCH = [
    ["Nom", "Ville", "Montant"],
    ["Épicerie L'Œuvre", "L'Haÿ-les-Roses", "1 234,50"],
    ["Café à côté", "Créteil", "-3"],
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-15", "mac-roman"]


# --- texts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_french_is_read_whatever_the_encoding_and_the_separator(encoding, delimiter):
    assert rows_read(csv_bytes(FRENCH, delimiter=delimiter, encoding=encoding)) == FRENCH


def test_latin_1_and_cp1252_are_read_alike_where_they_agree():
    rows = [["Prénom", "Fête"], ["Zoé", "Noël"]]
    assert rows_read(csv_bytes(rows, encoding="iso8859-1")) == rows


FRENCH_WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêàçùôîâïÉÈÀ ", min_size=1, max_size=30).map(
    lambda text: f"é{text}à"
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(FRENCH_WORDS, min_size=3, max_size=3), min_size=2, max_size=8),
    name=st.sampled_from(ENCODINGS),
    sign=st.sampled_from([";", ",", "\t", "|"]),
)
def test_the_encoding_and_the_separator_of_french_are_recognised(rows, name, sign):
    content = csv_bytes(rows, delimiter=sign, encoding=name)
    stream = io.BytesIO(content)
    found = encoding_of(stream)
    assert content.decode(found).lstrip("\ufeff") == content.decode(name).lstrip("\ufeff")
    assert delimiter_of(stream, found) == sign


def test_quotes_hold_separators_and_line_ends():
    rows = [["Nom", "Adresse"], ['dit "le lac"', "12 place\ndu Marché; bâtiment A"]]
    assert rows_read(csv_bytes(rows)) == rows


def test_the_encoding_may_be_imposed():
    assert rows_read("a;é\n".encode("cp1252"), encoding="mac-roman") == [["a", "È"]]
    with pytest.raises(ImportRefused, match="Choisir un autre encodage"):
        rows_read("a;é\nb;c\n".encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize("content", [b"a;b\n1;\x002\n", "a;b\n1;\x002\n".encode("utf-16")])
def test_a_zero_character_is_named_with_its_line(content):
    with pytest.raises(ImportRefused, match=r"caractère nul \(NUL\) à la ligne 2"):
        rows_read(content)


def test_a_quote_left_open_is_explained():
    with pytest.raises(ImportRefused, match="un guillemet n'est sans doute pas refermé"):
        rows_read(b'a;b\n1;"' + b"x" * 40_000 + b"\n")


# --- workbooks ----------------------------------------------------------------------------------------------


def test_a_workbook_gives_the_texts_that_our_exports_write():
    rows = [
        ["Jour", "Instant", "Nombre", "Montant", "Coché", "Texte"],
        [date(2026, 3, 12), datetime(2026, 3, 12, 14, 30), 3, 12.5, True, "'pas touché"],  # noqa: DTZ001
    ]
    assert rows_read(xlsx_bytes(rows), "t.xlsx")[1] == [
        "12/03/2026", "12/03/2026 14:30", "3", "12,5", "Oui", "'pas touché",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_our_own_exports_come_back_as_they_left(kind):
    labels = ["Nom", "Jour", "Nombre", "Oui ou non"]
    rows = [
        ["=1+1", date(2026, 3, 12), 5, True],
        ["+33 1 49 56 60 00", None, -5, False],
        ["'apostrophe", None, 0, None],
    ]
    read_back = rows_read(exported(kind, labels, rows), f"t.{kind}")
    assert read_back[0] == labels
    assert read_back[1] == ["=1+1", "12/03/2026", "5", "Oui"]
    assert read_back[2] == ["+33 1 49 56 60 00", "", "-5", "Non"]
    assert [cell for cell in read_back[3] if cell] == ["'apostrophe", "0"]


# What a cell of a spreadsheet can hold: XML has neither control characters nor surrogates.
CELL = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff\u2028\u2029\x85"),
    min_size=1, max_size=40,
).filter(lambda text: text == text.strip())  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=20, max_size=60),
       kind=st.sampled_from(["csv", "xlsx", "ods"]))  # fmt: skip
def test_any_text_survives_the_export_and_the_import(rows, kind):
    labels = ["Première", "Deuxième", "Troisième"]
    read_back = rows_read(exported(kind, labels, rows), f"t.{kind}")
    if kind == "xlsx":
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    assert read_back == [labels, *rows]


def test_the_first_filled_sheet_is_read_unless_another_is_chosen():
    content = xlsx_bytes([["Nom"], ["Zoé"]], sheets=("Notice", "Données"))
    assert rows_read(content, "t.xlsx") == [["Nom"], ["Zoé"]]
    with pytest.raises(ImportRefused, match="La feuille choisie n'existe pas"):
        rows_read(content, "t.xlsx", sheet="Autre")


# --- headings -----------------------------------------------------------------------------------------------


def head(rows, **choices):
    stored = store_upload(upload(csv_bytes(rows)), by=None, at=NOON, kinds=TABLE_KINDS)
    return head_of(stored, Choices(**choices))


def test_the_headings_are_found_under_a_title_and_an_empty_line():
    found = head([["Liste des organismes"], ["au 12/03/2026"], [], ["Nom", "Ville", "Tél"], ["Zoé", "Créteil", "01"]])
    assert found.header_line == 4
    assert found.columns == ["Nom", "Ville", "Tél"]


def test_two_columns_of_one_name_and_a_nameless_one_are_told_apart():
    found = head([["Nom", "Nom", ""], ["a", "b", "c"], ["d", "e", "f"]])
    assert found.columns == ["Nom", "Nom (2)", "Colonne C"]


def test_an_empty_line_of_headings_is_refused():
    with pytest.raises(ImportRefused, match="Aucun titre de colonne"):
        head([["Nom"], [], ["Zoé"]], header_line=2)


# --- hostile files ------------------------------------------------------------------------------------------

CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(parts, *, compression=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def hand_made(sheet: str, *, strings: str = "", sheets: int = 1, extra=()) -> bytes:
    """A minimal XLSX around the XML of its first sheet."""
    names = "".join(f'<sheet name="f{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'{links}<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n in range(1, sheets + 1)},
        **dict(extra),
    }
    return package(parts)


def sheet_of(rows: str, dimension: str = "A1:A1") -> str:
    return f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


def cell(place: str, text: str = "a") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADED = f'<row r="1">{cell("A1", "Nom")}</row><row r="2">{cell("A2")}</row>'


def far_cell() -> bytes:
    return hand_made(sheet_of(f'{HEADED}<row r="1048576">{cell("XFD1048576")}</row>', "A1:XFD1048576"))


def five_million_cells() -> bytes:
    return hand_made(sheet_of(f"<row>{'<c><v>1</v></c>' * 100}</row>" * 50_000))


def huge_text_node() -> bytes:
    return hand_made(sheet_of(f'<row r="1">{cell("A1", "a" * 250_000_000)}</row>'))


def billion_laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    sheet = f"<!DOCTYPE x [{entities}]>" + sheet_of(f'<row r="1">{cell("A1", "&j;")}</row>')
    return hand_made(sheet)


def ten_thousand_sheets() -> bytes:
    return hand_made(sheet_of(HEADED), sheets=10_000)


def three_hundred_sheets() -> bytes:
    return hand_made(sheet_of(HEADED), sheets=300)


def million_shared_strings() -> bytes:
    strings = f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>texte {n}</t></si>" for n in range(1_000_000)) + "</sst>"
    return hand_made(sheet_of(HEADED), strings=strings)


def zip_inside() -> bytes:
    return hand_made(sheet_of(HEADED), extra={"xl/inner.zip": package({"a": "0" * 30_000_000})}.items())


def lying_sizes() -> bytes:
    """The directory of the archive announces a few bytes for each part."""
    content = bytearray(hand_made(sheet_of(f'<row r="1">{cell("A1", "a" * 5_000_000)}</row>')))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 24 : place + 28] = (10).to_bytes(4, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def zip64_lies() -> bytes:
    content = bytearray(hand_made(sheet_of(HEADED)))
    place = content.find(b"PK\x01\x02")
    content[place + 20 : place + 28] = b"\xff" * 8
    return bytes(content)


def with_macro() -> bytes:
    return hand_made(sheet_of(HEADED), extra={"xl/vbaProject.bin": b"\0" * 64}.items())


def repeated_ods() -> bytes:
    """Three hundred bytes that stand for seventeen thousand million cells."""
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        ' table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return package({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": body})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = {
    "far cell": ("t.xlsx", far_cell, "trop complexe|trop large|dépasse"),
    "a wide dimension alone": ("t.xlsx", lambda: hand_made(sheet_of("", "A1:XFD1048576")), "titre|complexe|vide"),
    "five million cells": ("t.xlsx", five_million_cells, "décompresse de façon anormale|complexe"),
    "a text of 250 MB": ("t.xlsx", huge_text_node, "décompresse de façon anormale|volumineux"),
    "billion laughs": ("t.xlsx", billion_laughs, "définitions XML dangereuses"),
    "ten thousand sheets": ("t.xlsx", ten_thousand_sheets, "volumineux"),
    "three hundred sheets": ("t.xlsx", three_hundred_sheets, "plus de 200 feuilles"),
    "an archive inside": ("t.xlsx", zip_inside, "."),
    "false sizes": ("t.xlsx", lying_sizes, "endommagé"),
    "false zip64": ("t.xlsx", zip64_lies, "endommagé|volumineux|anormale"),
    "a macro": ("t.xlsx", with_macro, "macros"),
    "encrypted": ("t.xlsx", lambda: OLE + b"\0" * 4000, "mot de passe"),
    "a broken XLS": ("t.xls", lambda: OLE + os.urandom(4000), "endommagé|complexe"),
    "a repeated ODS": ("t.ods", repeated_ods, "complexe|dépasse"),
    "a truncated XLSX": ("t.xlsx", lambda: xlsx_bytes([["a"]])[:2000], "endommagé"),
    "an executable named CSV": ("t.csv", lambda: b"MZ" + b"\0" * 400, "ne correspond pas"),
    "a page named CSV": ("t.csv", lambda: b"<html><script>alert(1)</script>", "ne correspond pas"),
    "zeros named CSV": ("t.csv", lambda: b"\0" * 4000, "NUL"),
    "random bytes named CSV": ("t.csv", lambda: b"\x01" + bytes(range(128, 256)) * 400, "."),
    "an empty file": ("t.csv", lambda: b"", "vide"),
    "another extension": ("t.exe", lambda: b"a", "pas accepté"),
}  # fmt: skip
SOUND_ENOUGH = {"an archive inside", "random bytes named CSV"}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_gets_a_sentence_and_harms_nothing(house, name):
    file_name, make, expected = HOSTILE[name]
    content = make()
    before = resident()
    try:
        begin(content, house.head, NOON, name=file_name)
    except (FileRefused, ImportRefused) as refusal:
        assert re.search(expected, str(refusal)), str(refusal)
        assert not TableImport.objects.exists()
    else:
        assert name in SOUND_ENOUGH
    assert resident() - before < 50_000_000


def resident() -> int:
    """Bytes of this process in memory."""
    with open("/proc/self/statm") as status:
        return int(status.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_million_shared_strings_are_read_by_the_child_alone():
    content = million_shared_strings()
    before = resident()
    assert rows_read(content, "t.xlsx") == [["Nom"], ["a"]]
    assert resident() - before < 50_000_000


def test_a_dimension_that_lies_hides_no_row():
    assert rows_read(hand_made(sheet_of(HEADED, "A1:A1")), "t.xlsx") == [["Nom"], ["a"]]


def test_a_formula_and_an_external_link_give_their_last_value():
    formula = '<c r="A2" t="str"><f>DDE("cmd";"/c calc";"x")</f><v>su</v></c>'
    rows = f'<row r="1">{cell("A1", "Nom")}</row><row r="2">{formula}</row>'
    content = hand_made(sheet_of(rows), extra={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}.items())
    assert rows_read(content, "t.xlsx") == [["Nom"], ["su"]]


def test_a_child_that_takes_too_long_is_stopped_with_a_sentence():
    stored = store_upload(upload(csv_bytes(FRENCH)), by=None, at=NOON, kinds=TABLE_KINDS)
    with pytest.raises(ImportRefused, match="trop complexe"), read(stored, Choices(), seconds=0):
        pass
