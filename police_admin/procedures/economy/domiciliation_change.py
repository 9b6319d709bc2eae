"""A change in an approved domiciliation company, or a new establishment: declared within two months (R123-166-4).

A late declaration is registered all the same; it is said, and may found a measure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.procedure import Archetype, LetterModel, PermitConcerned, Piece, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, days_in_words, step
from police_admin.procedures.economy import domiciliation

ARTICLE = "Code de commerce, art. R123-166-4"
APPROVALS = ("business_domiciliation_approval", "business_domiciliation_renewal")
MONTHS = "domiciliation.change_months"
SUBJECTS = [
    ("managers", "Dirigeants ou exploitant"),
    ("holders", "Détenteurs d'une part du capital à déclarer"),
    ("seat", "Siège de l'entreprise"),
    ("establishment", "Création d'un établissement secondaire"),
    ("premises", "Locaux ou titre d'occupation"),
    ("name", "Dénomination ou forme"),
    ("cessation", "Cessation de l'activité"),
]


class ChangeForm(forms.Form):
    """What has changed, and when."""

    changed_on = LegalDateField(label="Date du changement")
    subjects = forms.MultipleChoiceField(
        label="Objet du changement", choices=SUBJECTS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un objet."},
    )  # fmt: skip
    changes_description = LinesField(
        label="Changements", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne ; pour un établissement : adresse, surface.",
    )  # fmt: skip
    new_approval_needed = forms.BooleanField(
        label="Ce changement demande un nouvel agrément", required=False,
        help_text="À remplir à l'instruction : une nouvelle demande est alors à déposer.",
    )  # fmt: skip

    def clean_changed_on(self):
        if self.cleaned_data["changed_on"] > localdate():
            raise forms.ValidationError("Un changement se déclare une fois survenu.")
        return self.cleaned_data["changed_on"]


def said_of(*subjects: str):
    """A piece that the change of one of these subjects calls for."""

    def is_needed(answers: Mapping[str, Any], on: date) -> bool:
        return bool(set(subjects) & set(answers.get("subjects") or ()))

    return is_needed


def of_declaration(facts: Facts) -> Iterator[Expected]:
    """The last day to declare: two months after the change, of the same day number."""
    changed_on, declared_on = date.fromisoformat(facts.case.answers["changed_on"]), facts.case.received_on
    rule = facts.rules.of("filing", MONTHS, changed_on)
    due_on = add_months(changed_on, int(rule.value))
    late = declared_on > due_on
    said = f"Déclaration tardive de {days_in_words((declared_on - due_on).days)}." if late else "Dans le délai."
    steps = [
        step("Changement", changed_on),
        step(f"{rule.value} {rule.unit}, de quantième à quantième", due_on, article=ARTICLE),
        step("Déclaration reçue", declared_on),
    ]
    computed = Computation(
        "R1", due_on, steps=steps,
        facts={"late": late, "early": False, "earliest": "", "latest": due_on.isoformat(), "verdict": said},
    )  # fmt: skip
    yield Expected(
        code="filing", label="Dernier jour pour déclarer le changement", kind=Kind.FILING, due_on=due_on,
        state=State.PASSED if late else State.MET, article=ARTICLE, parameter_version=rule.version,
        computation=explained(computed, rule),
    )  # fmt: skip


PROCEDURE = Procedure(
    code="business_domiciliation_change",
    label="Déclaration d'un changement d'une entreprise de domiciliation",
    short_label="Domiciliation, changement déclaré",
    archetype=Archetype.DECLARATION,
    unit="polices-administratives",
    family=domiciliation.PROCEDURE.family,
    reference_code="DOD",
    legal_basis=(ARTICLE, domiciliation.APPROVAL),
    help_text="Dirigeants, capital, locaux, établissement secondaire : déclarés dans les deux mois. Le retard est"
    " constaté ; un changement qui touche aux conditions de l'agrément demande une nouvelle demande.",
    form=ChangeForm,
    title=lambda answers: f"Domiciliation d'entreprises, changement, {answers['party']}",
    concerns=PermitConcerned(APPROVALS, "Numéro de l'agrément concerné"),
    pieces=(
        Piece("declaration", "Déclaration signée"),
        Piece("registration", "Extrait d'immatriculation à jour", blocking=False),
        Piece("identity", "Identité et attestations des nouveaux dirigeants ou détenteurs",
              when=said_of("managers", "holders")),
        Piece("premises", "Titre d'occupation et aménagement des nouveaux locaux",
              when=said_of("establishment", "premises", "seat")),
    ),
    dates=(of_declaration,),
    rules={"change_months": MONTHS},
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/business_domiciliation/change_receipt.html",
                    "receipt"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    related=("business_domiciliation_approval", "business_domiciliation_sanction"),
)  # fmt: skip
