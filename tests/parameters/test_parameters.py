"""Dated values: read on a day, changed by a new version, never rewritten."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.parameters import queries
from directorate.parameters.errors import ParameterRefused, UnknownParameter
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial, set_value
from directorate.parameters.values import initial_values
from directorate.web.errors import NotFound
from tests.people import paris

CODE = "video_protection.decision_months"
AT = paris(2026, 3, 2)
ROOT = Path(__file__).parents[2]


@pytest.fixture()
def loaded(db):
    load_initial(at=paris(2025, 1, 1))


def change(**details):
    return set_value(
        **{
            "code": CODE,
            "value": 6,
            "valid_from": date(2026, 7, 1),
            "source": "Décret d'essai",
            "confidence": "high",
            "by": None,
            "at": AT,
        }
        | details
    )


# --- initial values -----------------------------------------------------------------------------------------


def test_initial_values_are_loaded_once(db):
    assert load_initial(at=AT) == len(initial_values())
    assert load_initial(at=AT) == 0
    assert Parameter.objects.count() == sum(len(value.versions()) for value in initial_values())
    assert JournalEntry.objects.filter(action="parameter.loaded").count() == 1


def test_loading_again_leaves_what_people_have_changed(loaded):
    change()
    load_initial(at=AT)
    assert queries.value(CODE, date(2026, 7, 1)) == 6


def test_every_initial_value_has_its_own_code_a_source_and_a_known_confidence():
    codes = [row.code for row in initial_values()]
    assert len(codes) == len(set(codes))
    assert all(row.source and row.label and row.confidence in Parameter.Confidence.values for row in initial_values())


def test_every_code_that_the_application_reads_has_an_initial_value():
    known = {row.code for row in initial_values()}
    reads = re.compile(r"""(?:parameter\(|_parameter=|Parameter\s*=|"[a-z_]+":)\s*"([a-z_]+\.[a-z0-9_]+)\"""")
    used = {
        code
        for package in ("directorate", "police_admin", "civil_protection", "road_safety", "public_order")
        for path in (ROOT / package).rglob("*.py")
        for code in reads.findall(path.read_text(encoding="utf-8"))
    }
    assert "authority.prefecture" in used
    assert used <= known


# --- reading ------------------------------------------------------------------------------------------------


def test_a_value_is_read_on_a_day(loaded):
    change()
    assert queries.value(CODE, date(2026, 6, 30)) == 4
    assert queries.value(CODE, date(2026, 7, 1)) == 6
    assert queries.version(CODE, date(2026, 7, 1)).version == f"{CODE}@2026-07-01"


def test_several_values_cost_one_query(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.values(["hearing.minimum_days", "signature.four_eyes"], date(2026, 1, 1))
    assert found == {"hearing.minimum_days": 8, "signature.four_eyes": True}


@pytest.mark.parametrize(("code", "on"), [("no.such.code", date(2026, 3, 1)), (CODE, date(2014, 3, 1))])
def test_a_value_that_does_not_exist_is_said_in_a_sentence(loaded, code, on):
    with pytest.raises(UnknownParameter) as refusal:
        queries.value(code, on)
    assert code in str(refusal.value)
    assert f"1er mars {on.year}" in str(refusal.value)
    with pytest.raises(UnknownParameter):
        queries.values([code], on)


def test_a_code_that_never_had_a_value_is_not_found(db):
    with pytest.raises(NotFound):
        queries.known_versions("no.such.code")


# --- changing -----------------------------------------------------------------------------------------------


def test_a_new_version_closes_the_former_and_enters_the_journal(loaded):
    change(comment="Nouveau décret")
    former, new = Parameter.objects.filter(code=CODE).order_by("valid_from")
    assert (former.value, former.valid_to) == (4, date(2026, 7, 1))
    assert (new.value, new.valid_from, new.valid_to, new.unit) == (6, date(2026, 7, 1), None, "mois")
    entry = JournalEntry.objects.get(action="parameter.changed")
    assert (entry.details["from"], entry.details["value"], entry.details["source"]) == (4, 6, "Décret d'essai")


def test_a_planned_version_may_still_be_corrected(loaded):
    change()
    change(value=5)
    assert list(Parameter.objects.filter(code=CODE).values_list("value", flat=True)) == [5, 4]


def test_a_version_before_a_planned_one_lasts_until_it(loaded):
    change(valid_from=date(2027, 1, 1))
    change(value=5, valid_from=date(2026, 7, 1))
    periods = Parameter.objects.filter(code=CODE).order_by("valid_from").values_list("value", "valid_from", "valid_to")
    assert list(periods) == [
        (4, date(2015, 1, 1), date(2026, 7, 1)),
        (5, date(2026, 7, 1), date(2027, 1, 1)),
        (6, date(2027, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"valid_from": date(2026, 3, 1)}, "valid_from"),
        ({"valid_from": date(2014, 1, 1), "in_the_past": True}, "valid_from"),
        ({"valid_from": date(2015, 1, 1), "in_the_past": True}, "valid_from"),
        ({"source": "  "}, "source"),
        ({"confidence": ""}, "confidence"),
        ({"confidence": "certain"}, "confidence"),
        ({"value": "six"}, "value"),
        ({"value": True}, "value"),
        ({"value": 6.5}, "value"),
        ({"value": -1}, "value"),
        ({"value": None}, "value"),
        ({"code": "authority.city", "value": "  "}, "value"),
        ({"code": "no.such.code"}, ""),
    ],
)
def test_a_change_that_contradicts_the_rules_is_refused_beside_its_field(loaded, details, field):
    before = list(Parameter.objects.order_by("pk").values())
    with pytest.raises(ParameterRefused) as refusal:
        change(**details)
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")
    assert list(Parameter.objects.order_by("pk").values()) == before


