"""Reading the safety commissions: who is competent, the bodies, their sessions and their reports."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from civil_protection.safety_commissions.competence import Facts, Rule, Verdict, competent
from civil_protection.safety_commissions.models import CompetenceRule, HeardMatter
from directorate.territory.models import Commune


def rules() -> QuerySet[CompetenceRule]:
    return CompetenceRule.objects.select_related("commission", "commune", "arrondissement").defer(
        "commune__contour", "arrondissement__contour"
    )


def running(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__gt=on) | Q(valid_to__isnull=True))


def rule_words(row: CompetenceRule) -> str:
    """ "Créteil : types M, N, catégories 2 à 5, sans locaux à sommeil"."""
    words = []
    if row.types:
        words.append(f"types {', '.join(row.types)}")
    if row.categories:
        words.append(f"catégories {', '.join(map(str, sorted(row.categories)))}")
    if row.sleeping is not None:
        words.append("avec locaux à sommeil" if row.sleeping else "sans locaux à sommeil")
    place = str(row.commune or row.arrondissement or "Tout le département")
    return f"{place} : {', '.join(words) or 'toutes les affaires'}"


def as_rule(row: CompetenceRule) -> Rule:
    return Rule(
        commission=row.commission_id,
        label=f"{row.commission.name}, {rule_words(row)}",
        source=row.source,
        commune=row.commune_id or "",
        arrondissement=row.arrondissement_id or "",
        types=frozenset(row.types),
        categories=frozenset(row.categories),
        sleeping=row.sleeping,
        key=row.pk,
    )


def rules_on(on: date) -> list[Rule]:
    """Those in force that day, in their order. One query."""
    return [as_rule(row) for row in rules().filter(running(on))]


def facts_of(establishment: Any) -> Facts:
    """What decides of the competence, read on an establishment of the register."""
    commune = establishment.commune
    return Facts(
        commune=commune.pk,
        arrondissement=commune.arrondissement_id,
        type=establishment.main_type,
        category=establishment.category,
        sleeping=establishment.sleeping,
    )


def facts_in(commune: Commune, **more: Any) -> Facts:
    return Facts(commune=commune.pk, arrondissement=commune.arrondissement_id, **more)


def commission_of(matter: Any, on: date, known: Iterable[Rule] | None = None) -> Verdict:
    """The competent commission with its trace, for facts or for an establishment.

    `known`: the rules read once (`rules_on`) by whoever asks for many establishments.
    """
    facts = matter if isinstance(matter, Facts) else facts_of(matter)
    return competent(facts, rules_on(on) if known is None else known)


def waiting_on_agenda(kind: str, key: str) -> HeardMatter | None:
    """The place of this matter on the agenda of a session to come, if it waits for an opinion."""
    rows = HeardMatter.objects.filter(kind=kind, key=key, item__opinion="", item__session__state="planned")
    return rows.select_related("item__session__commission").first()


def opinions_on(kind: str, key: str) -> QuerySet[HeardMatter]:
    """Every time this matter was heard, latest first."""
    rows = HeardMatter.objects.filter(kind=kind, key=key).select_related("item__session__commission")
    return rows.order_by("-item__session__starts_at")
