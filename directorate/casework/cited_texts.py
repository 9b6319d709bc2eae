"""The texts of law that acts cite: judged before signature, kept at signature, and found again when a text changes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.models import Case, Decision
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding, Procedure
from directorate.casework.queries import visible_to
from directorate.documents.letters import engine
from directorate.documents.models import CitedText, Letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_texts.citations import CODE, INITIALS, Citation, citations
from directorate.legal_texts.concerns import Concerned, Group, tell_concerned
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.legal_texts.queries import cites, judged
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.permits.queries import visible_permits

# Rows of a group, and drafts read at most to find those that cite a text.
ROWS, MOST_DRAFTS = 50, 2_000
WRITTEN = ("visas", "grounds", "articles", "conditions")
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)


# --- before and at signature --------------------------------------------------------------------------------


def cited_by(decision: Decision) -> list[Citation]:
    """What the text of the act cites: its visas, considérants, articles and prescriptions."""
    return citations([*decision.visas, *decision.grounds, *decision.articles, decision.conditions])


def texts_in_force(decision: Decision, at: datetime) -> list[Finding]:
    """A text that is not in force on the day of the signature stops it; one that nobody knows is to be verified."""
    answer = judged(cited_by(decision), paris_day(at))
    found = [Finding(f"Texte cité qui n'est pas en vigueur : {sentence}") for sentence in answer.refused]
    if answer.unknown:
        words = " ; ".join(answer.unknown)
        found.append(Finding(f"Cité et inconnu du registre des textes, à vérifier : {words}.", blocking=False))
    return found


def keep_cited(letter: Letter, decision: Decision, at: datetime) -> None:
    """The versions in force that a signed act cites, once for all."""
    versions = judged(cited_by(decision), paris_day(at)).versions
    CitedText.objects.bulk_create([CitedText(letter=letter, version=version) for version in versions])


@dataclass(frozen=True)
class Cited:
    """A text as the page of an act shows it."""

    label: str
    url: str
    words: str


def cited_on_page(decision: Decision, at: datetime) -> list[Cited]:
    """What a signed act cited that day, or what a draft cites and the register knows."""
    if decision.letter_id:
        rows = CitedText.objects.filter(letter=decision.letter_id).select_related("version__text")
        versions: Iterable[LegalTextVersion] = [row.version for row in rows.order_by("version__text__rank")]
    else:
        versions = judged(cited_by(decision), paris_day(at)).versions
    return [
        Cited(
            str(version.text),
            reverse("directorate:legal-text", args=[version.text_id]),
            f"{version.text.title}, version en vigueur depuis le {french_long(version.valid_from)}",
        )
        for version in versions
    ]


# --- what a text concerns -----------------------------------------------------------------------------------


def told(text: LegalText, staff: StaffMember, on: date) -> Iterator[Group]:
    yield of_procedures(text)
    yield of_drafts(text, staff, on)
    yield of_permits(text, staff, on)
    yield of_acts(text, staff, on)


def of_procedures(text: LegalText) -> Group:
    rows = []
    for procedure in registry.all_procedures():
        parts = ["fondement et textes de la procédure"] if is_cited(text, citations(sentences(procedure))) else []
        parts += [letter.label for letter in procedure.letters if is_cited(text, cited_in_template(letter.template))]
        if parts:
            url = reverse("directorate:procedure", args=[procedure.code])
            rows.append(Concerned(procedure.label, url, " ; ".join(parts)))
    return Group("Procédures et modèles de courriers", rows, len(rows))


def is_cited(text: LegalText, cited: Iterable[Citation]) -> bool:
    return any(cites(citation, text) for citation in cited)


def sentences(procedure: Procedure) -> Iterator[str]:
    """Everything in the declaration of a procedure that may cite a text."""
    yield from procedure.legal_basis
    yield from procedure.visas
    for outcome in procedure.outcomes:
        yield from (*outcome.grounds, *outcome.articles)
    for opinion in procedure.opinions:
        yield opinion.article
    for part in (procedure.clock, procedure.filing, procedure.validity, procedure.redirection):
        if part is not None:
            yield part.article


@lru_cache(maxsize=512)
def cited_in_template(name: str) -> tuple[Citation, ...]:
    """What the words of a letter template cite, conditions and values set aside."""
    source = engine().get_template(name).template.source
    return tuple(citations([" ".join(MARKUP.sub(" ", source).split())]))


def of_drafts(text: LegalText, staff: StaffMember, on: date) -> Group:
    """Unsigned acts that cite it, in the cases that this person may see."""
    cases = visible_to(staff, on).filter(is_open=True)
    drafts = Decision.objects.filter(state__in=[Decision.State.DRAFT, Decision.State.SUBMITTED], case__in=cases)
    named = mentioning(drafts, text).select_related("case").order_by("case__next_due_on", "pk")
    read = list(named[: MOST_DRAFTS + 1])
    found = [row for row in read[:MOST_DRAFTS] if is_cited(text, cited_by(row))]
    rows = [
        Concerned(
            f"{row.case.reference}, {row.title}",
            reverse("directorate:decision", args=[row.case.reference]),
            row.get_state_display(),
        )
        for row in found[:ROWS]
    ]
    cut = f"Seuls les {MOST_DRAFTS} premiers projets ont été lus." if len(read) > MOST_DRAFTS else ""
    return Group("Projets d'actes en préparation ou à la signature", rows, len(found), cut or remark(found))


def mentioning(drafts: QuerySet[Decision], text: LegalText) -> QuerySet[Decision]:
    """Those whose words name the code, the number or the date: a range does not name the articles inside it."""
    names = [text.number, french_long(text.dated_on) if text.dated_on else ""]
    if text.kind == CODE:
        names = [text.code, INITIALS.get(text.code, "")]
    # An apostrophe may be straight or curved.
    patterns = [re.escape(name).replace("'", ".") for name in names if name]
    written = drafts.alias(**{f"{field}_text": Cast(field, TextField()) for field in WRITTEN})
    condition = Q()
    for field in WRITTEN:
        for pattern in patterns:
            condition |= Q(**{f"{field}_text__iregex": pattern})
    return written.filter(condition)


def of_permits(text: LegalText, staff: StaffMember, on: date) -> Group:
    """Titles that run, issued by an act that cited it."""
    running = Q(state__in=[Permit.State.IN_FORCE, Permit.State.SUSPENDED])
    lasting = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    issued = citing(text, staff, on).exclude(permit=None).values("permit")
    permits = visible_permits(staff, on).filter(running & lasting, pk__in=issued).order_by("-issued_on", "-id")
    rows = [
        Concerned(f"{row.label} n° {row.number}", reverse("directorate:permit", args=[row.pk]), row.holder)
        for row in permits[:ROWS]
    ]
    return counted("Titres en cours de validité", rows, permits)


def of_acts(text: LegalText, staff: StaffMember, on: date) -> Group:
    """Signed acts that issued no title: measures, refusals. Whether one still has effects is for the reader."""
    cases = citing(text, staff, on).filter(permit=None).select_related("decision").order_by("-decided_at", "-pk")
    rows = [
        Concerned(
            f"{row.decision.number}, {row.decision.title}",
            reverse("directorate:case", args=[row.reference]),
            f"signé le {french_long(paris_day(row.decision.signed_at))}",
        )
        for row in cases[:ROWS]
    ]
    return counted("Actes signés, sans titre délivré", rows, cases)


def citing(text: LegalText, staff: StaffMember, on: date) -> QuerySet[Case]:
    """The cases that this person may see, closed by an act that cited the text."""
    acts = CitedText.objects.filter(version__text=text).values("letter")
    return visible_to(staff, on).filter(decision__letter__in=acts)


def counted(title: str, rows: Sequence[Concerned], things: QuerySet) -> Group:
    total = len(rows) if len(rows) < ROWS else things.count()
    return Group(title, rows, total, f"Les {ROWS} plus récents sont affichés." if total > ROWS else "")


def remark(found: Sequence[Decision]) -> str:
    return f"Les {ROWS} premiers sont affichés." if len(found) > ROWS else ""


tell_concerned(told)
