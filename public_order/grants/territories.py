"""In which priority districts a project is: its addresses against their contours. Flags are written, reasons shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directorate.territory.geography import is_inside
from directorate.territory.positions import Point
from public_order.grants.exchange_models import GrantTerritory
from public_order.grants.models import GrantApplication
from public_order.statistics.board import areas

QPV, QRR = "qpv", "qrr"
WORDS = {QPV: "QPV", QRR: "QRR"}
Area = Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """An address of a project. `point`: longitude, latitude, when they are known."""

    words: str
    commune: str
    point: Point | None = None


@dataclass(frozen=True)
class Trace:
    """What one address gives, and from what."""

    words: str
    tone: str


@dataclass(frozen=True)
class Finding:
    areas: Sequence[Area]
    traces: Sequence[Trace]

    def is_in(self, kind: str) -> bool:
        return any(area["kind"] == kind for area in self.areas)


def locate(addresses: Iterable[Address], known: Sequence[Area]) -> Finding:
    """Pure: an address with its position is in a district or is not; without, only its commune may exclude it."""
    found: dict[str, Area] = {}
    traces = []
    for address in addresses:
        if address.point is None:
            traces.append(without_position(address, known))
            continue
        inside = [area for area in known if is_inside(address.point, area["contour"])]
        found |= {area["code"]: area for area in inside}
        names = ", ".join(f"{WORDS[area['kind']]} {area['name']} ({area['code']})" for area in inside)
        traces.append(
            Trace(f"{address.words} : dans le {names}.", "success") if inside
            else Trace(f"{address.words} : hors de tout quartier prioritaire ou de reconquête.", "info")
        )  # fmt: skip
    return Finding(list(found.values()), traces)


def without_position(address: Address, known: Sequence[Area]) -> Trace:
    of_commune = [area for area in known if address.commune in area["communes"]]
    if not of_commune:
        return Trace(f"{address.words} : sa commune n'a aucun quartier prioritaire.", "info")
    count = len(of_commune)
    more = (
        f"les {count} quartiers de la commune ne se vérifient"
        if count > 1
        else "le quartier de la commune ne se vérifie"
    )
    return Trace(f"{address.words} : sans position, {more} pas.", "warning")


def addresses_of(row: GrantApplication) -> list[Address]:
    return [
        Address(str(place), place.commune_id,
                (float(place.longitude), float(place.latitude)) if place.latitude is not None else None)
        for place in row.places.select_related("commune").defer("commune__contour")
    ]  # fmt: skip


def found_for(row: GrantApplication) -> Finding:
    return locate(addresses_of(row), areas())


def follow(row: GrantApplication, at: datetime) -> GrantTerritory:
    """Write what the addresses say, unless an agent corrected it. Without any known position, nothing is claimed."""
    told, _ = GrantTerritory.objects.get_or_create(application=row)
    found = found_for(row)
    told.areas = [{name: area[name] for name in ("kind", "code", "name")} for area in found.areas]
    told.computed_at = at
    told.save(update_fields=["areas", "computed_at"])
    if not told.is_corrected:
        row.is_qpv, row.is_qrr = found.is_in(QPV), found.is_in(QRR)
        row.save(update_fields=["is_qpv", "is_qrr"])
    return told
