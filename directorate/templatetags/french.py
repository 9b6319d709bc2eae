"""What Django writes in the English manner, in French and in every template (see TEMPLATES in the settings).

Zero is singular (« 0 commune »), and the first of a month is « 1er ».
"""

import re
from datetime import date as Day
from typing import Any

from django import template
from django.template import defaultfilters

register = template.Library()
DAY_OF_MONTH = re.compile(r"(?<!\\)j(?= F)")


@register.filter(is_safe=False)
def pluralize(value: Any, endings: str = "s") -> str:
    """The built-in filter, for whom nothing at all is one."""
    nothing = value == 0 or value == "0" or hasattr(value, "__len__") and not value
    return defaultfilters.pluralize(1 if nothing else value, endings)


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> str:
    if form and isinstance(value, Day) and value.day == 1:
        form = DAY_OF_MONTH.sub(r"j\\e\\r", form)
    return defaultfilters.date(value, form)
