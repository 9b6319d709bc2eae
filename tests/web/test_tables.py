"""The generic list: cells, order, filters, pages, files, and a constant number of queries."""

import csv
import io
from datetime import date

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.html import escape

from directorate.territory.models import Arrondissement, Commune
from directorate.web import tables
from directorate.web.errors import DomainError
from directorate.web.tables import Cell, Column, Table, cell_html, list_page, row_html

pytestmark = pytest.mark.django_db

TABLE = Table(
    columns=(
        Column("name", "Commune", lambda row: Cell(row.name, url=f"/communes/{row.insee}/"), sort="sort_name"),
        Column("district", "Arrondissement", lambda row: row.arrondissement.name, sort="arrondissement__name"),
        Column("population", "Habitants", lambda row: row.population, sort="population", numeric=True, total=True),
    ),
    caption="Communes du département",
    default_sort="name",
    header="name",
    empty="Aucune commune n'est chargée.",
)


class CommuneFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Nom")
    district = django_filters.ModelChoiceFilter(
        field_name="arrondissement", queryset=Arrondissement.objects.all(), label="Arrondissement"
    )
    population = django_filters.RangeFilter(label="Population")

    class Meta:
        model = Commune
        fields: list[str] = []


@pytest.fixture()
def communes():
    district = Arrondissement.objects.get_or_create(code="941", defaults={"name": "Créteil", "short_code": "CRE"})[0]

    def create(count: int) -> None:
        for number in range(Commune.objects.count(), count):
            Commune.objects.create(
                insee=f"94{number:03}", name=f"Commune {number:03}", sort_name=f"commune {number:03}",
                arrondissement=district, public_territory="", population=1000 + number, postal_codes=["94000"],
                latitude="48.790", longitude="2.455",
            )  # fmt: skip

    Commune.objects.all().delete()
    return create


def asked(address: str = "/communes/"):
    request = RequestFactory().get(address)
    request.user, request.session = AnonymousUser(), {}
    return request


def page(at, address: str = "/communes/", **options):
    return list_page(
        asked(address),
        table=TABLE,
        queryset=Commune.objects.select_related("arrondissement"),
        title="Communes",
        at=at,
        **{"filterset_class": CommuneFilter, "export_name": "communes", **options},
    )


def html(response) -> str:
    return response.render().content.decode()


def lines(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


# --- cells --------------------------------------------------------------------------------------------------


def test_markup_in_a_value_shows_as_text():
    name = "<script>alert('x')</script>"
    for value in (name, Cell(name), Cell("x", detail=name), Cell(name, url='/"><b>', tone="error")):
        written = cell_html(value)
        assert "<script" not in written
        assert '"><b>' not in written
    assert escape(name) in cell_html(name)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), ("", "—"), (date(2026, 3, 2), "02/03/2026"), (12_345, "12\u202f345"), (True, "Oui"), (0, "0")],
)
def test_values_are_written_in_the_french_manner(value, words):
    assert cell_html(value) == words


def test_the_column_that_names_the_row_is_its_header(communes):
    communes(1)
    assert row_html(TABLE, Commune.objects.get()).startswith('<tr><th scope="row"><a href="/communes/94000/">')


# --- the page -----------------------------------------------------------------------------------------------


def test_one_row_and_twenty_rows_cost_the_same_queries(communes, at, django_assert_num_queries):
    for count in (1, 20):
        communes(count)
        # The count, the page, the total, the choices of the filter.
        with django_assert_num_queries(4):
            html(page(at))


def test_a_page_beyond_the_end_answers_the_last_page(communes, at):
    communes(60)
    assert page(at, "/communes/?page=99").context_data["page"].number == 2
    assert page(at, "/communes/?page=abc").context_data["page"].number == 1


def test_fifty_rows_make_a_page_and_the_links_keep_the_filters(communes, at):
    communes(60)
    response = page(at, "/communes/?q=commune&sort=-population")
    assert len(response.context_data["page"].object_list) == 50
    assert response.context_data["page_links"]["next"] == "?q=commune&sort=-population&page=2"


def test_the_sort_of_the_url_orders_the_rows_and_is_announced(communes, at):
    communes(3)
    response = page(at, "/communes/?sort=-population")
    assert [row.population for row in response.context_data["page"]] == [1002, 1001, 1000]
    assert html(response).count('aria-sort="descending"') == 1


def test_a_sort_that_is_no_column_is_ignored(communes, at):
    communes(2)
    assert [row.insee for row in page(at, "/communes/?sort=arrondissement__code").context_data["page"]] == [
        "94000",
        "94001",
    ]


def test_an_unknown_filter_is_ignored_and_a_wrong_one_is_named(communes, at):
    communes(2)
    response = page(at, "/communes/?unknown=1&district=zzz")
    assert len(response.context_data["page"].object_list) == 2
    assert "Un filtre n&#x27;a pas été compris" in html(response) or "Un filtre n'a pas été compris" in html(response)


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


# --- files --------------------------------------------------------------------------------------------------


def test_a_file_holds_exactly_the_rows_filtered_in_the_order_shown(communes, at):
    communes(70)
    rows = lines(page(at, "/communes/?format=csv&population_min=1005&sort=-population"))
    assert rows[0] == ["Commune", "Arrondissement", "Habitants"]
    assert [row[0] for row in rows[1:]] == [f"Commune {number:03}" for number in range(69, 4, -1)]


def test_a_file_costs_the_same_queries_whatever_its_length(communes, at, django_assert_num_queries):
    for count in (1, 20):
        communes(count)
        with django_assert_num_queries(2):
            lines(page(at, "/communes/?format=csv"))


def test_a_list_that_is_not_exported_ignores_the_format(communes, at):
    communes(1)
    assert html(page(at, "/communes/?format=csv", export_name=""))


def test_a_file_that_would_be_cut_is_refused(communes, at, monkeypatch):
    monkeypatch.setattr(tables, "EXPORT_ROWS", 2)
    communes(3)
    with pytest.raises(DomainError, match="Affinez les filtres"):
        page(at, "/communes/?format=xlsx")


def test_a_count_stops_at_its_cap_and_says_so(communes, at, monkeypatch):
    monkeypatch.setattr(tables, "COUNT_CAP", 2)
    communes(3)
    assert page(at).context_data["count_words"] == "Plus de 2 résultats"


def test_empty_values_come_last_in_both_directions():
    assert tables.may_be_empty(Commune, "arrondissement__name") is False
    assert tables.may_be_empty(Commune, "an_annotation") is True
