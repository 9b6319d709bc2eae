"""The one plug by which an app joins the cross-service pages: menu, procedures, figures, agenda, search, map, API.

An app has one `manifest.py` that calls `register(Manifest(...))`. Registration validates and stops the start on an
error. Everything here is data and callables; nothing returns HTML.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from typing import Any

from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.case_imports import case_target
from directorate.casework.keeping import retention_values
from directorate.casework.procedure import Procedure
from directorate.casework.soundness import problems_of
from directorate.casework.text import Mended, mended, question_of
from directorate.imports.targets import ImportTarget
from directorate.imports.targets import declare as declare_target
from directorate.org.models import StaffMember
from directorate.org.scopes import declare_procedure
from directorate.parameters.values import Value, declare_values
from directorate.permits.listing import declare_listing
from directorate.retention.erasure import Eraser, declare_eraser
from directorate.search.full_text import Asked
from directorate.web.resources import ApiRoute

Policy = Callable[..., bool]
SLUG = re.compile(r"^[a-z][a-z0-9-]*$")


class ManifestError(Exception):
    """A manifest that contradicts itself or another one: the application refuses to start."""


@dataclass(frozen=True)
class MenuEntry:
    """`url_name` is a full name ("directorate:cases"); `query` is added to it. `section` is a first-level heading.

    `group`: heading of a column of the section. A section that has groups opens over the whole width of the page.
    """

    label: str
    url_name: str
    policy: Policy
    section: str = ""
    query: str = ""
    arguments: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Figure:
    """One number with what it is compared to and the list that it counts."""

    label: str
    value: int | Decimal | None
    previous: int | Decimal | None = None
    unit: str = ""
    url: str = ""
    tone: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Indicator:
    """Typed figures for Pilotage. `compute(staff, at)` costs a fixed number of queries and answers on an empty base."""

    code: str
    label: str
    policy: Policy
    compute: Callable[[StaffMember, datetime], Sequence[Figure]]


@dataclass(frozen=True)
class AgendaEvent:
    day: date
    label: str
    url: str = ""
    kind: str = ""
    starts_at: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class AgendaSource:
    """`collect(staff, first, last)`: the events of a period (both days included) that the person may see."""

    code: str
    label: str
    collect: Callable[[StaffMember, date, date], Iterable[AgendaEvent]]


@dataclass(frozen=True)
class SearchHit:
    """`exact`: it bears the very reference or number that was typed."""

    label: str
    url: str
    kind: str
    detail: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Found:
    """The first hits, best first. `total`: how many are known, at least; `has_others` when nobody counted further."""

    hits: Sequence[SearchHit] = ()
    total: int = 0
    has_others: bool = False
    more_url: str = ""
    note: str = ""


SEARCH_CAP = 50


@dataclass(frozen=True)
class Question:
    """What a person looks for. `by_relevance`: among the newest hits only. `seen`: keys of the cases already found."""

    staff: StaffMember
    text: str
    at: datetime
    limit: int
    by_relevance: bool = False
    seen: set[int] = field(default_factory=set)

    @cached_property
    def on(self) -> date:
        return localdate(self.at)

    @cached_property
    def asked(self) -> Asked:
        return question_of(self.text)

    @cached_property
    def mended(self) -> Mended | None:
        return mended(self.text)


@dataclass(frozen=True)
class SearchSource:
    """`find(question)`: what the person may see; what one may not see is neither shown nor counted."""

    code: str
    label: str
    find: Callable[[Question], Found]


@dataclass(frozen=True)
class MapPoint:
    """`commune`: INSEE code. Coordinates when the place has its own, `shape` (GeoJSON) when it is wide."""

    label: str
    commune: str
    url: str = ""
    tone: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    shape: Mapping | None = None


@dataclass(frozen=True)
class MapLayer:
    code: str
    label: str
    points: Callable[[StaffMember, datetime], Iterable[MapPoint]]


@dataclass(frozen=True)
class TimelineSource:
    """`events(staff, key, at)`: what happened to one subject ("commune", "94028"), for the 360° view."""

    code: str
    label: str
    events: Callable[[StaffMember, str, str, datetime], Iterable[AgendaEvent]]


@dataclass(frozen=True)
class Manifest:
    slug: str
    label: str
    unit: str = ""
    urlconf: str = ""
    api_routes: tuple[ApiRoute, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    # What one may do from anywhere: found by the search, not in the menu. `section` tells where it belongs.
    actions: tuple[MenuEntry, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    # Dated values that no procedure declares: those of plans, alerts, registers.
    values: tuple[Value, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    agenda: tuple[AgendaSource, ...] = ()
    search: tuple[SearchSource, ...] = ()
    map_layers: tuple[MapLayer, ...] = ()
    timeline: tuple[TimelineSource, ...] = ()
    # Pages about one commune, which the page of the commune names; the argument is its INSEE code.
    commune_pages: tuple[MenuEntry, ...] = ()
    # What a table from a file may feed, besides the cases of each procedure.
    import_targets: tuple[ImportTarget, ...] = ()
    # How the service's own rows that hang on a case go when the case is erased: `directorate.retention.erasure`.
    erasers: tuple[Eraser, ...] = ()
    # Fills the demonstration prefecture with the files of this service, once the people and the territory exist.
    demonstration: Callable[[datetime], None] | None = None

    def problems(self) -> list[str]:
        """What contradicts itself, as sentences; empty when sound."""
        found = []
        if not SLUG.match(self.slug):
            found.append(f"identifiant invalide : {self.slug!r}")
        if not self.label:
            found.append("libellé absent")
        for entry in (*self.menu, *self.actions, *self.commune_pages):
            if not entry.label or ":" not in entry.url_name:
                found.append(f"entrée de menu sans libellé ou sans espace de noms : {entry.url_name!r}")
            if not callable(entry.policy):
                found.append(f"entrée de menu sans règle d'accès : {entry.label}")
        for indicator in self.indicators:
            if not indicator.label or not callable(indicator.policy):
                found.append(f"indicateur sans libellé ou sans règle d'accès : {indicator.code}")
        for procedure in self.procedures:
            if self.unit and procedure.unit != self.unit:
                found.append(f"la procédure {procedure.code} relève de l'unité {procedure.unit}, pas de {self.unit}")
            found += [f"{procedure.code} : {sentence}" for sentence in problems_of(procedure)]
        for name in ("api_routes", "indicators", "agenda", "search", "map_layers", "timeline"):
            codes = [getattr(item, "code", None) or item.prefix for item in getattr(self, name)]
            for code in {code for code in codes if codes.count(code) > 1}:
                found.append(f"déclaré deux fois dans {name} : {code}")
        return found


def procedures_in(package: str) -> tuple[Procedure, ...]:
    """Those that its modules declare, as PROCEDURE or PROCEDURES: a new file needs no other line anywhere."""
    found: list[Procedure] = []
    for place in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        module = import_module(place.name)
        several = getattr(module, "PROCEDURES", None)
        found += several if several is not None else filter(None, [getattr(module, "PROCEDURE", None)])
    return tuple(found)


MANIFESTS: dict[str, Manifest] = {}


def register(manifest: Manifest) -> None:
    """Plug an app in. Stops the start with every reason at once."""
    found = manifest.problems()
    if manifest.slug in MANIFESTS and MANIFESTS[manifest.slug] != manifest:
        found.append("un autre manifeste porte cet identifiant")
    for name in ("api_routes", "indicators", "agenda", "search", "map_layers", "timeline"):
        taken = {getattr(item, "code", None) or item.prefix for item in all_of(name)}
        for item in getattr(manifest, name):
            code = getattr(item, "code", None) or item.prefix
            if code in taken:
                found.append(f"{code} est déjà déclaré dans {name} par un autre service")
    if found:
        raise ManifestError(f"{manifest.slug} : {' ; '.join(found)}")
    declare_values(manifest.values)
    for procedure in manifest.procedures:
        declare_values((*procedure.parameters, *retention_values(procedure)))
        registry.register(procedure)
        declare_procedure(procedure.code, procedure.label)
        declare_target(case_target(procedure))
        if procedure.listing is not None:
            declare_listing(procedure.code, procedure.listing)
    for target in manifest.import_targets:
        declare_target(target)
    for eraser in manifest.erasers:
        declare_eraser(eraser)
    MANIFESTS[manifest.slug] = manifest


def all_manifests() -> Iterator[Manifest]:
    return iter(MANIFESTS.values())


def all_of(name: str) -> list[Any]:
    """Every item of one kind ("indicators", "search", ...) in the order of registration."""
    return [item for manifest in MANIFESTS.values() for item in getattr(manifest, name)]
