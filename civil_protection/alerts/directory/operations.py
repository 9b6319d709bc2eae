"""Keeping the directory: people, numbers, checks, what failed, groups; erasing those who have left."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.models import CallAttempt
from civil_protection.alerts.directory.models import AlertContact, AlertGroup, ContactPhone, DirectoryTask
from civil_protection.alerts.directory.numbers import international
from civil_protection.alerts.directory.queries import STALE, in_state, stale_before
from civil_protection.policies import UNIT, heads_civil_protection, works_in_civil_protection
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import add_months, counted
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

TO_CHECK = declare_kind("alert_contacts", "Des contacts de l'annuaire d'alerte sont à vérifier", "digest").code
MOST_PHONES = 6
ERASED = ""


def tell(verb: str, row: AlertContact | AlertGroup | DirectoryTask, by: StaffMember | None, at: datetime, label: str,
         **details: Any) -> None:  # fmt: skip
    record(by=by, at=at, action=f"alert_directory.{verb}", subject=row, label=label[:250], unit_code=UNIT,
           details=details)  # fmt: skip


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("L'annuaire d'alerte est tenu par les agents du service.")


def place_of(contact: AlertContact) -> str:
    """What the journal says of a contact: the function and the place, not the person."""
    return f"{contact.get_role_display()}, {contact.place}"


# --- people -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_contact(*, phones: Sequence[tuple[str, str]], by: StaffMember, at: datetime, **facts: Any) -> AlertContact:
    """`phones`: (nature, number as typed) in the order in which they are called. DomainError says what is wrong."""
    allowed(by, at)
    contact = AlertContact(recorded_at=at, **checked(facts))
    contact.save()
    keep_phones(contact, phones)
    tell("added", contact, by, at, place_of(contact))
    return contact


@transaction.atomic
def change_contact(
    *, contact: AlertContact, phones: Sequence[tuple[str, str]], by: StaffMember, at: datetime, **facts: Any
) -> AlertContact:
    """Everything at once, as the form shows it. A number that failed and is no longer there is corrected."""
    allowed(by, at)
    row = AlertContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    for name, new in checked(facts).items():
        setattr(row, name, new)
    row.save()
    keep_phones(row, phones)
    kept = set(row.phones.values_list("number", flat=True)) | set(row.emails)
    open_tasks = row.tasks.filter(closed_at__isnull=True).exclude(number__in=kept)
    open_tasks.update(closed_at=at, closed_by=by, outcome="Numéro retiré ou remplacé")
    tell("changed", row, by, at, place_of(row))
    return row


def checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, once they agree."""
    commune: Commune | None = facts.get("commune")
    organisation: Organisation | None = facts.get("organisation")
    if (commune is None) == (organisation is None):
        raise DomainError("Choisir une commune, ou un organisme, mais pas les deux.", field="commune")
    first, last = facts.get("available_from"), facts.get("available_until")
    if (first is None) != (last is None):
        missing = "available_until" if last is None else "available_from"
        raise DomainError("Les deux heures de disponibilité vont ensemble.", field=missing)
    if first is not None and first == last:
        raise DomainError("Ces deux heures ne laissent aucun temps.", field="available_until")
    check_title(facts.get("title", ""))
    return dict(facts)


def keep_phones(contact: AlertContact, phones: Sequence[tuple[str, str]]) -> None:
    """The numbers in their order, replacing those before."""
    if len(phones) > MOST_PHONES:
        raise DomainError(f"Un contact a {MOST_PHONES} numéros au plus.")
    numbers: list[tuple[str, str]] = []
    for rank, (kind, typed) in enumerate(phones, start=1):
        field = f"number_{rank}"
        if kind not in ContactPhone.Kind.values:
            raise DomainError("Choisir la nature de ce numéro.", field=f"kind_{rank}")
        try:
            number = international(typed)
        except ValueError as refusal:
            raise DomainError(str(refusal), field=field) from refusal
        if number in {known for _, known in numbers}:
            raise DomainError("Ce numéro est déjà donné au-dessus.", field=field)
        numbers.append((kind, number))
    contact.phones.all().delete()
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=contact, kind=kind, rank=rank, number=number)
        for rank, (kind, number) in enumerate(numbers, start=1)
    )


@transaction.atomic
def note_check(
    *, contact: AlertContact, checked_on: date, checked_by: str, by: StaffMember, at: datetime
) -> AlertContact:
    """The contact answered, or confirmed in writing."""
    allowed(by, at)
    if checked_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="checked_on")
    row = AlertContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    row.checked_on, row.checked_by = checked_on, checked_by
    row.save(update_fields=["checked_on", "checked_by"])
    tell("checked", row, by, at, place_of(row), checked_on=checked_on.isoformat(), way=row.get_checked_by_display())
    return row


