"""Authorisation of an event on the Marne or the Seine (code des transports, art. R4241-38 and A4241-38-1 s.)."""

from datetime import datetime

from django import forms
from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Finding,
    Opinion,
    Piece,
    Procedure,
    Silence,
    Span,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from police_admin.procedures.sports import event

CODE = "nautical_event"
ARTICLE = "Code des transports, art. R4241-38"
SOURCE = "Code des transports, art. R4241-38 et A4241-38-1 et suivants"
STOP_HOURS, LONGEST_STOP_HOURS = "nautical_event.stop_hours", "nautical_event.yearly_stop_hours"
RIVERS = [("marne", "Marne"), ("seine", "Seine"), ("both", "Marne et Seine")]


class NauticalEventForm(event.EventForm):
    """The event on the water, and how long it stops navigation."""

    river = forms.ChoiceField(label="Cours d'eau", choices=RIVERS)
    reach = PlainCharField(label="Bief, points kilométriques et rives", max_length=300)
    boats = forms.IntegerField(label="Embarcations, au plus", min_value=1, max_value=2000)
    stop_hours = forms.IntegerField(
        label="Arrêt de la navigation (heures par vingt-quatre heures)", min_value=0, max_value=24
    )
    marshal_boats = forms.IntegerField(label="Bateaux de sécurité", min_value=0, max_value=500)

    def clean_stop_hours(self):
        hours = self.cleaned_data["stop_hours"]
        longest = int(parameter(LONGEST_STOP_HOURS, localdate()))
        if hours > longest:
            raise forms.ValidationError(
                f"La navigation ne peut être arrêtée plus de {longest} heures par vingt-quatre heures."
            )
        return hours


def stops_navigation_within_limits(case: Case, at: datetime) -> list[Finding]:
    """The longer stop is allowed once a year on each river: the year of the event."""
    hours, on = case.answers["stop_hours"], paris_day(at)
    usual = int(parameter(STOP_HOURS, on))
    if case.decision.outcome != "grant" or hours <= usual:
        return []
    longest = int(parameter(LONGEST_STOP_HOURS, on))
    if hours > longest:
        return [Finding(f"La navigation serait arrêtée {counted(hours, 'heures')} : {longest} au plus.", SOURCE)]
    rivers = {case.answers["river"], "both"} if case.answers["river"] != "both" else {"marne", "seine", "both"}
    used = (
        Case.objects.filter(
            procedure_code=CODE, outcome="grant", event_at__year=case.event_at.year, answers__river__in=rivers
        )
        .exclude(pk=case.pk)
        .annotate(hours=Cast(KT("answers__stop_hours"), IntegerField()))
        .filter(hours__gt=usual)
        .exists()
    )
    if used:
        return [
            Finding(
                f"Un arrêt de la navigation de plus de {usual} heures n'est possible qu'une fois par an : il a déjà été"
                " accordé sur ce cours d'eau.",
                SOURCE,
            )
        ]
    return [
        Finding(
            f"L'arrêt de {counted(hours, 'heures')} en dépasse {usual} : possible une seule fois dans l'année.",
            SOURCE,
            blocking=False,
        )
    ]


PROCEDURE = Procedure(
    code=CODE,
    label="Autorisation d'une manifestation nautique",
    short_label="Manifestation nautique",
    archetype=Archetype.AUTHORISATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESQ",
    legal_basis=(SOURCE,),
    help_text="Sur la Marne ou la Seine. Formulaire cerfa 15030. L'effet du silence est à vérifier.",
    form=NauticalEventForm,
    title=lambda answers: f"Manifestation nautique, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow("nautical_event.months", "", ARTICLE, Span.MONTHS),
    clock=Clock("nautical_event.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    parameters=(
        *event.VALUES,
        Value("nautical_event.months", "Manifestation nautique : demande au plus tard", 3, "mois", SOURCE, VERIFIED),
        Value("nautical_event.decision_months", "Manifestation nautique : délai avant le rejet né du silence", 2,
              "mois", "CRPA, art. L231-4", LOW,
              comment="Quel texte dit le délai et l'effet du silence sur une demande de manifestation nautique ?"),
        Value(STOP_HOURS, "Manifestation nautique : arrêt de la navigation, au plus", 4, "heures", SOURCE, VERIFIED),
        Value(LONGEST_STOP_HOURS, "Manifestation nautique : arrêt de la navigation une fois par an, au plus", 6,
              "heures", SOURCE, VERIFIED),
    ),
    pieces=(
        Piece("form", "Formulaire de demande signé par l'organisateur"),
        Piece("plan", "Plan au 1/5 000 de la zone occupée"),
        Piece("insurance", "Attestation d'assurance"),
        Piece("boats", "Attestation de conformité des embarcations"),
        Piece("rescue", "Attestations des moyens et des personnes chargés du secours"),
    ),
    opinions=(
        Opinion("waterways", "Voies navigables de France", SOURCE, mandatory=True),
        Opinion("river_brigade", "Brigade fluviale", "Avis facultatif", organisation_kind="police"),
        *(row for row in event.OPINIONS if row.code in ("fire_service", "ambulance_service", "town_hall", "natura_2000",
                                                        "other_prefect")),
    ),
    letters=letters_of_request("Arrêté d'autorisation", "letters/sport_event/order.html"),
    visas=("Vu le code des transports, notamment son article R4241-38 ;", event.REQUESTED),
    outcomes=event.authorised(
        what="autorisation de la manifestation nautique {{ answers.event_name }}",
        condition="les mesures prévues par l'organisateur et les prescriptions du présent arrêté assurent la sécurité"
        " de la navigation, des participants et du public",
        opening="Est autorisée la manifestation nautique « {{ answers.event_name }} », organisée par"
        " {{ applicant.name }}, du {{ answers.starts_at }} au {{ answers.ends_at }}, sur la voie suivante :"
        " {{ answers.river }}, {{ answers.reach }}.",
        articles=(
            "{% if answer_codes.stop_hours %}La navigation est arrêtée {{ answers.stop_hours|counted:'heures' }} au"
            " plus par"
            " vingt-quatre heures. Les usagers en sont informés par un avis à la batellerie.{% endif %}",
            "Bateaux de sécurité mis en place par l'organisateur : {{ answers.marshal_boats }}. La manifestation est"
            " interrompue dès que la sécurité l'exige.",
        ),
        published=True,
    ),
    checks=event.checks(event.REQUESTED_LATE, ARTICLE, stops_navigation_within_limits),
    dates=(event.COUNTED_BACK,),
    rules=event.RULES,
    legal_check_required=True,
)  # fmt: skip
