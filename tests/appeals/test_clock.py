"""The clock of an appeal: the worked example E5, what an appeal to the administration keeps, silence and defence."""

from datetime import date

import pytest

from directorate.appeals.operations import answer, reject_by_silence, withdraw
from directorate.casework.models import CaseDeadline
from directorate.parameters.operations import set_value
from directorate.web.errors import DomainError
from tests.appeals.cases import lodged, refused
from tests.factories import open_video_case
from tests.people import paris

# E5: notified, last day to file.
E5 = [
    (date(2026, 3, 13), date(2026, 5, 15)),
    (date(2026, 6, 13), date(2026, 8, 14)),
    (date(2026, 2, 28), date(2026, 4, 29)),
]


def limit_of(case) -> CaseDeadline:
    return case.deadlines.get(code="appeal")


def day(on: date):
    return paris(on.year, on.month, on.day, 18)


@pytest.mark.parametrize(("notified_on", "last_day"), E5)
def test_an_appeal_of_the_last_day_is_in_time_and_one_of_the_next_day_is_late(house, notified_on, last_day):
    case = refused(house, notified_on)
    in_time = lodged(house, case, "contentious", last_day)
    late = lodged(house, case, "contentious", date.fromordinal(last_day.toordinal() + 1))
    assert (in_time.limit_on, in_time.is_late) == (last_day, False)
    assert (late.limit_on, late.is_late) == (last_day, True)
    assert in_time.verdict.startswith("Dans le délai")
    assert late.verdict.startswith("Hors délai : il fallait agir au plus tard le")
    assert "R421-5" in late.verdict


def test_an_informal_appeal_keeps_the_time_until_its_express_rejection(house):
    """Notified on 13 March, appeal on 4 May, rejected on 20 May: two clear months, 21 July."""
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    answer(
        appeal=informal, outcome="rejected", ended_on=date(2026, 5, 20), ruling="Rien de nouveau.", by=house.agent,
        at=day(date(2026, 5, 20)),
    )  # fmt: skip
    row = limit_of(case)
    assert (row.due_on, row.state) == (date(2026, 7, 21), "running")
    said = [found["label"] for found in row.computation["steps"]]
    assert said[0] == "Décision notifiée"
    assert "Recours gracieux reçu dans ce délai, qui est conservé" in said
    assert "Recours gracieux : réponse notifiée" in said
    assert not lodged(house, case, "contentious", date(2026, 7, 21)).is_late
    assert lodged(house, case, "contentious", date(2026, 7, 22)).is_late


def test_the_silence_rejects_it_after_two_months_and_opens_the_new_time(house):
    """Received on 4 May: silence on 4 July, a Saturday, not moved; two clear months lead to Saturday 5 September."""
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    assert informal.silence_due_on == date(2026, 7, 4)
    assert limit_of(case).due_on == date(2026, 9, 7)
    assert reject_by_silence(at=day(date(2026, 7, 4))) == 0
    assert reject_by_silence(at=day(date(2026, 7, 5))) == 1
    assert reject_by_silence(at=day(date(2026, 7, 5))) == 0
    informal.refresh_from_db()
    assert (informal.stage, informal.outcome, informal.ended_on) == ("silent", "rejected", date(2026, 7, 4))
    assert limit_of(case).due_on == date(2026, 9, 7)
    assert not lodged(house, case, "contentious", date(2026, 9, 7)).is_late


def test_an_express_rejection_within_the_time_opened_by_silence_runs_it_again(house):
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    reject_by_silence(at=day(date(2026, 7, 5)))
    answer(
        appeal=informal, outcome="rejected", ended_on=date(2026, 8, 3), ruling="", by=house.agent,
        at=day(date(2026, 8, 3)),
    )  # fmt: skip
    # 3 August, two clear months: Sunday 4 October, moved to Monday.
    assert limit_of(case).due_on == date(2026, 10, 5)


def test_an_express_rejection_that_comes_too_late_changes_nothing(house):
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    reject_by_silence(at=day(date(2026, 7, 5)))
    answer(
        appeal=informal, outcome="rejected", ended_on=date(2026, 9, 8), ruling="", by=house.agent,
        at=day(date(2026, 9, 8)),
    )  # fmt: skip
    assert (limit_of(case).due_on, limit_of(case).state) == (date(2026, 9, 7), "passed")


