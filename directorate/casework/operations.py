"""The doors by which a case changes. `take_transition` is the only one that assigns a stage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, OperationalError, connection, transaction

from directorate.casework import registry
from directorate.casework.archetypes import STAGES, Transition, road_of
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.effects import EFFECTS, link_hash, send_answer_link
from directorate.casework.errors import (
    DatesOutOfOrder,
    StageConflict,
    StaleCase,
    TransitionNotAllowed,
)
from directorate.casework.feed import note_change, remember_circulation
from directorate.casework.follow_up import follow
from directorate.casework.models import (
    Case,
    CaseChange,
    CaseNote,
    ClockStop,
    Consultation,
    ConsultationLink,
    Decision,
    Party,
    Piece,
)
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.notices import tell_of_assignment, tell_of_move
from directorate.casework.numbering import next_reference
from directorate.casework.policies import CASE_POLICIES, assigns_case, opens_case, works_on_case
from directorate.casework.procedure import Procedure
from directorate.casework.queries import silences_to_act_on
from directorate.casework.text import write_text
from directorate.jobs.models import Job
from directorate.jobs.operations import progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import posting_on
from directorate.paragraphs.models import ParagraphVersion
from directorate.partners.models import ApiClient
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.registers import operations as registers
from directorate.registers.models import RegisterEntry, RegisterIssue
from directorate.territory.models import Commune, Place
from directorate.web.errors import DomainError, LinkUnusable, NotAllowed, is_lock_timeout

log = structlog.get_logger(__name__)


@transaction.atomic
def open_case(
    *,
    procedure_code: str,
    party: Mapping[str, Any],
    answers: Mapping[str, Any],
    received_on: date,
    channel: str,
    by: StaffMember | None,
    at: datetime,
    commune: Commune | None = None,
    place: Mapping[str, Any] | None = None,
    caseworker: StaffMember | None = None,
    api_client: ApiClient | None = None,
    renews: Permit | None = None,
    received_pieces: tuple[str, ...] = (),
    title: str = "",
    opening_key: UUID | None = None,
) -> Case:
    """Register a request, a declaration, a report. `answers` are JSON values already validated by the form.

    The same `opening_key` sent again, even at the same instant, gives the case that it opened the first time.
    """
    procedure = registry.procedure(procedure_code)
    if opening_key is not None and (opened := already_opened(opening_key, by, api_client)):
        return opened
    if not procedure.active:
        raise DomainError(f"La procédure « {procedure.label} » n'est plus ouverte.")
    if by is not None and not opens_case(by, procedure.unit, paris_day(at)):
        raise NotAllowed("Vous n'enregistrez pas de dossiers pour ce service.")
    check_request(procedure, received_on=received_on, place=place, commune=commune, at=at)
    check_permit(procedure, renews)
    applicant = Party.objects.create(**party)
    site = Place.objects.create(commune=commune, **place) if place else None
    first_stage = road_of(procedure.archetype).first
    case = Case(
        reference=next_reference(procedure, received_on),
        procedure_code=procedure.code,
        procedure_revision=procedure.revision,
        stage=first_stage,
        is_open=True,
        unit=Unit.objects.get(pk=procedure.unit),
        caseworker=caseworker,
        party=applicant,
        party_name=str(applicant),
        title=title[:250] or procedure.title_of(answers, applicant, site),
        place=site,
        commune=commune,
        channel=channel,
        sensitivity=procedure.sensitivity,
        answers=dict(answers),
        received_on=received_on,
        event_at=event_instant(answers.get(procedure.event_field)),
        renews=renews,
        created_at=at,
        created_by=by,
        opening_key=opening_key,
        api_client=api_client,
        changed_at=at,
        # The first passage through the door makes it 1.
        version=0,
    )
    case.save(force_insert=True)
    Piece.objects.bulk_create(
        Piece(
            case=case,
            code=piece.code,
            label=piece.label,
            is_blocking=piece.blocking,
            state=Piece.State.RECEIVED if piece.code in received_pieces else Piece.State.EXPECTED,
            received_on=received_on if piece.code in received_pieces else None,
            rank=rank,
        )
        for rank, piece in enumerate(procedure.pieces)
        if piece.is_needed(answers, received_on)
    )
    refresh_deadlines(case, at)
    touch(case, by, at, CaseChange.Kind.OPENED)
    write_text(case)
    if renews is not None and registry.renewed_by(procedure.code):
        permits.note_renewal(permit=renews, asked_on=received_on, by=by, at=at)
    note_on(
        case,
        "case.opened",
        by=by,
        at=at,
        details={"procedure": procedure.code, "channel": channel, "received_on": received_on.isoformat()},
        actor_label=f"{api_client.name} (API)" if api_client else "",
    )
    tell_of_assignment(case, by=by, at=at)
    return case


def check_request(
    procedure: Procedure, *, received_on: date, place: Mapping[str, Any] | None, commune: Commune | None, at: datetime
) -> None:
    """What holds for every request, when it is registered and when it is corrected."""
    if received_on > paris_day(at):
        raise DatesOutOfOrder("La date de réception est dans l'avenir.", field="received_on")
    if procedure.requires_place and not place:
        raise DomainError("Le lieu concerné est obligatoire.", field="place_name")
    if place and commune is None:
        raise DomainError("Indiquer la commune du site.", field="commune")


def already_opened(key: UUID, by: StaffMember | None, api_client: ApiClient | None) -> Case | None:
    """The case that this form opened before; a second request waits here until the first has finished."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int >> 65])
    return Case.objects.filter(opening_key=key, created_by=by, api_client=api_client).first()


