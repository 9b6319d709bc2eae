"""Proposing what may be erased, keeping some of it, confirming, and erasing file by file."""

from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.series import Aside, Turn
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import enqueue
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import Posting, StaffMember, Unit
from directorate.org.queries import role_on, staff_of_unit
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.retention.erasure import StillHeld, erase, titles_of
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.retention.policies import examines_purges
from directorate.retention.queries import over, term_now, visible_lines
from directorate.web.errors import Conflict, DomainError, NotAllowed

PURGE_JOB = "retention.purge"
# What one person can read through; the others are in the proposal of the next month.
MOST = 2_000
LONGEST_KEPT = date(2150, 1, 1)
State, LineState = PurgeProposal.State, PurgeLine.State
CHIEFS = {Posting.Role.HEAD, Posting.Role.DEPUTY, Posting.Role.DIRECTOR}
KIND = declare_kind("purge_proposed", "Des dossiers ont atteint la fin de leur conservation", "mail").code


# --- proposing ------------------------------------------------------------------------------------------------


def propose_everywhere(*, at: datetime) -> int:
    """Each month, for each service. Number of proposals made."""
    return sum(propose(unit=unit, at=at) is not None for unit in Unit.objects.order_by("code"))


@transaction.atomic
def propose(*, unit: Unit, at: datetime) -> PurgeProposal | None:
    """Draw up what is over in a service. None when nothing is, or when the last proposal still waits to be examined."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    if PurgeProposal.objects.filter(unit=unit, state__in=[State.OPEN, State.CONFIRMED]).exists():
        return None
    found = list(islice(over(unit, localdate(at)), MOST))
    if not found:
        return None
    proposal = PurgeProposal.objects.create(unit=unit, proposed_at=at)
    PurgeLine.objects.bulk_create(
        (
            PurgeLine(
                proposal=proposal,
                case=case,
                reference=case.reference,
                procedure_code=case.procedure_code,
                received_on=case.received_on,
                decided_on=localdate(case.decided_at) if case.decided_at else None,
                outcome=case.outcome,
                ended_on=term.ended_on,
                ended_by=term.ended_by,
                due_on=term.due_on,
                rule=rule.version,
            )
            for case, term, rule in found
        ),
        batch_size=500,
    )
    record(
        by=None, at=at, action="purge.proposed", subject=proposal, label=str(proposal), unit_code=unit.pk,
        details={"files": len(found)},
    )  # fmt: skip
    notify(
        recipients=chiefs_of(unit, localdate(at)), kind=KIND, key=f"purge:{proposal.pk}",
        title=f"{unit.short_name} : des dossiers sont à éliminer ou à conserver",
        url=reverse("directorate:purges"), at=at,
    )  # fmt: skip
    return proposal


def chiefs_of(unit: Unit, on: date) -> list[StaffMember]:
    return [person for person in staff_of_unit(unit, on) if role_on(person, on) in CHIEFS]


# --- examining ------------------------------------------------------------------------------------------------


def locked(proposal: PurgeProposal, by: StaffMember, at: datetime) -> PurgeProposal:
    proposal = PurgeProposal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=proposal.pk)
    if not examines_purges(by, proposal, on=localdate(at)):
        raise NotAllowed("Les éliminations d'un service sont examinées par son chef de bureau ou par le directeur.")
    if proposal.state != State.OPEN:
        raise Conflict(f"Cette proposition n'est plus à examiner : {proposal.get_state_display().lower()}.")
    return proposal


@transaction.atomic
def keep_longer(*, line: PurgeLine, reason: str, kept_until: date, by: StaffMember, at: datetime) -> PurgeLine:
    """Leave a file out, for a reason and until a day: it is not proposed again before."""
    proposal = locked(line.proposal, by, at)
    line = PurgeLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.state not in (LineState.PROPOSED, LineState.KEPT):
        raise Conflict(f"Ce dossier n'est plus à examiner : {line.get_state_display().lower()}.")
    if not localdate(at) < kept_until <= LONGEST_KEPT:
        raise DomainError("La nouvelle échéance est à venir, et avant 2150.", field="kept_until")
    line.state, line.reason, line.kept_until, line.decided_by = LineState.KEPT, reason, kept_until, by
    line.save(update_fields=["state", "reason", "kept_until", "decided_by"])
    record(
        by=by, at=at, action="purge.line_kept", subject=("case", line.case_id), label=line.reference,
        unit_code=proposal.unit_id, details={"reason": reason, "kept_until": kept_until.isoformat()},
    )  # fmt: skip
    return line


@transaction.atomic
def drop(*, proposal: PurgeProposal, by: StaffMember, at: datetime) -> PurgeProposal:
    """Give the whole proposal up: what is still over next month is proposed again."""
    proposal = locked(proposal, by, at)
    proposal.state = State.DROPPED
    proposal.save(update_fields=["state"])
    record(by=by, at=at, action="purge.dropped", subject=proposal, label=str(proposal), unit_code=proposal.unit_id)
    return proposal


@transaction.atomic
def confirm(
    *, proposal: PurgeProposal, seen: int, visa: str, visa_on: date, by: StaffMember, at: datetime
) -> PurgeProposal:
    """Have the files that are still proposed erased. `seen`: how many the person read; another number is refused."""
    proposal = locked(proposal, by, at)
    proposed = proposal.lines.filter(state=LineState.PROPOSED).count()
    if not proposed:
        raise DomainError("Aucun dossier de cette proposition n'est à éliminer : tous sont conservés.")
    readable = visible_lines(by, localdate(at)).filter(proposal=proposal, state=LineState.PROPOSED).count()
    if readable != proposed:
        raise NotAllowed(
            "Cette proposition compte des dossiers que vous ne pouvez lire : le chef de bureau la confirme."
        )
    if proposed != seen:
        raise Conflict(f"La proposition a changé pendant votre lecture : elle compte maintenant {proposed} dossiers.")
    if visa_on > localdate(at):
        raise DomainError("Le visa ne peut être postérieur à aujourd'hui.", field="visa_on")
    proposal.state, proposal.confirmed_at, proposal.confirmed_by = State.CONFIRMED, at, by
    proposal.visa, proposal.visa_on = visa.strip(), visa_on
    proposal.job = enqueue(
        kind=PURGE_JOB,
        label=f"Élimination de {proposed} dossier{'s' if proposed > 1 else ''}",
        key=f"{PURGE_JOB}:{proposal.pk}",
        payload={"proposal": proposal.pk, "page": f"{reverse('directorate:purges')}?proposal={proposal.pk}"},
        by=by,
        at=at,
        queue="bulk",
    )
    proposal.save()
    record(
        by=by, at=at, action="purge.confirmed", subject=proposal, label=str(proposal), unit_code=proposal.unit_id,
        details={"files": proposed, "visa": proposal.visa, "visa_on": visa_on.isoformat()},
    )  # fmt: skip
    return proposal


# --- erasing --------------------------------------------------------------------------------------------------


def work(*, job: Job, at: datetime) -> dict[str, Any]:
    """Erase what was confirmed, one file in one transaction: a worker may die anywhere, the next one goes on."""
    proposal = PurgeProposal.objects.get(pk=job.payload["proposal"])
    total = proposal.lines.filter(state__in=[LineState.PROPOSED, LineState.ERASED, LineState.REFUSED]).count()
    waiting = list(
        proposal.lines.filter(state=LineState.PROPOSED).order_by("due_on", "pk").values_list("pk", flat=True)
    )
    turn = Turn(job, total, total - len(waiting))
    for key in waiting:
        with Aside(lambda error, key=key: refuse(key, f"Échec imprévu ({type(error).__name__}).")):
            do_line(key=key, at=at)
        turn.step()
    PurgeProposal.objects.filter(pk=proposal.pk, state=State.CONFIRMED).update(state=State.DONE, finished_at=at)
    counts = dict(proposal.lines.order_by().values_list("state").annotate(Count("pk")))
    return {"words": f"{counts.get(LineState.ERASED, 0)} éliminés, {counts.get(LineState.REFUSED, 0)} retenus"}


def refuse(key: int, reason: str) -> None:
    PurgeLine.objects.filter(pk=key, state=LineState.PROPOSED).update(state=LineState.REFUSED, reason=reason[:500])


@transaction.atomic
def do_line(*, key: int, at: datetime) -> None:
    """Judge the file again, then erase it, together with what became of its line."""
    line = (
        PurgeLine.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("proposal__confirmed_by")
        .filter(pk=key, state=LineState.PROPOSED)
        .first()
    )
    if line is None:
        return
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("permit", "renews", "party", "place")
        .get(pk=line.case_id)
    )
    # Whoever asks for the renewal of one of its titles meanwhile is awaited, then seen.
    list(Permit.objects.select_for_update().filter(pk__in=[permit.pk for permit in titles_of(case)]).order_by("pk"))
    found = term_now(case, localdate(at))
    if found is None:
        refuse(line.pk, "Le dossier vit encore, ou il est retenu par un recours : il n'est plus à éliminer.")
        return
    if found.due_on != line.due_on:
        refuse(
            line.pk, f"La durée de conservation a changé : le dossier se garde jusqu'au {french_long(found.due_on)}."
        )
        return
    try:
        erase(case=case, line=line, by=line.proposal.confirmed_by, at=at)
    except StillHeld as held:
        refuse(line.pk, str(held))
        return
    line.case, line.state, line.erased_at = None, LineState.ERASED, at
    line.save(update_fields=["case", "state", "erased_at"])


# --- mails --------------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_mails(*, at: datetime) -> int:
    """Mails that left long ago lose their address and their words; that they left, and when, stays. Number of mails."""
    months = int(value("retention.mails.months", localdate(at)))
    before = add_months(localdate(at), -months)
    old = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, sent_at__date__lt=before).exclude(body="")
    return old.update(to="", subject="", body="")
