"""What a crisis tells the public: releases drafted then validated once and for all, answers to give, calls counted."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from civil_protection.crisis.board_operations import not_ahead, readable
from civil_protection.crisis.log_operations import append, kept_by, tell
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer, PublicCallCount
from civil_protection.crisis.outreach.terms import Subject
from civil_protection.crisis.policies import decides_in_a_crisis
from civil_protection.crisis.terms import Cell, Channel, EntryKind
from civil_protection.protection.words import check_title
from directorate.casework.move import paris_day
from directorate.jobs.operations import enqueue
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed

RELEASE_JOB = "crisis.release_pdf"
LONGEST_RELEASE, LONGEST_ANSWER = 8_000, 2_000
CHANGED_SINCE = "Un collègue a modifié ce texte depuis que vous l'avez ouvert : relire avant d'enregistrer."


# --- press releases -------------------------------------------------------------------------------------------


@transaction.atomic
def draft_release(*, event: CrisisEvent, title: str, text: str, by: StaffMember, at: datetime) -> PressRelease:
    """A project: it has no number until it is validated."""
    fresh = kept_by(event, by, at)
    check_release(title, text)
    row = PressRelease.objects.create(event=fresh, title=title, text=text, drafted_by=by, drafted_at=at)
    tell("release_drafted", fresh, by, at, title=title)
    return row


def check_release(title: str, text: str) -> None:
    check_title(title)
    readable(text=text)
    if not text.strip():
        raise DomainError("Écrire le communiqué.", field="text")
    if len(text) > LONGEST_RELEASE:
        raise DomainError(f"Le communiqué dépasse {LONGEST_RELEASE} caractères.", field="text")


def draft_of(release: PressRelease, revision: int, sentence: str) -> PressRelease:
    """The project, held, as the person read it."""
    row = PressRelease.objects.select_for_update(of=("self",)).select_related("event").get(pk=release.pk)
    if row.number is not None:
        raise Conflict(f"Ce communiqué est validé sous le n° {row.number} : il ne change plus, le suivant le complète.")
    if row.revision != revision:
        raise Conflict(sentence)
    return row


@transaction.atomic
def edit_release(
    *, release: PressRelease, title: str, text: str, revision: int, by: StaffMember, at: datetime
) -> PressRelease:
    """Change the project. `revision`: the one that the person read; Conflict when a colleague has changed it since."""
    event = kept_by(release.event, by, at)
    row = draft_of(release, revision, CHANGED_SINCE)
    check_release(title, text)
    row.title, row.text, row.revision = title, text, row.revision + 1
    row.save(update_fields=["title", "text", "revision"])
    tell("release_edited", event, by, at, title=title)
    return row


@transaction.atomic
def validate_release(*, release: PressRelease, revision: int, by: StaffMember, at: datetime) -> PressRelease:
    """The next number of the event, told in the log; the text never changes again. Its PDF is made by a worker."""
    event = kept_by(release.event, by, at)
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("Un communiqué est validé par le directeur, le cabinet ou le préfet.")
    row = draft_of(release, revision, "Ce communiqué a changé depuis que vous l'avez lu : relire avant de valider.")
    # Two validations of one event wait for one another: the event is held.
    row.number = (event.press_releases.aggregate(last=Max("number"))["last"] or 0) + 1
    row.entry = append(
        event, by, at, kind=EntryKind.COMMUNICATION, cell=Cell.COMMUNICATION, channel=Channel.PRESS,
        text=f"{row} validé : {row.title}.",
    )  # fmt: skip
    row.validated_by, row.validated_at = by, at
    row.save(update_fields=["number", "entry", "validated_by", "validated_at"])
    tell("release_validated", event, by, at, number=row.number, title=row.title)
    enqueue(
        kind=RELEASE_JOB, label=f"{row} : {event}", key=f"{RELEASE_JOB}:{row.pk}", payload={"release": row.pk}, by=by,
        at=at,
    )  # fmt: skip
    return row


# --- questions and answers ------------------------------------------------------------------------------------


@transaction.atomic
def add_answer(
    *, event: CrisisEvent, subject: str, question: str, answer: str, by: StaffMember, at: datetime
) -> PublicAnswer:
    """What whoever answers the public says to this question, from now on."""
    fresh = kept_by(event, by, at)
    check_answer(fresh, question, answer)
    row = PublicAnswer.objects.create(
        event=fresh, subject=Subject(subject), question=question, answer=answer, changed_at=at, changed_by=by
    )
    tell("answer_added", fresh, by, at, question=question)
    return row


def check_answer(event: CrisisEvent, question: str, answer: str, own: int | None = None) -> None:
    readable(question=question, answer=answer)
    for field, text in (("question", question), ("answer", answer)):
        if not text.strip():
            raise DomainError("Écrire la question et sa réponse.", field=field)
    if len(answer) > LONGEST_ANSWER:
        raise DomainError(f"La réponse dépasse {LONGEST_ANSWER} caractères.", field="answer")
    if event.public_answers.filter(question=question, withdrawn_at__isnull=True).exclude(pk=own).exists():
        raise Conflict("Cette question a déjà une réponse : la modifier, ou la retirer.", field="question")


def answer_in_force(answer: PublicAnswer) -> PublicAnswer:
    row = PublicAnswer.objects.select_for_update(of=("self",)).select_related("event").get(pk=answer.pk)
    if row.withdrawn_at is not None:
        raise Conflict("Cette réponse est retirée.")
    return row


@transaction.atomic
def change_answer(
    *, public_answer: PublicAnswer, subject: str, question: str, answer: str, revision: int, by: StaffMember,
    at: datetime,
) -> PublicAnswer:  # fmt: skip
    event = kept_by(public_answer.event, by, at)
    row = answer_in_force(public_answer)
    if row.revision != revision:
        raise Conflict(CHANGED_SINCE)
    check_answer(event, question, answer, row.pk)
    row.subject, row.question, row.answer = Subject(subject), question, answer
    row.changed_at, row.changed_by, row.revision = at, by, row.revision + 1
    row.save(update_fields=["subject", "question", "answer", "changed_at", "changed_by", "revision"])
    tell("answer_changed", event, by, at, question=question)
    return row


@transaction.atomic
def withdraw_answer(*, public_answer: PublicAnswer, by: StaffMember, at: datetime) -> PublicAnswer:
    """It holds no more; what was told stays readable."""
    event = kept_by(public_answer.event, by, at)
    row = answer_in_force(public_answer)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    tell("answer_withdrawn", event, by, at, question=row.question)
    return row


# --- calls ----------------------------------------------------------------------------------------------------


@transaction.atomic
def count_calls(
    *, event: CrisisEvent, subject: str, received: int, resolved: int = 0, counted_at: datetime | None = None,
    by: StaffMember, at: datetime,
) -> PublicCallCount:  # fmt: skip
    """So many calls about a subject since the count before. Numbers only: nobody is named, nor their number kept."""
    fresh = kept_by(event, by, at)
    not_ahead(counted_at, at, "counted_at")
    if resolved > received:
        raise DomainError("Les appels traités sont parmi les appels reçus.", field="resolved")
    row = PublicCallCount.objects.create(
        event=fresh, subject=Subject(subject), received=received, resolved=resolved, counted_at=counted_at or at,
        recorded_by=by,
    )  # fmt: skip
    tell("calls_counted", fresh, by, at, subject=row.get_subject_display(), received=received)
    return row
