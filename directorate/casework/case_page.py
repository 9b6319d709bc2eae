"""What the page of a case shows: possible moves, process line, who is waited for. Reads what is loaded; no rule here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from directorate.casework.archetypes import STAGES, STEPS, Transition, road_of
from directorate.casework.effects import missing_pieces
from directorate.casework.models import Case, Piece
from directorate.casework.move import PARIS
from directorate.casework.policies import CASE_POLICIES
from directorate.casework.procedure import Procedure
from directorate.org.models import StaffMember

# --- moves --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """A button of the page. `confirm` is the sentence to read before an act that cannot be undone."""

    name: str
    label: str
    url: str
    primary: bool


def askable_opinions(case: Case, procedure: Procedure) -> list:
    waiting = {row.code for row in case.consultations.all() if row.answered_on is None}
    return [opinion for opinion in procedure.opinions if opinion.code not in waiting]


def has_letter(case: Case, purpose: str) -> bool:
    return any(row.purpose == purpose for row in case.letters.all())


def has_open_stop(case: Case) -> bool:
    return any(stop.ended_on is None for stop in case.clock_stops.all())


def pieces_in(case: Case, *states: str) -> list[Piece]:
    return [piece for piece in case.pieces.all() if piece.state in states]


def is_listed_in_published_issue(case: Case, procedure: Procedure) -> bool:
    entry = getattr(case.decision.letter, "register_entry", None)
    return entry is not None and entry.issue.published_on is not None


# A move without anything to move is not shown; the operation would refuse it anyway.
USEFUL: Mapping[str, Callable[[Case, Procedure], bool]] = {
    "acknowledge": lambda case, procedure: (
        procedure.has_letter("acknowledgement") and not has_letter(case, "acknowledgement")
    ),
    "issue_receipt": lambda case, procedure: not has_letter(case, "receipt"),
    "request_pieces": lambda case, procedure: (
        not has_open_stop(case) and any(piece.is_blocking for piece in pieces_in(case, "expected", "refused"))
    ),
    "receive_pieces": lambda case, procedure: bool(pieces_in(case, "expected", "requested", "refused")),
    "declare_complete": lambda case, procedure: not missing_pieces(case),
    "request_opinion": lambda case, procedure: any(not row.commission for row in askable_opinions(case, procedure)),
    "put_on_agenda": lambda case, procedure: any(row.commission for row in askable_opinions(case, procedure)),
    "record_opinion": lambda case, procedure: any(row.answered_on is None for row in case.consultations.all()),
    "invite_to_hearing": lambda case, procedure: procedure.hearing_required,
    "waive_hearing": lambda case, procedure: procedure.hearing_required,
    "draft_decision": lambda case, procedure: bool(procedure.outcomes),
    "publish": is_listed_in_published_issue,
}
# Moves that have a page of their own.
PAGES = {"submit": "directorate:decision", "sign": "directorate:signature-act"}
PAGE_LABELS = {"submit": "Rédiger la décision", "sign": "Relire et signer"}


def moves_for(case: Case, procedure: Procedure, staff: StaffMember, on: date) -> list[Move]:
    """What this person may do from here, the usual next gesture first."""
    found = [
        move_of(case, transition)
        for transition in road_of(procedure.archetype).leaving(case.stage)
        if not transition.automatic
        and USEFUL.get(transition.name, always)(case, procedure)
        and CASE_POLICIES[transition.policy](staff, case, on)
    ]
    return sorted(found, key=lambda move: not move.primary)


def always(case: Case, procedure: Procedure) -> bool:
    return True


def move_of(case: Case, transition: Transition) -> Move:
    page = PAGES.get(transition.name)
    url = (
        reverse(page, args=[case.reference])
        if page
        else reverse("directorate:case-transition", args=[case.reference, transition.name])
    )
    return Move(transition.name, PAGE_LABELS.get(transition.name, transition.label), url, transition.primary)


# --- process line -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepMark:
    """One mark of the process line. `state` is done, current or todo; `detail` says what happened that day."""

    label: str
    state: str
    day: date | None = None
    detail: str = ""


def process_line(case: Case, procedure: Procedure) -> list[StepMark]:
    steps = road_of(procedure.archetype).steps
    stage = STAGES[case.stage]
    here = steps.index(stage.step)
    facts = dated_facts(case)
    marks = []
    for rank, step in enumerate(steps):
        detail, day = facts.get(step, ("", None))
        if rank < here:
            marks.append(StepMark(STEPS[step], "done", day, detail))
        elif rank == here:
            marks.append(StepMark(STEPS[step], "current" if stage.open else "done", day, stage.label))
        else:
            marks.append(StepMark(STEPS[step], "todo"))
    return marks


def dated_facts(case: Case) -> dict[str, tuple[str, date | None]]:
    """The legal fact that dates each step. A step without its fact was not gone through."""
    facts: dict[str, tuple[str, date | None]] = {"received": ("Reçu", case.received_on)}
    if case.complete_on:
        facts["review"] = ("Complet", case.complete_on)
    consultations = list(case.consultations.all())
    if consultations:
        answers = [row.answered_on for row in consultations if row.answered_on]
        facts["consultation"] = (
            ("Dernier avis", max(answers)) if answers else ("Avis demandé", consultations[0].asked_on)
        )
    if case.decided_at:
        facts["decision"] = ("Décidé", case.decided_at.astimezone(PARIS).date())
    if case.notified_at:
        facts["notification"] = ("Notifié", case.notified_at.astimezone(PARIS).date())
    if case.closed_at:
        facts["end"] = ("Clos", case.closed_at.astimezone(PARIS).date())
    return facts


# --- what is missing and who is waited for -------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Who keeps the case waiting, for what, until when."""

    who: str
    what: str
    due_on: date | None = None
    tone: str = "info"


