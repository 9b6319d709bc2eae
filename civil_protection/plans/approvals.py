"""The acts on a plan, and what restarts one of its periods: approval, exemption, repeal, exercise, brochure."""

from datetime import date, datetime

from django.db import transaction

from civil_protection.plans import letters, terms
from civil_protection.plans.dates import EXEMPTABLE, SOONER, due_after_years
from civil_protection.plans.guards import ConsultationFacts, Party, obstacles
from civil_protection.plans.models import Authority, Plan, PlanAct, PlanDocument, PlanRound
from civil_protection.plans.operations import NotReady, allowed, locked, moved, past, tell
from civil_protection.plans.states import approval_of
from civil_protection.plans.typology import KINDS
from civil_protection.protection.acts import check_number, number_of_ours, place_of
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value, version
from directorate.web.errors import Conflict, DomainError

TAKEN_OVER = "Reprise d'une approbation antérieure à l'enregistrement du plan."


# --- acts ---------------------------------------------------------------------------------------------------


def facts_of(found: PlanRound, on: date) -> ConsultationFacts:
    return ConsultationFacts(
        sent_on=found.sent_on, answers_due_on=found.answers_due_on,
        parties=[Party(row.party, row.answered_on) for row in found.opinions.all()],
        closes_on=found.closes_on, notice_on=found.notice_on, notice_due_on=found.notice_due_on,
        closed_on=found.closed_on, silence_allows=value(terms.TACIT, on),
    )  # fmt: skip


def what_is_missing(plan: Plan, on: date) -> list[str]:
    """Why the version that is being written cannot be approved on that day."""
    if not plan.is_site:
        return []
    found = (
        plan.rounds.filter(version=plan.draft_version)
        .prefetch_related("opinions__commune", "opinions__organisation")
        .first()
    )
    public = plan.documents.filter(role=PlanDocument.Role.PUBLIC, document__version=plan.draft_version).exists()
    return list(obstacles(facts_of(found, on) if found else None, public, on))


def is_free(number: str, signed_on: date) -> None:
    check_number(number, signed_on)
    if PlanAct.objects.filter(number=number).exists():
        raise Conflict("Ce numéro est déjà celui d'un autre acte.", field="number")


def number_of(plan: Plan, number: str, signed_on: date) -> str:
    """An act of this prefecture may take the next number of its register; another authority numbers its own."""
    if plan.approver == Authority.PREFECT:
        number = number_of_ours(number, signed_on)
    is_free(number, signed_on)
    return number


