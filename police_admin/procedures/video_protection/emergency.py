"""Provisional authorisation in an emergency (CSI, art. L223-4 and L252-6): four months at most, the commission after.

Its president is told as soon as the act is signed; the opinion is gathered before the authorisation expires.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django import forms
from django.utils.timezone import localdate

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Clock, Finding, LetterModel, Procedure, Silence, Validity
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.video_protection import dossier

ARTICLE = "CSI, art. L223-4 et L252-6"
REASONS = [
    ("urgency", "Urgence liée au risque d'actes de terrorisme"),
    ("exposure", "Exposition particulière du site à un risque d'actes de terrorisme"),
]


class EmergencyForm(dossier.DossierForm):
    """The system, why the commission cannot be heard first, and for how long."""

    # The commission answers after the decision, before the end of the authorisation.
    commission_extension_on = None
    reason = forms.ChoiceField(label="Motif de l'urgence", choices=REASONS)
    circumstances = LinesField(
        label="Circonstances qui ne permettent pas d'attendre l'avis de la commission", max_length=4000,
        help_text="Une circonstance par ligne, datée.", widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    duration_months = forms.IntegerField(label="Durée demandée (mois)", min_value=1)

    def clean_duration_months(self):
        months = self.cleaned_data["duration_months"]
        longest = int(parameter("video_protection.emergency_months", localdate()))
        if months > longest:
            raise forms.ValidationError(
                f"Une autorisation provisoire ne peut dépasser {longest} mois (CSI, art. L223-4)."
            )
        return months

    def clean_purposes(self):
        purposes = self.cleaned_data["purposes"]
        if "terrorism" not in purposes:
            raise forms.ValidationError(
                "L'autorisation provisoire suppose la prévention d'actes de terrorisme (CSI, art. L223-4)."
            )
        return purposes


# --- the opinion that follows -------------------------------------------------------------------------------

GRANTS = {"grant", "grant_with_conditions"}
CDVP_AFTERWARDS = replace(dossier.OPINIONS[0], article=ARTICLE, mandatory=False, follows_decision=True)


def opinion_to_gather(facts: Facts) -> Iterator[Expected]:
    """The opinion due before the end of the authorisation, with an alert while there is still time to sit."""
    case = facts.case
    if case.decided_at is None or case.outcome not in GRANTS:
        return
    code, decided_on = "opinion_after_grant", paris_day(case.decided_at)
    rule = facts.rules.of(code, "video_protection.emergency_alert_months", decided_on)
    longest = facts.rules.of(code, "video_protection.emergency_months", decided_on)
    months = min(case.answers.get("duration_months") or int(longest.value), int(longest.value))
    ends_on = add_months(decided_on, months)
    due_on = min(add_months(decided_on, int(rule.value)), ends_on)
    answered = [row for row in facts.consultations if row.code == CDVP_AFTERWARDS.code and row.answered_on]
    if answered:
        state = State.MET if answered[-1].answered_on <= ends_on else State.PASSED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    steps = [
        step("Autorisation provisoire délivrée", decided_on),
        step("L'avis de la commission est recueilli avant ce jour", ends_on, article=ARTICLE),
        step(f"Alerte au bout de {rule.value} {rule.unit}, s'il manque encore", due_on),
    ]
    yield Expected(
        code=code,
        label="Avis de la commission à recueillir avant l'échéance",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=ARTICLE,
        parameter_version=f"{rule.version} {longest.version}",
        computation=explained(Computation("R1", due_on, steps=steps), rule, longest),
    )


def tell_the_president(move: Move) -> None:
    """At once: the letter to the president of the commission leaves with the signature."""
    if move.case.permit_id is not None:
        letters.write(
            move,
            "commission_notice",
            {"decision": letters.decision_words(move.case.decision), "permit": letters.permit_dates(move.case.permit)},
        )


def date_the_authorisation(move: Move) -> None:
    case = move.case
    if case.permit_id is None:
        return
    permit = case.permit
    dates = {"starts_on": permit.valid_from.isoformat(), "ends_on": permit.expires_on.isoformat()}
    case.decision.details = {**case.decision.details, **dates}
    case.decision.save(update_fields=["details"])
    move.recorded |= dates


def end_the_authorisation(move: Move) -> None:
    """It is not maintained: the conditions have gone, or the commission is against it."""
    permits.carry_out(
        permit=move.case.permit,
        state=Permit.State.WITHDRAWN,
        effective_on=move.today,
        reason=f"Fin de l'autorisation provisoire, dossier {move.case.reference}",
        by=move.by,
        at=move.at,
    )


# --- checks before signature --------------------------------------------------------------------------------


def commission_can_sit_in_time(case: Case, at: datetime) -> list[Finding]:
    """Said to the signatory: granting starts a time in which the commission must be gathered."""
    if case.decision.outcome == "refusal" or any(row.code == CDVP_AFTERWARDS.code for row in case.consultations.all()):
        return []
    return [
        Finding(
            "Aucune séance de la commission n'est prévue : son avis est à recueillir avant l'expiration de"
            " l'autorisation.",
            ARTICLE,
            blocking=False,
        )
    ]


def provisional(outcome):
    """A grant is followed until its end: its case stays open."""
    if not outcome.favourable:
        return outcome
    return replace(
        outcome,
        grounds=(
            "Considérant que les circonstances suivantes caractérisent l'urgence ou l'exposition particulière à un"
            " risque d'actes de terrorisme et ne permettent pas d'attendre l'avis de la commission départementale de"
            " vidéoprotection : {{ answers.circumstances }} ;",
            *outcome.grounds,
        ),
        articles=(
            *outcome.articles,
            "Le président de la commission départementale de vidéoprotection est immédiatement informé de la présente"
            " autorisation. L'avis de la commission est recueilli avant son expiration.",
        ),
        final_stage="in_execution",
    )


PROCEDURE = Procedure(
    code="video_protection_emergency",
    label="Autorisation provisoire d'un système de vidéoprotection en urgence",
    short_label="Vidéoprotection, urgence",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VPU",
    legal_basis=(ARTICLE, *dossier.LEGAL_BASIS),
    help_text="Urgence ou exposition particulière à un risque terroriste : quatre mois au plus, sans attendre la"
    " commission. Son président est informé aussitôt, son avis recueilli avant l'échéance.",
    form=EmergencyForm,
    elsewhere=dossier.prefect_of_the_seat,
    title=lambda answers: f"Vidéoprotection en urgence, {answers['place']}",
    requires_place=True,
    # The decision does not wait for the whole dossier; the commission will read it.
    pieces=tuple(replace(piece, blocking=piece.code == "report") for piece in dossier.PIECES),
    opinions=(CDVP_AFTERWARDS, *dossier.OPINIONS[1:]),
    clock=Clock("video_protection.emergency_decision_months", Silence.NONE, ARTICLE),
    dates=(opinion_to_gather,),
    rules={
        "alert_months": "video_protection.emergency_alert_months",
        "longest_months": "video_protection.emergency_months",
    },
    validity=Validity(
        months_parameter="video_protection.emergency_months",
        renew_before_parameter="video_protection.emergency_renew_before_months",
        article=ARTICLE,
        number_prefix="VPU",
        permit_label="Autorisation provisoire d'un système de vidéoprotection",
        months_field="duration_months",
    ),
    letters=(
        *dossier.LETTERS,
        LetterModel("commission_notice", "Information du président de la commission",
                    "letters/video_protection/commission_notice.html"),
    ),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L223-4, L251-1 à L255-1 et R251-1 à R253-4 ;",
        *dossier.VISAS[1:],
    ),
    outcomes=tuple(
        provisional(outcome)
        for outcome in dossier.outcomes(
            title="autorisation provisoire d'un système de vidéoprotection",
            opening="L'autorisation provisoire de mettre en œuvre un système de vidéoprotection sur le site"
            " « {{ place.name }} », {{ place.address }}, {{ place.commune }}, est accordée à {{ applicant.name }} pour"
            f" une durée de {{{{ validity.duration }}}} à compter de la signature du présent arrêté. Le système"
            f" comporte {dossier.SYSTEM}, conformément au dossier {{{{ case.reference }}}}.",
        )
    ),
    checks=(*dossier.CHECKS, commission_can_sit_in_time),
    effects={
        "sign": tell_the_president,
        "notify": date_the_authorisation,
        "lift": end_the_authorisation,
    },
    related=("video_protection_authorisation",),
)  # fmt: skip