def waiting_for(case: Case, procedure: Procedure) -> Iterator[Waiting]:
    """Everything the case waits for, nearest first to whoever can unblock it."""
    if not case.is_open:
        return
    if case.caseworker_id is None:
        yield Waiting("Le chef de bureau", "Le dossier n'est confié à personne.", tone="warning")
    stop = next((row for row in case.clock_stops.all() if row.ended_on is None), None)
    missing = missing_pieces(case)
    if stop is not None:
        yield Waiting("Le demandeur", f"{counted(len(stop.missing), 'pièce demandée', 'pièces demandées')}.",
                      stop.limit_on, "warning")
    elif missing and case.stage in ("received", "incomplete", "review"):
        yield Waiting("Le service", f"{counted(len(missing), 'pièce indispensable manque', 'pièces indispensables manquent')}"
                      " et n'est pas demandée." if len(missing) == 1 else
                      f"{counted(len(missing), '', 'pièces indispensables manquent')} et ne sont pas demandées.",
                      tone="warning")
    for row in case.consultations.all():
        if row.answered_on is None:
            nature = "Avis conforme" if row.is_binding else "Avis obligatoire" if row.is_mandatory else "Avis facultatif"
            yield Waiting(row.body_label, f"{nature} attendu.", row.due_on)
    hearing = getattr(case, "hearing", None)
    if case.stage == "hearing" and hearing is not None and not hearing.mode:
        yield Waiting("La personne concernée", "Observations attendues.", hearing.deadline_on)
    if case.stage in AFTER_DRAFT:
        who, what = AFTER_DRAFT[case.stage]
        yield Waiting(who or str(case.caseworker or "Le service"), what)


AFTER_DRAFT = {
    "proposal": ("", "Décision à rédiger et à soumettre."),
    "signature": ("Le signataire", "Décision à relire et à signer."),
    "decided": ("", "Notification à faire et à enregistrer."),
    "notified": ("Le recueil des actes administratifs", "Publication du prochain numéro."),
}


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


# --- the same list ------------------------------------------------------------------------------------------

NEIGHBOURS_WITHIN = 1_000


def neighbours(cases: QuerySet[Case], case: Case) -> tuple[str | None, str | None, int, int]:
    """References before and after in a list, rank and length; within the first thousand, which is where people walk."""
    references = list(cases.values_list("reference", flat=True)[:NEIGHBOURS_WITHIN])
    if case.reference not in references:
        return None, None, 0, len(references)
    rank = references.index(case.reference)
    before = references[rank - 1] if rank else None
    after = references[rank + 1] if rank + 1 < len(references) else None
    return before, after, rank + 1, len(references)
