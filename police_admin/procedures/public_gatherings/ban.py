"""Ban of a demonstration, or of its route (CSI, art. L211-4), taken on the declaration or without any.

Individual for the organisers, who are heard unless urgency forbids it; published and posted, for whoever would join.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms

from directorate.casework import hearings
from directorate.casework.archetypes import STAGES
from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Panel, Procedure
from police_admin.procedures.public_gatherings.demonstration import (
    DECLARATION,
    HEARD,
    INVITATION,
    MANIFESTATION,
    judge_can_be_seized,
)

# What the declaration already says and need not be typed again, by the name of its field.
TAKEN_FROM_DECLARATION = {
    "purpose": "purpose",
    "starts_at": "starts_at",
    "ends_at": "ends_at",
    "start_place": "start_place",
    "route": "route",
    "organisers": "organisers",
    "elected_domicile": "elected_domicile",
}
# Without a declaration, nobody may have given a route nor elected a domicile.
NEEDED = ("purpose", "starts_at", "ends_at", "start_place", "organisers")
INSTANTS = {"starts_at", "ends_at"}


def declaration_of(reference: str) -> Case | None:
    """The declaration of this number; one whose readers are named is not to be found by its number."""
    if not reference:
        return None
    found = Case.objects.filter(reference=reference, procedure_code=DECLARATION)
    return found.exclude(sensitivity=Case.Sensitivity.SECRET).first()


class BanForm(forms.Form):
    """The demonstration, the threat to public order, and what would not be enough to prevent it."""

    declaration = PlainCharField(
        label="Numéro de la déclaration", max_length=40, required=False,
        help_text="Par exemple 2026-MV-00012. Laisser vide si la manifestation n'a pas été déclarée.",
    )  # fmt: skip
    organisers = LinesField(
        label="Organisateurs", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne. Vide : repris de la déclaration, comme les cinq réponses suivantes.",
    )  # fmt: skip
    elected_domicile = PlainCharField(label="Domicile élu des signataires", max_length=250, required=False)
    purpose = PlainCharField(label="But de la manifestation", max_length=500, required=False)
    starts_at = LegalDateTimeField(label="Début", required=False)
    ends_at = LegalDateTimeField(label="Fin", required=False)
    start_place = PlainCharField(label="Lieu de rassemblement", max_length=250, required=False)
    route = PlainCharField(
        label="Itinéraire", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    threats = LinesField(
        label="Faits faisant craindre un trouble à l'ordre public", max_length=8000,
        help_text="Un fait par ligne, précis et daté. Le retard de la déclaration n'en est pas un.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    alternatives = LinesField(
        label="Mesures moins contraignantes examinées", max_length=4000,
        help_text="Une par ligne, avec la raison pour laquelle elle ne suffit pas.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    imposed_route = PlainCharField(
        label="Itinéraire imposé", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Si la modification de l'itinéraire suffit à prévenir le trouble.",
    )  # fmt: skip

    def clean_declaration(self):
        reference = self.cleaned_data["declaration"].upper()
        if reference and declaration_of(reference) is None:
            raise forms.ValidationError("Aucune déclaration de manifestation ne porte ce numéro.")
        return reference

    def clean(self):
        data = super().clean()
        declaration = declaration_of(data.get("declaration", ""))
        if declaration is not None:
            self.take_from(declaration, data)
        for name in NEEDED:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "Cette réponse est obligatoire quand la manifestation n'est pas déclarée.")
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        return data

    def take_from(self, declaration: Case, data: dict[str, Any]) -> None:
        typed = data.get("starts_at")
        if typed and paris_day(typed) != paris_day(declaration.event_at):
            day = paris_day(declaration.event_at)
            self.add_error("starts_at", f"La manifestation est déclarée pour le {day:%d/%m/%Y}.")
        for name, source in TAKEN_FROM_DECLARATION.items():
            if not data.get(name) and name not in self.errors:
                said = declaration.answers.get(source)
                data[name] = datetime.fromisoformat(said) if said and name in INSTANTS else said or ""


# --- what is linked -----------------------------------------------------------------------------------------


def linked_declaration(case: Case, at: datetime) -> Mapping[str, Any]:
    reference = case.answers.get("declaration", "")
    found = declaration_of(reference)
    return {"reference": reference, "found": found, "stage": STAGES[found.stage].label if found else ""}


DECLARATION_PANEL = Panel(
    "declaration", "Déclaration", "police_admin/gatherings/declaration.html", linked_declaration
)  # fmt: skip


# --- the measure --------------------------------------------------------------------------------------------


def date_the_ban(move: Move) -> None:
    """It lasts as long as what it forbids."""
    case = move.case
    ends_at = datetime.fromisoformat(case.answers["ends_at"])
    dates = {"starts_on": paris_day(case.notified_at).isoformat(), "ends_on": paris_day(ends_at).isoformat()}
    case.decision.details = {**case.decision.details, **dates}
    case.decision.save(update_fields=["details"])
    move.recorded["ends_on"] = dates["ends_on"]


def comes_before_the_event(case: Case, at: datetime) -> list[Finding]:
    """A ban comes before what it forbids, and early enough for a judge to be seized."""
    if case.event_at is None:
        return []
    if case.event_at.astimezone(UTC) <= at.astimezone(UTC):
        return [Finding("La manifestation a commencé : il n'y a plus rien à interdire.", "CSI, art. L211-4")]
    return judge_can_be_seized(case, at)


def route_is_written(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "route_change" and not case.answers.get("imposed_route"):
        return [Finding("L'itinéraire imposé n'est pas indiqué.", "CSI, art. L211-4")]
    return []


def organisers_can_be_found(case: Case, at: datetime) -> list[Finding]:
    """Without an elected domicile there is nowhere to notify at once."""
    if case.answers.get("elected_domicile"):
        return []
    return [
        Finding(
            "Aucun domicile élu n'est connu : l'arrêté est notifié aux organisateurs par tout moyen, et affiché.",
            "CSI, art. L211-4",
            blocking=False,
        )
    ]


THREATS = (
    "Considérant que les faits suivants font craindre que cette manifestation trouble l'ordre public :"
    " {{ answers.threats }} ;"
)
PENALTY = (
    "Le fait d'organiser une manifestation interdite est puni de six mois d'emprisonnement et de 7 500 euros d'amende"
    " (article 431-9 du code pénal)."
)

PROCEDURE = Procedure(
    code="demonstration_ban",
    label="Interdiction d'une manifestation ou de son itinéraire",
    short_label="Manifestation, interdiction",
    archetype=Archetype.POLICE_MEASURE,
    unit="polices-administratives",
    family="Rassemblements",
    reference_code="MVI",
    legal_basis=("CSI, art. L211-4", "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="Sur une manifestation déclarée ou non, quand l'ordre public est menacé et que rien de moins ne suffit."
    " Vingt-quatre heures au moins avant le début, pour que le juge puisse être saisi.",
    form=BanForm,
    title=lambda answers: f"Interdiction, {answers['purpose']}",
    event_field="starts_at",
    hearing_required=True,
    # Opinions political, union and religious: the circle of readers stays narrow.
    sensitivity="restricted",
    opinions=(
        Opinion("police_assessment", "Évaluation des services de police", "CSI, art. L211-4",
                organisation_kind="police", days_parameter="street_demonstration.opinion_days"),
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall",
                days_parameter="street_demonstration.opinion_days"),
    ),
    letters=(
        INVITATION,
        LetterModel("order_ban", "Arrêté", "letters/demonstration_ban/order.html", "ban"),
        LetterModel("notification", "Procès-verbal de notification",
                    "letters/demonstration_ban/notification_report.html"),
    ),
    rules={"judge_hours": "street_demonstration.judge_hours"},
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L211-1 à L211-4 ;",
        "Vu le code pénal, notamment son article 431-9 ;",
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        "{% if answers.declaration %}Vu la déclaration enregistrée sous le numéro {{ answers.declaration }} ;"
        "{% endif %}",
        "{% if answers.report_references %}Vu les rapports suivants : {{ answers.report_references }} ;{% endif %}",
        *HEARD,
    ),
    outcomes=(
        Outcome(
            "ban",
            "Interdiction",
            letter="order_ban",
            act_kind="ban",
            title="Arrêté portant interdiction de la manifestation prévue le {{ case.event_at }},"
            " {{ answers.start_place }}",
            grounds=(
                "Considérant qu'aux termes de l'article L211-4 du code de la sécurité intérieure, une manifestation"
                " projetée de nature à troubler l'ordre public peut être interdite ;",
                THREATS,
                hearings.WAIVED,
                "Considérant que les mesures suivantes ont été examinées et ne suffisent pas à prévenir ce trouble :"
                " {{ answers.alternatives }} ;",
                "Considérant que l'interdiction est, dans ces conditions, la seule mesure propre à le prévenir ;",
            ),
            articles=(f"Est interdite {MANIFESTATION}.", PENALTY),
            favourable=False,
            published=True,
            final_stage="in_execution",
        ),
        Outcome(
            "route_change",
            "Modification de l'itinéraire",
            letter="order_ban",
            act_kind="ban",
            title="Arrêté interdisant l'itinéraire projeté de la manifestation prévue le {{ case.event_at }},"
            " {{ answers.start_place }}",
            grounds=(
                THREATS,
                hearings.WAIVED,
                "Considérant que les mesures suivantes ont été examinées : {{ answers.alternatives }} ;",
                "Considérant qu'un autre itinéraire suffit à prévenir ce trouble, sans qu'il soit besoin d'interdire"
                " la manifestation ;",
            ),
            articles=(
                f"L'itinéraire projeté de {MANIFESTATION}, est interdit.",
                "Elle ne peut emprunter que l'itinéraire suivant : {{ answers.imposed_route }}.",
                PENALTY,
            ),
            favourable=False,
            published=True,
            final_stage="in_execution",
        ),
    ),
    checks=(comes_before_the_event, route_is_written, organisers_can_be_found),
    effects={"notify": date_the_ban},
    panels=(DECLARATION_PANEL,),
    related=("street_demonstration_declaration",),
)  # fmt: skip
