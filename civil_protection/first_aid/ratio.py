"""How many rescuers an event needs: the ratio, the kind of post, its team, with the trace of the computation. Pure.

National reference of rescue posts (order of 7 November 2006). Decimals everywhere: the ratio is never rounded before it
is compared to a band, and 0.35 + 0.30 + 0.25 is 0.90.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from civil_protection.first_aid.levels import E1, E2, FACTORS, INDEXES, LABELS, P2, comma
from civil_protection.gatherings.steps import Step

REFERENCE = "Arrêté du 7 novembre 2006, référentiel national"

BAND_NONE = "civil.dps_band_none"
BAND_POINT = "civil.dps_band_point"
BAND_SMALL = "civil.dps_band_small"
BAND_MIDDLE = "civil.dps_band_middle"
HALF_FROM = "civil.dps_half_weight_from"
SHIFT_HOURS = "civil.dps_shift_hours"
CODES = (BAND_NONE, BAND_POINT, BAND_SMALL, BAND_MIDDLE, HALF_FROM)

NONE, POINT, SMALL, MIDDLE, GREAT = "none", "paps", "pe", "me", "ge"
KINDS = {
    NONE: "Aucun dispositif obligatoire",
    POINT: "Point d'alerte et de premiers secours (PAPS)",
    SMALL: "Dispositif de petite envergure (DPS-PE)",
    MIDDLE: "Dispositif de moyenne envergure (DPS-ME)",
    GREAT: "Dispositif de grande envergure (DPS-GE)",
}
SHORT = {NONE: "Aucun", POINT: "PAPS", SMALL: "DPS-PE", MIDDLE: "DPS-ME", GREAT: "DPS-GE"}
# Rescuers of a point, and of the smallest post; what one post may hold is the most of a small arrangement.
OF_A_POINT, LEAST, OF_A_POST = 2, 4, 12
LOGISTICIANS = 2


@dataclass(frozen=True)
class SizingTerms:
    """The upper bounds of the bands, included, and the number of people above which each counts for half."""

    none: Decimal
    point: Decimal
    small: Decimal
    middle: Decimal
    half_from: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "SizingTerms":
        *bands, half_from = (Decimal(str(values[code])) for code in CODES)
        return cls(*bands, int(half_from))


@dataclass(frozen=True)
class Team:
    """Who is needed besides the rescuers. `most_posts`: none when nothing bounds them."""

    posts: int = 0
    most_posts: int | None = 0
    sectors: int = 0
    post_chiefs: int = 0
    section_chiefs: int = 0
    overall_chief: int = 0
    logisticians: int = 0

    @property
    def words(self) -> str:
        said = [
            (self.posts, "poste de secours", "postes de secours"), (self.sectors, "secteur", "secteurs"),
            (self.overall_chief, "chef de dispositif", ""), (self.section_chiefs, "chef de section ou de secteur",
                                                              "chefs de section ou de secteur"),
            (self.post_chiefs, "chef de poste", "chefs de poste"),
            (self.logisticians, "logisticien", "logisticiens"),
        ]  # fmt: skip
        return ", ".join(f"{count} {many if count > 1 else one}" for count, one, many in said if count)


@dataclass(frozen=True)
class Sizing:
    public: Decimal
    index: Decimal
    ratio: Decimal
    kind: str
    rescuers: int
    team: Team
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def ratio_words(self) -> str:
        return comma(self.ratio)


def weighed(present: int, half_from: int) -> Decimal:
    """Above this number of people, each counts for half."""
    if present <= half_from:
        return Decimal(present)
    return half_from + Decimal(present - half_from) / 2


def kind_of(ratio: Decimal, terms: SizingTerms) -> str:
    bounds = ((terms.none, NONE), (terms.point, POINT), (terms.small, SMALL), (terms.middle, MIDDLE))
    return next((kind for bound, kind in bounds if ratio <= bound), GREAT)


def rescuers_of(ratio: Decimal, kind: str) -> int:
    """Two for a point; then four at least, and the next even number."""
    if kind in (NONE, POINT):
        return OF_A_POINT if kind == POINT else 0
    whole = int(ratio.to_integral_value(rounding=ROUND_CEILING))
    return max(LEAST, whole + whole % 2)


def team_of(kind: str, rescuers: int) -> Team:
    """The least structure; posts hold twelve rescuers, sectors three posts."""
    posts = -(-rescuers // OF_A_POST)
    if kind == SMALL:
        return Team(posts=1, most_posts=1, post_chiefs=1)
    if kind == MIDDLE:
        posts = min(max(posts, 2), 3)
        return Team(posts=posts, most_posts=3, post_chiefs=posts, section_chiefs=1, logisticians=LOGISTICIANS)
    if kind == GREAT:
        posts = max(posts, 4)
        sectors = max(-(-posts // 3), 2)
        return Team(posts=posts, most_posts=None, sectors=sectors, post_chiefs=posts, section_chiefs=sectors,
                    overall_chief=1, logisticians=LOGISTICIANS * sectors)  # fmt: skip
    return Team()


def sizing_of(
    *, present: int, p2: str, e1: str, e2: str, terms: SizingTerms, imposed: bool = False, actors: bool = False
) -> Sizing:
    """`present`: the public at one moment, not the total of the day. `imposed`: the authority asks for a post anyway.
    `actors`: those who take part are to be covered as well."""
    public = weighed(present, terms.half_from)
    levels = {P2: p2, E1: e1, E2: e2}
    index = sum((INDEXES[level] for level in levels.values()), Decimal(0))
    ratio = index * public / 1000
    kind = kind_of(ratio, terms)
    steps = [
        Step(
            f"Public présent au même moment : {present}",
            f"P = {comma(public)}"
            + ("" if present <= terms.half_from else f" : au-delà de {terms.half_from}, chacun compte pour moitié"),
            REFERENCE,
        ),
        *(Step(FACTORS[factor], f"{LABELS[level]} : {comma(INDEXES[level])}", REFERENCE)
          for factor, level in levels.items()),
        Step("Indice total i = P2 + E1 + E2", comma(index), REFERENCE),
        Step("Ratio RIS = i × P / 1 000, sans arrondi", comma(ratio), REFERENCE),
        Step(f"Bornes {comma(terms.none)} ; {comma(terms.point)} ; {comma(terms.small)} ; {comma(terms.middle)},"
             " comprises", KINDS[kind], REFERENCE),
    ]  # fmt: skip
    warnings = []
    if kind == NONE and imposed:
        kind = POINT
        steps.append(Step("Dispositif imposé par l'autorité ou la fédération", KINDS[kind], REFERENCE))
    elif kind == NONE:
        warnings.append("Aucun dispositif n'est obligatoire ; l'autorité peut en demander un.")
    rescuers = rescuers_of(ratio, kind)
    if kind == POINT:
        steps.append(Step("Équipe d'un PAPS", f"{OF_A_POINT} intervenants", REFERENCE))
    elif rescuers:
        steps.append(Step(f"Au moins {LEAST}, puis arrondi au nombre pair supérieur", f"{rescuers} intervenants",
                          REFERENCE))  # fmt: skip
    team = team_of(kind, rescuers)
    if team.words:
        steps.append(Step("Structure minimale", team.words, REFERENCE))
    if actors:
        separate = "Les acteurs ont leur propre dispositif, dimensionné selon les règles de leur activité."
        warnings.append(f"Un PAPS ne couvre pas les acteurs. {separate}" if kind in (NONE, POINT) else separate)
    return Sizing(public, index, ratio, kind, rescuers, team, tuple(steps), tuple(warnings))
