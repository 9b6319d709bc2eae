"""What the stock of documents brings to the figures, the search and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.documentation.models import DocumentOrder
from road_safety.documentation.queries import low, orders, references
from road_safety.documentation.tables import order_url, reference_url
from road_safety.equipment.sources import capped
from road_safety.policies import reads_road_safety


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    short = low().count()
    listed = reverse("road_safety:document-orders")
    return [
        Figure("Documents sous le seuil", short, url=f"{reverse('road_safety:documents')}?stock=low",
               tone="warning" if short else ""),
        Figure("Commandes de documents à préparer", DocumentOrder.objects.filter(state="requested").count(),
               url=f"{listed}?state=requested"),
    ]  # fmt: skip


def find_documents(question: Question) -> Found:
    """By code or title."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = references().filter(Q(code__icontains=text) | Q(title__icontains=text))
    return capped(
        rows,
        lambda row: SearchHit(str(row), reference_url(row), "Documentation", f"{row.stock} en stock",
                              exact=row.code.casefold() == text.casefold()),
        question.limit,
    )  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in orders().filter(commune=key).exclude(sent_on=None):
        yield AgendaEvent(row.sent_on, f"Documents envoyés à {row.recipient}", order_url(row), "Documentation")
