"""From the cells of the files to the editions of a delivery: COPY by chunks, whatever the size of the file.

A chunk is one transaction: its cells, its refusals, what it adds to the summaries and how far it read are written
together or not at all. Whoever reads on after it finds all of it, and nothing twice.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max
from psycopg import Copy

from directorate.imports.deliveries.copying import REFUSED_COLUMNS, copy_rows
from public_order.statistics.cells import department_of, key_of
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
    IndicatorAlias,
    Nomenclature,
    SeriesValue,
    Source,
    StatEdition,
    StatImport,
)
from public_order.statistics.reading import Fact, Item, Refusal

# Cells handed over at once, and refusals kept before they are written.
BLOCK, MOST_REFUSALS = 4_000, 5_000
VALUES = "public_order_seriesvalue"
COLUMNS = ("edition_id", "indicator_id", "territory_kind", "territory", "period", "value", "rate", "diffusion")
COPY_VALUES = f"COPY {VALUES} ({', '.join(COLUMNS)}) FROM STDIN"
REFUSALS = "public_order_statrefusal"
NULL = "\\N"
ADD_TO_SUMMARIES = """
INSERT INTO public_order_seriessummary AS s
    (edition_id, indicator_id, department, period, cells, hidden, zeros, published, hidden_mean)
SELECT * FROM unnest(%s::int[], %s::int[], %s::text[], %s::date[], %s::int[], %s::int[], %s::int[], %s::bigint[],
    %s::numeric[])
ON CONFLICT (edition_id, indicator_id, department) DO UPDATE SET
    cells = s.cells + excluded.cells, hidden = s.hidden + excluded.hidden, zeros = s.zeros + excluded.zeros,
    published = s.published + excluded.published, hidden_mean = coalesce(excluded.hidden_mean, s.hidden_mean)
"""
COUNT_CELLS = """
UPDATE public_order_statedition e SET cells = e.cells + added.cells, hidden = e.hidden + added.hidden
FROM unnest(%s::int[], %s::int[], %s::int[]) AS added (id, cells, hidden) WHERE e.id = added.id
"""
TELL_PEOPLE = """
INSERT INTO public_order_toldpopulation AS t (batch_id, territory_kind, territory, year, population, dwellings)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::numeric[])
ON CONFLICT (batch_id, territory, territory_kind, year) DO UPDATE SET
    population = coalesce(excluded.population, t.population), dwellings = coalesce(excluded.dwellings, t.dwellings)
