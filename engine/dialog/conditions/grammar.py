"""The grammar of conditions: text to a tree of names and literals, or where it goes wrong and what to write instead."""

from __future__ import annotations

from functools import cache
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

_GRAMMAR: Final = r"""
    ?start: either
    ?either: both ("or" both)*
    ?both: single ("and" single)*
    ?single: "not" single -> negation
           | "(" either ")"
           | _value OPERATOR _value -> comparison
           | NAME "in" "[" _literals "]" -> member
           | NAME "not" "in" "[" _literals "]" -> not_member
           | NAME "is" "filled" -> filled
           | NAME "is" "not" "filled" -> not_filled
           | NAME -> said_yes
    _value: NAME | _literal
    _literals: _literal ("," _literal)*
    _literal: NUMBER | TEXT | AMOUNT

    OPERATOR: "==" | "!=" | "<=" | ">=" | "<" | ">"
    AMOUNT.2: /-?\d+(\.\d+)? [A-Z]{3}\b/
    NUMBER: /-?\d+(\.\d+)?(?!\w)/
    TEXT: /"[^"]*"|'[^']*'/
    NAME: /[^\W\d][\w-]*/
    %ignore /\s+/
"""
_HINTS: Final = {
    "=": "compare with ==",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    '"': "a text ends with the quote it starts with",
    "'": "a text ends with the quote it starts with",
    "“": "write straight quotes",
    "”": "write straight quotes",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "＞": "write >",
    "＜": "write <",
    "＝": "compare with ==",
    **dict.fromkeys("$£€¥", "write an amount as 49.90 USD"),
}
_WORDS: Final = ("and", "or", "not", "in", "is", "filled")


class ConditionError(ValueError):
    """A condition that cannot be used; its text says why and what to do."""

    def __init__(self, column: int, message: str) -> None:
        self.column = column
        """Where in the condition, counted from 1."""
        super().__init__(message)


def parse_tree(text: str) -> Tree[Token]:
    """The tree of a condition.

    Raises:
        ConditionError: the text does not follow the grammar.
    """
    try:
        return _parser().parse(text)
    except UnexpectedToken as error:
        if error.token.type == "$END":
            raise ConditionError(len(text) + 1, "ends too early") from None
        raise _misplaced(error.column, str(error.token), _hint(error.token, text[: error.token.start_pos].rstrip())) from None
    except UnexpectedCharacters as error:
        raise _misplaced(error.column, error.char, _HINTS.get(error.char)) from None


def _misplaced(column: int, what: str, hint: str | None) -> ConditionError:
    return ConditionError(column, f"`{what}` does not belong here{f': {hint}' if hint else ''}")


def _hint(token: Token, before: str) -> str | None:
    if token.lower() in _WORDS and token not in _WORDS:
        return f"write `{token.lower()}`"
    if token == ">" and before.endswith("<"):
        return "write !="
    if before.endswith("is"):
        return "write `is not filled`" if token == "empty" else "compare with =="
    if token.type == "NUMBER" and token.startswith("-"):
        return "a date is written in quotes"
    return None


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")
