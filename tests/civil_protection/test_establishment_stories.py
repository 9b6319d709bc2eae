"""The invented register holds what it says, by the rules of the day."""

from time import perf_counter

import pytest

from civil_protection.establishments import stories
from civil_protection.establishments.classification import classify
from civil_protection.establishments.invented import invent
from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import class_terms, establishments, main_share, other_shares
from directorate.registers.models import RegisterCounter
from directorate.territory.models import Commune
from tests.civil_protection.establishment_rows import AT


@pytest.fixture()
def told(desk, monkeypatch):
    monkeypatch.setattr(stories, "COUNT", 300)
    stories.tell(AT)
    return establishments()


def test_the_story_is_told_with_every_status_and_opinion(told):
    assert told.count() > 300
    assert {"open", "closed"} <= set(told.values_list("status", flat=True))
    assert told.filter(current_opinion="unfavourable").exists() and told.filter(parent__isnull=False).exists()
    assert told.filter(next_visit_on__lt=AT.date()).exists()


def test_every_invented_row_is_classed_as_the_rules_say(told):
    terms = class_terms(AT.date())
    for row in Establishment.objects.filter(category_motive=""):
        assert row.category == classify(main_share(row), row.staff, terms, other_shares(row)).category


def test_the_same_seed_gives_the_same_register(desk):
    invent(40, list(Commune.objects.order_by("insee")), AT, None)
    names = ("name", "public_total", "next_visit_on")
    first = list(Establishment.objects.order_by("number").values_list(*names))
    Establishment.objects.update(parent=None)
    Establishment.objects.all().delete()
    RegisterCounter.objects.all().delete()
    invent(40, list(Commune.objects.order_by("insee")), AT, None)
    assert first == list(Establishment.objects.order_by("number").values_list(*names))


def test_a_whole_department_is_invented_in_no_time(desk):
    start = perf_counter()
    invent(3_500, list(Commune.objects.order_by("insee")), AT, None)
    assert perf_counter() - start < 20
