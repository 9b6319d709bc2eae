"""One row behind each address of a crisis."""

from datetime import datetime, timedelta

from civil_protection.crisis import board_operations as board
from civil_protection.crisis import operations
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.log_operations import write_entry
from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    CrisisShelter,
    EngagedMeans,
    ShiftHandover,
    SituationReport,
)
from civil_protection.crisis.outreach import operations as outreach
from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer
from civil_protection.crisis.terms import EntryKind, Hazard, Mode
from civil_protection.orders.models import CrisisOrder
from civil_protection.orders.operations import draft_prohibition
from tests.people import House


def in_crisis(house: House, at: datetime) -> CrisisEvent:
    """An event with one of everything that has a page."""
    by = {"by": house.director, "at": at}
    event = operations.open_event(name="Crue de la Marne", mode=Mode.REAL, hazard=Hazard.FLOOD,
                                  communes=[house.creteil], **by)  # fmt: skip
    write_entry(event=event, kind=EntryKind.RECEIVED, text="Quai submergé", **by)
    board.ask(event=event, label="Deux pompes", cell="logistics", **by)
    board.propose(event=event, text="Fermer le quai.", reason="Eau.", legal_basis="CGCT, art. L2215-1", **by)
    board.engage(event=event, label="Barque", quantity=1, **by)
    board.open_shelter(event=event, name="Gymnase", commune=house.creteil, capacity=80, **by)
    board.hand_over(event=event, cell="log", coming=house.chief_of_staff, highlights="Calme.",
                    shift_started_at=at - timedelta(hours=8), **by)  # fmt: skip
    reporting.draft_report(event=event, **by)
    outreach.draft_release(event=event, title="Évitez les quais", text="Les quais sont fermés.", **by)
    outreach.add_answer(event=event, subject="water", question="L'eau est-elle potable ?", answer="Oui.", **by)
    outreach.count_calls(event=event, subject="water", received=3, resolved=2, **by)
    draft_prohibition(event=event, forbidden="access", subject="à toute personne", perimeter="Quai", reason="Eau.",
                      starts_at=at, ends_at=at + timedelta(days=2), **by)  # fmt: skip
    return event


def crisis_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    event = CrisisEvent.objects.order_by("pk").first().pk
    things = (("demandes", CrisisRequest), ("decisions", CrisisDecision), ("moyens", EngagedMeans),
              ("hebergements", CrisisShelter), ("arretes", CrisisOrder), ("releves", ShiftHandover),
              ("communiques", PressRelease), ("reponses", PublicAnswer))  # fmt: skip
    rules = {
        f"crises/<int:pk>/{name}/": {"pk": event, "item": model.objects.order_by("pk").first().pk}
        for name, model in things
    }
    return {
        **rules,
        "crises/": {"pk": event, "number": 1, "item": 1},
        "crises/<int:pk>/points/": {"pk": event, "number": SituationReport.objects.order_by("pk").first().number},
        "api/v1/^crises/": {"pk": event},
    }
