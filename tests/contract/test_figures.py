"""Each figure of Pilotage opens the list that it counts: the list shows exactly that number of rows."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import QueryDict

from directorate.casework.follow_up import rebuild
from directorate.casework.models import Case, CaseStaff
from directorate.casework.operations import act_on_silences
from directorate.manifests import all_of
from directorate.org.models import SignatureDelegation, StaffMember
from directorate.overview.pilotage import Perimeter
from directorate.overview.report import report_of
from directorate.web.lists import LISTS, selection
from tests.crowd import one_of_each
from tests.factories import at_signature, open_closure, open_demonstration, open_video_case, signed, step
from tests.people import paris

AT = paris(2026, 6, 24)
ON = AT.date()
VIDEO = "video_protection_authorisation"
READERS = ("director", "prefect", "head", "deputy")
PERIMETERS = (("", ""), ("polices-administratives", ""), ("", VIDEO))


@pytest.fixture()
def house(same_house, crowd, time_machine):
    time_machine.move_to(AT, tick=False)
    return same_house


@pytest.fixture(scope="module")
def crowd(shared_house):
    with time_machine.travel(AT, tick=False):
        fill(shared_house)


def fill(house) -> None:
    """Cases of every stage and age, some late, some secret, some decided by silence, some waiting for documents."""
    one_of_each(house)
    open_video_case(house, received_on=date(2025, 11, 3))
    waiting = open_video_case(house, received_on=date(2026, 6, 1), missing=("report",))
    step(waiting, "request_pieces", house.agent, paris(2026, 6, 2), pieces=["report"], limit_on=date(2026, 7, 6))
    secret, named = open_video_case(house), open_video_case(house, caseworker=None)
    Case.objects.filter(pk__in=[secret.pk, named.pk]).update(sensitivity=Case.Sensitivity.SECRET, caseworker=None)
    CaseStaff.objects.create(case=named, staff=house.deputy)
    decided = Case.objects.get(pk=signed(house).pk)
    Case.objects.filter(pk=decided.pk).update(decided_at=paris(2026, 6, 10))
    open_video_case(house, received_on=date(2026, 1, 5))
    act_on_silences(at=paris(2026, 6, 20))
    open_demonstration(
        house, received_on=date(2026, 6, 20), starts_at="2026-07-01T14:00:00+02:00", ends_at="2026-07-01T18:00:00+02:00"
    )
    SignatureDelegation.objects.filter(delegate=house.head).update(ends_on=date(2026, 7, 10))
    rebuild(ON)
    at_signature(house)
    open_closure(house)


def listed(url: str, staff: StaffMember) -> int:
    """Rows of the list at this address, as its page would show them."""
    parts = urlsplit(url)
    definition = next(item for item in LISTS.values() if item.url == parts.path)
    chosen = selection(definition, QueryDict(parts.query), staff, AT)
    return chosen.queryset.count()


def counted(report):
    """(name, figure, address) of every count of the report."""
    for title in ("ages", "units", "people"):
        for line in getattr(report, title):
            yield f"{title} {line.label}", line.count, line.url
            yield f"{title} {line.label}, late", line.late, line.late_url
    for month in report.flows.months:
        yield f"received {month.label}", month.received, month.received_url
        yield f"decided {month.label}", month.times.decided, month.decided_url
        yield f"late {month.label}", month.times.late, month.late_url
        yield f"tacit {month.label}", month.times.tacit, month.tacit_url
    whole, urls = report.flows.whole, report.flows.urls
    yield "received", report.flows.received, urls["received"]
    yield "decided", whole.decided, urls["any"]
    yield "late", whole.late, urls["late"]
    yield "tacit", whole.tacit, urls["tacit"]
    for total in report.ahead.totals:
        yield f"ahead {total.label}", total.count, total.url
    for day in report.ahead.days:
        for line in day.lines:
            yield f"ahead {day.day} {line.label}", line.count, line.url


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(("unit", "procedure"), PERIMETERS)
def test_every_count_of_the_report_is_the_number_of_rows_of_its_list(house, who, unit, procedure):
    staff = StaffMember.objects.get(pk=getattr(house, who).pk)
    wrong, seen = [], 0
    for name, figure, url in counted(report_of(Perimeter(staff, ON, unit, procedure))):
        if "delegation" in url:
            continue
        seen += figure
        if figure != (found := listed(url, staff)):
            wrong.append(f"{name} : {figure} / {found} ({url})")
    assert not wrong, "\n".join(wrong)
    assert seen


@pytest.mark.parametrize("who", READERS)
def test_every_figure_of_every_service_is_the_number_of_rows_of_its_list(house, who, client):
    staff = StaffMember.objects.get(pk=getattr(house, who).pk)
    client.force_login(staff)
    wrong = []
    for indicator in all_of("indicators"):
        for figure in indicator.compute(staff, AT) if indicator.policy(staff) else ():
            if "/pilotage/silences/" in figure.url:
                found = client.get(figure.url).context["page"].paginator.count
            elif figure.unit or urlsplit(figure.url).path not in {item.url for item in LISTS.values()}:
                # A rate, a delay, or what a page of its own explains: it counts the rows of no list.
                assert client.get(figure.url, follow=True).status_code == 200, figure.url
                continue
            else:
                found = listed(figure.url, staff)
            if figure.value != found:
                wrong.append(f"{figure.label} : {figure.value} / {found} ({figure.url})")
    assert not wrong, "\n".join(wrong)


def test_no_figure_is_without_its_list(house):
    figures = [figure for item in all_of("indicators") for figure in item.compute(house.director, AT)]
    assert len(figures) > 10
    assert all(figure.url for figure in figures)


def test_each_link_of_the_pages_answers(house, client):
    """Each link selects rows; of those that ask the same questions of the same list, one is opened."""
    client.force_login(house.director)
    staff = StaffMember.objects.get(pk=house.director.pk)
    for page in ("/pilotage/", "/pilotage/a-venir/"):
        html = client.get(page).content.decode()
        links = set(re.findall(r'href="(/(?:dossiers|titres|delegations)/\?[^"]+)"', html))
        assert links
        kinds = {}
        for link in (unescape(link) for link in links):
            parts = urlsplit(link)
            kinds[parts.path, tuple(QueryDict(parts.query))] = link
            if parts.path != "/delegations/":
                assert listed(link, staff) >= 0
        for link in kinds.values():
            assert client.get(link).status_code == 200, link


def test_the_delegations_that_end_are_each_a_line(house):
    report = report_of(Perimeter(house.director, ON))
    lines = [line for day in report.ahead.days for line in day.lines if line.code == "delegation"]
    assert len(lines) == SignatureDelegation.objects.filter(ends_on=date(2026, 7, 10)).count() > 0
