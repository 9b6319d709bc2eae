"""What nobody should type, in every form of the three bureaux: a sentence each time, never an error, nothing half done.

The forms are found by following the links of the pages, from every address, as the head of the bureau.
"""

import html
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.security.routes import VISIT, small_site

NAMESPACES = ("road_safety", "public_order", "civil_protection")
LINK = re.compile(r'href="(/[^"#]*)')
# A page leads to others like it: so many of one address name say enough.
OF_ONE_NAME = 2
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# What a refused form may write all the same: the session, the counters of requests.
MAY_CHANGE = {"django_session", "cache_entries"}
READINGS = {"directorate_journalentry", "directorate_journalhead"}
# Each form meets every eleventh of what is hostile, the next form the next ones; all of it on demand.
EVERYTHING, STEP = bool(os.environ.get("HOSTILE_FORMS")), 11
LONG = "é" * 100_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

Field = forms.Field
DATES = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)
NUMBERS = (forms.IntegerField, forms.DecimalField, forms.FloatField)
# First and last of a period, by the ends of their names.
PERIODS = (
    ("starts_on", "ends_on"), ("starts_at", "ends_at"), ("first_on", "last_on"), ("since", "until"),
    ("pickup_at", "return_at"), ("opens_on", "closes_on"), ("valid_from", "valid_to"), ("starts", "ends"),
    ("first_on", "until"), ("opens_on", "closes_at"), ("begins_at", "ends_at"), ("begins_on", "ends_on"),
)  # fmt: skip


# --- finding the forms --------------------------------------------------------------------------------------------


