"""Whom to propose for a mission, and why: the rules that forbid, then what brings one nearer than another. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from directorate.legal_calendar.arithmetic import PARIS, counted, french_long
from directorate.legal_calendar.holidays import is_holiday
from road_safety.volunteers.catalogue import EMPLOYED, Module
from road_safety.volunteers.clashes import Slot, clashes

BLOCKING, GOOD, NEUTRAL = "error", "success", "info"
WORKDAY = (8, 18)
EARTH = 6_371
SEVERAL = 2


@dataclass(frozen=True)
class Reason:
    """`rule`: the rule that speaks, or the criterion that counts."""

    rule: str
    tone: str
    words: str
    points: Decimal = Decimal(0)


@dataclass(frozen=True)
class Ask:
    """What the mission wants. `modules`: those of its needs; `open_to_all`: a place asks for none in particular."""

    slot: Slot
    modules: frozenset[str] = frozenset()
    open_to_all: bool = True
    theme: str = ""
    audience: str = ""
    with_minors: bool = False
    where: tuple[float, float] | None = None

    @property
    def day(self) -> date:
        return self.slot.starts_at.astimezone(PARIS).date()


@dataclass(frozen=True)
class Person:
    """What is known of a volunteer for that mission. `valid`: the modules he holds that day. `declared`: his word on
    these times (True, False, or None when he said nothing)."""

    key: int
    state_words: str
    may_act: bool
    appointed: bool
    engaged: bool
    valid: frozenset[str]
    origin: str
    employer_until: date | None = None
    honourable_until: date | None = None
    engagements: Sequence[Slot] = ()
    declared: bool | None = None
    of_month: int = 0
    max_per_month: int | None = None
    of_quarter: int = 0
    themes: Collection[str] = ()
    audiences: Collection[str] = ()
    home: tuple[float, float] | None = None


@dataclass(frozen=True)
class Terms:
    buffer: timedelta
    far: int
    honour_compulsory: bool
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    key: int
    score: Decimal
    kilometres: int | None
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def is_possible(self) -> bool:
        return all(reason.tone != BLOCKING for reason in self.reasons)

    @property
    def only_working_time(self) -> bool:
        """The employer alone stands in the way: he may act on his own time."""
        return {reason.rule for reason in self.reasons if reason.tone == BLOCKING} == {"IDSR-04"}


def kilometres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> int | None:
    """As the crow flies, between two communes."""
    if one is None or other is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(min(1, half))))


def is_working_time(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the times meet the usual hours of a working day."""
    day = starts_at.astimezone(PARIS)
    while day < ends_at:
        if day.weekday() < 5 and not is_holiday(day.date()):
            opens = day.replace(hour=WORKDAY[0], minute=0, second=0, microsecond=0)
            if starts_at < opens.replace(hour=WORKDAY[1]) and opens < ends_at:
                return True
        day = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return False


def obstacles(ask: Ask, person: Person, terms: Terms, *, on_working_time: bool) -> list[Reason]:
    """Why not, rule by rule."""
    found = []

    def no(rule: str, words: str) -> None:
        found.append(Reason(rule, BLOCKING, words))

    if not person.may_act:
        no("État", f"Intervenant « {person.state_words.lower()} »")
    if not person.appointed:
        no("IDSR-01", f"Aucune nomination ne couvre le {french_long(ask.day)}")
    elif not person.engaged:
        no("IDSR-01", "L'engagement de l'année n'est pas signé")
    if Module.COMMON_CORE not in person.valid:
        no("IDSR-02", "Tronc commun non suivi, ou plus valable ce jour-là")
    wanted = ask.modules - {Module.COMMON_CORE}
    if wanted and not ask.open_to_all and not wanted & person.valid:
        names = ", ".join(sorted(Module(code).label for code in wanted))
        no("IDSR-02", f"Aucun module demandé n'est valable : {names}")
    for other in clashes(ask.slot, person.engagements, terms.buffer):
        starts = other.starts_at.astimezone(PARIS)
        no("IDSR-03", f"Déjà engagé : {other.label}, le {starts:%d/%m à %H:%M}".rstrip(", "))
    if on_working_time and person.origin in EMPLOYED and not lasts(person.employer_until, ask.day):
        no("IDSR-04", "Sur son temps de travail, sans accord de l'employeur")
    if ask.with_minors and terms.honour_compulsory and not lasts(person.honourable_until, ask.day):
        no("IDSR-09", "Public mineur : honorabilité non vérifiée à cette date")
    if person.max_per_month is not None and person.of_month >= person.max_per_month:
        no("Charge", f"{counted(person.of_month, 'missions')} ce mois-là, son maximum est {person.max_per_month}")
    if person.declared is False:
        no("Disponibilité", "S'est déclaré indisponible")
    return found


