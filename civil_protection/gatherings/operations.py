"""What happens to a large gathering: announced, declared, examined, answered, reviewed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from civil_protection.communal.operations import not_to_come
from civil_protection.gatherings.models import Gathering, GatheringOpinion, Piece
from civil_protection.gatherings.queries import declaration, service_names, terms_on
from civil_protection.gatherings.rules import EARLY, LATE
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.papers import write_letter
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

Decision, Opinion, Service = Gathering.Decision, GatheringOpinion.Opinion, GatheringOpinion.Service
NUMBERS = "gatherings"


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Les grands rassemblements sont suivis par les agents du service.")
    return on


def tell(verb: str, row: Gathering, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"gathering.{verb}", subject=row, label=str(row)[:250], unit_code=UNIT, details=details)


def locked(gathering: Gathering) -> Gathering:
    """Alone with a gathering that is not cancelled."""
    row = Gathering.objects.select_for_update(of=("self",)).select_related("commune").get(pk=gathering.pk)
    if row.cancelled_why:
        raise Conflict("Ce rassemblement est annulé.")
    return row


def undecided(gathering: Gathering) -> Gathering:
    row = locked(gathering)
    if row.decision:
        raise Conflict(f"La préfecture a répondu le {french_long(row.decided_on)} : le dossier ne change plus.")
    return row


@transaction.atomic
def save_gathering(
    *, name: str, kind: str, organiser: str, organiser_address: str = "", commune: Commune, place: str,
    starts_at: datetime, ends_at: datetime, peak: int, total: int, is_lucrative: bool = False,
    gathering: Gathering | None = None, by: StaffMember, at: datetime,
) -> Gathering:  # fmt: skip
    """A gathering that was announced, or corrected before the answer."""
    on = allowed(by, at)
    check_title(name, field="name")
    for field, text in (("organiser", organiser), ("organiser_address", organiser_address), ("place", place)):
        check_text(text, field=field)
    if kind not in Gathering.Kind.values:
        raise DomainError("Ce type n'est pas connu.", field="kind")
    if ends_at <= starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    if total < peak:
        raise DomainError("Le total attendu comprend le public présent au même moment.", field="total")
    row = undecided(gathering) if gathering else Gathering(recorded_at=at)
    # What was validated for these days and this public does not hold for others.
    if gathering and row.rescue_posts.filter(state="validated").exists():
        raise Conflict("Son dispositif de secours est validé : le rouvrir d'abord.")
    row.name, row.kind, row.organiser, row.organiser_address = name, kind, organiser, organiser_address
    row.commune, row.place, row.starts_at, row.ends_at = commune, place, starts_at, ends_at
    row.peak, row.total, row.is_lucrative = peak, total, is_lucrative
    if row.declared_on and not row.urgency.strip():
        due = declaration(row, terms_on(row.declared_on))
        if due.timing(row.declared_on) == LATE and due.last:
            raise DomainError(
                f"À ces dates la déclaration du {french_long(row.declared_on)} est hors délai : l'enregistrer d'abord"
                " avec l'urgence qui la motive.",
                field="starts_at",
            )
    row.number = row.number or f"GR-{on.year}-{take_number(NUMBERS, on.year):04d}"
    row.save()
    tell("saved", row, by, at, total=total, peak=peak)
    return row


@transaction.atomic
def declare(
    *, gathering: Gathering, declared_on: date, pieces: Sequence[str] = (), urgency: str = "", by: StaffMember,
    at: datetime,
) -> Gathering:  # fmt: skip
    """The declaration is received, with its pieces; late, it states an urgency (CSI, art. R211-22)."""
    on = allowed(by, at)
    not_to_come(declared_on, on, "declared_on")
    check_text(urgency, field="urgency")
    if set(pieces) - set(Piece.values):
        raise DomainError("Cette pièce n'est pas connue.", field="pieces")
    row = undecided(gathering)
    due = declaration(row, terms_on(declared_on))
    timing = due.timing(declared_on)
    if timing == EARLY and due.first:
        raise DomainError(f"La déclaration se fait au plus tôt le {french_long(due.first)}.", field="declared_on")
    if timing == LATE and due.last and not urgency.strip():
        raise DomainError(
            f"Le dernier jour était le {french_long(due.last)} : dire l'urgence qui motive ce retard.", field="urgency"
        )
    row.declared_on, row.urgency = declared_on, urgency
    row.pieces = [code for code in Piece.values if code in pieces]
    row.save(update_fields=["declared_on", "urgency", "pieces"])
    tell("declared", row, by, at, on=declared_on.isoformat(), pieces=len(row.pieces))
    return row


@transaction.atomic
def ask_opinions(
    *, gathering: Gathering, services: Sequence[str], asked_on: date, by: StaffMember, at: datetime
) -> Gathering:
    on = allowed(by, at)
    not_to_come(asked_on, on, "asked_on")
    row = undecided(gathering)
    known = set(row.opinions.values_list("service", flat=True))
    if not services or set(services) - set(Service.values):
        raise DomainError("Choisir les services à consulter.", field="services")
    if again := known & set(services):
        names = ", ".join(service_names()[service] for service in Service.values if service in again)
        raise Conflict(f"Avis déjà demandé : {names}.", field="services")
    GatheringOpinion.objects.bulk_create(
        GatheringOpinion(gathering=row, service=service, asked_on=asked_on) for service in services
    )
    tell("opinions_asked", row, by, at, services=list(services))
    return row


@transaction.atomic
def record_opinion(
    *, gathering: Gathering, service: str, opinion: str, received_on: date, text: str = "", by: StaffMember,
    at: datetime,
) -> GatheringOpinion:  # fmt: skip
    on = allowed(by, at)
    not_to_come(received_on, on, "received_on")
    check_text(text, field="text")
    if opinion not in Opinion.values:
        raise DomainError("Cet avis n'est pas connu.", field="opinion")
    if opinion != Opinion.FAVOURABLE and not text.strip():
        raise DomainError("Dire les réserves ou les motifs.", field="text")
    row = undecided(gathering)
    found = row.opinions.filter(service=service).first()
    if found is None:
        raise DomainError("L'avis de ce service n'est pas demandé.", field="service")
    if found.opinion:
        raise Conflict(f"Cet avis est déjà reçu, le {french_long(found.received_on)}.", field="service")
    if received_on < found.asked_on:
        raise DomainError("Un avis est reçu après sa demande.", field="received_on")
    found.opinion, found.received_on, found.text = opinion, received_on, text
    found.save()
    tell("opinion", row, by, at, service=service, opinion=found.get_opinion_display())
    return found


@transaction.atomic
def hold_meeting(
    *, gathering: Gathering, meeting_on: date, meeting_note: str = "", by: StaffMember, at: datetime
) -> Gathering:
    """A meeting that is planned, or its minutes."""
    on = allowed(by, at)
    check_text(meeting_note, field="meeting_note")
    if meeting_note.strip() and meeting_on > on:
        raise DomainError("Une réunion à venir n'a pas encore de compte rendu.", field="meeting_note")
    row = undecided(gathering)
    row.meeting_on, row.meeting_note = meeting_on, meeting_note
    row.save(update_fields=["meeting_on", "meeting_note"])
    tell("meeting", row, by, at, on=meeting_on.isoformat())
    return row


@transaction.atomic
def decide(
    *, gathering: Gathering, decision: str, decided_on: date, requirements: str = "", by: StaffMember, at: datetime
) -> Gathering:
    """What the prefecture answers, and the letter to the organiser (T31)."""
    on = allowed(by, at)
    not_to_come(decided_on, on, "decided_on")
    check_text(requirements, field="requirements")
    if decision not in Decision.values:
        raise DomainError("Cette décision n'est pas connue.", field="decision")
    if decision != Decision.NO_OBJECTION and not requirements.strip():
        raise DomainError("Dire les prescriptions ou les motifs.", field="requirements")
    row = undecided(gathering)
    if row.declared_on is None:
        raise Conflict("La déclaration n'est pas encore reçue.")
    if decided_on < row.declared_on:
        raise DomainError("La réponse suit la déclaration.", field="decided_on")
    row.decision, row.decided_on, row.requirements = decision, decided_on, requirements
    names = service_names()
    start, end = paris_day(row.starts_at), paris_day(row.ends_at)
    row.letter = write_letter(
        kind="letter", title=f"Grand rassemblement, {row.name}", template="letters/gatherings/answer.html",
        to={"civility": "Madame, Monsieur", "name": row.organiser, "representative": "",
            "address": row.organiser_address},
        reference=row.number, by=by, at=at, event=row.name, place=f"{row.place}, {row.commune.name}",
        days=f"le {french_long(start)}" if start == end else f"du {french_long(start)} au {french_long(end)}",
        total=row.total, declared_on=french_long(row.declared_on), decision=decision, requirements=requirements,
        opinions=[{"service": names[one.service], "opinion": one.get_opinion_display().lower()}
                  for one in row.opinions.exclude(opinion="")],
    )  # fmt: skip
    row.save(update_fields=["decision", "decided_on", "requirements", "letter"])
    tell("decided", row, by, at, decision=row.get_decision_display())
    return row


@transaction.atomic
def record_review(*, gathering: Gathering, review: str, reviewed_on: date, by: StaffMember, at: datetime) -> Gathering:
    on = allowed(by, at)
    not_to_come(reviewed_on, on, "reviewed_on")
    check_text(review, field="review")
    row = locked(gathering)
    if reviewed_on < paris_day(row.ends_at):
        raise DomainError("Le bilan suit la manifestation.", field="reviewed_on")
    row.review, row.reviewed_on = review, reviewed_on
    row.save(update_fields=["review", "reviewed_on"])
    tell("reviewed", row, by, at)
    return row


@transaction.atomic
def cancel(*, gathering: Gathering, cancelled_why: str, by: StaffMember, at: datetime) -> Gathering:
    """It will not take place; its rescue post goes with it."""
    allowed(by, at)
    check_text(cancelled_why, field="cancelled_why")
    if not cancelled_why.strip():
        raise DomainError("Dire pourquoi.", field="cancelled_why")
    row = locked(gathering)
    row.cancelled_why = cancelled_why
    row.save(update_fields=["cancelled_why"])
    row.rescue_posts.exclude(state="cancelled").update(state="cancelled", cancelled_why="Rassemblement annulé.")
    tell("cancelled", row, by, at, why=cancelled_why)
    return row
