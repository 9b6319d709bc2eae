"""The usual next gesture of several cases at once: the little that the rules of `case_page` read, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import orjson
from django.db import connection

from directorate.casework import registry
from directorate.casework.case_page import Move, moves_for
from directorate.org.models import StaffMember

FACTS = """
SELECT one.id, json_build_object(
    'reference', one.reference, 'stage', one.stage, 'unit_id', one.unit_id, 'procedure_code', one.procedure_code,
    'sensitivity', one.sensitivity, 'caseworker_id', one.caseworker_id, 'answers', one.answers,
    'place_id', one.place_id, 'on_orly_platform', place.on_orly_platform, 'decided_at', one.decided_at,
    'pieces', (SELECT json_agg(json_build_object(
            'code', piece.code, 'state', piece.state, 'is_blocking', piece.is_blocking))
        FROM directorate_piece piece WHERE piece.case_id = one.id),
    'consultations', (SELECT json_agg(json_build_object(
            'code', asked.code, 'answered_on', asked.answered_on, 'opinion', asked.opinion,
            'agenda_item_id', asked.agenda_item_id, 'convened_at', session.convened_at))
        FROM directorate_consultation asked
        LEFT JOIN directorate_agendaitem item ON item.id = asked.agenda_item_id
        LEFT JOIN directorate_commissionsession session ON session.id = item.session_id
        WHERE asked.case_id = one.id),
    'letters', (SELECT json_agg(json_build_object('purpose', letter.purpose))
        FROM directorate_caseletter letter WHERE letter.case_id = one.id),
    'clock_stops', (SELECT json_agg(json_build_object('ended_on', stop.ended_on))
        FROM directorate_clockstop stop WHERE stop.case_id = one.id),
    'hearing', CASE WHEN hearing.id IS NOT NULL THEN json_build_object(
        'sent_on', hearing.sent_on, 'mode', hearing.mode, 'exception', hearing.exception) END,
    'published_on', (SELECT issue.published_on FROM directorate_decision decision
        JOIN directorate_registerentry entry ON entry.letter_id = decision.letter_id
        JOIN directorate_registerissue issue ON issue.id = entry.issue_id
        WHERE decision.case_id = one.id)
)::text
FROM directorate_case one
LEFT JOIN directorate_place place ON place.id = one.place_id
LEFT JOIN directorate_hearinginvitation hearing ON hearing.case_id = one.id
WHERE one.id = ANY(%s)
"""
RELATED = ("pieces", "consultations", "letters", "clock_stops")


class Related(list):
    """Rows already read, where the rules expect those of a case."""

    def all(self) -> "Related":
        return self


@dataclass(frozen=True)
class Named:
    """The reader was shown the case: if it is secret, it is one of those that it names."""

    reader_id: int

    def all(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(staff_id=self.reader_id)]


def usual_moves(keys: Iterable[int], staff: StaffMember, on: date) -> Mapping[int, Move]:
    """The first move that this person may make on each of these cases, which they see; none when there is none."""
    found = {}
    keys = list(set(keys))
    if not keys:
        return found
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [keys])
        rows = cursor.fetchall()
    for key, facts in rows:
        case = case_of(key, orjson.loads(facts), staff)
        if move := next(moves_for(case, registry.procedure(case.procedure_code), staff, on), None):
            found[key] = move
    return found


def case_of(key: int, facts: dict[str, Any], reader: StaffMember) -> Any:
    """What looks like a case to the rules of the moves."""
    related = {name: Related(SimpleNamespace(**row) for row in facts.pop(name) or ()) for name in RELATED}
    for row in related["consultations"]:
        row.agenda_item = SimpleNamespace(session=SimpleNamespace(convened_at=row.convened_at))
    hearing, published_on = facts.pop("hearing"), facts.pop("published_on")
    entry = SimpleNamespace(issue=SimpleNamespace(published_on=published_on)) if published_on else None
    return SimpleNamespace(
        pk=key,
        **facts,
        **related,
        place=SimpleNamespace(on_orly_platform=facts["on_orly_platform"]),
        hearing=SimpleNamespace(**hearing) if hearing else None,
        decision=SimpleNamespace(letter=SimpleNamespace(register_entry=entry)),
        named_staff=Named(reader.pk),
    )
