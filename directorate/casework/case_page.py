"""What the page of a case shows: possible moves, process line, who is waited for. Reads what is loaded, no rule."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from directorate.casework.archetypes import BEFORE_DECISION, STAGES, STEPS, Transition, road_of
from directorate.casework.competence import lies_elsewhere, on_orly_platform, redirection_of
from directorate.casework.effects import missing_pieces
from directorate.casework.models import Case, CaseDeadline, Piece
from directorate.casework.move import paris_day
from directorate.casework.policies import CASE_POLICIES
from directorate.casework.procedure import Procedure
from directorate.org.models import StaffMember

# --- moves --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """A button of the page."""

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


def awaits_observations(case: Case) -> bool:
    hearing = getattr(case, "hearing", None)
    return hearing is not None and hearing.sent_on is not None and not hearing.mode and not hearing.exception


def pieces_in(case: Case, *states: str) -> list[Piece]:
    return [piece for piece in case.pieces.all() if piece.state in states]


def awaited_pieces(case: Case, procedure: Procedure) -> list[Piece]:
    """Once the decision is taken, only what the law lets follow it until the event."""
    rows = pieces_in(case, "expected", "requested", "refused")
    if case.decided_at is None:
        return rows
    following = {piece.code for piece in procedure.pieces if piece.until}
    return [row for row in rows if row.code in following]


def is_listed_in_published_issue(case: Case, procedure: Procedure) -> bool:
    decision = getattr(case, "decision", None)
    entry = getattr(decision.letter, "register_entry", None) if decision else None
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
    "receive_pieces": lambda case, procedure: bool(awaited_pieces(case, procedure)),
    "declare_complete": lambda case, procedure: not missing_pieces(case),
    "request_opinion": lambda case, procedure: any(not row.commission for row in askable_opinions(case, procedure)),
    "put_on_agenda": lambda case, procedure: any(
        row.commission and (case.stage in BEFORE_DECISION or row.follows_decision)
        for row in askable_opinions(case, procedure)
    ),
    "take_off_agenda": lambda case, procedure: any(
        row.answered_on is None and row.agenda_item_id and row.agenda_item.session.convened_at is None
        for row in case.consultations.all()
    ),
    "record_opinion": lambda case, procedure: any(row.answered_on is None for row in case.consultations.all()),
    "revoke_opinion": lambda case, procedure: any(
        row.answered_on is None and row.agenda_item_id is None for row in case.consultations.all()
    ),
    "invite_to_hearing": lambda case, procedure: procedure.has_hearing,
    "waive_hearing": lambda case, procedure: procedure.hearing_required,
    "record_observations": lambda case, procedure: awaits_observations(case),
    "draft_decision": lambda case, procedure: bool(procedure.outcomes),
    "publish": is_listed_in_published_issue,
}
# Moves that have a page of their own.
PAGES = {"submit": "directorate:decision", "sign": "directorate:signature-act"}
PAGE_LABELS = {"submit": "Rédiger la décision", "sign": "Relire et signer"}


def moves_for(case: Case, procedure: Procedure, staff: StaffMember, on: date) -> Iterator[Move]:
    """What this person may do from here, the usual next gesture first; each is judged when it is asked for."""
    usual = usual_move(case, procedure)
    leaving = [
        transition for transition in road_of(procedure.archetype).leaving(case.stage) if not transition.automatic
    ]
    for transition in sorted(leaving, key=lambda one: (one.name != usual, not one.primary)):
        if USEFUL.get(transition.name, always)(case, procedure) and CASE_POLICIES[transition.policy](staff, case, on):
            yield move_of(case, transition, usual)


def usual_move(case: Case, procedure: Procedure) -> str:
    """During the review, what the opinions call for; elsewhere the order of the road is right."""
    if case.stage in BEFORE_DECISION and lies_elsewhere(case, procedure):
        return "redirect"
    if case.stage not in ("review", "consultation") or not procedure.outcomes:
        return ""
    unasked = unasked_opinions(case, procedure)
    if unasked:
        return "put_on_agenda" if unasked[0].commission else "request_opinion"
    if any(row.answered_on is None for row in case.consultations.all()):
        return "record_opinion"
    return "draft_decision" if not procedure.hearing_required else ""


def unasked_opinions(case: Case, procedure: Procedure) -> list:
    """Mandatory opinions for which nobody has been asked."""
    asked = {row.code for row in case.consultations.all() if row.opinion != "revoked"}
    return [row for row in procedure.opinions if row.is_mandatory(case.answers) and row.code not in asked]


def always(case: Case, procedure: Procedure) -> bool:
    return True


def move_of(case: Case, transition: Transition, usual: str) -> Move:
    page = PAGES.get(transition.name)
    url = (
        reverse(page, args=[case.reference])
        if page
        else reverse("directorate:case-transition", args=[case.reference, transition.name])
    )
    primary = transition.primary or transition.name == usual
    return Move(transition.name, PAGE_LABELS.get(transition.name, transition.label), url, primary)


# --- process line -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepMark:
    """One mark of the process line. `state`: done, current, todo or skipped; `when`: its day, or where it stands."""

    label: str
    state: str
    when: date | str = ""


def process_line(case: Case, procedure: Procedure) -> list[StepMark]:
    stage = STAGES[case.stage]
    steps = road_of(procedure.archetype).steps
    here = steps.index(stage.step)
    days = step_days(case)
    marks = []
    for rank, step in enumerate(steps):
        day = days.get(step)
        if rank < here:
            skipped = day is None and step in OPTIONAL_STEPS
            marks.append(StepMark(STEPS[step], "skipped" if skipped else "done", day or ""))
        elif rank == here:
            marks.append(StepMark(stage.label, "current" if stage.open else "done", day or ""))
        else:
            marks.append(StepMark(STEPS[step], "todo"))
    return marks


# Some cases are decided without asking anybody, or close without a decision.
OPTIONAL_STEPS = {"consultation", "decision", "notification"}


def step_days(case: Case) -> dict[str, date]:
    """The legal fact that dates each step: receipt, completeness, last opinion, decision, notification, end."""
    hearing = getattr(case, "hearing", None)
    heard = [hearing.observations_on or hearing.sent_on] if hearing is not None and hearing.sent_on else []
    asked = [row.answered_on or row.asked_on for row in case.consultations.all()]
    found = {
        "received": case.received_on,
        "review": case.complete_on,
        "consultation": max([*asked, *heard], default=None),
        "decision": paris_day(case.decided_at) if case.decided_at else None,
        "notification": paris_day(case.notified_at) if case.notified_at else None,
        "end": case.published_on or (paris_day(case.closed_at) if case.closed_at else None),
    }
    return {step: day for step, day in found.items() if day is not None}


# --- what is missing and who is waited for -------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Who keeps the case waiting, for what, until when."""

    who: str
    what: str
    due_on: date | None = None
    tone: str = "info"


