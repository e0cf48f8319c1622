"""The grammar of filters: text to a tree, or where it goes wrong and what to write instead."""

from __future__ import annotations

from functools import cache
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

LENGTH_MAX: Final = 4000
DEPTH_MAX: Final = 40
"""Filters nested deeper than this were not written by a person."""

_GRAMMAR: Final = r"""
    ?start: either
    ?either: both ("or"i both)*
    ?both: single ("and"i single)*
    ?single: "not"i single -> negation
           | "(" either ")"
           | operand OPERATOR _value -> comparison
           | operand "in"i _values -> among
           | operand "not"i "in"i _values -> not_among
           | operand "contains"i TEXT -> contains
           | operand "is"i "known"i -> known
           | operand "is"i "missing"i -> missing
           | "tag"i TEXT within? -> tagged
           | "event"i TEXT within? -> happened
           | "list"i TEXT -> listed
           | "consent"i NAME -> consents
           | NAME within? -> flag

    operand: NAME -> plain
           | NAME "." NAME -> dotted
           | MEASURED "(" "event"i TEXT within? ")" -> measure
    within: "within"i DURATION
    _values: "(" _value ("," _value)* ")" | "[" _value ("," _value)* "]"
    _value: TEXT | DATE | DURATION | NUMBER | NAME

    OPERATOR: "==" | "!=" | "<=" | ">=" | "<" | ">" | "="
    MEASURED.3: /(count|sum|last)(?=\s*\()/i
    DATE.3: /\d{4}-\d{2}-\d{2}(?!\w)/
    DURATION.2: /\d{1,5}(min|h|d|w)\b/
    NUMBER: /-?\d{1,16}(\.\d{1,15})?(?!\w)/
    TEXT: /'([^']|'')*'|"([^"]|"")*"/
    NAME: /[^\W\d][\w-]*/
    %ignore /\s+/
"""
_HINTS: Final = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or != to compare",
    "'": "a text ends with the quote it starts with; inside it, that quote is written twice",
    '"': "a text ends with the quote it starts with; inside it, that quote is written twice",
    "“": "write straight quotes",
    "”": "write straight quotes",
    "‘": "write straight quotes",
    "’": "write straight quotes",
    "%": "write a plain number",
}
_NUMBERS: Final = "write a number as -12.5, a date as 2026-12-01, how long ago as 30min, 12h, 30d or 8w"


class FilterError(ValueError):
    """A filter that cannot be used. Its text says where, why, and what to do, with the line in question and a mark below it."""

    def __init__(self, text: str, offset: int, reason: str) -> None:
        """Args:
        text: the filter.
        offset: of the character at fault.
        reason: in words.
        """
        before = text[:offset]
        self.line = before.count("\n") + 1
        """Counted from 1; so the column."""
        self.column = offset - (before.rfind("\n") + 1) + 1
        self.reason = reason
        self.written = text.split("\n")[self.line - 1].rstrip("\r")
        """The line at fault."""
        mark = "".join("\t" if character == "\t" else " " for character in self.written[: self.column - 1]) + "^"
        super().__init__(f"line {self.line}, column {self.column}: {reason}\n    {self.written}\n    {mark}")


def parse_tree(text: str) -> Tree[Token]:
    """The tree of a filter.

    Raises:
        FilterError: the text does not follow the grammar.
    """
    if len(text) > LENGTH_MAX:
        raise FilterError(text[:80], 0, f"is longer than {LENGTH_MAX} characters")
    if (zero := text.find("\0")) >= 0:
        raise FilterError(text, zero, "holds a zero byte, which no database keeps: take it out")
    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        if error.token.type == "$END":
            raise FilterError(text, len(text.rstrip()), "ends too early" if text.strip() else "is empty") from None
        raise FilterError(text, error.token.start_pos or 0, f"`{error.token}` does not belong here") from None
    except UnexpectedCharacters as error:
        hint = _HINTS.get(error.char) or (_NUMBERS if error.char.isdecimal() else None)
        reason = f"`{error.char}` does not belong here{f': {hint}' if hint else ''}"
        raise FilterError(text, error.pos_in_stream or 0, reason) from None
    if _depth(tree) > DEPTH_MAX:
        raise FilterError(text, 0, f"is nested more than {DEPTH_MAX} deep")
    return tree


def _depth(tree: Tree[Token]) -> int:
    """Without recursion: that is what is bounded here."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node.children if isinstance(child, Tree)]
    return deepest


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", propagate_positions=True)
