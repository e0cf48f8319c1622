"""A picture of a script as SVG: nothing but text, boxes and curves, readable in any browser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from engine.rehearsal.drawing.layout import Layout, Line, Point, Route, Size, lay_out
from engine.rehearsal.drawing.picture import COLOURS, Box, Look, Picture, Way

_MARGIN: Final = 24.0
_FONT: Final = 12
_LINE: Final = 16
_PADDING: Final = 10
_LETTER: Final = 6.6
"""Width of a letter of the font in the mean; wide characters take two."""
_SAID_LETTERS: Final = 40
_SAID_LINES: Final = 3
_LABEL_LETTERS: Final = 30
_PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}")

_LEGEND: Final = {
    Look.QUESTION: "listens",
    Look.PLAIN: "speaks on",
    Look.END: "ends the call",
    Look.TRANSFER: "hands over",
    Look.WEBHOOK: "asks a system",
    Look.UNREACHABLE: "never reached",
    Look.DEAD_END: "leads nowhere",
}


def as_svg(picture: Picture) -> str:
    """The picture as one SVG document."""
    texts = {box.name: list(_lines(box)) for box in picture.boxes}
    sizes = {name: _size([f"{name}  ", *(text for text, _ in lines[1:])], _PADDING) for name, lines in texts.items()}  # bold: wider
    labels = [_wrapped(", ".join(way.labels), _LABEL_LETTERS) for way in picture.ways]
    lines = [
        Line(way.origin, way.target, _size(label, 3) if label else Size(0, 0))
        for way, label in zip(picture.ways, labels, strict=True)
    ]
    layout = lay_out(sizes, lines)
    return "\n".join(_document(picture, layout, sizes, texts, labels)) + "\n"


def _document(
    picture: Picture,
    layout: Layout,
    sizes: dict[str, Size],
    texts: dict[str, list[tuple[str, str]]],
    labels: Sequence[Sequence[str]],
) -> Iterator[str]:
    legend = [look for look in _LEGEND if any(box.look is look for box in picture.boxes)]
    width = max(layout.size.width, 110.0 * len(legend)) + 2 * _MARGIN
    height = layout.size.height + 3 * _MARGIN + _LINE
    yield '<svg xmlns="http://www.w3.org/2000/svg"'
    yield f' viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    yield f' font-family="Helvetica, Arial, Noto Sans CJK SC, sans-serif" font-size="{_FONT}">'
    yield f"<title>{escape(picture.title)}</title>"
    yield '<rect width="100%" height="100%" fill="#ffffff"/>'
    yield '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    yield '<path d="M0,0 L8,4 L0,8 z" fill="#5e6c84"/></marker></defs>'
    yield f'<g transform="translate({_MARGIN:.0f},{_MARGIN:.0f})">'
    for way, route, label in zip(picture.ways, layout.routes, labels, strict=True):
        yield from _arrow(way, route, label)
    for box in picture.boxes:
        yield from _drawn(box, layout.boxes[box.name], sizes[box.name], texts[box.name])
    yield "</g>"
    for place, look in enumerate(legend):
        colours = COLOURS[look]
        x, y = _MARGIN + 110 * place, height - _MARGIN - _LINE / 2
        yield f'<rect x="{x:.0f}" y="{y:.0f}" width="12" height="12" rx="3" fill="{colours.fill}" stroke="{colours.stroke}"/>'
        yield f'<text x="{x + 18:.0f}" y="{y + 10:.0f}" fill="#42526e">{_LEGEND[look]}</text>'
    yield "</svg>"


def _arrow(way: Way, route: Route, label: Sequence[str]) -> Iterator[str]:
    style = 'stroke="#b3bac5" stroke-dasharray="4 3"' if way.faint else 'stroke="#5e6c84"'
    named = f'role="img" aria-label={quoteattr(f"{way.origin} → {way.target}")}'
    yield f'<path d="{_curve(route.points)}" fill="none" {style} stroke-width="1.3" marker-end="url(#head)" {named}/>'
    if label:
        size = _size(label, 3)
        x, y = route.label
        yield (
            f'<rect x="{x - size.width / 2:.1f}" y="{y - size.height / 2:.1f}" width="{size.width:.1f}" height="{size.height:.1f}" '
            'rx="3" fill="#ffffff" fill-opacity="0.92"/>'
        )
        for index, text in enumerate(label):
            baseline = y - size.height / 2 + 3 + _LINE * (index + 0.78)
            yield f'<text x="{x:.1f}" y="{baseline:.1f}" text-anchor="middle" fill="#42526e">{escape(text)}</text>'


def _drawn(box: Box, middle: Point, size: Size, lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    colours = COLOURS[box.look]
    left, top = middle[0] - size.width / 2, middle[1] - size.height / 2
    round_px = 14 if box.look in (Look.END, Look.TRANSFER) else 6
    dashed = ' stroke-dasharray="5 4"' if box.look is Look.ORIGIN else ""
    yield (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{size.width:.1f}" height="{size.height:.1f}" rx="{round_px}" '
        f'fill="{colours.fill}" stroke="{colours.stroke}" stroke-width="1.4"{dashed}/>'
    )
    for index, (text, style) in enumerate(lines):
        baseline = top + _PADDING + _LINE * (index + 0.78)
        yield f'<text x="{left + _PADDING:.1f}" y="{baseline:.1f}" {style}>{escape(text)}</text>'


def _lines(box: Box) -> Iterator[tuple[str, str]]:
    """What stands in a box, each line with its style."""
    yield box.name, 'font-weight="bold" fill="#172b4d"'
    said = _wrapped(box.said, _SAID_LETTERS)
    cut = [*said[: _SAID_LINES - 1], f"{said[_SAID_LINES - 1]} …"] if len(said) > _SAID_LINES else said
    yield from ((text, 'fill="#42526e"') for text in cut)
    if box.notes:
        yield from ((text, 'fill="#6b778c" font-style="italic"') for text in _wrapped(", ".join(box.notes), _SAID_LETTERS))


def _size(lines: Sequence[str], padding: float) -> Size:
    return Size(max(_LETTER * _letters(text) for text in lines) + 2 * padding, _LINE * len(lines) + 2 * padding)


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrapped(text: str, letters: int) -> list[str]:
    """A text in lines of at most so many letters, cut between words, or between characters that take no spaces."""
    lines: list[str] = []
    for word in _PLACEHOLDER.sub(lambda match: match.group().replace(" ", "\N{NO-BREAK SPACE}"), text).split(" "):
        while _letters(word) > letters:
            cut = next(index for index in range(len(word), 0, -1) if _letters(word[:index]) <= letters)
            lines.append(word[:cut])
            word = word[cut:]
        if lines and _letters(lines[-1]) + 1 + _letters(word) <= letters:
            lines[-1] = f"{lines[-1]} {word}"
        elif word:
            lines.append(word)
    return lines


def _curve(points: Sequence[Point]) -> str:
    """A smooth line that leaves every point straight up or down."""
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):  # noqa: RUF007 - points of the same line
        middle = (y1 + y2) / 2
        path += f" C{x1:.1f},{middle:.1f} {x2:.1f},{middle:.1f} {x2:.1f},{y2:.1f}"
    return path
