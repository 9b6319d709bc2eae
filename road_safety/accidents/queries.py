"""Reading the observatory: what is in force, its figures, what a delivery changes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMonth

from directorate.parameters.queries import value as parameter
from directorate.web.errors import NotFound
from road_safety.accidents import definitions as rules
from road_safety.accidents.models import (
    Accident,
    AccidentEdition,
    AccidentImport,
    AccidentRefusal,
    AccidentUser,
    AccidentVehicle,
    FatalCase,
    FatalMeasure,
    YearSnapshot,
)
from road_safety.accidents.places import Spot, spots
from road_safety.accidents.themes import THEMES
from road_safety.accidents.values import HOTSPOT_ACCIDENTS, HOTSPOT_METRES, HOTSPOT_YEARS

CURRENT = AccidentEdition.State.CURRENT
SUMS = {
    "killed": Sum("killed", default=0),
    "hospitalised": Sum("hospitalised", default=0),
    "light": Sum("light_injured", default=0),
    "unhurt": Sum("unhurt", default=0),
    "users": Sum("user_count", default=0),
}
FATAL, SERIOUS = Q(killed__gt=0), Q(killed__gt=0) | Q(hospitalised__gt=0)
SEVERITY_KEYS = {
    rules.KILLED: "killed", rules.HOSPITALISED: "hospitalised", rules.LIGHT: "light", rules.UNHURT: "unhurt",
    None: "unknown",
}  # fmt: skip
ALONE, SEVERAL = "alone", "several"
OPPOSING_WORDS = {ALONE: "Sans tiers", SEVERAL: "Plusieurs tiers", **rules.CLASS_WORDS}
Figures = dict[str, Any]


# --- what is in force -------------------------------------------------------------------------------------------


def imports() -> QuerySet[AccidentImport]:
    return AccidentImport.objects.select_related("created_by")


def known_import(pk) -> AccidentImport:
    row = imports().select_related("job", "report").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet import n'existe pas.")
    return row


def refusals() -> QuerySet[AccidentRefusal]:
    return AccidentRefusal.objects.select_related("batch")


def editions_in_force() -> dict[int, AccidentEdition]:
    """By year, the latest first."""
    rows = AccidentEdition.objects.filter(state=CURRENT).select_related("batch").order_by("-year")
    return {row.year: row for row in rows}


def editions() -> QuerySet[AccidentEdition]:
    return AccidentEdition.objects.select_related("batch")


def accidents() -> QuerySet[Accident]:
    """Those of the editions in force."""
    return (
        Accident.objects.filter(edition__state=CURRENT).select_related("commune", "edition").defer("commune__contour")
    )


def known_accident(pk: int) -> Accident:
    row = accidents().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet accident n'existe pas, ou son édition n'est plus en vigueur.")
    return row


# --- figures ----------------------------------------------------------------------------------------------------


def figures_of(edition: AccidentEdition, commune: str = "", theme: str = "") -> Figures:
    """Everything that the pages, the papers and the snapshots say of one year, as plain JSON."""
    rows = Accident.objects.filter(edition=edition)
    if commune:
        rows = rows.filter(commune_id=commune)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    rows = rows.order_by()
    totals = rows.aggregate(
        accidents=Count("pk"), fatal=Count("pk", filter=FATAL), serious=Count("pk", filter=SERIOUS),
        with_users=Count("pk", filter=Q(user_count__gt=0)), with_place=Count("pk", filter=Q(has_place=True)),
        with_vehicles=Count("pk", filter=Q(vehicle_count__gt=0)), **SUMS,
    )  # fmt: skip
    totals["unknown"] = totals["users"] - sum(totals[name] for name in ("killed", "hospitalised", "light", "unhurt"))
    return {
        "totals": totals,
        "months": keyed(rows.annotate(key=ExtractMonth("day"))),
        "heat": heat_of(rows),
        "communes": keyed(rows.annotate(key=F("commune_id"))) if not commune else {},
        "themes": themes_of(rows),
        "light": keyed(rows.annotate(key=F("light"))),
        "road_category": keyed(rows.annotate(key=F("road_category"))),
        "junction": keyed(rows.annotate(key=F("junction"))),
        "collision": keyed(rows.annotate(key=F("collision"))),
        **people_of(rows),
        "against": against_whom(rows),
    }


def keyed(rows: QuerySet) -> dict[str, dict[str, int]]:
    """{value of `key`: counts}; what is not filled in has a key of its own, empty."""
    counted = rows.values("key").annotate(n=Count("pk"), killed=SUMS["killed"], hospitalised=SUMS["hospitalised"],
                                          light=SUMS["light"])  # fmt: skip
    return {
        "" if row["key"] is None else str(row["key"]): {
            "accidents": row["n"], "killed": row["killed"], "hospitalised": row["hospitalised"], "light": row["light"],
        }
        for row in counted
    }  # fmt: skip


def heat_of(rows: QuerySet) -> dict[str, int]:
    """{"weekday hour": accidents}, Monday is 1; "weekday" alone when the hour is unknown."""
    counted = rows.annotate(weekday=ExtractIsoWeekDay("day"), hour=ExtractHour("time")).values("weekday", "hour")
    return {
        f"{row['weekday']} {'' if row['hour'] is None else row['hour']}".strip(): row["n"]
        for row in counted.annotate(n=Count("pk"))
    }


def themes_of(rows: QuerySet) -> dict[str, dict[str, int]]:
    """The accidents of each enjeu and their victims: they do not add up."""
    wanted = {}
    for theme in THEMES:
        member = Q(themes__contains=[theme.code])
        wanted |= {
            f"{theme.code}__accidents": Count("pk", filter=member),
            f"{theme.code}__fatal": Count("pk", filter=member & FATAL),
            f"{theme.code}__serious": Count("pk", filter=member & SERIOUS),
            f"{theme.code}__killed": Sum("killed", filter=member, default=0),
            f"{theme.code}__hospitalised": Sum("hospitalised", filter=member, default=0),
            f"{theme.code}__light": Sum("light_injured", filter=member, default=0),
        }
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in rows.aggregate(**wanted).items():
        code, _, what = name.rpartition("__")
        found[code][what] = count
    return dict(found)


def people_of(rows: QuerySet) -> dict[str, dict[str, dict[str, int]]]:
    """Users by mode and by age, each with its severities; unknown is a category."""
    counted = (
        AccidentUser.objects.filter(accident__in=rows)
        .order_by()
        .values_list("user_class", "severity", "birth_year", "accident__edition__year")
        .annotate(n=Count("pk"))
    )
    classes: dict[str, Counter] = defaultdict(Counter)
    ages: dict[str, Counter] = defaultdict(Counter)
    for mode, severity, born, year, count in counted:
        key = SEVERITY_KEYS[severity]
        classes[mode][key] += count
        ages[rules.age_bracket(year - born if born else None)][key] += count
    return {
        "classes": {name: dict(count) for name, count in classes.items()},
        "ages": {name: dict(count) for name, count in ages.items()},
    }


def against_whom(rows: QuerySet) -> dict[str, dict[str, int]]:
    """Killed and hospitalised by their mode, then by the mode of those they met."""
    hurt = AccidentUser.objects.filter(accident__in=rows, severity__in=(rules.KILLED, rules.HOSPITALISED)).order_by()
    victims = list(hurt.values_list("accident_id", "vehicle_id", "user_class"))
    concerned = {accident for accident, _, _ in victims}
    vehicles: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for accident, pk, category in AccidentVehicle.objects.filter(accident__in=concerned).values_list(
        "accident_id", "pk", "category"
    ):
        vehicles[accident].append((pk, rules.class_of(None, category)))
    walkers = set(
        AccidentUser.objects.filter(accident__in=concerned, user_class=rules.PEDESTRIAN).values_list(
            "accident_id", flat=True
        )
    )
    found: dict[str, Counter] = defaultdict(Counter)
    for accident, vehicle, mode in victims:
        met = [other for pk, other in vehicles[accident] if mode == rules.PEDESTRIAN or pk != vehicle]
        if accident in walkers and mode != rules.PEDESTRIAN:
            met.append(rules.PEDESTRIAN)
        found[mode][ALONE if not met else met[0] if len(met) == 1 else SEVERAL] += 1
    return {mode: dict(count) for mode, count in found.items()}


def yearly_totals(commune: str = "", theme: str = "") -> dict[int, dict[str, Any]]:
    """The main counts of each year in force, the oldest first. One query."""
    rows = Accident.objects.filter(edition__state=CURRENT)
    if commune:
        rows = rows.filter(commune_id=commune)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    counted = (
        rows.order_by()
        .values("edition__year", "edition__reliability", "edition__scope")
        .annotate(
            accidents=Count("pk"),
            fatal=Count("pk", filter=FATAL),
            serious=Count("pk", filter=SERIOUS),
            with_users=Count("pk", filter=Q(user_count__gt=0)),
            **SUMS,
        )  # fmt: skip
        .order_by("edition__year")
    )
    return {row["edition__year"]: row for row in counted}


# --- what a delivery changes --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """An edition beside the one in force: what it adds, drops, counts otherwise."""

    edition: AccidentEdition
    current: AccidentEdition | None
    added: int = 0
    gone: int = 0
    changed: int = 0


def differences(batch: AccidentImport) -> list[Difference]:
    in_force = editions_in_force()
    found = []
    for edition in batch.editions.order_by("year"):
        current = in_force.get(edition.year)
        if current is None or current.pk == edition.pk:
            found.append(Difference(edition, current, added=edition.accidents if current is None else 0))
            continue
        mine = Accident.objects.filter(edition=edition)
        theirs = Accident.objects.filter(edition=current, number=OuterRef("number"))
        back = Accident.objects.filter(edition=edition, number=OuterRef("number"))
        same = theirs.filter(
            killed=OuterRef("killed"), hospitalised=OuterRef("hospitalised"), light_injured=OuterRef("light_injured"),
            commune=OuterRef("commune"), day=OuterRef("day"),
        )  # fmt: skip
        found.append(Difference(
            edition,
            current,
            added=mine.filter(~Exists(theirs)).count(),
            gone=Accident.objects.filter(~Exists(back), edition=current).count(),
            changed=mine.filter(Exists(theirs)).filter(~Exists(same)).count(),
        ))  # fmt: skip
    return found


# --- accumulations, snapshots -----------------------------------------------------------------------------------


def hotspots(on: date, commune: str = "") -> list[tuple[Spot, Accident]]:
    """Accumulations over the last years in force, each with one of its accidents."""
    years = sorted(editions_in_force(), reverse=True)
    if not years:
        return []
    rows = accidents().filter(latitude__isnull=False, edition__year__gt=years[0] - int(parameter(HOTSPOT_YEARS, on)))
    if commune:
        rows = rows.filter(commune_id=commune)
    points = [(pk, float(lat), float(lon)) for pk, lat, lon in rows.values_list("pk", "latitude", "longitude")]
    found = spots(points, float(parameter(HOTSPOT_METRES, on)), int(parameter(HOTSPOT_ACCIDENTS, on)))
    firsts = accidents().in_bulk([spot.members[0] for spot in found])
    return [(spot, firsts[spot.members[0]]) for spot in found]


def snapshots() -> QuerySet[YearSnapshot]:
    return YearSnapshot.objects.select_related("edition", "taken_by")


def known_snapshot(year: int, number: int) -> YearSnapshot:
    row = snapshots().filter(year=year, number=number).first()
    if row is None:
        raise NotFound("Ce bilan n'a pas été arrêté.")
    return row


SHOWN = (
    ("accidents", "Accidents corporels"), ("fatal", "Accidents mortels"), ("serious", "Accidents graves"),
    ("killed", "Tués"), ("hospitalised", "Blessés hospitalisés"), ("light", "Blessés légers"), ("unhurt", "Indemnes"),
    ("unknown", "Gravité non renseignée"),
)  # fmt: skip


def gaps(snapshot: Mapping[str, Any], now: Mapping[str, Any] | None) -> list[tuple[str, int, int | None]]:
    """(label, then, now) of the main counts."""
    return [
        (label, snapshot["totals"][name], now["totals"][name] if now is not None else None) for name, label in SHOWN
    ]


# --- fatal accidents --------------------------------------------------------------------------------------------


def fatal_cases() -> QuerySet[FatalCase]:
    return FatalCase.objects.select_related("commune", "recorded_by").defer("commune__contour")


def known_fatal_case(pk: int) -> FatalCase:
    row = fatal_cases().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet accident mortel n'est pas suivi.")
    return row


def watched(on: date) -> QuerySet[FatalCase]:
    """Cases of which somebody in hospital is still within the thirty days."""
    return fatal_cases().filter(closed_on=None, hospitalised__gt=0, watched_until__gte=on).order_by("watched_until")


def measures_due(on: date, days: int) -> QuerySet[FatalMeasure]:
    return (
        FatalMeasure.objects.filter(done_on=None, due_on__lte=on + timedelta(days=days))
        .select_related("case", "case__commune")
        .order_by("due_on", "pk")
    )


def in_order(counts: Mapping[str, Any], keys: Iterable[str]) -> Sequence[tuple[str, Any]]:
    """The counts of these keys, in this order, with nothing for those that have none."""
    return [(key, counts.get(key, {})) for key in keys]
