"""Days and instants in the answers of a case: typed, kept in ISO form, read again, said in French."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate, now

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.legal_calendar.arithmetic import PARIS, french_weekday


class PastDateField(LegalDateField):
    """A day that has come."""

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day > localdate():
            raise forms.ValidationError("Cette date est dans l'avenir.")
        return day


class PastInstantField(LegalDateTimeField):
    """An instant that has come."""

    def clean(self, value):
        instant = super().clean(value)
        if instant is not None and instant > now():
            raise forms.ValidationError("Cette date est dans l'avenir.")
        return instant


def day_of(answers: Mapping[str, Any], name: str) -> date | None:
    text = answers.get(name)
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def instant_of(answers: Mapping[str, Any], name: str) -> datetime | None:
    text = answers.get(name)
    return datetime.fromisoformat(text) if text else None


def instant_words(at: datetime) -> str:
    """ "dimanche 15 novembre 2026 à 16 h 30"."""
    local = at.astimezone(PARIS)
    return f"{french_weekday(local.date())} à {local:%H} h {local:%M}"
