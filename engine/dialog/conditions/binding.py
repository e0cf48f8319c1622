"""From the tree of a condition to one whose names are known and whose types fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lark import Token, Tree

from engine.dialog.conditions.expressions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Expression,
    Filled,
    Member,
    Named,
    Not,
    Operator,
    Value,
    comparable,
)
from engine.dialog.conditions.grammar import ConditionError, parse_tree
from engine.dialog.explain import did_you_mean
from engine.dialog.slots.money import decimal
from engine.dialog.slots.spec import SlotSpec, SlotType

_MIRRORED: Final = {
    Operator.LESS: Operator.GREATER,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.GREATER: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}
_EQUALITY: Final = (Operator.EQUAL, Operator.UNEQUAL)
_ORDERED: Final = (SlotType.NUMBER, SlotType.AMOUNT, SlotType.DATE_TIME)

_EXAMPLES: Final = {
    SlotType.YES_NO: '"yes" or "no"',
    SlotType.NUMBER: "a number such as 12.5",
    SlotType.AMOUNT: "a number or an amount such as 49.90 USD",
    SlotType.DATE_TIME: 'a date such as "2026-12-01" or a time such as "2026-12-01T14:30"',
    SlotType.PHONE: 'a number such as "+12025550143"',
    SlotType.DIGITS: 'digits such as "04172"',
    SlotType.NAME: "a text that is not blank",
    SlotType.CHOICE: "one of its choices",
    SlotType.TEXT: "a text that is not blank",
}


def compile_condition(text: str, declared: Mapping[str, SlotSpec]) -> Condition:
    """Parses a condition and checks it against the declared slots and variables (a variable without type is a text).

    Raises:
        ConditionError: its grammar, a name or a type is wrong.
    """
    tree = parse_tree(text)
    names = frozenset(str(token) for token in tree.scan_values(lambda token: isinstance(token, Token) and token.type == "NAME"))
    return Condition(text, _Binder(declared).expression(tree), names)


class _Binder:
    """Gives every name its declared type, and every literal the type of what it is compared with."""

    def __init__(self, declared: Mapping[str, SlotSpec]) -> None:
        self._declared = declared

    def expression(self, tree: Tree[Token]) -> Expression:
        subtrees = [child for child in tree.children if isinstance(child, Tree)]
        tokens = [child for child in tree.children if isinstance(child, Token)]
        match str(tree.data):
            case "either":
                return AnyOf(tuple(self.expression(part) for part in subtrees))
            case "both":
                return AllOf(tuple(self.expression(part) for part in subtrees))
            case "negation":
                return Not(self.expression(subtrees[0]))
            case "comparison":
                return self._comparison(*tokens)
            case "filled":
                return Filled(self._named(tokens[0]).name)
            case "not_filled":
                return Not(Filled(self._named(tokens[0]).name))
            case "said_yes":
                return self._said_yes(tokens[0])
            case denied:
                left = self._named(tokens[0])
                return Member(left, tuple(self._literal(left, token) for token in tokens[1:]), denied == "not_member")

    def _comparison(self, left: Token, sign: Token, right: Token) -> Comparison:
        operator = Operator(sign)
        if left.type != "NAME":
            left, right = right, left
            operator = _MIRRORED.get(operator, operator)
        if left.type != "NAME":
            raise ConditionError(_column(left), "compares two fixed values: one side must be a slot or a variable")
        named = self._named(left)
        if operator not in _EQUALITY and named.type not in _ORDERED:
            raise ConditionError(_column(sign), f"`{named.name}` is {_a(named.type)}, which has no order: use == or !=")
        return Comparison(named, operator, self._other(named, right) if right.type == "NAME" else self._literal(named, right))

    def _named(self, token: Token) -> Named:
        name = str(token)
        if name not in self._declared:
            known = did_you_mean(name, self._declared)
            raise ConditionError(_column(token), f"`{name}` is neither a slot nor a variable{known}; a text is written in quotes")
        return Named(name, self._declared[name].type)

    def _other(self, left: Named, token: Token) -> Named:
        right = self._named(token)
        if _kind(left.type) != _kind(right.type):
            raise ConditionError(
                _column(token), f"`{left.name}` ({left.type}) cannot be compared with `{right.name}` ({right.type})"
            )
        return right

    def _said_yes(self, token: Token) -> Comparison:
        named = self._named(token)
        if named.type is not SlotType.YES_NO:
            raise ConditionError(
                _column(token), f"`{named.name}` is {_a(named.type)}, not a yes_no: compare it, or write `{named.name} is filled`"
            )
        return Comparison(named, Operator.EQUAL, "yes")

    def _literal(self, left: Named, token: Token) -> Value:
        written = str(token)[1:-1] if token.type == "TEXT" else str(token)
        if (token.type == "TEXT") != (left.type not in (SlotType.NUMBER, SlotType.AMOUNT)):
            how = "in quotes" if token.type != "TEXT" else "without quotes"
            raise ConditionError(_column(token), f"`{left.name}` is {_a(left.type)}: write what it is compared with {how}")
        if token.type == "NUMBER":
            return decimal(written)
        if left.type is SlotType.CHOICE and written not in (keys := self._declared[left.name].choices):
            raise ConditionError(_column(token), f"'{written}' is not a choice of `{left.name}`{did_you_mean(written, keys)}")
        value = comparable(left.type, written)
        if value is None:
            raise ConditionError(_column(token), f"`{left.name}` is {_a(left.type)}: compare it with {_EXAMPLES[left.type]}")
        return value


def _column(token: Token) -> int:
    return token.column or 1


def _a(slot_type: SlotType) -> str:
    return f"an {slot_type}" if slot_type is SlotType.AMOUNT else f"a {slot_type}"


def _kind(slot_type: SlotType) -> str:
    """Types of one kind can be compared with each other."""
    if slot_type in (SlotType.NUMBER, SlotType.AMOUNT):
        return "number"
    return "moment" if slot_type is SlotType.DATE_TIME else "text"
