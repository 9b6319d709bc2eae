"""Writing the five-year orientations (DGO): their stakes, their signature, their review."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from directorate.documents.files import store_upload
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.web.errors import Conflict, DomainError
from road_safety.strategy.catalogue import FEWEST_STAKES, FILTERS, MOST_STAKES, STAKES, Family
from road_safety.strategy.models import Orientation, Orientations, Stake
from road_safety.strategy.terms import REVIEW_YEARS, YEARS
from road_safety.strategy.writing import past, reasoned, tell, worker

State = Orientations.State
OPEN = (State.DRAFTING, State.CONSULTATION)


def review_day(first_year: int, years: int) -> date:
    """DGO-04: the first day of the third year, by the usual value."""
    return date(first_year + years, 1, 1)


@transaction.atomic
def open_orientations(*, first_year: int, by: StaffMember, at: datetime) -> Orientations:
    """DGO-01: no year of another one. Two people at once: the constraint of the base has the last word."""
    on = worker(by, at)
    terms = values((YEARS, REVIEW_YEARS), on)
    last_year = first_year + int(terms[YEARS]) - 1
    list(Orientations.objects.select_for_update())
    other = Orientations.objects.filter(first_year__lte=last_year, last_year__gte=first_year).first()
    if other is not None:
        raise Conflict(f"Le {other} couvre déjà une de ces années.", field="first_year")
    row = Orientations.objects.create(
        first_year=first_year, last_year=last_year, review_on=review_day(first_year, int(terms[REVIEW_YEARS]))
    )
    tell("orientations.opened", row, by, at)
    return row


def unsigned(orientations: Orientations) -> Orientations:
    row = Orientations.objects.select_for_update().get(pk=orientations.pk)
    if row.state not in OPEN:
        raise Conflict(f"Le {row} est signé : ses enjeux ne changent plus.")
    return row


@transaction.atomic
def record_stake(
    *, orientations: Orientations, code: str, label: str = "", is_mandatory: bool = False,
    accident_filter: str | None = None, diagnosis: str = "", target: str = "", pilot: str = "",
    is_to_confirm: bool = False, by: StaffMember, at: datetime,
) -> Stake:  # fmt: skip
    """A stake of the catalogue, new or described again."""
    worker(by, at)
    row = unsigned(orientations)
    known = STAKES.get(code)
    if known is None:
        raise DomainError("Cet enjeu n'est pas au catalogue.", field="code")
    found = row.stakes.filter(code=code).first()
    if found is None and row.stakes.count() >= MOST_STAKES:
        raise DomainError(f"Un DGO retient {MOST_STAKES} enjeux au plus.", field="code")
    counted = known.accident_filter if accident_filter is None else accident_filter
    if counted not in dict(FILTERS):
        raise DomainError("Ce décompte d'accidents n'existe pas.", field="accident_filter")
    stake = found or Stake(orientations=row, code=code, rank=row.stakes.count() + 1)
    stake.label, stake.is_mandatory, stake.accident_filter = label or known.label, is_mandatory, counted
    stake.diagnosis, stake.target, stake.pilot, stake.is_to_confirm = diagnosis, target, pilot, is_to_confirm
    stake.save()
    tell("orientations.stake_recorded", row, by, at, stake=stake.label)
    return stake


@transaction.atomic
def drop_stake(*, stake: Stake, by: StaffMember, at: datetime) -> Orientations:
    worker(by, at)
    row = unsigned(stake.orientations)
    if stake.actions.exists():
        raise Conflict("Des actions citent cet enjeu.")
    tell("orientations.stake_dropped", row, by, at, stake=stake.label)
    row.stakes.filter(pk=stake.pk).delete()
    for rank, left in enumerate(row.stakes.order_by("rank", "pk"), 1):
        Stake.objects.filter(pk=left.pk).update(rank=rank)
    return row


@transaction.atomic
def record_orientation(
    *, stake: Stake, family: str, text: str, partners: str = "", indicator: str = "", by: StaffMember, at: datetime
) -> Orientation:
    worker(by, at)
    row = unsigned(stake.orientations)
    if family not in Family.values:
        raise DomainError("Cette famille n'existe pas.", field="family")
    found = Orientation.objects.create(stake=stake, family=family, text=text, partners=partners, indicator=indicator)
    tell("orientations.orientation_recorded", row, by, at, stake=stake.label, text=text)
    return found


@transaction.atomic
def consult(*, orientations: Orientations, by: StaffMember, at: datetime) -> Orientations:
    worker(by, at)
    row = unsigned(orientations)
    if row.state != State.DRAFTING:
        raise Conflict(f"Le {row} est déjà en consultation.")
    enough(row)
    row.state = State.CONSULTATION
    row.save(update_fields=["state"])
    tell("orientations.consulted", row, by, at)
    return row


def enough(row: Orientations) -> None:
    count = row.stakes.count()
    if not FEWEST_STAKES <= count <= MOST_STAKES:
        raise DomainError(f"Un DGO retient de {FEWEST_STAKES} à {MOST_STAKES} enjeux : il en a {count}.")


@transaction.atomic
def sign(
    *, orientations: Orientations, signed_on: date, signatories: str, signing_meeting: str = "",
    document: UploadedFile | None = None, by: StaffMember, at: datetime,
) -> Orientations:  # fmt: skip
    """Signed by its partners; in force from then on for its years."""
    on = worker(by, at)
    past(signed_on, on, "signed_on")
    row = unsigned(orientations)
    enough(row)
    if not signatories.strip():
        raise DomainError("Dire qui a signé.", field="signatories")
    if document is not None:
        row.document = store_upload(document, by=by, at=at)
    row.state = State.IN_FORCE
    row.signed_on, row.signatories, row.signing_meeting = signed_on, signatories, signing_meeting
    row.save()
    tell("orientations.signed", row, by, at, signed_on=signed_on.isoformat())
    return row


@transaction.atomic
def review(
    *, orientations: Orientations, reviewed_on: date, review: str, by: StaffMember, at: datetime
) -> Orientations:
    """DGO-04."""
    on = worker(by, at)
    past(reviewed_on, on, "reviewed_on")
    row = Orientations.objects.select_for_update().get(pk=orientations.pk)
    if row.state != State.IN_FORCE:
        raise Conflict(f"Le {row} n'est pas en vigueur.")
    if reviewed_on < row.signed_on:
        raise DomainError(f"Le DGO a été signé le {french_long(row.signed_on)}.", field="reviewed_on")
    row.reviewed_on, row.review = reviewed_on, reasoned(review, "review")
    row.save(update_fields=["reviewed_on", "review"])
    tell("orientations.reviewed", row, by, at, reviewed_on=reviewed_on.isoformat())
    return row


@transaction.atomic
def close(*, orientations: Orientations, by: StaffMember, at: datetime) -> Orientations:
    on = worker(by, at)
    row = Orientations.objects.select_for_update().get(pk=orientations.pk)
    if row.state != State.IN_FORCE or on.year <= row.last_year:
        raise Conflict(f"Le {row} se clôt après {row.last_year}, une fois en vigueur.")
    row.state = State.CLOSED
    row.save(update_fields=["state"])
    tell("orientations.closed", row, by, at)
    return row
