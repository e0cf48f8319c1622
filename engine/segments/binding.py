"""From the tree of a filter to one whose fields are known and whose types fit."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from lark import Token, Tree

from engine.dialog.explain import did_you_mean
from engine.masking import masked_text
from engine.segments.expressions import (
    Age,
    AllOf,
    Among,
    AnyOf,
    Attribute,
    Comparison,
    Consents,
    Contains,
    DoNotCall,
    Expression,
    Field,
    FieldName,
    Filter,
    Happened,
    Known,
    Listed,
    Literal,
    Measure,
    Measured,
    Not,
    Operand,
    Operator,
    Slot,
    Tagged,
)
from engine.segments.grammar import FilterError, parse_tree
from engine.segments.kinds import Kind, kind_of
from engine.segments.literals import Literals, age, unquoted
from engine.store.people.customer_events import CLICK, ORDER, UNSUBSCRIBE
from engine.store.tables import Channel

ATTRIBUTE: Final = "attribute"
SLOT: Final = "slot"
DO_NOT_CALL: Final = "do_not_call"
HAPPENED: Final = {"clicked": CLICK, "ordered": ORDER, "unsubscribed": UNSUBSCRIBE}
"""Short words for the usual events."""


_EQUALITY: Final = (Operator.EQUAL, Operator.UNEQUAL)


_HIDDEN_FROM: Final = 1e6
"""Texts with more digits than this are masked as telephone numbers: see `engine.masking`."""
_HIDDEN: Final = "could tell hidden digits of telephone numbers, which you may not see: take the clause out"


def parse_filter(text: str, attributes: Collection[str] = (), *, reveals: bool = True) -> Filter:
    """Parses a filter and checks it.

    Args:
        text: as written.
        attributes: names that may stand by themselves, as lists have brought them; others are written `attribute.NAME`.
        reveals: who wrote it may see whole telephone numbers; others could find them out digit by digit.

    Raises:
        FilterError: its grammar, a field or a type is wrong, or it would tell what is hidden.
    """
    return Filter(text, _Binder(text, attributes, reveals=reveals).expression(parse_tree(text)))


class _Binder:
    def __init__(self, text: str, attributes: Collection[str], *, reveals: bool) -> None:
        self._text = text
        self._reveals = reveals
        self._literals = Literals(text)
        self._attributes = attributes

    def expression(self, tree: Tree[Token]) -> Expression:
        trees = [child for child in tree.children if isinstance(child, Tree)]
        tokens = [child for child in tree.children if isinstance(child, Token)]
        match str(tree.data):
            case "either":
                return AnyOf(tuple(self.expression(part) for part in trees))
            case "both":
                return AllOf(tuple(self.expression(part) for part in trees))
            case "negation":
                return Not(self.expression(trees[0]))
            case "tagged":
                return Tagged(unquoted(tokens[0]), self._within(trees))
            case "happened":
                return Happened(unquoted(tokens[0]), self._within(trees))
            case "listed":
                return Listed(unquoted(tokens[0]))
            case "consents":
                return Consents(self._literals.word(tokens[0], Channel))
            case "flag":
                return self._flag(tokens[0], trees)
            case kind:
                return self._about_operand(kind, trees[0], tokens)

    def _about_operand(self, kind: str, tree: Tree[Token], tokens: list[Token]) -> Expression:
        operand = self._operand(tree)
        match kind:
            case "comparison":
                return self._comparison(operand, *tokens)
            case "contains":
                if kind_of(operand) not in (Kind.TEXT, Kind.ANY):
                    raise self._error(tokens[0], f"only a text contains another, and this is {kind_of(operand).value}")
                part = unquoted(tokens[0])
                if not self._reveals and _may_hide(operand) and any(letter.isdigit() for letter in part):
                    raise self._error(tokens[0], _HIDDEN)
                return Contains(operand, part)
            case "known":
                return Known(operand)
            case "missing":
                return Not(Known(operand))
            case _:
                return self._among(operand, tokens, denied=kind == "not_among")

    def _comparison(self, operand: Operand, sign: Token, right: Token) -> Comparison:
        operator, kind = Operator("=" if sign == "==" else sign), kind_of(operand)
        literal = self._literals.read(kind, right)
        if operator not in _EQUALITY and not kind.orders(literal):
            raise self._error(sign, "texts and outcomes have no order: use = or !=, or compare with a number or a date")
        if isinstance(literal, Age) and operator in _EQUALITY:
            raise self._error(sign, "nothing is exactly so long ago: use < for less long ago, > for longer ago")
        self._refuse_guess(operand, literal, right)
        return Comparison(operand, operator, literal)

    def _among(self, operand: Operand, tokens: list[Token], *, denied: bool) -> Among:
        kind = kind_of(operand)
        literals = tuple(self._literals.read(kind, token) for token in tokens)
        for token, literal in zip(tokens, literals, strict=True):
            self._refuse_guess(operand, literal, token)
            if isinstance(literal, Age):
                raise self._error(token, "nothing is exactly so long ago: compare with < or >")
            if type(literal) is not type(literals[0]):
                raise self._error(token, "is of another type than the first: all must be texts, numbers or dates")
        return Among(operand, literals, denied)

    def _refuse_guess(self, operand: Operand, literal: Literal, token: Token) -> None:
        """A filter tries hundreds of numbers at once."""
        if self._reveals or not _may_hide(operand):
            return
        long = isinstance(literal, float) and abs(literal) >= _HIDDEN_FROM
        if long or (isinstance(literal, str) and masked_text(literal) != literal):
            raise self._error(token, _HIDDEN)

    def _operand(self, tree: Tree[Token]) -> Operand:
        tokens = [child for child in tree.children if isinstance(child, Token)]
        match str(tree.data):
            case "measure":
                within = self._within([child for child in tree.children if isinstance(child, Tree)])
                return Measure(Measured(tokens[0].lower()), unquoted(tokens[1]), within)
            case "dotted":
                if tokens[0] == ATTRIBUTE:
                    return Attribute(str(tokens[1]))
                if tokens[0] == SLOT:
                    return Slot(str(tokens[1]))
                known = did_you_mean(tokens[0], (ATTRIBUTE, SLOT))
                raise self._error(tokens[0], f"`{tokens[0]}.` is neither `attribute.` nor `slot.`{known}")
            case _:
                return self._named(tokens[0])

    def _named(self, token: Token) -> Field | Attribute:
        if token in tuple(FieldName):
            return Field(FieldName(token))
        if token in self._attributes:
            return Attribute(str(token))
        if token in HAPPENED or token == DO_NOT_CALL:
            raise self._error(token, f"`{token}` is yes or no by itself: write `{token}` or `not {token}`")
        raise self._error(token, self._unknown(token))

    def _unknown(self, token: Token) -> str:
        known = did_you_mean(token, [*FieldName, *HAPPENED, DO_NOT_CALL, *self._attributes])
        return (
            f"`{token}` is neither a field nor a column of any list{known}; "
            f"what only other systems say is written attribute.{token}, what people said in calls slot.{token}"
        )

    def _flag(self, token: Token, trees: list[Tree[Token]]) -> Happened | DoNotCall:
        if kind := HAPPENED.get(str(token)):
            return Happened(kind, self._within(trees))
        if token == DO_NOT_CALL and not trees:
            return DoNotCall()
        if token == DO_NOT_CALL:
            raise self._error(token, "`do_not_call` is so now: take `within` out")
        if token in tuple(FieldName) or token in self._attributes:
            raise self._error(token, f"`{token}` is not compared with anything: write e.g. `{token} is known`")
        raise self._error(token, self._unknown(token))

    @staticmethod
    def _within(trees: list[Tree[Token]]) -> Age | None:
        for tree in trees:
            if tree.data == "within":
                return age(Token("DURATION", str(tree.children[0])))
        return None

    def _error(self, token: Token, reason: str) -> FilterError:
        return FilterError(self._text, token.start_pos or 0, reason)


def _may_hide(operand: Operand) -> bool:
    """Who may not see telephone numbers sees it masked."""
    return isinstance(operand, Attribute | Slot) or operand == Field(FieldName.NUMBER)
