"""The reports of a trade on one page, each with its files (PDF, CSV, XLSX, ODS)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from civil_protection.record_pages import Sheet, files, table_file_response
from directorate.org.models import StaffMember
from directorate.web.tables import Table

Made = tuple[Table, Sequence[Any]]
Report = Callable[[date, StaffMember], Made]


@dataclass(frozen=True)
class ReportBook:
    """`reports`: by the word of their address. `file_url`: name of the address of a file (code, kind)."""

    title: str
    file_url: str
    reports: Mapping[str, Report]

    def page(self, request, breadcrumb: Sequence[tuple[str, str]]) -> TemplateResponse:
        on = localdate()
        sheets = []
        for code, report in self.reports.items():
            table, rows = report(on, request.user)
            sheets.append((Sheet(table, rows), files(self.file_url, code)))
        return TemplateResponse(
            request,
            "civil_protection/sheets.html",
            {
                "title": self.title,
                "intro": f"Situation au {on:%d/%m/%Y}.",
                "sheets": sheets,
                "breadcrumb": breadcrumb,
            },
        )

    def file(self, request, code: str, kind: str) -> HttpResponseBase:
        """Raises Http404 for a report or a format that does not exist."""
        report = self.reports.get(code)
        if report is None:
            raise Http404
        on = localdate()
        table, rows = report(on, request.user)
        return table_file_response(kind, f"{table.caption} au {on:%d-%m-%Y}", table, rows, on)
