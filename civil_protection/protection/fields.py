"""Form fields that refuse, where it is typed, what may not be held."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from civil_protection.protection.levels import Level, LevelRefused, check_level
from civil_protection.protection.words import check_text, check_title
from directorate.web.plain_text import PlainCharField


class TitleField(PlainCharField):
    """One line that names a thing."""

    def validate(self, value):
        super().validate(value)
        refused_here(check_title, value)


class TextField(PlainCharField):
    """Free text of the service."""

    def validate(self, value):
        super().validate(value)
        refused_here(check_text, value, field="")


class LevelField(forms.ChoiceField):
    def __init__(self, **kwargs):
        kwargs = {"label": "Niveau de protection", "initial": Level.INTERNAL, **kwargs}
        super().__init__(choices=Level.choices, **kwargs)

    def validate(self, value):
        super().validate(value)
        refused_here(check_level, value, localdate())


def refused_here(check, *arguments, **facts) -> None:
    """The refusal of the rule, as the error of the field."""
    try:
        check(*arguments, **facts)
    except LevelRefused as refusal:
        raise ValidationError(refusal.message) from refusal
