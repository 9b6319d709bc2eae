"""Correcting what was typed when a case was opened: who asks, where, when it arrived, the answers of the form.

The case is corrected where it stands: its stage does not move, letters already written keep what they said, and each
value that changed goes to the journal as it was and as it is.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.text import capfirst

from directorate.casework import registry
from directorate.casework.archetypes import BEFORE_DECISION, STAGES
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.effects import MISSING_STATES, title_on_agenda
from directorate.casework.errors import DatesOutOfOrder, StageConflict, TransitionNotAllowed
from directorate.casework.letters import CIVILITIES, answers_in_words, in_words
from directorate.casework.models import Case, CaseChange, Party, Piece
from directorate.casework.move import paris_day
from directorate.casework.operations import check_request, event_instant, last_change, locked_case, note_on, touch
from directorate.casework.policies import works_on_case
from directorate.casework.procedure import Procedure
from directorate.casework.text import write_text
from directorate.commissions import operations as commissions
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.territory.models import Commune, Place
from directorate.web.errors import DomainError

# An act of a third party is completed for as long as it is followed.
CORRECTABLE = {*BEFORE_DECISION, "hearing", "registered"}
# The act stands: what a procedure follows after it is still written, and nothing else.
AFTER_THE_ACT = {"decided", "notified", "in_execution"}
NO_LONGER_NEEDED = "N'est plus exigée depuis la correction de la demande."
PARTY_FIELDS = (
    "kind", "civility", "last_name", "first_name", "representative", "siret", "rna", "email", "phone", "address",
)  # fmt: skip
PLACE_FIELDS = {
    "name": "Nom du site",
    "address": "Adresse du site",
    "on_orly_platform": "Sur la plate-forme de Paris-Orly",
}
# The rule in force is that of the day of receipt: when this day moves, the rule is looked for again.
COUNTED_FROM_RECEIPT = ("silence", "filing")

Facts = Mapping[str, tuple[str, str]]


# --- reading ------------------------------------------------------------------------------------------------


def facts_of(case: Case, procedure: Procedure) -> dict[str, tuple[str, str]]:
    """All that a correction may change, typed or deduced, as people read it: a label and words by key."""
    return {
        "received_on": ("Reçu le", french_long(case.received_on)),
        "channel": ("Canal", case.get_channel_display()),
        **{
            f"party.{name}": (capfirst(Party._meta.get_field(name).verbose_name), shown(case.party, name))
            for name in PARTY_FIELDS
        },
        "commune": ("Commune", str(case.commune or "")),
        **{f"place.{name}": (label, shown(case.place, name)) for name, label in PLACE_FIELDS.items()},
        **answers_of(procedure, case.answers),
        "title": ("Objet", case.title),
        "event_at": ("Date de l'événement", in_words(case.event_at) if case.event_at else ""),
        "complete_on": ("Complet le", french_long(case.complete_on) if case.complete_on else ""),
        "next_due_on": ("Prochaine échéance", next_due_words(case)),
    }


def shown(row: Model | None, name: str) -> str:
    if row is None:
        return ""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return str(in_words(CIVILITIES.get(value, value) if name == "civility" else value))


def answers_of(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The answers in words. A box that was never shown reads like one that was left empty."""
    fields = procedure.form.base_fields
    boxes = {name: False for name, field in fields.items() if isinstance(field, forms.BooleanField)}
    words = answers_in_words(procedure, {**boxes, **answers})
    return {f"answers.{name}": (str(fields[name].label or name), str(value)) for name, value in words.items()}


def next_due_words(case: Case) -> str:
    return f"{case.next_due_label}, {french_long(case.next_due_on)}" if case.next_due_on else ""


def changes(before: Facts, after: Facts) -> list[dict[str, str]]:
    """What differs, in the order of the page, as `label`, `before` and `after`."""
    return [
        {"label": label, "before": before[key][1], "after": words}
        for key, (label, words) in after.items()
        if before[key][1] != words
    ]


def refuse_uncorrectable(case: Case) -> None:
    if case.stage == "signature":
        raise StageConflict(
            "Le projet de décision est à la signature : le faire d'abord renvoyer pour correction, puis corriger la"
            f" demande ({last_change(case)})."
        )
    if not is_correctable(case):
        raise StageConflict(
            f"La demande ne se corrige plus : le dossier est à l'étape « {STAGES[case.stage].label} »"
            f" ({last_change(case)})."
        )


def is_correctable(case: Case) -> bool:
    return case.stage in CORRECTABLE or bool(completed_after_the_act(case))


def completed_after_the_act(case: Case) -> tuple[str, ...]:
    """The only answers that may still be given, once the act is signed; none before it, when all may be corrected."""
    return registry.procedure(case.procedure_code).known_afterwards if case.stage in AFTER_THE_ACT else ()


def refuse_what_the_act_settled(case: Case, before: Facts, after: Facts) -> None:
    known = {f"answers.{name}" for name in completed_after_the_act(case)}
    settled = [label for key, (label, words) in after.items() if key not in known and before[key][1] != words]
    if known and settled:
        raise StageConflict(f"L'acte est signé : ne se corrige plus ce qu'il a tranché ({', '.join(settled).lower()}).")


# --- writing ------------------------------------------------------------------------------------------------


