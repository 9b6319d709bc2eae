"""What the life of a case tells to people: one line of a table for each move, in the transaction of the move."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from directorate.casework.models import Case, Consultation, Piece
from directorate.casework.move import Move
from directorate.casework.policies import CHIEF_ROLES
from directorate.casework.queries import visible_to
from directorate.notifications.operations import notify
from directorate.notifications.subjects import declare_subject
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on, staff_of_unit, who_may_sign
from directorate.org.signing import Act

declare_subject("case", visible_to)

People = Iterable[StaffMember | None]


@dataclass(frozen=True)
class Notice:
    """Of which kind, in which words, to whom, and what is added on the page."""

    kind: str
    words: str
    people: Callable[[Move], People]
    detail: Callable[[Move], str] = lambda move: ""


def caseworker_or_chiefs(move: Move) -> People:
    case = move.case
    return [case.caseworker] if case.caseworker_id else chiefs_of(case, move.today)


def chiefs_of(case: Case, on: date) -> list[StaffMember]:
    return [person for person in staff_of_unit(case.unit_id, on) if posting_on(person, on).role in CHIEF_ROLES]


def authors(move: Move) -> People:
    return [move.case.decision.drafted_by, move.case.caseworker]


def nearest_signatories(move: Move) -> People:
    """Those who may sign it today and are nearest to the case; the prefect is not told of what a head signs."""
    decision = move.case.decision
    act = Act(move.case.procedure_code, decision.act_kind, decision.drafted_by_id, move.case.caseworker_id)
    powers = who_may_sign(act, move.today)
    nearest = [power.signatory for power in powers if role_of(power, move.today) == role_of(powers[0], move.today)]
    return StaffMember.objects.filter(pk__in=[person.id for person in nearest])


def role_of(power, on: date) -> str:
    return power.signatory.post_on(on).role


def opinion_given(move: Move) -> str:
    given = move.details["opinion"]
    late = " Arrivé après la date attendue." if move.recorded.get("late") else ""
    return f"{move.details['consultation'].body_label} : {Consultation.Opinion(given).label.lower()}.{late}"


def pieces_named(move: Move) -> str:
    labels = move.case.pieces.filter(code__in=move.details["pieces"], state=Piece.State.RECEIVED)
    return ", ".join(labels.values_list("label", flat=True))


NOTICES: Mapping[str, Notice] = {
    "record_opinion": Notice("opinion_answered", "Avis rendu", caseworker_or_chiefs, opinion_given),
    "receive_pieces": Notice("pieces_received", "Pièces reçues", caseworker_or_chiefs, pieces_named),
    "submit": Notice("act_submitted", "Acte à signer", nearest_signatories),
    "return_draft": Notice("act_returned", "Acte renvoyé", authors, lambda move: f"Motif : {move.details['reason']}"),
    "sign": Notice("act_signed", "Acte signé", authors, lambda move: f"N° {move.case.decision.number}."),
}


def tell_of_move(move: Move) -> None:
    """After the move: the same version of the case is told once."""
    notice = NOTICES.get(move.name)
    if notice is None:
        return
    tell(
        move.case,
        notice.kind,
        f"{notice.words} : {name_of(move.case)}",
        notice.people(move),
        detail=notice.detail(move),
        by=move.by,
        at=move.at,
    )


def tell_of_assignment(case: Case, *, by: StaffMember | None, at: datetime) -> None:
    tell(case, "case_assigned", f"Dossier attribué : {name_of(case)}", [case.caseworker], by=by, at=at)


def tell_of_many_assignments(
    *, to: StaffMember, number: int, key: str, url: str, by: StaffMember | None, at: datetime
) -> None:
    """A series is told once, by its number; `key` is the series."""
    words = f"{number:,} dossiers vous ont été attribués".replace(",", " ")
    notify(
        recipients=[to],
        kind="case_assigned",
        key=f"series:{key}",
        title=words if number > 1 else "Un dossier vous a été attribué",
        url=url,
        by=by,
        at=at,
    )


def tell(
    case: Case, kind: str, title: str, people: People, *, by: StaffMember | None, at: datetime, detail: str = ""
) -> None:
    notify(
        recipients=people,
        kind=kind,
        key=f"case:{case.pk}:{case.version}",
        title=title,
        detail=detail,
        url=reverse("directorate:case", args=[case.reference]),
        by=by,
        at=at,
        about=case,
    )


def name_of(case: Case) -> str:
    """What may travel by mail: the reference, and the object of what is no secret."""
    return f"{case.reference}, {case.title}" if case.sensitivity == Case.Sensitivity.NORMAL else case.reference
