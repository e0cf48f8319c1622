"""The design's decisions: colours in light and dark, type, spacing. Everything else is in `style.css`, in these terms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final

from engine.web.console.viewer import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, `#rrggbb`. Text keeps WCAG AA's 4.5:1 on what it stands on; a test holds them to it."""

    paper: str
    """Behind everything."""
    surface: str
    """Cards, tables, fields."""
    raised: str
    """Rows under the pointer, heads of tables."""
    line: str
    ink: str
    soft: str
    """Text of lesser weight."""
    accent: str
    """What can be done; links."""
    on_accent: str
    accent_tint: str
    good: str
    good_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    on_bad: str
    """Text on `bad`: buttons that hurt."""


LIGHT: Final = Palette(
    paper="#f6f7f9",
    surface="#ffffff",
    raised="#f1f4f8",
    line="#dfe4eb",
    ink="#18212f",
    soft="#566274",
    accent="#2450b8",
    on_accent="#ffffff",
    accent_tint="#e8eefc",
    good="#0d6b45",
    good_tint="#e2f4eb",
    warn="#7d5000",
    warn_tint="#fcf1da",
    bad="#a8261d",
    bad_tint="#fdebe9",
    on_bad="#ffffff",
)
DARK: Final = Palette(
    paper="#0d1219",
    surface="#151c26",
    raised="#1d2632",
    line="#2a3543",
    ink="#e6ebf3",
    soft="#9eabbc",
    accent="#94b4ff",
    on_accent="#0b1736",
    accent_tint="#1b2a4d",
    good="#68d3a0",
    good_tint="#12332a",
    warn="#eebd62",
    warn_tint="#3a2d12",
    bad="#ff9a90",
    bad_tint="#45201f",
    on_bad="#2b0806",
)

_DRAWN_IN_THE_DARK: Final = "invert(.91) hue-rotate(180deg)"
"""Drawings are made for white paper; this darkens the paper and keeps their hues."""


def variables(palette: Palette) -> str:
    """The palette as CSS variables, `--accent-tint` and so on."""
    return "".join(f"--{one.name.replace('_', '-')}:{getattr(palette, one.name)};" for one in fields(palette))


@cache
def stylesheet(theme: Theme) -> str:
    """The console's whole style sheet, in the colours that somebody chose or as their system has it."""
    rules = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    light = f":root{{color-scheme:light;--drawing:none;{variables(LIGHT)}}}\n"
    dark = f":root{{color-scheme:dark;--drawing:{_DRAWN_IN_THE_DARK};{variables(DARK)}}}\n"
    colours = {
        Theme.LIGHT: light,
        Theme.DARK: dark,
        Theme.SYSTEM: f"{light}@media (prefers-color-scheme:dark){{{dark}}}\n",
    }
    return colours[theme] + rules


@cache
def stylesheet_address(theme: Theme) -> str:
    """Where browsers get it; another content has another address, so that they may keep it for good."""
    digest = hashlib.sha256(stylesheet(theme).encode()).hexdigest()[:12]
    return f"/assets/{digest}/{theme}.css"
