"""Writing the library: each change is a new version; what was inserted in acts stays what it was."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember, Unit
from directorate.paragraphs.errors import ParagraphRefused
from directorate.paragraphs.families import families
from directorate.paragraphs.models import Paragraph, ParagraphVersion
from directorate.paragraphs.policies import keeps_paragraphs
from directorate.web.errors import Conflict, NotAllowed, NotFound

INITIAL = Path(__file__).parent / "data" / "paragraphs.json"
LONGEST = 10_000


@transaction.atomic
def add_paragraph(
    *, unit: Unit, kind: str, title: str, family: str, text: str, reason: str = "", by: StaffMember, at: datetime
) -> Paragraph:
    paragraph = Paragraph(unit=unit, kind=kind, title=" ".join(title.split()), family=family)
    check_right(paragraph, by, at)
    check_place(paragraph)
    text = tidy(kind, text)
    paragraph.save()
    version = ParagraphVersion.objects.create(
        paragraph=paragraph, number=1, text=text, valid_from=day_of(at), reason=reason.strip(), changed_by=by,
        created_at=at,
    )  # fmt: skip
    told(paragraph, "paragraph.added", version, by=by, at=at)
    return paragraph


@transaction.atomic
def change_paragraph(
    *, paragraph: Paragraph, seen: int, text: str, reason: str, by: StaffMember, at: datetime
) -> ParagraphVersion:
    """Another wording from now on. It also brings back a paragraph that was withdrawn."""
    former = locked_version(paragraph, seen, by, at)
    text = tidy(paragraph.kind, text)
    if not reason.strip():
        raise ParagraphRefused("Indiquer le motif.", field="reason")
    if former.valid_to is None and former.text == text:
        raise ParagraphRefused("Ce texte est celui de la version proposée.", field="text")
    if former.valid_to is None:
        former.valid_to = day_of(at)
        former.save(update_fields=["valid_to"])
    version = ParagraphVersion.objects.create(
        paragraph=paragraph, number=former.number + 1, text=text, valid_from=day_of(at), reason=reason.strip(),
        changed_by=by, created_at=at,
    )  # fmt: skip
    told(paragraph, "paragraph.changed", version, by=by, at=at)
    return version


@transaction.atomic
def withdraw_paragraph(
    *, paragraph: Paragraph, seen: int, reason: str, by: StaffMember, at: datetime
) -> ParagraphVersion:
    """It is offered no more; the acts that hold it keep it."""
    version = locked_version(paragraph, seen, by, at)
    if version.valid_to is not None:
        raise ParagraphRefused("Ce paragraphe n'est déjà plus proposé.")
    if not reason.strip():
        raise ParagraphRefused("Indiquer le motif.", field="reason")
    version.valid_to = day_of(at)
    version.save(update_fields=["valid_to"])
    told(paragraph, "paragraph.withdrawn", version, by=by, at=at, reason=reason.strip())
    return version


def locked_version(paragraph: Paragraph, seen: int, by: StaffMember, at: datetime) -> ParagraphVersion:
    """The newest one, once nobody else can write another."""
    row = Paragraph.objects.select_for_update().filter(pk=paragraph.pk).first()
    if row is None:
        raise NotFound("Ce paragraphe n'est pas dans la bibliothèque.")
    check_right(row, by, at)
    version = row.versions.order_by("-number").first()
    if version.number != seen:
        raise Conflict("Ce paragraphe a été modifié entre-temps : relire sa page avant de recommencer.")
    return version


def check_right(paragraph: Paragraph, by: StaffMember, at: datetime) -> None:
    if not keeps_paragraphs(by, paragraph, on=day_of(at)):
        raise NotAllowed("Les paragraphes d'un bureau sont tenus par son chef ou son adjoint.")


def check_place(paragraph: Paragraph) -> None:
    if paragraph.kind not in Paragraph.Kind.values:
        raise ParagraphRefused("Choisir une nature.", field="kind")
    if not paragraph.title:
        raise ParagraphRefused("Indiquer l'intitulé.", field="title")
    if paragraph.family and paragraph.family not in families():
        raise ParagraphRefused("Choisir une famille de procédures.", field="family")
    same = Paragraph.objects.filter(
        unit=paragraph.unit, kind=paragraph.kind, family=paragraph.family, title=paragraph.title
    )
    if same.exists():
        raise ParagraphRefused("Un paragraphe de même nature porte déjà cet intitulé.", field="title")


def tidy(kind: str, text: str) -> str:
    """Plain text as its field in the act takes it: a visa is one line, other parts have no empty line inside."""
    plain = "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or unicodedata.category(char) != "Cc")
    lines = [" ".join(line.split(" ")).strip() for line in plain.split("\n")]
    if kind == Paragraph.Kind.VISA:
        lines = [" ".join(" ".join(lines).split())]
    elif kind != Paragraph.Kind.CONDITION:
        lines = [line for line in lines if line]
    tidied = "\n".join(lines).strip()
    if not tidied:
        raise ParagraphRefused("Écrire le texte du paragraphe.", field="text")
    if len(tidied) > LONGEST:
        raise ParagraphRefused(f"Le texte tient en {LONGEST} caractères.", field="text")
    return tidied


def told(
    paragraph: Paragraph, action: str, version: ParagraphVersion, *, by: StaffMember, at: datetime, reason: str = ""
) -> None:
    record(
        by=by,
        at=at,
        action=action,
        subject=paragraph,
        label=paragraph.title,
        unit_code=paragraph.unit_id,
        details={"version": version.number, "text": version.text, "reason": reason or version.reason},
    )


def day_of(at: datetime) -> date:
    return at.astimezone(PARIS).date()


# --- the paragraphs with which the application starts -------------------------------------------------------


def initial_rows() -> list[Mapping[str, str]]:
    """Each with its kind, family, title and text."""
    return json.loads(INITIAL.read_text(encoding="utf-8"))


@transaction.atomic
def load_initial(*, unit: Unit, at: datetime) -> int:
    """Offer the initial paragraphs that are missing, in the name of a bureau; returns how many."""
    known = set(Paragraph.objects.filter(unit=unit).values_list("kind", "family", "title"))
    rows = [row for row in initial_rows() if (row["kind"], row["family"], row["title"]) not in known]
    made = Paragraph.objects.bulk_create(
        [Paragraph(unit=unit, kind=row["kind"], family=row["family"], title=row["title"]) for row in rows]
    )
    ParagraphVersion.objects.bulk_create(
        [
            ParagraphVersion(
                paragraph=paragraph, number=1, text=tidy(row["kind"], row["text"]), valid_from=day_of(at),
                reason="Paragraphe chargé à l'installation", created_at=at,
            )
            for paragraph, row in zip(made, rows, strict=True)
        ]
    )  # fmt: skip
    if rows:
        record(
            by=None,
            at=at,
            action="paragraph.loaded",
            subject=("paragraph", "initial"),
            label="Paragraphes initiaux de la bibliothèque",
            unit_code=unit.pk,
            details={"rows": len(rows)},
        )
    return len(rows)
