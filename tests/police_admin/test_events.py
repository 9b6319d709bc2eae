"""Events of all kinds: days counted back, route and communes, meetings, who sees what, files of safety."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.models import Case, CaseStaff
from directorate.casework.operations import open_case
from directorate.journal.models import JournalEntry
from directorate.manifests import all_of
from directorate.overview.agenda import events_of
from directorate.territory.models import Commune, Place
from directorate.web.errors import Conflict, DomainError, NotAllowed, NotFound
from police_admin.events import queries
from police_admin.events.block import block
from police_admin.events.forms import LinkForm, RouteForm
from police_admin.events.models import EventLink, EventRoute
from police_admin.events.operations import add_link, record_route, remove_link, remove_route
from police_admin.events.queries import (
    Event,
    collisions_of,
    collisions_to_come,
    event_codes,
    event_for,
    route_agrees_with_communes,
)
from police_admin.procedures.events import EventForm
from tests.factories import drafted, open_demonstration, open_video_case, step
from tests.people import paris
from tests.police_admin.test_event_tracks import GPX, square
from tests.police_admin.test_sports import CLUB, RACE

AT = paris(2026, 3, 2)
CRETEIL = [[(2.451, 48.785), (2.459, 48.785)]]
BOTH = [[(2.451, 48.785), (2.469, 48.785)]]


@pytest.fixture()
def department(house):
    """Two communes side by side: Créteil, then Vincennes to its east."""
    for insee, west in (("94028", 2.45), ("94080", 2.46)):
        Commune.objects.filter(pk=insee).update(contour=square(west, 48.78))
    return house


def race(house, *, day="2026-06-07", hours=("09:00", "13:00"), communes=("94028",), place=None, **changes):
    answers = {
        **RACE, "starts_at": f"{day}T{hours[0]}:00+02:00", "ends_at": f"{day}T{hours[1]}:00+02:00",
        "communes": list(communes), **changes,
    }  # fmt: skip
    return open_case(
        procedure_code="sport_event_ranked", party=CLUB, answers=answers, received_on=AT.date(), channel="online",
        commune=house.creteil, place=place, caseworker=house.agent, by=house.agent, at=AT,
    )  # fmt: skip


def drawn(house, case, lines, source="file"):
    record_route(case=case, lines=lines, source=source, by=house.agent, at=AT)
    return Case.objects.get(pk=case.pk)


def met(case, staff):
    return [(row.other.case.reference, row.communes, row.metres) for row in collisions_of(case, staff, AT).found]


def test_every_kind_of_event_is_one_and_what_is_not_an_event_is_not():
    codes = set(event_codes())
    assert {"sport_event_ranked", "motor_gathering", "nautical_event", "street_demonstration_declaration"} <= codes
    assert "paid_event_copy" in codes
    assert not {"demonstration_ban", "video_protection_authorisation", "circuit_approval"} & codes


# --- days counted back --------------------------------------------------------------------------------------


def shown(case, staff, at=AT):
    return {row.label: (row.due_on, row.mark[0]) for row in block(case, staff, at)["windows"]}


def test_the_last_days_before_an_event_are_shown_as_they_are_counted(department):
    assert shown(race(department), department.agent) == {
        "Dernier jour pour déposer": (date(2026, 4, 7), "Tenu"),
        "Dernier jour utile pour les avis": (date(2026, 5, 23), "À venir"),
        "Dernier jour utile pour interdire ou prescrire": (date(2026, 5, 31), "À venir"),
        "Dernier jour utile pour notifier": (date(2026, 6, 5), "À venir"),
    }


def test_a_demonstration_has_the_same_panel(department):
    rows = shown(open_demonstration(department), department.agent, paris(2026, 5, 15))
    assert rows["Dernier jour pour déposer"] == (date(2026, 5, 12), "Tenu")
    assert len(rows) >= 4


def test_what_is_not_an_event_has_no_panel(department):
    assert block(open_video_case(department), department.agent, AT) is None


def test_the_prefect_of_another_department_is_to_be_told_then_was(department):
    case = race(department, departments=["Seine-et-Marne"])
    assert block(case, department.agent, AT)["told"] == []
    pieces = list(case.pieces.values_list("code", flat=True))
    case = step(case, "receive_pieces", department.agent, AT, pieces=pieces)
    case = step(case, "declare_complete", department.agent, AT)
    case = step(
        case, "request_opinion", department.agent, AT, opinion="other_prefect", email="prefecture77@exemple.invalid"
    )
    assert block(case, department.agent, AT)["told"] == [("Préfet d'un autre département traversé", "02/03/2026")]


# --- route --------------------------------------------------------------------------------------------------


def test_a_route_says_the_communes_that_it_crosses_and_compares_them(department):
    case = drawn(department, race(department), BOTH)
    route = case.event_route
    assert (route.communes, 1300 < route.length_m < 1330) == (["94028", "94080"], True)
    [finding] = route_agrees_with_communes(case, AT)
    assert "pas déclarées : Vincennes" in finding.message
    assert not finding.blocking
    case = step(case, "receive_pieces", department.agent, AT, pieces=list(case.pieces.values_list("code", flat=True)))
    case = drafted(department, step(case, "declare_complete", department.agent, AT), "prescriptions", paris(2026, 3, 3))
    said = findings_before_signature(case, registry.procedure(case.procedure_code), paris(2026, 3, 3))
    assert finding in said
    assert JournalEntry.objects.filter(action="event.route_recorded").count() == 1


def test_a_route_that_leaves_a_declared_commune_aside_is_said_too(department):
    case = drawn(department, race(department, communes=("94028", "94080")), CRETEIL)
    [finding] = route_agrees_with_communes(case, AT)
    assert "ne passe pas dans des communes déclarées : Vincennes" in finding.message
    assert route_agrees_with_communes(drawn(department, case, BOTH), AT) == []
    assert EventRoute.objects.count() == 1


def test_a_corner_of_a_commune_does_not_count(department):
    case = drawn(department, race(department), [[(2.451, 48.785), (2.4605, 48.785)]])
    assert case.event_route.communes == ["94028"]


def test_a_route_far_from_the_department_is_refused_beside_its_field(department):
    with pytest.raises(DomainError, match="60 km") as refusal:
        record_route(
            case=race(department), lines=[[(5.37, 43.3), (5.4, 43.3)]], source="typed", by=department.agent, at=AT
        )
    assert refusal.value.field == "points"
    # A neighbouring department is kept: Melun.
    assert drawn(department, race(department), [[(2.45, 48.785), (2.66, 48.54)]]).event_route.length_m > 25_000


def test_only_the_service_changes_a_route(department):
    case = race(department)
    with pytest.raises(NotAllowed):
        record_route(case=case, lines=CRETEIL, source="file", by=department.stranger, at=AT)
    drawn(department, case, CRETEIL)
    remove_route(case=case, by=department.agent, at=AT)
    with pytest.raises(Conflict, match="déjà retiré"):
        remove_route(case=case, by=department.agent, at=AT)


def test_a_file_or_points_and_never_both():
    def form(document=None, points=""):
        files = {"document": SimpleUploadedFile("x.gpx", document)} if document else {}
        return RouteForm({"points": points}, files)

    points = "48.785, 2.451\n48.785, 2.459"
    assert form(GPX.encode()).is_valid()
    typed = form(points=points)
    assert typed.is_valid()
    assert typed.cleaned_data == {"lines": CRETEIL, "source": "typed"}
    assert list(form().errors) == list(form(GPX.encode(), points).errors) == ["document"]
    assert list(form(b"<html/>").errors) == ["document"]
    assert list(form(points="ici\nlà").errors) == ["points"]


def test_the_pages_of_a_route(client, department, time_machine):
    time_machine.move_to(AT, tick=False)
    case, other = race(department, event_name="<b>Course</b>"), race(department)
    drawn(department, other, CRETEIL)
    client.force_login(department.agent)
    page = reverse("police_admin:event-route", args=[case.reference])
    assert "Aucun itinéraire" in client.get(page).content.decode()
    record = reverse("police_admin:event-route-record", args=[case.reference])
    refused = client.post(record, {"document": SimpleUploadedFile("x.gpx", b"<html/>")})
    assert (refused.status_code, "ni un GPX" in refused.content.decode()) == (422, True)
    gpx = GPX.replace("48.790001", "48.785").replace("48.80", "48.785")
    assert client.post(record, {"document": SimpleUploadedFile("x.gpx", gpx.encode())}).status_code == 302
    html = client.get(page).content.decode()
    for mention in ('class="map__way', "Créteil", other.reference, "&lt;b&gt;Course"):
        assert mention in html
    assert "<b>Course" not in html
    listed = client.get(reverse("police_admin:events")).content.decode()
    assert case.reference in listed
    met = client.get(reverse("police_admin:event-collisions")).content.decode()
    assert "même commune : Créteil" in met
    assert client.get(f"/dossiers/{case.reference}/").status_code == 200
    client.force_login(department.stranger)
    assert client.get(page).status_code in (403, 404)


# --- meetings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "meets"),
    [
        ({}, True),
        ({"day": "2026-06-08"}, False),
        ({"hours": ("14:00", "16:00")}, True),  # an hour apart: within the margin
        ({"hours": ("15:00", "16:00")}, False),  # two hours apart: just outside
        ({"hours": ("05:00", "07:00")}, False),
        ({"communes": ("94080",)}, False),
        ({"communes": ("94080", "94028")}, True),
    ],
)
def test_two_events_meet_at_one_hour_in_one_commune(department, changes, meets):
    case, other = race(department), race(department, **changes)
    expected = [(other.reference, ("94028",), None)] if meets else []
    assert met(case, department.agent) == expected
    assert bool(met(other, department.agent)) is meets


def test_routes_that_come_near_meet_without_a_common_commune(department):
    case = drawn(department, race(department), [[(2.451, 48.785), (2.4598, 48.785)]])
    other = drawn(department, race(department, communes=("94080",)), [[(2.4602, 48.785), (2.469, 48.785)]])
    [(reference, communes, metres)] = met(case, department.agent)
    assert (reference, communes) == (other.reference, ())
    assert metres < 60
    drawn(department, other, [[(2.467, 48.785), (2.469, 48.785)]])
    assert met(case, department.agent) == []


def test_a_place_alone_is_compared_with_a_route(department):
    case = drawn(department, race(department), [[(2.451, 48.785), (2.4598, 48.785)]])
    other = race(department, communes=("94080",), place={"name": "Stade", "address": "1 rue du Stade"})
    Place.objects.filter(pk=other.place_id).update(longitude="2.461", latitude="48.785")
    assert [row[0] for row in met(case, department.agent)] == [other.reference]


def test_an_event_given_up_or_banned_meets_nobody(department):
    case, other, banned = race(department), race(department), race(department)
    Case.objects.filter(pk=banned.pk).update(outcome="ban", decided_at=AT)
    assert [row[0] for row in met(case, department.agent)] == [other.reference]
    step(other, "withdraw_by_applicant", department.agent, AT)
    assert met(case, department.agent) == []


def test_what_one_may_not_see_is_met_by_nobody_else(department):
    """A race and a restricted demonstration: the bureau sees that they meet; of a secret one, those it names."""
    case = race(department, day="2026-05-16", hours=("13:00", "15:00"), communes=("94080",))
    march = open_demonstration(department, communes=["94080"])
    assert [row[0] for row in met(case, department.colleague)] == [march.reference]
    Case.objects.filter(pk=march.pk).update(sensitivity=Case.Sensitivity.SECRET, caseworker=department.agent)
    assert met(case, department.colleague) == []
    assert [row[0] for row in met(case, department.agent)] == [march.reference]
    CaseStaff.objects.create(case=march, staff=department.colleague)
    assert [row[0] for row in met(case, department.colleague)] == [march.reference]
    assert collisions_to_come(department.stranger, AT) == ([], True)
    labels = [row.label for row in events_of(department.agent, date(2026, 5, 1), date(2026, 5, 31))]
    assert any(row.startswith("Manifestation, Défense") for row in labels)
    with pytest.raises(NotFound):
        event_for(department.stranger, march.reference, AT.date())


def test_each_pair_is_told_once_at_a_cost_that_does_not_grow(department, django_assert_num_queries):
    for _ in range(3):
        drawn(department, race(department), CRETEIL)
    [event_codes(), collisions_to_come(department.agent, AT)]
    with django_assert_num_queries(4) as read:
        assert len(collisions_to_come(department.agent, AT).found) == 3
    asked = [query["sql"] for query in read.captured_queries]
    assert [sum(f'"{name}"' in sql for sql in asked) for name in ("lines", "points")] == [0, 1]


def test_too_many_pairs_are_not_all_compared_and_the_page_says_so(client, department, monkeypatch, time_machine):
    for _ in range(3):
        drawn(department, race(department), CRETEIL)
    time_machine.move_to(AT, tick=False)
    client.force_login(department.agent)
    address = reverse("police_admin:event-collisions")
    assert "Comparaison partielle" not in client.get(address).content.decode()
    for limit, rows in (("MOST_DISTANCES", 0), ("COMPARED", 3)):
        with monkeypatch.context() as bounded:
            bounded.setattr(queries, limit, rows)
            assert "Comparaison partielle" in client.get(address).content.decode(), limit
    monkeypatch.setattr(queries, "MOST_PAIRS", 2)
    assert "Comparaison partielle" in client.get(address).content.decode()
    found, is_whole = collisions_to_come(department.agent, AT)
    assert (len(found), is_whole) == (2, False)


def test_a_long_event_meets_what_is_held_in_its_middle_and_a_longer_one_is_refused(department):
    months = race(department, ends_at="2026-09-01T12:00:00+02:00")
    inside = race(department, day="2026-08-25")
    after = race(department, day="2026-09-05")
    assert [row[0] for row in met(inside, department.agent)] == [months.reference]
    assert met(after, department.agent) == []
    form = EventForm({"starts_at": "2026-06-07T09:00", "ends_at": "2027-06-09T09:00"})
    assert form.errors["ends_at"] == ["La fin est à plus d'un an du début : vérifier les deux dates."]


def test_events_to_come_are_on_the_map(department):
    race(department, communes=("94028", "94080"))
    layer = next(row for row in all_of("map_layers") if row.code == "police-events")
    assert sorted(point.commune for point in layer.points(department.agent, AT)) == ["94028", "94080"]
    assert list(layer.points(department.agent, paris(2026, 6, 8))) == []


def test_an_event_ends_when_it_says_and_hours_are_compared_as_they_pass():
    """At the change of hour, 2 h 30 happens twice: instants are compared in universal time."""
    case = Case(event_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), answers={"ends_at": "2026-10-25T02:30:00+01:00"})
    assert (Event(case).ends_at - Event(case).starts_at).total_seconds() == 3600


# --- files of safety ----------------------------------------------------------------------------------------


def test_a_file_of_safety_is_another_case_or_words(department):
    case, other = race(department), race(department)
    facts = {"case": case, "by": department.agent, "at": AT}
    link = add_link(kind="dps", reference=other.reference.lower(), words="", **facts)
    add_link(kind="security", reference="", words="Convention de la Croix-Bleue n° 12", **facts)
    shown = [(str(row), linked and linked.reference) for row, linked in block(case, department.agent, AT)["links"]]
    assert shown == [("Dispositif prévisionnel de secours (DPS)", other.reference), ("Dossier de sécurité", None)]
    with pytest.raises(Conflict, match="déjà rattaché"):
        add_link(kind="other", reference=other.reference, words="", **facts)
    for reference in (case.reference, "2026-ES-99999"):
        with pytest.raises(DomainError, match="visible"):
            add_link(kind="dps", reference=reference, words="", **facts)
    remove_link(link=link, **facts)
    with pytest.raises(Conflict, match="déjà retirée"):
        remove_link(link=link, **facts)
    assert not LinkForm({"kind": "dps", "reference": "", "words": " "}).is_valid()


def test_a_linked_case_that_one_may_not_see_is_not_named(client, department, time_machine):
    time_machine.move_to(AT, tick=False)
    case, other = race(department), race(department)
    client.force_login(department.agent)
    answer = client.post(
        reverse("police_admin:event-link-add", args=[case.reference]), {"kind": "dps", "reference": other.reference}
    )
    assert answer.status_code == 302
    Case.objects.filter(pk=other.pk).update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(department.colleague)
    html = client.get(f"/dossiers/{case.reference}/").content.decode()
    assert "un dossier que vous ne pouvez pas lire" in html
    assert other.reference not in html
    client.force_login(department.agent)
    link = EventLink.objects.get()
    remove = reverse("police_admin:event-link-remove", args=[case.reference, link.pk])
    assert [client.post(remove).status_code for _ in range(2)] == [302, 404]
