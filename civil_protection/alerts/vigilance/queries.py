"""Reading the vigilance: what is in force now, the seasons, the days in orange and in red."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from civil_protection.alerts import values as settled
from civil_protection.alerts.vigilance.colours import SERIOUSNESS, TONES, Colour, Phenomenon
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from directorate.casework.move import PARIS, paris_day
from directorate.parameters.queries import value, values

COMING, CURRENT, PAST = "coming", "current", "past"
STATES = {COMING: "À venir", CURRENT: "En cours", PAST: "Terminée"}


@dataclass(frozen=True)
class Watch:
    """One phenomenon of the strip: the bulletin in force, or green when there is none."""

    phenomenon: str
    label: str
    colour: str
    tone: str
    bulletin: VigilanceBulletin | None = None

    @property
    def words(self) -> str:
        return Colour(self.colour).label


@dataclass(frozen=True)
class Vigilance:
    """The strip of the home page. `is_stale`: a map came out since the last bulletin that was recorded."""

    watches: Sequence[Watch]
    recorded_at: datetime | None
    is_stale: bool

    @property
    def colour(self) -> str:
        return max((watch.colour for watch in self.watches), key=SERIOUSNESS.__getitem__, default=Colour.GREEN)

    @property
    def raised(self) -> list[Watch]:
        return [watch for watch in self.watches if watch.colour != Colour.GREEN]


def bulletins() -> QuerySet[VigilanceBulletin]:
    return VigilanceBulletin.objects.select_related("campaign", "decided_by", "recorded_by")


def followed(on: date) -> list[Phenomenon]:
    """The phenomena that concern the department."""
    left_out = value(settled.LEFT_OUT.code, on)
    return [phenomenon for phenomenon in Phenomenon if phenomenon not in left_out]


def last_word(rows: Iterable[VigilanceBulletin]) -> list[VigilanceBulletin]:
    """Of each phenomenon and section, the bulletin issued last: it replaces the others, even when it is green."""
    found: dict[tuple[str, str], VigilanceBulletin] = {}
    for row in sorted(rows, key=lambda row: (row.issued_at, row.pk)):
        found[row.phenomenon, row.section] = row
    return list(found.values())


def vigilance_now(at: datetime) -> Vigilance:
    """What is in force at this instant. Two queries and one parameter read."""
    settings = values([settled.LEFT_OUT.code, settled.MAPS.code], paris_day(at))
    current = last_word(bulletins().filter(starts_at__lte=at, ends_at__gt=at, issued_at__lte=at))
    by_phenomenon: dict[str, VigilanceBulletin] = {}
    for row in sorted(current, key=lambda row: SERIOUSNESS[Colour(row.colour)]):
        by_phenomenon[row.phenomenon] = row
    watches = [
        watch_of(phenomenon, by_phenomenon.get(phenomenon))
        for phenomenon in Phenomenon
        if phenomenon not in settings[settled.LEFT_OUT.code]
    ]
    last = bulletins().filter(issued_at__lte=at).order_by("-issued_at").values_list("issued_at", flat=True).first()
    return Vigilance(watches, last, last is None or last < last_map(at, settings[settled.MAPS.code]))


def watch_of(phenomenon: Phenomenon, bulletin: VigilanceBulletin | None) -> Watch:
    colour = Colour(bulletin.colour) if bulletin else Colour.GREEN
    return Watch(phenomenon.value, phenomenon.label, colour.value, TONES[colour], bulletin)


def last_map(at: datetime, hours: Sequence[str]) -> datetime:
    """When the last map came out."""
    local = at.astimezone(PARIS)
    instants = [
        datetime.combine(local.date() - timedelta(days=back), time.fromisoformat(hour), PARIS)
        for back in (0, 1)
        for hour in hours
    ]
    return max(instant for instant in instants if instant <= at)


def state_at(row: VigilanceBulletin, at: datetime) -> str:
    return COMING if row.starts_at > at else CURRENT if row.ends_at > at else PAST


# --- the log of a season (report R2.3) ----------------------------------------------------------------------


@dataclass(frozen=True)
class SeasonLine:
    phenomenon: str
    yellow: int
    orange: int
    red: int


def season_of(on: date) -> tuple[date, date]:
    """The meteorological season that holds this day: both days included."""
    first_month = (on.month // 3 * 3) or 12
    year = on.year - (1 if on.month < 3 else 0)
    first = date(year, first_month, 1)
    after = date(year + (first_month + 3 > 12), (first_month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def days_by_colour(first: date, last: date, rows: Iterable[VigilanceBulletin]) -> list[SeasonLine]:
    """Days of the period, of each phenomenon, by the most serious colour that touched the day."""
    worst: dict[tuple[str, date], str] = {}
    for row in rows:
        day = max(paris_day(row.starts_at), first)
        # A vigilance that ends at midnight does not touch the day that begins.
        end = min(paris_day(row.ends_at - timedelta(seconds=1)), last)
        while day <= end:
            key = (row.phenomenon, day)
            worst[key] = max(worst.get(key, Colour.GREEN), Colour(row.colour), key=SERIOUSNESS.__getitem__)
            day += timedelta(days=1)
    return [
        SeasonLine(phenomenon.label, *(sum(told == colour for (name, _), told in worst.items() if name == phenomenon)
                                       for colour in (Colour.YELLOW, Colour.ORANGE, Colour.RED)))
        for phenomenon in followed_of(worst)
    ]  # fmt: skip


def followed_of(worst: Iterable[tuple[str, date]]) -> list[Phenomenon]:
    seen = {phenomenon for phenomenon, _ in worst}
    return [phenomenon for phenomenon in Phenomenon if phenomenon in seen]


def touching(first: date, last: date) -> QuerySet[VigilanceBulletin]:
    start = datetime.combine(first, time(), PARIS)
    stop = datetime.combine(last + timedelta(days=1), time(), PARIS)
    return bulletins().filter(starts_at__lt=stop, ends_at__gt=start)
