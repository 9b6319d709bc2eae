"""Letters of elected persons, residents and associations: answered in two months, linked to cases, without decision."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.blocks import CaseBlock, Mark, declare_block
from directorate.casework.counted import counted_from
from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.forms import LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, LetterModel, Panel, Procedure
from directorate.casework.queries import visible_to
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.parameters.values import LOW, Value
from directorate.web.errors import DomainError
from directorate.web.plain_text import text_area
from police_admin.policies import UNIT

CODE = "local_authority_letters"
MONTHS = "local_letters.answer_months"
SENDERS = [
    ("mayor", "Maire"),
    ("councillor", "Conseiller municipal, départemental ou régional"),
    ("parliament", "Député ou sénateur"),
    ("resident", "Riverain"),
    ("association", "Association ou collectif"),
    ("other", "Autre"),
]
REFERENCE = re.compile(r"\d{4}-[A-Z][A-Z0-9]*-\d{5}", re.ASCII)


class LetterForm(forms.Form):
    """Who writes, about what, and the cases that the letter touches.

    Whether a case exists is said on its own page, to those who may read it: a form would tell it to anybody.
    """

    sender = forms.ChoiceField(label="Qualité de l'auteur", choices=SENDERS)
    subject = text_area("Objet du courrier", rows=2, max_length=400)
    linked_cases = LinesField(
        label="Dossiers concernés", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une référence par ligne, par exemple 2026-DBF-00042.",
    )  # fmt: skip

    def clean_linked_cases(self):
        references = list(dict.fromkeys(line.upper() for line in self.cleaned_data["linked_cases"]))
        if wrong := next((text for text in references if not REFERENCE.fullmatch(text)), None):
            raise forms.ValidationError(f"« {wrong[:40]} » n'a pas la forme d'une référence de dossier.")
        return references


def answer_due(facts: Facts) -> Iterator[Expected]:
    yield counted_from(
        facts, code="answer", label="Réponse attendue", parameter=MONTHS, article="Objectif du service",
        started_on=facts.case.received_on, start="Courrier reçu", count=add_months, rule="R1",
        more=", même quantième", state=State.RUNNING if facts.case.is_open else State.MET,
    )  # fmt: skip


def say_what_was_answered(move: Move) -> None:
    """A letter is closed by its answer, or by the reason why none is owed."""
    if not move.details.get("text", "").strip():
        raise DomainError("Indiquer la réponse faite et sa date, ou pourquoi aucune n'est due.", field="text")


# --- where the link shows -----------------------------------------------------------------------------------------


def linked(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"references": case.answers.get("linked_cases") or []}


def letters_about(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    """On the page of any case of the bureau: the letters that touch it, among those that the reader may see."""
    if case.unit_id != UNIT or case.procedure_code == CODE:
        return None
    found = visible_to(staff, paris_day(at)).filter(
        procedure_code=CODE, answers__linked_cases__contains=[case.reference]
    )
    letters = list(found.select_related("party").order_by("-received_on", "-pk"))
    return {"letters": letters} if letters else None


def no_marks(case: Case) -> list[Mark]:
    return []


declare_block(
    CaseBlock("linked-letters", "Courriers reçus", "police_admin/linked_letters_block.html", letters_about, no_marks)
)

PROCEDURE = Procedure(
    code=CODE,
    label="Courrier d'un élu, d'un riverain ou d'une association",
    short_label="Courrier d'élu ou de riverain",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family="Courriers d'élus et de riverains",
    reference_code="CE",
    legal_basis=("Bonne administration, sans texte propre",),
    help_text="Le courrier n'appelle pas de décision : une réponse est due dans les deux mois. Les dossiers qu'il"
    " concerne y sont rattachés.",
    form=LetterForm,
    title=lambda answers: f"{answers['subject']}, {answers['party']}",
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
    ),
    parameters=(
        Value(MONTHS, "Courriers d'élus et de riverains : réponse attendue", 2, "mois", "Objectif du service", LOW,
              comment="Dans quel délai le bureau s'engage-t-il à répondre aux élus et aux riverains ?"),
    ),
    rules={"answer_months": MONTHS},
    effects={"close_registered": say_what_was_answered},
    panels=(Panel("linked", "Dossiers concernés", "police_admin/linked_cases_panel.html", linked),),
    dates=(answer_due,),
)  # fmt: skip
