"""The views above the list, with counts that are those of their reader."""

import pytest
from django.urls import reverse

from directorate.casework.models import Case, CaseStaff
from directorate.org.models import Posting
from directorate.saved_views.models import SavedView
from directorate.saved_views.operations import save_view
from tests.factories import open_video_case
from tests.people import paris

AT = paris(2026, 3, 2)
CASES = reverse("directorate:cases")


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def shared(house):
    return save_view(list_code="cases", name="Tout", query="status=open", is_shared=True, by=house.agent, at=AT)


def tabs(client, **query) -> dict[str, str]:
    return {tab.name: tab.count for tab in client.get(CASES, query).context["views_panel"].tabs}


def test_a_shared_view_counts_what_its_reader_may_see(client, house, shared):
    secret = open_video_case(house)
    open_video_case(house)
    Case.objects.filter(pk=secret.pk).update(sensitivity=Case.Sensitivity.SECRET, caseworker=house.agent)
    found = {}
    for person in (house.agent, house.colleague, house.head):
        client.force_login(person)
        found[person.username] = tabs(client)["Tout"]
        assert str(len(client.get(CASES, {"status": "open"}).context["page"].object_list)) == tabs(client)["Tout"]
    assert found == {"agent": "2", "collegue": "1", "cheffe": "2"}
    CaseStaff.objects.create(case=secret, staff=house.colleague)
    client.force_login(house.colleague)
    assert tabs(client) == {"Tout": "2"}


def test_more_views_cost_a_bounded_number_of_queries(client, house, shared, django_assert_max_num_queries):
    client.force_login(house.agent)
    client.get(CASES)
    with django_assert_max_num_queries(60) as with_one:
        client.get(CASES)
    for number in range(8):
        save_view(list_code="cases", name=f"Vue {number}", query="deadline=late", by=house.agent, at=AT)
    with django_assert_max_num_queries(len(with_one)):
        assert len(tabs(client)) == 9


def test_a_list_is_kept_renamed_updated_and_deleted(client, house):
    client.force_login(house.agent)
    save_url = client.get(CASES, {"deadline": "late", "sort": "-due"}).context["views_panel"].save_url
    assert "Échéance : Dépassée" in client.get(save_url).content.decode()
    answer = client.post(save_url, {"name": "En retard", "is_shared": "on"}, follow=True)
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared_with) == ("En retard", "deadline=late&sort=-due", house.police)
    panel = answer.context["views_panel"]
    assert (panel.current, panel.is_changed) == (view, False)

    changed = client.get(CASES, {"deadline": "week", "view": view.pk}).context["views_panel"]
    assert changed.is_changed
    client.post(changed.update_url, {"name": "Cette semaine", "position": "3"})
    view.refresh_from_db()
    assert (view.name, view.query, view.shared_with, view.position) == ("Cette semaine", "deadline=week", None, 3)

    delete = reverse("directorate:saved-view-delete", args=[view.pk])
    assert client.get(delete).status_code == 200
    assert SavedView.objects.exists()
    client.post(delete)
    assert not SavedView.objects.exists()


def test_an_address_of_a_view_opens_the_list_as_it_was_kept(client, house, shared):
    client.force_login(house.colleague)
    answer = client.get(reverse("directorate:saved-view", args=[shared.pk]))
    assert answer.url == f"{CASES}?status=open&view={shared.pk}"
    assert client.get(answer.url).context["views_panel"].current == shared


@pytest.mark.parametrize("name", ["saved-view", "saved-view-change", "saved-view-delete"])
def test_a_view_that_is_not_for_the_reader_is_not_found(client, house, shared, name):
    address = reverse(f"directorate:{name}", args=[shared.pk])
    client.force_login(house.stranger)
    assert client.get(address).status_code == 404
    SavedView.objects.update(shared_with=None)
    client.force_login(house.colleague)
    assert client.get(address).status_code == 404
    SavedView.objects.update(shared_with=house.police)
    Posting.objects.filter(staff=house.colleague).update(unit=house.road)
    client.force_login(house.colleague)
    assert client.get(address).status_code == 404
    assert client.get(reverse(f"directorate:{name}", args=[10**12])).status_code == 404


@pytest.mark.parametrize("name", ["saved-view-change", "saved-view-delete"])
def test_the_view_of_a_colleague_is_read_and_not_changed(client, house, shared, name):
    client.force_login(house.colleague)
    address = reverse(f"directorate:{name}", args=[shared.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"name": "Mienne"}).status_code == 403
    assert SavedView.objects.get().name == "Tout"


def test_a_filter_that_no_longer_exists_is_said_and_left_out(client, house, shared):
    SavedView.objects.update(query="status=open&former_filter=1")
    client.force_login(house.agent)
    page = client.get(CASES).content.decode()
    assert "à revoir" in page
    answer = client.get(reverse("directorate:saved-view", args=[shared.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == f"{CASES}?status=open&view={shared.pk}"
    assert "utilisait un filtre qui n&#x27;existe plus : « former_filter »" in answer.content.decode()


def test_a_view_of_somebody_else_named_in_the_address_of_the_list_says_nothing(client, house, shared):
    SavedView.objects.update(shared_with=None, name="Intime")
    client.force_login(house.colleague)
    answer = client.get(CASES, {"view": shared.pk})
    assert answer.status_code == 200
    assert answer.context["views_panel"].current is None
    assert "Intime" not in answer.content.decode()


def test_the_page_of_the_views_tells_own_ones_from_those_of_the_bureau(client, house, shared):
    client.force_login(house.colleague)
    page = client.get(reverse("directorate:saved-views"))
    assert [view.name for view in page.context["shared"]] == ["Tout"]
    assert page.context["own"] == []


def test_markup_in_a_name_shows_as_text(client, house):
    save_view(list_code="cases", name="<script>alert(1)</script>", query="", by=house.agent, at=AT)
    client.force_login(house.agent)
    for address in (CASES, reverse("directorate:saved-views")):
        assert "<script>alert" not in client.get(address).content.decode()
