"""The editable picture beside the log: requests, decisions, means, counts, shelters, handovers.

What matters to everybody is told in the log as well, by a line of its own.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime

from civil_protection.crisis.log_operations import append, kept_by, tell
from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    CrisisShelter,
    CrisisShelterCount,
    EngagedMeans,
    HumanToll,
    LogEntry,
    NetworkState,
    ShiftHandover,
    WaterLevel,
)
from civil_protection.crisis.notices import tell_of_handover
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log
from civil_protection.crisis.terms import (
    NEXT_STATES,
    PENDING,
    Cell,
    EntryKind,
    MeansState,
    RequestState,
    TollSource,
    Urgency,
    Water,
)
from civil_protection.crisis.values import AHEAD, LONGEST_SHIFT, hours, minutes
from civil_protection.plans.models import OrsecMeans
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

# From these states, the means are no longer at work.
OVER = (MeansState.RELEASED, MeansState.UNAVAILABLE)


def readable(**words: str) -> None:
    """Every free text, refused beside its field."""
    for field, text in words.items():
        check_text(text, field=field)


def not_ahead(instant: datetime | None, at: datetime, field: str) -> None:
    if instant is not None and instant > at + minutes(AHEAD, paris_day(at)):
        raise DomainError("Cette heure est dans l'avenir.", field=field)


# --- requests -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    *, event: CrisisEvent, label: str, cell: str, requester: str = "", organisation: Organisation | None = None,
    due_at: datetime | None = None, entry: LogEntry | None = None, by: StaffMember, at: datetime,
) -> CrisisRequest:  # fmt: skip
    """A task or a request, given to a cell or to a partner."""
    fresh = kept_by(event, by, at)
    readable(label=label, requester=requester)
    if due_at is not None and due_at < at:
        raise DomainError("L'échéance est passée.", field="due_at")
    if entry is not None and entry.event_id != fresh.pk:
        raise DomainError("L'entrée d'origine est d'un autre événement.")
    row = CrisisRequest.objects.create(
        event=fresh, entry=entry, label=label, requester=requester, cell=cell, organisation=organisation, asked_at=at,
        due_at=due_at, recorded_by=by,
    )  # fmt: skip
    tell("asked", fresh, by, at, request=label)
    return row


@transaction.atomic
def answer(*, request: CrisisRequest, state: str, outcome: str = "", by: StaffMember, at: datetime) -> CrisisRequest:
    """The next state of a request. The first answer gives the time to answer; the last one ends it."""
    event = kept_by(request.event, by, at)
    row = CrisisRequest.objects.select_for_update(of=("self",)).select_related("event").get(pk=request.pk)
    state = RequestState(state)
    if state not in NEXT_STATES.get(row.state, ()):
        raise Conflict(f"Une demande {row.get_state_display().lower()} ne devient pas {state.label.lower()}.",
                       field="state")  # fmt: skip
    readable(outcome=outcome)
    if state in (RequestState.REFUSED, RequestState.TRANSFERRED, RequestState.MOOT) and not outcome.strip():
        raise DomainError("Dire pourquoi, ou à qui la demande est transférée.", field="outcome")
    row.state, row.answered_at = state, row.answered_at or at
    if state not in PENDING:
        row.ended_at = at
    row.outcome = outcome or row.outcome
    row.save(update_fields=["state", "answered_at", "ended_at", "outcome"])
    if state not in PENDING:
        said = f"Demande {state.label.lower()} : {row.label}." + (f" {outcome}" if outcome else "")
        append(event, by, at, kind=EntryKind.EXECUTION, cell=row.cell, text=said, answers=row.entry)
    tell("answered", event, by, at, request=row.label, state=state.label)
    return row


@transaction.atomic
def remind(*, request: CrisisRequest, after: str, by: StaffMember, at: datetime) -> CrisisRequest:
    """`after`: how many reminders the person saw. A second click, or a stale page, writes no second line."""
    event = kept_by(request.event, by, at)
    row = CrisisRequest.objects.select_for_update(of=("self",)).select_related("event").get(pk=request.pk)
    if not row.is_pending:
        raise Conflict("Cette demande est terminée.")
    if after != str(row.reminders):
        raise Conflict("Cette demande vient d'être relancée : relire la page avant de la relancer encore.")
    row.reminders += 1
    row.save(update_fields=["reminders"])
    append(event, by, at, kind=EntryKind.SENT, cell=row.cell, text=f"Relance n° {row.reminders} : {row.label}.",
           answers=row.entry)  # fmt: skip
    tell("reminded", event, by, at, request=row.label)
    return row


# --- decisions ------------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *, event: CrisisEvent, text: str, reason: str, legal_basis: str, alternatives: str = "", effect: str = "",
    by: StaffMember, at: datetime,
) -> CrisisDecision:  # fmt: skip
    """A decision as a cell prepares it: nothing is decided yet."""
    fresh = kept_by(event, by, at)
    readable(text=text, reason=reason, legal_basis=legal_basis, alternatives=alternatives, effect=effect)
    row = CrisisDecision.objects.create(
        event=fresh, text=text, reason=reason, legal_basis=legal_basis, alternatives=alternatives, effect=effect,
        drafted_by=by, drafted_at=at,
    )  # fmt: skip
    tell("proposed", fresh, by, at, decision=text[:200])
    return row


@transaction.atomic
def decide(*, decision: CrisisDecision, by: StaffMember, at: datetime) -> CrisisDecision:
    """Taken by who may decide; the log says it, and the row never changes again."""
    event = kept_by(decision.event, by, at)
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("Une décision est validée par le directeur, le cabinet ou le préfet.")
    row = CrisisDecision.objects.select_for_update(of=("self",)).select_related("event").get(pk=decision.pk)
    if row.decided_at is not None:
        raise Conflict("Cette décision est déjà prise.")
    if not row.legal_basis.strip():
        raise DomainError("Une décision dit sa base légale.", field="legal_basis")
    row.entry = append(
        event, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION, urgency=Urgency.URGENT,
        text=f"{row.text} Motif : {row.reason} Base légale : {row.legal_basis}.",
    )  # fmt: skip
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["entry", "decided_by", "decided_at"])
    tell("decided", event, by, at, decision=row.text[:200])
    return row


# --- means ----------------------------------------------------------------------------------------------------


@transaction.atomic
def engage(
    *, event: CrisisEvent, label: str, quantity: int, requester: str = "", owner: str = "", position: str = "",
    resource: OrsecMeans | None = None, is_requisitioned: bool = False, by: StaffMember, at: datetime,
) -> EngagedMeans:  # fmt: skip
    fresh = kept_by(event, by, at)
    readable(label=label, requester=requester, owner=owner, position=position)
    row = EngagedMeans.objects.create(
        event=fresh, label=label, quantity=quantity, requester=requester, owner=owner, position=position,
        resource=resource, is_requisitioned=is_requisitioned, asked_at=at, recorded_by=by,
    )  # fmt: skip
    append(fresh, by, at, kind=EntryKind.MEANS_REQUEST, cell=Cell.LOGISTICS, origin=requester,
           text=f"Moyen demandé : {row}." + (" Réquisition." if is_requisitioned else ""))  # fmt: skip
    tell("engaged", fresh, by, at, means=str(row))
    return row


@transaction.atomic
def move_means(
    *, means: EngagedMeans, state: str, position: str = "", act_number: str = "", cost: Decimal | None = None,
    by: StaffMember, at: datetime,
) -> EngagedMeans:  # fmt: skip
    """Where the means are and what they do; what they cost, once known."""
    event = kept_by(means.event, by, at)
    readable(position=position, act_number=act_number)
    row = EngagedMeans.objects.select_for_update(of=("self",)).select_related("event").get(pk=means.pk)
    before, row.state = row.state, MeansState(state)
    row.position, row.act_number, row.cost = position, act_number, cost
    if state == MeansState.ENGAGED and row.engaged_at is None:
        row.engaged_at = at
    row.released_at = (row.released_at or at) if state in OVER else None
    row.save(update_fields=["state", "position", "act_number", "cost", "engaged_at", "released_at"])
    if before != state:
        append(event, by, at, kind=EntryKind.EXECUTION, cell=Cell.LOGISTICS,
               text=f"{row} : {row.get_state_display().lower()}." + (f" {position}" if position else ""))  # fmt: skip
    tell("means_moved", event, by, at, means=str(row), state=row.get_state_display())
    return row


# --- counts ---------------------------------------------------------------------------------------------------

TOLL = (
    "dead", "absolute_emergencies", "relative_emergencies", "involved", "missing", "evacuated", "sheltered",
)  # fmt: skip


@transaction.atomic
def count_people(
    *, event: CrisisEvent, source: str, counted_at: datetime | None = None, by: StaffMember, at: datetime,
    **counts: int,
) -> HumanToll:  # fmt: skip
    """Counts only, as a source gives them. Nobody is named."""
    fresh = kept_by(event, by, at)
    if unknown := set(counts) - set(TOLL):
        raise TypeError(f"unknown counts: {sorted(unknown)}")
    not_ahead(counted_at, at, "counted_at")
    row = HumanToll.objects.create(
        event=fresh, source=TollSource(source), counted_at=counted_at or at, recorded_by=by, **counts
    )
    append(fresh, by, at, kind=EntryKind.RECEIVED, cell=Cell.SYNTHESIS, origin=row.get_source_display(),
           fact_at=row.counted_at, text=f"Bilan humain : {toll_in_words(row)}.")  # fmt: skip
    tell("counted", fresh, by, at, source=row.get_source_display())
    return row


def toll_in_words(row: HumanToll) -> str:
    """« décédés 1, évacués 40 »; what is nothing is not said."""
    said = [f"{HumanToll._meta.get_field(name).verbose_name} {getattr(row, name)}" for name in TOLL
            if getattr(row, name)]  # fmt: skip
    return ", ".join(said) or "aucune victime"


@transaction.atomic
def note_networks(
    *, event: CrisisEvent, without_power: int = 0, without_gas: int = 0, water: str = Water.NORMAL,
    roads_cut: str = "", transport: str = "", telecom: str = "", schools_closed: int = 0,
    counted_at: datetime | None = None, by: StaffMember, at: datetime,
) -> NetworkState:  # fmt: skip
    fresh = kept_by(event, by, at)
    readable(roads_cut=roads_cut, transport=transport, telecom=telecom)
    not_ahead(counted_at, at, "counted_at")
    row = NetworkState.objects.create(
        event=fresh, counted_at=counted_at or at, without_power=without_power, without_gas=without_gas, water=water,
        roads_cut=roads_cut, transport=transport, telecom=telecom, schools_closed=schools_closed, recorded_by=by,
    )  # fmt: skip
    tell("networks", fresh, by, at, without_power=without_power, without_gas=without_gas)
    return row


@transaction.atomic
def measure_water(
    *, event: CrisisEvent, station: str, height: Decimal, trend: str, reference: str = "",
    measured_at: datetime | None = None, by: StaffMember, at: datetime,
) -> WaterLevel:  # fmt: skip
    fresh = kept_by(event, by, at)
    readable(station=station, reference=reference)
    not_ahead(measured_at, at, "measured_at")
    row = WaterLevel.objects.create(
        event=fresh, station=station, height=height, trend=trend, reference=reference, measured_at=measured_at or at,
        recorded_by=by,
    )  # fmt: skip
    tell("water", fresh, by, at, station=station, height=str(height))
    return row


# --- shelters -------------------------------------------------------------------------------------------------


@transaction.atomic
def open_shelter(
    *, event: CrisisEvent, name: str, commune: Commune, capacity: int, by: StaffMember, at: datetime
) -> CrisisShelter:
    fresh = kept_by(event, by, at)
    readable(name=name)
    if fresh.shelters.filter(name=name, commune=commune).exists():
        raise Conflict("Ce centre est déjà enregistré.", field="name")
    row = CrisisShelter.objects.create(event=fresh, name=name, commune=commune, capacity=capacity, opened_at=at)
    append(fresh, by, at, kind=EntryKind.EXECUTION, cell=Cell.LOGISTICS, commune=commune,
           text=f"Ouverture du centre d'hébergement {name}, {capacity} places.")  # fmt: skip
    tell("shelter_opened", fresh, by, at, shelter=name)
    return row


@transaction.atomic
def count_shelter(
    *, shelter: CrisisShelter, occupied: int, closes: bool = False, by: StaffMember, at: datetime
) -> CrisisShelterCount:
    """How many people are there now; a centre that closes is empty."""
    event = kept_by(shelter.event, by, at)
    row = CrisisShelter.objects.select_for_update(of=("self",)).get(pk=shelter.pk)
    if row.closed_at is not None:
        raise Conflict("Ce centre est fermé.")
    if closes and occupied:
        raise DomainError("Un centre ferme quand il est vide.", field="occupied")
    counted = CrisisShelterCount.objects.create(shelter=row, counted_at=at, occupied=occupied, recorded_by=by)
    if closes:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        append(event, by, at, kind=EntryKind.EXECUTION, cell=Cell.LOGISTICS, commune_id=row.commune_id,
               text=f"Fermeture du centre d'hébergement {row.name}.")  # fmt: skip
    tell("shelter_counted", event, by, at, shelter=row.name, occupied=occupied)
    return counted


# --- handovers ------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(
    *, event: CrisisEvent, cell: str, coming: StaffMember, shift_started_at: datetime, highlights: str,
    instructions: str = "", by: StaffMember, at: datetime,
) -> ShiftHandover:  # fmt: skip
    """Who leaves signs: the tasks of the cell are written down as they are. It counts once the other has signed."""
    fresh = kept_by(event, by, at)
    readable(highlights=highlights, instructions=instructions)
    if coming.pk == by.pk:
        raise DomainError("On ne se relève pas soi-même.", field="coming")
    if not keeps_the_log(coming, on=paris_day(at)):
        raise DomainError("Cette personne ne tient pas la main courante.", field="coming")
    if not timedelta(0) < at - shift_started_at <= timedelta(days=3):
        raise DomainError("La prise de poste est avant maintenant, de trois jours au plus.", field="shift_started_at")
    if fresh.handovers.filter(cell=cell, taken_at__isnull=True).exists():
        raise Conflict("Une relève de cette cellule attend déjà sa seconde signature.", field="cell")
    tasks = fresh.requests.filter(cell=cell, state__in=PENDING).order_by("due_at", "pk")
    row = ShiftHandover.objects.create(
        event=fresh, cell=cell, leaving=by, coming=coming, shift_started_at=shift_started_at, shift_ended_at=at,
        highlights=highlights, instructions=instructions, given_at=at,
        open_tasks=[task_in_words(task) for task in tasks],
    )  # fmt: skip
    tell("handed_over", fresh, by, at, cell=row.get_cell_display(), coming=str(coming))
    tell_of_handover(fresh, row, by=by, at=at)
    return row


def task_in_words(task: CrisisRequest) -> str:
    due = f", attendue à {localtime(task.due_at):%H:%M le %d/%m}" if task.due_at else ""
    return f"{task.label} ({task.get_state_display().lower()}{due})"


@transaction.atomic
def take_over(*, handover: ShiftHandover, by: StaffMember, at: datetime) -> ShiftHandover:
    """Who comes has read, and signs: from now on nothing of it changes."""
    event = kept_by(handover.event, by, at)
    row = ShiftHandover.objects.select_for_update(of=("self",)).select_related("leaving", "coming").get(pk=handover.pk)
    if row.taken_at is not None:
        raise Conflict("Cette relève est déjà signée.")
    if row.coming_id != by.pk:
        raise NotAllowed(f"La seconde signature est celle de {row.coming}.")
    row.entry = append(
        event, by, at, kind=EntryKind.HANDOVER, cell=row.cell,
        text=f"Relève de la cellule {row.get_cell_display()} : {row.leaving} par {row.coming}.",
    )  # fmt: skip
    row.taken_at = at
    row.save(update_fields=["entry", "taken_at"])
    tell("taken_over", event, by, at, cell=row.get_cell_display())
    tell_of_handover(event, row, by=by, at=at)
    return row


def is_too_long(row: ShiftHandover, at: datetime) -> bool:
    """Beyond the longest shift that the service admits."""
    return row.shift_ended_at - row.shift_started_at > hours(LONGEST_SHIFT, paris_day(at))
