"""Paragraphs of the library in the text of a decision: what is offered, and where a chosen one goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from directorate.casework import registry
from directorate.casework.procedure import Procedure
from directorate.legal_texts.queries import remembering, whole_register
from directorate.paragraphs.families import tell_families
from directorate.paragraphs.models import Paragraph, ParagraphVersion
from directorate.paragraphs.queries import offered, out_of_force
from directorate.web.errors import DomainError

# One visa a line; considérants and articles are separated by an empty line.
BETWEEN: Mapping[str, str] = {
    Paragraph.Kind.VISA: "\n",
    Paragraph.Kind.GROUND: "\n\n",
    Paragraph.Kind.ARTICLE: "\n\n",
    Paragraph.Kind.CONDITION: "\n",
}


@dataclass(frozen=True)
class Offer:
    paragraph: Paragraph
    refused: list[str]


def offers(procedure: Procedure, text: str, on: date) -> list[Offer]:
    """What the library offers to the acts of this procedure; `refused`: the texts cited that are not in force."""
    rows = offered(procedure.family, text)
    if not rows:
        return []
    with remembering(whole_register()):
        return [Offer(row, out_of_force(row.text, on)) for row in rows]


def with_paragraph(typed: str, version: ParagraphVersion) -> str:
    """What is typed in the field of the paragraph, and the paragraph after it."""
    typed = typed.replace("\r\n", "\n").rstrip()
    if version.text in typed:
        raise DomainError(f"Le paragraphe « {version.paragraph} » figure déjà dans l'acte.")
    return f"{typed}{BETWEEN[version.paragraph.kind]}{version.text}" if typed else version.text


def families_of_procedures() -> Iterable[str]:
    return {procedure.family for procedure in registry.all_procedures()}


tell_families(families_of_procedures)
