import pytest
from django.db.models import Sum

from directorate.territory.models import Arrondissement, Commune
from directorate.territory.operations import load_department
from directorate.territory.queries import commune_matches, communes, contours
from directorate.web.maps import Area, Point, shade_of, svg_map

pytestmark = pytest.mark.django_db


@pytest.fixture()
def department():
    load_department()


def test_the_department_has_its_forty_seven_communes_in_three_arrondissements(department):
    assert Commune.objects.count() == 47
    assert list(Arrondissement.objects.order_by("code").values_list("code", "short_code", "name")) == [
        ("941", "CRE", "Créteil"),
        ("942", "NOG", "Nogent-sur-Marne"),
        ("943", "LHR", "L'Haÿ-les-Roses"),
    ]
    assert Commune.objects.aggregate(total=Sum("population"))["total"] == 1_426_929
    assert not Commune.objects.filter(contour__isnull=True).exists()


def test_loading_twice_changes_nothing(department):
    before = list(Commune.objects.order_by("insee").values())
    load_department()
    assert list(Commune.objects.order_by("insee").values()) == before


@pytest.mark.parametrize("text", ["haÿ", "hay les", "L'Haÿ-les-Roses", "94038", "94240"])
def test_a_commune_is_found_by_name_code_or_postal_code(department, text):
    assert Commune.objects.get(insee="94038") in communes().filter(commune_matches(text))


def test_the_map_draws_every_commune_and_escapes_its_words(department):
    areas = [Area(commune.insee, "<b>" + commune.name, commune.contour, url="/x?a=1&b=2") for commune in contours()]
    drawing = str(svg_map(areas, title="Val-de-Marne", points=[Point('"x"', 2.45, 48.79)]))
    assert drawing.count("<path") == 47
    assert "<b>" not in drawing
    assert "&lt;b&gt;Créteil" in drawing
    assert "style=" not in drawing


@pytest.mark.parametrize(("value", "greatest", "shade"), [(0, 10, 0), (1, 10, 1), (10, 10, 4), (5, 0, 0)])
def test_shades_keep_zero_apart(value, greatest, shade):
    assert shade_of(value, greatest) == shade
