"""Handing over a table of the service, or a letter."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponseBase

from civil_protection.protection.papers import sheet
from directorate.documents.files import file_name
from directorate.documents.serving import letter_response
from directorate.imports.views import table_file
from directorate.web.exports import FORMATS
from directorate.web.tables import Table, exported

__all__ = ["TABLE_FORMATS", "letter_response", "table_response"]

# What a table of the service is handed over as, besides the page itself.
TABLE_FORMATS = [("pdf", "PDF"), *((kind, each.label) for kind, each in FORMATS.items())]


def table_response(
    kind: str, title: str, table: Table, rows: Iterable[Any], *, template: str, on: date, **facts: Any
) -> HttpResponseBase:
    """The rows as a PDF laid out by the template, or as one of the files of the list kit."""
    if kind == "pdf":
        content = BytesIO(sheet(template, on, title=title, **facts))
        return FileResponse(content, filename=file_name(title, "pdf"), content_type="application/pdf")
    lines = ([exported(column, row) for column in table.columns] for row in rows)
    return table_file(kind, title, [column.label for column in table.columns], lines)