def test_of_two_appeals_in_the_first_time_the_last_rejection_counts(house):
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 4, 1))
    lodged(house, case, "hierarchical", date(2026, 5, 15))
    answer(
        appeal=informal, outcome="rejected", ended_on=date(2026, 5, 20), ruling="", by=house.agent,
        at=day(date(2026, 5, 20)),
    )  # fmt: skip
    # The other is rejected by silence on 15 July: Wednesday 16 September.
    assert limit_of(case).due_on == date(2026, 9, 16)


def test_a_late_informal_appeal_keeps_nothing_and_a_second_one_does_not_add_up(house):
    case = refused(house)
    assert lodged(house, case, "informal", date(2026, 5, 16)).is_late
    assert limit_of(case).due_on == date(2026, 5, 15)
    other = refused(house)
    lodged(house, other, "informal", date(2026, 5, 4))
    assert lodged(house, other, "hierarchical", date(2026, 6, 1)).is_late
    assert limit_of(other).due_on == date(2026, 9, 7)


def test_interim_proceedings_have_no_time_of_their_own(house):
    case = refused(house)
    suspension = lodged(house, case, "interim_suspension", date(2026, 9, 1))
    liberty = lodged(house, case, "interim_liberty", date(2026, 9, 1))
    assert [(row.limit_on, row.is_late) for row in (suspension, liberty)] == [(None, False)] * 2
    assert "L521-1" in suspension.verdict
    assert "L521-2" in liberty.verdict


def test_the_defence_is_due_at_the_usual_time_or_on_the_day_that_the_court_fixed(house):
    case = refused(house)
    usual = lodged(house, case, "contentious", date(2026, 5, 4))
    fixed = lodged(house, case, "contentious", date(2026, 5, 5), defence_due_on=date(2026, 6, 20))
    urgent = lodged(house, case, "interim_liberty", date(2026, 5, 6))
    assert [row.defence_due_on for row in (usual, fixed, urgent)] == [
        date(2026, 7, 4), date(2026, 6, 20), date(2026, 5, 8),
    ]  # fmt: skip
    assert usual.dates["defence"]["computation"]["parameters"][0]["code"] == "appeal.defence_months"
    with pytest.raises(DomainError, match="suit la réception"):
        lodged(house, case, "contentious", date(2026, 5, 7), defence_due_on=date(2026, 5, 6))


def test_a_new_value_of_the_silence_holds_for_later_appeals_only(house):
    case = refused(house)
    set_value(
        code="appeal.silence_months", value=4, valid_from=date(2026, 5, 1), source="Décret à venir",
        confidence="verified", by=house.director, at=paris(2026, 4, 1),
    )  # fmt: skip
    before = lodged(house, case, "informal", date(2026, 4, 30))
    after = lodged(house, case, "hierarchical", date(2026, 5, 4))
    assert (before.silence_due_on, after.silence_due_on) == (date(2026, 6, 30), date(2026, 9, 4))


def test_the_time_of_a_third_party_runs_from_the_publication(house):
    case = refused(house)
    stranger = {"lodged_by": "Association des riverains", "is_third_party": True}
    unpublished = lodged(house, case, "contentious", date(2026, 9, 1), **stranger)
    assert (unpublished.is_late, unpublished.limit_on) == (False, None)
    assert "n'est pas publié" in unpublished.verdict
    type(case).objects.filter(pk=case.pk).update(published_on=date(2026, 6, 13))
    case.refresh_from_db()
    published = lodged(house, case, "contentious", date(2026, 8, 17), **stranger)
    assert (published.limit_on, published.is_late) == (date(2026, 8, 14), True)
    # What a third party does moves nothing for the addressee.
    lodged(house, case, "informal", date(2026, 5, 4), **stranger)
    assert limit_of(case).due_on == date(2026, 5, 15)


def test_a_withdrawn_informal_appeal_opens_the_time_on_that_day(house):
    case = refused(house)
    informal = lodged(house, case, "informal", date(2026, 5, 4))
    withdraw(appeal=informal, ended_on=date(2026, 5, 13), ruling="", by=house.agent, at=day(date(2026, 5, 13)))
    assert limit_of(case).due_on == date(2026, 7, 15)


def test_nothing_is_contested_before_it_is_decided_nor_before_its_day(house):
    with pytest.raises(DomainError, match="rien à contester"):
        lodged(house, open_video_case(house), "contentious", date(2026, 4, 1))
    case = refused(house)
    with pytest.raises(DomainError, match="précède la décision"):
        lodged(house, case, "contentious", date(2026, 2, 10), at=day(date(2026, 4, 1)))
    with pytest.raises(DomainError, match="avenir"):
        lodged(house, case, "contentious", date(2026, 4, 2), at=day(date(2026, 4, 1)))
