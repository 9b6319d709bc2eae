"""The list of the texts of law."""

from django.utils.timezone import localdate

from directorate.legal_texts import queries
from directorate.legal_texts.filters import LegalTextFilter
from directorate.legal_texts.policies import reads_texts
from directorate.legal_texts.tables import TEXTS
from directorate.web.lists import ListDefinition, declare_list

LEGAL_TEXT_LIST = declare_list(
    ListDefinition(
        code="legal_texts",
        title="Textes",
        url_name="directorate:legal-texts",
        policy=reads_texts,
        rows=lambda staff, at: queries.on_day(localdate(at)),
        table=lambda at, query: TEXTS,
        filterset=LegalTextFilter,
        export_name="textes",
    )
)
