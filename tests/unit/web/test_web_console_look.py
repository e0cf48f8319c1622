"""What pages are made of: markup that cannot be broken out of, and colours that everybody can read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.theme import DARK, LIGHT, Palette, stylesheet
from engine.web.console.viewer import Theme

AA = 4.5
TEXT_ON = (
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "raised"),
    ("ink", "accent_tint"),
    ("soft", "paper"),
    ("soft", "surface"),
    ("soft", "raised"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "raised"),
    ("accent", "accent_tint"),
    ("on_accent", "accent"),
    ("good", "surface"),
    ("good", "good_tint"),
    ("warn", "surface"),
    ("warn", "warn_tint"),
    ("bad", "surface"),
    ("bad", "bad_tint"),
    ("on_bad", "bad"),
)


class Read(HTMLParser):
    """What a browser would make of markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(), st.text())
def test_words_stay_words_and_attributes_stay_attributes(words: str, title: str) -> None:
    read = Read(tag("p", words, title=title))
    assert read.tags == ["p"]
    assert [name for name, _ in read.attributes] == ["title"]
    assert "<" not in str(tag("p", words))[3:-4]


def test_script_in_a_name_is_shown_and_not_run() -> None:
    read = Read(tag("td", "<script>alert(1)</script>"))
    assert read.tags == ["td"]
    assert read.text == "<script>alert(1)</script>"


def test_attributes_that_are_not_so_are_left_out() -> None:
    assert tag("a", "x", class_=None, download=False, hidden=True, aria_label="y") == '<a hidden aria-label="y">x</a>'


def test_what_is_markup_already_is_not_escaped_again() -> None:
    assert joined(tag("b", "a & b"), None, [" < ", 3]) == "<b>a &amp; b</b> &lt; 3"
    assert isinstance(joined("x"), Markup)


def test_void_elements_have_no_end() -> None:
    assert tag("br") == "<br>"


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read_on_what_it_stands_on(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= AA


def test_a_chosen_theme_does_not_ask_the_system() -> None:
    asks = "prefers-color-scheme"
    assert asks in stylesheet(Theme.SYSTEM)
    assert asks not in stylesheet(Theme.LIGHT)
    assert LIGHT.paper not in stylesheet(Theme.DARK).partition("--s:")[0]


def test_style_sheet_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", stylesheet(Theme.SYSTEM))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
