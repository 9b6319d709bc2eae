"""Statistics in the demonstration: ten real years of the department, its communes, invented months of the DTSP."""

import gzip
from datetime import date, datetime, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.documents.files import store_bytes
from directorate.imports.deliveries.copying import copy_rows
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from public_order.policies import UNIT
from public_order.statistics import operations, reference, summaries
from public_order.statistics.definitions import DATA, UNUSED, indexes
from public_order.statistics.models import (
    CommuneChange,
    DistrictMembership,
    PoliceDistrict,
    StatEdition,
    StatImport,
)
from public_order.statistics.staging import COLUMNS, VALUES, Stage

DAY = timedelta(days=1)
SEED = 4001
# The band of the seasons wants five years before each month of the thirteen that a chart shows.
MONTHS_TOLD = 73
# Circonscription, its communes by code.
DISTRICTS = {
    "Boissy-Saint-Léger": "94004 94044 94047 94048 94053 94055 94056 94070 94074",
    "Champigny-sur-Marne": "94017 94019 94079",
    "Choisy-le-Roi": "94022 94054 94073 94021 94065",
    "Créteil": "94028 94011",
    "Ivry-sur-Seine": "94041 94018",
    "L'Haÿ-les-Roses": "94038 94034 94016 94003 94037",
    "Le Kremlin-Bicêtre": "94043 94076",
    "Maisons-Alfort": "94046 94002",
    "Nogent-sur-Marne": "94052 94058 94015 94033 94042",
    "Saint-Maur-des-Fossés": "94068 94059 94071 94075 94060",
    "Villeneuve-Saint-Georges": "94078",
    "Vincennes": "94080 94067 94069",
    "Vitry-sur-Seine": "94081",
}
# These two changed of circonscription that day, from that of Villeneuve-Saint-Georges to that of Choisy-le-Roi.
MOVED, MOVED_ON, MOVED_FROM = ("94077", "94001"), date(2025, 1, 1), "Villeneuve-Saint-Georges"
MOVED_TO = "Choisy-le-Roi"
SEASON = (0.96, 0.94, 1.03, 1.0, 1.05, 1.08, 1.04, 0.88, 0.99, 1.04, 1.01, 0.98)
# Monthly mean of the department for some index; the others are few.
MEANS = {7: 460, 11: 40, 12: 210, 23: 9, 25: 110, 26: 140, 27: 330, 29: 75, 31: 35, 32: 95, 33: 120, 35: 170, 36: 80,
         37: 420, 38: 190, 41: 160, 42: 240, 43: 520, 46: 30, 47: 38, 48: 34, 49: 40, 55: 70, 57: 560, 62: 14,
         63: 30, 66: 120, 67: 350, 68: 270, 69: 90, 72: 85, 73: 60, 74: 75, 81: 50, 89: 25, 90: 180, 91: 610,
         107: 130}  # fmt: skip
FEW = 3
GREATEST = ("Créteil", "Vitry-sur-Seine")


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    if by is None or not Commune.objects.filter(pk="94028").exists():
        return
    reference.ensure(crowded=("Orly", "Rungis"))
    draw_districts()
    CommuneChange.objects.get_or_create(
        former_code="94999", since=date(2024, 1, 1),
        defaults={"former_name": "Hameau-des-Bords", "code": "94070", "name": "Santeny"},
    )  # fmt: skip
    for label, name, produced in (
        ("SSMSI, base départementale 2016-2025", "departements_2016_2025", date(2026, 1, 22)),
        ("SSMSI, base communale 2024", "communes_2024", date(2025, 7, 10)),
        ("État 4001 annuel 2002-2010", "etat4001_2002_2010", date(2011, 3, 1)),
        ("SSMSI, séries de France 2011-2022", "series_france_2011_2022", date(2023, 2, 1)),
    ):
        real(label, name, produced, by, at - 40 * DAY)
    months_of_dtsp(by, at)
    corrected(by, at - DAY)


def real(label: str, name: str, produced: date, by: StaffMember, at: datetime) -> None:
    """By the path of a real deposit, without waiting for the worker."""
    content = gzip.decompress((DATA / f"{name}.csv.gz").read_bytes())
    batch = operations.begin(
        label=label, reliability="final", produced_on=min(produced, at.date()),
        stored=[store_bytes(content, f"{name}.csv", "text/csv", by=by, at=at)], by=by, at=at,
    )  # fmt: skip
    if batch.state != StatImport.State.READING:
        return
    operations.read_batch(batch, at=at)
    if batch.state == StatImport.State.READ:
        operations.accept(batch=batch, by=by, at=at)


def draw_districts() -> None:
    known = set(Commune.objects.values_list("pk", flat=True))
    PoliceDistrict.objects.bulk_create(
        [PoliceDistrict(code=code_of(name), name=name) for name in DISTRICTS], ignore_conflicts=True
    )
    rows = [
        DistrictMembership(district_id=code_of(name), commune_id=town, since=date(2016, 1, 1))
        for name, towns in DISTRICTS.items()
        for town in towns.split()
        if town in known
    ]
    for town in MOVED:
        if town in known:
            rows += [
                DistrictMembership(district_id=code_of(MOVED_FROM), commune_id=town, since=date(2016, 1, 1),
                                   until=MOVED_ON),
                DistrictMembership(district_id=code_of(MOVED_TO), commune_id=town, since=MOVED_ON),
            ]  # fmt: skip
    DistrictMembership.objects.bulk_create(rows, ignore_conflicts=True)


