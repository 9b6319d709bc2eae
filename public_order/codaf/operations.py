"""An operation from idea to synthesis: each step is judged under the lock, with what it needs said in one sentence."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.org.models import StaffMember
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.codaf import rules
from public_order.codaf.catalogue import Communication
from public_order.codaf.models import CodafObjective, CodafOperation, CodafPartner, CodafPlan
from public_order.codaf.queries import facts_of
from public_order.policies import heads_public_order, works_in_public_order
from public_order.recording import reasoned, tell, worker

State = CodafOperation.State
REGISTER = "codaf"
BEFORE_START = (State.IDEA, State.PROGRAMMED, State.PREPARED, State.READY)
AFTER_START = (State.IN_PROGRESS, State.DONE)
# What the prosecutor, the partners and the targets were told of: changed, the operation is prepared again.
ENGAGING = ("starts_at", "ends_at", "frame", "commune", "requisition")


def locked(operation: CodafOperation, states: Sequence[str] = ()) -> CodafOperation:
    row = CodafOperation.objects.select_for_update(of=("self",)).select_related("commune", "pilot").get(pk=operation.pk)
    if states and row.state not in states:
        raise Conflict(f"Cette opération est « {row.get_state_display().lower()} » : ceci n'est plus ouvert.")
    return row


def written(row: CodafOperation, action: str, by: StaffMember | None, at: datetime, **details: Any) -> CodafOperation:
    row.version += 1
    row.save()
    tell(action, row, by, at, **details)
    return row


# --- the plan -----------------------------------------------------------------------------------------------------


@transaction.atomic
def open_plan(*, year: int, summary: str = "", by: StaffMember, at: datetime) -> CodafPlan:
    worker(by, at)
    row, is_new = CodafPlan.objects.get_or_create(
        year=year, defaults={"summary": summary, "recorded_at": at, "recorded_by": by}
    )
    if not is_new:
        raise Conflict("Le plan de cette année existe déjà.", field="year")
    tell("codaf.plan_opened", row, by, at)
    return row


def locked_plan(plan: CodafPlan) -> CodafPlan:
    return CodafPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def set_objective(
    *, plan: CodafPlan, sector: str, wanted: int, pilot: str, territory: str = "", by: StaffMember, at: datetime
) -> CodafObjective:
    """Said again for the same sector and territory, it replaces the former one; the journal keeps both."""
    worker(by, at)
    row = locked_plan(plan)
    former = row.objectives.filter(sector=sector, territory=territory).first()
    found, _ = CodafObjective.objects.update_or_create(
        plan=row, sector=sector, territory=territory, defaults={"wanted": wanted, "pilot": pilot}
    )
    tell("codaf.objective_set", row, by, at, sector=found.get_sector_display(), old=former.wanted if former else None,
         new=wanted)  # fmt: skip
    return found


@transaction.atomic
def adopt_plan(*, plan: CodafPlan, adopted_on: date, by: StaffMember, at: datetime) -> CodafPlan:
    """By the committee in plenary."""
    on = worker(by, at)
    row = locked_plan(plan)
    if row.adopted_on is not None:
        raise Conflict(f"Ce plan est déjà adopté, le {row.adopted_on:%d/%m/%Y}.")
    if adopted_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="adopted_on")
    if not row.objectives.exists():
        raise DomainError("Ce plan n'a aucun objectif.")
    row.adopted_on = adopted_on
    row.save(update_fields=["adopted_on"])
    tell("codaf.plan_adopted", row, by, at, adopted_on=adopted_on.isoformat())
    return row


# --- before the operation -----------------------------------------------------------------------------------------


def check_pilot(pilot: StaffMember, on: date) -> None:
    if not works_in_public_order(pilot, on=on):
        raise DomainError("Le pilote est un agent du bureau.", field="pilot")


def check_hours(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise DomainError("L'opération finit après avoir commencé.", field="ends_at")


def objective_of(sector: str, year: int) -> CodafObjective | None:
    return CodafObjective.objects.filter(plan__year=year, sector=sector).order_by("territory").first()


@transaction.atomic
def record_operation(
    *, sector: str, commune: Commune, origin: str, pilot: StaffMember, starts_at: datetime | None = None,
    ends_at: datetime | None = None, by: StaffMember, at: datetime,
) -> CodafOperation:  # fmt: skip
    """An idea, under its number at once."""
    on = worker(by, at)
    check_pilot(pilot, on)
    check_hours(starts_at, ends_at)
    year = paris_day(starts_at).year if starts_at else on.year
    row = CodafOperation.objects.create(
        number=f"CODAF-{year}-{take_number(REGISTER, year):03d}", sector=sector, commune=commune, origin=origin,
        pilot=pilot, starts_at=starts_at, ends_at=ends_at, objective=objective_of(sector, year), recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    tell("codaf.recorded", row, by, at, sector=row.get_sector_display(), commune=commune.name)
    return row


@transaction.atomic
def change_operation(
    *, operation: CodafOperation, starts_at: datetime | None, ends_at: datetime | None, sector: str, commune: Commune,
    pilot: StaffMember, meeting_place: str = "", frame: str = "", briefing: str = "",
    communication: str = Communication.NONE, seen: int | None = None, by: StaffMember, at: datetime,
) -> CodafOperation:  # fmt: skip
    """Until it starts. A ready operation whose hours, place or frame change is to be declared ready again."""
    on = worker(by, at)
    row = locked(operation, BEFORE_START)
    if seen is not None and seen != row.version:
        raise Conflict("Un collègue a modifié cette opération entre-temps : rouvrir la page avant de recommencer.")
    check_pilot(pilot, on)
    check_hours(starts_at, ends_at)
    if row.state != State.IDEA and (starts_at is None or ends_at is None):
        raise DomainError("Une opération programmée garde ses heures.", field="starts_at")
    if row.pilot_id != pilot.pk and not (heads_public_order(by, on=on) or row.pilot_id == by.pk):
        raise DomainError("Le pilote est changé par lui-même ou par le chef du bureau.", field="pilot")
    given = {"starts_at": starts_at, "ends_at": ends_at, "sector": sector, "commune": commune, "pilot": pilot,
             "meeting_place": meeting_place, "frame": frame, "briefing": briefing,
             "communication": communication}  # fmt: skip
    changed = sorted(name for name, new in given.items() if getattr(row, name) != new)
    for name, new in given.items():
        setattr(row, name, new)
    if row.state == State.READY and set(changed) & set(ENGAGING):
        row.state = State.PREPARED
    return written(row, "codaf.changed", by, at, fields=changed)


@transaction.atomic
def file_requisition(
    *, operation: CodafOperation, document: UploadedFile | None = None, requisition_from: datetime,
    requisition_until: datetime, communes: Sequence[Commune], prosecutor_informed_at: datetime, by: StaffMember,
    at: datetime,
) -> CodafOperation:  # fmt: skip
    """COD-02: the paper, its window, its places. What does not contain the operation is said at once."""
    worker(by, at)
    row = locked(operation, BEFORE_START)
    if not rules.needs_requisition(row.frame):
        raise Conflict("Le cadre juridique choisi n'appelle pas de réquisition.")
    if requisition_until <= requisition_from:
        raise DomainError("La réquisition finit après avoir commencé.", field="requisition_until")
    if prosecutor_informed_at > at:
        raise DomainError("Le parquet a été informé avant maintenant.", field="prosecutor_informed_at")
    if document is not None:
        row.requisition = store_upload(document, by=by, at=at)
    elif row.requisition_id is None:
        raise DomainError("Joindre la réquisition.", field="document")
    row.requisition_from, row.requisition_until = requisition_from, requisition_until
    row.requisition_communes = sorted(town.pk for town in communes)
    row.prosecutor_informed_at = prosecutor_informed_at
    if row.state == State.READY:
        row.state = State.PREPARED
    return written(row, "codaf.requisition_filed", by, at, sha256=row.requisition.sha256,
                   window=[requisition_from.isoformat(), requisition_until.isoformat()])  # fmt: skip


def refuse_missing(row: CodafOperation, step: str, on: date) -> None:
    lacking = rules.missing(rules.checks_for(step, facts_of(row, on)))
    if lacking:
        words = " ; ".join(f"{check.label} : {check.words.rstrip('.')} ({check.rule})" for check in lacking)
        raise Conflict(f"{words}.")


STEP_WORDS = {
    State.PROGRAMMED: "codaf.programmed", State.PREPARED: "codaf.prepared", State.READY: "codaf.ready",
    State.DONE: "codaf.done", State.CONSOLIDATED: "codaf.consolidated", State.CLOSED: "codaf.closed",
}  # fmt: skip


def advanced(operation: CodafOperation, step: str, by: StaffMember, at: datetime, **facts: Any) -> CodafOperation:
    """To the next state, when nothing that it needs is missing. A second click finds it there already."""
    on = worker(by, at)
    row = locked(operation)
    if rules.next_step(row.state) != step:
        raise Conflict(f"Cette opération est déjà « {row.get_state_display().lower()} ».")
    for name, fact in facts.items():
        setattr(row, name, fact)
    refuse_missing(row, step, on)
    former, row.state = row.state, step
    return written(row, STEP_WORDS[State(step)], by, at, old=State(former).label, new=row.get_state_display())


@transaction.atomic
def programme(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    return advanced(operation, "programmed", by, at)


@transaction.atomic
def prepare(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    return advanced(operation, "prepared", by, at)


@transaction.atomic
def declare_ready(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    row = advanced(operation, "ready", by, at)
    if row.ends_at <= at:
        raise Conflict("Les heures de cette opération sont passées : la reporter.")
    return row


@transaction.atomic
def start(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    """At its hour, not before: from now on the bureau reads the targets."""
    on = worker(by, at)
    row = locked(operation, (State.READY,))
    if at < row.starts_at:
        raise Conflict(
            f"Cette opération commence le {rules.hour(row.starts_at)} : ses objectifs restent confidentiels."
        )
    if rules.needs_requisition(row.frame) and at > row.requisition_until:
        raise Conflict(f"La réquisition a pris fin le {rules.hour(row.requisition_until)} (COD-02).")
    refuse_missing(row, "in_progress", on)
    row.state, row.started_at = State.IN_PROGRESS, at
    return written(row, "codaf.started", by, at)


@transaction.atomic
def finish(*, operation: CodafOperation, ended_at: datetime, by: StaffMember, at: datetime) -> CodafOperation:
    row = locked(operation, (State.IN_PROGRESS,))
    if not row.started_at <= ended_at <= at:
        raise DomainError("L'opération finit après avoir commencé, et avant maintenant.", field="ended_at")
    return advanced(operation, "done", by, at, ended_at=ended_at)


@transaction.atomic
def consolidate(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    return advanced(operation, "consolidated", by, at, consolidated_at=at)


@transaction.atomic
def synthesise(*, operation: CodafOperation, synthesis: str, by: StaffMember, at: datetime) -> CodafOperation:
    on = worker(by, at)
    row = locked(operation, (State.CONSOLIDATED,))
    row.synthesis = reasoned(synthesis, "synthesis")
    refuse_missing(row, "synthesised", on)
    row.state, row.synthesised_at = State.SYNTHESISED, at
    return written(row, "codaf.synthesised", by, at)


@transaction.atomic
def close(*, operation: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    return advanced(operation, "closed", by, at, closed_at=at)


@transaction.atomic
def postpone(*, operation: CodafOperation, reason: str, by: StaffMember, at: datetime) -> CodafOperation:
    worker(by, at)
    row = locked(operation, BEFORE_START)
    row.state, row.reason = State.POSTPONED, reasoned(reason)
    return written(row, "codaf.postponed", by, at, reason=row.reason)


@transaction.atomic
def resume(
    *, operation: CodafOperation, starts_at: datetime, ends_at: datetime, by: StaffMember, at: datetime
) -> CodafOperation:
    """Another evening: programmed again, its partners asked again, since they had confirmed another one."""
    worker(by, at)
    row = locked(operation, (State.POSTPONED,))
    check_hours(starts_at, ends_at)
    if starts_at <= at:
        raise DomainError("Ce moment est passé.", field="starts_at")
    row.starts_at, row.ends_at, row.state, row.reason = starts_at, ends_at, State.PROGRAMMED, ""
    row.partners.update(state=CodafPartner.State.INVITED, confirmed_at=None)
    return written(row, "codaf.resumed", by, at, starts_at=starts_at.isoformat())


@transaction.atomic
def cancel(*, operation: CodafOperation, reason: str, by: StaffMember, at: datetime) -> CodafOperation:
    worker(by, at)
    row = locked(operation, (*BEFORE_START, State.POSTPONED))
    row.state, row.reason = State.CANCELLED, reasoned(reason)
    return written(row, "codaf.cancelled", by, at, reason=row.reason)


@transaction.atomic
def note_agreement(*, operation: CodafOperation, agreed_on: date, by: StaffMember, at: datetime) -> CodafOperation:
    """The prosecutor agrees that the figures are told."""
    on = worker(by, at)
    row = locked(operation, (State.DONE, State.CONSOLIDATED, State.SYNTHESISED, State.CLOSED))
    if agreed_on > on or agreed_on < paris_day(row.ended_at):
        raise DomainError("L'accord suit l'opération.", field="agreed_on")
    row.agreed_on = agreed_on
    return written(row, "codaf.agreed", by, at, agreed_on=agreed_on.isoformat())


def press_refusal(row: CodafOperation) -> str:
    """Why the figures may not be told; empty when they may."""
    if row.state not in (State.CONSOLIDATED, State.SYNTHESISED, State.CLOSED):
        return "Les chiffres de cette opération ne sont pas consolidés."
    if row.communication == Communication.NONE:
        return "Aucune communication n'est prévue pour cette opération."
    if row.communication == Communication.AFTER_AGREEMENT and row.agreed_on is None:
        return "La communication attend l'accord du parquet."
    return ""


# --- its partners -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_partner(
    *, operation: CodafOperation, body: str, email: str, contact: str = "", role: str = "", by: StaffMember,
    at: datetime,
) -> CodafPartner:  # fmt: skip
    worker(by, at)
    row = locked(operation, BEFORE_START)
    if row.partners.filter(body=body).exists():
        raise Conflict("Ce partenaire est déjà dans l'opération.", field="body")
    found = CodafPartner.objects.create(operation=row, body=body, email=email, contact=contact, role=role)
    tell("codaf.partner_added", row, by, at, body=found.get_body_display())
    return found


def answered(partner: CodafPartner, agents: int | None, declined: bool, by: StaffMember | None, at: datetime):
    """The answer of a partner to the call, by its link or typed by the secretariat."""
    operation = locked(partner.operation, BEFORE_START)
    row = CodafPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if declined:
        row.state, row.agents, row.confirmed_at = CodafPartner.State.DECLINED, None, None
    else:
        if not agents:
            raise DomainError("Dire combien d'agents viendront.", field="agents")
        row.state, row.agents, row.confirmed_at = CodafPartner.State.CONFIRMED, agents, at
    row.save(update_fields=["state", "agents", "confirmed_at"])
    tell("codaf.partner_answered", operation, by, at, body=row.get_body_display(), state=row.get_state_display())
    if operation.state == State.READY and declined:
        lacking = rules.missing(rules.checks_for("ready", facts_of(operation, paris_day(at))))
        if lacking:
            operation.state = State.PREPARED
            written(operation, "codaf.changed", by, at, fields=["state"])
    return row


@transaction.atomic
def record_answer(
    *, partner: CodafPartner, agents: int | None = None, declined: bool = False, by: StaffMember, at: datetime
) -> CodafPartner:
    """By telephone: the secretariat writes it down."""
    worker(by, at)
    return answered(partner, agents, declined, by, at)


@transaction.atomic
def take_attendance(
    *, operation: CodafOperation, present: Mapping[int, int | None], by: StaffMember, at: datetime
) -> CodafOperation:
    """How many agents of each partner came; nought says that nobody did."""
    worker(by, at)
    row = locked(operation, AFTER_START)
    for partner in row.partners.filter(pk__in=present):
        partner.present = present[partner.pk]
        partner.save(update_fields=["present"])
    tell("codaf.attendance", row, by, at, partners=len(present))
    return row
