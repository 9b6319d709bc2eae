"""The list of the paragraphs."""

from django.utils.timezone import localdate

from directorate.legal_texts.queries import whole_register
from directorate.paragraphs import queries
from directorate.paragraphs.filters import ParagraphFilter
from directorate.paragraphs.policies import reads_paragraphs
from directorate.paragraphs.tables import library_table
from directorate.web.lists import ListDefinition, declare_list

PARAGRAPH_LIST = declare_list(
    ListDefinition(
        code="paragraphs",
        title="Paragraphes",
        url_name="directorate:paragraphs",
        policy=reads_paragraphs,
        rows=lambda staff, at: queries.library(),
        table=lambda at, query: library_table(localdate(at), whole_register()),
        filterset=ParagraphFilter,
        export_name="paragraphes",
    )
)
