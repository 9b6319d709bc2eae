"""Withdrawal of a late opening: precarious and revocable, but never without hearing its holder (CRPA, art. L121-1)."""

from datetime import date, datetime

from django import forms

from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    PermitConcerned,
    Procedure,
)
from directorate.legal_calendar.arithmetic import french_long
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.outlets import late_opening


class WithdrawalForm(forms.Form):
    """What is held against the nights of the outlet."""

    facts = LinesField(
        label="Faits relevés", max_length=8000, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    last_facts_on = LegalDateField(label="Date des derniers faits")
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def derogation_is_in_force(case: Case, at: datetime) -> list[Finding]:
    """One withdraws a derogation that exists and still runs."""
    permit, today = permits.current(case.renews), paris_day(at)
    if permit.state == Permit.State.WITHDRAWN:
        return [Finding(f"La dérogation {permit.number} est déjà retirée.", late_opening.LOCAL_ORDER)]
    if permit.expires_on is not None and permit.expires_on < today:
        return [
            Finding(
                f"La dérogation {permit.number} a expiré le {french_long(permit.expires_on)} : il n'y a plus rien à"
                " retirer.",
                late_opening.LOCAL_ORDER,
            )
        ]
    return []


def facts_came_before(case: Case, at: datetime) -> list[Finding]:
    facts_on = date.fromisoformat(case.answers["last_facts_on"])
    if facts_on <= case.received_on:
        return []
    return [
        Finding(
            f"Les derniers faits ({french_long(facts_on)}) sont postérieurs au rapport reçu le"
            f" {french_long(case.received_on)}.",
            "CRPA, art. L211-5",
        )
    ]


def withdraw_the_title(move: Move) -> None:
    """From the notification of the order: the title no longer gives rights."""
    case = move.case
    permit = permits.current(case.renews)
    changed = permits.carry_out(
        permit=permit, state=Permit.State.WITHDRAWN, effective_on=paris_day(case.notified_at),
        reason=f"Arrêté n° {case.decision.number}", by=move.by, at=move.at,
    )  # fmt: skip
    # A title that has expired meanwhile stays as it is.
    move.recorded["permit"] = f"{permit.number} : {(changed or permit).get_state_display().lower()}"


PROCEDURE = Procedure(
    code="late_opening_withdrawal",
    label="Retrait d'une dérogation d'ouverture tardive",
    short_label="Ouverture tardive, retrait",
    archetype=Archetype.POLICE_MEASURE,
    unit=late_opening.UNIT,
    family=late_opening.FAMILY,
    reference_code="DBW",
    legal_basis=(*late_opening.LEGAL_BASIS[:2], "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="La dérogation est précaire et révocable ; son titulaire est toujours mis à même de présenter ses"
    " observations. Elle prend fin d'elle-même au changement d'exploitant.",
    form=WithdrawalForm,
    title=lambda answers: f"Ouverture tardive, retrait, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned(
        ("late_opening_derogation", "late_opening_renewal"), "Numéro de la dérogation à retirer", required=True
    ),
    opinions=(
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall",
                days_parameter="late_opening.opinion_days"),
    ),
    letters=(
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire",
                    f"{late_opening.FOLDER}/withdrawal_invitation.html", "hearing_invitation"),
        LetterModel("order_withdrawal", "Arrêté de retrait", f"{late_opening.FOLDER}/order_refusal.html", "withdrawal"),
        LetterModel("notification", "Lettre de notification", f"{late_opening.FOLDER}/withdrawal_notification.html"),
    ),
    rules=late_opening.RULES,
    visas=(
        *late_opening.VISAS[:2],
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        late_opening.VISAS[3],
        "Vu la dérogation n° {{ renews.number }} délivrée le {{ renews.issued_on }} ;",
        "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
        "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;",
        *late_opening.VISAS[5:],
    ),
    # Taken against a person: not published in the register.
    outcomes=(
        Outcome(
            "withdrawal",
            "Retrait",
            letter="order_withdrawal",
            act_kind="withdrawal",
            title="Arrêté portant retrait d'une dérogation d'ouverture tardive, établissement « {{ place.name }} »,"
            " {{ place.commune }}",
            grounds=(
                "Considérant que la dérogation d'ouverture tardive est personnelle, précaire et révocable ;",
                "Considérant qu'il ressort des rapports transmis au préfet que les faits suivants ont été constatés :"
                " {{ answers.facts }} ;",
                "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
                " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}",
            ),
            articles=(
                "La dérogation n° {{ renews.number }} accordée à {{ applicant.name }} pour l'établissement"
                " « {{ place.name }} », {{ place.address }}, {{ place.commune }}, est retirée à compter de la"
                " notification du présent arrêté.",
                "L'établissement respecte l'heure de fermeture fixée par l'{{ rules.local_order }}.",
            ),
            favourable=False,
        ),
    ),
    checks=(derogation_is_in_force, facts_came_before),
    effects={"notify": withdraw_the_title},
    related=("late_opening_derogation", "administrative_closure_outlet"),
)  # fmt: skip
