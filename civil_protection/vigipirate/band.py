"""The levels through time as one band of colours, with words: the same on the page and in the PDF. Pure."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from civil_protection.vigipirate.models import Threat
from civil_protection.vigipirate.threat import LADDER, Span
from directorate.web.charts import COLOURS, WIDTH, framed, text

TONES = dict(zip(LADDER, ("info", "warning", "error"), strict=True))
# The higher the level, the higher the step: the shape says it without the colour.
STEP, FLOOR = 26, 100


def band(spans: Sequence[Span]) -> SafeString:
    if not spans:
        return mark_safe("")
    start, end = spans[0].starts_at, spans[-1].ends_at
    whole = (end - start).total_seconds()
    body = []
    for span in spans:
        x = (span.starts_at - start).total_seconds() / whole * WIDTH
        width = max((span.ends_at - span.starts_at).total_seconds() / whole * WIDTH, 1)
        height = STEP * (LADDER.index(span.threat) + 1)
        title = f"{Threat(span.threat).label}, du {span.starts_at:%d/%m/%Y} au {span.ends_at:%d/%m/%Y}"
        body.append(
            f'<rect x="{x:g}" y="{FLOOR - height}" width="{width:g}" height="{height}"'
            f' fill="{COLOURS[TONES[span.threat]]}"><title>{escape(title)}</title></rect>'
        )
    body.append(text(0, FLOOR + 18, f"{start:%d/%m/%Y}"))
    body.append(text(WIDTH, FLOOR + 18, f"{end:%d/%m/%Y}", anchor="end"))
    return framed("".join(body), FLOOR + 26, "Niveaux VIGIPIRATE dans le temps")
