"""When the holder of weapons of category B is called before his title ends: twice, so that nobody asks too late."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from directorate.legal_calendar.arithmetic import add_months, months_before
from directorate.manifests import AgendaEvent
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from police_admin.figures import AGENDA_ROWS, permits_of_the_bureau
from police_admin.procedures.weapons import authorisation

CALLS = ("weapons.first_call_months", "weapons.second_call_months")


def calls(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Titles in force whose renewal nobody has asked, on the days of the parameters before their end (E4)."""
    titles = permits_of_the_bureau(staff, first).filter(
        procedure_code__in=(authorisation.CODE, authorisation.RENEWAL), state="in_force", renewal_asked_on=None
    )
    for code in CALLS:
        months = int(parameter(code, first))
        # Months have not the same length: the rows of a few more days are read, and each is judged by its own day.
        ends = titles.filter(expires_on__range=(add_months(first, months), add_months(last, months + 1)))
        for permit in ends.order_by("expires_on", "pk")[:AGENDA_ROWS]:
            day = months_before(permit.expires_on, months)
            if first <= day <= last:
                yield AgendaEvent(
                    day,
                    f"Titulaire à inviter à renouveler, {months} mois avant l'échéance : {permit}",
                    reverse("directorate:permit", args=[permit.pk]),
                    "Titre",
                )
