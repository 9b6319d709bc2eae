"""Approval of a circuit for motor vehicles (code du sport, art. R331-35 s.): four years, renewed in the same form.

The national commission gives its opinion on fast circuits, the departmental one on the others, after a visit that the
applicant pays for.
"""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Opinion,
    Piece,
    Procedure,
    Silence,
    Span,
    Validity,
)
from directorate.casework.professional_titles import of_renewal, title_can_be_renewed
from directorate.casework.request_letters import letters_of_request
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from directorate.permits.listing import Listing
from police_admin.procedures.sports import event

ARTICLE = "Code du sport, art. R331-35 et R331-37"
SOURCE = "Code du sport, art. R331-35 et suivants"
FAST, SLOW = "fast", "slow"


def speeds() -> list[tuple[str, str]]:
    limit = parameter("circuit.national_speed", localdate())
    return [(SLOW, f"{limit} km/h au plus"), (FAST, f"Plus de {limit} km/h")]


class CircuitForm(forms.Form):
    """The circuit, what is driven there, how fast."""

    circuit = PlainCharField(label="Nom du circuit", max_length=160)
    disciplines = PlainCharField(label="Disciplines et catégories de véhicules", max_length=300)
    speed = forms.ChoiceField(label="Vitesse qui peut être atteinte", choices=speeds)
    length_m = forms.IntegerField(label="Longueur de la piste (m)", min_value=50, max_value=30_000)
    vehicles_together = forms.IntegerField(label="Véhicules admis ensemble, au plus", min_value=1, max_value=500)
    public = forms.IntegerField(label="Public admis, au plus", min_value=0, max_value=500_000)
    noise = PlainCharField(label="Mesures pour la tranquillité publique", max_length=2000,
                           widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip


class FirstCircuitForm(CircuitForm):
    first_use_on = LegalDateField(label="Première utilisation prévue le", required=False)


PARAMETERS = (
    Value("circuit.national_speed", "Circuit : vitesse au-delà de laquelle la commission nationale est consultée", 200,
          "km/h", SOURCE, VERIFIED),
    Value("circuit.validity_months", "Circuit : durée de l'homologation", 48, "mois", SOURCE, VERIFIED),
    Value("circuit.file_months", "Circuit : dossier à déposer avant la première utilisation ou l'échéance", 2, "mois",
          SOURCE, VERIFIED),
    Value("circuit.decision_months", "Circuit : délai avant le rejet né du silence", 2, "mois", "CRPA, art. L231-4",
          LOW, comment="Quel texte dit le délai et l'effet du silence sur une demande d'homologation de circuit ?"),
)  # fmt: skip


def circuit_procedure(*, renewal: bool, **own: Any) -> Procedure:
    what = "renouvellement de l'homologation" if renewal else "homologation"
    return Procedure(
        **{
            "archetype": Archetype.AUTHORISATION,
            "unit": event.UNIT,
            "family": event.FAMILY,
            "legal_basis": (ARTICLE,),
            "requires_place": True,
            "clock": Clock("circuit.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
            "parameters": PARAMETERS,
            "validity": Validity(
                months_parameter="circuit.validity_months",
                renew_before_parameter="circuit.file_months",
                article=SOURCE,
                number_prefix="HC",
                permit_label="Homologation d'un circuit de véhicules à moteur",
                renewal_procedure="circuit_approval_renewal",
            ),
            "listing": Listing(
                code="circuits", title="Circuits homologués", article=ARTICLE, mayor=True
            ),
            "pieces": (
                Piece("request", "Demande datée et signée"),
                Piece("master_plan", "Plan-masse du circuit et de ses aménagements"),
                Piece("title", "Titre de propriété ou accord du propriétaire du terrain"),
                Piece("rules", "Règlement intérieur et dispositions de sécurité"),
                Piece("noise", "Dispositions prises pour la tranquillité publique"),
            ),
            "opinions": (
                Opinion("national_commission", "Commission nationale d'examen des circuits de vitesse", SOURCE,
                        mandatory=True, waived_when=lambda answers: answers.get("speed") != FAST),
                Opinion("cdsr", "Commission départementale de la sécurité routière", SOURCE, commission="cdsr-epreuves",
                        mandatory=True, waived_when=lambda answers: answers.get("speed") == FAST),
                Opinion("site_visit", "Visite du circuit, aux frais du demandeur", SOURCE, own_means=True,
                        mandatory=True),
                Opinion("federation", "Fédération délégataire", "Avis facultatif"),
                Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall"),
            ),
            "letters": letters_of_request("Arrêté d'homologation", "letters/sport_event/permit.html"),
            "visas": ("Vu le code du sport, notamment ses articles R331-35 et R331-37 ;", event.REQUESTED),
            "outcomes": event.authorised(
                what=f"{what} du circuit {{{{ answers.circuit }}}}, {{{{ place.commune }}}}",
                condition="le circuit présente, pour les disciplines en cause, les garanties de sécurité et de"
                " tranquillité publique exigées",
                opening=(
                    "L'homologation n° {{ renews.number }} est renouvelée : le circuit" if renewal else "Le circuit"
                )
                + " « {{ answers.circuit }} », {{ place.address }}, {{ place.commune }}, exploité par"
                " {{ applicant.name }}, est homologué pour une durée de {{ validity.duration }}.",
                articles=(
                    "L'homologation vaut pour les disciplines suivantes : {{ answers.disciplines }}, dans la limite de"
                    " {{ answers.vehicles_together|counted:'véhicules' }} ensemble et, pour le public, de"
                    " {{ answers.public }}"
                    " personnes.",
                    "Le plan-masse du circuit est annexé au présent arrêté.",
                    "Toute modification du circuit est portée à la connaissance du préfet. Le renouvellement de"
                    " l'homologation est demandé {{ validity.renew_before }} avant l'échéance.",
                    "L'homologation peut être retirée si les conditions qu'elle fixe ne sont pas respectées, après que"
                    " l'exploitant a été mis à même de présenter ses observations.",
                ),
                issues_permit=True,
                published=True,
                final_stage="in_force",
            ),
            "related": ("motor_event_on_approved_circuit", "motor_event_authorisation"),
            "legal_check_required": True,
            **own,
        }
    )  # fmt: skip


PROCEDURES = (
    circuit_procedure(
        renewal=False,
        code="circuit_approval",
        label="Homologation d'un circuit de véhicules terrestres à moteur",
        short_label="Circuit, homologation",
        reference_code="ESC",
        help_text="Délivrée par le préfet, après avis de la commission nationale pour les circuits les plus rapides, de"
        " la commission départementale de la sécurité routière pour les autres, et après visite.",
        form=FirstCircuitForm,
        title=lambda answers: f"Circuit, homologation, {answers['circuit']}",
        event_field="first_use_on",
        filing=FilingWindow("circuit.file_months", "", SOURCE, Span.MONTHS),
        checks=(event.said_when_late(event.REQUESTED_LATE, SOURCE),),
    ),
    circuit_procedure(
        renewal=True,
        code="circuit_approval_renewal",
        label="Renouvellement de l'homologation d'un circuit de véhicules terrestres à moteur",
        short_label="Circuit, renouvellement",
        reference_code="ESR",
        help_text="À demander avant l'échéance de l'homologation en cours, sur le même dossier.",
        form=CircuitForm,
        title=lambda answers: f"Circuit, renouvellement, {answers['circuit']}",
        dates=(of_renewal,),
        checks=(title_can_be_renewed(SOURCE),),
    ),
)
