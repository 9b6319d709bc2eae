"""Examinations: a session, its jury (T27), its candidates and results, its minutes, then the certificates."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from civil_protection.communal.operations import not_to_come
from civil_protection.first_aid.models import (
    Candidate,
    Certificate,
    CertificateEvent,
    ExamSession,
    JuryMember,
    RescueAssociation,
)
from civil_protection.first_aid.papers import JURY_ORDER, MINUTES, jury_words, minutes_words
from civil_protection.first_aid.post_operations import allowed, tell
from civil_protection.first_aid.queries import jury_checks
from civil_protection.first_aid.units import BNSSA, EXAMINED, UNITS, number_of, too_young, valid_until
from civil_protection.first_aid.values import BNSSA_MONTHS, KEEP_YEARS
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError

State, Result, Kind = ExamSession.State, Candidate.Result, CertificateEvent.Kind
NUMBERS = "exam-sessions"
SERIES_JOB = "first_aid.certificates"


def register_of(unit: str) -> str:
    return f"certificates-{unit}"


def locked(session: ExamSession, *states: str) -> ExamSession:
    """Alone with the session, which is in one of these states."""
    row = (
        ExamSession.objects.select_for_update(of=("self",)).select_related("association", "commune").get(pk=session.pk)
    )  # fmt: skip
    if row.state not in states:
        raise Conflict(f"Cette session est dans l'état « {row.get_state_display().lower()} » : rien à y faire.")
    return row


def moved(row: ExamSession, state: str, by: StaffMember, at: datetime, **details) -> ExamSession:
    row.state = state
    row.save()
    tell("session_moved", row, by, at, state=row.get_state_display(), **details)
    return row


@transaction.atomic
def save_session(
    *, unit: str, association: RescueAssociation, place: str, commune: Commune, trained_until: date, starts_on: date,
    ends_on: date, authorised: bool = False, session: ExamSession | None = None, by: StaffMember, at: datetime,
) -> ExamSession:  # fmt: skip
    """A session that a training body asks for, corrected until its jury is appointed."""
    on = allowed(by, at)
    check_text(place, field="place")
    if unit not in EXAMINED:
        raise DomainError("Cette formation n'a pas d'examen devant un jury.", field="unit")
    if ends_on < starts_on:
        raise DomainError("La fin suit le début.", field="ends_on")
    if trained_until > starts_on:
        raise DomainError("L'examen suit la formation.", field="trained_until")
    if not association.trains:
        raise DomainError("Cette association ne forme pas aux premiers secours.", field="association")
    row = locked(session, State.ASKED) if session else ExamSession(recorded_at=at)
    row.unit, row.association, row.place, row.commune = unit, association, place, commune
    row.trained_until, row.starts_on, row.ends_on, row.authorised = trained_until, starts_on, ends_on, authorised
    row.number = row.number or f"EX-{on.year}-{take_number(NUMBERS, on.year):04d}"
    row.save()
    tell("session_saved", row, by, at, unit=unit)
    return row


# --- the jury -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_member(
    *, session: ExamSession, name: str, body: str, qualification: str, last_training_on: date,
    is_president: bool = False, framed_training: bool = False, by: StaffMember, at: datetime,
) -> JuryMember:  # fmt: skip
    on = allowed(by, at)
    not_to_come(last_training_on, on, "last_training_on")
    check_text(name, field="name")
    check_text(body, field="body")
    if qualification not in UNITS:
        raise DomainError("Cette qualification n'est pas connue.", field="qualification")
    row = locked(session, State.ASKED)
    if is_president and framed_training:
        raise DomainError("Le président n'a pas encadré la formation.", field="is_president")
    if is_president and row.members.filter(is_president=True).exists():
        raise Conflict("Ce jury a déjà un président.", field="is_president")
    if row.members.filter(name__iexact=name).exists():
        raise Conflict("Cette personne siège déjà dans ce jury.", field="name")
    member = JuryMember.objects.create(
        session=row, name=name, body=body, qualification=qualification, last_training_on=last_training_on,
        is_president=is_president, framed_training=framed_training,
    )  # fmt: skip
    tell("jury_member", row, by, at, body=body, president=is_president)
    return member


@transaction.atomic
def remove_member(*, session: ExamSession, member: JuryMember, by: StaffMember, at: datetime) -> ExamSession:
    allowed(by, at)
    row = locked(session, State.ASKED)
    row.members.filter(pk=member.pk).delete()
    tell("jury_member_removed", row, by, at)
    return row


@transaction.atomic
def appoint(*, session: ExamSession, signed_on: date, number: str = "", by: StaffMember, at: datetime) -> ExamSession:
    """The order that composes the jury (T27), once every rule is met."""
    on = allowed(by, at)
    not_to_come(signed_on, on, "signed_on")
    row = locked(session, State.ASKED)
    if not row.authorised:
        raise DomainError("L'habilitation de l'organisme de formation n'est pas vérifiée.")
    if unmet := [f"{check.rule} ({check.found})" for check in jury_checks(row) if not check.is_met]:
        raise DomainError(f"Le jury n'est pas régulier : {' ; '.join(unmet)}.")
    if signed_on > row.starts_on:
        raise DomainError("Le jury est désigné avant l'examen.", field="signed_on")
    row.order_number, row.appointed_on = number_of_ours(number, signed_on), signed_on
    row.order = enter(
        kind="regulatory", title=f"Jury d'examen, {UNITS[row.unit].label}, session {row.number}", template=JURY_ORDER,
        context=jury_words(row, signed_on), number=row.order_number, signed_on=signed_on, by=by, at=at,
    )  # fmt: skip
    return moved(row, State.APPOINTED, by, at, number=row.order_number)


# --- candidates ---------------------------------------------------------------------------------------------------


@transaction.atomic
def save_candidate(
    *, session: ExamSession, last_name: str, first_name: str, born_on: date, born_at: str = "",
    emancipated: bool = False, is_complete: bool = False, candidate: Candidate | None = None, by: StaffMember,
    at: datetime,
) -> Candidate:  # fmt: skip
    """Somebody enrolled, or corrected, until the examination is held. The journal names nobody."""
    allowed(by, at)
    row = locked(session, State.ASKED, State.APPOINTED)
    if why := too_young(row.unit, born_on, row.starts_on):
        raise DomainError(why, field="born_on")
    others = row.candidates.exclude(pk=candidate.pk if candidate else None)
    if others.filter(last_name__iexact=last_name, first_name__iexact=first_name, born_on=born_on).exists():
        raise Conflict("Cette personne est déjà inscrite à la session.", field="last_name")
    found = candidate or Candidate(session=row)
    found.last_name, found.first_name, found.born_on, found.born_at = last_name, first_name, born_on, born_at
    found.emancipated, found.is_complete = emancipated, is_complete
    found.save()
    tell("candidate_saved", row, by, at, complete=is_complete)
    return found


@transaction.atomic
def hold(*, session: ExamSession, by: StaffMember, at: datetime) -> ExamSession:
    on = allowed(by, at)
    row = locked(session, State.APPOINTED)
    if on < row.starts_on:
        raise DomainError(f"L'examen commence le {french_long(row.starts_on)}.")
    if not row.candidates.exists():
        raise DomainError("Aucun candidat n'est inscrit.")
    if waiting := row.candidates.filter(is_complete=False).count():
        raise DomainError(f"Dossiers incomplets : {waiting}. Les compléter, ou retirer ces candidats.")
    # The day of the session may have moved since they were enrolled.
    for one in row.candidates.all():
        if why := too_young(row.unit, one.born_on, row.starts_on):
            raise DomainError(f"{one.last_name} {one.first_name} : {why}")
    return moved(row, State.HELD, by, at)


@transaction.atomic
def remove_candidate(*, session: ExamSession, candidate: Candidate, by: StaffMember, at: datetime) -> ExamSession:
    allowed(by, at)
    row = locked(session, State.ASKED, State.APPOINTED)
    row.candidates.filter(pk=candidate.pk).delete()
    tell("candidate_removed", row, by, at)
    return row


@transaction.atomic
def record_results(
    *, session: ExamSession, results: Mapping[int, tuple[str, str]], by: StaffMember, at: datetime
) -> ExamSession:
    """What the jury found of each candidate: result and reason, by the key of the candidate."""
    allowed(by, at)
    row = locked(session, State.HELD)
    candidates = {one.pk: one for one in row.candidates.select_for_update()}
    for key, (result, reason) in results.items():
        if key not in candidates or (result and result not in Result.values):
            raise DomainError("Ce résultat n'est pas celui d'un candidat de la session.")
        check_text(reason, field=f"reason_{key}")
        if result == Result.ADJOURNED and not reason.strip():
            raise DomainError("Un ajournement est motivé.", field=f"reason_{key}")
        candidates[key].result, candidates[key].reason = result, reason
    Candidate.objects.bulk_update(candidates.values(), ["result", "reason"])
    tell("results", row, by, at, known=sum(1 for one in candidates.values() if one.result))
    return row


@transaction.atomic
def sign_minutes(
    *, session: ExamSession, deliberated_on: date, note: str = "", by: StaffMember, at: datetime
) -> ExamSession:
    """The jury deliberated: nothing of the results moves any more."""
    on = allowed(by, at)
    not_to_come(deliberated_on, on, "deliberated_on")
    check_text(note, field="note")
    row = locked(session, State.HELD)
    if deliberated_on < row.ends_on:
        raise DomainError("La délibération suit l'examen.", field="deliberated_on")
    if missing := row.candidates.filter(result="").count():
        raise DomainError(f"Résultats à saisir : {missing}.")
    row.deliberated_on, row.note = deliberated_on, note
    row.minutes = compose(
        kind="jury_minutes", title=f"Procès-verbal, session {row.number}", template=MINUTES,
        context=minutes_words(row), state=Letter.State.FINAL, by=by, at=at,
    )  # fmt: skip
    request_files(row.minutes, by=by, at=at)
    return moved(row, State.SIGNED, by, at, on=deliberated_on.isoformat())


# --- certificates -------------------------------------------------------------------------------------------------


def months_of(unit: str, on: date) -> int | None:
    return int(value(BNSSA_MONTHS, on)) if unit == BNSSA else None


@transaction.atomic
def issue(*, session: ExamSession, by: StaffMember, at: datetime) -> ExamSession:
    """A certificate for each candidate who passed, without gap in the register of its type and year; one series PDF."""
    on = allowed(by, at)
    row = locked(session, State.SIGNED)
    passed = list(row.candidates.filter(result=Result.PASSED).order_by("last_name", "first_name", "pk"))
    if not passed:
        raise DomainError("Aucun candidat n'est admis.")
    until = valid_until(row.unit, row.deliberated_on, months_of(row.unit, row.deliberated_on))
    for one in passed:
        rank = take_number(register_of(row.unit), on.year)
        Certificate.objects.create(
            number=number_of(HOME.code, row.unit, on.year, rank), unit=row.unit, year=on.year, rank=rank,
            last_name=one.last_name, first_name=one.first_name, born_on=one.born_on, born_at=one.born_at,
            issued_on=on, valid_until=until, candidate=one, session=row, recorded_at=at,
        )  # fmt: skip
    row.issued_at = at
    ask_series(row, by, at)
    return moved(row, State.ISSUED, by, at, certificates=len(passed))


def ask_series(session: ExamSession, by: StaffMember, at: datetime) -> Job:
    return enqueue(
        kind=SERIES_JOB, label=f"Certificats de la session {session.number}",
        key=f"{SERIES_JOB}:{session.pk}:{at.isoformat()}", payload={"session": session.pk}, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def print_series(*, session: ExamSession, by: StaffMember, at: datetime) -> Job:
    """The certificates of the session once more."""
    allowed(by, at)
    return ask_series(locked(session, State.ISSUED, State.HANDED), by, at)


@transaction.atomic
def hand_over(*, session: ExamSession, handed_on: date, by: StaffMember, at: datetime) -> ExamSession:
    on = allowed(by, at)
    not_to_come(handed_on, on, "handed_on")
    row = locked(session, State.ISSUED)
    if handed_on < paris_day(row.issued_at):
        raise DomainError("La remise suit l'édition.", field="handed_on")
    row.handed_on = handed_on
    return moved(row, State.HANDED, by, at)


@transaction.atomic
def cancel_session(*, session: ExamSession, cancelled_why: str, by: StaffMember, at: datetime) -> ExamSession:
    allowed(by, at)
    check_text(cancelled_why, field="cancelled_why")
    row = locked(session, State.ASKED, State.APPOINTED)
    row.cancelled_why = cancelled_why
    return moved(row, State.CANCELLED, by, at, why=cancelled_why)


@transaction.atomic
def note_event(
    *, certificate: Certificate, kind: str, happened_on: date, note: str = "", by: StaffMember, at: datetime
) -> CertificateEvent:
    """A duplicate, a yearly training, or the check that extends a BNSSA from its day."""
    on = allowed(by, at)
    not_to_come(happened_on, on, "happened_on")
    check_text(note, field="note")
    if kind not in Kind.values:
        raise DomainError("Ce fait n'est pas connu.", field="kind")
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if happened_on < row.issued_on:
        raise DomainError("Ce fait suit la délivrance.", field="happened_on")
    if kind == Kind.DUPLICATE and not note.strip():
        raise DomainError("Dire pourquoi : perte, vol, destruction.", field="note")
    if kind == Kind.REFRESHER and row.unit != BNSSA:
        raise DomainError("Seul un BNSSA se recycle.", field="kind")
    unit = UNITS[row.unit]
    if kind == Kind.TRAINING and unit.refresher_hours is None and unit.validity_months is None:
        raise DomainError(f"{row.unit} n'a pas de formation continue obligatoire.", field="kind")
    if kind != Kind.DUPLICATE and row.events.filter(kind=kind, happened_on=happened_on).exists():
        raise Conflict("Ce fait est déjà enregistré à cette date.", field="happened_on")
    before = row.valid_until
    if kind == Kind.REFRESHER:
        row.valid_until = max(filter(None, (before, valid_until(BNSSA, happened_on, months_of(BNSSA, happened_on)))))
        row.save(update_fields=["valid_until"])
    event = CertificateEvent.objects.create(
        certificate=row, kind=kind, happened_on=happened_on, valid_before=before, note=note, recorded_at=at
    )
    tell("certificate_event", row, by, at, kind=event.get_kind_display(), on=happened_on.isoformat())
    return event


@transaction.atomic
def forget_births(*, at: datetime) -> int:
    """The birth of those who did not pass is not kept beyond its time; how many were erased."""
    on = paris_day(at)
    past = add_months(on, -12 * int(value(KEEP_YEARS, on)))
    rows = Candidate.objects.filter(session__ends_on__lt=past, born_on__isnull=False).exclude(result=Result.PASSED)
    return rows.update(born_on=None, born_at="")
