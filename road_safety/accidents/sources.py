"""What accidents bring to the figures, the agenda, the search, the map, a commune's page and the yearly plan."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.imports.deliveries.models import Reliability
from directorate.legal_calendar.arithmetic import counted
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from road_safety.accidents import queries
from road_safety.accidents.models import Accident, AccidentImport, FatalCase
from road_safety.accidents.themes import BY_CODE
from road_safety.accidents.values import MEASURE_DAYS
from road_safety.policies import reads_road_safety
from road_safety.strategy.victims import Victims

AGENDA_ROWS = 100
POINTS = 300


def page_of(case: FatalCase) -> str:
    return reverse("road_safety:fatal-accident", args=[case.pk])


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    edition = next(iter(queries.editions_in_force().values()), None)
    waiting = AccidentImport.objects.filter(state=AccidentImport.State.READ).count()
    open_cases = FatalCase.objects.filter(closed_on=None).count()
    late = queries.measures_due(on, 0).count()
    fatal = reverse("road_safety:fatal-accidents")
    return [
        Figure(f"Accidents corporels {edition.year}" if edition else "Accidents corporels",
               edition.accidents if edition else 0, hint="Édition en vigueur",
               url=reverse("road_safety:accidents") + (f"?year={edition.year}" if edition else "")),
        Figure("Accidents mortels suivis", open_cases, url=f"{fatal}?open=yes",
               hint=f"{late} mesures à échéance" if late else "", tone="warning" if late else ""),
        Figure("Imports d'accidents à publier", waiting, tone="warning" if waiting else "",
               url=f"{reverse('road_safety:accident-imports')}?state=read"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The last day of those in hospital, the measures to take."""
    if not reads_road_safety(staff, on=first):
        return
    cases = queries.watched(first).filter(watched_until__lte=last)
    for case in cases[:AGENDA_ROWS]:
        label = f"Accident mortel, dernier jour de suivi des hospitalisés : {case.commune.name}"
        yield AgendaEvent(case.watched_until, label, page_of(case), "Accidents", tone="warning")
    days = int(parameter(MEASURE_DAYS, first))
    for row in queries.measures_due(last, 0).filter(due_on__gte=first, case__closed_on=None)[:AGENDA_ROWS]:
        tone = "error" if (row.due_on - first).days <= days else ""
        yield AgendaEvent(row.due_on, f"Mesure après un accident mortel : {row.label}", page_of(row.case), "Accidents",
                          tone=tone)  # fmt: skip


def find(question: Question) -> Found:
    """By the number of an accident or its street; a fatal accident by its place."""
    text = question.text.strip()
    if len(text) < 3 or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = queries.accidents()
    rows = rows.filter(number__startswith=text) if text.isdigit() else rows.filter(address__icontains=text)
    cases = queries.fatal_cases().filter(Q(address__icontains=text) | Q(commune__name__icontains=text))
    hits = [
        SearchHit(str(case).capitalize(), page_of(case), "Accident mortel", f"{case.address}, {case.commune.name}")
        for case in cases[: question.limit]
    ]
    found = list(rows[: SEARCH_CAP + 1])
    hits += [
        SearchHit(str(row).capitalize(), reverse("road_safety:accident", args=[row.pk]), "Accident",
                  f"{row.day:%d/%m/%Y}, {row.commune.name}", exact=row.number == text)
        for row in found[: max(0, question.limit - len(hits))]
    ]  # fmt: skip
    total = len(found) + cases.count()
    return Found(hits, min(total, SEARCH_CAP), total > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The serious accidents of the latest year."""
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    year = next(iter(queries.editions_in_force()), None)
    rows = queries.accidents().filter(queries.SERIOUS, edition__year=year, latitude__isnull=False)
    for row in rows.order_by("-killed", "-day")[:POINTS]:
        yield MapPoint(
            label=f"{row.day:%d/%m/%Y}, {counted(row.killed, 'tués')}, {counted(row.hospitalised, 'hospitalisés')}",
            commune=row.commune_id,
            url=reverse("road_safety:accident", args=[row.pk]),
            tone="error" if row.killed else "warning",
            latitude=row.latitude,
            longitude=row.longitude,
        )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """Each year as one line, each fatal accident that is followed."""
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    url = reverse("road_safety:accidents-of-commune", args=[key])
    for year, totals in queries.yearly_totals(key).items():
        label = f"{totals['accidents']} accidents corporels en {year}"
        yield AgendaEvent(date(year, 12, 31), label, f"{url}?year={year}", "Accidents")
    for case in queries.fatal_cases().filter(commune=key):
        yield AgendaEvent(paris_day(case.occurred_at), f"Accident mortel : {case.address}", page_of(case), "Accidents")


def victims_of(accident_filter: str, year: int) -> Victims | None:
    """What the yearly plan compares its money to: the accidents of one enjeu, in the edition in force."""
    edition = queries.editions_in_force().get(year)
    if edition is None or accident_filter not in BY_CODE or not edition.with_users:
        return None
    member = Q(themes__contains=[accident_filter])
    found = Accident.objects.filter(edition=edition).aggregate(
        accidents=Count("pk", filter=member), dead=Sum("killed", filter=member, default=0),
        hurt=Sum("hospitalised", filter=member, default=0), **queries.SUMS,
    )  # fmt: skip
    return Victims(
        accidents=found["accidents"], killed=found["dead"], hospitalised=found["hurt"], total_killed=found["killed"],
        total=found["killed"] + found["hospitalised"], is_final=edition.reliability == Reliability.FINAL,
        source=f"ONISR, fichier BAAC {year}",
    )  # fmt: skip
