"""A request in the form that a receiver's own API wants: configured, not coded.

    body: {properties: {lead_status: "{call.grade}", call_tags: "{call.tags}", note: "Callwright: {summary}"}}

A text that is one placeholder becomes the value as it is, a list or null too; placeholders inside of a text become text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import quote

Tree: TypeAlias = Any
"""Texts, numbers, switches and None, in lists and mappings."""

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+(?:\.[\w-]+)*)\}")


class UnknownField(ValueError):
    """A placeholder that cannot be filled; the text names it."""


def placeholders(template: Tree) -> Iterator[str]:
    """The fields that a template names, such as `call.grade`."""
    match template:
        case str():
            yield from _PLACEHOLDER.findall(template)
        case Mapping():
            for value in template.values():
                yield from placeholders(value)
        case list() | tuple():
            for item in template:
                yield from placeholders(item)


def filled(template: Tree, payload: Mapping[str, Any]) -> Tree:
    """The template with its placeholders replaced by what the payload says; what a payload may lack, a slot or its call, is None.

    Raises:
        UnknownField: the payload has no such field.
    """
    match template:
        case str():
            if whole := _PLACEHOLDER.fullmatch(template):
                return _value(whole[1], payload)
            return _PLACEHOLDER.sub(lambda found: _text(_value(found[1], payload)), template)
        case Mapping():
            return {key: filled(value, payload) for key, value in template.items()}
        case list() | tuple():
            return [filled(item, payload) for item in template]
        case _:
            return template


def filled_url(template: str, payload: Mapping[str, Any]) -> str:
    """An address with its placeholders replaced; what they stand for cannot add a path, a query or a host.

    Raises:
        UnknownField: the payload has no such field, or it is empty: the address would be that of something else.
    """
    return _PLACEHOLDER.sub(lambda found: _part(found[1], payload), template)


def _part(path: str, payload: Mapping[str, Any]) -> str:
    text = _text(_value(path, payload))
    if not text:
        raise UnknownField(f"{{{path}}}: is empty, and the address needs it")
    return quote(text, safe="")


_OPEN: Final = frozenset({"lead", "slots"})
"""Parts whose fields differ from script to script and from list to list."""


def _value(path: str, payload: Mapping[str, Any]) -> Tree:
    value: Tree = payload
    names = path.split(".")
    for place, name in enumerate(names):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif place > 0 and (value is None or names[place - 1] in _OPEN):
            return None
        else:
            raise UnknownField(f"{{{path}}}: the payload has no such field")
    return value


def _text(value: Tree) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return ", ".join(_text(item) for item in value)
        case Mapping():
            return ", ".join(f"{key} = {_text(item)}" for key, item in value.items())
        case _:
            return str(value)
