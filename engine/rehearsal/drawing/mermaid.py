"""A picture of a script as a Mermaid flow chart, which GitHub and many editors draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.rehearsal.drawing.picture import COLOURS, Box, Look, Picture

_SHAPES: Final = {
    Look.PLAIN: ('["', '"]'),
    Look.QUESTION: ('("', '")'),
    Look.WEBHOOK: ('[("', '")]'),
    Look.END: ('(["', '"])'),
    Look.TRANSFER: ('[["', '"]]'),
    Look.ORIGIN: ('{{"', '"}}'),
    Look.UNREACHABLE: ('["', '"]'),
    Look.DEAD_END: ('["', '"]'),
}
_COLOURED: Final = (Look.QUESTION, Look.WEBHOOK, Look.END, Look.TRANSFER, Look.UNREACHABLE, Look.DEAD_END)
"""The rest looks as Mermaid likes."""
_SAID_LETTERS: Final = 80


def as_mermaid(picture: Picture) -> str:
    """The picture as Mermaid text (mermaid.js.org, "Flowcharts - Basic Syntax")."""
    return "\n".join(_document(picture)) + "\n"


def _document(picture: Picture) -> Iterator[str]:
    numbers = {box.name: f"n{number}" for number, box in enumerate(picture.boxes)}
    yield "flowchart TD"
    for box in picture.boxes:
        begin, end = _SHAPES[box.look]
        yield f"  {numbers[box.name]}{begin}{_text(box)}{end}"
    for way in picture.ways:
        arrow = "-.->" if way.faint else "-->"
        label = f'|"{_safe(", ".join(way.labels))}"|' if way.labels else ""
        yield f"  {numbers[way.origin]} {arrow}{label} {numbers[way.target]}"
    for look in _COLOURED:
        alike = [numbers[box.name] for box in picture.boxes if box.look is look]
        if alike:
            colours = COLOURS[look]
            yield f"  classDef is_{look} fill:{colours.fill},stroke:{colours.stroke}"  # `end` alone is a word of Mermaid's
            yield f"  class {','.join(alike)} is_{look}"


def _text(box: Box) -> str:
    said = box.said if len(box.said) <= _SAID_LETTERS else f"{box.said[:_SAID_LETTERS].rstrip()} …"
    return "<br/>".join([f"<b>{_safe(box.name)}</b>", *(_safe(part) for part in (said, ", ".join(box.notes)) if part)])


def _safe(text: str) -> str:
    """Mermaid's own signs as entities."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;").replace("`", "'")
