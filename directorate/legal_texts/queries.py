"""Reading the register of texts: what is in force on a day, and what becomes of the texts that an act cites.

A summary of many acts reads the register once, by `whole_register` and `remembering`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_texts.citations import CODE, Citation, lies_between
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.web.errors import NotFound

# The texts of one code, or of one kind of text, each with its versions, oldest first.
Known = Mapping[LegalText, Sequence[LegalTextVersion]]
Register = Mapping[str, Known]
_remembered: ContextVar[Register | None] = ContextVar("remembered register of texts", default=None)


def family_of(text: LegalText | Citation) -> str:
    return text.code if text.kind == CODE else text.kind


# --- on a day -----------------------------------------------------------------------------------------------


def in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def on_day(on: date) -> QuerySet[LegalText]:
    """Every text; `since` and `until`: the version of that day, if there is one; `starts`, `ended`: the nearest."""
    versions = LegalTextVersion.objects.filter(text=OuterRef("pk"))
    today = versions.filter(in_force(on))
    coming = versions.filter(valid_from__gt=on).order_by("valid_from")
    past = versions.filter(valid_to__lte=on).order_by("-valid_to")
    return LegalText.objects.annotate(
        since=Subquery(today.values("valid_from")[:1]),
        until=Subquery(today.values("valid_to")[:1]),
        confidence=Subquery(today.values("confidence")[:1]),
        starts=Subquery(coming.values("valid_from")[:1]),
        ended=Subquery(past.values("valid_to")[:1]),
    ).order_by("rank", "id")


def matching(text: str) -> Q:
    return Q(label__icontains=text) | Q(title__icontains=text) | Q(article__icontains=text.replace(" ", ""))


def known_text(pk: int) -> LegalText:
    row = LegalText.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce texte n'est pas au registre.")
    return row


def versions_of(text: LegalText) -> list[LegalTextVersion]:
    """Newest first."""
    return list(text.versions.select_related("changed_by", "replaced_by").order_by("-valid_from"))


# --- what an act cites --------------------------------------------------------------------------------------


def whole_register() -> Register:
    """Every text with its versions, without their words, in one query."""
    return gathered(LegalTextVersion.objects.all())


def gathered(versions: QuerySet[LegalTextVersion]) -> Register:
    register: dict[str, dict[LegalText, list[LegalTextVersion]]] = {}
    rows = versions.select_related("text", "replaced_by").defer("words", "note", "reason")
    for row in rows.order_by("text__rank", "text_id", "valid_from"):
        register.setdefault(family_of(row.text), {}).setdefault(row.text, []).append(row)
    return register


@contextmanager
def remembering(register: Register) -> Iterator[None]:
    """Inside, the register is what was read before."""
    token = _remembered.set(register)
    try:
        yield
    finally:
        _remembered.reset(token)


def register_for(cited: Iterable[Citation]) -> Register:
    """The part of the register that these citations need."""
    if (known := _remembered.get()) is not None:
        return known
    codes = {citation.code for citation in cited if citation.kind == CODE}
    kinds = {citation.kind for citation in cited if citation.kind != CODE}
    return gathered(LegalTextVersion.objects.filter(Q(text__code__in=codes - {""}) | Q(text__kind__in=kinds)))


def is_taken_up(register: Register) -> bool:
    """A prefecture that keeps no register is not told at each act that it does not know its texts."""
    return bool(register) or (_remembered.get() is None and LegalText.objects.exists())


@dataclass
class Answer:
    """What becomes of citations on a day. `refused`: a sentence for each text that is not in force."""

    versions: list[LegalTextVersion] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def judged(cited: Sequence[Citation], on: date) -> Answer:
    """An article named, alone or at an end of a range, must be in force; inside a range, what is in force counts."""
    answer = Answer()
    register = register_for(cited)
    if not cited or not is_taken_up(register):
        return answer
    for citation in cited:
        known = register.get(family_of(citation), {})
        for article in filter(None, (citation.first, citation.last)) if citation.first else ("",):
            judge_one(answer, citation, article, known, on)
        if citation.last:
            between = [text for text in known if is_inside(text, citation)]
            answer.versions += [row for text in between if (row := on_that_day(known[text], on))]
    answer.versions = list(dict.fromkeys(answer.versions))
    answer.refused = list(dict.fromkeys(answer.refused))
    answer.unknown = list(dict.fromkeys(answer.unknown))
    return answer


def judge_one(answer: Answer, citation: Citation, article: str, known: Known, on: date) -> None:
    text = found(citation, article, known)
    if text is None:
        if not citation.is_local:
            alone = Citation(citation.kind, citation.code, citation.number, citation.dated_on, article)
            answer.unknown.append(str(alone))
        return
    if version := on_that_day(known[text], on):
        answer.versions.append(version)
    else:
        answer.refused.append(why_not_in_force(text, known[text], on))


def found(citation: Citation, article: str, known: Iterable[LegalText]) -> LegalText | None:
    """The article itself or, for a text that is not a code, the whole text."""
    same = [text for text in known if is_same(text, citation)]
    exact = next((text for text in same if text.article == article), None)
    return exact or next((text for text in same if citation.kind != CODE and not text.article), None)


def is_same(text: LegalText, citation: Citation) -> bool:
    """One code; one number when both are numbered; one date otherwise."""
    if text.kind != citation.kind or citation.kind == CODE:
        return text.kind == citation.kind and text.code == citation.code
    if text.number and citation.number:
        return text.number == citation.number
    return text.dated_on is not None and text.dated_on == citation.dated_on


def is_inside(text: LegalText, citation: Citation) -> bool:
    return is_same(text, citation) and bool(text.article) and lies_between(text.article, citation.first, citation.last)


def cites(citation: Citation, text: LegalText) -> bool:
    """Whether this citation names the text, alone, at an end of a range or inside it."""
    if citation.last and is_inside(text, citation):
        return True
    if not is_same(text, citation):
        return False
    return text.article in {citation.first, citation.last} if text.article else True


def on_that_day(versions: Iterable[LegalTextVersion], on: date) -> LegalTextVersion | None:
    return next((row for row in versions if row.covers(on)), None)


def why_not_in_force(text: LegalText, versions: Sequence[LegalTextVersion], on: date) -> str:
    """ "CSI, art. L251-2 n'est plus en vigueur depuis le 1er mars 2026 : le remplace CSI, art. L251-9." """
    past = [row for row in versions if row.valid_from <= on]
    coming = next((row for row in versions if row.valid_from > on), None)
    if not past:
        return f"{text} n'entre en vigueur que le {french_long(coming.valid_from)}."
    words = f"{text} n'est plus en vigueur depuis le {french_long(past[-1].valid_to)}"
    if past[-1].replaced_by:
        words += f" ; le texte qui le remplace : {past[-1].replaced_by}"
    if coming:
        words += f" ; il le sera de nouveau le {french_long(coming.valid_from)}"
    return f"{words}."
