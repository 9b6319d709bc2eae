"""The journal, filtered; the export is exactly what is shown."""

from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.journal.filters import JournalFilter
from directorate.journal.policies import reads_journal
from directorate.journal.queries import visible_entries
from directorate.journal.tables import journal_table
from directorate.org.policies import is_administrator
from directorate.web.access import allow
from directorate.web.tables import list_page


@require_GET
@allow(reads_journal)
def journal(request):
    on = localdate()
    return list_page(
        request,
        table=journal_table(with_content=not is_administrator(request.user, on=on)),
        queryset=visible_entries(request.user, on),
        title="Journal",
        at=now(),
        filterset_class=JournalFilter,
        intro="Ce qui a été fait, par qui et quand. Rien ne s'y modifie ni ne s'y efface.",
        export_name="journal",
    )
