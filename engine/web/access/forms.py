"""The pages of signing in, as plain HTML: they work without scripts and before anything else is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from engine.web.access.words import Words

STYLE_PATH: Final = "/sign-in.css"


@dataclass(frozen=True, slots=True)
class Field:
    """An input."""

    name: str
    label: str = ""
    """Empty: it is not shown."""
    kind: str = "text"
    autocomplete: str = "off"
    value: str = ""


def form(title: str, told: str, action: str, fields: Sequence[Field], button: str, words: Words, problem: str = "") -> str:
    """A page with one form. All texts are escaped."""
    alert = f'<p role="alert" id="problem">{escape(problem)}</p>' if problem else ""
    shown = [field for field in fields if field.label]
    inputs = "".join(_input(field, first=field is shown[0], problem=bool(problem)) for field in fields)
    body = f'<form method="post" action="{escape(action)}">{inputs}<button type="submit">{escape(button)}</button></form>'
    return page(title, f"{_told(told)}{alert}{body}", words)


def notice(title: str, told: str, words: Words, link: tuple[str, str] | None = None) -> str:
    """A page that says something; `link` is where one may go on, and what it is called."""
    onwards = f'<p><a href="{escape(link[0])}">{escape(link[1])}</a></p>' if link else ""
    return page(title, f"{_told(told)}{onwards}", words)


def page(title: str, body: str, words: Words) -> str:
    """`body` is HTML."""
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · Callwright</title><link rel="stylesheet" href="{STYLE_PATH}"></head>'
        f'<body><main><p class="brand">Callwright</p><h1>{escape(title)}</h1>{body}</main></body></html>'
    )


def _told(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _input(field: Field, *, first: bool, problem: bool) -> str:
    name, value = escape(field.name), escape(field.value)
    if not field.label:
        return f'<input type="hidden" name="{name}" value="{value}">'
    described = ' aria-describedby="problem"' if problem else ""
    focus = " autofocus" if first else ""
    return (
        f'<label for="{name}">{escape(field.label)}</label><input id="{name}" name="{name}" type="{field.kind}" '
        f'autocomplete="{field.autocomplete}" value="{value}" maxlength="256" required{described}{focus}>'
    )
