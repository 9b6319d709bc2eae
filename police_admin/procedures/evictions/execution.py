"""Execution of an eviction with the public force: the day fixed with the police, the report, or why it was given up.

The truce is refused where the day is typed; the grant is looked for when the day is registered, and closed at the end.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateTimeField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.move import Move, paris_day
from directorate.casework.operations import take_transition
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.legal_calendar.winter_truce import first_day_outside_truce, is_in_winter_truce
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dossier
from police_admin.procedures.evictions.public_force import EXEMPTIONS, GRANTS

ARTICLE = "CPCE, art. L153-1 et L412-6"
CANCELLED = [
    ("", "Sans objet"),
    ("left", "Occupant parti"),
    ("paid", "Dette réglée"),
    ("protocol", "Protocole de cohésion sociale ou plan d'apurement"),
    ("judge_delay", "Délai accordé par le juge"),
    ("landlord_withdrawal", "Désistement du bailleur"),
]


class ExecutionForm(forms.Form):
    """What is arranged with the police, then what happened."""

    request_reference = dossier.earlier_act("Réquisition accordée", "EXF")
    premises = forms.ChoiceField(label="Nature des lieux", choices=dossier.PREMISES)
    truce_exemptions = forms.MultipleChoiceField(
        label="Exceptions à la trêve hivernale", choices=EXEMPTIONS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    scheduled_at = LegalDateTimeField(label="Intervention fixée avec la police le")
    police_unit = PlainCharField(label="Service de police", max_length=160)
    locksmith = forms.BooleanField(label="Serrurier retenu par le commissaire de justice", required=False)
    social_presence = forms.BooleanField(label="Présence d'un travailleur social", required=False)
    executed_on = dossier.PastDateField(label="Expulsion exécutée le", required=False)
    report_reference = PlainCharField(label="Référence du procès-verbal d'expulsion", max_length=120, required=False)
    cancelled_reason = forms.ChoiceField(label="Abandon de l'exécution", choices=CANCELLED, required=False)
    cancelled_on = dossier.PastDateField(label="Exécution abandonnée le", required=False)

    def clean_request_reference(self):
        return dossier.reference_of(self.cleaned_data["request_reference"], "EXF")

    def clean(self):
        data = super().clean()
        scheduled = paris_day(data["scheduled_at"]) if data.get("scheduled_at") else None
        if data.get("premises"):
            for name, day in (("scheduled_at", scheduled), ("executed_on", data.get("executed_on"))):
                if day and dossier.truce_applies(data) and is_in_winter_truce(day):
                    self.add_error(name, f"Aucune expulsion ne s'exécute pendant la trêve hivernale, jusqu'au 31 mars"
                                         f" inclus (CPCE, art. L412-6) : pas avant le"
                                         f" {french_long(first_day_outside_truce(day))}.")  # fmt: skip
        if data.get("executed_on") and scheduled and data["executed_on"] < scheduled:
            self.add_error("executed_on", "L'exécution ne peut précéder le jour fixé : corriger ce jour.")
        if data.get("executed_on") and data.get("cancelled_reason"):
            self.add_error("cancelled_reason", "Une expulsion exécutée n'a pas été abandonnée.")
        elif data.get("cancelled_reason") and not data.get("cancelled_on") and "cancelled_on" not in self.errors:
            self.add_error("cancelled_on", "Indiquer le jour où l'exécution a été abandonnée.")
        elif data.get("cancelled_on") and not data.get("cancelled_reason"):
            self.add_error("cancelled_reason", "Indiquer pourquoi l'exécution a été abandonnée.")
        return data


def of_intervention(facts: Facts) -> Iterator[Expected]:
    """The day and the hour fixed with the police."""
    answers = facts.case.answers
    scheduled_at = datetime.fromisoformat(answers["scheduled_at"])
    on = paris_day(scheduled_at)
    steps = [step(f"Intervention fixée avec : {answers['police_unit']}", on)]
    if executed_on := day_of(answers, "executed_on"):
        state = State.MET
        steps.append(step("Expulsion exécutée", executed_on))
    elif cancelled_on := day_of(answers, "cancelled_on"):
        state = State.VOID
        steps.append(step(f"Exécution abandonnée : {cancelled_words(answers).lower()}", cancelled_on))
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="intervention",
        label="Exécution de l'expulsion",
        kind=Kind.EVENT,
        due_on=on,
        due_at=scheduled_at,
        state=state,
        article=ARTICLE,
        computation=explained(Computation("", on, steps=steps)),
    )


def cancelled_words(answers) -> str:
    return dict(CANCELLED)[answers.get("cancelled_reason") or ""]


def meet_the_grant(move: Move) -> None:
    """A day is fixed for a force that was granted, and not before it takes effect."""
    force = dossier.act_before(move.case)
    if force is None:
        return
    if force.stage != "in_execution" or force.outcome not in GRANTS:
        raise DomainError(
            f"Le concours de la force publique n'est pas accordé et en cours d'exécution dans le dossier"
            f" {force.reference} : aucun jour ne peut être fixé."
        )
    scheduled_on, first_on = paris_day(datetime.fromisoformat(move.case.answers["scheduled_at"])), grant_day(force)
    if scheduled_on < first_on:
        raise DomainError(
            f"Le concours accordé dans le dossier {force.reference} ne prend effet que le {french_long(first_on)} :"
            " corriger le jour fixé."
        )


def grant_day(force) -> date:
    return date.fromisoformat(force.decision.details["effective_from"])


def close_the_force(move: Move) -> None:
    """Executed or given up: the execution says which, and the grant has no more object."""
    answers = move.case.answers
    if executed_on := day_of(answers, "executed_on"):
        words = f"Expulsion exécutée le {french_long(executed_on)}"
    elif cancelled_on := day_of(answers, "cancelled_on"):
        words = f"Exécution abandonnée le {french_long(cancelled_on)} : {cancelled_words(answers).lower()}"
    else:
        raise DomainError(
            "Indiquer d'abord le jour de l'exécution, ou pourquoi elle a été abandonnée : corriger le dossier."
        )
    move.recorded["end"] = words
    force = dossier.act_before(move.case)
    if force is not None and force.stage == "in_execution":
        text = f"{words} (dossier {move.case.reference})."
        take_transition(case=force, name="end_measure", by=move.by, at=move.at, text=text)
        move.recorded["closed"] = force.reference


PROCEDURE = Procedure(
    code=dossier.EXECUTION,
    label="Exécution d'une expulsion avec le concours de la force publique",
    short_label="Expulsion, exécution",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXO",
    legal_basis=(ARTICLE,),
    help_text="Le jour est fixé avec les services de police et le commissaire de justice, hors de la trêve hivernale"
    " sauf exception. À la clôture, la réquisition accordée prend fin.",
    form=ExecutionForm,
    title=lambda answers: f"Exécution de l'expulsion, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    dates=(of_intervention,),
    letters=(
        LetterModel("acknowledgement", "Lettre confirmant le jour de l'intervention",
                    "letters/evictions/intervention.html"),
    ),
    effects={"register_act": meet_the_grant, "close_registered": close_the_force},
    panels=(dossier.LINKED_ACTS,),
    related=(dossier.REQUEST,),
)  # fmt: skip
