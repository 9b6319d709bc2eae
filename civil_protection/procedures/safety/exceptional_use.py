"""Exceptional use of premises for what their classification does not provide for (règlement de sécurité, art. GN 6)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Piece, Procedure, Span
from directorate.parameters.values import VERIFIED, Value
from directorate.web.plain_text import text_area

ARTICLE = f"{dossier.SAFETY_RULES}, article GN 6 de son règlement"
DAYS = "safety_file.exceptional_use_days"


class ExceptionalUseForm(dossier.EstablishmentForm):
    """The use, its days, and who asks."""

    use = text_area("Utilisation projetée et aménagements", rows=3)
    starts_at = LegalDateTimeField(label="Première utilisation")
    ends_at = LegalDateTimeField(label="Fin de la dernière utilisation")
    dates = LinesField(
        label="Autres dates d'une même série", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Une par ligne.",
    )  # fmt: skip
    people = forms.IntegerField(label="Effectif attendu", min_value=1, max_value=200_000)
    organiser = PlainCharField(label="Organisateur", max_length=160)
    other_organiser = forms.BooleanField(label="L'organisateur n'est pas l'exploitant", required=False)

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        return data


def joint(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("other_organiser"))


def is_in_time(case: Case, at: datetime) -> list[Finding]:
    if not dossier.filed_late(case):
        return []
    return [Finding("La demande est parvenue moins de quinze jours avant l'utilisation : la commission peut ne pas"
                    " l'examiner.", ARTICLE, blocking=False)]  # fmt: skip


PROCEDURE = Procedure(
    code="safety_exceptional_use",
    label="Utilisation exceptionnelle de locaux (GN 6)",
    short_label="Utilisation exceptionnelle",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="GN6",
    legal_basis=(dossier.SAFETY_RULES, dossier.OPINIONS),
    help_text="Demandée quinze jours au moins avant, par l'exploitant, ou conjointement par l'exploitant et"
    " l'organisateur s'ils sont distincts. Une demande peut couvrir une série de manifestations.",
    form=ExceptionalUseForm,
    title=lambda answers: f"Utilisation exceptionnelle, {answers['establishment_name']}",
    requires_place=True,
    event_field="starts_at",
    filing=FilingWindow(DAYS, "", ARTICLE, span=Span.DAYS),
    kept_out_of_register="Un avis au maire n'est pas un acte à publier.",
    pieces=(
        Piece("request", "Demande de l'exploitant, nature et durée de l'utilisation"),
        Piece("joint_request", "Demande conjointe de l'organisateur et de l'exploitant", when=joint),
        Piece("layout", "Plan des aménagements et des dégagements"),
        Piece("safety", "Mesures de sécurité complémentaires"),
    ),
    opinions=(dossier.FIRE_SAID, dossier.POLICE),
    parameters=(
        dossier.OPINION_MONTHS,
        Value(DAYS, "Utilisation exceptionnelle de locaux : demande au moins", 15, "jours", ARTICLE, VERIFIED,
              comment="La préfecture demande-t-elle deux mois lorsque la commission est saisie ?"),
    ),
    rules={"opinion_months": dossier.OPINION_MONTHS.code},
    dates=(dossier.opinion_due,),
    letters=dossier.OPINION_LETTERS,
    visas=(*dossier.OPINION_VISAS[:1], "Vu l'arrêté du 25 juin 1980 ;", dossier.SEISIN),
    outcomes=dossier.opinion_outcomes(
        "sur l'utilisation exceptionnelle de l'établissement « {{ answers.establishment_name }} », {{ place.commune }}",
        "L'avis porte sur l'utilisation décrite au dossier {{ case.reference }}, pour {{ answers.people }} personnes"
        " au plus, organisée par {{ answers.organiser }}.",
    ),
    checks=(is_in_time, dossier.follows_the_commission),
    legal_check_required=True,
    legal_question="Le préfet reçoit-il lui-même ces demandes, ou seulement les saisines des maires ?",
)  # fmt: skip
