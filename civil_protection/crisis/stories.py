"""Crises in the demonstration: a flood that is being followed, and an exercise closed last spring."""

from datetime import datetime, timedelta
from decimal import Decimal

from civil_protection.crisis import board_operations as board
from civil_protection.crisis import operations, perimeters
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.log_operations import write_entry
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.outreach import operations as outreach
from civil_protection.crisis.terms import EntryKind, Hazard, Mode, RequestState
from civil_protection.policies import UNIT
from civil_protection.profiles.queries import exposed
from directorate.casework.move import paris_day
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on, staff_of_unit
from directorate.territory.shapes import typed_shape

MINUTE = timedelta(minutes=1)
# minutes before now, kind, cell, urgency, origin, text
FLOOD = (
    (44, EntryKind.RECEIVED, "log", "urgent", "Vigicrues", "Vigilance orange crues, 4 cm par heure."),
    (38, EntryKind.SENT, "communes", "urgent", "", "Les maires des communes riveraines sont prévenus par téléphone."),
    (31, EntryKind.INCIDENT, "operations", "flash", "BSPP", "Un quai submergé, deux véhicules immobilisés."),
    (22, EntryKind.RECEIVED, "communes", "routine", "Mairie", "Douze personnes relogées au gymnase municipal."),
    (12, EntryKind.COMMUNICATION, "communication", "routine", "", "Communiqué : éviter les quais et les parcs."),
)  # fmt: skip
# Both banks of the Seine, from the confluence to Choisy.
QUAYS = ("48.8190, 2.4060", "48.8190, 2.4160", "48.7900, 2.4240", "48.7620, 2.4180", "48.7620, 2.4060",
         "48.7900, 2.4100")  # fmt: skip
RELEASES = (
    ("Crue de la Seine : éviter les quais et les parcs", "Le niveau de la Seine monte. Les quais bas et les parcs de"
     " stationnement souterrains proches du fleuve sont fermés.\n\nLa préfecture demande de ne pas s'approcher des"
     " berges et de suivre les consignes des communes."),
    ("Point sur l'hébergement", "Un gymnase est ouvert aux personnes évacuées."),
)  # fmt: skip
ANSWERS = (
    ("water", "L'eau du robinet reste-t-elle potable ?", "Oui. Toute restriction serait annoncée par la commune."),
    ("evacuation", "Où aller quand on est évacué ?", "Au gymnase municipal ouvert par la commune."),
)  # fmt: skip
CALLS = (("roads", 34, 34), ("water", 21, 19), ("evacuation", 12, 9))


def tell(at: datetime) -> None:
    on = paris_day(at)
    people = list(staff_of_unit(UNIT, on))
    keepers = [row for row in people if posting_on(row, on).role in (Posting.Role.CASEWORKER, Posting.Role.HEAD)]
    director = StaffMember.objects.filter(postings__role=Posting.Role.DIRECTOR, postings__ends_on=None).first()
    if not keepers or director is None:
        return
    flood(keepers[0], director, at)
    exercise(keepers[-1], director, at - 200 * timedelta(days=1))


