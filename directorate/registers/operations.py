"""Numbers of acts without gap nor duplicate, and the issues of the official register: prepared, published, sealed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from directorate.documents.files import store_bytes
from directorate.documents.models import Letter
from directorate.documents.redaction import letters_in, occurs
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember, Unit
from directorate.registers.issues import (
    FILES,
    chosen_entries,
    files_of,
    is_being_published,
    seal_of,
    state_of,
    state_of_issue,
    words_of_act,
)
from directorate.registers.models import RegisterCorrection, RegisterCounter, RegisterEntry, RegisterIssue
from directorate.registers.policies import prepares_act, publishes_register
from directorate.registers.publication import assembled, published_file
from directorate.web.errors import Conflict, DomainError, NotAllowed

OFFICIAL_REGISTER = "official-register"
PUBLICATION_JOB = "registers.publish"
MOST_PASSAGES = 60
SHORTEST_PASSAGE = 3


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


def locked_counters(register: str, years: Collection[int]) -> dict[int, RegisterCounter]:
    """The counters of these years, made if need be, locked until the commit. Two queries."""
    RegisterCounter.objects.bulk_create(
        [RegisterCounter(register=register, year=year) for year in sorted(set(years))], ignore_conflicts=True
    )
    rows = RegisterCounter.objects.select_for_update().filter(register=register, year__in=years).order_by("year")
    return {row.year: row for row in rows}


def go_on_above(counters: Mapping[int, RegisterCounter], highest: Mapping[int, int]) -> None:
    """After numbers taken over from elsewhere: the next number of a year is above the highest of them."""
    for year, number in highest.items():
        counters[year].last_number = max(counters[year].last_number, number)
    RegisterCounter.objects.bulk_update(counters.values(), ["last_number"])


def come_back_to(counters: Mapping[int, RegisterCounter], removed: Mapping[int, int], left: Mapping[int, int]) -> None:
    """Numbers taken over by mistake are gone: a year goes on after what is left, unless a number was given since.

    `removed`: the highest number taken away, by year; `left`: the highest that remains.
    """
    for year, number in removed.items():
        if counters[year].last_number == number:
            counters[year].last_number = left.get(year, 0)
    RegisterCounter.objects.bulk_update(counters.values(), ["last_number"])


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


# --- preparing an issue -------------------------------------------------------------------------------------


def open_issue(issue: RegisterIssue) -> RegisterIssue:
    """The issue, locked; Conflict when it is published or being published."""
    issue = RegisterIssue.objects.select_for_update(of=("self",)).select_related("job").get(pk=issue.pk)
    if issue.published_on is not None:
        raise Conflict(f"{issue} est publié : il ne change plus. Une erreur se corrige par un rectificatif.")
    if is_being_published(issue):
        raise Conflict(
            f"La publication de {issue} est en cours : attendez sa fin, ou annulez-la dans « Mes éditions »."
        )
    return issue


@transaction.atomic
def prepare_act(
    *,
    entry: RegisterEntry,
    position: int,
    postponed: bool,
    passages: Sequence[str],
    by: StaffMember,
    at: datetime,
    seen: str = "",
) -> RegisterEntry:
    """The rank of an act among those of its service, whether it waits for the next issue, and what is hidden in it.

    `seen`: the state that the page showed. What a colleague has hidden since is not shown again by mistake.
    """
    if not prepares_act(by, entry, on=at.astimezone(PARIS).date()):
        raise NotAllowed("Cet acte relève d'un autre service que le vôtre.")
    issue = open_issue(entry.issue)
    entry = RegisterEntry.objects.select_related("letter").get(pk=entry.pk)
    passages = checked_passages(entry, passages)
    if seen and seen != state_of(entry) and (passages, postponed) != (entry.passages, entry.postponed):
        raise Conflict(
            "Un collègue a changé ce qui sera publié de cet acte depuis que cette page est ouverte. Rien n'est"
            " enregistré : rouvrez l'acte pour voir son choix, puis faites le vôtre."
        )
    if passages != entry.passages:
        entry.passages, entry.pdf = passages, None
    entry.postponed = postponed
    entry.save(update_fields=["passages", "postponed", "pdf"])
    move_to(entry, issue, position)
    record(
        by=by,
        at=at,
        action="register.act_prepared",
        subject=entry.letter,
        label=str(issue),
        unit_code=entry.unit_id,
        # How many, and never which: the journal outlives what the publication hides.
        details={"number": entry.letter.number, "hidden": len(passages), "postponed": postponed},
    )
    return entry


def checked_passages(entry: RegisterEntry, passages: Sequence[str]) -> list[str]:
    """Each once, long enough to be told from the rest, and really in the act: a mistyped name would stay published."""
    found = list(dict.fromkeys(passage.strip() for passage in passages if passage.strip()))
    if not found:
        return []
    if len(found) > MOST_PASSAGES:
        raise DomainError(f"Un acte a au plus {MOST_PASSAGES} passages occultés.", field="passages")
    said = words_of_act(entry.letter)
    for passage in found:
        if letters_in(passage) < SHORTEST_PASSAGE:
            raise DomainError(
                f"« {passage} » est trop court : il faut {SHORTEST_PASSAGE} lettres ou chiffres au moins.",
                field="passages",
            )
        if not occurs(passage, said):
            raise DomainError(f"« {passage} » ne figure pas dans l'acte : vérifiez son orthographe.", field="passages")
    return found


def move_to(entry: RegisterEntry, issue: RegisterIssue, position: int) -> None:
    """Give the act this rank in its service; the others keep their order around it."""
    others = list(issue.entries.filter(unit=entry.unit_id).exclude(pk=entry.pk).order_by("position", "pk"))
    places = sorted([entry.position, *(other.position for other in others)])
    others.insert(max(position, 1) - 1, entry)
    for row, place in zip(others, places, strict=True):
        row.position = place
    RegisterEntry.objects.bulk_update(others, ["position"])


@transaction.atomic
def correct(*, entry: RegisterEntry, text: str, by: StaffMember, at: datetime) -> RegisterCorrection:
    """Announce a rectificatif of a published act in the issue in preparation, which names the issue of the act."""
    today = at.astimezone(PARIS).date()
    if not publishes_register(by, on=today):
        raise NotAllowed("Vous ne publiez pas le recueil des actes administratifs.")
    if entry.issue.published_on is None:
        raise DomainError("Cet acte n'est pas encore publié : il se corrige avant la publication.")
    issue = open_issue(issue_in_preparation(today.year))
    correction = RegisterCorrection.objects.create(issue=issue, entry=entry, text=text, created_at=at, created_by=by)
    record(
        by=by,
        at=at,
        action="register.corrected",
        subject=entry.letter,
        label=str(issue),
        unit_code=entry.unit_id,
        details={"number": entry.letter.number, "issue": str(entry.issue)},
    )
    return correction


# --- publishing it ------------------------------------------------------------------------------------------


@transaction.atomic
def ask_publication(*, issue: RegisterIssue, published_on: date, by: StaffMember, at: datetime, seen: str = "") -> Job:
    """Ask for the work that lays out, seals and publishes. What is chosen at this instant is what will be published.

    `seen`: the state that the page showed; a publication is final, and takes nothing that was not read.
    """
    issue = open_issue(issue)
    chosen = ready_entries(issue, published_on, by, at)
    if seen and seen != state_of_issue(chosen):
        raise Conflict("Ce numéro a changé depuis que cette page est ouverte : relisez la liste, puis publiez.")
    issue.job = enqueue(
        kind=PUBLICATION_JOB,
        label=f"Publication du {issue}",
        key=f"{PUBLICATION_JOB}:{issue.pk}:{at.isoformat()}",
        payload={
            "issue": issue.pk,
            "published_on": published_on.isoformat(),
            "entries": [entry.pk for entry in chosen],
            "page": reverse("directorate:register-issue", args=[issue.pk]),
        },
        by=by,
        at=at,
        queue="bulk",
    )
    issue.save(update_fields=["job"])
    record(
        by=by,
        at=at,
        action="register.publication_asked",
        subject=issue,
        label=str(issue),
        details={"published_on": published_on.isoformat(), "acts": [entry.letter.number for entry in chosen]},
    )
    return issue.job


def ready_entries(issue: RegisterIssue, published_on: date, by: StaffMember, at: datetime) -> list[RegisterEntry]:
    """The acts that may be published that day, in their order; a refusal says what keeps the issue from it."""
    today = at.astimezone(PARIS).date()
    if not publishes_register(by, on=today):
        raise NotAllowed("Vous ne publiez pas le recueil des actes administratifs.")
    if published_on > today:
        raise DomainError("Un numéro ne se publie pas à une date à venir.", field="published_on")
    chosen = chosen_entries(issue)
    signed = [entry.letter.signed_at for entry in chosen if entry.letter.signed_at]
    if not chosen and not issue.corrections.exists():
        raise DomainError("Ce numéro ne contient aucun acte à publier.")
    if signed and published_on < max(signed).astimezone(PARIS).date():
        raise DomainError(
            f"Un acte de ce numéro a été signé le {max(signed).astimezone(PARIS):%d/%m/%Y} : "
            "il ne peut être publié avant.",
            field="published_on",
        )
    return chosen


@transaction.atomic
def publish_issue(
    *,
    issue: RegisterIssue,
    published_on: date,
    by: StaffMember,
    at: datetime,
    entries: Sequence[int] | None = None,
) -> RegisterIssue:
    """Publish and seal an issue; its acts are opposable the next day (CRPA, art. L221-2).

    `entries`: the acts chosen when the publication was asked for, all those that may be published when None. The
    others, and those that a secret has reached since, wait in the next issue.
    """
    issue = RegisterIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.published_on is not None:
        raise Conflict(f"{issue} est déjà publié depuis le {issue.published_on:%d/%m/%Y}.")
    chosen = ready_entries(issue, published_on, by, at)
    if entries is not None:
        chosen = [entry for entry in chosen if entry.pk in set(entries)]
    chosen = [lay_out(entry=entry, at=at) for entry in chosen]
    issue.published_on = published_on
    issue.published_by = by
    issue.save(update_fields=["published_on", "published_by"])
    leave_for_the_next(issue, chosen, at)
    seal(issue, chosen, by, at)
    record(
        by=by,
        at=at,
        action="register.published",
        subject=issue,
        label=str(issue),
        details={
            "published_on": published_on.isoformat(),
            "acts": [entry.letter.number for entry in chosen],
            "seal": issue.seal,
            "files": {name: stored.sha256 for name, stored in files_of(issue).items()},
        },
    )
    return issue


def leave_for_the_next(issue: RegisterIssue, published: Sequence[RegisterEntry], at: datetime) -> None:
    """What is not published goes to the issue that opens now, in the same order."""
    left = list(issue.entries.exclude(pk__in=[entry.pk for entry in published]).order_by("position"))
    if not left:
        return
    following = issue_in_preparation(at.astimezone(PARIS).year)
    last = following.entries.aggregate(last=Max("position"))["last"] or 0
    for position, entry in enumerate(left, start=last + 1):
        entry.issue, entry.position, entry.postponed = following, position, False
    RegisterEntry.objects.bulk_update(left, ["issue", "position", "postponed"])


@transaction.atomic
def lay_out(*, entry: RegisterEntry, at: datetime) -> RegisterEntry:
    """The published version of an act, made once: the signed file, or another one without what is hidden in it."""
    locked = RegisterEntry.objects.select_for_update(of=("self",)).select_related("letter__pdf", "unit", "pdf")
    entry = locked.get(pk=entry.pk)
    if entry.pdf_id is None:
        entry.pdf = published_file(entry, at)
        entry.save(update_fields=["pdf"])
    return entry


def seal(issue: RegisterIssue, entries: Sequence[RegisterEntry], by: StaffMember, at: datetime) -> None:
    """Make the files of the issue and shut it: from here the database refuses any change."""
    name = f"raa-{issue.year}-{issue.number:03d}"
    made = assembled(issue, entries)
    for field, (extension, media_type) in FILES.items():
        setattr(issue, field, store_bytes(made[field], f"{name}.{extension}", media_type, by=by, at=at))
    issue.seal = seal_of(files_of(issue))
    issue.sealed_at = at
    issue.save(update_fields=[*FILES, "seal", "sealed_at"])
