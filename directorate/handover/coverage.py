"""Who signs while somebody is away: what the substitute may sign, what others may, what nobody signs by delegation.

Standing in for somebody's cases gives no power of signature: only a delegation in force on that day does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from directorate.casework import registry
from directorate.casework.procedure import Procedure
from directorate.org import signing
from directorate.org.models import Absence, SignatureDelegation
from directorate.org.queries import signing_facts
from directorate.org.signing import EVERYTHING, Act, Basis, Power, SigningFacts, may_sign, who_may_sign

MOST_DAYS = 8
RECEIPT = "receipt"
SUBSTITUTE, OTHERS, NOBODY = "substitute", "others", "nobody"


@dataclass(frozen=True)
class Covered:
    """Acts of the same fate: their kind, the procedures concerned, and who may sign them each day of the absence."""

    fate: str
    act_kind: str
    procedures: tuple[str, ...]
    signatories: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """What the absent person signs when there, and who does meanwhile. Empty: a person who signs nothing."""

    covered: tuple[Covered, ...] = ()

    def of(self, fate: str) -> list[Covered]:
        return [row for row in self.covered if row.fate == fate]

    @property
    def by_substitute(self) -> list[Covered]:
        return self.of(SUBSTITUTE)

    @property
    def by_others(self) -> list[Covered]:
        return self.of(OTHERS)

    @property
    def by_nobody(self) -> list[Covered]:
        return self.of(NOBODY)


def coverage_of(absence: Absence, on: date) -> Coverage:
    """From the first day of the absence, or from today when it has begun, to its last."""
    days = [(day, signing_facts(day)) for day in days_that_differ(absence, on)]
    away = absence.staff_id
    first_day, first_facts = days[0]
    there = without(first_facts, away)
    holder = there.holders.get(away)
    if holder is None:
        return Coverage()
    scenes = [(day, with_absence(facts, absence)) for day, facts in days]
    answers: dict[tuple, tuple[str, tuple[str, ...]] | None] = {}
    fates: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for procedure, kind in acts_of(absence, first_day):
        act = Act(procedure, kind)
        same = signature_of(act, first_facts)
        if same not in answers:
            signs = isinstance(may_sign(act, holder, first_day, there), Power)
            answers[same] = fate_of(act, absence, scenes) if signs else None
        if answers[same] is not None:
            fate, names = answers[same]
            fates.setdefault((fate, kind, names), []).append(procedure)
    return Coverage(
        tuple(
            Covered(
                fate,
                first_facts.act_kind_labels.get(kind, kind),
                tuple(sorted(first_facts.procedure_labels.get(code, code) for code in procedures)),
                names,
            )
            for (fate, kind, names), procedures in fates.items()
        )
    )


def acts_of(absence: Absence, on: date) -> Iterable[tuple[str, str]]:
    """Every kind of act that a procedure makes, of the procedures that the delegations of the person may cover."""
    held = SignatureDelegation.objects.filter(delegate=absence.staff)
    scopes = {code for row in held for code in row.procedures}
    for procedure in registry.all_procedures():
        if procedure.active and (EVERYTHING in scopes or procedure.code in scopes):
            for kind in sorted(kinds_of(procedure)):
                yield procedure.code, kind


def kinds_of(procedure: Procedure) -> set[str]:
    """The acts of this procedure that need a power; whoever handles a case signs its letters in their own name."""
    receipts = {RECEIPT} if procedure.has_letter(RECEIPT) else set()
    return {outcome.act_kind for outcome in procedure.outcomes} | receipts


def fate_of(act: Act, absence: Absence, scenes: list[tuple[date, SigningFacts]]) -> tuple[str, tuple[str, ...]]:
    """The worst day decides: what the substitute signs every day, else what somebody signs every day, else nothing."""
    every_day = [
        {power.signatory.id: power for power in who_may_sign(act, day, facts) if power.basis is not Basis.OWN}
        for day, facts in scenes
    ]
    always = set.intersection(*(set(powers) for powers in every_day))
    if absence.substitute_id in always:
        return SUBSTITUTE, (every_day[0][absence.substitute_id].signatory.formal_name,)
    if all(every_day):
        nearest = [next(iter(powers.values())).signatory.formal_name for powers in every_day]
        return OTHERS, tuple(dict.fromkeys(nearest))
    return NOBODY, ()


def signature_of(act: Act, facts: SigningFacts) -> tuple:
    """Two acts covered by the same delegations have the same fate: it is worked out once."""
    return tuple(
        row.id
        for row in facts.delegations
        if (EVERYTHING in row.procedures or act.procedure_code in row.procedures)
        and (EVERYTHING in row.act_kinds or act.act_kind in row.act_kinds)
    )


def days_that_differ(absence: Absence, on: date) -> list[date]:
    """The first day, and those on which a delegation or the presence of somebody changes, eight at most."""
    first = max(absence.starts_on, on) if absence.ends_on >= on else absence.starts_on
    last = absence.ends_on
    inside = Q(starts_on__range=(first, last)) | Q(ends_on__range=(first, last))
    days = {first}
    for starts_on, ends_on in SignatureDelegation.objects.filter(inside).values_list("starts_on", "ends_on"):
        days |= {starts_on, ends_on}
    others = Absence.objects.filter(inside, cancelled_at__isnull=True).exclude(pk=absence.pk)
    for starts_on, ends_on in others.values_list("starts_on", "ends_on"):
        days |= {starts_on, ends_on + timedelta(days=1)}
    return sorted(day for day in days if day is not None and first <= day <= last)[:MOST_DAYS]


def without(facts: SigningFacts, person: int) -> SigningFacts:
    return replace(facts, absences=tuple(row for row in facts.absences if row.staff_id != person))


def with_absence(facts: SigningFacts, absence: Absence) -> SigningFacts:
    away = signing.Absence(absence.staff_id, absence.starts_on, absence.ends_on, absence.substitute_id)
    return replace(facts, absences=(*without(facts, absence.staff_id).absences, away))
