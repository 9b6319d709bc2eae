"""What a letter may do with its values: required fields, numbered articles, paragraphs, QR code.

Loaded in every letter without `{% load %}`; the plain sentences of procedures may load it too.
"""

import re

import segno
from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from directorate.legal_calendar import arithmetic

register = template.Library()

MARKER = "⟦{}⟧"
ITEM = re.compile(r"^\s*[-–—•]\s+(.*)$")
LEADING_ACT_NAME = re.compile(r"^\s*(arrêté|décision|avertissement)\b(\s+préfectorale?)?\s*,?\s*", re.IGNORECASE)


@register.filter
def article_number(value) -> str:
    """Articles are numbered 1er, 2, 3."""
    return "1er" if int(value) == 1 else str(value)


@register.filter(needs_autoescape=True)
def required(value, name: str, autoescape=True):
    """The value, or a visible mark that names what is missing: the checks before signature find it."""
    if value not in (None, "") and str(value).strip():
        return value
    marker = MARKER.format(name)
    return format_html('<span class="unresolved">{}</span>', marker) if autoescape else marker


@register.filter(is_safe=True)
def counted(value, words: str) -> str:
    """{{ answers.duration_days|counted:"jours" }}: "1 jour", "8 jours"; what is missing stays marked."""
    return arithmetic.counted(value, words)


@register.filter
def lines(value) -> list[str]:
    """The lines of an address or of a signature block that say something."""
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


@register.filter
def act_heading(title) -> str:
    """ "Arrêté portant autorisation..." without its first word, which stands before the number."""
    rest = LEADING_ACT_NAME.sub("", str(title or ""))
    return rest or str(title or "")


@register.filter(needs_autoescape=True)
def paragraphs(value, autoescape=True):
    """Text typed by a person: one paragraph a line; lines that begin with a dash become a list."""
    return mark_safe("".join(_blocks(str(value or ""), autoescape)))


def _blocks(text: str, autoescape: bool):
    items: list[str] = []
    escape = conditional_escape if autoescape else str
    for line in [*text.splitlines(), ""]:
        item = ITEM.match(line)
        if item:
            items.append(item.group(1).strip())
            continue
        if items:
            yield "<ul>" + "".join(f"<li>{escape(entry)}</li>" for entry in items) + "</ul>"
            items = []
        if line.strip():
            yield f"<p>{escape(line.strip())}</p>"


@register.simple_tag
def qr(text: str, alt: str = ""):
    """The QR code of an address, drawn here as SVG: nothing is fetched."""
    code = segno.make(str(text), error="m", micro=False)
    return format_html(
        '<img class="qr" alt="{}" src="{}">',
        alt or f"Code à deux dimensions de l'adresse {text}",
        code.svg_data_uri(scale=4, border=2, dark="#000000", light="#ffffff", unit="", omitsize=True),
    )


class ArticleNode(template.Node):
    """The counter belongs to one rendering: composing an act puts a fresh one in the context."""

    def __init__(self, nodelist, heading):
        self.nodelist, self.heading = nodelist, heading

    def render(self, context):
        number = next(context["article_counter"])
        heading = self.heading.resolve(context) if self.heading else ""
        return format_html(
            '<section class="article"><h2 class="article-number">Article {}{}</h2>{}</section>\n',
            mark_safe("1<sup>er</sup>") if number == 1 else number,
            format_html(" – {}", heading) if heading else "",
            mark_safe(self.nodelist.render(context)),
        )


@register.tag
def article(parser, token):
    """`{% article "Titre" %}...{% endarticle %}`: the next article of the act, numbered by itself."""
    bits = token.split_contents()[1:]
    nodelist = parser.parse(("endarticle",))
    parser.delete_first_token()
    return ArticleNode(nodelist, parser.compile_filter(bits[0]) if bits else None)


@register.simple_tag
def address(text):
    """A postal address on its lines."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines(text)))
