"""A vehicle in the pound, the places of a custodian, an immobilisation ordered by the prefect."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from directorate.casework.instants import instant_words
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from directorate.web.sealing import fingerprint, fingerprints
from road_safety.impound.models import CLOSED, CUSTODIANS, CustodianCapacity, ImpoundedVehicle, VehicleImmobilisation
from road_safety.registers.rules import immobilised_until, plain_plate
from road_safety.registers.values import IMMOBILISED
from road_safety.registers.writing import locked, not_before, numbered, once, said, same_or_before, worker
from road_safety.strategy.funding import words as euros
from road_safety.suspensions.access import works_on_offences

State, Claim, Classification = ImpoundedVehicle.State, ImpoundedVehicle.Claim, ImpoundedVehicle.Classification
Measure = VehicleImmobilisation.State
PURPOSE = "plate"


def mark_of(plate: str) -> str:
    """Finds a plate again; the same for every spelling of it."""
    return fingerprint(plate, PURPOSE) if plate else ""


def marks_of(plate: str) -> list[str]:
    """Those that it may have in the base while a new key replaces the former."""
    return fingerprints(plate, PURPOSE) if plate else []


def held_vehicle(plate: str) -> ImpoundedVehicle | None:
    return ImpoundedVehicle.objects.filter(plate_mark__in=marks_of(plate), state=State.HELD).first()


def read_plate(typed: str, *, is_needed: bool) -> str:
    plate = plain_plate(typed)
    if typed.strip() and not plate or is_needed and not plate:
        raise DomainError("Cette immatriculation n'est pas lisible : AB-123-CD, par exemple.", field="plate")
    return plate


def past_instant(moment: datetime, at: datetime, field: str) -> None:
    if moment > at:
        raise DomainError("Cette heure n'est pas encore venue.", field=field)


@transaction.atomic
def enter_vehicle(
    *, custodian: Permit, plate: str, vehicle: str, reason: str, place: str, commune: Commune, entered_at: datetime,
    reference: str, by: StaffMember, at: datetime,
) -> ImpoundedVehicle:  # fmt: skip
    """Its plate is sealed; the same vehicle is not in two pounds at once."""
    on = worker(by, at)
    past_instant(entered_at, at, "entered_at")
    known = read_plate(plate, is_needed=False)
    custodian = Permit.objects.select_for_update(of=("self",)).get(pk=custodian.pk)
    if custodian.procedure_code not in CUSTODIANS:
        raise DomainError("Ce titre n'est pas celui d'un gardien de fourrière.", field="custodian")
    if custodian.state != Permit.State.IN_FORCE or (custodian.expires_on and custodian.expires_on < on):
        raise Conflict(f"L'agrément n° {custodian.number} n'est pas en vigueur.", field="custodian")
    if known and held_vehicle(known):
        raise Conflict("Ce véhicule est déjà en fourrière.", field="plate")
    row = once(
        ImpoundedVehicle(
            number=numbered("impound", "FOUR", on), custodian=custodian, plate=known, plate_mark=mark_of(known),
            vehicle=vehicle, reason=reason, place=place, commune=commune, entered_at=entered_at, reference=reference,
            recorded_at=at,
        )
    )  # fmt: skip
    link_measures(row)
    return said("impound.entered", row, f"Entrée chez {custodian.holder}", by, at)


def measures_on(row: ImpoundedVehicle) -> QuerySet[VehicleImmobilisation]:
    """The immobilisations that run on it: linked to its entry, or of the same plate."""
    same = Q(entry=row) | Q(plate_mark__in=marks_of(row.plate))
    return VehicleImmobilisation.objects.filter(same, state=Measure.RUNNING)


def link_measures(row: ImpoundedVehicle) -> None:
    """An immobilisation ordered before the vehicle entered says where it is."""
    measures_on(row).update(entry=row)


@transaction.atomic
def correct_plate(
    *, row: ImpoundedVehicle | VehicleImmobilisation, plate: str, reason: str, by: StaffMember, at: datetime
) -> ImpoundedVehicle | VehicleImmobilisation:
    """Read wrong, or read at last. What runs on the vehicle follows its plate; the journal says neither of the two."""
    on = worker(by, at)
    known = read_plate(plate, is_needed=True)
    row = locked(row)
    if is_closed(row) and not works_on_offences(by, on=on):
        raise NotAllowed("Cette immatriculation est réservée aux agents habilités aux données d'infraction.")
    if row.purged_on is not None:
        raise Conflict("L'identité de cette ligne est effacée : elle ne se corrige plus.")
    if known == row.plate:
        raise DomainError("C'est l'immatriculation déjà enregistrée.", field="plate")
    row.plate, row.plate_mark = known, mark_of(known)
    if isinstance(row, VehicleImmobilisation):
        if row.state == Measure.RUNNING:
            row.entry = held_vehicle(known)
        return said("immobilisation.corrected", once(row), "Immatriculation corrigée", by, at, reason=reason)
    row = once(row)
    linked = VehicleImmobilisation.objects.filter(entry=row, state=Measure.RUNNING)
    linked.exclude(plate_mark__in=marks_of(known)).update(entry=None)
    if row.state == State.HELD:
        link_measures(row)
    return said("impound.corrected", row, "Immatriculation corrigée", by, at, reason=reason)


def is_closed(row: ImpoundedVehicle | VehicleImmobilisation) -> bool:
    """Its plate says that its driver did something: it is read by the list of access (SUS-10)."""
    return isinstance(row, VehicleImmobilisation) or row.reason in CLOSED


@transaction.atomic
def classify(
    *, row: ImpoundedVehicle, classification: str, classified_on: date, by: StaffMember, at: datetime
) -> ImpoundedVehicle:
    on = worker(by, at)
    same_or_before(classified_on, on, "classified_on")
    row = locked(row, (State.HELD,))
    not_before(classified_on, paris_day(row.entered_at), "Le classement suit l'entrée.", "classified_on")
    row.classification, row.classified_on = classification, classified_on
    row.save(update_fields=["classification", "classified_on"])
    return said("impound.classified", row, f"Classé : {row.get_classification_display().lower()}", by, at)


@transaction.atomic
def notify_owner(*, row: ImpoundedVehicle, notified_on: date, by: StaffMember, at: datetime) -> ImpoundedVehicle:
    on = worker(by, at)
    same_or_before(notified_on, on, "notified_on")
    row = locked(row, (State.HELD,))
    not_before(notified_on, paris_day(row.entered_at), "La notification suit l'entrée.", "notified_on")
    row.notified_on = notified_on
    row.save(update_fields=["notified_on"])
    return said("impound.notified", row, f"Notifié au titulaire le {french_long(notified_on)}", by, at)


@transaction.atomic
def leave(
    *, row: ImpoundedVehicle, state: str, left_at: datetime, cost: Decimal | None, by: StaffMember, at: datetime
) -> ImpoundedVehicle:
    """Given back, destroyed or sold; what nobody paid is kept for a claim against the State."""
    worker(by, at)
    past_instant(left_at, at, "left_at")
    row = locked(row, (State.HELD,))
    if left_at < row.entered_at:
        raise DomainError("La sortie suit l'entrée.", field="left_at")
    if state == State.DESTROYED and row.classification != Classification.DESTROY:
        raise DomainError("Un véhicule détruit est d'abord classé « à détruire ».", field="state")
    if measures_on(row).exists():
        raise Conflict("Ce véhicule est immobilisé par décision du préfet : la lever d'abord.")
    row.state, row.left_at, row.cost = state, left_at, cost
    row.save(update_fields=["state", "left_at", "cost"])
    return said("impound.left", row, row.get_state_display(), by, at)


@transaction.atomic
def claim_cost(
    *, row: ImpoundedVehicle, cost: Decimal, claimed_on: date, by: StaffMember, at: datetime
) -> ImpoundedVehicle:
    """The custodian asks the State for what an unknown or insolvent owner did not pay."""
    on = worker(by, at)
    same_or_before(claimed_on, on, "claimed_on")
    row = locked(row, (State.DESTROYED, State.SOLD))
    not_before(claimed_on, paris_day(row.left_at), "La demande suit la sortie du véhicule.", "claimed_on")
    if row.claim:
        raise Conflict(f"L'indemnité est déjà « {row.get_claim_display().lower()} ».")
    row.cost, row.claim, row.claimed_on = cost, Claim.CLAIMED, claimed_on
    row.save(update_fields=["cost", "claim", "claimed_on"])
    return said("impound.claimed", row, f"Indemnité demandée : {euros(cost)}", by, at)


@transaction.atomic
def settle_claim(
    *, row: ImpoundedVehicle, claim: str, settled_on: date, claim_note: str, by: StaffMember, at: datetime
) -> ImpoundedVehicle:
    on = worker(by, at)
    same_or_before(settled_on, on, "settled_on")
    row = locked(row)
    if row.claim != Claim.CLAIMED:
        raise Conflict("Aucune demande d'indemnité n'attend.")
    not_before(settled_on, row.claimed_on, "Le règlement suit la demande.", "settled_on")
    row.claim, row.settled_on, row.claim_note = claim, settled_on, claim_note
    row.save(update_fields=["claim", "settled_on", "claim_note"])
    return said("impound.settled", row, f"Indemnité {row.get_claim_display().lower()}", by, at, reason=claim_note)


@transaction.atomic
def set_capacity(
    *, custodian: Permit, since: date, places: int, by: StaffMember, at: datetime
) -> CustodianCapacity:  # fmt: skip
    """From the first day of a month on."""
    worker(by, at)
    row, _ = CustodianCapacity.objects.update_or_create(
        custodian=custodian, since=since.replace(day=1), defaults={"places": places}
    )
    return said("impound.capacity", row, f"{places} places à partir de {since:%m/%Y}", by, at)


# --- immobilisation -----------------------------------------------------------------------------------------------


@transaction.atomic
def immobilise(
    *, plate: str, vehicle: str, driver: str, grounds: str, unit: str, commune: Commune, starts_at: datetime,
    by: StaffMember, at: datetime,
) -> VehicleImmobilisation:  # fmt: skip
    """L325-1-2: some days of elapsed time from the hour of the measure."""
    on = worker(by, at)
    past_instant(starts_at, at, "starts_at")
    known = read_plate(plate, is_needed=True)
    ends_at = immobilised_until(starts_at, int(value(IMMOBILISED, on)))
    if VehicleImmobilisation.objects.filter(plate_mark__in=marks_of(known), state=Measure.RUNNING).exists():
        raise Conflict("Ce véhicule est déjà immobilisé.", field="plate")
    row = once(
        VehicleImmobilisation(
            number=numbered("immobilisation", "IMMO", on), plate=known, plate_mark=mark_of(known), vehicle=vehicle,
            driver=driver, grounds=grounds, unit=unit, commune=commune, starts_at=starts_at, ends_at=ends_at,
            entry=held_vehicle(known), recorded_at=at,
        )
    )  # fmt: skip
    return said("immobilisation.ordered", row, f"Immobilisation jusqu'au {instant_words(ends_at)}", by, at)


@transaction.atomic
def tell_prosecutor(
    *, row: VehicleImmobilisation, prosecutor_on: date, by: StaffMember, at: datetime
) -> VehicleImmobilisation:
    on = worker(by, at)
    same_or_before(prosecutor_on, on, "prosecutor_on")
    row = locked(row, (Measure.RUNNING,))
    not_before(prosecutor_on, paris_day(row.starts_at), "L'information suit la mesure.", "prosecutor_on")
    row.prosecutor_on = prosecutor_on
    row.save(update_fields=["prosecutor_on"])
    return said("immobilisation.prosecutor", row, "Procureur de la République informé", by, at)


@transaction.atomic
def end_immobilisation(
    *, row: VehicleImmobilisation, state: str, ended_at: datetime, ended_why: str, by: StaffMember, at: datetime
) -> VehicleImmobilisation:
    """Lifted or confirmed by the judge before its term; past the term it has only to be noted as over."""
    worker(by, at)
    past_instant(ended_at, at, "ended_at")
    row = locked(row, (Measure.RUNNING,))
    if ended_at < row.starts_at:
        raise DomainError("La fin suit le début.", field="ended_at")
    if state == Measure.LAPSED:
        if ended_at < row.ends_at:
            raise DomainError(f"Le terme est {instant_words(row.ends_at)}.", field="ended_at")
    elif ended_at > row.ends_at:
        raise DomainError(
            f"Le terme était {instant_words(row.ends_at)} : constater qu'il est passé, le véhicule est rendu.",
            field="state",
        )
    row.state, row.ended_at, row.ended_why = state, ended_at, ended_why
    row.save(update_fields=["state", "ended_at", "ended_why"])
    return said("immobilisation.ended", row, row.get_state_display(), by, at, reason=ended_why)