def lasts(until: date | None, day: date) -> bool:
    return until is not None and until >= day


def assets(ask: Ask, person: Person, terms: Terms, far: int | None) -> list[Reason]:
    """What counts, with its points."""
    wanted = ask.modules - {Module.COMMON_CORE}
    held = wanted & person.valid
    weight = {name: Decimal(points) for name, points in terms.weights.items()}
    rows = []
    share = Decimal(len(held)) / len(wanted) if wanted else Decimal(1) / SEVERAL
    if held:
        words = "Module valable : " + ", ".join(sorted(Module(code).label for code in held))
    else:
        words = "Aucun module particulier demandé" if not wanted else "Module non détenu"
    rows.append(Reason("Compétence", GOOD if held else NEUTRAL, words, weight["skill"] * share))
    likes = [bool(ask.theme) and ask.theme in person.themes, bool(ask.audience) and ask.audience in person.audiences]
    words = {0: "Ni l'enjeu ni le public ne sont de ses choix", 1: "L'enjeu ou le public est de ses choix",
             2: "L'enjeu et le public sont de ses choix"}[sum(likes)]  # fmt: skip
    rows.append(Reason("Enjeu", GOOD if any(likes) else NEUTRAL, words, weight["theme"] * sum(likes) / SEVERAL))
    if far is None:
        rows.append(Reason("Distance", NEUTRAL, "Commune de résidence non connue"))
    else:
        near = max(Decimal(0), 1 - Decimal(far) / max(terms.far, 1))
        words = f"À {far} km à vol d'oiseau" if far else "Habite la commune"
        rows.append(Reason("Distance", GOOD if far <= terms.far else NEUTRAL, words, weight["distance"] * near))
    said = {True: "S'est déclaré disponible", None: "N'a rien déclaré pour ces heures", False: "Indisponible"}
    points = {True: weight["availability"], None: weight["availability"] / SEVERAL, False: Decimal(0)}
    rows.append(Reason("Disponibilité", GOOD if person.declared else NEUTRAL, said[person.declared],
                       points[person.declared]))  # fmt: skip
    words = (
        f"{counted(person.of_quarter, 'missions')} en trois mois"
        if person.of_quarter
        else "Aucune mission en trois mois"
    )
    rows.append(Reason("Charge", GOOD if person.of_quarter <= SEVERAL else NEUTRAL, words,
                       weight["load"] / (1 + person.of_quarter)))  # fmt: skip
    return rows


def propose(ask: Ask, people: Sequence[Person], terms: Terms) -> list[Proposal]:
    """Those who may go first, best first; then those who may not, with the rule that says so."""
    works = is_working_time(ask.slot.starts_at, ask.slot.ends_at)
    found = []
    for person in people:
        far = kilometres(ask.where, person.home)
        no = obstacles(ask, person, terms, on_working_time=works)
        yes = assets(ask, person, terms, far)
        total = sum((reason.points for reason in yes), Decimal(0)).quantize(Decimal("0.1"))
        found.append(Proposal(person.key, total, far, (*no, *yes)))
    return sorted(found, key=lambda row: (not row.is_possible, not row.only_working_time, -row.score, row.key))
