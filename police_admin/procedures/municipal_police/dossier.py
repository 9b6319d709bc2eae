"""What the acts of a municipal police share: the mayor who asks, the agreement they rest on, the officer they name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Clock, Finding, Panel, Silence, Validity
from directorate.casework.professional_titles import BirthDateField
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import GENERAL_RULES, INTERNAL_SECURITY, LOW, Value
from police_admin.procedures.municipal_police import agreement
from police_admin.procedures.municipal_police.weapons import agreement_panel, cite_the_agreement

UNIT = "polices-administratives"
FAMILY = agreement.FAMILY
APPROVAL, APPROVAL_WITHDRAWAL = "municipal_officer_approval", "municipal_officer_approval_withdrawal"
CARRY, CARRY_WITHDRAWAL = "municipal_officer_weapon_carry", "municipal_officer_weapon_carry_withdrawal"

APPROVAL_ARTICLE = "CSI, art. L511-2"
CARRY_ARTICLES = "CSI, art. L511-5, R511-18 et R511-19"
LAPSE_ARTICLE = "CSI, art. R511-20"
# Who is armed, and where: the acts on officers are notified and stay out of the register.
KEPT_OUT = "Une décision sur un agent de police municipale se notifie et ne se publie pas : elle dit qui est armé."

# --- clock and values ---------------------------------------------------------------------------------------


def values_of(code: str, what: str, source: str, lasts: str) -> tuple[Value, ...]:
    """The time to decide, which no text read here gives, and the term of the title (0: none). `lasts`: the question."""
    label = f"Police municipale, {what}"
    return (
        Value(
            f"{code}.decision_months", f"{label} : délai pour statuer", 2, "mois",
            f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW,
            comment=f"{label} : dans quel délai le préfet statue-t-il, et que vaut son silence ?",
        ),
        Value(f"{code}.validity_months", f"{label} : durée (0 : sans terme)", 0, "mois",
              f"{INTERNAL_SECURITY}, {source}", LOW, comment=lasts),
        Value(f"{code}.renew_before_months", f"{label} : renouvellement à demander avant l'échéance", 0, "mois",
              "Sans objet tant que le titre est sans terme", LOW,
              comment=f"{label} : un renouvellement est-il à demander, et combien de temps avant l'échéance ?"),
    )  # fmt: skip


def clock(code: str) -> Clock:
    return Clock(f"{code}.decision_months", Silence.REFUSAL, "CRPA, art. L231-4")


def validity(code: str, article: str, prefix: str, label: str) -> Validity:
    return Validity(f"{code}.validity_months", f"{code}.renew_before_months", article, prefix, label)


# --- the officer --------------------------------------------------------------------------------------------


class OfficerForm(forms.Form):
    """Whom the request names."""

    officer_last_name = PlainCharField(label="Nom de l'agent", max_length=100)
    officer_first_name = PlainCharField(label="Prénom de l'agent", max_length=100)
    officer_birth_on = BirthDateField(label="Date de naissance de l'agent")


OFFICER = "{{ answers.officer_first_name }} {{ answers.officer_last_name }}"


def officer_name(answers: Mapping[str, Any]) -> str:
    return f"{answers['officer_first_name']} {answers['officer_last_name']}"


def name_the_holder(move: Move) -> None:
    """The mayor asks, the officer holds: the title bears the name of the officer."""
    permit = move.case.permit
    if permit is not None:
        permit.holder = officer_name(move.case.answers)[:200]
        permit.save(update_fields=["holder"])


# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def agreement_is_in_force(case: Case, at: datetime) -> list[Finding]:
    """Refused without a coordination agreement."""
    if not grants(case) or agreement.agreement_in_force(case.commune, paris_day(at)):
        return []
    return [
        Finding("Aucune convention de coordination n'est en vigueur pour cette commune.", agreement.ARTICLES)
    ]  # fmt: skip


def agreement_provides(case: Case, at: datetime, field: str) -> bool:
    """Whether the agreement in force says so; one that no case explains (taken over from a former tool) is trusted."""
    current = agreement.agreement_in_force(case.commune, paris_day(at))
    rows = Case.objects.filter(permit=current) if current else ()
    return all(row.answers.get(field) for row in rows)


def long_day(text: str) -> str:
    return french_long(date.fromisoformat(text))


# --- texts --------------------------------------------------------------------------------------------------

ASKED = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
ORDER = "letters/municipal_police/order.html"
OFFICER_ORDER = "letters/municipal_police/officer_order.html"
AGREEMENT_PANEL = Panel("agreement", "Convention de coordination", "police_admin/agreement_panel.html", agreement_panel)
CITES = {"draft_decision": cite_the_agreement, "decide_after_silence": cite_the_agreement}
