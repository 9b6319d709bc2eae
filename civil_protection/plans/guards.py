"""What still stands between a plan and its approval, in sentences. Pure: facts in, sentences out.

A plan of intervention is approved once every mayor and the operator have answered, or their two months are over, once
the public consultation is closed, with a public version that gives away nothing harmful (CSI, art. R741-25 to R741-31).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from directorate.legal_calendar.arithmetic import french_long


@dataclass(frozen=True)
class Party:
    name: str
    answered_on: date | None = None


@dataclass(frozen=True)
class ConsultationFacts:
    """`silence_allows`: whether the end of the two months counts as an answer."""

    sent_on: date
    answers_due_on: date
    parties: Sequence[Party]
    closes_on: date | None = None
    notice_on: date | None = None
    notice_due_on: date | None = None
    closed_on: date | None = None
    silence_allows: bool = True


def obstacles(facts: ConsultationFacts | None, has_public_version: bool, on: date) -> Iterator[str]:
    """Why a plan of intervention cannot be approved on that day; nothing when it can."""
    if facts is None:
        yield "Le projet n'a pas été envoyé aux maires et à l'exploitant."
    else:
        yield from missing_answers(facts, on)
        yield from public_obstacles(facts, on)
    if not has_public_version:
        yield "La version publique du plan n'est pas déposée."


def missing_answers(facts: ConsultationFacts, on: date) -> Iterator[str]:
    waiting = [row.name for row in facts.parties if row.answered_on is None or row.answered_on > on]
    if not facts.parties:
        yield "Aucun maire ni exploitant n'a été consulté."
    elif waiting and (on <= facts.answers_due_on or not facts.silence_allows):
        until = (
            f" Le délai de réponse court jusqu'au {french_long(facts.answers_due_on)}." if facts.silence_allows else ""
        )
        yield f"Réponses attendues : {', '.join(waiting)}.{until}"


def public_obstacles(facts: ConsultationFacts, on: date) -> Iterator[str]:
    if facts.closes_on is None:
        yield "La consultation du public n'est pas organisée."
        return
    if facts.notice_on is None or facts.notice_on > facts.notice_due_on:
        yield f"L'avis de presse n'est pas paru au plus tard le {french_long(facts.notice_due_on)}."
    if on < facts.closes_on:
        yield f"La consultation du public dure jusqu'au {french_long(facts.closes_on)}."
    elif facts.closed_on is None or facts.closed_on > on:
        yield "Les registres de la consultation du public ne sont pas clos."
