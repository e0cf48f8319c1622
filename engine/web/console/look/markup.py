"""HTML as text, escaped where it is made: whatever is not markup already is taken for words of people and machines."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "link"})


class Markup(str):
    """HTML that is safe to show: every word in it went through `tag`."""

    __slots__ = ()


Content = Markup | str | int | None


def tag(name: str, /, *content: Content | Iterable[Content], **attributes: str | int | bool | None) -> Markup:
    """An element.

    Args:
        name: of the element.
        content: what is in it; text is escaped, None left out, lists taken apart.
        attributes: `class_` for `class`, `_` for `-`; True stands alone, None and False are left out.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(*content)}</{name}>")


def joined(*content: Content | Iterable[Content]) -> Markup:
    """Content one after the other."""
    return Markup("".join(_flat(content)))


def _flat(content: Iterable[Content | Iterable[Content]]) -> Iterable[str]:
    for one in content:
        match one:
            case None:
                continue
            case Markup():
                yield str(one)
            case str() | int():
                yield escape(str(one))
            case _:
                yield from _flat(one)


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
