"""What is seen in the field: targets, findings, amounts with their stages, follow-ups, closures proposed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from directorate.casework.models import Case, Party
from directorate.casework.move import paris_day
from directorate.casework.proposals import propose_case
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.codaf import rules
from public_order.codaf.access import reads_targets, secretary
from public_order.codaf.catalogue import FollowKind, Nature, Stage
from public_order.codaf.models import (
    CodafAmount,
    CodafAmountStage,
    CodafFinding,
    CodafFollowUp,
    CodafOperation,
    CodafPartner,
    CodafTarget,
)
from public_order.codaf.money import RANK, pv_key
from public_order.codaf.operations import AFTER_START, BEFORE_START, State, locked
from public_order.codaf.queries import before
from public_order.recording import reasoned, tell, worker

AFTER = (State.IN_PROGRESS, State.DONE, State.CONSOLIDATED, State.SYNTHESISED)
# The procedures of the bureau of administrative police that a closure goes through (DB-05; L8272-2).
CLOSURE_PROCEDURES = {
    FollowKind.OUTLET_CLOSURE: "administrative_closure_outlet", FollowKind.LABOUR_CLOSURE: "closure_illegal_work",
}  # fmt: skip


# --- targets ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_target(
    *, operation: CodafOperation, name: str, address: str, commune: Commune, reason: str, siret: str = "",
    activity: str = "", history: str = "", bodies: Sequence[str] = (), again_why: str = "",
    latitude: Decimal | None = None, longitude: Decimal | None = None, by: StaffMember, at: datetime,
) -> CodafTarget:  # fmt: skip
    """COD-09: an establishment visited in the last six months is visited again for a reason."""
    on = secretary(by, at, operation)
    if (latitude is None) != (longitude is None):
        raise DomainError("La latitude et la longitude vont ensemble.", field="longitude")
    row = locked(operation, BEFORE_START)
    keys = rules.establishment_keys(siret=siret, name=name, address=address, commune=commune.pk)
    if row.targets.filter(keys__overlap=keys).exists():
        raise Conflict("Cet établissement est déjà dans l'opération.", field="name")
    former = before(keys, paris_day(row.starts_at) if row.starts_at else on, on, leaving=row.pk)
    if former and not again_why.strip():
        # The targets of an operation to come are not told to whoever may not read them (COD-05).
        known = [row for row in former if reads_targets(by, row.operation, on)]
        which = (
            f"{known[0].operation}, du {paris_day(known[0].operation.starts_at):%d/%m/%Y}"
            if known
            else "une autre opération"
        )
        raise DomainError(
            f"Cet établissement est déjà dans {which} : dire pourquoi y retourner (COD-09).", field="again_why"
        )
    unknown = set(bodies) - set(row.partners.values_list("body", flat=True))
    if unknown:
        raise DomainError(f"Hors de l'opération : {rules.bodies_words(unknown)}.", field="bodies")
    found = CodafTarget.objects.create(
        operation=row, rank=(row.targets.count() and row.targets.last().rank) + 1, name=name, siret=siret,
        address=address, commune=commune, activity=activity, keys=keys, reason=reasoned(reason), history=history,
        again_why=again_why, bodies=list(bodies), latitude=latitude, longitude=longitude, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    if row.state == State.READY:
        # The requisition was judged without it: another town may lie outside.
        row.state = State.PREPARED
        row.version += 1
        row.save(update_fields=["state", "version"])
    # No name here: the journal is read by more people than the targets.
    tell("codaf.target_added", row, by, at, rank=found.rank)
    return found


@transaction.atomic
def drop_target(*, target: CodafTarget, by: StaffMember, at: datetime) -> None:
    secretary(by, at, target.operation)
    row = locked(target.operation, BEFORE_START)
    rank = target.rank
    row.targets.filter(pk=target.pk).delete()
    tell("codaf.target_dropped", row, by, at, rank=rank)


@transaction.atomic
def report_target(
    *, target: CodafTarget, visited: bool, persons: int | None = None, result: str = "", by: StaffMember, at: datetime
) -> CodafTarget:
    secretary(by, at, target.operation)
    locked(target.operation, AFTER_START)
    row = CodafTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if visited and persons is None:
        raise DomainError("Dire combien de personnes ont été contrôlées ; zéro s'il n'y en a pas eu.", field="persons")
    if not visited and row.findings.exists():
        raise Conflict("Des constats y sont enregistrés : l'établissement a été visité.", field="visited")
    if not visited and not result.strip():
        raise DomainError("Dire pourquoi il n'a pas été visité.", field="result")
    row.visited, row.persons, row.result = visited, persons if visited else None, result
    row.save(update_fields=["visited", "persons", "result"])
    tell("codaf.target_reported", row.operation, by, at, rank=row.rank, visited=visited, persons=row.persons)
    return row


# --- findings and amounts -----------------------------------------------------------------------------------------


def recorded_finding(
    target: CodafTarget, partner: CodafPartner, *, nature: str, persons: int, pv_number: str, natinf: int | None,
    minor_involved: bool, by: StaffMember | None, at: datetime,
) -> CodafFinding:  # fmt: skip
    """Under the lock of the operation: by the secretariat or by the link of the partner."""
    operation = locked(target.operation, AFTER_START)
    partner = CodafPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if partner.operation_id != operation.pk:
        raise Conflict("Ce partenaire n'est pas dans l'opération.")
    target = CodafTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if target.visited is False:
        raise Conflict("Cet établissement n'a pas été visité.", field="target")
    key = pv_key(pv_number)
    if key and target.findings.filter(partner=partner, nature=nature, pv_key=key).exists():
        raise Conflict("Ce constat du même procès-verbal est déjà enregistré (COD-03).", field="pv_number")
    found = CodafFinding.objects.create(
        target=target, partner=partner, nature=nature, natinf=natinf, persons=persons, pv_number=pv_number.strip(),
        pv_key=key, minor_involved=minor_involved, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("codaf.finding_recorded", operation, by, at, rank=target.rank, body=partner.get_body_display(),
         nature=found.get_nature_display())  # fmt: skip
    return found


@transaction.atomic
def record_finding(
    *, target: CodafTarget, partner: CodafPartner, nature: str, persons: int = 0, pv_number: str = "",
    natinf: int | None = None, minor_involved: bool = False, by: StaffMember, at: datetime,
) -> CodafFinding:  # fmt: skip
    secretary(by, at, target.operation)
    return recorded_finding(target, partner, nature=nature, persons=persons, pv_number=pv_number, natinf=natinf,
                            minor_involved=minor_involved, by=by, at=at)  # fmt: skip


def recorded_amount(
    finding: CodafFinding, *, nature: str, amount: Decimal, stage: str, stage_on: date, by: StaffMember | None,
    at: datetime,
) -> CodafAmount:  # fmt: skip
    operation = locked(finding.target.operation, AFTER)
    check_stage_day(operation, stage_on, at)
    if stage == Stage.CANCELLED:
        raise DomainError("Un montant ne commence pas annulé.", field="stage")
    if finding.amounts.filter(nature=nature).exists():
        raise Conflict("Ce montant est déjà enregistré : changer son stade.", field="amount_nature")
    found = CodafAmount.objects.create(finding=finding, nature=nature, amount=amount, stage=stage, stage_on=stage_on)
    keep_stage(found, "", by, at)
    return found


def check_stage_day(operation: CodafOperation, stage_on: date, at: datetime) -> None:
    if stage_on > paris_day(at):
        raise DomainError("Ce jour n'est pas encore venu.", field="stage_on")
    if stage_on < paris_day(operation.started_at):
        raise DomainError("Ce montant suit l'opération.", field="stage_on")


def keep_stage(row: CodafAmount, reason: str, by: StaffMember | None, at: datetime) -> None:
    CodafAmountStage.objects.create(amount=row, value=row.amount, stage=row.stage, stage_on=row.stage_on, reason=reason,
                                    recorded_at=at, recorded_by=by)  # fmt: skip
    tell("codaf.amount", row.finding.target.operation, by, at, nature=row.get_nature_display(), value=str(row.amount),
         stage=row.get_stage_display())  # fmt: skip


@transaction.atomic
def record_amount(
    *, finding: CodafFinding, amount_nature: str, amount: Decimal, stage: str, stage_on: date, by: StaffMember,
    at: datetime,
) -> CodafAmount:  # fmt: skip
    worker(by, at)
    return recorded_amount(finding, nature=amount_nature, amount=amount, stage=stage, stage_on=stage_on, by=by, at=at)


@transaction.atomic
def move_amount(
    *, row: CodafAmount, amount: Decimal, stage: str, stage_on: date, reason: str = "", by: StaffMember, at: datetime
) -> CodafAmount:
    """Estimated, notified, recovered; cancelled at any time. To go back, or to change the sum, needs a reason."""
    worker(by, at)
    operation = locked(row.finding.target.operation, (*AFTER, State.CLOSED))
    found = CodafAmount.objects.select_for_update(of=("self",)).get(pk=row.pk)
    check_stage_day(operation, stage_on, at)
    if stage_on < found.stage_on:
        raise DomainError(f"Le stade précédent date du {found.stage_on:%d/%m/%Y}.", field="stage_on")
    if (found.stage, found.amount) == (stage, amount):
        raise Conflict("Rien ne change : ce montant est déjà à ce stade.", field="stage")
    is_back = RANK[Stage(stage)] < RANK[Stage(found.stage)]
    if is_back or stage == Stage.CANCELLED or amount != found.amount:
        reason = reasoned(reason)
    found.stage, found.amount, found.stage_on = stage, amount, stage_on
    found.save(update_fields=["stage", "amount", "stage_on"])
    keep_stage(found, reason, by, at)
    return found


@transaction.atomic
def complete_answer(*, partner: CodafPartner, comment: str = "", by: StaffMember | None, at: datetime) -> CodafPartner:
    """The partner has said everything, be it that it found nothing."""
    if by is not None:
        worker(by, at)
    operation = locked(partner.operation, (State.DONE,))
    row = CodafPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if row.answered_at is not None:
        raise Conflict("Cette réponse est déjà complète.")
    row.answered_at, row.comment = at, comment
    row.save(update_fields=["answered_at", "comment"])
    tell("codaf.partner_completed", operation, by, at, body=row.get_body_display())
    return row


# --- follow-ups ---------------------------------------------------------------------------------------------------


def followed(
    target: CodafTarget, kind: str, *, by: StaffMember, at: datetime, due_on: date | None = None, words: str = "",
    days: int | None = None,
) -> CodafFollowUp:  # fmt: skip
    secretary(by, at, target.operation)
    operation = locked(target.operation, AFTER)
    row = CodafTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if not row.visited:
        raise Conflict("Cet établissement n'a pas été visité : il n'appelle aucune suite.")
    if row.follow_ups.filter(kind=kind, state="open").exists():
        raise Conflict("Cette suite est déjà en cours.", field="kind")
    found = CodafFollowUp.objects.create(target=row, kind=kind, due_on=due_on, words=words, days=days, recorded_at=at,
                                         recorded_by=by)  # fmt: skip
    tell("codaf.followed", operation, by, at, rank=row.rank, kind=found.get_kind_display())
    return found


@transaction.atomic
def follow(
    *, target: CodafTarget, kind: str, due_on: date | None = None, words: str = "", days: int | None = None,
    by: StaffMember, at: datetime,
) -> CodafFollowUp:  # fmt: skip
    if kind in CLOSURE_PROCEDURES:
        raise DomainError("Cette fermeture se propose au bureau des polices administratives.", field="kind")
    return followed(target, kind, by=by, at=at, due_on=due_on, words=words, days=days)


FACT_TYPES = {Nature.HIDDEN_ACTIVITY: "undeclared_work", Nature.HIDDEN_WORK: "undeclared_work",
              Nature.DRUGS: "drugs"}  # fmt: skip
# Illegal work as article L8211-1, 1° to 4°, has it: nothing else founds the closure of article L8272-2.
OFFENCES = {
    Nature.HIDDEN_ACTIVITY: "hidden_work", Nature.HIDDEN_WORK: "hidden_work", Nature.BARGAINING: "bargaining",
    Nature.LENDING: "lending", Nature.FOREIGN_WORK: "foreign_work",
}  # fmt: skip


def closure_answers(target: CodafTarget, findings: Sequence[CodafFinding], facts: str, days: int) -> dict[str, object]:
    """What the form of every closure asks, from what was found here."""
    on = paris_day(target.operation.started_at)
    lines = [f"{on:%d/%m/%Y} : {row.get_nature_display()}, constaté par {row.partner.get_body_display()}"
             for row in findings]  # fmt: skip
    references = [f"Opération {target.operation}", *(f"PV {row.pv_number}" for row in findings if row.pv_number)]
    return {
        "facts": "\n".join(dict.fromkeys([*lines, *facts.splitlines()])), "last_facts_on": on.isoformat(),
        "report_references": "\n".join(dict.fromkeys(references)), "duration_days": days,
    }  # fmt: skip


@transaction.atomic
def propose_closure(
    *, target: CodafTarget, facts: str, days: int, sub_basis: str = "2", by: StaffMember, at: datetime
) -> CodafFollowUp:
    """COD-08: a case of the bureau of administrative police, at the door of its contradictory phase."""
    findings = list(target.findings.select_related("partner"))
    natures = sorted({FACT_TYPES.get(Nature(row.nature), "other") for row in findings})
    return proposed(target, FollowKind.OUTLET_CLOSURE, findings, facts=facts, days=days, by=by, at=at,
                    answers={"sub_basis": sub_basis, "fact_types": natures})  # fmt: skip


@transaction.atomic
def propose_labour_closure(
    *, target: CodafTarget, facts: str = "", days: int, employees_present: int, employees_concerned: int,
    seriousness: Sequence[str], site: str = "establishment", by: StaffMember, at: datetime,
) -> CodafFollowUp:  # fmt: skip
    """COD-08, for illegal work: only what article L8211-1, 1° to 4°, names founds it."""
    rows = target.findings.select_related("partner")
    findings = [row for row in rows if row.nature in OFFENCES]
    offences = sorted({OFFENCES[Nature(row.nature)] for row in findings})
    answers = {"fact_types": offences, "employees_present": employees_present, "seriousness": list(seriousness),
               "employees_concerned": employees_concerned, "site": site}  # fmt: skip
    return proposed(target, FollowKind.LABOUR_CLOSURE, findings, facts=facts, days=days, answers=answers, by=by, at=at)


def proposed(
    target: CodafTarget, kind: str, findings: Sequence[CodafFinding], *, facts: str, days: int,
    answers: Mapping[str, object], by: StaffMember, at: datetime,
) -> CodafFollowUp:  # fmt: skip
    found = followed(target, kind, words=facts, days=days, by=by, at=at)
    row = CodafTarget.objects.select_related("operation", "commune").get(pk=target.pk)
    if not findings:
        raise Conflict("Aucun constat ne fonde cette fermeture.")
    case: Case = propose_case(
        procedure_code=CLOSURE_PROCEDURES[FollowKind(kind)], commune=row.commune,
        party={"kind": Party.Kind.COMPANY, "last_name": row.name, "siret": row.siret, "address": row.address},
        answers={**closure_answers(row, findings, facts, days), **answers},
        place={"name": row.name, "address": row.address},
        key=uuid5(NAMESPACE_URL, f"codaf-follow-up:{found.pk}"), by=by, at=at,
    )  # fmt: skip
    found.case = case
    found.save(update_fields=["case"])
    return found


@transaction.atomic
def settle(*, follow_up: CodafFollowUp, state: str, outcome: str, by: StaffMember, at: datetime) -> CodafFollowUp:
    on = secretary(by, at, follow_up.target.operation)
    row = CodafFollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if row.state != CodafFollowUp.State.OPEN:
        raise Conflict("Cette suite est déjà réglée.")
    row.state, row.outcome, row.settled_on = state, reasoned(outcome, "outcome"), on
    row.save(update_fields=["state", "outcome", "settled_on"])
    tell(
        "codaf.settled", follow_up.target.operation, by, at, kind=row.get_kind_display(), state=row.get_state_display()
    )
    return row
