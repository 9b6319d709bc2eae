"""The clock of an unfavourable opinion: its age, what is due and when, what may be done. Pure: no table, no clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civil_protection.safety_visits.terms import FollowTerms

# What the mayor decided.
AWAITED, GOES_ON, FORMAL_NOTICE, CLOSURE, NONE = "awaited", "goes_on", "formal_notice", "closure", "none"
DECISIONS = {
    AWAITED: "En attente", GOES_ON: "Poursuite avec délais", FORMAL_NOTICE: "Mise en demeure de l'exploitant",
    CLOSURE: "Fermeture", NONE: "Aucune suite",
}  # fmt: skip
# With these the mayor has done something: the letter is no longer due.
DECIDED = frozenset({GOES_ON, FORMAL_NOTICE, CLOSURE})
WITH_TERM = frozenset({GOES_ON, FORMAL_NOTICE})
LETTER, MEETING, SUBSTITUTION = "letter", "meeting", "substitution"
LABELS = {
    LETTER: "Lettre du préfet au maire",
    MEETING: "Réunion avec le maire",
    SUBSTITUTION: "Proposition de mise en demeure du maire ou de substitution",
}
DONE, LATE, DUE, SPARED = "done", "late", "due", "spared"


@dataclass(frozen=True)
class Stage:
    """One step of the escalation: due on a day for a reason, done on another, or spared by what happened."""

    code: str
    due_on: date
    state: str
    done_on: date | None
    why: str

    @property
    def label(self) -> str:
        return LABELS[self.code]


def stages(
    opened_on: date, decision: str, term_on: date | None, done: Mapping[str, date], on: date, terms: FollowTerms,
    lifted_on: date | None = None,
) -> list[Stage]:  # fmt: skip
    """The escalation as it stands.

    `term_on`: the day that the mayor gave the operator. `done`: the day of each step that was taken. Closure or
    lifting spare every step; a decision spares the letter; as long as its term runs it spares what comes after too. A
    step that was taken spares those before it.
    """
    days = {LETTER: terms.letter, MEETING: terms.meeting, SUBSTITUTION: terms.substitution}
    found = [stage(code, opened_on, decision, term_on, done.get(code), on, days[code], lifted_on) for code in days]
    reached = max((rank for rank, one in enumerate(found) if one.state == DONE), default=0)
    return [
        replace(one, state=SPARED, why="une étape suivante est déjà faite") if one.state in (LATE, DUE) else one
        for one in found[:reached]
    ] + found[reached:]


def stage(
    code: str, opened_on: date, decision: str, term_on: date | None, done_on: date | None, on: date, days: int,
    lifted_on: date | None,
) -> Stage:  # fmt: skip
    due_on, why = opened_on + timedelta(days=days), f"J+{days} de l'avis"
    if done_on is not None:
        return Stage(code, due_on, DONE, done_on, why)
    if lifted_on is not None:
        return Stage(code, due_on, SPARED, None, "l'avis est levé")
    if decision == CLOSURE:
        return Stage(code, due_on, SPARED, None, "le maire a ordonné la fermeture")
    if decision in DECIDED and code == LETTER:
        return Stage(code, due_on, SPARED, None, "le maire a décidé")
    if decision in WITH_TERM and term_on is not None and term_on >= due_on:
        due_on, why = term_on + timedelta(days=1), f"{why}, reporté au terme du délai donné par le maire"
    return Stage(code, due_on, LATE if due_on < on else DUE, None, why)


def next_stage(found: Iterable[Stage]) -> Stage | None:
    """What comes next: the first late one, else the first due."""
    waiting = [stage for stage in found if stage.state in (LATE, DUE)]
    return min(waiting, key=lambda stage: (stage.due_on, list(LABELS).index(stage.code)), default=None)


def age(opened_on: date, on: date, lifted_on: date | None = None) -> int:
    """In days, until it is lifted."""
    return max(0, ((lifted_on or on) - opened_on).days)


def bands(bounds: Sequence[int]) -> list[tuple[int, int | None, str]]:
    """The ageing bands: first and last day included, and words; the last one has no end."""
    found, start = [], 0
    for bound in sorted(bounds):
        found.append((start, bound, f"{start} à {bound} jours"))
        start = bound + 1
    return [*found, (start, None, f"plus de {start - 1} jours")]


def band_of(days: int, bounds: Sequence[int]) -> int:
    """The rank of the band where an age falls."""
    return sum(1 for bound in bounds if days > bound)


def why_not_substitute(decision: str, noticed_on: date | None, notice_until: date | None, result: str, on: date) -> str:
    """Why the prefect cannot yet close instead of the mayor, or nothing (CCH, art. R143-24, formerly R123-28).

    Only after the mayor was put on notice, and the notice stayed without result.
    """
    if decision == CLOSURE:
        return "Le maire a ordonné la fermeture : il n'y a pas lieu de se substituer à lui."
    if noticed_on is None or notice_until is None:
        return (
            "Le préfet ne se substitue au maire, pour un seul établissement, qu'après une mise en demeure restée sans"
            " résultat (CCH, art. R143-24, ancien R123-28) : aucune n'est enregistrée."
        )
    if result == "acted":
        return "La mise en demeure du maire a été suivie d'effet : la substitution n'est plus possible."
    if result != "none":
        if on <= notice_until:
            return f"La mise en demeure court jusqu'au {notice_until:%d/%m/%Y} : attendre son terme."
        return "Dire d'abord que la mise en demeure du maire est restée sans résultat."
    return ""


# --- requirements ---------------------------------------------------------------------------------------------

OPEN, PARTIAL, LIFTED, LAPSED = "open", "partial", "lifted", "lapsed"
STATES = {OPEN: "Ouverte", PARTIAL: "Partiellement levée", LIFTED: "Levée", LAPSED: "Caduque"}
LIVE = (OPEN, PARTIAL)
# Where each state may lead: what is lifted or lapsed is over.
NEXT_STATES: Mapping[str, frozenset[str]] = {
    OPEN: frozenset({PARTIAL, LIFTED, LAPSED}),
    PARTIAL: frozenset({OPEN, LIFTED, LAPSED}),
    LIFTED: frozenset(),
    LAPSED: frozenset(),
}


def may_become(state: str, wanted: str) -> bool:
    return wanted in NEXT_STATES[state]


def carried(rows: Iterable[tuple[int, str]], skipped: Collection[int] = ()) -> list[int]:
    """The requirements that the next visit takes up again: those that still live."""
    return [pk for pk, state in rows if state in LIVE and pk not in skipped]
