"""The pages of the records of the service, with the addresses of its namespace."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from civil_protection.protection.serving import TABLE_FORMATS, table_response
from directorate.documents import record_pages
from directorate.documents.models import Letter
from directorate.documents.record_pages import Act, Paper, Sheet, act_on, record_page
from directorate.web.tables import exported, shown

__all__ = ["Act", "Sheet", "act_on", "files", "offered", "paper", "record_page", "table_file_response"]


def paper(label: str, letter: Letter | None, url_name: str, pk: int, which: str) -> list[Paper]:
    return record_pages.paper(label, letter, f"civil_protection:{url_name}", pk, which)


def offered(acts: Mapping[str, Act], row: Any, url_name: str) -> list[tuple[str, str]]:
    return record_pages.offered(acts, row, f"civil_protection:{url_name}")


def files(url_name: str, *arguments) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is downloaded, of each format of a table."""
    return [
        (label, reverse(f"civil_protection:{url_name}", args=[*arguments, kind]), kind != "pdf")
        for kind, label in TABLE_FORMATS
    ]


def table_file_response(kind: str, title: str, table, rows, on):
    """A sheet as one of its files; the PDF is a plain table under the masthead."""
    lines = [[shown(exported(column, row)) for column in table.columns] for row in rows] if kind == "pdf" else []
    return table_response(
        kind, title, table, rows, template="letters/civil_protection/table.html", on=on, lines=lines,
        columns=[column.label for column in table.columns], empty=table.empty,
    )  # fmt: skip
