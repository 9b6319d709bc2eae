"""Charts as SVG made on the server, identical on the page and in a PDF. Pure.

Each chart comes with its words: the template puts it in a `figure` with a reading sentence and its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH = 720
LEGEND_LINE = 20
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
        body.append(text(left - 8, y + 14, shortened(bar.label, 30), anchor="end"))
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


@dataclass(frozen=True)
class Series:
    """Values of one line or of one column in each group; None where there is nothing to draw."""

    label: str
    values: Sequence[float | None]
    tone: str = ""
    dashed: bool = False
    urls: Sequence[str] = ()


def legend(series: Sequence[Series]) -> tuple[str, int]:
    """Square and words, above the drawing: colour alone says nothing. With the height of its lines after the first."""
    body, x, y = [], 0, 0
    for line in series:
        room = 44 + 7 * len(line.label)
        if x and x + room - 20 > WIDTH:
            x, y = 0, y + LEGEND_LINE
        dash = ' stroke-dasharray="5 3"' if line.dashed else ""
        body.append(
            f'<line x1="{x}" x2="{x + 18}" y1="{y + 9}" y2="{y + 9}" stroke="{COLOURS[line.tone]}"{dash}'
            f' stroke-width="4" class="chart__line chart__line--{line.tone or "plain"}"/>'
        )
        body.append(text(x + 24, y + 13, line.label))
        x += room
    return "".join(body), y


def under_legend(series: Sequence[Series], body: Sequence[str], height: int, title: str) -> SafeString:
    """The drawing, moved down by what the legend takes beyond its first line."""
    heads, more = legend(series)
    drawn = "".join(body)
    return framed(
        f'{heads}<g transform="translate(0 {more})">{drawn}</g>' if more else heads + drawn, height + more, title
    )


def paired_columns(labels: Sequence[str], series: Sequence[Series], *, title: str, height: int = 240) -> SafeString:
    """Columns side by side for each label, to compare two flows."""
    if not labels:
        return mark_safe("")
    greatest = max((value or 0 for line in series for value in line.values), default=0) or 1
    floor, ceiling = height - 26, 44
    step = WIDTH / len(labels)
    wide = step * 0.76 / len(series)
    body = [f'<line x1="0" x2="{WIDTH}" y1="{floor}" y2="{floor}" stroke="#929292"/>']
    for rank, label in enumerate(labels):
        body.append(text(round(rank * step + step / 2, 1), height - 8, label, anchor="middle"))
        for place, line in enumerate(series):
            value = line.values[rank] or 0
            if not value:
                continue
            tall = round(value / greatest * (floor - ceiling), 1)
            x = rank * step + step * 0.12 + place * wide
            bar = Bar(f"{label}, {line.label.lower()}", value, url=line.urls[rank] if line.urls else "")
            body.append(
                linked(
                    f'<rect x="{x:.1f}" y="{floor - tall:g}" width="{wide - 1:.1f}" height="{tall:g}" rx="1"'
                    f' class="chart__bar chart__bar--{line.tone or "plain"}" fill="{COLOURS[line.tone]}"/>',
                    bar,
                )
            )
            body.append(text(round(x + wide / 2, 1), floor - tall - 4, str(value), anchor="middle", css="chart__value"))
    return under_legend(series, body, height, title)


def lines(
    labels: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "", height: int = 240, every: int = 1
) -> SafeString:
    """One broken line for each series, with a gap where there is nothing. The scale starts at zero.

    `every`: one label in so many is written under the drawing, when all of them have no room.
    """
    greatest = max((value for line in series for value in line.values if value is not None), default=0)
    if not labels or not greatest:
        return mark_safe("")
    floor, ceiling, top = height - 26, 34, round_scale(greatest)
    left = max(44, 16 + 8 * len(f"{top:g}{unit}"))
    step = (WIDTH - left) / len(labels)
    body = []
    for part in range(5):
        y = round(floor - part / 4 * (floor - ceiling), 1)
        body.append(f'<line x1="{left}" x2="{WIDTH}" y1="{y:g}" y2="{y:g}" stroke="#dddddd" class="chart__grid"/>')
        body.append(text(left - 6, y + 4, f"{top * part / 4:g}{unit}", anchor="end"))
    for rank, label in enumerate(labels):
        if rank % every == 0 and (every == 1 or left + rank * step < WIDTH - 20):
            body.append(text(round(left + rank * step + step / 2, 1), height - 8, label, anchor="middle"))
    for line in series:
        points = [
            None if value is None else (left + (rank + 0.5) * step, floor - value / top * (floor - ceiling), value)
            for rank, value in enumerate(line.values)
        ]
        body += [drawn_part(line, part) for part in unbroken(points)]
        body += [drawn_point(line, labels[rank], point, unit) for rank, point in enumerate(points) if point]
    return under_legend(series, body, height, title)


def round_scale(greatest: float) -> float:
    """The next 4, 8, 20, 40, 80, 200... whose quarters are whole."""
    scale = 4.0
    while scale < greatest:
        scale *= 2.5 if str(scale).startswith("8") else 2
    return scale


def unbroken(points: Sequence[tuple | None]) -> list[list[tuple]]:
    parts: list[list[tuple]] = [[]]
    for point in points:
        if point is None:
            parts.append([])
        else:
            parts[-1].append(point)
    return [part for part in parts if len(part) > 1]


def drawn_part(line: Series, part: Sequence[tuple]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in part)
    dash = ' stroke-dasharray="5 3"' if line.dashed else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{COLOURS[line.tone]}" stroke-width="2.5"{dash}'
        f' class="chart__line chart__line--{line.tone or "plain"}"/>'
    )


def drawn_point(line: Series, label: str, point: tuple, unit: str) -> str:
    x, y, value = point
    name = f"{label}, {line.label.lower()} : {value:g}{unit}"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[line.tone]}"'
        f' class="chart__point chart__point--{line.tone or "plain"}"><title>{escape(name)}</title></circle>'
    )


def shortened(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
