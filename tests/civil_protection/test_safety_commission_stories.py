"""The story of the safety commissions: cheap, and as the pages would have done it."""

import pytest

from civil_protection.safety_commissions import queries, stories
from civil_protection.safety_commissions.bodies import STATUTORY
from directorate.commissions.models import CommissionSession, WrittenOpinion
from directorate.commissions.statutory import load_commissions
from tests.people import paris

AT = paris(2026, 6, 24)


def test_sessions_past_and_coming_one_without_quorum(desk, django_assert_max_num_queries):
    load_commissions(at=AT)
    with django_assert_max_num_queries(900):
        stories.tell(AT)
    states = CommissionSession.objects.filter(commission__in=queries.bodies()).values_list("state", flat=True)
    assert sorted(states) == ["held", "held", "no_quorum", "planned", "planned", "planned", "planned"]
    assert WrittenOpinion.objects.count() == 1
    lines = {line.commission.pk: line for line in queries.year_lines(2026, AT.date())}
    assert (lines["ccdsa-erp-igh"].favourable, lines["ccdsa-erp-igh"].unfavourable) == (2, 1)
    assert len(queries.overdue_reports(AT.date())) == 1
    assert not queries.listed_bodies(AT.date()).filter(pk="ccdsa-erp-igh", vacant__gt=0).exists()
    assert len(STATUTORY) + 2 == queries.bodies().count()


@pytest.mark.usefixtures("house")
def test_nothing_is_told_without_a_service_nor_bodies():
    stories.tell(AT)
    assert not CommissionSession.objects.filter(commission__in=queries.bodies()).exists()
