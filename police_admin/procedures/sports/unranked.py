"""Declaration of a sports event without ranking, beyond some number of people (code du sport, art. R331-6, 2°)."""

from django import forms
from django.utils.timezone import localdate

from directorate.casework.procedure import Archetype, FilingWindow, Procedure, Span
from directorate.parameters.queries import value as parameter
from police_admin.procedures.sports import event


class UnrankedEventForm(event.SportEventForm):
    def clean_participants(self):
        participants = self.cleaned_data["participants"]
        threshold = int(parameter("sport_event.unranked_participants", localdate()))
        if participants <= threshold:
            raise forms.ValidationError(
                f"Sans classement, aucune déclaration n'est exigée jusqu'à {threshold} participants (code du sport,"
                " art. R331-6, 2°)."
            )
        return participants


PROCEDURE = Procedure(
    code="sport_event_unranked_over_100",
    label="Déclaration d'une manifestation sportive sans classement de plus de 100 participants",
    short_label="Manifestation sportive sans classement",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESU",
    legal_basis=("Code du sport, art. R331-6 et R331-8",),
    help_text="Sans véhicule à moteur, ni classement ni chronométrage. Au préfet si plusieurs communes sont traversées,"
    " au maire s'il n'y en a qu'une. Formulaire cerfa 15825 (à pied et autres disciplines) ou 15826 (cyclisme).",
    form=UnrankedEventForm,
    title=lambda answers: f"Manifestation sportive, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="sport_event.unranked_months",
        maximum_parameter="",
        article="Code du sport, art. R331-8",
        span=Span.MONTHS,
    ),
    pieces=(*event.DECLARED, *event.FOLLOWING),
    opinions=event.OPINIONS,
    hearing_required=True,
    letters=event.LETTERS,
    visas=event.VISAS,
    outcomes=event.OUTCOMES,
    parameters=event.VALUES,
    rules=event.RULES,
    checks=event.CHECKS,
    dates=(event.COUNTED_BACK,),
    elsewhere=event.competent_instead,
    legal_check_required=True,
    related=("sport_event_ranked",),
)
