"""Reading what informs the public, and the requests for recognition of natural disasters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from civil_protection.protection.acts import place_of
from civil_protection.public_information.deadlines import CODES, DisasterTerms, overlaps
from civil_protection.public_information.models import (
    BuyerInformationOrder,
    Campaign,
    CommuneRisk,
    DepartmentalFile,
    DisasterRequest,
    ExpertReport,
    NaturalEvent,
    Phenomenon,
    Risk,
    RiskList,
)
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.parameters.queries import values
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.errors import NotFound

State, Decision = DisasterRequest.State, DisasterRequest.Decision
TONES = {
    State.DRAFT: "paused", State.FILED: "new", State.INCOMPLETE: "paused", State.COMPLETE: "info",
    State.EXPERTISE: "info", State.TRANSMITTED: "info", State.DECIDED: "warning", State.NOTIFIED: "success",
    State.CLOSED: "success", State.INADMISSIBLE: "error",
}  # fmt: skip
OPEN = (State.DRAFT, State.FILED, State.INCOMPLETE, State.COMPLETE, State.EXPERTISE, State.TRANSMITTED, State.DECIDED)


def disaster_terms(on: date) -> DisasterTerms:
    return DisasterTerms.of(values(CODES, on))


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)


# --- natural disasters ----------------------------------------------------------------------------------------


def requests() -> QuerySet[DisasterRequest]:
    return DisasterRequest.objects.select_related("commune", "commune__arrondissement").defer(
        "commune__contour", "commune__arrondissement__contour"
    )


def known_request(pk: int) -> DisasterRequest:
    row = requests().select_related("transmission__pdf", "notice__pdf").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette demande CatNat n'existe pas.")
    return row


def days_of(row: DisasterRequest) -> tuple[date, date]:
    """The days of the phenomenon, in Paris."""
    return row.began_at.astimezone(PARIS).date(), row.ended_at.astimezone(PARIS).date()


def same_phenomenon(
    commune: Commune, phenomenon: str, days: tuple[date, date], besides: int | None = None
) -> DisasterRequest | None:
    """A request of this commune that already covers this phenomenon; what was refused at the door does not count."""
    rows = DisasterRequest.objects.filter(commune=commune, phenomenon=phenomenon).exclude(state=State.INADMISSIBLE)
    return next((row for row in rows.exclude(pk=besides) if overlaps(days, days_of(row))), None)


def near_their_term(on: date, days: int) -> QuerySet[DisasterRequest]:
    """Those that a mairie prepares and must file within so many days, or should have filed."""
    return requests().filter(state=State.DRAFT, due_on__lte=on + timedelta(days=days)).order_by("due_on", "pk")


@dataclass(frozen=True)
class Line:
    """The requests of one phenomenon in one year (R9.2)."""

    year: int
    phenomenon: str
    asked: int
    favourable: int
    unfavourable: int

    @property
    def rate(self) -> int | None:
        """Of what was decided, in whole percents."""
        decided = self.favourable + self.unfavourable
        return round(100 * self.favourable / decided) if decided else None


def by_phenomenon() -> list[Line]:
    """Latest year first. One query."""
    found: dict[tuple[int, str], Counter] = {}
    rows = DisasterRequest.objects.exclude(state=State.DRAFT).values_list("year", "phenomenon", "decision")
    for year, phenomenon, decision in rows:
        found.setdefault((year, phenomenon), Counter())["asked"] += 1
        found[year, phenomenon][decision] += 1
    return [
        Line(year, Phenomenon(code).label, count["asked"], count[Decision.FAVOURABLE], count[Decision.UNFAVOURABLE])
        for (year, code), count in sorted(found.items(), key=lambda item: (-item[0][0], item[0][1]))
    ]


def orders() -> QuerySet[DisasterRequest]:
    """Every decision published in the Journal officiel (R9.3), commune by commune."""
    return requests().filter(published_on__isnull=False).order_by("commune__sort_name", "-published_on", "pk")


@dataclass(frozen=True)
class Silence:
    """A known event and the communes that it struck and that never asked."""

    event: NaturalEvent
    communes: list[Commune]
    last_day: date


def events() -> QuerySet[NaturalEvent]:
    return NaturalEvent.objects.prefetch_related("communes")


def silences(on: date, last_day) -> list[Silence]:
    """Events whose term is not over and that some commune has not asked for. `last_day(began_on)` gives the term."""
    asked: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for row in DisasterRequest.objects.exclude(state=State.INADMISSIBLE):
        asked.setdefault((row.commune_id, row.phenomenon), []).append(days_of(row))
    found = []
    for event in events():
        days = (event.began_on, event.ended_on)
        silent = [
            town
            for town in event.communes.all()
            if not any(overlaps(days, other) for other in asked.get((town.pk, event.phenomenon), ()))
        ]
        if silent:
            found.append(Silence(event, silent, last_day(event.began_on)))
    return found


def awaited_reports(row: DisasterRequest) -> QuerySet[ExpertReport]:
    return row.reports.filter(received_on=None)


# --- information of the public --------------------------------------------------------------------------------


def departmental_files() -> QuerySet[DepartmentalFile]:
    return DepartmentalFile.objects.select_related("document")


def risks() -> QuerySet[CommuneRisk]:
    return CommuneRisk.objects.select_related("commune").defer("commune__contour")


@dataclass(frozen=True)
class MatrixLine:
    """A commune with its degree for each risk that somebody bears, in the order of the columns."""

    commune: Commune
    cells: list[CommuneRisk | None]


def matrix() -> tuple[list[str], list[MatrixLine]]:
    """The risks that at least one commune bears, then one line for each commune. Two queries."""
    found = {(row.commune_id, row.risk): row for row in risks()}
    columns = [code for code in Risk.values if any(risk == code for _, risk in found)]
    lines = [MatrixLine(town, [found.get((town.pk, code)) for code in columns]) for town in communes()]
    return [Risk(code).label for code in columns], lines


def concerned() -> list[dict]:
    """The communes of the yearly list (R125-11) with their risks, as plain JSON."""
    towns: dict[str, dict] = {}
    for row in risks().order_by("commune__sort_name", "risk"):
        line = towns.setdefault(row.commune_id, {"insee": row.commune_id, "name": row.commune.name, "risks": []})
        line["risks"].append(row.get_risk_display())
    return list(towns.values())


def place_of_list(row: RiskList) -> str:
    """Where its order was published or is to be."""
    return f"publié le {french_long(row.published_on)}" if row.published_on else place_of(row.order)


def risk_lists() -> QuerySet[RiskList]:
    return RiskList.objects.select_related("order__pdf", "order__odt", "order__register_entry__issue")


def ages_of_dicrim(on: date) -> dict[str, int]:
    """How many communes have an information document, and how many of them are past a term (R9.1). One query."""
    file = "communal_file__"
    return Commune.objects.aggregate(
        communes=Count("pk"),
        known=Count("pk", filter=Q(**{f"{file}dicrim_on__isnull": False})),
        to_revise=Count("pk", filter=Q(**{f"{file}dicrim_due_on__lt": on})),
        to_tell=Count("pk", filter=Q(**{f"{file}dicrim_known_due_on__lt": on})),
    )


def buyer_orders() -> QuerySet[BuyerInformationOrder]:
    """Each with `replaced_on`, the day of the order that follows it in the same commune."""
    following = BuyerInformationOrder.objects.filter(
        commune=OuterRef("commune"), ordered_on__gt=OuterRef("ordered_on")
    ).order_by("ordered_on")
    return (
        BuyerInformationOrder.objects.select_related("commune", "document")
        .defer("commune__contour")
        .annotate(replaced_on=Subquery(following.values("ordered_on")[:1]))
    )


def without_buyer_order() -> list[Commune]:
    """Communes that bear a risk and have no order on the information of buyers (R9.5)."""
    covered = BuyerInformationOrder.objects.values("commune")
    return list(communes().filter(pk__in=CommuneRisk.objects.values("commune")).exclude(pk__in=covered))


def campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.prefetch_related("communes")


def words_of_risks(codes: Sequence[str]) -> str:
    return ", ".join(Risk(code).label for code in codes)
