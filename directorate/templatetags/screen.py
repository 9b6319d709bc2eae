"""What templates of pages ask: the site's own words, deadlines in words, form fields of the design system.

{% load screen %}  {% site as site %}  {% deadline due_on on suspended as words %}  {{ field|dressed }}
"""

from datetime import date

from django import template
from django.conf import settings
from django.utils.timezone import localdate
from dsfr import checksums

from directorate.web import fields
from directorate.web.deadline_words import deadline_words

register = template.Library()


@register.simple_tag
def site() -> dict:
    """Read from the settings, so that an error page shows the whole header without touching the database."""
    return {
        "name": settings.SITE_NAME,
        "tagline": settings.SITE_TAGLINE,
        "brand": settings.BLOC_MARQUE.split("\n"),
        "demo_mode": settings.DEMO_MODE,
        "contact": settings.DEFAULT_FROM_EMAIL,
        "css": checksums.INTEGRITY_CSS,
        "utility_css": checksums.INTEGRITY_UTILITY_CSS,
        "js_module": checksums.INTEGRITY_JS_MODULE,
        "js_nomodule": checksums.INTEGRITY_JS_NOMODULE,
    }


@register.simple_tag
def deadline(due_on: date | None, on: date | None = None, suspended: bool = False) -> dict[str, str]:
    """{"text", "tone"} of a deadline, today unless told."""
    text, tone = deadline_words(due_on, on or localdate(), bool(suspended))
    return {"text": text, "tone": tone}


@register.filter
def kind(field) -> str:
    return fields.kind(field)


@register.filter
def dressed(field):
    return fields.dressed(field)


@register.filter
def parts(field):
    return fields.parts(field)


@register.filter
def anchor(field) -> str:
    return fields.anchor(field)


@register.filter
def summary(form):
    return fields.summary(form)
