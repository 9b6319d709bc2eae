"""Numbers of acts without gap nor duplicate, and the issues of the official register."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from directorate.documents.models import Letter
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember, Unit
from directorate.registers.models import RegisterCounter, RegisterEntry, RegisterIssue
from directorate.registers.policies import publishes_register
from directorate.web.errors import Conflict, DomainError, NotAllowed

OFFICIAL_REGISTER = "official-register"


def take_number(register: str, year: int) -> int:
    """The next number of the register for that year, to be used in the running transaction.

    The row stays locked until the commit: a number is given back if its act is, and no gap appears. Outside of a
    transaction the lock would not last: Django refuses to take it.
    """
    counters = RegisterCounter.objects.filter(register=register, year=year).select_for_update()
    counter = counters.first()
    if counter is None:
        RegisterCounter.objects.bulk_create([RegisterCounter(register=register, year=year)], ignore_conflicts=True)
        counter = counters.get()
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def next_number(register: str, *, at: datetime) -> str:
    """'2026/00042': the year is the one of Paris at that instant."""
    year = at.astimezone(PARIS).year
    return f"{year}/{take_number(register, year):05d}"


@transaction.atomic
def add_to_issue(*, letter: Letter, unit: Unit, by: StaffMember | None, at: datetime) -> RegisterEntry:
    """Place a signed act in the issue in preparation; the first act of an issue creates it. Once for each act."""
    if not letter.number:
        raise DomainError("Seul un acte signé et numéroté s'inscrit au recueil.")
    placed = RegisterEntry.objects.select_related("issue").filter(letter=letter).first()
    if placed is not None:
        return placed
    issue = issue_in_preparation(at.astimezone(PARIS).year)
    last = issue.entries.aggregate(last=Max("position"))["last"] or 0
    entry = RegisterEntry.objects.create(issue=issue, letter=letter, unit=unit, position=last + 1)
    record(
        by=by,
        at=at,
        action="register.act_added",
        # About the act, not about the issue: who may not know of the act does not read it in the journal either.
        subject=letter,
        label=str(issue),
        unit_code=unit.pk,
        details={"number": letter.number, "title": letter.title},
    )
    return entry


def issue_in_preparation(year: int) -> RegisterIssue:
    """The open issue of the year, locked; the counter keeps two transactions from opening it together."""
    open_issues = RegisterIssue.objects.filter(year=year, published_on__isnull=True).select_for_update()
    issue = open_issues.first()
    if issue is None:
        number = take_number(OFFICIAL_REGISTER, year)
        issue, created = RegisterIssue.objects.get_or_create(
            year=year, published_on=None, defaults={"number": number, "published_by": None}
        )
        if not created:
            RegisterCounter.objects.filter(register=OFFICIAL_REGISTER, year=year).update(last_number=number - 1)
    return open_issues.get(pk=issue.pk)


@transaction.atomic
def publish_issue(*, issue: RegisterIssue, published_on: date, by: StaffMember, at: datetime) -> RegisterIssue:
    """Publish an issue; its acts are opposable the next day (CRPA, art. L221-2)."""
    today = at.astimezone(PARIS).date()
    issue = RegisterIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if not publishes_register(by, on=today):
        raise NotAllowed("Vous ne publiez pas le recueil des actes administratifs.")
    if issue.published_on is not None:
        raise Conflict(f"{issue} est déjà publié depuis le {issue.published_on:%d/%m/%Y}.")
    if published_on > today:
        raise DomainError("Un numéro ne se publie pas à une date à venir.", field="published_on")
    entries = issue.entries.select_related("letter")
    signed = [entry.letter.signed_at for entry in entries if entry.letter.signed_at]
    if not entries:
        raise DomainError("Ce numéro ne contient aucun acte.")
    if signed and published_on < max(signed).astimezone(PARIS).date():
        raise DomainError(
            f"Un acte de ce numéro a été signé le {max(signed).astimezone(PARIS):%d/%m/%Y} : "
            "il ne peut être publié avant.",
            field="published_on",
        )
    issue.published_on = published_on
    issue.published_by = by
    issue.save(update_fields=["published_on", "published_by"])
    record(
        by=by,
        at=at,
        action="register.published",
        subject=issue,
        label=str(issue),
        details={"published_on": published_on.isoformat(), "acts": [entry.letter.number for entry in entries]},
    )
    return issue
