"""What operands of a filter are compared with, from the words of its text."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from lark import Token

from engine.dialog.explain import did_you_mean
from engine.outcome import Disposition, Grade
from engine.segments.expressions import Age, Literal, Unit
from engine.segments.grammar import FilterError
from engine.segments.kinds import Kind
from engine.store.tables import Channel

_Words = TypeVar("_Words", Grade, Disposition, Channel)


class Literals:
    """Reads those of one filter."""

    def __init__(self, text: str) -> None:
        """`text` is the whole filter, for errors."""
        self._text = text

    def read(self, kind: Kind, token: Token) -> Literal:
        """What an operand of this kind is compared with.

        Raises:
            FilterError: it cannot be compared with that.
        """
        literal = self._plain(kind, token)
        if not kind.takes(literal):
            raise self._error(token, f"`{token}` cannot be compared with {kind.value}: write {kind.example}")
        if kind is Kind.ANY and isinstance(literal, Age) and literal.unit not in (Unit.DAYS, Unit.WEEKS):
            raise self._error(token, "dates of lists have no time of day: write whole days, such as 30d")
        return literal

    def _plain(self, kind: Kind, token: Token) -> Literal:
        match token.type:
            case "NUMBER":
                return float(token)
            case "DURATION":
                return age(token)
            case "DATE":
                return self._date(token)
            case _ if kind is Kind.GRADE:
                return self.word(token, Grade)
            case _ if kind is Kind.OUTCOME:
                return self.word(token, Disposition)
            case "TEXT":
                return unquoted(token)
            case _:
                raise self._error(token, f"`{token}` needs quotes if it is a text: '{token}'")

    def _date(self, token: Token) -> date:
        try:
            return date.fromisoformat(token)
        except ValueError:
            raise self._error(token, f"{token} is no day of the calendar") from None

    def word(self, token: Token, words: type[_Words]) -> _Words:
        """One of a list of words, quoted or not.

        Raises:
            FilterError: it is none of them.
        """
        written = unquoted(token) if token.type == "TEXT" else str(token)
        if written not in tuple(words):
            raise self._error(token, f"`{written}` is not one of {', '.join(words)}{did_you_mean(written, list(words))}")
        return words(written)

    def _error(self, token: Token, reason: str) -> FilterError:
        return FilterError(self._text, token.start_pos or 0, reason)


def unquoted(token: Token) -> str:
    """The text without its quotes."""
    quote = token[0]
    return token[1:-1].replace(quote * 2, quote)


def age(token: Token) -> Age:
    """A duration such as 30d."""
    unit = token.lstrip("0123456789")
    return Age(int(token.removesuffix(unit)), Unit(unit))
