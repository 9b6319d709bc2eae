"""Release of balloons or lanterns: a rule of the department, the mayor's opinion, and none near an aerodrome."""

from datetime import datetime

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Piece, Procedure, Span
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.procedures import events
from police_admin.procedures.air.dossier import DSAC, FAMILY

LOCAL_RULE = "Règle départementale, à confirmer"
LEAD = Value(
    "balloon_release.filing_days", "Lâcher de ballons ou de lanternes : déclaration au plus tard", 15, "jours",
    LOCAL_RULE, LOW,
    comment="Combien de jours avant un lâcher de ballons ou de lanternes la déclaration doit-elle parvenir dans le"
    " département (quinze jours à un mois ailleurs) ?",
)  # fmt: skip
DISTANCE = Value(
    "balloon_release.aerodrome_km", "Lâcher de ballons ou de lanternes : distance d'un aérodrome où il est interdit", 8,
    "kilomètres", "Valeur d'attente, sans source", LOW,
    comment="À moins de quelle distance de Paris-Orly ou d'un autre aérodrome un lâcher est-il interdit ?",
)  # fmt: skip
KINDS = [("balloons", "Ballons"), ("lanterns", "Lanternes volantes")]


class ReleaseForm(events.EventForm):
    """How many, of what, from where, and how far from an aerodrome."""

    occasion = PlainCharField(label="Occasion", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    number = forms.IntegerField(label="Nombre", min_value=1, max_value=100_000)
    site = PlainCharField(label="Lieu du lâcher", max_length=300)
    route = PlainCharField(label="Direction probable", max_length=200, required=False)
    aerodrome_km = forms.IntegerField(label="Distance de l'aérodrome le plus proche (kilomètres)", min_value=0)
    biodegradable = forms.BooleanField(label="Matériaux biodégradables, sans métal ni carte plastifiée", required=False)


def is_far_enough(case: Case, at: datetime) -> list[Finding]:
    least = int(parameter(DISTANCE.code, paris_day(at)))
    if (case.answers.get("aerodrome_km") or 0) >= least:
        return []
    return [Finding(f"Le lâcher est à moins de {least} km d'un aérodrome : il y est interdit.", LOCAL_RULE)]


def pollutes_little(case: Case, at: datetime) -> list[Finding]:
    if case.answers.get("biodegradable"):
        return []
    return [Finding("Matériaux non biodégradables : une prescription est à envisager.", LOCAL_RULE, blocking=False)]


WINDOWS = events.USUAL_WINDOWS
PROCEDURE = Procedure(
    code="balloons_lanterns_release",
    label="Déclaration d'un lâcher de ballons ou de lanternes",
    short_label="Lâcher de ballons ou de lanternes",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="AVB",
    legal_basis=("CGCT, art. L2214-4 et L2215-1",),
    help_text="Interdit près d'un aérodrome : une grande part de l'arrondissement de L'Haÿ-les-Roses est proche"
    " d'Orly.",
    form=ReleaseForm,
    title=lambda answers: f"Lâcher, {answers['occasion']}",
    event_field="starts_at",
    filing=FilingWindow(LEAD.code, "", LOCAL_RULE, span=Span.DAYS),
    pieces=(
        Piece("form", "Déclaration signée de l'organisateur"),
        Piece("map", "Plan de situation"),
        Piece("insurance", "Attestation d'assurance", blocking=False),
    ),
    opinions=(events.TOWN_HALL, DSAC),
    hearing_required=True,
    letters=events.declaration_letters("letters/events/release_receipt.html"),
    parameters=(LEAD, DISTANCE, *events.WINDOW_VALUES),
    rules={**events.rules_of(*WINDOWS), "aerodrome_km": DISTANCE.code},
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2214-4 et L2215-1 ;",
        *events.RECEIVED,
    ),
    outcomes=events.prescriptions_or_ban(
        "le lâcher ({{ answers.kind }}, {{ answers.number }}) déclaré par {{ applicant.name }}, prévu le"
        " {{ case.event_at }}, {{ answers.site }}",
        title="un lâcher prévu le {{ case.event_at }}",
        risk="une atteinte à la sécurité de la navigation aérienne ou un incendie",
    ),
    checks=events.CHECKS,
    effects={"issue_receipt": events.refuses_receipt(is_far_enough)},
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    panels=(events.to_verify(is_far_enough, pollutes_little, events.filing_is_in_time),),
    legal_check_required=True,
    legal_question="Quel arrêté préfectoral règle les lâchers de ballons et de lanternes, et à quelles conditions ?",
)
