"""What authorisations to fly and to land share: who is consulted, a time to decide that no text gives, two acts."""

from collections.abc import Iterable
from typing import Any

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Clock, FilingWindow, Finding, Piece, Procedure, Silence, Span
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import LOW, Value
from directorate.territory.department import HOME
from police_admin.procedures import events
from police_admin.procedures.events import Check

FAMILY = "Activités aériennes"
SILENCE = "CRPA, art. L231-4"
DSAC = events.opinion("dsac", HOME.bodies["civil_aviation"], kind="state_service")
BORDER_POLICE = events.opinion("border_police", "Direction zonale de la police aux frontières", kind="police")
WINDOWS = (events.opinions_by(), events.decision_by(), events.known_by())
REQUEST = Piece("request", "Demande datée et signée")
INSURANCE = Piece("insurance", "Attestation d'assurance de responsabilité civile")
OCCUPIER = Piece("occupier", "Accord écrit du propriétaire ou de l'occupant du terrain")


class SiteForm(forms.Form):
    """A place that stays: who occupies it agrees, and those around are known."""

    site = PlainCharField(label="Terrain ou plan d'eau : désignation et coordonnées", max_length=300)
    purpose = PlainCharField(label="Usage prévu", max_length=300)
    occupier_agrees = forms.BooleanField(label="Accord du propriétaire ou de l'occupant", required=False)
    nearest_homes_m = forms.IntegerField(label="Habitations les plus proches (mètres)", min_value=0, max_value=100_000)


def decision_value(code: str, label: str) -> Value:
    return Value(
        f"{code}.decision_months", f"{label} : délai pour statuer", 2, "mois",
        "Code des relations entre le public et l'administration, art. L231-4", LOW,
        comment=f"{label} : dans quel délai statue-t-on, et le silence vaut-il rejet ou acceptation ?",
    )  # fmt: skip


def lead_value(code: str, label: str, days: int) -> Value:
    return Value(
        f"{code}.filing_days", f"{label} : demande au plus tard", days, "jours", events.USAGE, LOW,
        comment=f"{label} : combien de jours avant le vol la demande doit-elle parvenir ?",
    )  # fmt: skip


def occupier_agrees(article: str) -> Check:
    def check(case: Case, at) -> list[Finding]:
        if case.answers.get("occupier_agrees"):
            return []
        return [Finding("L'accord du propriétaire ou de l'occupant du terrain n'est pas donné.", article)]

    return check


def air_authorisation(
    *, code: str, reference_code: str, label: str, short_label: str, basis: str, text: str, form: type[forms.Form],
    subject: str, conditions: tuple[str, ...] = (), lead_days: int = 0, checks: Iterable[Check] = (),
    parameters: Iterable[Value] = (), feminine: bool = True, **more: Any,
) -> Procedure:  # fmt: skip
    """`text`: the order, as an act cites it; `subject`: what is authorised, with its article; `lead_days`: of a flight.

    Without `lead_days` it is a place that stays, in force until it is withdrawn.
    """
    decision = decision_value(code, short_label)
    lead = lead_value(code, short_label, lead_days) if lead_days else None
    flight = {
        "event_field": "starts_at",
        "filing": FilingWindow(lead.code, "", events.USAGE, span=Span.DAYS),
        "rules": events.rules_of(*WINDOWS),
        "dates": (events.counted_back(*WINDOWS), events.until_the_end),
    } if lead else {"requires_place": True}  # fmt: skip
    return Procedure(
        **{
            "code": code,
            "label": label,
            "short_label": short_label,
            "archetype": Archetype.AUTHORISATION,
            "unit": events.UNIT,
            "family": FAMILY,
            "reference_code": reference_code,
            "legal_basis": (basis, SILENCE),
            "form": form,
            "opinions": (DSAC, BORDER_POLICE, events.TOWN_HALL, events.POLICE),
            "clock": Clock(decision.code, Silence.REFUSAL, SILENCE),
            "legal_check_required": True,
            "letters": letters_of_request("Arrêté d'autorisation", events.ORDER),
            "parameters": (decision, *([lead, *events.WINDOW_VALUES] if lead else []), *parameters),
            "visas": (
                f"Vu {text} ;",
                "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
                " {{ case.reference }} ;",
            ),
            "outcomes": granted_or_refused(
                label="Autorisation",
                title=f"autorisation, {short_label[0].lower()}{short_label[1:]}, {{{{ applicant.name }}}}",
                refusal=f"d'autorisation, {short_label[0].lower()}{short_label[1:]}, {{{{ applicant.name }}}}",
                grounds=(
                    "Considérant que l'activité, exercée dans les conditions fixées ci-après, ne porte atteinte ni à la"
                    " sécurité des personnes et des biens ni à la tranquillité publique ;",
                ),
                articles=(
                    f"Est autorisé{'e' if feminine else ''} {subject}.",
                    *conditions,
                    "L'autorisation est précaire et révocable. Elle ne dispense pas du respect des règles de l'air ni"
                    " des restrictions d'espace aérien. Tout incident est signalé sans délai à la préfecture et à la"
                    " police aux frontières.",
                ),
                law=f"que cette activité est soumise à autorisation par {text}, dans l'intérêt de la sécurité et de la"
                " tranquillité publiques",
                rejected=f"La demande de {{{{ applicant.name }}}} tendant à autoriser {subject}, est rejetée.",
                issues_permit=False,
                final_stage="in_execution" if lead else "in_force",
            ),
            "checks": (*(events.CHECKS if lead else ()), events.when_granted(*checks)),
            **flight,
            **more,
        }
    )  # fmt: skip