def enact(plan: Plan, kind: str, number: str, signed_on: date, reason: str, by: StaffMember, at: datetime) -> PlanAct:
    """The act with its text. One of this prefecture enters the registers; that of another authority stays with it."""
    past(signed_on, at, "signed_on")
    number = number_of(plan, number, signed_on)
    check_text(reason, field="reason")
    letter = letters.order(plan, kind, number, signed_on, reason, by=by, at=at)
    return PlanAct.objects.create(
        plan=plan, kind=kind, number=number,
        version=plan.version if kind == PlanAct.Kind.REPEAL else plan.draft_version or plan.version,
        signed_on=signed_on, authority=plan.approver, reason=reason, letter=letter, recorded_at=at, recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def approve(*, plan: Plan, number: str, signed_on: date, by: StaffMember, at: datetime) -> Plan:
    """The version in draft comes into force. NotReady says each thing that is missing on the day of the signature."""
    allowed(by, at)
    row = locked(plan)
    revised = row.approved_on is not None
    moved(row, approval_of(row))
    past(signed_on, at, "signed_on")
    if missing := what_is_missing(row, signed_on):
        raise NotReady(f"Le plan ne peut pas être approuvé au {french_long(signed_on)}. {' '.join(missing)}",
                       details=missing)  # fmt: skip
    if revised and signed_on < row.approved_on:
        raise DomainError("Cette date précède l'approbation en vigueur.", field="signed_on")
    act = enact(row, PlanAct.Kind.REVISION if revised else PlanAct.Kind.APPROVAL, number, signed_on, "", by, at)
    return come_into_force(row, "approve", act.number, signed_on, by, at)


@transaction.atomic
def take_over(*, plan: Plan, number: str, signed_on: date, by: StaffMember, at: datetime) -> Plan:
    """A plan approved before it was recorded here: its consultations are those of the paper file.

    Only for a plan on which nothing was begun, and for an order signed before the plan was recorded.
    """
    allowed(by, at)
    row = locked(plan)
    moved(row, "take_over")
    if signed_on >= paris_day(row.recorded_at):
        raise DomainError("Seul un arrêté signé avant l'enregistrement du plan se reprend : pour un arrêté plus récent,"
                          " suivre les étapes.", field="signed_on")  # fmt: skip
    is_free(number, signed_on)
    PlanAct.objects.create(
        plan=row, kind=PlanAct.Kind.APPROVAL, version=row.draft_version, number=number, signed_on=signed_on,
        authority=row.approver, reason=TAKEN_OVER, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    return come_into_force(row, "take_over", number, signed_on, by, at)


def come_into_force(plan: Plan, verb: str, number: str, signed_on: date, by: StaffMember, at: datetime) -> Plan:
    """The version in draft becomes the version, and its periods begin."""
    plan.version, plan.draft_version, plan.approved_on = plan.draft_version, "", signed_on
    set_revision(plan)
    set_exercise(plan)
    plan.changed_at = at
    plan.save()
    due = plan.revision_due_on.isoformat() if plan.revision_due_on else ""
    tell(verb, plan, by, at, number=number, signed_on=signed_on.isoformat(), version=plan.version, revision_due_on=due)
    return plan


def set_revision(plan: Plan) -> None:
    """The last day of the revision, with the version of the value that gives it. The zone revises its own plans."""
    if KINDS.get(plan.kind) and KINDS[plan.kind].zonal:
        return
    site = terms.REVISION_HIGH if plan.site_kind in SOONER else terms.REVISION_SITE
    plan.revision_rule = version(site if plan.is_site else terms.REVISION, plan.approved_on)
    plan.revision_due_on = due_after_years(plan.approved_on, plan.revision_rule.value)


def set_exercise(plan: Plan) -> None:
    """For a site: years after the last exercise, or after the approval as long as none was held."""
    since = plan.exercised_on or plan.approved_on
    if plan.is_site and since:
        plan.exercise_rule = version(terms.EXERCISE_HIGH if plan.site_kind in SOONER else terms.EXERCISE_SITE, since)
        plan.exercise_due_on = due_after_years(since, plan.exercise_rule.value)


@transaction.atomic
def exempt(*, plan: Plan, number: str, signed_on: date, reason: str, by: StaffMember, at: datetime) -> Plan:
    """A motivated order: the danger study shows no serious danger outside (CSI, art. R741-20)."""
    allowed(by, at)
    row = locked(plan)
    moved(row, "exempt")
    if row.site_kind not in EXEMPTABLE:
        raise DomainError("L'exemption ne vaut que pour un établissement Seveso seuil haut ou un stockage souterrain.")
    if not reason.strip():
        raise DomainError("L'arrêté d'exemption est motivé : dire ce que montre l'étude de dangers.", field="reason")
    return end(row, PlanAct.Kind.EXEMPTION, number, signed_on, reason, by, at)


@transaction.atomic
def repeal(*, plan: Plan, number: str, signed_on: date, reason: str, by: StaffMember, at: datetime) -> Plan:
    allowed(by, at)
    row = locked(plan)
    if row.activations.filter(lifted_at=None).exists():
        raise Conflict("Ce plan est activé : lever d'abord l'activation.")
    moved(row, "repeal")
    if not reason.strip():
        raise DomainError("Dire pourquoi ce plan est abrogé et ce qui le remplace.", field="reason")
    if signed_on < row.approved_on:
        raise DomainError("Cette date précède l'approbation.", field="signed_on")
    return end(row, PlanAct.Kind.REPEAL, number, signed_on, reason, by, at)


def end(plan: Plan, kind: str, number: str, signed_on: date, reason: str, by: StaffMember, at: datetime) -> Plan:
    """No date is awaited any more."""
    act = enact(plan, kind, number, signed_on, reason, by, at)
    plan.revision_due_on = plan.exercise_due_on = plan.brochure_due_on = None
    plan.draft_version, plan.changed_at = "", at
    plan.save()
    tell(kind, plan, by, at, number=act.number, signed_on=signed_on.isoformat(), reason=reason)
    return plan


@transaction.atomic
def note_publication(*, act: PlanAct, issue_number: int, issue_on: date, by: StaffMember, at: datetime) -> PlanAct:
    """The issue of the official register in which the act appeared."""
    allowed(by, at)
    past(issue_on, at, "issue_on")
    row = PlanAct.objects.select_for_update(of=("self",)).select_related("plan", "letter").get(pk=act.pk)
    if place := place_of(row.letter):
        raise Conflict(f"Cet arrêté est au recueil ({place}) : sa publication s'y enregistre d'elle-même.")
    if row.issue_number is not None:
        raise Conflict(f"La publication au recueil n° {row.issue_number} est déjà enregistrée.")
    if issue_on < row.signed_on:
        raise DomainError(f"L'arrêté n'a été signé que le {french_long(row.signed_on)}.", field="issue_on")
    row.issue_number, row.issue_on = issue_number, issue_on
    row.save(update_fields=["issue_number", "issue_on"])
    tell("published", row.plan, by, at, number=row.number, issue_number=issue_number, issue_on=issue_on.isoformat())
    return row


# --- what restarts a period ---------------------------------------------------------------------------------


@transaction.atomic
def note_exercise(*, plan: Plan, exercised_on: date, by: StaffMember, at: datetime) -> Plan:
    """The plan was put to the test. An older exercise than the last one changes nothing."""
    allowed(by, at)
    past(exercised_on, at, "exercised_on")
    row = locked(plan)
    if row.exercised_on and exercised_on <= row.exercised_on:
        raise DomainError(f"Le dernier exercice connu est du {french_long(row.exercised_on)}.", field="exercised_on")
    row.exercised_on, row.changed_at = exercised_on, at
    set_exercise(row)
    row.save()
    tell("exercised", row, by, at, exercised_on=exercised_on.isoformat())
    return row


@transaction.atomic
def note_brochure(*, plan: Plan, brochure_on: date, by: StaffMember, at: datetime) -> Plan:
    """The information of the public, at the expense of the operator (CSI, art. R741-30)."""
    allowed(by, at)
    past(brochure_on, at, "brochure_on")
    row = locked(plan)
    if not row.is_site:
        raise Conflict("Seul un PPI a une brochure d'information.")
    if row.brochure_on and brochure_on <= row.brochure_on:
        raise DomainError(f"La dernière brochure est du {french_long(row.brochure_on)}.", field="brochure_on")
    row.brochure_on, row.changed_at = brochure_on, at
    row.brochure_due_on = due_after_years(brochure_on, value(terms.BROCHURE, brochure_on))
    row.save()
    tell("brochure", row, by, at, brochure_on=brochure_on.isoformat(), due_on=row.brochure_due_on.isoformat())
    return row
