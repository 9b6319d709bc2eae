"""What enters the register of the municipal police forces: from the acts of the bureau, or from what a mayor reports.

The journal names the force, never its officers: who carries a weapon is known to the bureau and the authorities only.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.municipal_police.arms import KINDS, STOCKS
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, OfficerTraining, WeaponMovement
from police_admin.municipal_police.policies import keeps_the_register
from police_admin.policies import UNIT

Nature = WeaponMovement.Nature
LEAVES = (Nature.USE, Nature.DISPOSAL, Nature.LOSS)
LAPSED = "Caducité : l'agent a cessé ses fonctions dans la commune (CSI, art. R511-20)"


# --- what the acts of the bureau bring ------------------------------------------------------------------------


def force_of(commune: Commune) -> MunicipalForce:
    return MunicipalForce.objects.get_or_create(commune=commune)[0]


def on_agreement(move: Move) -> None:
    """An agreement is notified: its commune has a municipal police, of this headcount."""
    case = move.case
    if case.commune_id is None:
        return
    force = force_of(case.commune)
    if force.headcount_on is None or force.headcount_on <= move.today:
        force.headcount, force.headcount_on = case.answers["headcount"], move.today
        force.save(update_fields=["headcount", "headcount_on"])


def on_holding(move: Move) -> None:
    if granted(move.case):
        force_of(move.case.commune)


def on_approval(move: Move) -> None:
    """The approval is notified: the officer is in the register, with it."""
    case = move.case
    if not granted(case):
        return
    officer = officer_of(case)
    officer.approval = case.permit
    if day := case.answers.get("prosecutor_approved_on"):
        officer.prosecutor_approved_on = date.fromisoformat(day)
    officer.save(update_fields=["approval", "prosecutor_approved_on"])


def on_carry(move: Move, trainings: Mapping[str, date]) -> None:
    """The officer may carry: the former authorisation gives way, his trainings are those that the file proves."""
    case = move.case
    if not granted(case):
        return
    officer = officer_of(case)
    former = officer.carry
    if former is not None and former.pk != case.permit_id and former.state not in ("withdrawn", "replaced"):
        permits.replace(permit=former, by_permit=case.permit, by=move.by, at=move.at)
        move.recorded["replaces"] = former.number
    officer.carry = case.permit
    if day := case.answers.get("prosecutor_approved_on"):
        officer.prosecutor_approved_on = date.fromisoformat(day)
    officer.save(update_fields=["carry", "prosecutor_approved_on"])
    for kind, followed_on in trainings.items():
        OfficerTraining.objects.get_or_create(
            officer=officer, kind=kind, followed_on=followed_on,
            defaults={"recorded_at": move.at, "recorded_by": move.by},
        )  # fmt: skip


def granted(case: Case) -> bool:
    return case.outcome == "grant" and case.permit_id is not None and case.commune_id is not None


def officer_of(case: Case) -> MunicipalOfficer:
    """The officer whom a case names, in the force of its commune; inscribed when he was not, back when he had left."""
    answers = case.answers
    force = force_of(case.commune)
    known = MunicipalOfficer.objects.filter(
        force=force,
        last_name__iexact=answers["officer_last_name"],
        first_name__iexact=answers["officer_first_name"],
        birth_on=answers["officer_birth_on"],
    ).select_related("carry").first()  # fmt: skip
    if known is None:
        return MunicipalOfficer.objects.create(
            force=force,
            last_name=answers["officer_last_name"],
            first_name=answers["officer_first_name"],
            birth_on=date.fromisoformat(answers["officer_birth_on"]),
        )
    if known.left_on is not None:
        known.left_on, known.departure = None, ""
        known.save(update_fields=["left_on", "departure"])
    return known


def carries_of(approval: Permit) -> list[Permit]:
    """The authorisations to carry a weapon that fall with this approval (CSI, art. R511-20)."""
    rows = MunicipalOfficer.objects.filter(approval=permits.current(approval), carry__isnull=False)
    return [officer.carry for officer in rows.select_related("carry")]


# --- what is reported -------------------------------------------------------------------------------------------


def allowed(by: StaffMember, at: datetime) -> None:
    if not keeps_the_register(by, on=paris_day(at)):
        raise NotAllowed("Le registre des polices municipales est tenu par le bureau des polices administratives.")


def not_ahead(day: date, at: datetime, field: str) -> None:
    if day > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field=field)


def noted(force: MunicipalForce, verb: str, by: StaffMember, at: datetime, **details) -> None:
    record(
        by=by, at=at, action=f"municipal_force.{verb}", subject=force, label=str(force), unit_code=UNIT,
        details=details,
    )  # fmt: skip


@transaction.atomic
def open_force(
    *, commune: Commune, headcount: int, headcount_on: date, by: StaffMember, at: datetime
) -> MunicipalForce:
    """A municipal police that no act of the bureau has brought yet."""
    allowed(by, at)
    not_ahead(headcount_on, at, "headcount_on")
    force, is_new = MunicipalForce.objects.get_or_create(
        commune=commune, defaults={"headcount": headcount, "headcount_on": headcount_on}
    )
    if not is_new:
        raise Conflict("La police municipale de cette commune est déjà au registre.")
    noted(force, "opened", by, at, headcount=headcount)
    return force


@transaction.atomic
def record_headcount(
    *, force: MunicipalForce, headcount: int, headcount_on: date, by: StaffMember, at: datetime
) -> MunicipalForce:
    force = locked(force, by, at)
    not_ahead(headcount_on, at, "headcount_on")
    if force.headcount_on is not None and headcount_on < force.headcount_on:
        raise DomainError(f"Un effectif plus récent est connu, au {force.headcount_on:%d/%m/%Y}.", field="headcount_on")
    force.headcount, force.headcount_on = headcount, headcount_on
    force.save(update_fields=["headcount", "headcount_on"])
    noted(force, "counted", by, at, headcount=headcount, effective_on=headcount_on.isoformat())
    return force


@transaction.atomic
def record_training(
    *, force: MunicipalForce, officer: MunicipalOfficer, kinds: Iterable[str], followed_on: date, is_initial: bool,
    by: StaffMember, at: datetime,
) -> list[OfficerTraining]:  # fmt: skip
    """One day of training, with one weapon or several. A day already recorded is refused."""
    force = locked(force, by, at)
    officer = present(force, officer)
    not_ahead(followed_on, at, "followed_on")
    if followed_on <= officer.birth_on:
        raise DomainError("Cette date précède la naissance de l'agent.", field="followed_on")
    kinds = known_kinds(kinds)
    already = officer.trainings.filter(kind__in=kinds, followed_on=followed_on).values_list("kind", flat=True)
    if already:
        named = ", ".join(KINDS[kind].lower() for kind in already)
        raise Conflict(f"Cette formation est déjà enregistrée : {named}.")
    rows = [
        OfficerTraining(
            officer=officer, kind=kind, followed_on=followed_on, is_initial=is_initial, recorded_at=at, recorded_by=by
        )
        for kind in kinds
    ]
    OfficerTraining.objects.bulk_create(rows)
    noted(force, "trained", by, at, kinds=kinds, effective_on=followed_on.isoformat())
    return rows


def known_kinds(kinds: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(kinds))
    if not chosen or any(kind not in KINDS for kind in chosen):
        raise DomainError("Choisir au moins une arme.", field="kinds")
    return chosen


@transaction.atomic
def record_movement(
    *, force: MunicipalForce, nature: str, item: str, quantity: int, moved_on: date, note: str, by: StaffMember,
    at: datetime,
) -> WeaponMovement:  # fmt: skip
    """`quantity`: how many move, always counted from one; the number found for an inventory, which may be none."""
    force = locked(force, by, at)
    not_ahead(moved_on, at, "moved_on")
    if item not in KINDS and item not in STOCKS:
        raise DomainError("Choisir une arme ou un stock de munitions.", field="item")
    if nature not in Nature.values or (nature == Nature.USE and item not in STOCKS):
        raise DomainError("Seules des munitions se consomment.", field="nature")
    held = force.movements.filter(item=item).aggregate(total=Sum("quantity"))["total"] or 0
    moved = signed(nature, quantity, held)
    movement = WeaponMovement.objects.create(
        force=force, nature=nature, item=item, quantity=moved, moved_on=moved_on, note=" ".join(note.split()),
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    noted(force, "moved", by, at, item=item, quantity=moved, nature=nature, effective_on=moved_on.isoformat())
    return movement


def signed(nature: str, quantity: int, held: int) -> int:
    """What the movement adds to what is held."""
    if nature == Nature.INVENTORY:
        if quantity < 0:
            raise DomainError("Une quantité ne peut être négative.", field="quantity")
        if quantity == held:
            raise DomainError(f"Le registre en compte déjà {held} : il n'y a rien à corriger.", field="quantity")
        return quantity - held
    if quantity < 1:
        raise DomainError("Indiquer combien d'armes ou de munitions sont concernées.", field="quantity")
    if nature in LEAVES and quantity > held:
        raise DomainError(f"Il n'en est détenu que {held}.", field="quantity")
    return -quantity if nature in LEAVES else quantity


@transaction.atomic
def record_departure(
    *, force: MunicipalForce, officer: MunicipalOfficer, left_on: date, departure: str, by: StaffMember, at: datetime
) -> MunicipalOfficer:
    """The officer leaves: his authorisation to carry lapses; his approval too, if he gives up the functions."""
    force = locked(force, by, at)
    officer = present(force, officer)
    not_ahead(left_on, at, "left_on")
    if departure not in MunicipalOfficer.Departure.values:
        raise DomainError("Choisir le motif du départ.", field="departure")
    officer.left_on, officer.departure = left_on, departure
    officer.save(update_fields=["left_on", "departure"])
    ended = [officer.carry] if departure == MunicipalOfficer.Departure.TRANSFER else [officer.carry, officer.approval]
    lapsed = []
    for permit in filter(None, ended):
        changed = permits.carry_out(
            permit=permits.current(permit), state=Permit.State.WITHDRAWN, effective_on=left_on, reason=LAPSED, by=by,
            at=at,
        )  # fmt: skip
        lapsed += [changed.number] if changed else []
    noted(force, "left", by, at, effective_on=left_on.isoformat(), departure=departure, lapsed=lapsed)
    return officer


def locked(force: MunicipalForce, by: StaffMember, at: datetime) -> MunicipalForce:
    allowed(by, at)
    return MunicipalForce.objects.select_for_update(of=("self",)).select_related("commune").get(pk=force.pk)


def present(force: MunicipalForce, officer: MunicipalOfficer) -> MunicipalOfficer:
    found = (
        MunicipalOfficer.objects.select_for_update(of=("self",))
        .select_related("carry", "approval")
        .filter(force=force, pk=officer.pk)
        .first()
    )
    if found is None:
        raise DomainError("Cet agent n'est pas de cette police municipale.", field="officer")
    if found.left_on is not None:
        raise Conflict(f"Cet agent est parti le {found.left_on:%d/%m/%Y}.")
    return found
