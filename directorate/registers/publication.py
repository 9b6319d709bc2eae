"""From the acts of an issue to what is published of them: one page, one PDF, one table of data, all without what is
hidden. The signed acts are read and never written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from directorate.documents.files import store_bytes
from directorate.documents.letters import render_text
from directorate.documents.markup import body_of, nested, plain_text
from directorate.documents.models import StoredFile
from directorate.documents.operations import render_files
from directorate.documents.pdf_merging import Part, bound_pdf, page_count
from directorate.documents.pdf_text import hidden_words_of_pdf, text_of_pdf
from directorate.documents.redaction import MARK, found_in, letters_in, redacted_html, redacted_text
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.scopes import act_kind_label
from directorate.parameters.queries import value as parameter
from directorate.registers.models import RegisterCorrection, RegisterEntry, RegisterIssue
from directorate.web.errors import DomainError


class NotPublishable(DomainError):
    """An act that cannot be published as it is."""

    title = "Acte à revoir"


@dataclass(frozen=True)
class PublishedAct:
    """What an issue says of an act."""

    anchor: str
    number: str
    title: str
    kind: str
    signed_on: str
    signatory: str
    is_redacted: bool
    html: SafeString
    text: str
    pages: int
    file: StoredFile
    first_page: int = 0


@dataclass(frozen=True)
class Section:
    name: str
    acts: Sequence[PublishedAct]


def published_html(entry: RegisterEntry) -> str:
    """The document of an act without what is hidden in it."""
    html = entry.letter.html
    return redacted_html(html, entry.passages) if entry.passages else html


def published_title(entry: RegisterEntry) -> str:
    return redacted_text(entry.letter.title, entry.passages)


def published_file(entry: RegisterEntry, at: datetime) -> StoredFile:
    """The signed file when nothing is hidden; otherwise another one, laid out without the passages and read back."""
    letter = entry.letter
    if not letter.html:
        raise NotPublishable(f"L'acte n° {letter.number} n'a pas de texte : il ne peut pas être publié.")
    if not entry.passages:
        return letter.pdf or render_files(letter_id=letter.pk, at=at).pdf
    content = pdf_of(typeset(published_html(entry)))
    if left := left_in(content, entry.passages):
        raise NotPublishable(
            f"L'acte n° {letter.number} laisserait paraître {left} des passages à occulter : il n'est pas publié."
        )
    name = f"acte-{letter.number.replace('/', '-')}-publie.pdf"
    return store_bytes(content, name, "application/pdf", by=None, at=at)


def left_in(content: bytes, passages: Sequence[str]) -> int:
    """How many of the passages a reader of the PDF would still find, in its pages or beside them."""
    # Beside the pages, in what is not words for people, short runs of letters are found by chance.
    long = [passage for passage in passages if letters_in(passage) > 4]
    return len(found_in(text_of_pdf(content), passages) | found_in(hidden_words_of_pdf(content), long))


# --- the issue ----------------------------------------------------------------------------------------------


def assembled(issue: RegisterIssue, entries: Sequence[RegisterEntry]) -> dict[str, bytes]:
    """The files of an issue, by the field that keeps them. `entries`: laid out, service by service."""
    sections = [
        Section(unit.name, [act_of(entry) for entry in rows])
        for unit, rows in groupby(entries, key=lambda entry: entry.unit)
    ]
    corrections = list(issue.corrections.select_related("entry__issue", "entry__letter"))
    words = words_of(issue)
    context = {
        **words,
        "sections": sections,
        "corrections": [correction_words(row) for row in corrections],
        "mark_of_hidden": MARK,
    }
    return {
        "page": render_to_string("registers/published.html", context).encode(),
        "pdf": pdf_of_issue(context),
        "data": json.dumps(data_of(context), ensure_ascii=False, indent=1).encode(),
    }


def words_of(issue: RegisterIssue) -> dict:
    on = issue.published_on
    return {
        "name": str(issue),
        "year": issue.year,
        "number": issue.number,
        "published_on": on,
        "published_words": french_long(on),
        "prefecture": {"name": parameter("authority.prefecture", on), "city": parameter("authority.city", on)},
    }


def act_of(entry: RegisterEntry) -> PublishedAct:
    letter = entry.letter
    html = typeset(published_html(entry))
    return PublishedAct(
        anchor=f"acte-{letter.number.replace('/', '-')}",
        number=letter.number,
        title=published_title(entry),
        kind=act_kind_label(letter.kind),
        signed_on=letter.signed_at.astimezone(PARIS).date().isoformat() if letter.signed_at else "",
        signatory=redacted_text(str(letter.signed_by or ""), entry.passages),
        is_redacted=bool(entry.passages),
        # Escaped already: it came from our own templates, or from the redaction, which escapes what it writes.
        html=mark_safe(nested(body_of(html), 2)),
        text=plain_text(html),
        pages=page_count(entry.pdf),
        file=entry.pdf,
    )


def correction_words(correction: RegisterCorrection) -> dict[str, str]:
    """A rectificatif names the issue and the act; their words are hidden here as they were there."""
    entry = correction.entry
    return {
        "issue": str(entry.issue),
        "published_on": f"{entry.issue.published_on:%d/%m/%Y}",
        "number": entry.letter.number,
        "title": published_title(entry),
        "text": redacted_text(correction.text, entry.passages),
    }


def pdf_of_issue(context: dict) -> bytes:
    """The summary with the page of each act, then the acts; a bookmark for each service and each act."""
    front = front_of(context, 0)
    front = front_of(context, page_count(front))
    parts = [Part("Sommaire", front)]
    for section in context["sections"]:
        parts.append(Part(section.name, None, 0))
        parts += [Part(f"{act.number} {act.title}", act.file, 1) for act in section.acts]
    title = f"{context['name']} – {context['prefecture']['name']}"
    return bound_pdf(parts, title=title, author=context["prefecture"]["name"])


def front_of(context: dict, pages: int) -> bytes:
    """The pages of the summary; the acts come after `pages` of them."""
    following = pages + 1
    rows = []
    for section in context["sections"]:
        acts = []
        for act in section.acts:
            acts.append({"number": act.number, "title": act.title, "page": following})
            following += act.pages
        rows.append({"name": section.name, "acts": acts})
    return pdf_of(typeset(render_text("registers/summary.html", {**context, "sections": rows})))


def data_of(context: dict) -> dict:
    return {
        "register": "Recueil des actes administratifs",
        "prefecture": context["prefecture"]["name"],
        "year": context["year"],
        "number": context["number"],
        "published_on": context["published_on"].isoformat(),
        "sections": [
            {
                "service": section.name,
                "acts": [
                    {
                        "number": act.number,
                        "title": act.title,
                        "kind": act.kind,
                        "signed_on": act.signed_on,
                        "signatory": act.signatory,
                        "redacted": act.is_redacted,
                        "text": act.text,
                    }
                    for act in section.acts
                ],
            }
            for section in context["sections"]
        ],
        "corrections": context["corrections"],
    }
