"""What the bureau brings to Pilotage and to the agenda."""

from datetime import date, timedelta

from directorate.casework.models import CaseFollowUp
from police_admin import figures
from police_admin.outlets.measures import MEASURES
from tests.factories import notified, open_demonstration, open_video_case, signed
from tests.people import paris


def values(rows) -> dict[str, int]:
    return {figure.label: figure.value for figure in rows}


def test_every_figure_answers_on_an_empty_base(house, at):
    assert set(values(figures.permits(house.director, at)).values()) == {0}
    assert set(values(figures.measures(house.director, at)).values()) == {0}
    assert list(figures.permit_dates(house.director, at.date(), at.date() + timedelta(days=60))) == []


def test_a_title_counts_as_late_then_as_asked(house):
    permit = signed(house).permit
    late = paris(2031, 1, 6)
    assert values(figures.permits(house.director, late))["Renouvellement en retard"] == 1
    open_video_case(
        house, code="video_protection_renewal", renews=permit, received_on=date(2031, 1, 6), at=late, by=house.agent
    )
    counted = values(figures.permits(house.director, late))
    assert (counted["Renouvellement en retard"], counted["Renouvellement demandé"]) == (0, 1)


def test_another_service_counts_nothing(house):
    notified(house)
    open_demonstration(house)
    assert set(values(figures.permits(house.stranger, paris(2031, 1, 6))).values()) == {0}
    assert set(values(figures.measures(house.stranger, paris(2026, 5, 10))).values()) == {0}


def test_each_measure_in_force_on_an_outlet_is_counted_as_the_list_shows_it(house):
    case = open_demonstration(house)
    closing = {code for code in MEASURES if code != "closure_warning"}
    assert closing < set(figures.measures_on_outlets())
    for code in (*sorted(closing), "alcohol_sale_or_carry_ban"):
        CaseFollowUp.objects.filter(pk=case.pk).update(procedure_code=code, stage="in_execution")
        found, *_ = figures.measures(house.head, paris(2026, 5, 10))
        assert (found.value, "family=debits-de-boissons&stage=in_execution" in found.url) == (1, True), code


def test_a_gathering_of_the_fortnight_is_counted_for_the_bureau(house):
    open_demonstration(house)
    assert values(figures.measures(house.head, paris(2026, 5, 10)))["Rassemblements sous 15 jours"] == 1
    assert values(figures.measures(house.head, paris(2026, 5, 20)))["Rassemblements sous 15 jours"] == 0


def test_the_agenda_says_when_to_ask_and_when_it_ends(house):
    permit = signed(house).permit
    events = list(figures.permit_dates(house.head, date(2030, 12, 1), date(2031, 4, 30)))
    assert [(event.day, event.label.split(" :")[0]) for event in events] == [
        (permit.renew_by, "Renouvellement à demander"),
        (permit.expires_on, "Fin de validité"),
    ]
