"""What the communal plans bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from civil_protection.communal import duties
from civil_protection.communal.models import CommunalEvent, CommunalFile, Shelter
from civil_protection.communal.queries import coverage, situations
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.queries import commune_matches, communes

AGENDA_ROWS = 100
TERMS = (
    ("due_on", "Plan communal à arrêter"), ("revision_due_on", "Plan communal à réviser"),
    ("evaluation_due_on", "Plan communal à évaluer"), ("exercise_due_on", "Exercice du plan communal"),
    ("dicrim_due_on", "DICRIM à réviser"), ("dicrim_known_due_on", "DICRIM à faire connaître"),
)  # fmt: skip
# Words that call for the plans themselves.
WORDS = ("plan communal", "pcs", "dicrim")


def page_of(insee: str) -> str:
    return reverse("civil_protection:communal-plan", args=[insee])


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """How the department is covered. The same queries whatever the number of communes."""
    whole, _ = coverage(paris_day(at))
    found = whole.figures
    listed = reverse("civil_protection:communal-plans")

    def state(code: str) -> int:
        return whole.count(lambda row: row.state == code)

    late, past = state(duties.LATE), state(duties.REVISION_PAST)
    notify = state(duties.TO_NOTIFY)
    return [
        Figure("Communes tenues d'avoir un plan", found["owed"], url=f"{listed}?owed=yes"),
        Figure("Obligées sans plan valide", found["uncovered"],
               url=reverse("civil_protection:communal-coverage"), tone="warning" if found["uncovered"] else ""),
        Figure("Plans communaux hors délai", late, url=f"{listed}?state={duties.LATE}", tone="error" if late else ""),
        Figure("Révisions dépassées", past, url=f"{listed}?state={duties.REVISION_PAST}",
               tone="error" if past else ""),
        Figure("Obligations à notifier", notify, url=f"{listed}?state={duties.TO_NOTIFY}",
               tone="warning" if notify else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The terms of the plans; a plan adopted no longer has one to be adopted."""
    if not reads_civil_protection(staff, on=first):
        return
    asked = Q()
    for name, _ in TERMS:
        asked |= Q(**{f"{name}__range": (first, last)})
    rows = CommunalFile.objects.filter(asked).select_related("commune").defer("commune__contour")
    for row in rows.order_by("commune__sort_name")[:AGENDA_ROWS]:
        for name, label in TERMS:
            day = getattr(row, name)
            if day and first <= day <= last and not (name == "due_on" and row.adopted_on):
                yield AgendaEvent(
                    day, f"{label} : {row.commune.name}", page_of(row.pk), "Plan communal", tone="warning"
                )


def find_plans(question: Question) -> Found:
    """By the name of the commune, or by that of a place of shelter."""
    if not question.text.strip() or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    text = question.text.strip()
    for word in WORDS:
        if text.casefold().startswith(word):
            text = text[len(word) :].strip(" ,:")
    towns = list(communes().filter(commune_matches(text))[:SEARCH_CAP]) if text else []
    places = (
        Shelter.objects.filter(name__icontains=text).select_related("file__commune") if text else Shelter.objects.none()
    )
    hits = [
        SearchHit(f"Plan communal de sauvegarde, {town.name}", page_of(town.pk), "Plan communal") for town in towns
    ] + [
        SearchHit(place.name, page_of(place.file_id), "Centre d'hébergement", place.file.commune.name)
        for place in places.order_by("name", "pk")[:SEARCH_CAP]
    ]  # fmt: skip
    return Found(hits[: question.limit], min(len(hits), SEARCH_CAP))


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """One point for each commune that owes a plan and has none that is valid."""
    on = paris_day(at)
    if not reads_civil_protection(staff, on=on):
        return
    for row in situations(on):
        if row.is_owed and not row.is_valid:
            yield MapPoint(
                label=f"{row.commune.name} : {row.label.lower()}",
                commune=row.commune.pk,
                url=page_of(row.commune.pk),
                tone=row.tone,
                latitude=row.commune.latitude,
                longitude=row.commune.longitude,
            )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for event in CommunalEvent.objects.filter(file=key, withdrawn_at=None):
        yield AgendaEvent(event.happened_on, str(event), page_of(key), "Plan communal")
