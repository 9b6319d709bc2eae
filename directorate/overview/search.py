"""One question asked to every source of every manifest, and what the page shows of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from directorate.manifests import Found, Question, SearchHit, all_of
from directorate.org.models import StaffMember
from directorate.overview.finders import recent_cases
from directorate.search.full_text import cleaned, marked

SHORTEST = 2
PAGE_ROWS, PALETTE_ROWS = 8, 5


@dataclass(frozen=True)
class ShownHit:
    """A hit whose words are marked; `label` and `detail` are safe."""

    label: SafeString
    detail: SafeString
    url: str
    kind: str


@dataclass(frozen=True)
class Group:
    code: str
    label: str
    found: Found
    hits: Sequence[ShownHit]

    @property
    def has_more(self) -> bool:
        return bool(self.found.more_url) and (self.found.has_others or self.found.total > len(self.found.hits))

    @property
    def count(self) -> str:
        return f"plus de {self.found.total}" if self.found.has_others else str(self.found.total)


def question_for(staff: StaffMember, text: str, at: datetime, *, limit: int, by_relevance: bool = False) -> Question:
    return Question(staff, cleaned(text), at, limit, by_relevance)


def is_too_short(question: Question) -> bool:
    return 0 < len(question.text) < SHORTEST


def groups_of(question: Question) -> list[Group]:
    """The sources that found something, that of an exact reference first."""
    if len(question.text) < SHORTEST:
        return []
    found = [(source, source.find(question)) for source in all_of("search")]
    groups = [group(source.code, source.label, answer, question) for source, answer in found if answer.hits]
    return sorted(groups, key=lambda one: not any(hit.exact for hit in one.found.hits))


def recent_of(question: Question) -> list[Group]:
    """What to offer before anything is typed."""
    answer = recent_cases(question)
    return [group("recent", "Vos derniers dossiers", answer, question)] if answer.hits else []


def group(code: str, label: str, answer: Found, question: Question) -> Group:
    words = (*question.asked.all_words, *(question.mended.words if code == "near-cases" else ()))
    return Group(code, label, answer, [shown(hit, words) for hit in answer.hits])


def shown(hit: SearchHit, words: Sequence[str]) -> ShownHit:
    return ShownHit(marked(hit.label, words), marked(hit.detail, words), hit.url, hit.kind)


def only_exact(groups: Sequence[Group]) -> SearchHit | None:
    """The one thing that bears the reference or the number typed: the page leads straight to it."""
    exact = [hit for one in groups for hit in one.found.hits if hit.exact]
    return exact[0] if len(exact) == 1 else None