def waiting_for(case: Case, procedure: Procedure, on: date) -> Iterator[Waiting]:
    """Everything the case waits for, nearest first to whoever can unblock it."""
    if not case.is_open:
        return
    yield from warnings(case, procedure)
    if case.caseworker_id is None:
        yield Waiting("Le chef de bureau", "Le dossier n'est confié à personne.", tone="warning")
    stop = next((row for row in case.clock_stops.all() if row.ended_on is None), None)
    missing = missing_pieces(case)
    if stop is not None:
        count = len(stop.missing)
        asked = "Une pièce demandée" if count == 1 else f"{count} pièces demandées"
        yield Waiting("Le demandeur", f"{asked} le {stop.started_on:%d/%m/%Y}.", stop.limit_on, "warning")
    elif missing and case.stage in ("received", "incomplete", "review"):
        yield Waiting(
            "Le service",
            "Une pièce indispensable manque et n'est pas demandée."
            if len(missing) == 1
            else f"{len(missing)} pièces indispensables manquent et ne sont pas demandées.",
            tone="warning",
        )
    for row in case.consultations.all():
        if row.answered_on is None:
            nature = "conforme" if row.is_binding else "obligatoire" if row.is_mandatory else "facultatif"
            yield Waiting(row.body_label, f"Avis {nature} attendu.", row.due_on)
    if case.stage in ("review", "consultation"):
        for opinion in unasked_opinions(case, procedure):
            yield Waiting(handler(case), f"Avis obligatoire à demander : {opinion.label}.", tone="warning")
    hearing = getattr(case, "hearing", None)
    if case.stage == "hearing" and hearing is not None and not hearing.mode:
        yield Waiting("La personne concernée", "Observations attendues.", hearing.deadline_on)
    if case.stage in AFTER_DRAFT:
        who, what = AFTER_DRAFT[case.stage]
        yield Waiting(who or handler(case), what)
    if case.stage in ("in_execution", "receipt_issued") and case.next_due_on and case.next_due_on < on:
        yield Waiting(handler(case), f"{case.next_due_label} : suite à enregistrer.", case.next_due_on, "warning")


def warnings(case: Case, procedure: Procedure) -> Iterator[Waiting]:
    """What must be known from the first day: another authority is competent, a declaration came out of its window."""
    body = redirection_of(case, procedure)
    if case.stage not in BEFORE_DECISION:
        body = None
    elif on_orly_platform(case):
        yield Waiting(
            handler(case),
            "Le lieu est sur la plate-forme de Paris-Orly : dossier à transmettre à l'autorité compétente"
            " (CRPA, art. L114-2).",
            tone="warning",
        )
    elif body is not None:
        yield Waiting(
            handler(case), f"{body.explanation} Dossier à transmettre (CRPA, art. L114-2) : {body.to}.", tone="warning"
        )
    filing = next((row for row in case.deadlines.all() if row.kind == CaseDeadline.Kind.FILING), None)
    if filing is not None and (filing.computation["late"] or filing.computation["early"]):
        yield Waiting(
            handler(case),
            f"{filing.computation['verdict']} À signaler ; le dossier se poursuit.",
            tone="warning",
        )


def handler(case: Case) -> str:
    return str(case.caseworker or "Le service")


AFTER_DRAFT = {
    "proposal": ("", "Décision à rédiger et à soumettre."),
    "signature": ("Le signataire", "Décision à relire et à signer."),
    "decided": ("", "Notification à faire et à enregistrer."),
    "notified": ("Le recueil des actes administratifs", "Publication du prochain numéro."),
}


# --- the same list ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Neighbours:
    """References before and after in a list; when the case has left it, the first of the list comes after."""

    before: str | None
    after: str | None
    is_inside: bool
