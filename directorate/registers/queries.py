"""Reading the registers: issues with their acts, and the register of acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Expression, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from directorate.documents.models import Letter
from directorate.org.models import Posting, StaffMember, Unit
from directorate.org.queries import posting_on
from directorate.org.secrecy import hidden_keys, without_hidden
from directorate.registers.models import RegisterEntry, RegisterIssue
from directorate.search.full_text import StoredWords, holding
from directorate.web.errors import NotFound

Role = Posting.Role
AUTHORITIES = {Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}
UNIT_ROLES = {Role.CASEWORKER, Role.DEPUTY, Role.HEAD}
# The register does not know what an act comes from: the packages above tell it.
SOURCES: list[Callable[[StaffMember, date], Expression]] = []
# Nor what has become of an act since: an expression on letters, a few words or nothing.
FATES: list[Callable[[], Expression]] = []


def visible_issues(staff: StaffMember, on: date) -> QuerySet[RegisterIssue]:
    """The official register is public once published; in preparation, it is for those who are in post."""
    # Counted issue by issue: joined, all the acts of all the years would be read to show fifty issues.
    counted = RegisterEntry.objects.filter(issue=OuterRef("pk")).order_by().values("issue").values(total=Count("pk"))
    issues = RegisterIssue.objects.select_related("published_by").annotate(acts=Coalesce(Subquery(counted), 0))
    return issues if posting_on(staff, on) else issues.none()


def visible_issue(staff: StaffMember, pk: int, on: date) -> RegisterIssue:
    issue = visible_issues(staff, on).filter(pk=pk).first()
    if issue is None:
        raise NotFound("Ce numéro du recueil n'existe pas.")
    return issue


@dataclass(frozen=True)
class ActsOfUnit:
    unit: Unit
    entries: Sequence[RegisterEntry]


def acts_by_unit(issue: RegisterIssue, staff: StaffMember, on: date) -> list[ActsOfUnit]:
    """The acts of an issue, service by service, in the order in which they entered it. One query.

    Publication makes an act public; before, an act that this person may not know of is left out.
    """
    entries = issue.entries.all()
    if issue.published_on is None and (hidden := hidden_keys("letter", staff, on)) is not None:
        entries = entries.exclude(letter__in=hidden)
    entries = (
        entries.select_related("unit", "letter__signed_by", "letter__pdf")
        .defer("letter__html", "letter__context")
        .order_by("unit__rank", "unit__name", "position")
    )
    return [ActsOfUnit(unit, list(rows)) for unit, rows in groupby(entries, key=lambda entry: entry.unit)]


def signed_acts() -> QuerySet[Letter]:
    """Every act with a number. Its service is the one written on the act the day it was signed."""
    return (
        Letter.objects.exclude(number="")
        .filter(signed_at__isnull=False)
        .annotate(
            service=KT("context__unit__name"),
            issue=F("register_entry__issue"),
            # An act taken over says in words where it was published, if it was.
            former_issue=KT("context__taken_over__issue"),
        )
        .select_related("signed_by", "register_entry__issue")
        .defer("html", "context")
    )


def tell_source(told: Callable[[StaffMember, date], Expression]) -> None:
    """Declare where acts come from: an expression on letters, the reference of the file that this reader may open."""
    SOURCES.append(told)


def tell_fate(told: Callable[[], Expression]) -> None:
    """Declare what may have become of acts: an expression on letters, the words that the register adds to them."""
    FATES.append(told)


def visible_act(staff: StaffMember, pk: int, on: date) -> Letter:
    act = visible_acts(staff, on).select_related("pdf").filter(pk=pk).first()
    if act is None or act.pdf is None:
        raise NotFound("Cet acte n'existe pas, ou vous n'y avez pas accès.")
    return act


def visible_acts(staff: StaffMember, on: date) -> QuerySet[Letter]:
    """The acts of one's service and those that the official register made public; all of them for the authorities.

    `source`: the reference of the file that the act closes, when its reader may open it. `fate`: what has become of it.
    """
    told = [source(staff, on) for source in SOURCES]
    fates = [fate() for fate in FATES]
    acts = signed_acts().annotate(
        source=Coalesce(*told, Value("")) if told else Value(""),
        fate=Coalesce(*fates, Value("")) if fates else Value(""),
    )
    posting = posting_on(staff, on)
    if posting is None:
        return acts.none()
    published = Q(register_entry__issue__published_on__isnull=False)
    if posting.role in AUTHORITIES:
        return without_hidden(acts, staff, on)
    if posting.role in UNIT_ROLES:
        return without_hidden(acts.filter(published | Q(service=posting.unit.name)), staff, on)
    return acts.filter(published)


def matching(acts: QuerySet[Letter], text: str) -> QuerySet[Letter]:
    """Those of these acts whose number or title holds the words of the text."""
    return holding(acts, StoredWords("pk"), text)
