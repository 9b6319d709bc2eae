"""The menu is asked by every page: it costs next to nothing, whoever reads it."""

import pytest
from django.test import RequestFactory

from directorate.org.models import StaffMember
from directorate.overview.context import interface


@pytest.mark.parametrize("role", ["director", "head", "agent", "administrator"])
def test_the_menu_costs_the_post_and_the_units_at_most(house, django_assert_max_num_queries, role):
    request = RequestFactory().get("/")
    request.user = StaffMember.objects.get(pk=getattr(house, role).pk)
    with django_assert_max_num_queries(3):
        assert interface(request)["interface"]["menu"]
