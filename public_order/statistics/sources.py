"""What the statistics bring to the figures, the agenda, the search, the map and a commune's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.territory.queries import commune_matches
from public_order.policies import reads_public_order
from public_order.statistics import board, queries
from public_order.statistics.models import CrimeIndicator, Source, StatImport
from public_order.statistics.queries import ABSENT
from public_order.towns import Line, Told, TownBlock, tell_of_towns

HEADLINES = ("degradations", "vols-violents", "cambriolages")
AGENDA_ROWS = 100


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """Never added to one another: each with its year and the year before."""
    years = queries.periods_of(Source.DEPARTMENTS)[:2]
    waiting = StatImport.objects.filter(state=StatImport.State.READ).count()
    found = queries.cells_of_departments([HOME.code]) if years else {}
    labels = dict(CrimeIndicator.objects.filter(code__in=HEADLINES).values_list("code", "label"))
    page = reverse("public_order:crime-board")
    shown = [
        Figure(
            f"{labels.get(code, code)} {years[0].year}" if years else labels.get(code, code),
            found.get((HOME.code, code, years[0]), ABSENT).count if years else None,
            previous=found.get((HOME.code, code, years[1]), ABSENT).count if len(years) > 1 else None,
            url=f"{page}?indicateur={code}", hint="SSMSI, édition en vigueur",
        )
        for code in HEADLINES
        if code in labels
    ]  # fmt: skip
    return [
        *shown,
        Figure("Statistiques à accepter", waiting, tone="warning" if waiting else "",
               url=f"{reverse('public_order:crime-imports')}?state=read"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The days on which files were put in force."""
    if not reads_public_order(staff, on=first):
        return
    rows = StatImport.objects.filter(accepted_at__date__range=(first, last)).order_by("accepted_at")
    for row in rows[:AGENDA_ROWS]:
        yield AgendaEvent(paris_day(row.accepted_at), f"Statistiques en vigueur : {row.label}",
                          reverse("public_order:crime-import", args=[row.pk]), "Délinquance")  # fmt: skip


def find(question: Question) -> Found:
    """An indicator by its name, the sheet of a commune by its own."""
    text = question.text.strip()
    if len(text) < 3 or not reads_public_order(question.staff, on=question.on):
        return Found()
    page = reverse("public_order:crime-board")
    named = CrimeIndicator.objects.filter(label__icontains=text, nomenclature="ssmsi", active=True)
    towns = Commune.objects.filter(commune_matches(text)).only("pk", "name") if queries.periods_of(
        Source.COMMUNES
    ) else Commune.objects.none()  # fmt: skip
    hits = [
        SearchHit(row.label, f"{page}?indicateur={row.code}", "Délinquance", row.get_unit_display())
        for row in named[: question.limit]
    ]
    hits += [
        SearchHit(f"Délinquance enregistrée : {town.name}", reverse("public_order:crime-commune", args=[town.pk]),
                  "Délinquance", "Fiche de la commune")
        for town in towns[: max(0, question.limit - len(hits))]
    ]  # fmt: skip
    total = named.count() + towns.count()
    return Found(hits, min(total, SEARCH_CAP), total > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The priority districts and those of reconquest, as wide as they are."""
    if not reads_public_order(staff, on=paris_day(at)):
        return
    known = set(Commune.objects.values_list("pk", flat=True))
    for one in board.areas():
        commune = next((code for code in one["communes"] if code in known), "")
        label = f"{'QPV' if one['kind'] == 'qpv' else 'QRR'} : {one['name']}"
        if commune or one["kind"] == "qrr":
            yield MapPoint(label, commune, board.commune_url(commune) if commune else "", shape=one["contour"],
                           tone="warning" if one["kind"] == "qpv" else "error")  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """Each year in force as one line: how many indicators are published, how many hidden."""
    if kind != "commune" or not reads_public_order(staff, on=paris_day(at)):
        return
    counts: dict[date, list[int]] = {}
    for (_, year), cell in queries.cells_of_commune(key).items():
        known = counts.setdefault(year, [0, 0])
        known[cell.is_hidden] += 1
    for year, (shown, hidden) in sorted(counts.items()):
        label = f"Délinquance {year.year} : {shown} indicateurs diffusés, {hidden} masqués"
        yield AgendaEvent(date(year.year, 12, 31), label, board.commune_url(key, year), "Délinquance")


def in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """The sheet of the commune, and the districts that it has, as wide as they are. No figure is repeated here."""
    if not reads_public_order(staff, on=paris_day(at)):
        return Told()
    years = queries.periods_of(Source.COMMUNES)[:1]
    detail = f"Année {years[0].year}, valeurs diffusées" if years else "Aucune base communale en vigueur"
    sheet = [Line("Fiche statistique de la commune", board.commune_url(commune.pk), detail)]
    areas = [
        Line(f"{board.AREA_WORDS[one['kind']]} : {one['name']}", tone="warning" if one["kind"] == "qpv" else "error",
             shape=one["contour"])
        for one in board.areas() if commune.pk in one["communes"]
    ]  # fmt: skip
    return Told([*sheet, *areas])


tell_of_towns(TownBlock("delinquency", "Statistiques et quartiers", "Aucune statistique.", in_town, 80))
