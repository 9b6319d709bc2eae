"""What the acts of an eviction share: the premises, the period of the notice to quit, the truce, the acts that follow.

The bureau keeps what the decision of police needs, and no more: neither history of debts nor social report, whose
reference is enough. The names of families stay out of titles, and cases out of the register.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.procedure import Panel
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.winter_truce import first_day_outside_truce
from directorate.parameters.queries import value as parameter

UNIT = "polices-administratives"
FAMILY = "Expulsions locatives"
# Families in difficulty: the circle of readers stays that of the bureau and of the authorities.
SENSITIVITY = "restricted"
UNPUBLISHED = "Une décision d'expulsion ne se publie pas : elle nomme une famille."
PAYMENT_ORDER, SUMMONS = "payment_order_report", "eviction_summons_notified"
NOTICE, REQUEST = "notice_to_quit_notified", "public_force_request"
EXECUTION, CLAIM = "eviction_execution", "refusal_compensation_claim"

NOTICE_MONTHS = "notice_to_quit.months"
NOTICE_ARTICLE = "CPCE, art. L412-1 et L412-5"
PREMATURE_ARTICLE = "CPCE, art. L412-1 ; CE, 12 décembre 2014, n° 363372"
GRACE_ARTICLE = "CPCE, art. L412-3"
TRUCE_ARTICLE = "CPCE, art. L412-6"

PREMISES = [
    ("dwelling", "Habitation ou usage mixte"),
    ("professional", "Local à usage professionnel"),
    ("other", "Autre lieu"),
]
JUDGE_DELAYS = [
    ("standard", "Délai légal"),
    ("reduced", "Réduit par le juge"),
    ("removed", "Supprimé par le juge (entrée par manœuvres, menaces ou voies de fait)"),
    ("extended", "Prorogé par le juge"),
]
FIXED_BY_THE_JUDGE = {"reduced", "extended"}
LANDLORDS = [
    ("private", "Bailleur privé"),
    ("social", "Bailleur social"),
    ("public", "Personne publique"),
    ("other", "Autre"),
]


# --- form ---------------------------------------------------------------------------------------------------


def earlier_act(label: str, sigle: str) -> PlainCharField:
    """The field for the reference of an earlier case.

    Whether that case exists is said on the page, to those who may read it: a form would tell it to anybody.
    """
    return PlainCharField(label=label, max_length=20, required=False, help_text=f"Par exemple 2026-{sigle}-00042")


def exploc_field() -> PlainCharField:
    """The number of the file in the national processing: its reception there is the fact that starts a clock."""
    return PlainCharField(
        label="Référence EXPLOC", max_length=30, required=False,
        help_text="Le délai part du jour de réception dans EXPLOC. Ni historique de la dette ni diagnostic n'est"
        " recopié : la référence suffit.",
    )  # fmt: skip


def received(label: str, answers: Mapping[str, Any]) -> str:
    """What was received, with its national reference when it is known."""
    reference = answers.get("exploc_reference")
    return f"{label}, EXPLOC {reference}" if reference else label


def reference_of(text: str, sigle: str) -> str:
    reference = text.strip().upper()
    if reference and not re.fullmatch(rf"\d{{4}}-{sigle}-\d{{5}}", reference, re.ASCII):
        raise forms.ValidationError(f"Cette référence n'a pas la forme attendue (année, {sigle}, cinq chiffres).")
    return reference


class NoticeForm(forms.Form):
    """The notice to quit: when it was served, when the prefect was told, what the judge made of its period."""

    occupants = LinesField(
        label="Occupants", max_length=1000, help_text="Un par ligne : civilité, prénom, nom.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    exploc_reference = exploc_field()
    landlord = PlainCharField(label="Bailleur ou propriétaire", max_length=200)
    landlord_type = forms.ChoiceField(label="Nature du bailleur", choices=LANDLORDS)
    premises = forms.ChoiceField(label="Nature des lieux", choices=PREMISES)
    served_on = PastDateField(label="Commandement signifié à l'occupant le")
    prefect_notified_on = PastDateField(label="Commandement notifié au préfet le", required=False)
    judge_delay = forms.ChoiceField(label="Délai laissé à l'occupant", choices=JUDGE_DELAYS)
    judge_delay_until = LegalDateField(label="Fin du délai fixé par le juge", required=False)
    grace_until = LegalDateField(label="Délais de grâce accordés jusqu'au (CPCE, art. L412-3)", required=False)

    def clean(self):
        data = super().clean()
        delay, until, served_on = data.get("judge_delay"), data.get("judge_delay_until"), data.get("served_on")
        if "judge_delay_until" in self.errors or not delay:
            return data
        if delay in FIXED_BY_THE_JUDGE and until is None:
            self.add_error("judge_delay_until", "Indiquer la fin du délai réduit ou prorogé par le juge.")
        elif delay not in FIXED_BY_THE_JUDGE and until is not None:
            self.add_error("judge_delay_until", "Cette date n'est fixée que si le juge a réduit ou prorogé le délai.")
        elif until is not None and served_on is not None and until < served_on:
            self.add_error("judge_delay_until", "Ce délai ne peut finir avant la signification du commandement.")
        return data


# --- the period of the notice -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """The time that the notice leaves to the occupant.

    `ends_on`, its last day, is None when no period is due and while it does not run; `earliest_on`, the first day of a
    request that is not premature, is None in that second case alone.
    """

    starts_on: date | None
    ends_on: date | None
    earliest_on: date | None

    @property
    def is_suspended(self) -> bool:
        return self.earliest_on is None

    def makes_premature(self, received_on: date) -> bool:
        return self.is_suspended or received_on < self.earliest_on


def period_of(answers: Mapping[str, Any], *, notified_on: date | None, months: int) -> Period:
    """From the later of the two services; without the notification to the prefect the period does not run (L412-5)."""
    served_on = date.fromisoformat(answers["served_on"])
    if answers["judge_delay"] == "removed" or answers["premises"] != "dwelling":
        return Period(served_on, None, served_on)
    if notified_on is None:
        return Period(None, None, None)
    starts_on = max(served_on, notified_on)
    ends_on = day_of(answers, "judge_delay_until") or add_months(starts_on, months)
    return Period(starts_on, ends_on, ends_on + timedelta(days=1))


def notice_months(on: date) -> int:
    return int(parameter(NOTICE_MONTHS, on))


# --- truce and grace ----------------------------------------------------------------------------------------


def truce_applies(answers: Mapping[str, Any]) -> bool:
    """To dwellings and professional premises (CPCE, book IV, title I, chapter II), unless an exception is recorded."""
    return answers["premises"] != "other" and not answers.get("truce_exemptions")


def first_execution_on(day: date, answers: Mapping[str, Any], period: Period) -> date:
    """The first day, from that one on, when the eviction may be carried out: period over, grace over, no truce."""
    for ends_on in (period.ends_on, day_of(answers, "grace_until")):
        if ends_on is not None:
            day = max(day, ends_on + timedelta(days=1))
    return first_day_outside_truce(day) if truce_applies(answers) else day


def liability_starts_on(refused_on: date, answers: Mapping[str, Any]) -> date:
    """From the refusal; for a dwelling or professional premises, once the truce and the grace are over (R154-5)."""
    grace_until = day_of(answers, "grace_until")
    if answers["premises"] == "other":
        return refused_on
    if grace_until is not None:
        refused_on = max(refused_on, grace_until + timedelta(days=1))
    return first_day_outside_truce(refused_on) if truce_applies(answers) else refused_on


# --- the acts of a same eviction ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """What an act of an eviction is called, the one that comes before it, and the answer that names that one."""

    label: str
    former: str = ""
    field: str = ""


# A case names the act that came before it; the page of each shows both.
ACTS = {
    PAYMENT_ORDER: Act("Commandement de payer"),
    SUMMONS: Act("Assignation", PAYMENT_ORDER, "payment_order_reference"),
    NOTICE: Act("Commandement de quitter les lieux", SUMMONS, "summons_reference"),
    REQUEST: Act("Réquisition", NOTICE, "notice_reference"),
    EXECUTION: Act("Exécution", REQUEST, "request_reference"),
    CLAIM: Act("Demande d'indemnisation", REQUEST, "request_reference"),
}


@dataclass(frozen=True)
class Linked:
    """An act of the same eviction. `case` is None when the reference that was typed is that of no case to be shown."""

    label: str
    reference: str
    case: Case | None


def acts_seen_from(case: Case):
    """The cases of the same service; one kept for named agents is not shown."""
    return Case.objects.filter(unit_id=case.unit_id).exclude(sensitivity=Case.Sensitivity.SECRET)


def act_before(case: Case) -> Case | None:
    """The case that this one names, if there is one to be shown."""
    act = ACTS[case.procedure_code]
    return acts_seen_from(case).filter(reference=case.answers.get(act.field), procedure_code=act.former).first()


def linked_acts(case: Case) -> Iterator[Linked]:
    """The act named by this case, then those that name it."""
    own = ACTS[case.procedure_code]
    if reference := case.answers.get(own.field):
        yield Linked(ACTS[own.former].label, reference, act_before(case))
    for code, act in ACTS.items():
        if act.former == case.procedure_code:
            named = acts_seen_from(case).filter(procedure_code=code, **{f"answers__{act.field}": case.reference})
            for found in named.order_by("received_on", "pk"):
                yield Linked(act.label, found.reference, found)


def linked_context(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"acts": list(linked_acts(case))}


LINKED_ACTS = Panel("linked_acts", "Actes de la même expulsion", "police_admin/evictions/acts.html", linked_context)
