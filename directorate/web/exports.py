"""A table as a file: CSV, XLSX, ODS. What a stranger typed never becomes a formula.

Rule for text in CSV: a text that a spreadsheet could take for a formula, or that begins with an apostrophe, receives
one apostrophe in front. Removing one leading apostrophe gives the text back: "+33 1 49 56 60 00" survives the journey.
XLSX and ODS say the type of each cell and need no such mark.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape as xml_escape

import xlsxwriter
from django.utils.timezone import is_aware, localtime

Value = str | int | float | bool | Decimal | date | datetime | None

# Besides the ASCII signs, the full-width ones that spreadsheets also accept; white space in front does not protect.
FORMULA = re.compile(r"^['\s\x00-\x1f]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20|%]|^['\t\r\n\x00-\x1f]")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_CELL = 32_000


def neutral(text: str) -> str:
    """The text as CSV may carry it."""
    text = text.replace("\x00", "")
    return f"'{text}" if FORMULA.match(text) else text


def plain(value: Value) -> Value:
    """Instants as the local wall clock, booleans as words: what a person expects to find in a cell."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).replace(tzinfo=None, microsecond=0)
    return value


def csv_text(value: Value) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return neutral(str(value))


SPECIAL = re.compile('[;"\r\n]')


def csv_cell(text: str) -> str:
    """Quoted when it must be, exactly as PostgreSQL does: both write the same file."""
    return '"' + text.replace('"', '""') + '"' if SPECIAL.search(text) else text


def csv_line(texts: Sequence[str]) -> str:
    if len(texts) == 1 and texts[0] == "\\.":
        return '"\\."\n'
    return ";".join(map(csv_cell, texts)) + "\n"


def csv_lines(labels: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Lines for a French spreadsheet: semicolons, decimal commas, a byte order mark."""
    yield "\ufeff" + csv_line([neutral(label) for label in labels])
    for row in rows:
        yield csv_line([csv_text(value) for value in row])


def write_csv(target, labels: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> None:
    for line in csv_lines(labels, rows):
        target.write(line.encode())


# --- XLSX ---------------------------------------------------------------------------------------------------


def write_xlsx(target, labels: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> None:
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title})
    head = book.add_format({"bold": True, "bg_color": "#E3E3FD", "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet = book.add_worksheet("Données")
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, max(len(labels) - 1, 0), 22)
    for place, label in enumerate(labels):
        sheet.write_string(0, place, label, head)
    line = 0
    for line, row in enumerate(rows, start=1):  # noqa: B007 - the last line bounds the filter
        for place, value in enumerate(row):
            value = plain(value)
            if value is None or value == "":
                continue
            if isinstance(value, datetime):
                sheet.write_datetime(line, place, value, instant)
            elif isinstance(value, date):
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, NOT_XML.sub("", str(value))[:MAX_CELL])
    if labels:
        sheet.autofilter(0, 0, line, len(labels) - 1)
    book.close()


# --- ODS ----------------------------------------------------------------------------------------------------

ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3"><office:automatic-styles>'
    '<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '</number:date-style><number:date-style style:name="N2"><number:day number:style="long"/><number:text>/'
    '</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="instant" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="head" style:family="table-cell"><style:table-cell-properties'
    ' fo:background-color="#e3e3fd"/><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties'
    ' style:column-width="4.5cm"/></style:style>'
    '</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Données">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_cell(value: Value) -> str:
    value = plain(value)
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        attrs = f'table:style-name="instant" office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"'
        words = f"{value:%d/%m/%Y %H:%M}"
    elif isinstance(value, date):
        attrs = f'table:style-name="day" office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        words = f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float | Decimal):
        attrs, words = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        attrs, words = 'office:value-type="string"', str(value)
    return f"<table:table-cell {attrs}>{ods_text(words)}</table:table-cell>"


def ods_text(text: str) -> str:
    return "".join(f"<text:p>{xml_escape(line)}</text:p>" for line in NOT_XML.sub("", text)[:MAX_CELL].split("\n"))


def write_ods(target, labels: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # The format wants the type first and uncompressed: programs read it at a fixed place.
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS_MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        with archive.open("content.xml", "w") as content:
            content.write(ODS_HEAD.encode())
            head = "".join(
                f'<table:table-cell table:style-name="head" office:value-type="string">{ods_text(label)}'
                "</table:table-cell>"
                for label in labels
            )
            width = f'table:style-name="wide" table:number-columns-repeated="{max(len(labels), 1)}"'
            content.write(
                f"<table:table-column {width}/><table:table-header-rows><table:table-row>{head}</table:table-row>"
                "</table:table-header-rows>".encode()
            )
            for row in rows:
                content.write(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>".encode())
            content.write(ODS_TAIL.encode())


# --- formats ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Format:
    """`write(target, labels, rows, title)` writes the file in `target`, opened in binary, row after row."""

    label: str
    extension: str
    media_type: str
    write: Callable[..., None]


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8", write_csv),
    "xlsx": Format(
        "Excel (XLSX)", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
    ),
    "ods": Format("LibreOffice (ODS)", "ods", ODS_MIME, write_ods),
}
