"""From the cells of the files to the editions of a delivery: COPY by blocks, whatever the size of the file."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from directorate.imports.deliveries.copying import REFUSED_COLUMNS, copy_rows
from public_order.statistics.cells import department_of, key_of
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
    IndicatorAlias,
    Nomenclature,
    PopulationYear,
    SeriesSummary,
    Source,
    StatEdition,
    StatImport,
)
from public_order.statistics.reading import Fact, Refusal

BLOCK = 50_000
VALUES = "public_order_seriesvalue"
COLUMNS = ("edition_id", "indicator_id", "territory_kind", "territory", "period", "value", "rate", "diffusion")
REFUSALS = "public_order_statrefusal"
NOMENCLATURES = {
    Source.DTSP: Nomenclature.ETAT_4001, Source.ETAT_4001: Nomenclature.ETAT_4001,
    Source.DEPARTMENTS: Nomenclature.SSMSI, Source.COMMUNES: Nomenclature.SSMSI,
    Source.SERIES: Nomenclature.SERIES, Source.ADJUSTED: Nomenclature.SERIES, Source.LOCAL: Nomenclature.LOCAL,
}  # fmt: skip


class Stage:
    """The cells and the refusals of one delivery on their way. Memory holds a block of each, never a file."""

    def __init__(self, batch: StatImport, home: str):
        self.batch, self.home = batch, home
        self.rows: list[tuple] = []
        self.refusals: list[tuple] = []
        self.kept = self.refused = 0
        self.geography: int | None = None
        self.editions: dict[tuple[str, str, date], StatEdition] = {}
        self.indicators = self.known_indicators()
        # One bit for each pair of edition and indicator, by territory: a national file fits in a few megabytes.
        self.seen: dict[tuple[str, str], int] = {}
        self.bits: dict[tuple[int, int], int] = {}
        self.summaries: dict[tuple[int, int, str], list[Any]] = {}
        self.people: dict[tuple[str, str, int], tuple[int | None, Decimal | None]] = {}

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
            rows = StatEdition.objects.filter(source=source, period_kind=period_kind, period=period)
            last = rows.aggregate(last=Max("number"))["last"] or 0
            self.editions[key] = StatEdition.objects.create(
                batch=self.batch, source=source, period_kind=period_kind, period=period, number=last + 1,
                reliability=self.batch.reliability, produced_on=self.batch.produced_on, geography=self.geography,
            )  # fmt: skip
        return self.editions[key]

    def add(self, fact: Fact, file: str) -> None:
        indicator = self.indicator_of(fact)
        if indicator is None:
            self.refuse(Refusal(fact.line, f"L'indicateur « {fact.label[:80]} » n'est pas connu."), file)
            return
        edition = self.edition_of(fact.source, fact.period_kind, fact.period)
        pair = (edition.pk, indicator)
        bit = self.bits.setdefault(pair, 1 << len(self.bits))
        place = (fact.territory_kind, fact.territory)
        seen = self.seen.get(place, 0)
        if seen & bit:
            reason = f"{fact.territory}, {fact.label or fact.code}, {fact.period:%m/%Y} : déjà donné dans ces fichiers."
            self.refuse(Refusal(fact.line, reason), file)
            return
        self.seen[place] = seen | bit
        self.rows.append(
            (edition.pk, indicator, *place, fact.period, fact.value, fact.rate, fact.diffusion)
        )  # fmt: skip
        self.kept += 1
        edition.cells += 1
        if fact.territory_kind == "com":
            self.count_commune(edition, indicator, fact)
        if fact.population is not None or fact.dwellings is not None:
            self.count_people(fact)
        if len(self.rows) >= BLOCK:
            self.flush()

    def count_commune(self, edition: StatEdition, indicator: int, fact: Fact) -> None:
        key = (edition.pk, indicator, department_of(fact.territory))
        counts = self.summaries.setdefault(key, [fact.period, 0, 0, 0, 0, None])
        counts[1] += 1
        if fact.diffusion == "n":
            edition.hidden += 1
            counts[2] += 1
            counts[5] = fact.mean if fact.mean is not None else counts[5]
        elif fact.value is not None:
            counts[3] += not fact.value
            counts[4] += fact.value

    def count_people(self, fact: Fact) -> None:
        """Of our communes, and of every department."""
        if fact.territory_kind == "com" and department_of(fact.territory) != self.home:
            return
        self.people[(fact.territory_kind, fact.territory, fact.population_year)] = (fact.population, fact.dwellings)

    def refuse(self, refusal: Refusal, file: str) -> None:
        self.refused += not refusal.warning
        self.refusals.append(
            (self.batch.pk, file, refusal.line, refusal.warning, refusal.reason[:300], refusal.text)
        )  # fmt: skip
        if len(self.refusals) >= BLOCK:
            self.flush()

    def flush(self) -> None:
        copy_rows(VALUES, COLUMNS, self.rows)
        copy_rows(REFUSALS, REFUSED_COLUMNS, self.refusals)
        self.rows.clear()
        self.refusals.clear()

    def end(self) -> None:
        self.flush()
        StatEdition.objects.bulk_update(self.editions.values(), ["cells", "hidden"], batch_size=500)
        SeriesSummary.objects.bulk_create(
            [
                SeriesSummary(
                    edition_id=edition, indicator_id=indicator, department=department, period=period, cells=cells,
                    hidden=hidden, zeros=zeros, published=published, hidden_mean=mean,
                )
                for (edition, indicator, department), (period, cells, hidden, zeros, published, mean) in (
                    self.summaries.items()
                )
            ],
            batch_size=5_000,
        )  # fmt: skip
        for told in (("population",), ("population", "dwellings")):
            # A file that does not tell the dwellings leaves those that another told.
            PopulationYear.objects.bulk_create(
                [
                    PopulationYear(territory_kind=kind, territory=territory, year=year, population=population,
                                   dwellings=dwellings, source=self.batch.label)
                    for (kind, territory, year), (population, dwellings) in self.people.items()
                    if (dwellings is not None) == ("dwellings" in told)
                ],
                batch_size=2_000, update_conflicts=True, unique_fields=["territory", "territory_kind", "year"],
                update_fields=[*told, "source"],
            )  # fmt: skip