"""
NOMENCLATURES = {
    Source.DTSP: Nomenclature.ETAT_4001, Source.ETAT_4001: Nomenclature.ETAT_4001,
    Source.DEPARTMENTS: Nomenclature.SSMSI, Source.COMMUNES: Nomenclature.SSMSI,
    Source.SERIES: Nomenclature.SERIES, Source.ADJUSTED: Nomenclature.SERIES, Source.LOCAL: Nomenclature.LOCAL,
}  # fmt: skip


class Series:
    """One indicator in one edition: where its cells go, and what this chunk counted of it by department."""

    __slots__ = ("bit", "counts", "edition", "indicator", "period", "prefix")

    def __init__(self, edition: StatEdition, indicator: int, bit: int):
        self.edition, self.indicator, self.bit, self.period = edition, indicator, bit, edition.period
        self.prefix = f"{edition.pk}\t{indicator}\t"
        self.counts: dict[str, list[Any]] = {}

    def count(self, department: str, value: int | None, is_hidden: bool, mean: Decimal | None) -> None:
        counts = self.counts.get(department)
        if counts is None:
            counts = self.counts[department] = [0, 0, 0, 0, None]
        counts[0] += 1
        if is_hidden:
            counts[1] += 1
            if mean is not None:
                counts[4] = mean
        elif value is not None:
            if value:
                counts[3] += value
            else:
                counts[2] += 1


class Stage:
    """The cells and the refusals of one delivery on their way. Memory holds a block of each, never a file."""

    def __init__(self, batch: StatImport, home: str):
        self.batch, self.home, self.produced_on = batch, home, batch.produced_on
        self.block: list[str] = []
        self.refusals: list[tuple] = []
        self.kept = self.refused = 0
        self.geography: int | None = None
        self.file = ""
        self.indicators = self.known_indicators()
        self.editions: dict[tuple[str, str, date], StatEdition] = {}
        self.series: dict[tuple[int, int], Series] = {}
        # One bit for each series, by territory: a national file fits in a few megabytes.
        self.seen: dict[str, int] = {}
        self.people: dict[tuple[str, str, int], tuple[int | None, Decimal | None]] = {}
        self.copying = ExitStack()
        self.copy: Copy | None = None
        self.take_up()

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """The end of a chunk. A copy under way is given up before the transaction is."""
        if error is None:
            self.flush()
        else:
            self.copy = None
            self.copying.__exit__(kind, error, trace)

    def take_up(self) -> None:
        """What an earlier attempt has written is known again."""
        for edition in self.batch.editions.all():
            self.editions[(edition.source, edition.period_kind, edition.period)] = edition
        if not self.editions:
            return
        by_pk = {edition.pk: edition for edition in self.editions.values()}
        rows = SeriesValue.objects.filter(edition__in=by_pk).values_list(
            "edition_id", "indicator_id", "territory_kind", "territory"
        )
        for edition, indicator, kind, territory in rows.iterator(chunk_size=10_000):
            place = f"{kind}\t{territory}"
            self.seen[place] = self.seen.get(place, 0) | self.series_of(by_pk[edition], indicator).bit

    @staticmethod
    def known_indicators() -> dict[tuple[str, str], int]:
        rows = CrimeIndicator.objects.values_list("pk", "nomenclature", "code", "label")
        found = {}
        for pk, nomenclature, code, label in rows:
            found[(nomenclature, code)] = found[(nomenclature, key_of(label))] = pk
        aliases = IndicatorAlias.objects.values_list("nomenclature", "key", "indicator_id")
        return {(nomenclature, key): pk for nomenclature, key, pk in aliases} | found

    def indicator_of(self, fact: Fact) -> int | None:
        """The national series name theirs themselves; elsewhere an unknown label is refused."""
        nomenclature = NOMENCLATURES[Source(fact.source)]
        name = (nomenclature, fact.code or fact.label)
        pk = self.indicators.get(name)
        if pk is None:
            pk = self.indicators.get((nomenclature, key_of(fact.label)))
            if pk is None and nomenclature == Nomenclature.SERIES:
                self.pause()
                rank = CrimeIndicator.objects.filter(nomenclature=nomenclature).count() + 1
                pk = CrimeIndicator.objects.create(
                    code=f"serie-{rank:03}", label=fact.label[:160], nomenclature=nomenclature, unit=fact.unit,
                    denominator=Denominator.NONE, display_order=rank,
                ).pk  # fmt: skip
            if pk is not None:
                self.indicators[name] = self.indicators[(nomenclature, key_of(fact.label))] = pk
        return pk

    def edition_of(self, source: str, period_kind: str, period: date) -> StatEdition:
        key = (source, period_kind, period)
        if key not in self.editions:
            self.pause()
            with connection.cursor() as cursor:
                # Two deliveries of the same period number their editions one after the other.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('public_order_statedition'))")
            rows = StatEdition.objects.filter(source=source, period_kind=period_kind, period=period)
            last = rows.aggregate(last=Max("number"))["last"] or 0
            self.editions[key] = StatEdition.objects.create(
                batch=self.batch, source=source, period_kind=period_kind, period=period, number=last + 1,
                reliability=self.batch.reliability, produced_on=self.batch.produced_on, geography=self.geography,
            )  # fmt: skip
        return self.editions[key]

    def series_of(self, edition: StatEdition, indicator: int) -> Series:
        pair = (edition.pk, indicator)
        found = self.series.get(pair)
        if found is None:
            found = self.series[pair] = Series(edition, indicator, 1 << len(self.series))
        return found

    def series_for(self, fact: Fact) -> Series | str:
        """Where this cell goes, or why it goes nowhere."""
        if fact.period > self.produced_on:
            return (
                f"La période {fact.period:%m/%Y} n'a pas commencé quand le fichier a été produit, le"
                f" {self.produced_on:%d/%m/%Y}."
            )
        indicator = self.indicator_of(fact)
        if indicator is None:
            return f"L'indicateur « {fact.label[:80]} » n'est pas connu."
        return self.series_of(self.edition_of(fact.source, fact.period_kind, fact.period), indicator)

    def take(self, item: Item) -> None:
        if isinstance(item, Refusal):
            self.refuse(item)
        else:
            self.add(item)

    def add(self, fact: Fact) -> None:
        series = self.series_for(fact)
        if isinstance(series, str):
            self.refuse(Refusal(fact.line, series))
            return
        place = f"{fact.territory_kind}\t{fact.territory}"
        seen = self.seen.get(place, 0)
        if seen & series.bit:
            reason = f"{fact.territory}, {fact.label or fact.code}, {fact.period:%m/%Y} : déjà donné dans ces fichiers."
            self.refuse(Refusal(fact.line, reason))
            return
        self.seen[place] = seen | series.bit
        value = NULL if fact.value is None else fact.value
        rate = NULL if fact.rate is None else fact.rate
        self.put(f"{series.prefix}{place}\t{series.period}\t{value}\t{rate}\t{fact.diffusion}\n")
        department = self.department_of(fact)
        series.count(department, fact.value, fact.diffusion == "n", fact.mean)
        if fact.population is not None or fact.dwellings is not None:
            self.tell(fact.territory_kind, fact.territory, fact.population_year, fact.population, fact.dwellings)

    def department_of(self, fact: Fact) -> str:
        """Whose summary it is part of; none for what is a total itself, which is counted under an empty code."""
        if fact.territory_kind == "com":
            return department_of(fact.territory)
        return self.home if fact.territory_kind == "csp" else ""

    def put(self, line: str) -> None:
        self.kept += 1
        self.block.append(line)
        if len(self.block) >= BLOCK:
            self.hand_over()

    def tell(
        self, kind: str, territory: str, year: int, population: int | None, dwellings: Decimal | None
    ) -> None:  # fmt: skip
        """Of our communes, and of every department."""
        if kind == "com" and department_of(territory) != self.home:
            return
        told = self.people.get((kind, territory, year))
        if told is not None:
            population = told[0] if population is None else population
            dwellings = told[1] if dwellings is None else dwellings
        self.people[(kind, territory, year)] = (population, dwellings)

    def refuse(self, refusal: Refusal) -> None:
        self.refused += not refusal.warning
        text = refusal.text.replace("\0", "\ufffd")
        reason = refusal.reason.replace("\0", "\ufffd")[:300]
        self.refusals.append((self.batch.pk, self.file, refusal.line, refusal.warning, reason, text))
        if len(self.refusals) >= MOST_REFUSALS:
            self.pause()
            self.write_refusals()

    # --- on the way to the base ---------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """The database works on a block while the next one is read."""
        if self.copy is None:
            cursor = self.copying.enter_context(connection.cursor())
            self.copy = self.copying.enter_context(cursor.copy(COPY_VALUES))
        self.copy.write("".join(self.block))
        self.block.clear()

    def pause(self) -> None:
        """Nothing else is said on a connection that copies."""
        if self.block:
            self.hand_over()
        self.copy = None
        self.copying.close()

    def write_refusals(self) -> None:
        copy_rows(REFUSALS, REFUSED_COLUMNS, self.refusals)
        self.refusals.clear()

    def flush(self) -> None:
        """Everything that this chunk found, in its transaction."""
        self.pause()
        self.write_refusals()
        self.write_counts()
        if self.people:
            keys, values = zip(*self.people.items(), strict=True)
            with connection.cursor() as cursor:
                cursor.execute(TELL_PEOPLE, [self.batch.pk, *columns(keys, 3), *columns(values, 2)])
            self.people.clear()

    def write_counts(self) -> None:
        summaries: list[tuple] = []
        added: dict[int, list[int]] = {}
        for series in self.series.values():
            edition = added.setdefault(series.edition.pk, [0, 0])
            for department, (cells, hidden, zeros, published, mean) in series.counts.items():
                edition[0] += cells
                edition[1] += hidden
                if department:
                    summaries.append((series.edition.pk, series.indicator, department, series.period, cells, hidden,
                                      zeros, published, mean))  # fmt: skip
            series.counts = {}
        with connection.cursor() as cursor:
            if summaries:
                cursor.execute(ADD_TO_SUMMARIES, columns(summaries, 9))
            if added:
                cursor.execute(COUNT_CELLS, columns([(pk, *counts) for pk, counts in added.items()], 3))


def columns(rows: Iterable[tuple], width: int) -> list[list[Any]]:
    """What `unnest` takes: one list for each column."""
    found: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for place, value in zip(found, row, strict=True):
            place.append(value)
    return found
