"""A loan from the request to its closing: held, confirmed, signed, handed out, back, checked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.documents.inspection import KINDS
from directorate.legal_calendar.arithmetic import counted
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.web.errors import Conflict, DomainError
from road_safety.equipment import papers, queries
from road_safety.equipment.catalogue import CHECKLIST, USABLE, Condition, Paper, Tracking, Way
from road_safety.equipment.models import (
    Allocation,
    EquipmentItem,
    EquipmentModel,
    Handover,
    HandoverLine,
    HandoverPhoto,
    Loan,
    LoanLine,
    LoanPaper,
    Maintenance,
    Shortage,
)
from road_safety.equipment.occupation import DAY, Lack, Span
from road_safety.equipment.pool_operations import mail, recompute, step
from road_safety.equipment.terms import OPTION_DAYS, REMINDER_DAYS
from road_safety.strategy.models import Action
from road_safety.strategy.writing import past, reasoned, worker

State = Loan.State
REGISTER = "loan"
PHOTOS = {name: KINDS[name] for name in ("jpg", "jpeg", "png")}
MOST_PHOTOS = 12
DAMAGED = (Condition.TO_REPAIR, Condition.OUT, Condition.SCRAPPED)


class OutOfStock(Conflict):
    """MAT-01: a day on which the stock does not suffice."""

    def __init__(self, model: EquipmentModel, lack: Lack):
        super().__init__(lack.words(str(model)), field="lines")
        self.model, self.lack = model, lack


def locked(loan: Loan, states: Iterable[str] | None, what: str) -> Loan:
    row = Loan.objects.select_for_update().get(pk=loan.pk)
    if states is not None and row.state not in states:
        raise Conflict(f"Le prêt est « {row.get_state_display().lower()} » : il ne peut pas être {what}.")
    return row


def move(row: Loan, state: str, words: str, by: StaffMember | None, at: datetime, comment: str = "") -> Loan:
    row.state = state
    row.save()
    step(row, words, by, at, comment)
    return row


def new_number(at: datetime) -> str:
    year = paris_day(at).year
    return f"PRET-{year}-{take_number(REGISTER, year):04d}"


# --- the request ----------------------------------------------------------------------------------------------


@transaction.atomic
def request_loan(
    *, borrower: str, borrower_kind: str, pickup_at: datetime, return_at: datetime,
    lines: Sequence[tuple[EquipmentModel, int]], action: Action | None = None, by: StaffMember, at: datetime,
    **facts: Any,
) -> Loan:  # fmt: skip
    """A request holds nothing yet."""
    worker(by, at)
    row = Loan(
        number=new_number(at), borrower=borrower, borrower_kind=borrower_kind,
        action=action, recorded_at=at,
    )  # fmt: skip
    write(row, pickup_at=pickup_at, return_at=return_at, lines=lines, **facts)
    return move(row, State.REQUESTED, "Demande enregistrée", by, at)


def write(
    row: Loan, *, pickup_at: datetime, return_at: datetime, lines: Sequence[tuple[EquipmentModel, int]], **facts: Any
) -> None:
    in_order(pickup_at, return_at)
    if len({model.pk for model, _ in lines}) != len(lines):
        raise DomainError("Un modèle figure deux fois.", field="lines")
    for model, _ in lines:
        short_enough(model, pickup_at, return_at)
    row.pickup_at, row.return_at = pickup_at, return_at
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    row.lines.all().delete()
    LoanLine.objects.bulk_create([LoanLine(loan=row, model=model, quantity=count) for model, count in lines])


def short_enough(model: EquipmentModel, pickup_at: datetime, return_at: datetime) -> None:
    length = (paris_day(return_at) - paris_day(pickup_at)).days + 1
    if model.max_days and length > model.max_days:
        raise DomainError(f"« {model} » se prête {model.max_days} jours au plus.", field="return_at")


def in_order(pickup_at: datetime, return_at: datetime) -> None:
    if return_at <= pickup_at:
        raise DomainError("Le retour précède l'enlèvement.", field="return_at")


@transaction.atomic
def correct_loan(*, loan: Loan, by: StaffMember, at: datetime, **facts: Any) -> Loan:
    """The request, until something is held for it; who carries and who works it, until the material leaves."""
    worker(by, at)
    row = locked(loan, queries.BEFORE, "corrigé")
    if row.state != State.REQUESTED:
        fixed = {"pickup_at": row.pickup_at, "return_at": row.return_at}
        lines = {line.model_id: line.quantity for line in row.lines.all()}
        asked = {model.pk: count for model, count in facts["lines"]}
        if asked != lines or any(paris_day(facts[name]) != paris_day(day) for name, day in fixed.items()):
            raise Conflict("Le matériel est retenu : libérer le prêt avant de changer ses jours ou son matériel.",
                           field="lines")  # fmt: skip
        in_order(facts["pickup_at"], facts["return_at"])
        facts.pop("lines")
        for name, given in facts.items():
            setattr(row, name, given)
        return move(row, row.state, "Fiche corrigée", by, at)
    write(row, **facts)
    return move(row, row.state, "Demande corrigée", by, at)


@transaction.atomic
def refuse_loan(*, loan: Loan, reason: str, by: StaffMember, at: datetime) -> Loan:
    on = worker(by, at)
    row = locked(loan, (State.REQUESTED, State.OPTION), "refusé")
    return over(row, State.REFUSED, "Prêt refusé", reasoned(reason), on, by, at)


@transaction.atomic
def cancel_loan(*, loan: Loan, reason: str, by: StaffMember, at: datetime) -> Loan:
    on = worker(by, at)
    row = locked(loan, queries.BEFORE, "annulé")
    return over(row, State.CANCELLED, "Prêt annulé", reasoned(reason), on, by, at)


def over(row: Loan, state: str, words: str, reason: str, on: date, by: StaffMember, at: datetime) -> Loan:
    kinds = release(row)
    row.reason = reason
    row = move(row, state, words, by, at, reason)
    # What it gives back may assure somebody else again.
    for kind in kinds:
        recompute(kind, on=on, by=by, at=at)
    return row


@transaction.atomic
def free_loan(*, loan: Loan, by: StaffMember, at: datetime) -> Loan:
    """Back to the request, to change its days or its material."""
    on = worker(by, at)
    row = locked(loan, queries.HOLDING, "libéré")
    kinds = release(row)
    # Other days or other material take another agreement.
    row.option_until, row.signed_on, row.signatory = None, None, ""
    row = move(row, State.REQUESTED, "Matériel libéré", by, at)
    for kind in kinds:
        recompute(kind, on=on, by=by, at=at)
    return row


# --- what is held ---------------------------------------------------------------------------------------------


def release(row: Loan) -> list[EquipmentModel]:
    kinds = lock_models(row)
    row.allocations.filter(holds=True).update(holds=False, doubt_since=None)
    return kinds


def lock_models(row: Loan) -> list[EquipmentModel]:
    """Always in the same order: two loans of the same models wait for one another and never block each other."""
    keys = row.lines.values("model")
    return list(EquipmentModel.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def hold(row: Loan, on: date) -> None:
    """MAT-01, MAT-06, MAT-07: everything that is asked for, or nothing. The models are locked first."""
    back = paris_day(row.return_at)
    kinds = {kind.pk: kind for kind in lock_models(row)}
    for line in row.lines.order_by("model"):
        kind = kinds[line.model_id]
        short_enough(kind, row.pickup_at, row.return_at)
        span = queries.span_for(row, kind)
        found = queries.room(kind, span, back, line.quantity, on=on, without=row.pk)
        if found.lack is not None:
            if found.unchecked:
                names = ", ".join(item.inventory_number for item in found.unchecked)
                raise Conflict(f"MAT-06 : « {kind} » doit être vérifié avant le retour ({names}).", field="lines")
            raise OutOfStock(kind, found.lack)
        try:
            with transaction.atomic():
                for item, count in shares(kind, found.free, line.quantity):
                    Allocation.objects.create(
                        line=line, loan=row, model=kind, tracking=kind.tracking, item=item, quantity=count,
                        days=DateRange(span.first, last_of(span) + DAY, "[)"),
                    )  # fmt: skip
        except IntegrityError as error:
            raise Conflict(f"MAT-01 : « {kind} » vient d'être retenu par quelqu'un d'autre.", field="lines") from error


def last_of(span: Span) -> date:
    assert span.last is not None
    return span.last


def shares(kind: EquipmentModel, free: Sequence[EquipmentItem], wanted: int):
    """Which units, or how many of which lot."""
    if kind.tracking == Tracking.LOT:
        yield None, wanted
        return
    for item in free:
        if wanted <= 0:
            return
        count = 1 if kind.tracking == Tracking.SERIALISED else min(wanted, item.left)
        wanted -= count
        yield item, count


def counting_refusals(loan: Loan, at: datetime, held):
    """What the stock refuses is undone, and counted: the bureau learns what it lacks."""
    try:
        with transaction.atomic():
            return held()
    except OutOfStock as refusal:
        Shortage.objects.create(
            model=refusal.model, loan=loan, quantity=refusal.lack.wanted, day=refusal.lack.day, at=at
        )
        raise


def take_option(*, loan: Loan, by: StaffMember, at: datetime) -> Loan:
    """MAT-02: held until the term of the option."""
    on = worker(by, at)

    def held() -> Loan:
        row = locked(loan, (State.REQUESTED,), "mis en option")
        hold(row, on)
        row.option_until = on + timedelta(days=int(value(OPTION_DAYS, on)))
        return move(row, State.OPTION, f"Option jusqu'au {row.option_until:%d/%m/%Y}", by, at)

    return counting_refusals(loan, at, held)


def confirm_loan(*, loan: Loan, by: StaffMember, at: datetime) -> Loan:
    """The material is kept for the borrower, and the agreement is written."""
    on = worker(by, at)

    def held() -> Loan:
        row = locked(loan, (State.REQUESTED, State.OPTION), "confirmé")
        if paris_day(row.return_at) < on:
            raise Conflict("Les jours de ce prêt sont passés.")
        if row.state == State.REQUESTED:
            hold(row, on)
        for found in queries.findings_of(row, on):
            if found.blocks and found.rule in ("MAT-05", "MAT-06"):
                raise Conflict(f"{found.rule} : {found.words}")
        row.option_until = None
        row = move(row, State.CONFIRMED, "Prêt confirmé", by, at)
        keep_paper(row, Paper.AGREEMENT, by, at)
        return row

    return counting_refusals(loan, at, held)


def keep_paper(row: Loan, kind: str, by: StaffMember, at: datetime) -> LoanPaper:
    letter = papers.write(row, kind, by=by, at=at)
    return LoanPaper.objects.create(loan=row, kind=kind, letter=letter, at=at)


@transaction.atomic
def expire_options(*, at: datetime) -> int:
    """MAT-02: the options whose term is past let go of what they held; how many did."""
    on = paris_day(at)
    rows = list(
        Loan.objects.select_for_update(skip_locked=True).filter(state=State.OPTION, option_until__lt=on).order_by("pk")
    )
    for row in rows:
        kinds = release(row)
        until, row.option_until = row.option_until, None
        move(row, State.REQUESTED, f"Option expirée le {until:%d/%m/%Y}", None, at)
        mail(row, f"loan-option:{row.pk}:{until}", f"Prêt {row.number} : option expirée", "loan_option_ended", at)
        for kind in kinds:
            recompute(kind, on=on, by=None, at=at)
    return len(rows)


@transaction.atomic
def remind_late(*, at: datetime) -> int:
    """A mail, once, to whoever has not brought the material back."""
    on = paris_day(at)
    rows = queries.late(on - timedelta(days=int(value(REMINDER_DAYS, on)) - 1))
    count = 0
    for row in rows.filter(email__gt="").exclude(steps__words=LATE_TOLD):
        mail(row, f"loan-late:{row.pk}", f"Prêt {row.number} : matériel attendu", "loan_late", at)
        step(row, LATE_TOLD, None, at)
        count += 1
    return count


@transaction.atomic
def doubt_after_late(*, at: datetime) -> int:
    """MAT-05: what is not back puts the next bookings in doubt, or another unit in its place; how many are."""
    on = paris_day(at)
    late = Allocation.objects.filter(holds=True, loan__in=queries.late(on)).values("model")
    kinds = EquipmentModel.objects.select_for_update().filter(pk__in=late).order_by("pk")
    return sum(len(recompute(kind, on=on, by=None, at=at)) for kind in kinds)


LATE_TOLD = "Relance envoyée par courriel"


@transaction.atomic
def remind(*, loan: Loan, by: StaffMember, at: datetime) -> Loan:
    """The letter of reminder."""
    on = worker(by, at)
    row = locked(loan, (State.OUT,), "relancé")
    if not queries.days_late(row, on):
        raise Conflict("Le retour n'est pas encore en retard.")
    keep_paper(row, Paper.REMINDER, by, at)
    return move(row, row.state, "Lettre de relance préparée", by, at)


# --- the papers of the borrower -----------------------------------------------------------------------------------


@transaction.atomic
def receive_insurance(
    *, loan: Loan, document: UploadedFile, insured_until: date, by: StaffMember, at: datetime
) -> Loan:
    """MAT-03."""
    worker(by, at)
    row = locked(loan, queries.BEFORE, "assuré")
    if insured_until < paris_day(row.return_at):
        raise DomainError(f"MAT-03 : l'assurance doit couvrir jusqu'au retour du {paris_day(row.return_at):%d/%m/%Y}.",
                          field="insured_until")  # fmt: skip
    row.insurance, row.insured_until = store_upload(document, by=by, at=at), insured_until
    return move(row, row.state, "Attestation d'assurance reçue", by, at)


@transaction.atomic
def sign_agreement(*, loan: Loan, signed_on: date, signatory: str, by: StaffMember, at: datetime) -> Loan:
    on = worker(by, at)
    past(signed_on, on, "signed_on")
    row = locked(loan, (State.CONFIRMED,), "signé")
    if not signatory.strip():
        raise DomainError("Dire qui a signé pour l'emprunteur.", field="signatory")
    row.signed_on, row.signatory = signed_on, signatory.strip()
    return move(row, State.SIGNED, f"Convention signée par {row.signatory}", by, at)


@transaction.atomic
def link_loan(*, loan: Loan, action: Action | None, mission=None, by: StaffMember, at: datetime) -> Loan:
    """To the action and to the mission that it serves."""
    worker(by, at)
    row = locked(loan, None, "")
    row.action, row.mission = action, mission
    return move(row, row.state, "Rattachement modifié", by, at, ", ".join(str(it) for it in (action, mission) if it))


# --- out and in -----------------------------------------------------------------------------------------------------

Lines = Mapping[int, Mapping[str, Any]]


def keep_handover(
    row: Loan, way: str, *, signatory: str, checklist: Sequence[str], remarks: str, lines: Lines,
    photos: Sequence[UploadedFile], by: StaffMember, at: datetime,
) -> Handover:  # fmt: skip
    if not signatory.strip():
        raise DomainError("Dire qui signe pour l'emprunteur.", field="signatory")
    if set(checklist) - set(CHECKLIST):
        raise DomainError("Ce point n'existe pas.", field="checklist")
    if len(photos) > MOST_PHOTOS:
        raise DomainError(f"{MOST_PHOTOS} photographies au plus.", field="photos")
    found = Handover.objects.create(
        loan=row, way=way, at=at, by=by, signatory=signatory.strip(), checklist=list(checklist), remarks=remarks
    )
    for allocation in row.allocations.select_related("item", "model"):
        facts = lines.get(allocation.pk)
        if facts is None:
            continue
        if not 0 <= facts.get("missing", 0) <= allocation.quantity:
            raise DomainError(f"« {allocation.model} » : {allocation.quantity} au plus peuvent manquer.")
        HandoverLine.objects.create(handover=found, allocation=allocation, **facts)
    for photo in photos:
        try:
            kept = store_upload(photo, by=by, at=at, kinds=PHOTOS)
        except DomainError as refusal:
            refusal.field = "photos"
            raise
        HandoverPhoto.objects.create(handover=found, file=kept)
    return found


@transaction.atomic
def hand_out(
    *, loan: Loan, signatory: str, checklist: Sequence[str] = (), remarks: str = "", lines: Lines | None = None,
    photos: Sequence[UploadedFile] = (), by: StaffMember, at: datetime,
) -> Loan:  # fmt: skip
    """MAT-03 and MAT-04: nothing leaves without agreement, insurance, licence and trained operator. MAT-07: what is
    given ends the loan when nothing of it is lent."""
    on = worker(by, at)
    row = locked(loan, (State.SIGNED, State.CONFIRMED), "sorti")
    for found in queries.findings_of(row, on):
        if found.blocks:
            raise Conflict(f"{found.rule} : {found.words}")
    if on > paris_day(row.return_at):
        raise Conflict(f"Le retour était prévu le {paris_day(row.return_at):%d/%m/%Y} : libérer le matériel et changer "
                       "les jours du prêt.")  # fmt: skip
    kinds = lock_models(row)
    held = queries.given(row)
    for each in held:
        if on < each.days.lower:
            raise Conflict(f"« {each.model} » n'est retenu qu'à partir du {each.days.lower:%d/%m/%Y}.")
        elsewhere = Allocation.objects.filter(item=each.item_id, holds=True, loan__state=State.OUT).exclude(loan=row)
        if each.tracking == Tracking.SERIALISED and (away := elsewhere.select_related("loan").first()):
            raise Conflict(f"« {each.item} » n'est pas rentré du prêt {away.loan}.")
    for kind in kinds:
        if kind.tracking == Tracking.LOT:
            leave_enough(row, kind, held)
    known = {each.pk: {"condition": each.item.condition if each.item else Condition.GOOD} for each in held}
    keep_handover(row, Way.OUT, signatory=signatory, checklist=checklist, remarks=remarks,
                  lines={key: {**facts, **(lines or {}).get(key, {})} for key, facts in known.items()},
                  photos=photos, by=by, at=at)  # fmt: skip
    for each in held:
        if each.tracking == Tracking.CONSUMABLE:
            consume(each)
    row.out_at = at
    if all(each.tracking == Tracking.CONSUMABLE for each in held):
        return move(row, State.CLOSED, f"Matériel donné à {signatory.strip()}, rien n'est à rendre", by, at)
    return move(row, State.OUT, f"Matériel remis à {signatory.strip()}", by, at)


def leave_enough(row: Loan, kind: EquipmentModel, held: Iterable[Allocation]) -> None:
    """What is not back of a lot, whatever its days, cannot leave again."""
    wanted = sum(each.quantity for each in held if each.model_id == kind.pk)
    away = queries.away(kind).filter(loan__state=State.OUT).exclude(loan=row).aggregate(sum=Sum("quantity"))["sum"] or 0
    here = max(0, queries.quantity_of(kind) - away)
    if wanted > here:
        raise Conflict(
            f"« {kind} » : {wanted} à remettre, {here} sur place, {away} pas encore rentré{'s' if away > 1 else ''}."
        )


def consume(each: Allocation) -> None:
    """MAT-07: what is given leaves the stock for good."""
    each.holds = False
    each.save(update_fields=["holds"])
    item = EquipmentItem.objects.select_for_update().get(pk=each.item_id)
    item.quantity -= each.quantity
    item.save(update_fields=["quantity"])


@transaction.atomic
def hand_in(
    *, loan: Loan, signatory: str, checklist: Sequence[str] = (), remarks: str = "", lines: Lines | None = None,
    photos: Sequence[UploadedFile] = (), by: StaffMember, at: datetime,
) -> Loan:  # fmt: skip
    """MAT-05: damage or something missing makes a dispute, changes the condition, and the next bookings with it."""
    on = worker(by, at)
    row = locked(loan, (State.OUT,), "rendu")
    late_by = queries.days_late(row, on)
    kinds = lock_models(row)
    held = [each for each in queries.given(row) if each.tracking != Tracking.CONSUMABLE]
    facts = {
        each.pk: {"condition": each.item.condition if each.item else Condition.GOOD, **(lines or {}).get(each.pk, {})}
        for each in held
    }
    keep_handover(row, Way.IN, signatory=signatory, checklist=checklist, remarks=remarks, lines=facts, photos=photos,
                  by=by, at=at)  # fmt: skip
    faults = [fault for each in held if (fault := take_back(row, each, facts[each.pk], on))]
    row.returned_at = at
    late = f", avec {counted(late_by, 'jours')} de retard" if late_by else ""
    state = State.DISPUTED if faults else State.RETURNED
    row = move(row, state, f"Matériel rendu{late}", by, at, " ; ".join(faults)[:1000])
    if faults:
        keep_paper(row, Paper.DAMAGE, by, at)
    for kind in kinds:
        recompute(kind, on=on, by=by, at=at)
    return row


def take_back(row: Loan, each: Allocation, facts: Mapping[str, Any], on: date) -> str:
    """Its condition, its place in the calendar; what is wrong in words, "" when all is well."""
    condition, missing, damage = facts["condition"], facts.get("missing", 0), facts.get("damage", "").strip()
    upper = min(each.days.upper, max(on, each.days.lower) + (each.model.after_days + 1) * DAY)
    each.days = DateRange(each.days.lower, upper, "[)")
    each.save(update_fields=["days"])
    if each.item is not None:
        lost = bool(missing)
        each.item.condition = Condition.OUT if lost else condition
        each.item.save(update_fields=["condition"])
        if lost or condition in DAMAGED or damage:
            words = "manquant" if lost else damage or Condition(condition).label.lower()
            return f"{each.item} : {words}"
        return ""
    if missing:
        lose(each.model, missing)
        return f"{each.model} : {counted(missing, 'manquants ou inutilisables')}{f' ({damage})' if damage else ''}"
    return f"{each.model} : {damage}" if damage else ""


def lose(kind: EquipmentModel, missing: int) -> None:
    """Taken off the lots, the fullest first."""
    for lot in kind.items.select_for_update().filter(condition__in=USABLE).order_by("-quantity", "pk"):
        part = min(missing, lot.quantity)
        lot.quantity -= part
        lot.save(update_fields=["quantity"])
        missing -= part
        if not missing:
            return


@transaction.atomic
def check_loan(*, loan: Loan, remarks: str = "", by: StaffMember, at: datetime) -> Loan:
    """Cleaned and looked at: what is left of its days of preparation is given back."""
    on = worker(by, at)
    row = locked(loan, (State.RETURNED,), "vérifié")
    return checked(row, "Matériel vérifié", remarks, on, by, at)


def checked(row: Loan, words: str, comment: str, on: date, by: StaffMember, at: datetime) -> Loan:
    kinds = lock_models(row)
    for each in row.allocations.filter(holds=True):
        upper = min(each.days.upper, max(on, each.days.lower) + DAY)
        each.days = DateRange(each.days.lower, upper, "[)")
        each.save(update_fields=["days"])
    row = move(row, State.CHECKED, words, by, at, comment)
    for kind in kinds:
        recompute(kind, on=on, by=by, at=at)
    return row


@transaction.atomic
def settle(
    *, loan: Loan, settlement: str, cost: Decimal | None = None, provider: str = "", by: StaffMember, at: datetime
) -> Loan:
    """The dispute ends: what was agreed, what it cost. A broken unit goes to repair until it is said to be back."""
    on = worker(by, at)
    row = locked(loan, (State.DISPUTED,), "réglé")
    words = reasoned(settlement, "settlement")
    broken = [each.item for each in queries.given(row) if each.item and each.item.condition == Condition.TO_REPAIR]
    for rank, item in enumerate(broken):
        Maintenance.objects.create(
            item=item, first_on=on, reason=f"Réparation après le prêt {row.number}", provider=provider,
            cost=None if rank else cost, loan=row,
        )  # fmt: skip
    return checked(row, "Litige réglé", words if cost is None else f"{words} ({cost} €)", on, by, at)


@transaction.atomic
def close_loan(*, loan: Loan, by: StaffMember, at: datetime) -> Loan:
    worker(by, at)
    return move(locked(loan, (State.CHECKED,), "clos"), State.CLOSED, "Prêt clos", by, at)
