"""Form fields of the design system, read as a screen reader would."""

import re
from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django_filters.widgets import DateRangeWidget

from directorate.web import fields


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel qu'il figure sur la pièce d'identité.")
    day = forms.DateField(label="Reçu le")
    channel = forms.ChoiceField(label="Canal", choices=[("a", "Guichet"), ("b", "Courrier")], widget=forms.RadioSelect)
    pieces = forms.MultipleChoiceField(label="Pièces", choices=[("x", "Plan")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="Certifié")
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    password = forms.CharField(label="Secret", widget=forms.PasswordInput)
    file = forms.FileField(label="Plan")


def drawn(form) -> str:
    return render_to_string("components/form_fields.html", {"form": form})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "input"),
        ("channel", "radios"),
        ("pieces", "checkboxes"),
        ("agreed", "checkbox"),
        ("token", "hidden"),
        ("password", "password"),
        ("file", "file"),
    ],
)
def test_the_widget_names_the_block(name, kind):
    assert fields.kind(SampleForm()[name]) == kind


def test_a_help_text_and_an_error_are_announced_with_the_field():
    html = drawn(SampleForm({}))
    assert 'aria-describedby="id_name-hint id_name-messages"' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-messages"' in html
    assert 'aria-invalid="true"' in html


def test_a_day_uses_the_calendar_of_the_browser():
    html = str(fields.dressed(SampleForm(initial={"day": date(2026, 3, 2)})["day"]))
    assert 'type="date"' in html
    assert 'value="2026-03-02"' in html


class ChoiceForm(forms.Form):
    origin = forms.ChoiceField(label="Canal", choices=[("desk", "Guichet"), ("post", "Courrier")])


def test_a_list_never_shows_a_value_that_nobody_chose():
    assert '<option value="" selected>Choisir</option>' in str(fields.dressed(ChoiceForm()["origin"]))
    assert not ChoiceForm({"origin": ""}).is_valid()


def test_a_list_keeps_the_value_that_was_chosen():
    html = str(fields.dressed(ChoiceForm({"origin": "post"})["origin"]))
    assert '<option value="post" selected>Courrier</option>' in html
    assert "Choisir" not in html


def test_choices_stand_in_a_fieldset_with_their_legend():
    html = drawn(SampleForm())
    assert 'id="id_channel-group"' in html
    assert html.count("<legend") == 2


def test_each_refusal_leads_to_its_field():
    rows = fields.summary(SampleForm({"name": "x"}))
    addresses = {label: address for address, label, _ in rows}
    assert addresses["Reçu le"] == "id_day"
    assert addresses["Canal"] == "id_channel-group"
    html = drawn(SampleForm({"name": "x"}))
    for address in addresses.values():
        assert f'id="{address}"' in html


def test_what_was_typed_comes_back_as_text():
    html = drawn(SampleForm({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_interval_has_two_labelled_inputs():
    class Period(forms.Form):
        period = forms.CharField(label="Période", widget=DateRangeWidget)

    html = drawn(Period({"period_after": "2026-03-02", "period_before": ""}))
    assert 'name="period_after" id="id_period_0" value="2026-03-02"' in html
    assert 'name="period_before"' in html
    assert '<label class="fr-label" for="id_period_0">Du</label>' in html


def test_templates_count_nothing_and_write_the_first_of_a_month_in_french():
    source = '{{ n }} commune{{ n|pluralize }}, cheva{{ rows|pluralize:"l,ux" }}, {{ day|date:"l j F Y" }}'
    said = [
        Template(source).render(Context({"n": n, "rows": [n] * n, "day": date(2026, 3, day)}))
        for n, day in ((0, 1), (1, 11), (2, 31))
    ]
    assert said == [
        "0 commune, cheval, dimanche 1er mars 2026",
        "1 commune, cheval, mercredi 11 mars 2026",
        "2 communes, chevaux, mardi 31 mars 2026",
    ]


def test_no_word_of_a_date_is_taken_for_its_format():
    """« le » would be read as the name of the day and the zone: a backslash stands before each letter of a word."""
    folder = settings.BASE_DIR / "templates"
    formats = [form for page in folder.rglob("*.*") for form in re.findall(r'\|date:"([^"]*)"', page.read_text())]
    assert len(formats) > 100
    assert not [form for form in formats if re.search(r"[A-Za-z]{2}", re.sub(r"\\.", "", form))]