def check_permit(procedure: Procedure, renews: Permit | None) -> None:
    """The permit that a case renews, amends or judges is one of those of its procedure, alive.

    A permit is renewed by one case at a time.
    """
    known, renewed = registry.permits_of(procedure.code), registry.renewed_by(procedure.code)
    if renews is None:
        if registry.needs_permit(procedure.code):
            missing = "le numéro du titre à renouveler" if renewed else "le titre concerné"
            raise DomainError(f"Indiquer {missing}.", field="renews")
        return
    if not known:
        raise DomainError("Cette procédure ne renouvelle pas de titre.", field="renews")
    # Locked: of two renewals sent together, the second finds the first.
    renews = Permit.objects.select_for_update(of=("self",)).get(pk=renews.pk)
    if renews.procedure_code not in known:
        raise DomainError(f"Le titre {renews.number} ne relève pas de cette procédure.", field="renews")
    if renews.state in {Permit.State.REPLACED, Permit.State.WITHDRAWN}:
        what = "ne peut être renouvelé" if renewed else "n'est plus en vigueur"
        raise DomainError(f"Le titre {renews.number} {what} : {renews.get_state_display().lower()}.", field="renews")
    if not renewed:
        return
    pending = Case.objects.filter(renews=renews, is_open=True, procedure_code=procedure.code)
    if first := pending.values_list("reference", flat=True).first():
        raise DomainError(f"Le renouvellement de ce titre est déjà demandé (dossier {first}).", field="renews")


def event_instant(text: str | None) -> datetime | None:
    """The instant of an event given by the form as an ISO date or instant."""
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=PARIS)


def locked_case(case: Case, version: int | None) -> Case:
    """The row locked for this transaction; a stale page is told who changed the case, and when."""
    # Read after the lock: what PostgreSQL joins to a row that it had to wait for is that of before, or nothing.
    try:
        Case.objects.select_for_update().values_list("pk").get(pk=case.pk)
    except OperationalError as error:
        if is_lock_timeout(error):
            raise StaleCase("Un collègue enregistre une action sur ce dossier en ce moment.") from error
        raise
    # Nine tables joined are planned in three milliseconds: what few steps read is read by them.
    locked = Case.objects.select_related("party", "unit__parent", "caseworker").get(pk=case.pk)
    refuse_stale(locked, version)
    remember_circulation(locked)
    return locked


def refuse_stale(case: Case, version: int | None) -> None:
    if version is not None and version != case.version:
        raise StaleCase(f"Le dossier a changé depuis l'ouverture de cette page : {last_change(case)}.")


