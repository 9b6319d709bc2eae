"""The category of an establishment: group by the thresholds of PE 2, then R143-19. Pure, and says why.

The staff never counts for the group, always for the category of the first group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from civil_protection.establishments.activities import BY_CODE, WITH_THRESHOLDS
from civil_protection.establishments.terms import CATEGORY_ABOVE, SMALL_PUBLIC, TENT_FROM, TENT_FULL, threshold_code
from civil_protection.establishments.trace import Step
from directorate.legal_calendar.arithmetic import counted
from directorate.web.errors import DomainError

FIRST_GROUP, SECOND_GROUP = 1, 2
FIFTH = 5
PE2, STAFF_RULE, MIXED_RULE = "art. PE 2", "CCH, art. R143-19", "CCH, art. R143-21"
ALWAYS, FORBIDDEN = "toujours", "interdit"
BASEMENT, UPPER, SINGLE, TOTAL = "sous-sol", "étages", "étage unique", "ensemble"
RESIDENTS, WHOLE = "résidents", "effectif"
LEVELS = (RESIDENTS, WHOLE, BASEMENT, SINGLE, UPPER, TOTAL)
NAMES = {
    BASEMENT: "en sous-sol", UPPER: "en étages", SINGLE: "à l'unique niveau, situé en étage", TOTAL: "au total",
    RESIDENTS: "résidents", WHOLE: "au total, personnel compris",
}  # fmt: skip


class ThresholdsUnreadable(DomainError):
    """Someone gave a dated value a form that it cannot have."""


@dataclass(frozen=True)
class Row:
    """A row of PE 2: the number from which each level makes the first group."""

    levels: Mapping[str, int]
    forbidden: frozenset[str] = frozenset()
    always: bool = False


def read_row(text: str, code: str) -> Row:
    """« sous-sol 100 ; étages 100 ; ensemble 200 »."""
    if text.strip() == ALWAYS:
        return Row({}, always=True)
    levels: dict[str, int] = {}
    forbidden = set()
    for part in filter(None, (piece.strip() for piece in str(text).split(";"))):
        name, _, number = part.rpartition(" ")
        if name not in LEVELS or not (number == FORBIDDEN or number.isascii() and number.isdigit()):
            raise ThresholdsUnreadable(
                f"La valeur « {text} » du paramètre {code} ne se lit pas : elle s'écrit « sous-sol 100 ; étages 100 ;"
                " ensemble 200 »."
            )
        if number == FORBIDDEN:
            forbidden.add(name)
        levels[name] = 1 if number == FORBIDDEN else int(number)
    return Row(levels, frozenset(forbidden))


@dataclass(frozen=True)
class ClassTerms:
    """The values of the law on a day."""

    rows: Mapping[str, Row]
    above: Mapping[int, int]
    small: int
    tent_full: int
    tent_from: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "ClassTerms":
        rows = {code: read_row(values[threshold_code(code)], threshold_code(code)) for code in WITH_THRESHOLDS}
        above = {rank: int(values[code]) for rank, code in CATEGORY_ABOVE.items()}
        return cls(rows, above, int(values[SMALL_PUBLIC]), int(values[TENT_FULL]), int(values[TENT_FROM]))


CODES = (*map(threshold_code, WITH_THRESHOLDS), *CATEGORY_ABOVE.values(), SMALL_PUBLIC, TENT_FULL, TENT_FROM)


@dataclass(frozen=True)
class Share:
    """The public of one activity. `single_upper`: its only level is in a storey."""

    activity: str
    total: int
    basement: int = 0
    upper: int = 0
    residents: int = 0
    single_upper: bool = False


@dataclass(frozen=True)
class Classification:
    """`category` and `group` are None for what PE 2 does not class."""

    group: int | None
    category: int | None
    public: int
    staff: int
    steps: tuple[Step, ...] = field(default=())

    @property
    def counted(self) -> int:
        """What the category was read from: the staff counts in the first group only."""
        return self.public + self.staff if self.group == FIRST_GROUP else self.public


def level_of(share: Share, name: str, staff: int) -> int:
    return {
        BASEMENT: share.basement,
        UPPER: share.upper,
        SINGLE: share.upper,
        TOTAL: share.total,
        RESIDENTS: share.residents,
        WHOLE: share.total + staff,
    }[name]


def looked_at(row: Row, share: Share) -> list[str]:
    """The levels that count: a single storey has its own threshold, which takes the place of that of the storeys."""
    other = UPPER if SINGLE in row.levels and share.single_upper else SINGLE
    return [name for name in LEVELS if name in row.levels and name != other]


def group_steps(share: Share, staff: int, terms: ClassTerms) -> list[Step]:
    """One step for each threshold of the activity; those that are reached decide."""
    activity, row = BY_CODE[share.activity], terms.rows[share.activity]
    where = f"{activity.type}, {activity.label.lower()}"
    if row.always:
        return [Step(f"{where} : toujours du 1er groupe", PE2, decides=True)]
    steps = []
    for name in looked_at(row, share):
        number, threshold = level_of(share, name, staff), row.levels[name]
        reached = number >= threshold
        what = f"{number} {NAMES[name]}" if name == RESIDENTS else f"{counted(number, 'personnes')} {NAMES[name]}"
        said = f"seuil de {threshold} {'atteint' if reached else 'non atteint'}"
        if name in row.forbidden:
            said = "interdit" if reached else "interdit, et il n'y en a pas"
        steps.append(Step(f"{where} : {what}, {said}", PE2, decides=reached))
    return steps


def classify(main: Share, staff: int, terms: ClassTerms, secondary: Sequence[Share] = ()) -> Classification:
    """Group and category. `main` holds the whole public; `secondary`, the part of it of each other activity."""
    public = main.total
    if main.activity not in terms.rows:
        return unclassed(main, staff, terms)
    steps = group_steps(main, staff, terms)
    if secondary:
        names = ", ".join(BY_CODE[share.activity].type for share in secondary)
        head = f"Plusieurs activités ({names}) : leurs publics s'ajoutent et se comparent aux seuils du type principal"
        steps.insert(0, Step(head, MIXED_RULE))
        for share in secondary:
            steps += group_steps(share, 0, terms) if share.activity in terms.rows else []
    if not any(step.decides for step in steps):
        steps.append(
            Step(f"Aucun seuil du 1er groupe n'est atteint : 5e catégorie, le personnel ({staff}) ne compte pas",
                 f"{PE2} ; {STAFF_RULE}", decides=True)
        )  # fmt: skip
        if public <= terms.small and not BY_CODE[main.activity].sleeps:
            steps.append(
                Step(f"{counted(public, 'personnes')} au plus {terms.small} : obligations réduites (PE 4 §2 et §3,"
                     " PE 24 §1, PE 26 §1, PE 27), s'il n'y a pas de locaux à sommeil", "art. PE 2, §3")
            )  # fmt: skip
        return Classification(SECOND_GROUP, FIFTH, public, staff, tuple(steps))
    whole = public + staff
    category = next((rank for rank, above in sorted(terms.above.items()) if whole > above), 4)
    bound = f"plus de {terms.above[category]}" if category in terms.above else f"{terms.above[3]} au plus"
    steps.append(
        Step(f"1er groupe : {public} de public et {staff} de personnel, soit {whole} ({bound}) : "
             f"{ordinal(category)} catégorie", STAFF_RULE, decides=True)
    )  # fmt: skip
    return Classification(FIRST_GROUP, category, public, staff, tuple(steps))


def unclassed(main: Share, staff: int, terms: ClassTerms) -> Classification:
    """What has no row in PE 2: a special type; a tent says which rules it is under."""
    activity = BY_CODE[main.activity]
    steps = [Step(f"{activity.type} : pas de ligne à l'article PE 2, la catégorie se saisit avec son motif", PE2,
                  decides=True)]  # fmt: skip
    if activity.type == "CTS":
        if main.total >= terms.tent_full:
            said = f"{terms.tent_full} personnes ou plus : ensemble des règles des CTS"
        elif main.total >= terms.tent_from:
            said = f"de {terms.tent_from} à {terms.tent_full - 1} personnes : article CTS 37 seul"
        else:
            said = f"moins de {terms.tent_from} personnes : règles des CTS non applicables"
        steps.append(Step(f"{counted(main.total, 'personnes')}, {said}", "art. CTS 1"))
    return Classification(None, None, main.total, staff, tuple(steps))


def ordinal(category: int | None) -> str:
    """« 1re », « 3e »; « sans » catégorie."""
    return "sans" if category is None else f"{category}{'re' if category == 1 else 'e'}"
