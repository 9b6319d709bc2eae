"""Views kept, shared, forgotten; each shows to its reader what this reader may see."""

import pytest

from directorate.casework.models import Case
from directorate.journal.models import JournalEntry
from directorate.org.models import Posting, StaffMember
from directorate.saved_views.models import SavedView
from directorate.saved_views.operations import ViewRefused, change_view, delete_view, save_view
from directorate.saved_views.queries import visible_views
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.lists import FilterRefused, UnknownFilter
from tests.people import paris

AT = paris(2026, 3, 2)
DAY = AT.date()


def keep(by, name="À relancer", query="deadline=late", **facts):
    return save_view(list_code="cases", name=name, query=query, by=by, at=AT, **facts)


def seen_by(staff) -> list[str]:
    # Read again: a person remembers the posts of the beginning of the request.
    return [view.name for view in visible_views(StaffMember.objects.get(pk=staff.pk), DAY)]


def actions() -> list[str]:
    names = JournalEntry.objects.filter(action__startswith="saved_view").order_by("id")
    return list(names.values_list("action", flat=True))


def test_a_view_keeps_the_state_in_one_spelling_and_neither_page_nor_view(house):
    view = keep(house.agent, query="sort=due&page=3&view=9&columns=reference&columns=due&deadline=late")
    assert view.query == "columns=reference,due&deadline=late&sort=due"


def test_one_s_own_view_is_seen_by_nobody_else(house):
    keep(house.agent)
    assert seen_by(house.agent) == ["À relancer"]
    assert [seen_by(person) for person in (house.colleague, house.head, house.director, house.stranger)] == [[]] * 4
    assert actions() == []


def test_a_shared_view_is_seen_by_the_bureau_and_told_in_the_journal(house):
    keep(house.agent, is_shared=True)
    assert seen_by(house.colleague) == seen_by(house.head) == ["À relancer"]
    assert seen_by(house.stranger) == seen_by(house.director) == []
    assert actions() == ["saved_view.shared"]


def test_a_view_that_is_no_longer_shared_is_seen_by_its_owner_alone(house):
    view = keep(house.agent, is_shared=True)
    change_view(view=view, name=view.name, is_shared=False, by=house.agent, at=AT)
    assert seen_by(house.colleague) == []
    assert seen_by(house.agent) == ["À relancer"]
    assert actions() == ["saved_view.shared", "saved_view.unshared"]


def test_a_shared_view_stays_when_its_author_leaves(house):
    keep(house.agent, is_shared=True)
    Posting.objects.filter(staff=house.agent).update(ends_on=DAY)
    assert seen_by(house.colleague) == ["À relancer"]
    assert seen_by(house.agent) == []


def test_nobody_changes_or_deletes_the_view_of_another(house):
    view = keep(house.agent, is_shared=True)
    with pytest.raises(NotAllowed):
        change_view(view=view, name="Autre", is_shared=True, by=house.head, at=AT)
    with pytest.raises(NotAllowed):
        delete_view(view=view, by=house.head, at=AT)
    assert SavedView.objects.get().name == "À relancer"


def test_a_deleted_view_is_told_in_the_journal(house):
    delete_view(view=keep(house.agent), by=house.agent, at=AT)
    assert not SavedView.objects.exists()
    entry = JournalEntry.objects.get(action="saved_view.deleted")
    assert entry.details == {"list": "Dossiers", "query": "deadline=late"}


def test_a_second_deletion_says_that_it_is_done(house):
    view = keep(house.agent)
    delete_view(view=view, by=house.agent, at=AT)
    with pytest.raises(ViewRefused, match="supprimée"):
        delete_view(view=SavedView(pk=99, owner=house.agent), by=house.agent, at=AT)


def test_the_same_name_is_refused_for_the_same_list_of_the_same_person(house):
    keep(house.agent)
    with pytest.raises(ViewRefused) as refusal:
        keep(house.agent, name="à relancer")
    assert refusal.value.field == "name"
    keep(house.colleague)
    save_view(list_code="permits", name="À relancer", query="", by=house.agent, at=AT)


@pytest.mark.parametrize(
    ("query", "refusal"),
    [("zzz=1", UnknownFilter), ("unit=nowhere", FilterRefused), ("q=" + "x" * 3_000, ViewRefused)],
)
def test_a_state_that_the_list_does_not_understand_is_not_kept(house, query, refusal):
    with pytest.raises(refusal):
        keep(house.agent, query=query)
    assert not SavedView.objects.exists()


def test_a_list_that_does_not_exist_is_not_found(house):
    with pytest.raises(NotFound):
        save_view(list_code="zzz", name="x", query="", by=house.agent, at=AT)


def test_a_list_that_one_may_not_open_has_no_view(house):
    save_view(list_code="journal", name="Exports", query="action=list.exported", by=house.agent, at=AT)
    assert seen_by(house.agent) == ["Exports"]
    Posting.objects.filter(staff=house.agent).update(ends_on=DAY)
    assert seen_by(house.agent) == []
    assert not Case.objects.exists()
