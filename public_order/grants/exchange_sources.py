"""What Chorus and the published list bring to the figures and to the agenda."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from directorate.legal_calendar.arithmetic import add_months
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from public_order.grants import publication, queries, scdl, terms
from public_order.grants.chorus_operations import TO_SOLVE
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.sources import SUBJECT
from public_order.policies import reads_public_order

MARGIN = timedelta(days=3)


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    listed = f"{reverse('public_order:chorus-payments')}?match=to_solve"
    waiting = ChorusPayment.objects.filter(match__in=TO_SOLVE).count()
    return [Figure("FIPD : paiements Chorus à rapprocher", waiting, url=listed)]


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """FIPD-16: the last day on which a grant that is not published yet has to be."""
    if not reads_public_order(staff, on=first):
        return
    latest = publication.latest_publication()
    known = set(latest.grants.values_list("application", flat=True)) if latest else set()
    months = int(value(terms.PUBLICATION_MONTHS, first))
    window = (add_months(first, -months) - MARGIN, add_months(last, -months) + MARGIN)
    page = reverse("public_order:grant-publication")
    for row in publication.signed().filter(signed_on__range=window).exclude(pk__in=known).order_by("number"):
        due = scdl.publish_by(row.signed_on, months)
        above = int(value(terms.PUBLISHED_ABOVE, queries.opening(row)))
        if first <= due <= last and scdl.is_published(row.instrument, row.granted, row.promoter.kind, above):
            yield AgendaEvent(due, f"Publier la subvention {row.number}", page, SUBJECT, tone="warning")