def test_the_same_value_is_refused_unless_a_source_confirms_it(loaded):
    known = queries.version(CODE, date(2026, 3, 2))
    with pytest.raises(ParameterRefused, match="identique"):
        change(value=known.value, source=known.source, confidence=known.confidence)
    confirmed = change(value=known.value, source="Réponse du ministère", confidence="verified")
    assert (confirmed.value, confirmed.confidence, confirmed.source) == (4, "verified", "Réponse du ministère")


def test_a_change_may_date_from_today_and_from_the_past_when_it_is_meant(loaded):
    change(valid_from=date(2026, 3, 2))
    change(value=5, valid_from=date(2026, 1, 1), in_the_past=True)
    assert [queries.value(CODE, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 2))] == [4, 5, 6]


# --- pages --------------------------------------------------------------------------------------------------


def test_everybody_in_post_reads_and_only_the_director_and_the_administrator_change(loaded, house, client):
    new_version = reverse("directorate:parameter-version", args=[CODE])
    for staff, status in ((house.agent, 403), (house.head, 403), (house.director, 200), (house.administrator, 200)):
        client.force_login(staff)
        assert client.get(reverse("directorate:parameters")).status_code == 200
        assert client.get(new_version).status_code == status
        page = client.get(reverse("directorate:parameter", args=[CODE])).content.decode()
        assert (new_version in page) is (status == 200)


def test_strangers_are_asked_to_sign_in(loaded, client):
    assert client.get(reverse("directorate:parameters")).status_code == 302


def test_the_list_is_filtered_by_text_and_confidence(loaded, house, client):
    client.force_login(house.agent)
    page = client.get(reverse("directorate:parameters"), {"q": "vidéoprotection", "confidence": "verified"})
    text = page.content.decode()
    assert CODE in text
    assert "hearing.minimum_days" not in text


def test_the_list_costs_the_same_with_all_the_rows(loaded, house, client, django_assert_max_num_queries):
    client.force_login(house.agent)
    client.get(reverse("directorate:parameters"))
    with django_assert_max_num_queries(12) as every:
        client.get(reverse("directorate:parameters"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("directorate:parameters"), {"q": CODE})
    assert len(every) == len(one)


def post(client, **details):
    return client.post(
        reverse("directorate:parameter-version", args=[details.pop("code", CODE)]),
        {"value": "6", "valid_from": "2099-07-01", "source": "Décret d'essai", "confidence": "high"} | details,
    )


def test_the_form_adds_a_version(loaded, house, client):
    client.force_login(house.administrator)
    assert post(client).status_code == 302
    row = queries.version(CODE, date(2099, 7, 1))
    assert (row.value, row.changed_by) == (6, house.administrator)


def test_the_form_keeps_a_yes_or_no_a_yes_or_no(loaded, house, client):
    client.force_login(house.administrator)
    assert post(client, code="signature.four_eyes", value="false").status_code == 302
    assert queries.value("signature.four_eyes", date(2099, 7, 1)) is False


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"value": "six"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "-3"}, "value"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_from": "2120-01-01"}, "valid_from"),
        ({"valid_from": "32/01/2099"}, "valid_from"),
        ({"source": ""}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"confidence": ""}, "confidence"),
        ({"confidence": "certain"}, "confidence"),
    ],
)
def test_the_form_refuses_beside_the_field_and_loses_nothing(loaded, house, client, details, field):
    client.force_login(house.administrator)
    answer = post(client, **details)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Parameter.objects.filter(code=CODE).count() == 1


def test_html_in_a_source_is_shown_as_text(loaded, house, client):
    client.force_login(house.administrator)
    post(client, source="<b>Décret</b>")
    page = client.get(reverse("directorate:parameter", args=[CODE])).content.decode()
    assert "&lt;b&gt;Décret" in page
    assert "<b>Décret" not in page


def test_an_unknown_code_is_not_found(loaded, house, client):
    client.force_login(house.administrator)
    assert client.get(reverse("directorate:parameter", args=["no.such.code"])).status_code == 404
    assert client.get(reverse("directorate:parameter-version", args=["no.such.code"])).status_code == 404
