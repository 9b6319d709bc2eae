"""The journal, filtered; the export is exactly what is shown."""

from django.utils.timezone import now
from django.views.decorators.http import require_GET

from directorate.journal.lists import JOURNAL_LIST
from directorate.journal.policies import reads_journal
from directorate.web.access import allow
from directorate.web.lists import list_page


@require_GET
@allow(reads_journal)
def journal(request):
    return list_page(
        request,
        JOURNAL_LIST,
        at=now(),
        intro="Ce qui a été fait, par qui et quand. Rien ne s'y modifie ni ne s'y efface.",
    )
