"""Declaration of a sports event in a discipline without federation, by somebody who is not one (code du sport, L331-2).

The prefect bans it when the dignity, the physical integrity or the health of those who take part is at risk.
"""

from directorate.casework.procedure import Archetype, FilingWindow, Procedure, Span
from directorate.parameters.values import MEDIUM, Value
from police_admin.procedures.sports import event

FACTS = (
    "Considérant que la manifestation présente des risques d'atteinte à la dignité, à l'intégrité physique ou à la"
    " santé des participants : [à compléter : faits précis] ;"
)
PENALTY = (
    "Le fait d'organiser une manifestation sportive non déclarée ou interdite est puni d'un an d'emprisonnement et de"
    " 15 000 euros d'amende (code du sport, art. L331-2)."
)


class NoFederationForm(event.RoadEventForm):
    """A discipline that no federation has received by delegation, and an organiser that is no approved federation."""


PROCEDURE = Procedure(
    code="sport_event_no_federation",
    label="Déclaration d'une manifestation sportive dans une discipline sans fédération délégataire",
    short_label="Manifestation sportive sans fédération",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESN",
    legal_basis=("Code du sport, art. L331-2",),
    help_text="Discipline pour laquelle aucune fédération n'a reçu délégation, manifestation organisée par une personne"
    " autre qu'une fédération agréée : déclaration un mois avant.",
    form=NoFederationForm,
    title=lambda answers: f"Manifestation sportive, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="sport_no_federation.months",
        maximum_parameter="",
        article="Code du sport, art. L331-2",
        span=Span.MONTHS,
    ),
    parameters=(
        *event.VALUES,
        Value(
            "sport_no_federation.months", "Manifestation sportive sans fédération : déclaration au plus tard", 1,
            "mois", "Code du sport, art. L331-2 et dispositions réglementaires", MEDIUM,
        ),
    ),
    rules=event.RULES,
    pieces=(*event.DECLARED[:2], *event.DECLARED[3:], event.FOLLOWING[0]),
    opinions=event.OPINIONS,
    hearing_required=True,
    letters=event.LETTERS,
    visas=("Vu le code du sport, notamment son article L331-2 ;", *event.RECEIVED),
    outcomes=event.outcomes(FACTS, "ces risques", PENALTY),
    checks=event.checks(event.DECLARED_LATE, "Code du sport, art. L331-2"),
    dates=(event.COUNTED_BACK,),
    related=("sport_event_ranked", "sport_event_unranked_over_100"),
    legal_check_required=True,
    legal_question="Quel article fixe le délai d'un mois de cette déclaration, et se fait-elle au préfet même quand la"
    " manifestation se tient dans une seule commune ?",
)  # fmt: skip