def refuse_moved(case: Case, transition: Transition) -> None:
    if case.stage not in transition.sources:
        raise StageConflict(
            f"« {transition.label} » n'est plus possible : le dossier est à l'étape"
            f" « {STAGES[case.stage].label} » ({last_change(case)})."
        )


def last_change(case: Case) -> str:
    who = str(case.changed_by) if case.changed_by_id else "le système"
    return f"{who}, le {case.changed_at.astimezone(PARIS):%d/%m/%Y à %H:%M}"


@transaction.atomic
def take_transition(
    *,
    case: Case,
    name: str,
    by: StaffMember | None,
    at: datetime,
    version: int | None = None,
    actor_label: str = "",
    **details: Any,
) -> Case:
    """Move a case: lock, check, change, record; mails and documents leave after the commit.

    `by` None is the application itself (`actor_label` empty) or a partner answering by link (`actor_label` set).
    """
    locked = locked_case(case, version)
    procedure = registry.procedure(locked.procedure_code)
    transition = road_of(procedure.archetype).transition(name)
    if transition is None:
        raise StageConflict("Cette action n'existe pas dans cette procédure.")
    refuse_moved(locked, transition)
    if by is not None and not CASE_POLICIES[transition.policy](by, locked, paris_day(at)):
        raise TransitionNotAllowed(f"Vous ne pouvez pas effectuer cette action : {transition.label.lower()}.")
    if by is None and not (transition.automatic or actor_label):
        raise TransitionNotAllowed("Cette action demande une personne.")
    before, was_open = locked.stage, locked.is_open
    move = Move(locked, procedure, name, by, at, details, actor_label)
    try:
        target = EFFECTS[name](move) or transition.target
        if extra := procedure.effects.get(name):
            target = extra(move) or target
        if target not in (None, "*"):
            locked.stage = target
        locked.is_open = STAGES[locked.stage].open
        if not locked.is_open and locked.closed_at is None:
            locked.closed_at = at
            if locked.renews_id and locked.permit_id is None and registry.renewed_by(procedure.code):
                # Refused, withdrawn or forwarded: the permit is to be renewed again.
                permits.note_renewal(permit=permits.current(locked.renews), asked_on=None, by=by, at=at)
        refresh_deadlines(locked, at)
        touch(locked, by, at, kind_of_move(before, was_open, locked))
    except IntegrityError as error:
        raise DomainError(constraint_sentence(error)) from error
    note_on(
        locked,
        f"case.{name}",
        by=by,
        at=at,
        details={"from": before, "to": locked.stage, **move.recorded},
        actor_label=actor_label,
    )
    tell_of_move(move)
    return locked


def kind_of_move(stage: str, was_open: bool, case: Case) -> str:
    """What a move is for those who follow the case from outside."""
    if was_open and not case.is_open:
        return CaseChange.Kind.CLOSED
    return CaseChange.Kind.MOVED if case.stage != stage else CaseChange.Kind.CHANGED


def touch(case: Case, by: StaffMember | None, at: datetime, kind: str = CaseChange.Kind.CHANGED) -> None:
    """The one place where a case is saved: its version rises, and its narrow rows say what it has become."""
    case.version += 1
    case.changed_at = at
    case.changed_by = by
    case.save()
    follow(case, paris_day(at))
    note_change(case, kind, at)


def note_on(
    case: Case,
    action: str,
    *,
    by: StaffMember | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    actor_label: str = "",
) -> None:
    """Tell the journal what was done to a case."""
    record(
        by=by,
        at=at,
        action=action,
        subject=case,
        label=case.reference,
        unit_code=case.unit_id,
        details=details,
        actor_label=actor_label,
    )


