"""What the equipment brings to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from road_safety.equipment.models import EquipmentItem, Loan
from road_safety.equipment.queries import BEFORE, LENT, USABLE, in_doubt, items, late, loans
from road_safety.equipment.tables import lines_of, loan_url, model_url
from road_safety.equipment.terms import CHECK_WARNING
from road_safety.policies import reads_road_safety

SUBJECT = "Prêt"
AGENDA_ROWS = 200
POINTS = 200
State = Loan.State


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("road_safety:loans")
    overdue, doubtful = late(on).count(), in_doubt().count()
    limit = on + timedelta(days=int(value(CHECK_WARNING, on)))
    checks = EquipmentItem.objects.filter(condition__in=USABLE, next_check_on__lte=limit).count()
    found = [
        Figure("Demandes de prêt à traiter", Loan.objects.filter(state=State.REQUESTED).count(),
               url=f"{listed}?state=requested"),
        Figure("Matériel dehors", Loan.objects.filter(state=State.OUT).count(), url=f"{listed}?state=out"),
        Figure("Retours en retard", overdue, url=f"{listed}?attention=late", tone="error" if overdue else ""),
        Figure("Matériel à vérifier", checks, url=f"{reverse('road_safety:equipment')}?check_by={limit:%Y-%m-%d}",
               tone="warning" if checks else ""),
    ]  # fmt: skip
    if doubtful:
        found.append(Figure("Prêts dont le matériel n'est plus assuré", doubtful, url=f"{listed}?attention=doubt",
                            tone="error"))  # fmt: skip
    return found


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """What leaves, what comes back, what is to be checked, what stops being held."""
    if not reads_road_safety(staff, on=first):
        return
    live = (*BEFORE, State.OUT)
    for row in loans().filter(state__in=live, pickup_at__date__range=(first, last))[:AGENDA_ROWS]:
        if row.state != State.OUT:
            yield AgendaEvent(paris_day(row.pickup_at), f"Enlèvement : {row.borrower}", loan_url(row), SUBJECT)
    for row in loans().filter(state__in=live, return_at__date__range=(first, last))[:AGENDA_ROWS]:
        yield AgendaEvent(paris_day(row.return_at), f"Retour : {row.borrower}", loan_url(row), SUBJECT)
    for row in loans().filter(state=State.OPTION, option_until__range=(first, last))[:AGENDA_ROWS]:
        yield AgendaEvent(row.option_until, f"Fin d'option : {row.borrower}", loan_url(row), SUBJECT, tone="warning")
    for item in items().filter(condition__in=USABLE, next_check_on__range=(first, last))[:AGENDA_ROWS]:
        yield AgendaEvent(item.next_check_on, f"Vérification : {item}", model_url(item.model), "Matériel",
                          tone="warning")  # fmt: skip


def capped(rows, hits, limit: int) -> Found:
    found = list(rows[: SEARCH_CAP + 1])
    return Found([hits(row) for row in found[:limit]], min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def find_loans(question: Question) -> Found:
    """By number or borrower."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = loans().filter(Q(number__icontains=text) | Q(borrower__icontains=text))
    return capped(
        rows,
        lambda row: SearchHit(str(row), loan_url(row), SUBJECT, f"{lines_of(row)}, {row.get_state_display().lower()}",
                              exact=row.number.casefold() == text.casefold()),
        question.limit,
    )  # fmt: skip


def find_equipment(question: Question) -> Found:
    """By inventory number, serial number or model."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = items().filter(
        Q(inventory_number__icontains=text) | Q(serial__icontains=text) | Q(model__name__icontains=text)
    )
    return capped(
        rows,
        lambda row: SearchHit(str(row), model_url(row.model), "Matériel", row.get_condition_display(),
                              exact=row.inventory_number.casefold() == text.casefold()),
        question.limit,
    )  # fmt: skip


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The equipment that is out."""
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in loans().filter(state=State.OUT).exclude(commune=None)[:POINTS]:
        town = row.commune
        yield MapPoint(label=f"{row.borrower} : {lines_of(row)}", commune=town.pk, url=loan_url(row),
                       latitude=town.latitude, longitude=town.longitude)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in loans().filter(commune=key, state__in=LENT):
        yield AgendaEvent(paris_day(row.out_at), f"Prêt à {row.borrower} : {lines_of(row)}", loan_url(row), SUBJECT)
