"""What the schools bring to the figures, the agenda, the search and the map."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.education.catalogue import Attestation
from road_safety.education.queries import awaited_year, due_on, schools, totals, without_result
from road_safety.education.rules import school_year_words
from road_safety.education.tables import percent, school_url
from road_safety.policies import reads_road_safety

POINTS = 200
SUBJECT = "Établissement scolaire"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    year = awaited_year(paris_day(at))
    missing = without_result(year).count()
    told = {row.first_year: row for row in totals(kind=Attestation.ASSR2, first_year__in=(year - 1, year))}
    now, before = (percent(told[one].success) if one in told else None for one in (year, year - 1))
    return [
        Figure(f"Collèges sans ASSR2 {school_year_words(year)}", missing, tone="warning" if missing else "",
               url=f"{reverse('road_safety:schools')}?missing={year}"),
        Figure(f"Réussite à l'ASSR2 {school_year_words(year)}", now, before, unit="%",
               url=f"{reverse('road_safety:school-results')}?year={year}&kind=assr2"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The day by which the results of a school year are awaited."""
    if not reads_road_safety(staff, on=first):
        return
    for year in range(first.year - 1, last.year):
        day = due_on(year)
        if first <= day <= last:
            yield AgendaEvent(day, f"Attestations scolaires {school_year_words(year)} attendues",
                              reverse("road_safety:attestations"), "Attestations")  # fmt: skip


def find(question: Question) -> Found:
    """By name or number."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = list(schools().filter(Q(name__icontains=text) | Q(uai__iexact=text))[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.name, school_url(row), SUBJECT, f"{row.uai}, {row.commune.name}",
                  exact=row.uai.casefold() == text.casefold())
        for row in rows[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(rows), SEARCH_CAP), len(rows) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The colleges that have not answered, at their communes (EDU-02)."""
    on = paris_day(at)
    if not reads_road_safety(staff, on=on):
        return
    for row in without_result(awaited_year(on))[:POINTS]:
        yield MapPoint(
            label=f"{row.name}, {row.commune.name} : ASSR2 attendue",
            commune=row.commune_id,
            url=school_url(row),
            tone="warning",
            latitude=row.commune.latitude,
            longitude=row.commune.longitude,
        )