def remind_checks(*, at: datetime) -> int:
    """Once a month, tell the service of the contacts whose check is too old. How many."""
    on = paris_day(at)
    stale = AlertContact.objects.filter(in_state(STALE, on, stale_before(on))).count()
    if stale:
        notify(
            recipients=staff_of_unit(UNIT, on),
            kind=TO_CHECK,
            key=f"{on:%Y-%m}",
            title=f"Annuaire d'alerte : {counted(stale, 'contacts')} à vérifier",
            url=f"{reverse('civil_protection:alert-contacts')}?state={STALE}",
            at=at,
        )
    return stale


@transaction.atomic
def note_reading(*, contact: AlertContact, by: StaffMember, at: datetime) -> None:
    """Numbers and addresses of a person were shown: a line of the journal (RGPD, art. 5 and 32)."""
    tell("read", contact, by, at, place_of(contact))


@transaction.atomic
def note_reading_of_all(*, how: str, by: StaffMember, at: datetime) -> None:
    """The whole directory left, with its numbers: on paper or as a file."""
    record(by=by, at=at, action="alert_directory.taken", subject=("alertdirectory", "all"), label="Annuaire d'alerte",
           unit_code=UNIT, details={"way": how})  # fmt: skip


@transaction.atomic
def remove_contact(*, contact: AlertContact, by: StaffMember, at: datetime) -> None:
    """Before its time: a person who asks for it, or a mistake."""
    allowed(by, at)
    row = AlertContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    tell("removed", row, by, at, place_of(row))
    forget(row)


def forget(contact: AlertContact) -> None:
    """The row, its numbers, and what the campaigns remember of the person. Their figures and their times stay."""
    CallAttempt.objects.filter(contact=contact).update(person=place_of(contact)[:200], address=ERASED)
    contact.delete()


@transaction.atomic
def forget_former(*, at: datetime) -> int:
    """Erase those whose office ended long enough ago. Nightly; how many."""
    today = paris_day(at)
    months = value(settled.REMOVAL.code, today)
    former = AlertContact.objects.filter(valid_until__lt=today).select_related("commune", "organisation")
    gone = [row for row in former.select_for_update(of=("self",)) if add_months(row.valid_until, months) <= today]
    for row in gone:
        tell("erased", row, None, at, place_of(row), valid_until=row.valid_until.isoformat())
        forget(row)
    return len(gone)


@transaction.atomic
def close_task(*, task: DirectoryTask, outcome: str, by: StaffMember, at: datetime) -> DirectoryTask:
    """« Corriger annuaire » is done."""
    allowed(by, at)
    row = DirectoryTask.objects.select_for_update(of=("self",)).select_related("contact").get(pk=task.pk)
    if row.closed_at is not None:
        raise Conflict("Cette tâche est déjà close.")
    check_text(outcome, field="outcome")
    row.closed_at, row.closed_by, row.outcome = at, by, outcome
    row.save(update_fields=["closed_at", "closed_by", "outcome"])
    tell("task_closed", row, by, at, place_of(row.contact))
    return row


# --- groups -------------------------------------------------------------------------------------------------


@transaction.atomic
def save_group(
    *, group: AlertGroup | None, communes: Sequence[Commune] = (), organisations: Sequence[Organisation] = (),
    by: StaffMember, at: datetime, **facts: Any,
) -> AlertGroup:  # fmt: skip
    """A new group, or the same one otherwise. A locked one belongs to the head of the service."""
    allowed(by, at)
    heads = heads_civil_protection(by, on=paris_day(at))
    if group is not None:
        group = AlertGroup.objects.select_for_update().get(pk=group.pk)
    if not heads and (facts.get("is_locked") or group is not None and group.is_locked):
        raise NotAllowed("Ce groupe est réservé au chef du service.")
    check_title(facts["name"], field="name")
    if AlertGroup.objects.filter(name__iexact=facts["name"]).exclude(pk=group and group.pk).exists():
        raise Conflict("Un autre groupe porte ce nom.", field="name")
    row = group or AlertGroup()
    for name, new in facts.items():
        setattr(row, name, new)
    named = row.every_commune or row.flags or row.rivers or row.kinds or communes or organisations
    if not named:
        raise DomainError("Ce groupe ne contient personne : choisir un filtre ou des membres.")
    row.save()
    row.communes.set(communes)
    row.organisations.set(organisations)
    tell("group_saved", row, by, at, str(row))
    return row
