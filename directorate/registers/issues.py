"""Reading the issues of the official register: what one holds, what may not be published, what was sealed."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from directorate.documents.files import open_file
from directorate.documents.markup import plain_text
from directorate.documents.models import Letter, StoredFile
from directorate.documents.redaction import letters_in, occurs
from directorate.jobs.operations import UNFINISHED
from directorate.org.models import StaffMember
from directorate.org.secrecy import without_hidden
from directorate.registers.models import RegisterCorrection, RegisterEntry, RegisterIssue
from directorate.registers.queries import visible_acts
from directorate.web.errors import NotFound

# The files of an issue: the field that keeps each, its extension and its type.
FILES: Mapping[str, tuple[str, str]] = {
    "page": ("html", "text/html"),
    "pdf": ("pdf", "application/pdf"),
    "data": ("json", "application/json"),
}
# What one reads of a letter to hide persons in it: the merged values that name them.
PERSONAL = (("applicant", "name"), ("applicant", "representative"), ("applicant", "email"), ("applicant", "address"))
UNPUBLISHED_ROWS = 50

Bar = Callable[[Collection[int]], Mapping[int, str]]
# The register does not know why an act may not be published: the packages above say it, letter by letter.
BARS: list[Bar] = []


def tell_bar(told: Bar) -> None:
    """Declare what may not be published: `told(keys of letters)` gives a sentence for each letter that may not be."""
    BARS.append(told)


def barred(keys: Collection[int]) -> dict[int, str]:
    """Why these letters may not be published, for those that may not. One question for all of them."""
    found: dict[int, str] = {}
    for told in BARS:
        found |= told(keys)
    return found


# --- in preparation -----------------------------------------------------------------------------------------


def is_being_published(issue: RegisterIssue) -> bool:
    return issue.published_on is None and issue.job is not None and issue.job.state in UNFINISHED


def ordered_entries(issue: RegisterIssue) -> QuerySet[RegisterEntry]:
    """By service, then in the order that was chosen."""
    entries = issue.entries.select_related("unit", "letter__signed_by", "letter__pdf", "pdf")
    return entries.order_by("unit__rank", "unit__name", "position")


def chosen_entries(issue: RegisterIssue) -> list[RegisterEntry]:
    """What a publication takes: neither what is postponed, nor what may not be published."""
    entries = [entry for entry in ordered_entries(issue) if not entry.postponed]
    kept_out = barred([entry.letter_id for entry in entries])
    return [entry for entry in entries if entry.letter_id not in kept_out]


def visible_entry(staff: StaffMember, pk: int, on: date) -> RegisterEntry:
    """An act of an issue, less those that this person may not know of before they are public."""
    found = RegisterEntry.objects.select_related("issue__job", "letter", "unit").filter(pk=pk).first()
    if found is not None and found.issue.published_on is None:
        found = found if without_hidden(Letter.objects.filter(pk=found.letter_id), staff, on).exists() else None
    if found is None:
        raise NotFound("Cet acte n'est pas au recueil, ou vous n'y avez pas accès.")
    return found


def visible_corrections(issue: RegisterIssue) -> QuerySet[RegisterCorrection]:
    """The rectificatifs that an issue carries: they speak of acts that are public already."""
    return issue.corrections.select_related("entry__issue", "entry__letter")


def rank_in_service(entry: RegisterEntry) -> int:
    return RegisterEntry.objects.filter(issue=entry.issue_id, unit=entry.unit_id, position__lte=entry.position).count()


def state_of(entry: RegisterEntry) -> str:
    """What was chosen for an act, in a word that its page sends back: a colleague may choose otherwise meanwhile."""
    return digest([f"{entry.pk}:{entry.postponed}", *(f"\n{passage}" for passage in entry.passages)])[:16]


def state_of_issue(entries: Iterable[RegisterEntry]) -> str:
    return digest(map(state_of, entries))[:16]


def words_of_act(letter: Letter) -> str:
    """All that an act says, its title among it."""
    return f"{letter.title}\n{letter.html and plain_text(letter.html)}"


def suggested_passages(letter: Letter) -> list[str]:
    """The names, addresses and e-mails of the person whom the act concerns, when they are in it; names word by word."""
    found: list[str] = []
    for group, name in PERSONAL:
        value = (letter.context.get(group) or {}).get(name) or ""
        found += [line.strip() for line in value.splitlines()]
        if name in ("name", "representative"):
            found += [word for word in value.replace(",", " ").split() if word[:1].isupper()]
    said = words_of_act(letter)
    return [text for text in dict.fromkeys(found) if letters_in(text) > 2 and occurs(text, said)]


def unpublished_acts(staff: StaffMember, on: date) -> list[tuple[Letter, str]]:
    """The last signed acts that are in no issue, among those that this person reads, with the reason of each."""
    own = visible_acts(staff, on).exclude(state=Letter.State.TAKEN_OVER)
    acts = list(own.filter(register_entry__isnull=True).order_by("-signed_at")[:UNPUBLISHED_ROWS])
    reasons = barred([act.pk for act in acts])
    return [(act, reasons.get(act.pk, "Pas encore notifié : il entre au recueil à sa notification.")) for act in acts]


# --- published ----------------------------------------------------------------------------------------------


def published_issues() -> QuerySet[RegisterIssue]:
    """What everybody may read."""
    return RegisterIssue.objects.filter(sealed_at__isnull=False).select_related("page", "pdf", "data")


def published_issue(year: int, number: int) -> RegisterIssue:
    issue = published_issues().filter(year=year, number=number).first()
    if issue is None:
        raise NotFound("Ce numéro du recueil n'est pas publié.")
    return issue


def corrections_of(issue: RegisterIssue) -> QuerySet[RegisterCorrection]:
    """The rectificatifs that later issues, published, made to this one."""
    made = RegisterCorrection.objects.filter(entry__issue=issue, issue__sealed_at__isnull=False)
    return made.select_related("issue", "entry__letter").order_by("issue__published_on", "pk")


def files_of(issue: RegisterIssue) -> dict[str, StoredFile]:
    """By extension."""
    return {FILES[field][0]: getattr(issue, field) for field in FILES}


def seal_of(files: Mapping[str, StoredFile]) -> str:
    """The SHA-256 of the lines "html:<SHA-256 of the file>", one for each file, in the order of the names."""
    return digest(f"{name}:{files[name].sha256}\n" for name in sorted(files))


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def broken_seals(issue: RegisterIssue) -> list[str]:
    """The files whose bytes are no longer those that were sealed, by extension, read again; empty when all hold."""
    files = files_of(issue)
    found = ["seal"] if seal_of(files) != issue.seal else []
    for name, stored in files.items():
        with open_file(stored) as content:
            if hashlib.sha256(content.read()).hexdigest() != stored.sha256:
                found.append(name)
    return found