def service_of(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.namespaces[0] if found.namespaces else ""


def forms_of(client: Client, start: list[str], namespace: str) -> dict[str, Any]:
    """Address and form, each page once; what a page links is visited too."""
    found: dict[str, Any] = {}
    seen: set[str] = set()
    counts: dict[tuple, int] = {}
    waiting = [path for path in start if service_of(path.partition("?")[0]) == namespace]
    while waiting:
        path = waiting.pop(0)
        plain = path.partition("?")[0]
        if path in seen or service_of(plain) != namespace:
            continue
        seen.add(path)
        match = resolve(plain)
        # An act is a page of its own; a record is like its neighbours.
        name = (match.url_name, match.kwargs.get("verb", match.kwargs.get("name")))
        counts[name] = counts.get(name, 0) + 1
        if counts[name] > OF_ONE_NAME:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        form = (getattr(answer, "context_data", None) or {}).get("form")
        if isinstance(form, forms.BaseForm) and form.fields:
            opened = answer.context_data.get("opened", "")
            if all(known.url_name_and_verb != name for known in found.values()):
                found[path] = Found(path, form, opened, name)
        waiting += [html.unescape(link) for link in LINK.findall(answer.content.decode())]
    return found


class Found:
    def __init__(self, path: str, form: forms.BaseForm, opened: str, name: tuple):
        self.path, self.form, self.opened, self.url_name_and_verb = path, form, opened, name


# --- what a person would send -------------------------------------------------------------------------------------


def usual(field: Field) -> Any:
    """A value that the field takes."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [str(field.prepare_value(row)) for row in field.queryset[:1]]
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.first()
        return "" if row is None else str(field.prepare_value(row))
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _ in flat(field.choices) if value not in ("", None)]
        return values[:1] if isinstance(field, forms.MultipleChoiceField) else next(iter(values), "")
    if isinstance(field, forms.DateTimeField):
        return f"{VISIT:%Y-%m-%dT%H:%M}"
    if isinstance(field, forms.DateField):
        return f"{VISIT:%Y-%m-%d}"
    if isinstance(field, forms.TimeField):
        return "10:00"
    if isinstance(field, NUMBERS):
        return str(field.min_value or 1)
    if isinstance(field, forms.EmailField):
        return "mairie@exemple.invalid"
    if isinstance(field, forms.BooleanField):
        return "on"
    return "Texte d'essai pour le formulaire"[: getattr(field, "max_length", None) or 100]


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        else:
            yield value, label


def shown(form: forms.BaseForm) -> dict[str, Any]:
    """What the browser would send of the form as it stands, with something in each empty field."""
    data = {}
    for bound in form:
        field, value = bound.field, bound.value()
        if isinstance(field, forms.FileField):
            continue
        if isinstance(field, forms.MultiValueField):
            continue
        if isinstance(value, datetime):
            value = f"{value:%Y-%m-%dT%H:%M}"
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(field, forms.ModelChoiceField) and value not in (None, ""):
            value = field.prepare_value(value) if not isinstance(value, list | tuple) else [
                field.prepare_value(each) for each in value
            ]  # fmt: skip
        data[bound.html_name] = usual(field) if value in (None, "", []) else value
    return {name: value for name, value in data.items() if value not in (None, "")}


def files(form: forms.BaseForm) -> dict[str, SimpleUploadedFile]:
    return {
        bound.html_name: SimpleUploadedFile("essai.pdf", PDF, "application/pdf")
        for bound in form
        if isinstance(bound.field, forms.FileField) and bound.field.required
    }


# --- what nobody should send --------------------------------------------------------------------------------------


def is_text(field: Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField)


def is_day(field: Field) -> bool:
    return isinstance(field, DATES)


def is_number(field: Field) -> bool:
    return isinstance(field, NUMBERS)


def is_choice(field: Field) -> bool:
    return isinstance(field, forms.ChoiceField | forms.ModelChoiceField)


def timed(day: str) -> Callable[[Field], str]:
    return lambda field: f"{day}T10:00" if isinstance(field, forms.DateTimeField) else day


# Name: the fields that it is for, what it puts in each, whether a form may take it.
HOSTILE: Mapping[str, tuple[Callable[[Field], bool], Callable[[Field], Any], bool]] = {
    "year 24": (is_day, timed("0024-05-01"), False),
    "year 1": (is_day, timed("0001-01-01"), False),
    "year 9999": (is_day, timed("9999-12-31"), False),
    "31 February": (is_day, timed("2026-02-31"), False),
    "far": (is_day, timed("2100-01-01"), True),
    "long ago": (is_day, timed("1990-01-01"), True),
    "day of digits": (is_day, lambda field: "٢٠٢٦-٠٥-٠١", True),
    "negative": (is_number, lambda field: "-1", True),
    "NaN": (is_number, lambda field: "NaN", False),
    "infinite": (is_number, lambda field: "Infinity", False),
    "1e400": (is_number, lambda field: "1e400", False),
    "12 decimals": (is_number, lambda field: "0.123456789012", True),
    "large": (is_number, lambda field: "99999999999999999999", False),
    "just over an integer": (is_number, lambda field: "2147483648", True),
    "NUL": (is_text, lambda field: "a\0b", True),
    "100 000 characters": (is_text, lambda field: LONG, True),
    "words without end": (is_text, lambda field: "mot " * 25_000, True),
    "turned around": (is_text, lambda field: "\u202eexe.fdp\u2066", True),
    "spaces": (is_text, lambda field: "   \u00a0 ", True),
    "surrogate": (is_text, lambda field: "<script>&#55296;{{ 7|add:7 }}%s%(x)s", True),
    "unknown choice": (is_choice, lambda field: "99999999999999999999", True),
    "NUL choice": (is_choice, lambda field: "a\0", True),
}


def hostile(form: forms.BaseForm, name: str) -> dict[str, Any] | None:
    """The form with that in each field that it is for; None when there is none."""
    fits, value, _ = HOSTILE[name]
    data, touched = shown(form), False
    for bound in form:
        if fits(bound.field) and not isinstance(bound.field, forms.FileField | forms.MultiValueField):
            data[bound.html_name] = value(bound.field)
            touched = True
    return data if touched else None


def turned(form: forms.BaseForm) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each period of the form with its end a day before its start."""
    names = {bound.name: bound for bound in form}
    for first, last in PERIODS:
        for name in names:
            other = name.removesuffix(first) + last if name.endswith(first) else ""
            if other in names and is_day(names[name].field) and is_day(names[other].field):
                data = shown(form)
                data[names[name].html_name] = timed(f"{VISIT + timedelta(days=9):%Y-%m-%d}")(names[name].field)
                data[names[other].html_name] = timed(f"{VISIT + timedelta(days=8):%Y-%m-%d}")(names[other].field)
                yield f"{other} before {name}", data


# --- what happened ------------------------------------------------------------------------------------------------


@contextmanager
def undone():
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


class Kept:
    """The tables written and not rolled back since."""

    def __init__(self):
        self.steps: list[tuple[str, str]] = []

    def __call__(self, execute, sql, params, many, context):
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if text.startswith("SAVEPOINT"):
            self.steps.append(("savepoint", text.split()[-1]))
        elif text.startswith("ROLLBACK TO SAVEPOINT"):
            name = text.split()[-1]
            while self.steps and self.steps[-1] != ("savepoint", name):
                self.steps.pop()
        elif found := WRITES.match(text):
            self.steps.append(("write", found[1]))
        return execute(sql, params, many, context)

    @property
    def tables(self) -> set[str]:
        return {name for kind, name in self.steps if kind == "write"} - MAY_CHANGE


def sent(client: Client, page: Found, data: dict[str, Any]) -> tuple[int | str, set[str]]:
    kept = Kept()
    cache.clear()
    with undone():
        try:
            with connection.execute_wrapper(kept):
                body = {**data, "opened": page.opened, **files(page.form)}
                status: int | str = client.post(page.path, body).status_code
        except Exception as error:  # noqa: BLE001 - every error is told with its form
            status = f"{type(error).__name__}: {str(error)[:160]}"
    return status, kept.tables


def faults_of(client: Client, page: Found, names: list[str]) -> Iterator[str]:
    """What went wrong with one form, and "" for what was taken as it is."""
    attempts = [(name, data, HOSTILE[name][2]) for name in names if (data := hostile(page.form, name))]
    attempts += [(name, data, False) for name, data in turned(page.form)]
    for name, data, may_pass in attempts:
        status, tables = sent(client, page, data)
        if isinstance(status, str) or status >= 500:
            yield f"{page.path} {name}: {status}"
        elif status == 302:
            yield "" if may_pass else f"{page.path} {name}: taken"
        elif tables - READINGS:
            yield f"{page.path} {name}: {status}, half done in {sorted(tables)}"


def test_no_form_breaks_nor_does_half_of_what_it_is_asked(client, house, time_machine):
    site = small_site(house)
    time_machine.move_to(VISIT, tick=False)
    client.force_login(house.director)
    every = list(HOSTILE)
    for namespace in NAMESPACES:
        found = forms_of(client, site.addresses(), namespace)
        assert len(found) > 40, namespace
        told = []
        for rank, page in enumerate(found.values()):
            told += faults_of(client, page, every if EVERYTHING else every[rank % STEP :: STEP])
        # Otherwise nothing went further than the fields.
        assert "" in told, namespace
        assert not any(told), "\n".join(filter(None, told))