def flood(by: StaffMember, director: StaffMember, at: datetime) -> None:
    communes = list(exposed(rivers=["seine"])[:8])
    event = operations.open_event(
        name="Crue de la Seine", mode=Mode.REAL, hazard=Hazard.FLOOD, alerted_at=at - 48 * MINUTE,
        commander="officier de la BSPP", communes=communes, summary="Montée lente de la Seine, quais fermés.", by=by,
        at=at - 47 * MINUTE,
    )  # fmt: skip
    operations.set_level(event=event, level=2, reason="Montée des eaux confirmée.", by=director, at=at - 40 * MINUTE)
    for before, kind, cell, urgency, origin, text in FLOOD:
        entry = write_entry(event=event, kind=kind, cell=cell, urgency=urgency, origin=origin, text=text, by=by,
                            at=at - before * MINUTE)  # fmt: skip
    wrong = write_entry(event=event, kind=EntryKind.RECEIVED, cell="communes", text="Vingt-deux personnes relogées.",
                        origin="Mairie", by=by, at=at - 11 * MINUTE)  # fmt: skip
    write_entry(event=event, kind=EntryKind.RECEIVED, cell="communes", text="Douze personnes, et non vingt-deux.",
                corrects=wrong, by=by, at=at - 10 * MINUTE)  # fmt: skip
    pumps = board.ask(event=event, label="Deux pompes pour le parc de stationnement", cell="logistics", entry=entry,
                      due_at=at + 40 * MINUTE, by=by, at=at - 9 * MINUTE)  # fmt: skip
    board.answer(request=pumps, state=RequestState.ACCEPTED, by=by, at=at - 6 * MINUTE)
    board.engage(event=event, label="Barque à fond plat", quantity=2, requester="BSPP", by=by, at=at - 8 * MINUTE)
    board.measure_water(event=event, station="Alfortville (Seine)", height=Decimal("4.12"), trend="rising",
                        reference="6,14 m en janvier 2018", by=by, at=at - 7 * MINUTE)  # fmt: skip
    board.count_people(event=event, source="communes", evacuated=12, sheltered=12, by=by, at=at - 6 * MINUTE)
    board.note_networks(event=event, without_power=140, roads_cut="Quai bas, dans les deux sens", by=by,
                        at=at - 5 * MINUTE)  # fmt: skip
    if communes:
        shelter = board.open_shelter(event=event, name="Gymnase municipal", commune=communes[0], capacity=80, by=by,
                                     at=at - 5 * MINUTE)  # fmt: skip
        board.count_shelter(shelter=shelter, occupied=12, by=by, at=at - 4 * MINUTE)
    perimeters.draw_perimeter(event=event, shape=typed_shape(QUAYS, None, "points"), source="points", by=by,
                              at=at - 5 * MINUTE)  # fmt: skip
    public(event, by, director, at)
    report = reporting.draft_report(event=event, by=by, at=at - 4 * MINUTE)
    reporting.validate_report(report=report, revision=report.revision, by=director, at=at - 3 * MINUTE)
    board.propose(event=event, text="Interdire l'accès aux quais bas.", reason="Quais submergés.",
                  legal_basis="CGCT, art. L2215-1", by=by, at=at - 2 * MINUTE)  # fmt: skip


def public(event: CrisisEvent, by: StaffMember, director: StaffMember, at: datetime) -> None:
    """A release that is out and the next one, the answers of those who take calls, and the calls."""
    for rank, (title, text) in enumerate(RELEASES):
        row = outreach.draft_release(event=event, title=title, text=text, by=by, at=at - 5 * MINUTE)
        if not rank:
            outreach.validate_release(release=row, revision=0, by=director, at=at - 5 * MINUTE)
    for subject, question, answer in ANSWERS:
        outreach.add_answer(event=event, subject=subject, question=question, answer=answer, by=by, at=at - 5 * MINUTE)
    for subject, received, resolved in CALLS:
        outreach.count_calls(event=event, subject=subject, received=received, resolved=resolved, by=by,
                             at=at - 5 * MINUTE)  # fmt: skip


def exercise(by: StaffMember, director: StaffMember, at: datetime) -> None:
    event = operations.open_event(
        name="Sirius, dépôt pétrolier", mode=Mode.EXERCISE, hazard=Hazard.INDUSTRY, by=by, at=at
    )
    operations.set_level(event=event, level=3, reason="Scénario de l'exercice.", by=director, at=at + 35 * MINUTE)
    write_entry(event=event, kind=EntryKind.RECEIVED, text="Fuite simulée sur un bac, vent de nord-est.", by=by,
                at=at + 40 * MINUTE)  # fmt: skip
    report = reporting.draft_report(event=event, by=by, at=at + 60 * MINUTE)
    reporting.validate_report(report=report, revision=0, by=director, at=at + 62 * MINUTE)