def constraint_sentence(error: IntegrityError) -> str:
    """The French sentence of the constraint that refused, found by its name."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    for model in (Case, ClockStop, Consultation, Decision, Piece):
        for constraint in model._meta.constraints:
            if constraint.name == name and constraint.violation_error_message:
                return str(constraint.violation_error_message)
    return "Ces données se contredisent et n'ont pas été enregistrées."


@transaction.atomic
def assign(
    *,
    case: Case,
    to: StaffMember | None,
    by: StaffMember,
    at: datetime,
    version: int | None = None,
    announce: bool = True,
) -> Case:
    """Give a case to a caseworker of its unit, or take it back to the unassigned pile.

    `announce` False: a series tells the number of its cases at its end, once.
    """
    locked = locked_case(case, version)
    takes_for_oneself = to == by and locked.caseworker_id is None and works_on_case(by, locked, paris_day(at))
    if not takes_for_oneself and not assigns_case(by, locked, paris_day(at)):
        raise NotAllowed("Seul le chef de bureau ou son adjoint répartit les dossiers.")
    if to is not None:
        posting = posting_on(to, paris_day(at))
        if posting is None or posting.unit_id != locked.unit_id:
            raise DomainError(f"{to} n'est pas affecté au service de ce dossier.", field="caseworker")
    former = str(locked.caseworker) if locked.caseworker_id else ""
    locked.caseworker = to
    touch(locked, by, at)
    note_on(
        locked,
        "case.assigned",
        by=by,
        at=at,
        details={"from": former, "to": str(to or "")},
    )
    if announce:
        tell_of_assignment(locked, by=by, at=at)
    return locked


@transaction.atomic
def save_draft(
    *,
    case: Case,
    by: StaffMember,
    at: datetime,
    version: int | None = None,
    title: str,
    visas: list[str],
    grounds: list[str],
    articles: list[str],
    conditions: str = "",
    decision_details: Mapping[str, Any] | None = None,
) -> Case:
    """Keep the text of a decision in preparation."""
    locked = locked_case(case, version)
    if locked.stage != "proposal":
        raise StageConflict(f"La décision n'est plus en préparation ({last_change(locked)}).")
    if not works_on_case(by, locked, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas modifier cette décision.")
    decision = locked.decision
    decision.title = title
    decision.visas = visas
    decision.grounds = grounds
    decision.articles = articles
    decision.conditions = conditions
    if decision_details is not None:
        decision.details = dict(decision_details)
    decision.drafted_by = by
    decision.updated_at = at
    decision.save()
    touch(locked, by, at)
    note_on(
        locked,
        "case.draft_saved",
        by=by,
        at=at,
        details={"title": title},
    )
    return locked


@transaction.atomic
def insert_paragraph(
    *, case: Case, by: StaffMember, at: datetime, version: int | None, paragraph: ParagraphVersion, **text: Any
) -> Case:
    """Keep the text of a decision that has just received a paragraph of the library, and say which one."""
    saved = save_draft(case=case, by=by, at=at, version=version, **text)
    note_on(
        saved,
        "case.paragraph_inserted",
        by=by,
        at=at,
        details={
            "paragraph": paragraph.paragraph_id,
            "version": paragraph.number,
            "title": paragraph.paragraph.title,
            "field": paragraph.paragraph.get_kind_display(),
        },
    )
    return saved


@transaction.atomic
def add_note(*, case: Case, text: str, by: StaffMember, at: datetime) -> CaseNote:
    if not works_on_case(by, case, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas annoter ce dossier.")
    if not text.strip():
        raise DomainError("La note est vide.", field="text")
    note = CaseNote.objects.create(case=case, author=by, text=text.strip(), created_at=at)
    note_on(case, "case.note_added", by=by, at=at)
    return note


@transaction.atomic
def attach_piece(*, piece: Piece, file, by: StaffMember, at: datetime) -> Piece:
    """Put a checked file on a piece; the date of receipt is recorded by its own transition."""
    case = locked_case(piece.case, None)
    if not works_on_case(by, case, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas compléter ce dossier.")
    if not case.is_open:
        raise DomainError("Le dossier est clos : ses pièces ne changent plus.", field="document")
    piece.file = file
    piece.save(update_fields=["file"])
    note_on(
        case,
        "case.piece_attached",
        by=by,
        at=at,
        details={"piece": piece.label, "sha256": file.sha256},
    )
    return piece


@transaction.atomic
def decide_on_piece(*, piece: Piece, state: str, remark: str, by: StaffMember, at: datetime) -> Piece:
    """Accept, refuse or waive a piece after reading it."""
    case = locked_case(piece.case, None)
    if not works_on_case(by, case, paris_day(at)) or not case.is_open:
        raise TransitionNotAllowed("Vous ne pouvez pas modifier les pièces de ce dossier.")
    if state == Piece.State.WAIVED and piece.is_blocking and not remark.strip():
        raise DomainError("Dispenser d'une pièce indispensable demande un motif.", field="remark")
    if state == Piece.State.ACCEPTED and piece.received_on is None:
        raise DomainError("Cette pièce n'a pas encore été reçue.", field="state")
    piece.state = state
    piece.remark = remark.strip()
    piece.save(update_fields=["state", "remark"])
    note_on(
        case,
        "case.piece_reviewed",
        by=by,
        at=at,
        details={"piece": piece.label, "state": piece.get_state_display(), "remark": piece.remark},
    )
    return piece


# --- partners answering by link -----------------------------------------------------------------------------


def usable_link(code: str, at: datetime) -> ConsultationLink:
    """The link of this code, if it still opens; each refusal has its sentence."""
    link = (
        ConsultationLink.objects.select_related("consultation__case__unit", "consultation__case__commune")
        .filter(code_hash=link_hash(code))
        .first()
    )
    if link is None:
        raise LinkUnusable("Cette adresse de réponse n'existe pas.")
    if link.used_at is not None:
        raise LinkUnusable(
            f"Ce lien a déjà servi le {link.used_at.astimezone(PARIS):%d/%m/%Y à %H:%M} : l'avis est enregistré."
        )
    if not link.consultation.case.is_open:
        raise LinkUnusable("Ce lien n'est plus valable : le dossier est clos.")
    if link.consultation.opinion == Consultation.Opinion.REVOKED:
        raise LinkUnusable("Ce lien n'est plus valable : le service a retiré sa demande d'avis.")
    if link.revoked_at is not None or not link.consultation.may_be_answered:
        raise LinkUnusable("Ce lien n'est plus valable : l'avis a été enregistré par une autre voie.")
    if link.expires_at <= at:
        raise LinkUnusable(
            f"Ce lien a expiré le {link.expires_at.astimezone(PARIS):%d/%m/%Y}. Demander un nouveau lien au service."
        )
    return link


def given_by_link(code: str, at: datetime) -> Consultation | None:
    """What was answered by this link, until it expires or the answer of another link replaces it."""
    links = ConsultationLink.objects.filter(code_hash=link_hash(code), used_at__isnull=False, expires_at__gt=at)
    link = links.select_related("consultation__case__unit", "consultation__file").first()
    return link.consultation if link is not None and link.consultation.is_given else None


@transaction.atomic
def answer_by_link(
    *, code: str, opinion: str, comment: str, answered_by: str, file, at: datetime, is_confidential: bool = False
) -> Consultation:
    """A partner gives an opinion with the link received by mail; the link serves once."""
    link = usable_link(code, at)
    case = Case.objects.select_for_update(of=("self",)).get(pk=link.consultation.case_id)
    link = ConsultationLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    usable_link(code, at)
    link.used_at = at
    link.save(update_fields=["used_at"])
    take_transition(
        case=case,
        name="record_opinion",
        by=None,
        at=at,
        # What we know comes first: what the partner typed can neither push it out nor pass for one of us.
        actor_label=f"Lien de réponse, {link.consultation.body_label[:80]} : {' '.join(answered_by.split())}"[:200],
        consultation=link.consultation,
        opinion=opinion,
        comment=comment,
        answered_by=answered_by,
        is_confidential=is_confidential,
        file=file,
    )
    return Consultation.objects.get(pk=link.consultation_id)


@transaction.atomic
def remind(*, consultation: Consultation, by: StaffMember | None, at: datetime) -> None:
    """Send a fresh answer link; the former ones stop working. `by` None: the night, which counts what it sends."""
    case = locked_case(consultation.case, None)
    if by is not None and not works_on_case(by, case, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas relancer pour ce dossier.")
    consultation = Consultation.objects.select_related("organisation").get(pk=consultation.pk)
    if consultation.answered_on is not None:
        raise DomainError("L'avis est déjà rendu.")
    if not case.is_open:
        raise DomainError("Le dossier est clos : il n'attend plus d'avis.")
    address = consultation.links.order_by("-pk").values_list("sent_to", flat=True).first()
    address = address or (consultation.organisation.email if consultation.organisation_id else "")
    if not address:
        raise DomainError("Aucune adresse électronique n'est connue pour cet organisme.")
    consultation.links.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
    consultation.reminded_on = paris_day(at)
    consultation.reminders += by is None
    consultation.save(update_fields=["reminded_on", "reminders"])
    move = Move(case, registry.procedure(case.procedure_code), "remind", by, at, {})
    send_answer_link(move, consultation, address)
    note_on(
        case,
        "case.opinion_reminded",
        by=by,
        at=at,
        details={"body": consultation.body_label, **move.recorded},
    )


# --- the official register ----------------------------------------------------------------------------------


def publish_by_job(*, job: Job, at: datetime) -> dict[str, Any]:
    """Lay out each act in a transaction of its own, then publish all of them in one, once.

    The rights are those of this instant. A worker that takes over finds laid out what was, and published what was.
    """
    issue = RegisterIssue.objects.get(pk=job.payload["issue"])
    # Two machines never quite agree on the time: nothing is published before it was asked for.
    at = max(at, job.created_at)
    if issue.published_on is None:
        chosen = job.payload["entries"]
        for done, entry in enumerate(RegisterEntry.objects.filter(pk__in=chosen).order_by("pk"), start=1):
            registers.lay_out(entry=entry, at=at)
            progress(job, done, len(chosen) + 1)
        issue = publish_issue(
            issue=issue,
            published_on=date.fromisoformat(job.payload["published_on"]),
            by=StaffMember.objects.get(pk=job.requested_by_id),
            at=at,
            entries=chosen,
            hold=partial(progress, job, len(chosen), len(chosen) + 1),
        )
    count = issue.entries.count()
    return {"words": f"{count} acte{'s' if count > 1 else ''} publié{'s' if count > 1 else ''}, numéro scellé"}


@transaction.atomic
def publish_issue(
    *,
    issue: RegisterIssue,
    published_on: date,
    by: StaffMember,
    at: datetime,
    entries: Sequence[int] | None = None,
    hold: Callable[[], None] | None = None,
) -> RegisterIssue:
    """Publish an issue of the official register; every case whose act it carries becomes published.

    `entries`: the acts chosen when it was asked for. `hold`: keeps the claim of the job for the whole transaction, so
    that no other worker and no cancellation comes in the middle.
    """
    if hold is not None:
        hold()
    issue = registers.publish_issue(issue=issue, published_on=published_on, by=by, at=at, entries=entries)
    cases = Case.objects.filter(decision__letter__register_entry__issue=issue, stage="notified")
    for case in cases.order_by("pk"):
        take_transition(case=case, name="publish", by=None, at=at, actor_label=f"{issue}, publié par {by}")
    return issue


# --- the nightly sweep --------------------------------------------------------------------------------------


def act_on_silences(*, at: datetime, step: Callable[[], None] | None = None) -> list[str]:
    """Turn each elapsed silence into its decision, once: the case is locked and its stage decides.

    Returns the references acted on; `step` is called after each. Running it twice, or a week late, changes nothing
    more than running it on time.
    """
    acted = []
    for deadline in silences_to_act_on(paris_day(at)):
        name = "tacit_grant" if deadline.effect == "acceptance" else "tacit_refusal"
        try:
            take_transition(case=deadline.case, name=name, by=None, at=at, deadline=deadline)
        except StageConflict:
            # A colleague decided between the question and the lock.
            continue
        except DomainError as refusal:
            # A case whose decision cannot be noted must not keep the others from theirs.
            log.error("silence not acted on", case=deadline.case.reference, reason=str(refusal))
            continue
        acted.append(deadline.case.reference)
        if step is not None:
            step()
    return acted
