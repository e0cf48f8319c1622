"""The console's few drawings: 24 × 24, drawn with one pen."""

from __future__ import annotations

from typing import Final

from engine.web.console.look.markup import Markup
from engine.web.console.look.theme import LIGHT

_PATHS: Final = {
    "campaigns": "M4 10v4h3l6 4V6L7 10H4zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
    "lists": "M4 6h16M4 12h16M4 18h10",
    "segments": "M4 5h16l-6.2 7.4v5.1L10.2 20v-7.6z",
    "customers": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6"
    "M16 4.5a3.2 3.2 0 0 1 0 6M18 14.3c2 .9 3.2 2.8 3.5 5.7",
    "calls": "M6 3h3l1.5 5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 5 1.5v3c0 1-1 2-2 2A16 16 0 0 1 4 5c0-1 1-2 2-2z",
    "scripts": "M6 4h3v4H6zM15 16h3v4h-3zM7.5 8v6c0 2.5 1.5 4 4 4H15M15 4h3v4h-3zM9 6h6",
    "prompts": "M12 4v10M9 8v3a3 3 0 0 0 6 0V7a3 3 0 0 0-6 0zM6 11a6 6 0 0 0 12 0M12 17v3",
    "reports": "M4 20h16M6 17v-6M11 17V5M16 17v-9",
    "outbox": "M4 13v6h16v-6M4 13h4l1.5 2.5h5L16 13h4M12 11V3M8.5 6.5L12 3l3.5 3.5",
    "desk": "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H5a1 1 0 0 1-1-1zM20 14h-3v5h2a1 1 0 0 0 1-1z",
    "wall": "M3 4h8v7H3zM13 4h8v7h-8zM3 13h8v7H3zM13 13h8v7h-8z",
    "accounts": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
    "tokens": "M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10.8 13.2L20 4M16 8l3 3M13.5 10.5l2 2",
    "audit": "M12 7v5l3.5 2M3.5 12a8.5 8.5 0 1 0 2.5-6M3.5 4v4.5H8",
    "menu": "M4 7h16M4 12h16M4 17h16",
}


def icon(name: str) -> Markup:
    """A drawing in the colour of the text around it; it says nothing to those who listen."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" '
        f'stroke-linejoin="round" aria-hidden="true"><path d="{_PATHS[name]}"/></svg>'
    )


def mark() -> Markup:
    """The product's own."""
    return Markup(
        '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="var(--accent)"/>'
        '<g stroke="var(--on-accent)" stroke-width="2.6" stroke-linecap="round"><path d="M8 14v4M12.5 11v10M17 7.5v17M21.5 12v8"/>'
        '<path d="M25.5 15v2"/></g></svg>'
    )


def favicon() -> str:
    """The mark for the browser's tab, which knows none of our colours."""
    return (
        str(mark())
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
        .replace("var(--accent)", LIGHT.accent)
        .replace("var(--on-accent)", LIGHT.on_accent)
    )
