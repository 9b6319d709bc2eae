"""Writing accounts: who may sign in, with which first password, in which post. The journal never holds a password."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from directorate.accounts.errors import AccountRefused, AlreadyChanged
from directorate.jobs.operations import post_mail
from directorate.journal.operations import record
from directorate.org import operations as org
from directorate.org.errors import PostingRefused
from directorate.org.models import Posting, SignatureDelegation, StaffMember, Unit
from directorate.org.policies import gives_role
from directorate.org.queries import administrators_on, open_posting
from directorate.org.signing import french_date
from directorate.web import second_factor

Role = Posting.Role
# Four groups of four: 79 bits, typed once.
GROUPS, GROUP_LENGTH = 4, 4
# What a person's page says of them, in its order and in words.
FIELDS: Mapping[str, str] = {
    "civility": "Civilité",
    "first_name": "Prénom",
    "last_name": "Nom",
    "title": "Qualité",
    "email": "Adresse électronique",
    "phone": "Téléphone",
}


@dataclass(frozen=True)
class Given:
    """A person and the provisional password to hand over. It is shown once and written nowhere."""

    staff: StaffMember
    password: str


def mark_of(staff: StaffMember) -> str:
    """What a page has seen of an account; a quicker colleague makes it another."""
    values = [str(getattr(staff, name)) for name in (*FIELDS, "is_active", "password")]
    return salted_hmac("directorate.accounts", "\n".join(values), algorithm="sha256").hexdigest()[:32]


def mark_of_posting(posting: Posting | None) -> str:
    return f"{posting.pk}-{posting.ends_on or ''}" if posting else ""


# --- accounts -----------------------------------------------------------------------------------------------


@transaction.atomic
def create_account(
    *,
    username: str,
    civility: str,
    first_name: str,
    last_name: str,
    title: str,
    email: str,
    phone: str = "",
    unit: Unit,
    role: str,
    starts_on: date,
    by: StaffMember | None,
    at: datetime,
) -> Given:
    """A new person with a post and a provisional password, to be changed at the first sign-in."""
    staff = _written(
        StaffMember(
            username=username, civility=civility, first_name=first_name, last_name=last_name, title=title,
            email=email, phone=phone,
        )
    )  # fmt: skip
    password = _draw_password(staff)
    _record(staff, "created", by=by, at=at, unit=unit, login=username, title=title)
    org.record_posting(staff=staff, unit=unit, role=role, starts_on=starts_on, by=by, at=at)
    return Given(staff, password)


@transaction.atomic
def create_first_administrator(*, username: str, password: str, must_change: bool, unit: Unit, at: datetime):
    """The account by which the others are created, in a base that has none. The rest of its page is filled later."""
    if StaffMember.objects.exists():
        raise AlreadyChanged("Cette base a déjà des comptes : un administrateur crée les suivants dans l'application.")
    staff = StaffMember(username=username, title=Role.ADMINISTRATOR.label, must_change_password=must_change)
    try:
        validate_password(password, staff)
    except ValidationError as refusal:
        raise AccountRefused(" ".join(refusal.messages), field="password") from refusal
    staff.set_password(password)
    staff = _written(staff)
    _record(staff, "created", by=None, at=at, unit=unit, login=username)
    org.record_posting(staff=staff, unit=unit, role=Role.ADMINISTRATOR, starts_on=localdate(at), by=None, at=at)
    return staff


def _written(staff: StaffMember) -> StaffMember:
    """Saved under a name that nobody has, whatever its capitals: two would be mistaken for one another."""
    taken = AccountRefused(f"L'identifiant « {staff.username} » est déjà pris.", field="username")
    if StaffMember.objects.filter(username__iexact=staff.username).exists():
        raise taken
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error
    return staff


@transaction.atomic
def change_account(
    *,
    staff: StaffMember,
    seen: str,
    civility: str,
    first_name: str,
    last_name: str,
    title: str,
    email: str,
    phone: str = "",
    by: StaffMember,
    at: datetime,
) -> StaffMember:
    """Correct what the page of a person says. Acts already signed keep what they say."""
    staff = _locked(staff, seen)
    values = {
        "civility": civility, "first_name": first_name, "last_name": last_name, "title": title, "email": email,
        "phone": phone,
    }  # fmt: skip
    changes = [
        {"label": label, "before": str(getattr(staff, name)), "after": values[name]}
        for name, label in FIELDS.items()
        if getattr(staff, name) != values[name]
    ]
    if not changes:
        return staff
    for name, value in values.items():
        setattr(staff, name, value)
    staff.save(update_fields=list(values))
    _record(staff, "changed", by=by, at=at, changes=changes)
    return staff


@transaction.atomic
def close_account(*, staff: StaffMember, seen: str, by: StaffMember, at: datetime) -> StaffMember:
    """The person no longer enters: every session ends at once, and for good, since the password is gone too."""
    _lock_with_administrators(staff, at)
    current = StaffMember.objects.get(pk=staff.pk)
    if not current.is_active:
        raise AlreadyChanged(f"Le compte de {current} est déjà désactivé.")
    staff = _locked(staff, seen)
    if staff == by:
        raise AccountRefused("On ne désactive pas son propre compte : un autre administrateur le fait.")
    _keep_an_administrator(staff, at)
    staff.is_active = False
    staff.set_unusable_password()
    staff.save(update_fields=["is_active", "password"])
    _record(staff, "closed", by=by, at=at)
    return staff


@transaction.atomic
def reopen_account(*, staff: StaffMember, seen: str, by: StaffMember, at: datetime) -> Given:
    """The person enters again, with a provisional password and a telephone to enrol."""
    org.lock_people(staff)
    current = StaffMember.objects.get(pk=staff.pk)
    if current.is_active:
        raise AlreadyChanged(f"Le compte de {current} est déjà actif.")
    staff = _locked(staff, seen)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    password = _renew_entry(staff)
    _record(staff, "reopened", by=by, at=at)
    _warn(staff, by=by, at=at)
    return Given(staff, password)


@transaction.atomic
def give_password(*, staff: StaffMember, seen: str, by: StaffMember, at: datetime) -> Given:
    """A provisional password for whoever has lost theirs. Sessions end, telephone and recovery codes are forgotten."""
    if staff == by:
        raise AccountRefused("Votre propre mot de passe se change dans « Mon compte ».")
    staff = _locked(staff, seen)
    if not staff.is_active:
        raise AccountRefused(f"Le compte de {staff} est désactivé : réactivez-le, un mot de passe sera remis.")
    password = _renew_entry(staff)
    _record(staff, "password_given", by=by, at=at)
    _warn(staff, by=by, at=at)
    return Given(staff, password)


def _renew_entry(staff: StaffMember) -> str:
    second_factor.remove(user=staff)
    forget_failures(username=staff.username)
    return _draw_password(staff)


def _warn(staff: StaffMember, *, by: StaffMember, at: datetime) -> None:
    """Whoever did not ask for a new password learns that somebody else may enter in their name."""
    if not staff.email:
        return
    post_mail(
        key=f"password-given:{staff.pk}:{mark_of(staff)}",
        to=staff.email,
        subject="Votre mot de passe a été remplacé",
        body=render_to_string(
            "emails/password_given.txt", {"by": by, "on": french_date(localdate(at)), "site": settings.SITE_NAME}
        ),
        at=at,
    )


def _draw_password(staff: StaffMember) -> str:
    """A new password changes what sessions were signed with: those that are open are refused at once."""
    letters = [secrets.choice(second_factor.ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)]
    groups = ["".join(letters[place : place + GROUP_LENGTH]) for place in range(0, len(letters), GROUP_LENGTH)]
    password = "-".join(groups)
    staff.set_password(password)
    staff.must_change_password = True
    staff.save(update_fields=["password", "must_change_password"])
    return password


def _locked(staff: StaffMember, seen: str) -> StaffMember:
    """The account as it is now, once nobody else can write it, if it is still what the page has shown."""
    org.lock_people(staff)
    current = StaffMember.objects.get(pk=staff.pk)
    if mark_of(current) != seen:
        raise AlreadyChanged(f"La fiche de {current} a changé depuis l'ouverture de cette page : relisez-la.")
    return current


# --- postings -----------------------------------------------------------------------------------------------


@transaction.atomic
def assign(
    *, staff: StaffMember, seen: str, unit: Unit, role: str, starts_on: date, by: StaffMember, at: datetime
) -> Posting:
    """Another unit or another role from a day on. What lapses with the former one is written in the journal."""
    _lock_with_administrators(staff, at)
    current = _posting_as_seen(staff, seen)
    _check_giver(staff, current, role, by=by, at=at)
    if current is not None:
        if (current.unit_id, current.role) == (unit.pk, role):
            raise PostingRefused(f"{staff} occupe déjà ce poste.", field="unit")
        _check_not_past(starts_on, "starts_on", at)
        if current.starts_on == starts_on:
            raise PostingRefused(
                "L'affectation en cours commence ce même jour : choisissez un jour suivant.", field="starts_on"
            )
        if role != Role.ADMINISTRATOR:
            _keep_an_administrator(staff, at)
    return org.record_posting(staff=staff, unit=unit, role=role, starts_on=starts_on, by=by, at=at)


@transaction.atomic
def end_assignment(
    *, staff: StaffMember, seen: str, ends_on: date, by: StaffMember, at: datetime
) -> list[SignatureDelegation]:
    """The person leaves the post on that day (excluded). Gives the delegations that lapse with it."""
    _lock_with_administrators(staff, at)
    current = _posting_to_end(staff, seen, by=by, at=at)
    _check_not_past(ends_on, "ends_on", at)
    return org.end_posting(posting=current, ends_on=ends_on, by=by, at=at)


@transaction.atomic
def withdraw_assignment(*, staff: StaffMember, seen: str, by: StaffMember, at: datetime) -> Posting:
    """Take back a posting that has not begun: nothing was done under it."""
    _lock_with_administrators(staff, at)
    return org.withdraw_posting(posting=_posting_to_end(staff, seen, by=by, at=at), by=by, at=at)


def _posting_to_end(staff, seen, *, by, at) -> Posting:
    current = _posting_as_seen(staff, seen)
    if current is None:
        raise AlreadyChanged(f"{staff} n'a plus d'affectation en cours.")
    _check_giver(staff, current, current.role, by=by, at=at)
    _keep_an_administrator(staff, at)
    return current


def _posting_as_seen(staff, seen) -> Posting | None:
    current = open_posting(staff)
    if mark_of_posting(current) != seen:
        raise AlreadyChanged(f"L'affectation de {staff} a changé depuis l'ouverture de cette page : relisez-la.")
    return current


def _check_giver(staff, current, role, *, by, at) -> None:
    if staff == by:
        raise AccountRefused("On ne change pas sa propre affectation : un collègue habilité le fait.")
    on = localdate(at)
    if not gives_role(by, role, on=on) or (current is not None and not gives_role(by, current.role, on=on)):
        raise AccountRefused("L'administrateur de l'application donne et retire cette fonction.", field="role")


def _check_not_past(day, field, at) -> None:
    if day < localdate(at):
        raise PostingRefused(
            "Une affectation ne se termine pas dans le passé : des actes ont pu être signés depuis.", field=field
        )


# --- what is common -----------------------------------------------------------------------------------------


def _lock_with_administrators(staff: StaffMember, at: datetime) -> None:
    """Two administrators who remove one another at the same moment wait for each other."""
    org.lock_people(staff, *administrators_on(localdate(at)))


def _keep_an_administrator(staff: StaffMember, at: datetime) -> None:
    left = administrators_on(localdate(at))
    if staff in left and len(left) == 1:
        raise AccountRefused(f"{staff} est le dernier administrateur de l'application : nommez-en d'abord un autre.")


def _record(staff, verb, *, by, at, unit: Unit | None = None, **details: Any) -> None:
    posting = open_posting(staff)
    code = unit.pk if unit else posting.unit_id if posting else ""
    record(by=by, at=at, action=f"account.{verb}", subject=staff, label=str(staff), unit_code=code, details=details)