def write_on(
    case: Case,
    procedure: Procedure,
    *,
    party: Mapping[str, Any],
    place: Mapping[str, Any] | None,
    commune: Commune | None,
    answers: Mapping[str, Any],
    received_on: date,
    channel: str,
) -> None:
    """Put the corrected values on a case in memory, with what follows from them. Saves nothing."""
    for name, value in party.items():
        setattr(case.party, name, value)
    if place is None:
        case.place = None
    else:
        case.place = case.place or Place()
        moved = (case.place.address, case.place.commune_id) != (place["address"], commune.pk if commune else None)
        if case.place.pk and moved:
            # They were those of the former address.
            case.place.postal_code, case.place.latitude, case.place.longitude = "", None, None
        for name, value in {**place, "commune": commune}.items():
            setattr(case.place, name, value)
    if case.complete_on == case.received_on:
        # Complete as it came: it stays so.
        case.complete_on = received_on
    case.commune = commune
    case.received_on = received_on
    case.channel = channel
    # An answer to a question that the form no longer asks is kept.
    case.answers = {**case.answers, **answers}
    case.party_name = str(case.party)
    case.title = procedure.title_of(case.answers, case.party, case.place)
    case.event_at = event_instant(case.answers.get(procedure.event_field))


@transaction.atomic
def correct_case(
    *,
    case: Case,
    version: int | None,
    party: Mapping[str, Any],
    place: Mapping[str, Any] | None,
    commune: Commune | None,
    answers: Mapping[str, Any],
    received_on: date,
    channel: str,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Case:
    """Correct a request before it is decided. `answers` are JSON values already validated by the form.

    The reference keeps its number, even when the year of receipt changes: it is already written on letters.
    """
    locked = locked_case(case, version)
    if not works_on_case(by, locked, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas corriger ce dossier.")
    refuse_uncorrectable(locked)
    if not reason.strip():
        raise DomainError("Indiquer le motif de la correction.", field="reason")
    procedure = registry.procedure(locked.procedure_code)
    check_request(procedure, received_on=received_on, place=place, commune=commune, at=at)
    before, former_answers, former_receipt = facts_of(locked, procedure), locked.answers, locked.received_on
    write_on(
        locked, procedure, party=party, place=place, commune=commune, answers=answers, received_on=received_on,
        channel=channel,
    )  # fmt: skip
    refuse_what_the_act_settled(locked, before, facts_of(locked, procedure))
    if not changes(before, facts_of(locked, procedure)):
        raise DomainError("Aucune valeur n'a changé : il n'y a rien à corriger.")
    save_what_is_shared(locked)
    if received_on != former_receipt:
        move_receipt(locked, former_receipt)
    added, waived = adapt_pieces(locked, procedure, former_answers, former_receipt)
    refresh_deadlines(locked, at)
    touch(locked, by, at, CaseChange.Kind.CORRECTED)
    write_text(locked)
    rename_on_agendas(locked)
    found = changes(before, facts_of(locked, procedure))
    note_on(
        locked,
        "case.corrected",
        by=by,
        at=at,
        details={
            "reason": reason.strip(),
            "corrected": [change["label"] for change in found],
            "changes": found,
            "pieces_added": added,
            "pieces_waived": waived,
        },
    )
    return locked


def save_what_is_shared(case: Case) -> None:
    """Save who asks and where. A row that another case also shows is left to it: this case gets its own."""
    for name in ("party", "place"):
        row = getattr(case, name)
        if row is None:
            continue
        if row.pk and row.cases.exclude(pk=case.pk).exists():
            row.pk, row._state.adding = None, True
        row.save()
        setattr(case, name, row)


def move_receipt(case: Case, former: date) -> None:
    """What came with the request follows its day; nothing recorded since may come before it."""
    with_request = case.pieces.filter(received_on=former)
    later = case.pieces.filter(received_on__isnull=False).exclude(received_on=former)
    hearing = getattr(case, "hearing", None)
    since = [
        *later.values_list("received_on", flat=True),
        *case.clock_stops.values_list("started_on", flat=True),
        *case.consultations.values_list("asked_on", flat=True),
        *([case.complete_on] if case.complete_on else []),
        *([hearing.sent_on] if hearing and hearing.sent_on else []),
    ]
    if since and case.received_on > min(since):
        raise DatesOutOfOrder(
            f"Le dossier porte déjà un fait daté du {min(since):%d/%m/%Y} : il ne peut avoir été reçu après.",
            field="received_on",
        )
    with_request.update(received_on=case.received_on)
    case.deadlines.filter(code__in=COUNTED_FROM_RECEIPT).update(parameter_version="")


def adapt_pieces(
    case: Case, procedure: Procedure, former_answers: Mapping[str, Any], former_receipt: date
) -> tuple[list[str], list[str]]:
    """Ask for what the corrected request calls for, and no longer for the rest. Gives the labels of both.

    Only a need that the correction changes is touched: a procedure revised since does not reach a pending case.
    """
    rows = {row.code: row for row in case.pieces.all()}
    added, waived = [], []
    for rank, piece in enumerate(procedure.pieces):
        row, needed = rows.get(piece.code), piece.is_needed(case.answers, case.received_on)
        if needed == piece.is_needed(former_answers, former_receipt):
            continue
        if needed and row is None:
            Piece.objects.create(case=case, code=piece.code, label=piece.label, is_blocking=piece.blocking, rank=rank)
            added.append(piece.label)
        elif needed and row.state == Piece.State.WAIVED and row.remark == NO_LONGER_NEEDED:
            set_piece(row, Piece.State.EXPECTED, "")
            added.append(row.label)
        elif not needed and row is not None and row.received_on is None and row.state in MISSING_STATES:
            set_piece(row, Piece.State.WAIVED, NO_LONGER_NEEDED)
            waived.append(row.label)
    return added, waived


def set_piece(row: Piece, state: str, remark: str) -> None:
    row.state, row.remark = state, remark
    row.save(update_fields=["state", "remark"])


def rename_on_agendas(case: Case) -> None:
    """The agenda of a session to come reads like the case."""
    for row in case.consultations.filter(agenda_item__isnull=False, answered_on__isnull=True).select_related(
        "agenda_item"
    ):
        commissions.rename_item(item=row.agenda_item, title=title_on_agenda(case))
