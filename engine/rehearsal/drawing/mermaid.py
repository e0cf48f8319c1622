"""A picture of a script as a Mermaid flow chart, which GitHub and many editors draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.rehearsal.drawing.picture import Box, Look, Picture

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
_CLASSES: Final = {
    Look.QUESTION: "fill:#e3edfd,stroke:#2f6fde",
    Look.WEBHOOK: "fill:#efe6fb,stroke:#7a4fc9",
    Look.END: "fill:#e6f4ea,stroke:#2e8b57",
    Look.TRANSFER: "fill:#fdf3dc,stroke:#c08a1e",
    Look.UNREACHABLE: "fill:#ffe3c2,stroke:#d9730d",
    Look.DEAD_END: "fill:#fcd9d9,stroke:#d11f1f",
}
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
    for look, style in _CLASSES.items():
        alike = [numbers[box.name] for box in picture.boxes if box.look is look]
        if alike:
            yield f"  classDef is_{look} {style}"  # `end` alone is a word of Mermaid's
            yield f"  class {','.join(alike)} is_{look}"


def _text(box: Box) -> str:
    said = box.said if len(box.said) <= _SAID_LETTERS else f"{box.said[:_SAID_LETTERS].rstrip()} …"
    return "<br/>".join([f"<b>{_safe(box.name)}</b>", *(_safe(part) for part in (said, ", ".join(box.notes)) if part)])


def _safe(text: str) -> str:
    """Mermaid's own signs as entities."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;").replace("`", "'")
