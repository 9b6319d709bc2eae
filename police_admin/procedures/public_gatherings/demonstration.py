"""Declaration of a demonstration on the public road (CSI, art. L211-1 to L211-4).

A receipt is due and is no authorisation. A late filing does not kill the case: the prefect may only act, by a reasoned
order, on grounds of public order, once the organisers were heard. A ban is a measure of its own (`ban.py`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse

from directorate.casework import hearings
from directorate.casework.archetypes import STAGES
from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    FilingWindow,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Procedure,
)
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.events.queries import route_agrees_with_communes

# Opinions are sensitive data: a year after the event, unless a judge is seised.
KEPT = Value(
    "street_demonstration.retention_months", "Conservation des déclarations de manifestation après l'événement", 12,
    "mois", "Usage ; données sensibles au sens de l'article 9 du RGPD", LOW,
    comment="Quelle durée de conservation le registre des traitements fixe-t-il aux déclarations de manifestation ?",
)  # fmt: skip
DECLARATION, BAN = "street_demonstration_declaration", "demonstration_ban"
THEMES = [
    ("political", "Politique"),
    ("union", "Syndical"),
    ("social", "Social"),
    ("foreign_affairs", "Politique étrangère"),
    ("religious", "Religieux"),
    ("commemorative", "Commémoratif"),
    ("other", "Autre"),
]


class DemonstrationForm(forms.Form):
    """What article L211-2 asks: organisers and domiciles, purpose, place, date and time, groups, itinerary."""

    organisers = LinesField(
        label="Organisateurs", max_length=4000, help_text="Un par ligne : nom, prénom, domicile, téléphone.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    elected_domicile = PlainCharField(label="Domicile élu dans le département", max_length=250)
    purpose = PlainCharField(label="But de la manifestation", max_length=500)
    theme = forms.ChoiceField(label="Thème", choices=THEMES)
    groups = PlainCharField(label="Groupements invités", max_length=1000, required=False)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    start_place = PlainCharField(label="Lieu de rassemblement", max_length=250)
    moving = forms.BooleanField(label="Défilé", required=False)
    route = PlainCharField(
        label="Itinéraire", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    dispersal_place = PlainCharField(label="Lieu de dispersion", max_length=250)
    expected_people = forms.IntegerField(label="Participants attendus", min_value=1, max_value=2_000_000)
    stewards = forms.IntegerField(label="Membres du service d'ordre", min_value=0, max_value=100_000)

    def clean_organisers(self):
        organisers = self.cleaned_data["organisers"]
        if any("," not in organiser for organiser in organisers):
            raise forms.ValidationError("Chaque organisateur indique son nom et son domicile, séparés par une virgule.")
        return organisers

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        if data.get("moving") and not data.get("route"):
            self.add_error("route", "Un défilé indique son itinéraire (CSI, art. L211-2).")
        return data


# --- checks before signature --------------------------------------------------------------------------------


def judge_can_be_seized(case: Case, at: datetime) -> list[Finding]:
    """Time left to the organisers to seize the judge of urgent matters: an internal rule."""
    hours = int(parameter("street_demonstration.judge_hours", paris_day(at)))
    if case.event_at.astimezone(UTC) - at.astimezone(UTC) < timedelta(hours=hours):
        return [
            Finding(
                f"La manifestation commence dans moins de {hours} heures : les organisateurs auraient peu de temps"
                " pour saisir le juge des référés.",
                "CJA, art. L521-2",
                blocking=False,
            )
        ]
    return []


def filing_is_in_time(case: Case, at: datetime) -> list[Finding]:
    """Said, never opposed: only public order founds a ban (CSI, art. L211-4)."""
    filing = case.deadlines.get(code="filing")
    if filing.computation["late"]:
        return [
            Finding(
                f"La déclaration est tardive ({filing.computation['verdict'].lower().rstrip('.')}) : ce retard ne peut"
                " fonder à lui seul une interdiction.",
                "CSI, art. L211-2 et L211-4",
                blocking=False,
            )
        ]
    return []


def bans_of(case: Case, at: datetime) -> Mapping[str, Any]:
    """The bans opened on this declaration; those whose readers are named are not shown here."""
    found = Case.objects.filter(procedure_code=BAN, answers__declaration=case.reference)
    rows = found.exclude(sensitivity=Case.Sensitivity.SECRET).order_by("pk")
    return {
        "rows": [(row.reference, STAGES[row.stage].label) for row in rows],
        "new": f"{reverse('directorate:case-new', args=[BAN])}?declaration={case.reference}" if case.is_open else "",
    }


INVITATION = LetterModel(
    "hearing_invitation", "Lettre de procédure contradictoire", "letters/demonstration_ban/hearing_invitation.html",
    "hearing_invitation",
)  # fmt: skip
HEARD = hearings.heard("les organisateurs", "leurs observations")
# Published: it names the demonstration and never the persons.
MANIFESTATION = (
    "la manifestation prévue le {{ case.event_at }}, {{ answers.start_place }}, ayant pour objet"
    " « {{ answers.purpose }} »"
)
PUBLIC_ORDER = "Considérant que [à compléter : faits précis et circonstanciés faisant craindre un trouble] ;"

PROCEDURE = Procedure(
    code=DECLARATION,
    label="Déclaration de manifestation sur la voie publique",
    short_label="Manifestation, déclaration",
    archetype=Archetype.DECLARATION,
    unit="polices-administratives",
    family="Rassemblements",
    reference_code="MV",
    legal_basis=("CSI, art. L211-1 à L211-4",),
    help_text="Entre trois et quinze jours francs avant la manifestation, signée par au moins un organisateur."
    " L'interdiction s'ouvre depuis le dossier, comme une mesure distincte.",
    form=DemonstrationForm,
    title=lambda answers: f"Manifestation, {answers['purpose']}",
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="street_demonstration.filing_minimum_days",
        maximum_parameter="street_demonstration.filing_maximum_days",
        article="CSI, art. L211-2",
    ),
    parameters=(KEPT,),
    retention_parameter=KEPT.code,
    # Opinions political, union and religious: the circle of readers stays narrow.
    sensitivity="restricted",
    hearing_required=True,
    opinions=(
        Opinion("police_assessment", "Évaluation des services de police", "CSI, art. L211-4",
                organisation_kind="police", days_parameter="street_demonstration.opinion_days"),
        Opinion("town_hall", "Maire de la commune, pour information", "CSI, art. L211-2",
                organisation_kind="town_hall", days_parameter="street_demonstration.opinion_days"),
    ),
    letters=(
        LetterModel("receipt", "Récépissé de déclaration", "letters/street_demonstration_declaration/receipt.html",
                    "receipt"),
        INVITATION,
        LetterModel("order_prescriptions", "Arrêté modifiant l'itinéraire ou les horaires",
                    "letters/street_demonstration_declaration/order.html", "ban"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    rules={
        "filing_minimum_days": "street_demonstration.filing_minimum_days",
        "filing_maximum_days": "street_demonstration.filing_maximum_days",
    },
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L211-1 à L211-4 ;",
        "Vu le code pénal, notamment son article 431-9 ;",
        "Vu la déclaration reçue le {{ case.received_on }}, enregistrée sous le numéro {{ case.reference }} ;",
        *HEARD,
    ),
    outcomes=(
        Outcome(
            "prescriptions",
            "Modification de l'itinéraire, des horaires ou du lieu",
            letter="order_prescriptions",
            # What is not what was declared is forbidden: it is made to be known, as a ban is.
            act_kind="ban",
            title="Arrêté portant prescriptions relatives à la manifestation prévue le {{ case.event_at }}",
            grounds=(
                PUBLIC_ORDER,
                hearings.WAIVED,
                "Considérant qu'une modification des conditions de la manifestation suffit à prévenir ce trouble ;",
            ),
            articles=(
                f"Les prescriptions suivantes s'appliquent à {MANIFESTATION} : [à compléter : itinéraire, horaires,"
                " lieu de dispersion].",
                "Le fait de ne pas respecter ces prescriptions expose aux peines prévues par l'article 431-9 du code"
                " pénal.",
            ),
            favourable=False,
            published=True,
            final_stage="in_execution",
        ),
    ),
    checks=(judge_can_be_seized, filing_is_in_time, route_agrees_with_communes),
    panels=(Panel("bans", "Interdiction", "police_admin/gatherings/bans.html", bans_of),),
    related=(BAN,),
)  # fmt: skip
