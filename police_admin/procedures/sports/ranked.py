"""Declaration of a sports event without motor, with ranking, timing or schedule (code du sport, art. R331-6, 1°)."""

from directorate.casework.procedure import Archetype, FilingWindow, Procedure, Span
from police_admin.procedures.sports import event, federation

FEDERATION_ARTICLE = "Code du sport, art. R331-9"


class RankedEventForm(federation.FederationForm, event.SportEventForm):
    """The event, and what its federation says."""


FILING = FilingWindow(
    minimum_parameter="sport_event.ranked_months",
    maximum_parameter="",
    article=event.FILING,
    span=Span.MONTHS,
    longer_parameter="sport_event.ranked_departments_months",
    longer_when=event.crosses_departments,
)

PROCEDURE = Procedure(
    code="sport_event_ranked",
    label="Déclaration d'une manifestation sportive avec classement, chronométrage ou horaire",
    short_label="Manifestation sportive avec classement",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ES",
    legal_basis=("Code du sport, art. R331-6, R331-9 et R331-10",),
    help_text="Sans véhicule à moteur. Au préfet si plusieurs communes sont traversées, au maire s'il n'y en a qu'une."
    " La déclaration doit être parvenue avant la date limite : le cachet de la poste ne compte pas. Formulaire cerfa"
    " 15824 (à pied et autres disciplines) ou 15827 (cyclisme, numéro à confirmer).",
    form=RankedEventForm,
    title=lambda answers: f"Manifestation sportive, {answers['event_name']}",
    event_field="starts_at",
    filing=FILING,
    pieces=(
        *event.DECLARED,
        federation.PIECE,
        *event.FOLLOWING,
    ),
    opinions=event.OPINIONS,
    hearing_required=True,
    letters=event.LETTERS,
    parameters=event.VALUES,
    rules={
        **event.RULES,
        "filing_months": "sport_event.ranked_months",
        "departments_months": "sport_event.ranked_departments_months",
        "federation_months": federation.MONTHS,
    },
    visas=event.VISAS,
    outcomes=event.OUTCOMES,
    checks=(*event.CHECKS, federation.said_of_it(FEDERATION_ARTICLE)),
    dates=(federation.deemed(FEDERATION_ARTICLE), event.COUNTED_BACK),
    elsewhere=event.competent_instead,
    # The note of the law says nothing of the reasons that found a ban or prescriptions.
    legal_check_required=True,
    related=("sport_event_unranked_over_100",),
)