def code_of(name: str) -> str:
    return f"CSP-{list(DISTRICTS).index(name) + 1:02}"


def months_before(day: date, count: int) -> list[date]:
    """The first days of the months before that of `day`, the oldest first."""
    last = 12 * day.year + day.month - 2
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]


def draws(months: list[date]) -> dict[date, dict[tuple[int, str], int]]:
    """Counts of each index and circonscription, with the seasons and more dispersion than chance alone."""
    random = Random(SEED)  # noqa: S311 -- a seed, not a secret
    shares = {
        name: 0.6 + random.random() + (1.2 if name in ("Créteil", "Vitry-sur-Seine") else 0) for name in DISTRICTS
    }
    whole = sum(shares.values())
    found: dict[date, dict[tuple[int, str], int]] = {}
    for rank, month in enumerate(months):
        trend = 1 + 0.0015 * (len(months) - 1 - rank)
        counts = found.setdefault(month, {})
        for index, _ in indexes():
            if index in UNUSED:
                continue
            base = MEANS.get(index, FEW) * SEASON[month.month - 1] * trend
            for name, share in shares.items():
                mean = base * share / whole
                drawn = random.gauss(mean, 1.15 * mean**0.5)
                counts[(index, name)] = max(0, int(drawn + random.random()))
    return found


def months_of_dtsp(by: StaffMember, at: datetime) -> None:
    """The months in one delivery, written like those of the reading."""
    months = months_before(paris_day(at), MONTHS_TOLD + 1)[:-1]
    batch, created = StatImport.objects.get_or_create(
        fingerprint="demonstration-4001",
        defaults={
            "label": f"État 4001 mensuel, {MONTHS_TOLD} mois repris", "reliability": "consolidated",
            "produced_on": (at - 20 * DAY).date(), "state": StatImport.State.ACCEPTED, "created_at": at - 20 * DAY,
            "created_by": by, "accepted_at": at - 19 * DAY,
        },
    )  # fmt: skip
    if not created:
        return
    pks, drawn = Stage.known_indicators(), draws(months)
    editions = StatEdition.objects.bulk_create(
        StatEdition(
            batch=batch, source="dtsp_4001", period_kind="m", period=month, number=1, state="current",
            reliability="consolidated", produced_on=batch.produced_on, accepted_at=batch.accepted_at,
            cells=len(drawn[month]) + len(MEANS),
        )
        for month in months
    )  # fmt: skip
    rows: list[tuple] = []
    for edition in editions:
        totals: dict[int, int] = {}
        for (index, name), count in drawn[edition.period].items():
            pk = pks[("etat4001", f"i{index:03}")]
            totals[pk] = totals.get(pk, 0) + count
            rows.append((edition.pk, pk, "csp", code_of(name), edition.period, count, None, "i"))
        rows += [(edition.pk, pk, "dep", HOME.code, edition.period, total, None, "i") for pk, total in totals.items()]
    copy_rows(VALUES, COLUMNS, rows)
    summaries.refresh([edition.pk for edition in editions])
    batch.counts = {"dtsp_4001": len(rows)}
    batch.save(update_fields=["counts"])


def corrected(by: StaffMember, at: datetime) -> None:
    """The file of the last month, as the DTSP sends it, then its correction, which waits to be accepted."""
    month = months_before(paris_day(at), 1)[0]
    counts = draws([month])[month]
    first = monthly_file(month, counts)
    changed = dict(counts)
    for index in (27, 67):
        changed[(index, "Créteil")] += 6
    for content, label, days in ((first, "reçu", 6), (monthly_file(month, changed), "corrigé", 1)):
        day = at - days * DAY
        batch = operations.begin(
            label=f"État 4001, {month:%m/%Y}, {label}", reliability="provisional", produced_on=day.date(),
            stored=[store_bytes(content, f"4001_{month:%Y_%m}_{label}.csv", "text/csv", by=by, at=day)], by=by, at=day,
        )  # fmt: skip
        if batch.state != StatImport.State.READING:
            continue
        operations.read_batch(batch, at=day)
        if label == "reçu" and batch.state == StatImport.State.READ:
            operations.accept(batch=batch, by=by, at=day)


def monthly_file(month: date, counts: dict[tuple[int, str], int]) -> bytes:
    names = list(DISTRICTS)
    lines = [f"État 4001, {month:%Y-%m}", ";".join(["Index", "Libellé", HOME.name, *(f"CSP {name}" for name in names)])]
    for index, label in indexes():
        cells = [counts.get((index, name), 0) for name in names]
        lines.append(";".join(map(str, [index, label.replace(";", ","), sum(cells), *cells])))
    return "\n".join(lines).encode()
