"""The road of a decision, taken by many cases together: pieces asked, acts drafted, submitted, signed, notified."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django import forms

from directorate.casework import letters, operations, registry
from directorate.casework.archetypes import STAGES, road_of
from directorate.casework.checks import (
    ROWS_BEFORE_SIGNATURE,
    SETS_BEFORE_SIGNATURE,
    findings_without_reading,
    not_ready_words,
)
from directorate.casework.effects import missing_pieces, why_too_late
from directorate.casework.forms import LegalDateField, LegalDateTimeField, PlainCharField
from directorate.casework.models import Case, Decision
from directorate.casework.move import PARIS, paris_day
from directorate.casework.policies import CASE_POLICIES, handles_cases, holds_a_power
from directorate.casework.powers import Judge, act_of
from directorate.casework.reminders import open_request
from directorate.casework.series import CaseAction, SeriesForm, declare_action
from directorate.casework.series_actions import NOT_YOURS, Details, print_together, written
from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter
from directorate.legal_texts import queries as legal_texts
from directorate.org.models import StaffMember
from directorate.org.signing import Power
from directorate.parameters.queries import every_version, remembering
from directorate.parameters.queries import value as parameter

MOST_ACTS = 500
Check = Callable[[Case, Details], str]


def why_not_moved(case: Case, name: str, staff: StaffMember, on: date) -> str:
    """Why this transition is not open to this person on this case, or nothing."""
    transition = road_of(registry.procedure(case.procedure_code).archetype).transition(name)
    if transition is None:
        return "Cette action n'existe pas dans cette procédure."
    if case.stage not in transition.sources:
        return f"« {transition.label} » n'est pas possible à l'étape « {STAGES[case.stage].label} »."
    return "" if CASE_POLICIES[transition.policy](staff, case, on) else NOT_YOURS


# --- asking for pieces --------------------------------------------------------------------------------------


class PiecesForm(SeriesForm):
    limit_on = LegalDateField(label="À produire au plus tard le")
    notified_on = LegalDateField(label="Demandes notifiées le")
    reason = PlainCharField(
        label="Précisions pour les demandeurs", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notified_on"].initial = self.on
        self.fields["limit_on"].initial = self.on + timedelta(days=int(parameter("pieces.default_days", self.on)))

    def clean(self):
        data = super().clean()
        notified_on, limit_on = data.get("notified_on"), data.get("limit_on")
        if notified_on and notified_on > self.on:
            self.add_error("notified_on", "La demande ne peut être datée dans l'avenir.")
        if notified_on and limit_on and limit_on <= notified_on:
            self.add_error("limit_on", "La date limite doit suivre la notification de la demande.")
        return data


def check_missing(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    on = paris_day(at)
    if open_request(case):
        return "Une demande de pièces est déjà en cours pour ce dossier."
    if refusal := why_not_moved(case, "request_pieces", staff, on):
        return refusal
    if not missing_pieces(case):
        return "Aucune pièce indispensable ne manque."
    if not details:
        return why_too_late(case, on, on)
    if details["notified_on"] < case.received_on:
        return "La demande ne peut précéder la réception du dossier."
    return why_too_late(case, on, details["notified_on"])


def ask_for_missing(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> Letter:
    """Every indispensable piece that is missing, by one letter."""
    codes = [piece.code for piece in missing_pieces(case)]
    case = operations.take_transition(
        case=case, name="request_pieces", by=by, at=at, version=version, queue="bulk", pieces=codes,
        notified_on=details["notified_on"], limit_on=details["limit_on"], reason=details["reason"],
    )  # fmt: skip
    found = written(case, "completeness_request")
    return found.letter if found else None


declare_action(
    CaseAction(
        "request_pieces",
        "Demander les pièces manquantes",
        handles_cases,
        explains=(
            "Chaque demandeur reçoit la liste des pièces indispensables qui manquent à son dossier, et le délai est"
            " suspendu. Un seul PDF réunit les courriers pour l'impression, dans « Mes éditions »."
        ),
        form=PiecesForm,
        check=check_missing,
        act=ask_for_missing,
        reads=("pieces", "clock_stops", "deadlines"),
        most=MOST_ACTS,
        deliver=print_together,
    )
)


# --- drafting -----------------------------------------------------------------------------------------------


def common_outcomes(codes: frozenset[str]) -> list[tuple[str, str]]:
    """Outcomes that all these procedures have, in the order of the first."""
    procedures = [registry.procedure(code) for code in sorted(codes)]
    known = [{outcome.code for outcome in procedure.outcomes} for procedure in procedures]
    first = procedures[0].outcomes if procedures else ()
    return [(outcome.code, outcome.label) for outcome in first if all(outcome.code in theirs for theirs in known)]


class DraftsForm(SeriesForm):
    outcome = forms.ChoiceField(
        label="Sens des décisions",
        widget=forms.RadioSelect,
        help_text="Ceux que toutes les procédures de la sélection connaissent.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = common_outcomes(self.scope.procedures)


def check_draft(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    return why_not_moved(case, "draft_decision", staff, paris_day(at))


def draft(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> Letter:
    """The decision in preparation, and its text laid out to be read on paper: no part of the case, nor an act."""
    case = operations.take_transition(
        case=case, name="draft_decision", by=by, at=at, version=version, outcome=details["outcome"]
    )
    procedure, decision = registry.procedure(case.procedure_code), case.decision
    letter = compose(
        kind=decision.act_kind,
        title=f"Projet d'acte - {procedure.short_label}",
        template=procedure.letter(procedure.outcome(decision.outcome).letter).template,
        context=letters.preview_context(case, procedure, decision, at),
        by=by,
        at=at,
        state=Letter.State.DRAFT,
    )
    request_files(letter, by=by, at=at, queue="bulk")
    return letter


declare_action(
    CaseAction(
        "draft",
        "Préparer les actes",
        handles_cases,
        explains=(
            "Chaque dossier reçoit un projet de décision, qui se modifie sur sa page. Un seul PDF réunit les projets"
            " pour relecture, dans « Mes éditions »."
        ),
        form=DraftsForm,
        check=check_draft,
        act=draft,
        most=MOST_ACTS,
        deliver=print_together,
    )
)


# --- submitting and signing ---------------------------------------------------------------------------------


def judging(name: str, refusal_of_power: Callable[[Judge, Case], str]) -> Callable[[StaffMember, datetime], Check]:
    """Judges a move that the checks before signature precede: powers and parameters are read once for all."""

    def judges(staff: StaffMember, at: datetime) -> Check:
        on, judge, known = paris_day(at), Judge(staff, paris_day(at)), every_version()
        texts = legal_texts.whole_register()

        def check(case: Case, details: Details) -> str:
            refusal = why_not_moved(case, name, staff, on) or why_too_late(case, on) or refusal_of_power(judge, case)
            if refusal:
                return refusal
            with remembering(known), legal_texts.remembering(texts):
                found = findings_without_reading(
                    case, registry.procedure(case.procedure_code), at, lambda act, _: judge.all(act)
                )
            blocking = [finding for finding in found if finding.blocking]
            return not_ready_words(blocking) if blocking else ""

        return check

    return judges


def no_power(judge: Judge, case: Case) -> str:
    answer, _ = judge.of(act_of(case, case.decision))
    return "" if isinstance(answer, Power) else answer.message


def submit(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    operations.take_transition(case=case, name="submit", by=by, at=at, version=version)


def sign(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> Letter:
    """By the operation of the signature folder: power, checks, number, act."""
    signed = operations.take_transition(case=case, name="sign", by=by, at=at, version=version, queue="bulk")
    return Letter.objects.get(decision__case=signed)


declare_action(
    CaseAction(
        "submit",
        "Soumettre à la signature",
        handles_cases,
        explains="Les projets qui passent les vérifications avant signature rejoignent le parapheur.",
        judges=judging("submit", lambda judge, case: ""),
        act=submit,
        rows=ROWS_BEFORE_SIGNATURE,
        reads=SETS_BEFORE_SIGNATURE,
        most=MOST_ACTS,
    )
)
declare_action(
    CaseAction(
        "sign",
        "Signer",
        holds_a_power,
        explains=(
            "Votre pouvoir et les vérifications avant signature sont jugés de nouveau pour chaque acte au moment où il"
            " est signé : un refus n'arrête pas les autres. Chaque acte reçoit son numéro et ne peut plus être modifié."
            " Un seul PDF réunit les actes signés, dans « Mes éditions »."
        ),
        judges=judging("sign", no_power),
        act=sign,
        rows=ROWS_BEFORE_SIGNATURE,
        reads=SETS_BEFORE_SIGNATURE,
        most=MOST_ACTS,
        deliver=print_together,
        home=("Parapheur", "directorate:signature"),
    )
)


# --- notifying ----------------------------------------------------------------------------------------------


class NotificationForm(SeriesForm):
    # What was not claimed is dated letter by letter, from the return of each.
    mode = forms.ChoiceField(
        label="Mode de notification",
        choices=[
            choice
            for choice in Decision.NotificationMode.choices
            if choice[0] != Decision.NotificationMode.REGISTERED_UNCLAIMED
        ],
    )
    notified_at = LegalDateTimeField(
        label="Notifiés le", help_text="Le jour que la preuve établit : distribution, remise."
    )
    reference = PlainCharField(
        label="Référence de la preuve",
        max_length=120,
        help_text="Commune à tous ces actes : bordereau de dépôt, procès-verbal, envoi électronique.",
    )


def check_notification(case: Case, staff: StaffMember, details: Details, at: datetime) -> str:
    if refusal := why_not_moved(case, "notify", staff, paris_day(at)):
        return refusal
    if not details:
        return ""
    if details["notified_at"] > at:
        return "La notification ne peut être datée dans l'avenir."
    if details["notified_at"] < case.decided_at:
        return f"La notification ne peut précéder la signature (le {case.decided_at.astimezone(PARIS):%d/%m/%Y})."
    return ""


def notify(*, case: Case, version: int, by: StaffMember, at: datetime, details: Details, rank: int) -> None:
    operations.take_transition(case=case, name="notify", by=by, at=at, version=version, **details)


declare_action(
    CaseAction(
        "notify",
        "Enregistrer les notifications",
        handles_cases,
        explains="La date de la preuve fait courir les délais de recours et les effets de chaque acte.",
        form=NotificationForm,
        check=check_notification,
        act=notify,
        most=MOST_ACTS,
    )
)
