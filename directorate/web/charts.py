"""Charts as SVG made on the server, identical on the page and in a PDF. Pure.

Each chart comes with its words: the template puts it in a `figure` with a reading sentence and its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH = 720
COLOURS = {
    "": "#6a6af4",
    "info": "#0063cb",
    "success": "#18753c",
    "warning": "#b34000",
    "error": "#ce0500",
    "new": "#716043",
}


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    tone: str = ""
    url: str = ""
    detail: str = ""


def text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "chart__label") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" class="{css}" fill="#3a3a3a" font-size="13" font-family="sans-serif"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def linked(shape: str, bar: Bar) -> str:
    name = f"{bar.label} : {bar.value}" + (f", {bar.detail}" if bar.detail else "")
    titled = shape.replace("/>", f"><title>{escape(name)}</title></rect>", 1)
    return f'<a href="{escape(bar.url)}" aria-label="{escape(name)}">{titled}</a>' if bar.url else titled


def framed(body: str, height: int, title: str) -> SafeString:
    return mark_safe(
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="group"'
        f' aria-label="{escape(title)}">{body}</svg>'
    )


def horizontal_bars(bars: Sequence[Bar], *, title: str) -> SafeString:
    """One line a bar with its number at the end; for names, which need room."""
    if not bars:
        return mark_safe("")
    left, line = 230, 30
    greatest = max((bar.value for bar in bars), default=0) or 1
    room = WIDTH - left - 60
    body = []
    for rank, bar in enumerate(bars):
        y = rank * line + 6
        width = round(bar.value / greatest * room, 1)
        body.append(text(left - 8, y + 14, shortened(bar.label, 32), anchor="end"))
        body.append(
            linked(
                f'<rect x="{left}" y="{y}" width="{max(width, 1):g}" height="18" rx="2"'
                f' class="chart__bar chart__bar--{bar.tone or "plain"}" fill="{COLOURS[bar.tone]}"/>',
                bar,
            )
        )
        body.append(text(left + max(width, 1) + 6, y + 14, str(bar.value), css="chart__value"))
    return framed("".join(body), len(bars) * line + 8, title)


def columns(bars: Sequence[Bar], *, title: str, height: int = 200) -> SafeString:
    """One column a period, in order of time."""
    if not bars:
        return mark_safe("")
    greatest = max((bar.value for bar in bars), default=0) or 1
    step = WIDTH / len(bars)
    floor = height - 26
    body = [f'<line x1="0" x2="{WIDTH}" y1="{floor}" y2="{floor}" stroke="#929292"/>']
    for rank, bar in enumerate(bars):
        tall = round(bar.value / greatest * (floor - 24), 1)
        x = rank * step + step * 0.15
        middle = rank * step + step / 2
        if bar.value:
            body.append(
                linked(
                    f'<rect x="{x:.1f}" y="{floor - tall:g}" width="{step * 0.7:.1f}" height="{tall:g}" rx="2"'
                    f' class="chart__bar chart__bar--{bar.tone or "plain"}" fill="{COLOURS[bar.tone]}"/>',
                    bar,
                )
            )
            body.append(text(round(middle, 1), floor - tall - 6, str(bar.value), anchor="middle", css="chart__value"))
        body.append(text(round(middle, 1), height - 8, bar.label, anchor="middle"))
    return framed("".join(body), height, title)


def shortened(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
