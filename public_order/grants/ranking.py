"""Ranking projects on one envelope, with the reason of each place (B7.5, W16). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from directorate.money.amounts import NONE, TENTH, words
from public_order.grants.catalogue import Refusal, Verdict


@dataclass(frozen=True)
class Project:
    """`asked`: what it would get, whole: its ask brought under its ceiling."""

    key: int
    score: Decimal | None
    relevance: Decimal
    asked: Decimal
    has_good_report: bool = False
    is_priority: bool = False


@dataclass(frozen=True)
class Place:
    key: int
    rank: int
    verdict: str
    amount: Decimal
    reason: str
    may_take_the_rest: bool = False
    refusal: str = ""


def order(projects: Iterable[Project]) -> list[Project]:
    """By score; then a renewal well reported, a priority district, the smaller ask."""
    return sorted(
        projects,
        key=lambda row: (
            -(row.score if row.score is not None else Decimal(-1)), not row.has_good_report, not row.is_priority,
            row.asked, row.key,
        ),
    )  # fmt: skip


def rank(projects: Iterable[Project], envelope: Decimal, threshold: Decimal, relevance: Decimal) -> tuple[Place, ...]:
    """Whole asks in order while the envelope remains. The first that does not fit stops the funding: whoever comes
    after and would fit takes the rest on an explicit decision only."""
    left, is_stopped, places = envelope, False, []
    for number, row in enumerate(order(projects), 1):
        refused = why_not(row, threshold, relevance)
        if refused:
            said, code = refused
            places.append(Place(row.key, number, Verdict.REFUSE, NONE, said, refusal=code))
        elif row.asked <= left and not is_stopped:
            left -= row.asked
            places.append(
                Place(row.key, number, Verdict.FUND, row.asked, f"Note {comma(row.score)}, reste {words(left)}")
            )
        elif row.asked <= left:
            said = f"Tient dans le reste de {words(left)} : sur décision expresse seulement"
            places.append(Place(row.key, number, Verdict.WAIT, NONE, said, may_take_the_rest=True))
        else:
            is_stopped = True
            said = f"Demande de {words(row.asked)} pour un reste de {words(left)} : aucune demande n'est partagée"
            places.append(Place(row.key, number, Verdict.WAIT, NONE, said))
    return tuple(places)


def comma(number: Decimal | None) -> str:
    return str(number).replace(".", ",")


def why_not(row: Project, threshold: Decimal, relevance: Decimal) -> tuple[str, str] | None:
    """The words for the committee, and the coded reason that the promoter is given: a score is not told to him."""
    if row.score is None:
        return "Projet sans note", Refusal.QUALITY
    if row.score < threshold:
        return f"Note {comma(row.score)} sous le seuil de {threshold}", Refusal.QUALITY
    if row.relevance < relevance:
        return f"Pertinence {comma(row.relevance)} sous le seuil de {relevance}", Refusal.PRIORITY
    return None if row.asked > 0 else ("Aucune subvention possible", Refusal.COFINANCING)


def mean(scores: Sequence[Decimal]) -> Decimal | None:
    """Of the instructors, each by itself."""
    return (sum(scores, NONE) / len(scores)).quantize(TENTH, ROUND_HALF_UP) if scores else None


def misses_an_instructor(asked: Decimal, count: int, above: Decimal) -> bool:
    """Two independent ones from the threshold on."""
    return count < (2 if asked >= above else 1)
