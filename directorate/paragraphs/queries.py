"""Reading the library: what is offered, and to which act."""

from collections.abc import Iterator
from datetime import date

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, OuterRef, QuerySet, Subquery
from django.urls import reverse

from directorate.legal_texts.citations import citations
from directorate.legal_texts.concerns import Concerned, Group, tell_concerned
from directorate.legal_texts.models import LegalText
from directorate.legal_texts.queries import cites, judged
from directorate.org.models import StaffMember
from directorate.paragraphs.models import Paragraph, ParagraphVersion
from directorate.search.full_text import asked, holding
from directorate.web.errors import NotFound

# What the writer of an act is shown at once.
MOST_OFFERED = 30


class Words(Func):
    """The words of the title, then of the text, without their endings nor their accents."""

    function, output_field = "fr_vector", SearchVectorField()


def library() -> QuerySet[Paragraph]:
    """Every paragraph with its newest wording: `text`, `number`, `since`; `withdrawn_on` when it is offered no more."""
    newest = ParagraphVersion.objects.filter(paragraph=OuterRef("pk")).order_by("-number")
    return (
        Paragraph.objects.select_related("unit")
        .annotate(
            text=Subquery(newest.values("text")[:1]),
            number=Subquery(newest.values("number")[:1]),
            version_id=Subquery(newest.values("pk")[:1]),
            since=Subquery(newest.values("valid_from")[:1]),
            withdrawn_on=Subquery(newest.values("valid_to")[:1]),
        )
        .order_by("family", "kind", "title", "id")
    )


def matching(rows: QuerySet[Paragraph], text: str) -> QuerySet[Paragraph]:
    """Those that hold the words, whatever their accents and endings."""
    return holding(rows.annotate(vector=Words(F("title"), F("text"))), "vector", text)


def offered(family: str, text: str) -> list[Paragraph]:
    """What an act of this family of procedures is offered, of every family or of its own."""
    rows = library().filter(withdrawn_on=None, family__in=["", family])
    if asked(text):
        rows = matching(rows, text)
    return list(rows.order_by("kind", "-family", "title", "id")[:MOST_OFFERED])


def offered_version(family: str, pk: int) -> ParagraphVersion:
    """The wording that a writer asks for, if it is offered in this family of procedures."""
    version = (
        ParagraphVersion.objects.select_related("paragraph")
        .filter(pk=pk, valid_to=None, paragraph__family__in=["", family])
        .first()
    )
    if version is None:
        raise NotFound("Ce paragraphe n'est plus proposé : le chercher de nouveau.")
    return version


def known_paragraph(pk: int) -> Paragraph:
    row = library().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce paragraphe n'est pas dans la bibliothèque.")
    return row


def out_of_force(text: str, on: date) -> list[str]:
    """The sentences about the texts cited that are not in force that day."""
    return judged(citations([text]), on).refused


# --- what a text of law concerns ----------------------------------------------------------------------------


def told(text: LegalText, staff: StaffMember, on: date) -> Iterator[Group]:
    """The paragraphs offered that cite it: everybody in post reads the library."""
    rows = [
        Concerned(row.title, reverse("directorate:paragraph", args=[row.pk]), row.get_kind_display())
        for row in library().filter(withdrawn_on=None)
        if any(cites(citation, text) for citation in citations([row.text]))
    ]
    yield Group("Paragraphes de la bibliothèque", rows, len(rows))


tell_concerned(told)
