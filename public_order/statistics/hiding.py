"""The cells that are hidden beside those that a communal file hides, so that no sum gives them away (SEC-03).

Whatever the order in which the bases come in: the communal cells and the departmental totals that are in force for a
year are looked at together each time one of them changes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from public_order.statistics.models import (
    CommuneChange,
    CrimeIndicator,
    Diffusion,
    SeriesValue,
    Source,
    StatEdition,
)
from public_order.statistics.secrecy import Protection, Total, protect
from public_order.statistics.summaries import refresh
from public_order.statistics.values import MIN_MASS

Cells = dict[int, dict[str, int | None]]
# A whole, then its parts.
Families = list[tuple[int, ...]]


def hide_beside(editions: Iterable[StatEdition], on: date) -> None:
    years = {row.period for row in editions if row.source in (Source.COMMUNES, Source.DEPARTMENTS)}
    for year in sorted(years):
        protect_year(year, on)


def protect_year(year: date, on: date) -> dict[int, Protection]:
    """Marks the cells; gives what was found of each indicator, with its trace."""
    least, towns = int(parameter(MIN_MASS, on)), list(Commune.objects.values_list("pk", flat=True))
    # A commune that is no more is looked for in the one that it became: what it hid, their difference would tell.
    heirs = dict(CommuneChange.objects.filter(code__in=towns).values_list("former_code", "code"))
    rows = SeriesValue.objects.filter(
        edition__source=Source.COMMUNES, edition__period_kind="y", period=year, territory_kind="com",
        territory__in=[*towns, *heirs],
    ).exclude(edition__state=StatEdition.State.DRAFT).order_by()  # fmt: skip
    current = StatEdition.objects.filter(
        source=Source.COMMUNES, period_kind="y", period=year, state=StatEdition.State.CURRENT
    ).first()
    if current is None:
        return {}
    cells: Cells = {}
    kept: dict[int, set[str]] = {}
    for edition, indicator, territory, value, diffusion in rows.values_list(
        "edition_id", "indicator_id", "territory", "value", "diffusion"
    ):
        # What a former file hid counts as much as what we hid beside it: its readers still hold their sums.
        if diffusion in (Diffusion.SECONDARY, Diffusion.HIDDEN):
            kept.setdefault(indicator, set()).update({territory, heirs.get(territory, territory)})
        if edition == current.pk and territory not in heirs and (value is not None or diffusion == Diffusion.HIDDEN):
            cells.setdefault(indicator, {})[territory] = value
    found = protected(cells, published_totals(year), kept, least, families())
    for indicator in cells:
        if found[indicator].extra:
            current.rows.filter(
                indicator=indicator, territory_kind="com", territory__in=found[indicator].extra
            ).update(diffusion=Diffusion.SECONDARY)  # fmt: skip
    refresh([current.pk], HOME.code)
    return found


def protected(
    cells: Cells,
    totals: dict[int, dict[str, int]],
    kept: dict[int, set[str]],
    least: int,
    groups: Families,
) -> dict[int, Protection]:
    """The sums of each indicator, then those of an indicator and its parts, until none leaves a cell alone."""
    forced: dict[int, set[str]] = {indicator: set() for indicator in cells}
    while True:
        found = {}
        for indicator, values in cells.items():
            seen = {town: None if town in forced[indicator] else value for town, value in values.items()}
            # The State publishes the total of the department whether its base is in force here or not.
            known = totals.get(indicator) or {HOME.name: None}
            sums = [Total(name, frozenset(values), total, removable=False) for name, total in known.items()]
            made = protect(seen, sums, keep=kept.get(indicator, ()), least=least)
            trace = tuple(f"{town} : masqué avec l'indicateur qui le contient" for town in sorted(forced[indicator]))
            found[indicator] = replace(made, extra=made.extra | forced[indicator], trace=made.trace + trace)
        more = lonely(cells, found, groups, kept) or bounded(cells, found, groups, least)
        if not more:
            return found
        for indicator, town in more:
            forced[indicator].add(town)


def lonely(
    cells: Cells,
    found: dict[int, Protection],
    groups: Families,
    kept: dict[int, set[str]],
) -> list[tuple[int, str]]:
    """What to hide where a whole and its parts are all shown but one: the whole, less the others, would give it."""
    wanted = []
    for group in groups:
        if any(one not in cells for one in group):
            continue
        for town in set.intersection(*(set(cells[one]) for one in group)):
            shown = [one for one in group if town not in found[one].hidden]
            if len(shown) == len(group) - 1:
                facts = {one: cells[one][town] for one in shown}
                best = min(shown, key=lambda one: (town not in kept.get(one, ()), not facts[one], facts[one], one))
                wanted.append((best, town))
    return wanted


def bounded(cells: Cells, found: dict[int, Protection], groups: Families, least: int) -> list[tuple[int, str]]:
    """Wholes too small to be shown over hidden parts: none of the parts is more than the whole."""
    return [
        (whole, town)
        for whole, *parts in groups
        if whole in cells
        for town, count in cells[whole].items()
        if count is not None and count <= least and town not in found[whole].hidden
        and any(part in cells and town in found[part].hidden for part in parts)
    ]  # fmt: skip


def families() -> Families:
    """Each indicator that contains others, with them."""
    rows = list(CrimeIndicator.objects.filter(nomenclature="ssmsi"))
    known = {row.code: row.pk for row in rows}
    return [
        (row.pk, *(known[code] for code in row.parts))
        for row in rows
        if row.parts and all(code in known for code in row.parts)
    ]


def published_totals(year: date) -> dict[int, dict[str, int]]:
    """Of the department, in every edition that a reader may still hold."""
    found: dict[int, dict[str, int]] = {}
    rows = SeriesValue.objects.filter(
        edition__source=Source.DEPARTMENTS, edition__period_kind="y", period=year, territory_kind="dep",
        territory=HOME.code, edition__state=StatEdition.State.CURRENT, value__isnull=False,
    )  # fmt: skip
    for indicator, edition, value in rows.values_list("indicator_id", "edition_id", "value"):
        found.setdefault(indicator, {})[f"{HOME.name}, édition {edition}"] = value
    return found
