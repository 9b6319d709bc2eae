"""The generic list: its state in the address, its pages, its files, its neighbours, a constant number of queries."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from directorate.territory.models import Commune
from directorate.web import list_files, lists, tables
from directorate.web.errors import NotAllowed
from directorate.web.list_files import TooManyRows, write_file
from directorate.web.lists import FilterRefused, UnknownFilter, UnreadableFilter, around, list_page, selection
from directorate.web.tables import Column, Table
from tests.lists import lines_of
from tests.web.communes import LIST, TABLE

pytestmark = pytest.mark.django_db


def asked(address: str):
    request = RequestFactory().get(address)
    request.user, request.session = AnonymousUser(), {}
    return request


def page(at: datetime, address: str = "/communes/", definition=LIST):
    return list_page(asked(address), definition, at=at)


def chosen(at: datetime, query: str = "", definition=LIST):
    return selection(definition, QueryDict(query), AnonymousUser(), at)


def lines(at: datetime, query: str = "", definition=LIST) -> list[list[str]]:
    target = io.BytesIO()
    write_file(chosen(at, query, definition), "csv", target)
    return lines_of(target.getvalue().decode("utf-8-sig"))


def html(response) -> str:
    return response.render().content.decode()


def names(rows) -> list[str]:
    return [row.insee for row in rows]


# --- the page -----------------------------------------------------------------------------------------------


def test_one_row_and_fifty_rows_cost_the_same_queries(communes, at, django_assert_num_queries):
    for count in (1, 10, 50):
        communes(count)
        # The count, the keys of the page, its rows, the total, the choices of the filter.
        with django_assert_num_queries(5):
            html(page(at))


def test_a_page_beyond_the_end_shows_the_last_one_and_says_so(communes, at):
    communes(60)
    shown = page(at, "/communes/?page=99")
    assert shown.context_data["page"].number == 2
    assert "La liste n'a que 2 pages : voici la dernière." in shown.context_data["notices"]
    for strange in ("abc", "-1", "9" * 30, "1.5"):
        assert page(at, f"/communes/?page={strange}").context_data["page"].number == 1


def test_fifty_rows_make_a_page_and_the_links_keep_the_filters(communes, at):
    communes(60)
    response = page(at, "/communes/?q=commune&sort=-population")
    assert len(response.context_data["page"].object_list) == 50
    assert response.context_data["page_links"]["next"] == "?q=commune&sort=-population&page=2"


def test_the_sort_of_the_address_orders_the_rows_and_is_announced(communes, at):
    communes(3)
    response = page(at, "/communes/?sort=-population")
    assert [row.population for row in response.context_data["page"]] == [1002, 1001, 1000]
    assert html(response).count('aria-sort="descending"') == 1


@pytest.mark.parametrize("sort", ["arrondissement__code", "code", "-", "--name", "name; DROP TABLE"])
def test_a_sort_that_is_no_ordered_column_is_said_and_not_followed(communes, at, sort):
    communes(2)
    shown = chosen(at, f"sort={sort}")
    assert names(shown.queryset) == ["94000", "94001"]
    assert shown.notices == ["Le tri demandé n'existe pas : la liste est dans son ordre habituel."]


def test_an_unknown_filter_is_refused_by_its_name(communes, at):
    with pytest.raises(UnknownFilter, match="« arrondissement__code », « unknown »") as refusal:
        chosen(at, "unknown=1&arrondissement__code=941&district=941")
    assert refusal.value.status == 400
    with pytest.raises(UnknownFilter):
        page(at, "/communes/?format=csv")


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "q=%ED%A0%80&sort=%00", "columns=%00"])
def test_what_is_no_text_is_refused_before_anything_is_read(at, query, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(UnreadableFilter):
        chosen(at, query)


def test_a_refused_value_is_said_beside_its_field_on_the_page_and_stops_everything_else(communes, at):
    communes(2)
    shown = page(at, "/communes/?district=zzz")
    assert len(shown.context_data["page"].object_list) == 2
    assert "Un filtre n" in html(shown)
    with pytest.raises(FilterRefused, match="Arrondissement"):
        lines(at, "district=zzz")


def test_active_filters_are_tags_that_can_be_removed(communes, at):
    communes(2)
    tags = page(at, "/communes/?q=001&district=941&page=2&sort=name").context_data["tags"]
    assert [tag.label for tag in tags] == ["Nom : 001", "Arrondissement : Créteil"]
    assert tags[0].url == "?district=941&sort=name"


def test_an_interval_makes_one_tag(communes, at):
    communes(3)
    response = page(at, "/communes/?population_min=1001&population_max=1002")
    (tag,) = response.context_data["tags"]
    assert tag.url == "?"
    assert len(response.context_data["page"].object_list) == 2


def test_totals_are_of_everything_filtered_and_not_of_the_page(communes, at):
    communes(60)
    assert page(at).context_data["totals"][-1] == tables.shown(sum(1000 + number for number in range(60)))


def test_an_empty_list_says_what_to_do(communes, at):
    assert "Aucune commune n&#x27;est chargée." in html(page(at))
    communes(1)
    assert "Aucun résultat avec ces filtres." in html(page(at, "/communes/?q=zzz"))


def test_a_filter_shows_what_was_typed_as_text(communes, at):
    communes(1)
    assert "<script>" not in html(page(at, "/communes/?q=%3Cscript%3Ealert(1)%3C/script%3E"))


def test_a_count_stops_at_its_cap_and_so_do_the_pages(communes, at, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_CAP", 50)
    communes(120)
    shown = page(at, "/communes/?page=2")
    assert shown.context_data["count_words"] == "Plus de 50 résultats"
    assert shown.context_data["page"].number == 1
    assert "exportez la liste entière" in shown.context_data["notices"][0]


def test_nobody_reads_a_list_that_its_policy_closes(communes, at):
    with pytest.raises(NotAllowed):
        chosen(at, definition=replace(LIST, policy=lambda staff: False))


# --- columns ------------------------------------------------------------------------------------------------


def shown_columns(selected) -> list[str]:
    return [column.key for column in selected.table.columns]


def test_columns_are_those_of_the_address_in_its_order_and_the_name_of_the_row_comes_first(communes, at):
    assert shown_columns(chosen(at)) == ["name", "district", "population"]
    assert shown_columns(chosen(at, "columns=code,district")) == ["name", "code", "district"]
    assert shown_columns(chosen(at, "columns=code,name,code")) == ["code", "name"]


def test_a_form_that_repeats_the_parameter_says_the_same(communes, at):
    selected = chosen(at, "columns=name&columns=code")
    assert shown_columns(selected) == ["name", "code"]
    assert selected.query == "columns=name,code"


def test_a_column_that_does_not_exist_is_said_and_left_out(communes, at):
    selected = chosen(at, "columns=name,zzz")
    assert shown_columns(selected) == ["name"]
    assert selected.notices == ["La colonne « zzz » n'existe pas dans cette liste."]
    assert shown_columns(chosen(at, "columns=zzz")) == ["name", "district", "population"]


def test_a_hidden_column_may_order_a_list_that_does_not_show_it(communes, at):
    communes(3)
    selected = chosen(at, "columns=name&sort=-population")
    assert names(selected.queryset) == ["94002", "94001", "94000"]


def test_columns_move_by_links_that_keep_the_filters(communes, at):
    communes(1)
    definition = replace(LIST, code="declared")
    lists.LISTS["declared"] = definition
    try:
        choices = lists.column_choices(chosen(at, "q=commune&columns=name,code,district", definition))
    finally:
        del lists.LISTS["declared"]
    by_key = {choice.key: choice for choice in choices}
    assert by_key["name"].is_fixed
    assert (by_key["code"].up, by_key["code"].down) == ("", "?q=commune&columns=name%2Cdistrict%2Ccode")
    assert not by_key["population"].is_shown


# --- files --------------------------------------------------------------------------------------------------


def test_a_file_holds_exactly_the_rows_the_columns_and_the_order_shown(communes, at):
    communes(70)
    rows = lines(at, "population_min=1005&sort=-population&columns=name,code")
    assert rows[0] == ["Commune", "Code INSEE"]
    assert [row[0] for row in rows[1:]] == [f"Commune {number:03}" for number in range(69, 4, -1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_file_costs_the_same_queries_whatever_its_length(communes, at, kind, django_assert_num_queries):
    for count in (1, 20):
        communes(count)
        with django_assert_num_queries(3):
            write_file(chosen(at), kind, io.BytesIO())


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_file_that_would_be_cut_is_refused(communes, at, monkeypatch, kind):
    monkeypatch.setattr(list_files, "MOST_ROWS", 2)
    communes(3)
    with pytest.raises(TooManyRows, match="Affinez les filtres"):
        write_file(chosen(at), kind, io.BytesIO())


def test_progress_is_told_as_the_rows_pass(communes, at, monkeypatch):
    monkeypatch.setattr(list_files, "ROWS_AT_ONCE", 10)
    communes(25)
    heard = []
    assert write_file(chosen(at), "csv", io.BytesIO(), heard.append) == 25
    assert heard == [10, 20, 25]


# --- neighbours ---------------------------------------------------------------------------------------------

WITH_HOLES = Table(
    columns=(
        Column("name", "Commune", lambda row: row.name, sort="sort_name"),
        Column("district", "Arrondissement", lambda row: row.arrondissement.name, sort="arrondissement__name"),
        Column("updated", "Étendue", lambda row: row.public_territory, sort="-public_territory"),
    ),
    caption="Communes",
    default_sort="name",
    header="name",
)


@pytest.mark.parametrize("sort", ["", "name", "-name", "population", "-population", "district", "-district"])
def test_neighbours_are_those_of_the_list_whatever_its_order(communes, at, sort):
    communes(7)
    Commune.objects.filter(pk__in=["94001", "94004"]).update(population=1000)
    selected = chosen(at, f"sort={sort}" if sort else "")
    order = list(selected.queryset)
    for rank, row in enumerate(order):
        found = around(selected, row)
        assert found.inside
        assert found.before == (order[rank - 1] if rank else None)
        assert found.after == (order[rank + 1] if rank + 1 < len(order) else None)


def test_a_column_that_orders_backwards_has_the_same_neighbours(communes, at):
    communes(5)
    for number in range(5):
        Commune.objects.filter(insee=f"9400{number}").update(public_territory=f"T{number % 2}")
    selected = chosen(at, "sort=updated", replace(LIST, table=lambda at, query: WITH_HOLES))
    order = list(selected.queryset)
    assert [around(selected, row).after for row in order] == [*order[1:], None]


def test_a_row_that_left_the_list_is_followed_by_the_first_one(communes, at):
    communes(3)
    found = around(chosen(at, "population_min=1001"), Commune.objects.get(insee="94000"))
    assert not found.inside
    assert found.before is None
    assert found.after.insee == "94001"


def test_neighbours_cost_the_same_whatever_the_length_of_the_list(communes, at, django_assert_num_queries):
    for count in (5, 60):
        communes(count)
        with django_assert_num_queries(6):
            around(chosen(at), Commune.objects.get(insee="94002"))


# --- declaration --------------------------------------------------------------------------------------------


def test_two_lists_cannot_bear_the_same_code():
    lists.declare_list(LIST)
    try:
        assert lists.declare_list(LIST) is LIST
        with pytest.raises(ValueError, match="specimen"):
            lists.declare_list(replace(LIST, title="Autre"))
    finally:
        del lists.LISTS["specimen"]


def test_the_table_of_the_tests_has_a_hidden_column():
    assert [column.key for column in TABLE.columns if column.hidden] == ["code"]
