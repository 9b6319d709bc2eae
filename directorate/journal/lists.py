"""The list of the journal."""

from django.db.models import QuerySet, Value
from django.utils.timezone import localdate

from directorate.journal.filters import JournalFilter
from directorate.journal.models import JournalEntry
from directorate.journal.policies import reads_journal
from directorate.journal.queries import visible_entries
from directorate.journal.tables import JOURNAL
from directorate.org.policies import is_administrator
from directorate.web.lists import ListDefinition, declare_list


def readable_entries(staff, at) -> QuerySet[JournalEntry]:
    """Each entry says whether its reader may know the content of the files."""
    on = localdate(at)
    return visible_entries(staff, on).annotate(with_content=Value(not is_administrator(staff, on=on)))


JOURNAL_LIST = declare_list(
    ListDefinition(
        code="journal",
        title="Journal",
        url_name="directorate:journal",
        policy=reads_journal,
        rows=readable_entries,
        table=lambda at, query: JOURNAL,
        filterset=JournalFilter,
        export_name="journal",
    )
)
