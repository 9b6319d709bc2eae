"""A volunteer from the application to the end: interview, order and engagement, sealed data, private page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.documents.operations import remove_file
from directorate.journal.models import identity
from directorate.journal.operations import empty_details
from directorate.legal_calendar.arithmetic import add_months, french_long, validity_end
from directorate.money.iban import in_groups, is_valid, tidy
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.registers.paper_acts import enter, number_of_ours
from directorate.web.errors import Conflict, DomainError, NotAllowed
from directorate.web.sealing import declare_sealed, seal, unseal
from road_safety.policies import UNIT
from road_safety.strategy.writing import past, reasoned, tell, worker
from road_safety.volunteers import links, queries, terms
from road_safety.volunteers.catalogue import EndReason
from road_safety.volunteers.models import Appointment, ExpenseClaim, MissionAssignment, Volunteer, VolunteerStep
from road_safety.volunteers.papers import ORDER, keep_order, order_words
from road_safety.volunteers.policies import opens_sealed
from road_safety.volunteers.queries import ENGAGED, HERE, WAITING

State = Volunteer.State
REGISTER = "idsr"
OLDEST_YEARS, YOUNGEST_YEARS = 100, 18


def locked(volunteer: Volunteer, states: Sequence[str] | None, what: str) -> Volunteer:
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if states is not None and row.state not in states:
        raise Conflict(f"L'intervenant est « {row.get_state_display().lower()} » : il ne peut pas être {what}.")
    return row


def step(row: Volunteer, said: str, by: StaffMember | None, at: datetime, comment: str = "") -> None:
    VolunteerStep.objects.create(volunteer=row, words=said, comment=comment, at=at, by=by)


def move(row: Volunteer, state: str, said: str, by: StaffMember, at: datetime, comment: str = "") -> Volunteer:
    row.state = state
    row.save()
    step(row, said, by, at, comment)
    tell(f"volunteer.{state}", row, by, at, words=said)
    return row


def write(row: Volunteer, facts: dict[str, Any], on: date) -> Volunteer:
    born = facts.get("birth_date")
    if born is not None and not 0 <= (on - born).days < OLDEST_YEARS * 366:
        raise DomainError("Cette date de naissance n'est pas plausible.", field="birth_date")
    if born is not None and add_months(born, 12 * YOUNGEST_YEARS) > on:
        raise DomainError("Un intervenant est majeur.", field="birth_date")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    return row


@transaction.atomic
def record_volunteer(*, by: StaffMember, at: datetime, **facts: Any) -> Volunteer:
    """An application received at the desk: it takes its number."""
    on = worker(by, at)
    row = write(Volunteer(recorded_at=at), {**facts, "number": next_number(on)}, on)
    step(row, "Candidature enregistrée", by, at)
    tell("volunteer.recorded", row, by, at, number=row.number)
    return row


def next_number(on: date) -> str:
    return f"IDSR-{on.year}-{take_number(REGISTER, on.year):02d}"


@transaction.atomic
def correct_volunteer(*, volunteer: Volunteer, by: StaffMember, at: datetime, **facts: Any) -> Volunteer:
    on = worker(by, at)
    row = locked(volunteer, (*WAITING, *HERE), "modifié")
    row = write(row, facts, on)
    tell("volunteer.corrected", row, by, at, fields=sorted(facts))
    return row


@transaction.atomic
def interview(
    *, volunteer: Volunteer, interviewed_on: date, interview: str, by: StaffMember, at: datetime
) -> Volunteer:
    on = worker(by, at)
    past(interviewed_on, on, "interviewed_on")
    row = locked(volunteer, (State.CANDIDATE,), "reçu en entretien")
    row.interviewed_on, row.interview = interviewed_on, reasoned(interview, "interview")
    return move(row, State.INTERVIEWED, "Entretien avec le coordinateur", by, at)


@transaction.atomic
def begin_training(*, volunteer: Volunteer, by: StaffMember, at: datetime) -> Volunteer:
    worker(by, at)
    row = locked(volunteer, (State.INTERVIEWED,), "formé")
    return move(row, State.TRAINING, "Candidature retenue, formation à suivre", by, at)


@transaction.atomic
def pause(*, volunteer: Volunteer, reason: str, by: StaffMember, at: datetime) -> Volunteer:
    worker(by, at)
    return move(
        locked(volunteer, (State.ACTIVE,), "mis en pause"), State.ON_LEAVE, "En pause", by, at, reasoned(reason)
    )


@transaction.atomic
def resume(*, volunteer: Volunteer, by: StaffMember, at: datetime) -> Volunteer:
    worker(by, at)
    return move(locked(volunteer, (State.ON_LEAVE,), "repris"), State.ACTIVE, "Reprend ses missions", by, at)


@transaction.atomic
def end(
    *, volunteer: Volunteer, ended_on: date, end_reason: str, comment: str = "", by: StaffMember, at: datetime
) -> Volunteer:
    """He leaves: his page and his calendar close, and he must be in no coming mission any more."""
    on = worker(by, at)
    past(ended_on, on, "ended_on")
    row = locked(volunteer, (*WAITING, *HERE), "rayé")
    if end_reason not in EndReason.values:
        raise DomainError("Ce motif n'existe pas.", field="end_reason")
    if (end_reason == EndReason.NOT_TAKEN) != (row.state in WAITING and end_reason == EndReason.NOT_TAKEN):
        raise DomainError("Seule une candidature peut ne pas être retenue.", field="end_reason")
    coming = row.assignments.filter(status__in=ENGAGED, starts_at__gt=at).select_related("mission").first()
    if coming is not None:
        raise Conflict(f"Il est engagé dans la mission {coming.mission.number} : l'en retirer d'abord.")
    # What he was only asked for: his link answers nothing any more.
    row.assignments.filter(status="proposed").update(status="cancelled", code_hash="", link_until=None)
    row.ended_on, row.end_reason = ended_on, end_reason
    row.code_hash, row.link_until, row.feed_hash, row.feed_opened_at = "", None, "", None
    return move(row, State.ENDED, row.get_end_reason_display(), by, at, comment)


# --- named and engaged --------------------------------------------------------------------------------


@transaction.atomic
def appoint(
    *, volunteers: Sequence[Volunteer], starts_on: date, signed_on: date, number: str = "", by: StaffMember,
    at: datetime,
) -> list[Appointment]:  # fmt: skip
    """IDSR-07: one order names or renews everybody; its list is annexed, and each takes a card."""
    on = worker(by, at)
    past(signed_on, on, "signed_on")
    if not volunteers:
        raise DomainError("Choisir au moins un intervenant.", field="volunteers")
    if starts_on < signed_on:
        raise DomainError("Une nomination ne précède pas sa signature.", field="starts_on")
    keys = [row.pk for row in volunteers]
    rows = list(Volunteer.objects.select_for_update().filter(pk__in=keys).order_by("last_name", "first_name", "pk"))
    ends_on = validity_end(starts_on, int(value(terms.YEARS, on)), on_the_eve=True)
    made = []
    for row in rows:
        if row.state not in (State.TRAINING, State.APPOINTED, State.ACTIVE):
            raise Conflict(f"{row} est « {row.get_state_display().lower()} » : il ne peut pas être nommé.",
                           field="volunteers")  # fmt: skip
        last = row.appointments.order_by("-ends_on").first()
        if last is not None and last.ends_on >= starts_on:
            raise Conflict(f"{row} est déjà nommé jusqu'au {french_long(last.ends_on)}.", field="volunteers")
        made.append(Appointment(volunteer=row, starts_on=starts_on, ends_on=ends_on, renewal_of=last,
                                badge_number=row.number))  # fmt: skip
    number = number_of_ours(number, signed_on)
    order = enter(
        kind="regulatory", title="Arrêté portant nomination d'intervenants départementaux de sécurité routière",
        template=ORDER, context=order_words(made, on, number, signed_on), number=number, signed_on=signed_on,
        unit=UNIT, by=by, at=at,
    )  # fmt: skip
    for found in made:
        found.order, found.order_number = order, number
    made = Appointment.objects.bulk_create(made)
    for found in made:
        state = found.volunteer.state if found.volunteer.state == State.ACTIVE else State.APPOINTED
        move(
            found.volunteer,
            state,
            f"{'Renouvelé' if found.renewal_of_id else 'Nommé'} par l'arrêté n° {number}",
            by,
            at,
        )
    return made


@transaction.atomic
def sign_engagement(*, volunteer: Volunteer, engagement_signed_on: date, by: StaffMember, at: datetime) -> Volunteer:
    """IDSR-01: the act of engagement of the year is back, signed: he may be given missions."""
    on = worker(by, at)
    past(engagement_signed_on, on, "engagement_signed_on")
    row = locked(volunteer, HERE, "engagé")
    found = queries.to_engage(row, on).select_for_update().first()
    if found is None:
        raise Conflict("Aucune nomination n'attend d'engagement.")
    found.engagement_signed_on = engagement_signed_on
    found.save(update_fields=["engagement_signed_on"])
    state = State.ACTIVE if row.state == State.APPOINTED else row.state
    return move(row, state, "Acte d'engagement signé", by, at)


# --- proofs and sealed data --------------------------------------------------------------------------------


@transaction.atomic
def check_honour(
    *, volunteer: Volunteer, honourable_until: date, document: UploadedFile | None = None, by: StaffMember, at: datetime
) -> Volunteer:  # fmt: skip
    """IDSR-09: seen, and until when; the paper itself may be kept."""
    return keep_proof(volunteer, "honour_proof", "honourable_until", honourable_until, document,
                      "Honorabilité vérifiée", by, at)  # fmt: skip


@transaction.atomic
def record_agreement(
    *, volunteer: Volunteer, employer_agrees_until: date, document: UploadedFile | None = None, by: StaffMember,
    at: datetime,
) -> Volunteer:  # fmt: skip
    """IDSR-04: the employer lets him act on working time."""
    return keep_proof(volunteer, "employer_agreement", "employer_agrees_until", employer_agrees_until, document,
                      "Accord de l'employeur", by, at)  # fmt: skip


def keep_proof(
    volunteer: Volunteer, proof: str, field: str, until: date, document: UploadedFile | None, said: str,
    by: StaffMember, at: datetime,
) -> Volunteer:  # fmt: skip
    on = worker(by, at)
    if until < on:
        raise DomainError("Cette date est déjà passée.", field=field)
    row = locked(volunteer, (*WAITING, *HERE), "modifié")
    if document is not None:
        setattr(row, proof, store_upload(document, by=by, at=at))
    setattr(row, field, until)
    return move(row, row.state, f"{said} jusqu'au {french_long(until)}", by, at)


@transaction.atomic
def seal_data(
    *, volunteer: Volunteer, iban: str = "", employer: str = "", by: StaffMember | None, at: datetime
) -> Volunteer:
    """What is given is sealed; what is left blank stays as it was. Nobody reads it back without saying so."""
    if by is not None:
        worker(by, at)
    row = locked(volunteer, None, "")
    if row.state == State.ENDED and not queries.is_still_owed(row):
        raise Conflict("L'intervenant est « parti », et rien ne lui reste dû.")
    if not iban and not employer:
        raise DomainError("Donner un IBAN ou un employeur.", field="iban")
    changed = []
    if iban:
        number = tidy(iban)
        if not is_valid(number):
            raise DomainError("Cet IBAN n'est pas exact : vérifier chaque chiffre.", field="iban")
        row.sealed_iban, row.bank_given_on, row.bank_forgotten_on = seal(number), paris_day(at), None
        changed.append("coordonnées bancaires")
    if employer:
        row.sealed_employer = seal(employer)
        changed.append("employeur")
    row.save(update_fields=["sealed_iban", "sealed_employer", "bank_given_on", "bank_forgotten_on"])
    tell("volunteer.sealed", row, by, at, what=changed)
    return row


@transaction.atomic
def open_sealed(*, volunteer: Volunteer, by: StaffMember, at: datetime) -> dict[str, str]:
    """The head of the bureau and the deputy read them; each reading is told before anything shows."""
    if not opens_sealed(by, on=paris_day(at)):
        raise NotAllowed("Ces données se lisent par le chef du bureau et son adjoint.")
    tell("volunteer.sealed_read", volunteer, by, at)
    return {
        "iban": in_groups(unseal(volunteer.sealed_iban)),
        "employer": unseal(volunteer.sealed_employer),
    }


@transaction.atomic
def send_page(*, volunteer: Volunteer, by: StaffMember, at: datetime) -> Volunteer:
    """His private page, by mail: the former address closes."""
    worker(by, at)
    row = locked(volunteer, HERE, "joint")
    if not row.email:
        raise Conflict("Cet intervenant n'a pas de courriel.")
    links.open_page(row, at)
    step(row, "Lien de la page personnelle envoyé", by, at)
    tell("volunteer.page_sent", row, by, at)
    return row


# --- forgotten in time --------------------------------------------------------------------------------


@transaction.atomic
def forget_bank(*, at: datetime) -> int:
    """C2: an account number is kept no longer than its time after the last payment, or after the end. A claim that runs
    keeps it; the draft that whoever left never filed goes with it."""
    on = paris_day(at)
    before = add_months(on, -int(value(terms.BANK_MONTHS, on)))
    drop_claims(ExpenseClaim.objects.filter(status="draft", assignment__volunteer__ended_on__lte=before))
    paid = ExpenseClaim.objects.filter(status="paid")
    lately = paid.filter(paid_on__gt=before).values("assignment__volunteer")
    running = ExpenseClaim.objects.exclude(status__in=("paid", "rejected")).values("assignment__volunteer")
    rows = Volunteer.objects.select_for_update().exclude(sealed_iban="").exclude(bank_given_on__gt=before)
    rows = rows.filter(Q(ended_on__lte=before) | Q(pk__in=paid.values("assignment__volunteer")))
    found = list(rows.exclude(pk__in=lately).exclude(pk__in=running))
    for row in found:
        row.sealed_iban, row.bank_given_on, row.bank_forgotten_on = "", None, on
        row.save(update_fields=["sealed_iban", "bank_given_on", "bank_forgotten_on"])
        tell("volunteer.bank_forgotten", row, None, at)
    return len(found)


@transaction.atomic
def forget_vehicles(*, at: datetime) -> int:
    """The power of the vehicle of whoever left serves no claim any more, as long after as his account."""
    on = paris_day(at)
    before = add_months(on, -int(value(terms.BANK_MONTHS, on)))
    running = ExpenseClaim.objects.exclude(status__in=("paid", "rejected")).values("assignment__volunteer")
    rows = Volunteer.objects.select_for_update().filter(ended_on__lte=before).exclude(fiscal_power=None)
    found = list(rows.exclude(pk__in=running))
    for row in found:
        row.fiscal_power = None
        row.save(update_fields=["fiscal_power"])
        tell("volunteer.vehicle_forgotten", row, None, at)
    return len(found)


def drop_claims(rows: QuerySet[ExpenseClaim]) -> None:
    files = [str(key) for key in rows.exclude(proofs=None).values_list("proofs", flat=True)]
    rows.delete()
    for key in files:
        remove_file(key=key)


@transaction.atomic
def forget_former(*, at: datetime) -> int:
    """C2: some time after the end, what names a volunteer goes; his missions remain for the figures."""
    on = paris_day(at)
    before = add_months(on, -int(value(terms.KEPT_MONTHS, on)))
    rows = list(Volunteer.objects.select_for_update().filter(ended_on__lte=before, is_anonymised=False))
    for row in rows:
        forget_words_of(row)
        files = files_of(row)
        row.last_name, row.first_name, row.birth_date = "Ancien intervenant", "", None
        row.fiscal_power, row.driving, row.home_commune, row.max_per_month = None, [], None, None
        for name in ("email", "phone", "address", "motivation", "interview", "sealed_iban", "sealed_employer",
                     "languages"):  # fmt: skip
            setattr(row, name, "")
        row.employer_agreement = row.honour_proof = None
        row.is_anonymised = True
        row.save()
        row.availabilities.all().delete()
        for key in [*files, *orders_without(row, at)]:
            remove_file(key=key)
        forget_told(row, at)
        tell("volunteer.anonymised", row, None, at)
    return len(rows)


def forget_words_of(row: Volunteer) -> None:
    """What he wrote and what was written of him, his name included in the steps of former times."""
    row.steps.update(comment="")
    for found in row.steps.filter(words__contains=str(row)):
        found.words = found.words.replace(str(row), "l'intervenant")
        found.save(update_fields=["words"])
    row.assignments.update(answer_note="", remarks="")
    ExpenseClaim.objects.filter(assignment__volunteer=row).update(other_words="")


def orders_without(row: Volunteer, at: datetime) -> list[str]:
    """The orders of his team mates named him: they are made again as of their day, and the former files are given."""
    mates = MissionAssignment.objects.filter(mission__assignments__volunteer=row, order__isnull=False)
    former = []
    for found in mates.exclude(volunteer=row).select_related("mission__commune", "volunteer", "order").distinct():
        former.append(str(found.order_id))
        found.order = keep_order(found, paris_day(found.mission.confirmed_at or found.order.created_at), by=None, at=at)
        found.save(update_fields=["order"])
    return former


def forget_told(row: Volunteer, at: datetime) -> None:
    """What the journal told of him in words goes, as for a case that is purged; the facts stay."""
    claims = ExpenseClaim.objects.filter(assignment__volunteer=row)
    empty_details(
        subjects=[identity(found) for found in (row, *row.assignments.all(), *claims)], label=row.told_as,
        unit_code=UNIT, details={"ended_on": str(row.ended_on)}, by=None, at=at,
    )  # fmt: skip


def files_of(row: Volunteer) -> list[str]:
    """Taken from what held them: his orders, the proofs of his expenses, his own papers."""
    claims = ExpenseClaim.objects.filter(assignment__volunteer=row)
    held = [*row.assignments.values_list("order", flat=True), *claims.values_list("proofs", flat=True),
            row.employer_agreement_id, row.honour_proof_id]  # fmt: skip
    row.assignments.update(order=None)
    for claim in claims:
        claim.proofs.clear()
    return [str(key) for key in held if key]


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    before = at - timedelta(days=int(value(terms.CONFIRM_DAYS, paris_day(at))))
    late = Volunteer.objects.select_for_update(skip_locked=True).filter(
        state=State.CANDIDATE, number="", channel=Volunteer.Channel.PORTAL, recorded_at__lt=before
    )
    keys = list(late.values_list("pk", flat=True))
    Volunteer.objects.filter(pk__in=keys).delete()
    return len(keys)


for column in ("sealed_iban", "sealed_employer"):
    declare_sealed("road_safety.Volunteer", column)
