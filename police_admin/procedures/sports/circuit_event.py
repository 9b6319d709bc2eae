"""Declaration of a motor event on a circuit approved for its discipline (code du sport, art. R331-22 and R331-22-1)."""

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Procedure, Span
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures.sports import event, federation

ARTICLE = "Code du sport, art. R331-22-1"
FILING = "Code du sport, art. R331-22"
OTHERWISE = " : la manifestation demande une autorisation (« Manifestation motorisée, autorisation »)."


class CircuitEventForm(federation.FederationForm, event.EventForm):
    """The event, and the approval of the circuit that makes a declaration enough."""

    circuit = PlainCharField(label="Circuit", max_length=160)
    approval_number = PlainCharField(label="Numéro de l'homologation", max_length=60)
    approved_until = LegalDateField(label="Homologation valable jusqu'au")
    same_discipline = forms.BooleanField(
        label="La discipline est celle pour laquelle le circuit est homologué", required=False
    )
    vehicles = forms.IntegerField(label="Véhicules, au plus", min_value=1, max_value=100_000)

    field_order = ("event_name", "discipline", "circuit", "approval_number", "approved_until", "same_discipline")

    def clean_same_discipline(self):
        if not self.cleaned_data["same_discipline"]:
            raise forms.ValidationError(f"Le circuit n'est pas homologué pour cette discipline{OTHERWISE}")
        return True

    def clean(self):
        data = super().clean()
        until, ends_at = data.get("approved_until"), data.get("ends_at")
        if until and ends_at and until < paris_day(ends_at):
            self.add_error("approved_until", f"L'homologation aura expiré avant la fin{OTHERWISE}")
        return data


PROCEDURE = Procedure(
    code="motor_event_on_approved_circuit",
    label="Déclaration d'une manifestation de véhicules à moteur sur un circuit homologué",
    short_label="Manifestation motorisée sur circuit homologué",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESH",
    legal_basis=("Code du sport, art. R331-20, R331-22 et R331-22-1",),
    help_text="Sur un circuit permanent, dans la discipline pour laquelle il est homologué. L'avis de la fédération"
    " délégataire est demandé d'abord par l'organisateur.",
    form=CircuitEventForm,
    title=lambda answers: f"Manifestation motorisée, {answers['event_name']}, {answers['circuit']}",
    event_field="starts_at",
    filing=FilingWindow("circuit_event.months", "", FILING, Span.MONTHS),
    parameters=(
        *event.VALUES,
        Value("circuit_event.months", "Manifestation sur circuit homologué : déclaration au plus tard", 2, "mois",
              FILING, VERIFIED),
    ),
    rules=event.RULES | {"federation_months": federation.MONTHS},
    pieces=(*event.DECLARED[:2], *event.DECLARED[3:], federation.PIECE, event.FOLLOWING[0]),
    opinions=event.AROUND,
    hearing_required=True,
    letters=event.LETTERS,
    visas=(
        "Vu le code du sport, notamment ses articles R331-20, R331-22 et R331-22-1 ;",
        "Vu l'homologation n° {{ answers.approval_number }} du circuit « {{ answers.circuit }} », valable jusqu'au"
        " {{ answers.approved_until }} ;",
        *event.RECEIVED,
    ),
    outcomes=event.OUTCOMES,
    checks=event.checks(event.DECLARED_LATE, FILING, federation.said_of_it(ARTICLE)),
    dates=(federation.deemed(ARTICLE), event.COUNTED_BACK),
    related=("circuit_approval", "motor_event_authorisation"),
)  # fmt: skip
