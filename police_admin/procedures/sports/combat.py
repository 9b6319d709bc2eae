"""Declaration of a public combat sports event (code du sport, art. R331-46 to R331-52)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from directorate.casework.procedure import Archetype, FilingWindow, Piece, Procedure, Span
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures.sports import event

SOURCE = "Code du sport, art. R331-46 à R331-52"
ORGANISERS = [
    ("calendar", "Fédération délégataire, ou manifestation inscrite à son calendrier"),
    ("approved", "Fédération agréée"),
    ("other", "Autre organisateur"),
]
FACTS = (
    "Considérant que la manifestation présente des risques pour la santé ou la sécurité des combattants ou du public :"
    " [à compléter : faits précis] ;"
)


class CombatEventForm(event.EventForm):
    organiser = forms.ChoiceField(label="Organisateur", choices=ORGANISERS)

    field_order = ("event_name", "organiser")

    def clean_organiser(self):
        if self.cleaned_data["organiser"] == "calendar":
            raise forms.ValidationError(
                "Aucune déclaration n'est due : la manifestation de la fédération délégataire, ou inscrite à son"
                " calendrier, en est dispensée (code du sport, art. R331-46)."
            )
        return self.cleaned_data["organiser"]


def is_not_of_a_federation(answers: Mapping[str, Any]) -> bool:
    return answers.get("organiser") == "other"


PROCEDURE = Procedure(
    code="combat_sport_event",
    label="Déclaration d'une manifestation publique de sports de combat",
    short_label="Sports de combat, manifestation publique",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESB",
    legal_basis=(SOURCE,),
    help_text="Boxe et autres sports de combat, devant un public. Dispensée quand la fédération délégataire l'organise"
    " ou l'inscrit à son calendrier.",
    form=CombatEventForm,
    title=lambda answers: f"Sports de combat, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="combat_event.approved_days",
        maximum_parameter="",
        article=SOURCE,
        span=Span.DAYS,
        longer_parameter="combat_event.other_months",
        longer_when=is_not_of_a_federation,
        longer_span=Span.MONTHS,
    ),
    parameters=(
        *event.VALUES,
        Value("combat_event.approved_days", "Sports de combat, fédération agréée : déclaration au plus tard", 15,
              "jours", SOURCE, VERIFIED),
        Value("combat_event.other_months", "Sports de combat, autre organisateur : déclaration au plus tard", 1, "mois",
              SOURCE, VERIFIED),
    ),
    pieces=(
        Piece("form", "Déclaration signée par l'organisateur"),
        Piece("rules", "Règlement technique et programme des rencontres"),
        Piece("medical", "Dispositif médical et de secours"),
        event.FOLLOWING[0],
    ),
    opinions=(
        *(row for row in event.AROUND if row.code in ("police", "fire_service", "town_hall")),
        next(row for row in event.AROUND if row.code == "youth_and_sports"),
    ),
    hearing_required=True,
    letters=event.LETTERS,
    visas=("Vu le code du sport, notamment ses articles R331-46 à R331-52 ;", *event.RECEIVED),
    outcomes=event.outcomes(FACTS, "ces risques"),
    checks=event.checks(event.DECLARED_LATE, SOURCE),
    dates=(event.COUNTED_BACK,),
    rules=event.RULES,
    legal_check_required=True,
    legal_question="Quelles pièces la déclaration d'une manifestation publique de sports de combat doit-elle"
    " comporter ?",
)  # fmt: skip
