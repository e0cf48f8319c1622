from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.conditions import ConditionError, compile_condition
from engine.dialog.conditions.expressions import AnyOf
from engine.dialog.slots.spec import SlotSpec, SlotType

pytestmark = pytest.mark.unit

DECLARED = {
    "count": SlotSpec(SlotType.NUMBER),
    "amount": SlotSpec(SlotType.AMOUNT),
    "fee": SlotSpec(SlotType.AMOUNT),
    "visit": SlotSpec(SlotType.DATE_TIME),
    "due": SlotSpec(SlotType.DATE_TIME),
    "agreed": SlotSpec(SlotType.YES_NO),
    "kind": SlotSpec(SlotType.CHOICE, choices={"gym": (), "pool": ()}),
    "tier": SlotSpec(SlotType.TEXT),
    "first-name": SlotSpec(SlotType.NAME),
    "姓名": SlotSpec(SlotType.NAME),
    "number": SlotSpec(SlotType.PHONE),
    "order": SlotSpec(SlotType.TEXT),
}
VALUES = {
    "count": "3",
    "amount": "120.00 USD",
    "fee": "49.90 USD",
    "visit": "2026-12-01T14:30",
    "due": "2026-12-01",
    "agreed": "yes",
    "kind": "gym",
    "tier": "Gold",
    "姓名": "王小明",
    "number": "+12025550143",
    "order": " ",
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('amount > 100 and tier == "gold"', True),
        ('amount > 200 or tier == "gold"', True),
        ('not amount > 100 or tier == "silver"', False),
        ("not (amount > 100 and count < 3)", True),
        ("count > 2.5", True),
        ("count >= 3 and count <= 3 and count == 3", True),
        ("count != 3", False),
        ("-1 < count", True),
        ("100 USD < amount", True),
        ("amount >= 120 USD", True),
        ("amount > 100 EUR", False),
        ("amount != 100 EUR", False),
        ("amount > fee", True),
        ("amount > count", True),
        ('visit < "2026-12-02"', True),
        ('visit == "2026-12-01"', True),
        ('visit <= "2026-12-01"', True),
        ('visit > "2026-12-01"', False),
        ('visit > "2026-12-01T14:00"', True),
        ("visit == due", True),
        ("agreed", True),
        ("not agreed", False),
        ('agreed == "yes"', True),
        ('kind in ["gym", "pool"]', True),
        ("kind not in ['pool']", True),
        ("count in [1, 2]", False),
        ("visit is filled", True),
        ("first-name is filled", False),
        ("first-name is not filled", True),
        ("order is filled", False),
        ('姓名 == "王小明"', True),
        ('number == "+12025550143"', True),
        ('first-name == "Anna"', False),
        ('first-name != "Anna"', False),
        ('not first-name == "Anna"', True),
        ("first-name not in ['Anna']", False),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:
    assert compile_condition(condition, DECLARED).evaluate(VALUES) is holds


def test_and_binds_closer_than_or() -> None:
    condition = compile_condition("agreed or agreed and count > 5", DECLARED)
    assert condition.evaluate(VALUES)
    assert isinstance(condition.root, AnyOf)


def test_its_names_are_known() -> None:
    assert compile_condition('count > 1 and (agreed or tier == "x")', DECLARED).names == {"count", "agreed", "tier"}


def test_a_value_that_does_not_fit_its_type_counts_as_unfilled() -> None:
    condition = compile_condition("count > 1 or amount > 1 or visit > '2026-01-01' or agreed", DECLARED)
    assert not condition.evaluate({"count": "many", "amount": "12", "visit": "soon", "agreed": "perhaps"})


@pytest.mark.parametrize(
    ("condition", "column", "message"),
    [
        ("amuont > 100", 1, "`amuont` is neither a slot nor a variable (did you mean 'amount'?); a text is written in quotes"),
        ("tier == gold", 9, "`gold` is neither a slot nor a variable; a text is written in quotes"),
        ("tier > 'a'", 6, "`tier` is a text, which has no order: use == or !="),
        ("tier == 3", 9, "`tier` is a text: write what it is compared with in quotes"),
        ("count == '3'", 10, "`count` is a number: write what it is compared with without quotes"),
        ("count == 3 USD", 10, "`count` is a number: compare it with a number such as 12.5"),
        ("visit < 'soon'", 9, '`visit` is a date_time: compare it with a date such as "2026-12-01" or a time such as'),
        ("kind == 'gmy'", 9, "'gmy' is not a choice of `kind` (did you mean 'gym'?)"),
        ("kind in ['gym', 'bar']", 17, "'bar' is not a choice of `kind`"),
        ("agreed == 'maybe'", 11, '`agreed` is a yes_no: compare it with "yes" or "no"'),
        ("number == '555'", 11, '`number` is a phone: compare it with a number such as "+12025550143"'),
        ("amount", 1, "`amount` is an amount, not a yes_no: compare it, or write `amount is filled`"),
        ("visit == amount", 10, "`visit` (date_time) cannot be compared with `amount` (amount)"),
        ("1 < 2", 5, "compares two fixed values"),
        ("tier = 'gold'", 6, "`=` does not belong here: compare with =="),
        ("agreed && agreed", 8, "`&` does not belong here: write `and`"),
        ("tier == 'gold", 9, "`'` does not belong here: a text ends with the quote it starts with"),
        ("count >", 8, "ends too early"),
        ("", 1, "ends too early"),
        ("count > 1 count > 2", 11, "`count` does not belong here"),
        ("(count > 1", 11, "ends too early"),
        ("agreed AND count > 1", 8, "`AND` does not belong here: write `and`"),
        ("tier is 'gold'", 9, "`'gold'` does not belong here: compare with =="),
        ("tier is empty", 9, "`empty` does not belong here: write `is not filled`"),
        ("tier <> 'gold'", 7, "`>` does not belong here: write !="),
        ("count ≥ 3", 7, "`≥` does not belong here: write >="),
        ("amount > £100", 10, "`£` does not belong here: write an amount as 49.90 USD"),
        ("visit > 2026-12-01", 13, "`-12` does not belong here: a date is written in quotes"),
    ],
)
def test_what_is_wrong_is_said_with_its_column(condition: str, column: int, message: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(condition, DECLARED)
    assert caught.value.column == column
    assert message in str(caught.value)


@settings(deadline=None)
@given(st.text(alphabet="count amor><=!&'\"[](),.0123459né姓", max_size=40) | st.text(max_size=30))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    try:
        column = int(compile_condition(text, DECLARED).evaluate(VALUES))
    except ConditionError as error:
        column = error.column - 1
    assert 0 <= column <= len(text)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(DECLARED)), st.text(max_size=12)))
def test_any_values_can_be_asked(values: dict[str, str]) -> None:
    text = "count > 1 or amount > fee or visit == due or agreed or kind in ['gym'] or number == '+1' or 姓名 == '王'"
    assert compile_condition(text, DECLARED).evaluate(values) in (True, False)
