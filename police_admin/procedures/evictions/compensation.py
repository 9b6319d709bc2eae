"""Compensation for a refusal of public force (CPCE, art. R154-1 to R154-7, décret 2025-1052), settled by agreement."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Silence,
)
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dossier, liability
from police_admin.procedures.evictions.public_force import EXEMPTIONS

ARTICLE = liability.ARTICLE
CLOCK = Clock(liability.DECISION_MONTHS, Silence.REFUSAL, "CRPA, art. L231-4")


def amount(label: str, **more) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, **more)


class CompensationForm(forms.Form):
    """The refusal, what ended the liability, the losses month by month, then the offer and what follows it."""

    request_reference = dossier.earlier_act("Réquisition refusée", "EXF")
    refused_on = dossier.PastDateField(
        label="Refus du concours né le", help_text="Jour du refus exprès, ou fin des deux mois de silence."
    )
    premises = forms.ChoiceField(label="Nature des lieux", choices=dossier.PREMISES)
    truce_exemptions = forms.MultipleChoiceField(
        label="Exceptions à la trêve hivernale", choices=EXEMPTIONS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    grace_until = LegalDateField(label="Délais de grâce accordés jusqu'au (CPCE, art. L412-3)", required=False)
    granted_on = dossier.PastDateField(label="Concours accordé ensuite le", required=False)
    executed_on = dossier.PastDateField(label="Expulsion exécutée le", required=False)
    delay_due_to_claimant = forms.BooleanField(
        label="Le retard de l'exécution est imputable au demandeur", required=False
    )
    left_on = dossier.PastDateField(label="Occupant parti le", required=False)
    until_on = dossier.PastDateField(
        label="Préjudice arrêté au (inclus)", help_text="Une période plus longue fera l'objet d'une autre demande."
    )
    monthly_occupancy_eur = amount("Indemnité d'occupation mensuelle (euros)")
    charges_eur = amount("Charges mensuelles (euros)", required=False)
    received_from_occupant_eur = amount("Versé par l'occupant pour la période (euros)", required=False)
    other_losses_eur = amount("Autres pertes justifiées (euros)", required=False)
    claimed_eur = amount("Somme demandée (euros)")
    offered_eur = amount("Somme offerte (euros)", required=False)
    transaction_signed_on = dossier.PastDateField(label="Transaction signée par le demandeur le", required=False)
    paid_on = dossier.PastDateField(label="Somme payée le", required=False)

    def clean_request_reference(self):
        return dossier.reference_of(self.cleaned_data["request_reference"], "EXF")

    def clean(self):
        data = super().clean()
        for name, former, words in (
            ("granted_on", "refused_on", "Le concours ne peut être accordé avant d'avoir été refusé."),
            ("executed_on", "granted_on", "L'exécution ne peut précéder l'octroi du concours."),
            ("left_on", "refused_on", "L'occupant serait parti avant le refus : rien n'est à indemniser."),
            ("until_on", "refused_on", "Le préjudice ne peut être arrêté avant le refus."),
            ("paid_on", "transaction_signed_on", "Le paiement ne peut précéder la signature de la transaction."),
        ):
            if data.get(name) and data.get(former) and data[name] < data[former]:
                self.add_error(name, words)
        if data.get("executed_on") and not data.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", "Indiquer le jour de l'octroi du concours qui a permis l'exécution.")
        offered, claimed = data.get("offered_eur"), data.get("claimed_eur")
        if offered is not None and claimed is not None and offered > claimed:
            self.add_error("offered_eur", "L'offre ne peut dépasser la somme demandée.")
        if data.get("transaction_signed_on") and offered is None and "offered_eur" not in self.errors:
            self.add_error("offered_eur", "Indiquer la somme de la transaction signée.")
        return data


# --- dates --------------------------------------------------------------------------------------------------


def of_liability(facts: Facts) -> Iterator[Expected]:
    """The first and the last day that are compensated (CPCE, art. R154-2 and R154-5)."""
    answers = facts.case.answers
    refused_on = day_of(answers, "refused_on")
    rule = facts.rules.of("liability_end", liability.EXECUTION_DAYS, refused_on)
    period = liability.period_of(answers, int(rule.value))
    last_on = period.last_on(day_of(answers, "until_on"))
    start = [step("Refus du concours", refused_on, article="CPCE, art. R154-2")]
    if period.starts_on != refused_on:
        start.append(step("Reporté après la trêve hivernale et les délais de grâce", period.starts_on,
                          article="CPCE, art. R154-5"))  # fmt: skip
    end = [step("Préjudice arrêté au", day_of(answers, "until_on"))]
    if period.ends_on:
        end.append(step(f"Fin de la responsabilité : {period.why} ; ce jour n'est pas compté", period.ends_on,
                        article=ARTICLE))  # fmt: skip
    if last_on < period.starts_on:
        end.append(step("Aucun jour n'est à indemniser"))
    for code, label, due_on, steps, rules in (
        ("liability_start", "Responsabilité de l'État : premier jour indemnisé", period.starts_on, start, ()),
        ("liability_end", "Responsabilité de l'État : dernier jour indemnisé", last_on, end, (rule,)),
    ):
        yield Expected(
            code=code,
            label=label,
            kind=Kind.INTERNAL,
            due_on=due_on,
            state=State.MET,
            article=ARTICLE,
            parameter_version=" ".join(used.version for used in rules),
            computation=explained(Computation("", due_on, steps=steps), *rules),
        )


# --- estimate -----------------------------------------------------------------------------------------------


def estimate_of(case: Case, on: date) -> liability.Estimate:
    return liability.estimate(
        case.answers, liability.method_on(on), int(parameter(liability.EXECUTION_DAYS, case.received_on))
    )


def estimate_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """The whole arithmetic, line by line, then what is asked and what is offered."""
    found = estimate_of(case, paris_day(at))
    return {
        "starts_on": french_long(found.period.starts_on),
        "last_on": french_long(found.last_on),
        "why": found.period.why,
        "method": found.method.words,
        "lines": [line.said for line in found.lines],
        "gross": liability.euros(found.gross),
        "other_losses": liability.euros(found.other_losses) if found.other_losses else "",
        "received": liability.euros(found.received) if found.received else "",
        "total": liability.euros(found.total),
        "claimed": liability.euros(liability.amount_of(case.answers, "claimed_eur")),
        "offered": liability.euros(liability.amount_of(case.answers, "offered_eur"))
        if case.answers.get("offered_eur")
        else "",
    }


ESTIMATE = Panel(
    "estimate", "Calcul de l'indemnité", "police_admin/evictions/estimate.html", estimate_context, alone=True
)


def agreement_is_ready(case: Case, at: datetime) -> list[Finding]:
    """The claimant has signed what he is offered; a sum that is not the one computed is said to the signatory."""
    if case.decision.outcome != "transaction":
        return []
    if not case.answers.get("offered_eur"):
        return [Finding("La somme offerte n'est pas indiquée.", ARTICLE)]
    found, offered = estimate_of(case, paris_day(at)), liability.amount_of(case.answers, "offered_eur")
    findings = []
    if not case.answers.get("transaction_signed_on"):
        findings.append(Finding("Le demandeur n'a pas encore signé la transaction.", ARTICLE))
    if not found.lines:
        findings.append(Finding("Aucun jour n'est à indemniser : la responsabilité de l'État n'a pas couru.", ARTICLE))
    elif offered != found.total:
        findings.append(
            Finding(
                f"La somme offerte ({liability.euros(offered)}) n'est pas celle du calcul"
                f" ({liability.euros(found.total)}).",
                ARTICLE,
                blocking=False,
            )
        )
    return findings


def payment_is_known(move: Move) -> None:
    if not move.case.answers.get("paid_on"):
        raise DomainError(
            "Le jour du paiement n'est pas enregistré : l'indiquer d'abord dans la suite de l'acte.", field="text"
        )


LOSS = (
    "du refus du concours de la force publique né le {{ answers.refused_on }}, pour les lieux situés"
    " {{ place.address }}, {{ place.commune }}"
)

PROCEDURE = Procedure(
    code=dossier.CLAIM,
    label="Indemnisation d'un refus de concours de la force publique",
    short_label="Expulsion, indemnisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXI",
    legal_basis=(ARTICLE, "Décret 2025-1052 du 3 novembre 2025"),
    legal_check_required=True,
    help_text="Adressée au préfet qui a refusé, par tout moyen donnant date certaine, avec la preuve de la réalité et"
    " du montant des pertes. Se règle par une transaction ; le silence vaut rejet.",
    form=CompensationForm,
    title=lambda answers: f"Indemnisation d'un refus de concours, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    pieces=(
        Piece("losses", "Preuve de la réalité et du montant des pertes"),
        Piece("title", "Titre exécutoire fixant l'indemnité d'occupation"),
        Piece("request", "Copie de la réquisition et de la réponse, s'il y en a une", blocking=False),
        Piece("account", "Attestation des sommes reçues de l'occupant pour la période"),
        Piece("bank", "Relevé d'identité bancaire", blocking=False),
    ),
    opinions=(
        Opinion("accountant", "Service chargé du budget, pour la disponibilité des crédits", "Usage, avis facultatif",
                organisation_kind="state_service"),
    ),
    clock=CLOCK,
    parameters=liability.PARAMETERS,
    rules={"execution_days": liability.EXECUTION_DAYS, "budget": liability.BUDGET},
    dates=(of_liability,),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("transaction", "Protocole transactionnel", "letters/evictions/transaction.html", "agreement"),
        LetterModel("order_refusal", "Décision de rejet", "letters/evictions/decision.html", "refusal"),
        LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    visas=(
        "Vu le code des procédures civiles d'exécution, notamment ses articles L153-1 et R154-1 à R154-7 ;",
        "Vu la demande présentée par {{ applicant.name }}, reçue le {{ case.received_on }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=(
        Outcome(
            "transaction",
            "Transaction",
            letter="transaction",
            act_kind="agreement",
            title="Protocole transactionnel relatif à l'indemnisation d'un refus de concours de la force publique",
            grounds=(
                "Considérant que la responsabilité de l'État est engagée du {{ dates.liability_start }} au"
                " {{ dates.liability_end }} inclus en raison du refus de concours né le {{ answers.refused_on }} ;",
                "Considérant que le demandeur justifie de la réalité et du montant des pertes directement liées à ce"
                " refus ;",
            ),
            articles=(
                f"L'État verse à {{{{ applicant.name }}}} la somme de {{{{ answers.offered_eur|counted:'euros' }}}}, en"
                f" réparation du préjudice résultant {LOSS}, pour la période du {{{{ dates.liability_start }}}} au"
                " {{ dates.liability_end }} inclus.",
                "Cette somme répare l'entier préjudice subi pour cette période. {{ applicant.name }} renonce à toute"
                " autre demande et à toute action à ce titre.",
                "À la signature de la présente transaction, l'État est subrogé, dans la limite de cette somme, dans les"
                " droits du demandeur contre l'occupant pour la même période.",
                "La dépense est imputée sur le budget de l'État ({{ rules.budget }}).",
            ),
            final_stage="in_execution",
        ),
        Outcome(
            "refusal",
            "Rejet de la demande",
            letter="order_refusal",
            act_kind="refusal",
            title="Décision rejetant une demande d'indemnisation d'un refus de concours de la force publique",
            grounds=(
                "Considérant que la réparation est due pour les pertes dont la réalité et le montant sont prouvés et"
                " qui sont directement liées au refus ;",
                "Considérant que [à compléter : les raisons de fait et de droit du rejet] ;",
            ),
            articles=(
                "La demande présentée par {{ applicant.name }}, tendant au versement de"
                " {{ answers.claimed_eur|counted:'euros' }}"
                f" en réparation {LOSS}, est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(agreement_is_ready,),
    effects={"end_measure": payment_is_known},
    known_afterwards=("paid_on",),
    panels=(ESTIMATE, dossier.LINKED_ACTS),
    related=(dossier.REQUEST,),
)  # fmt: skip
