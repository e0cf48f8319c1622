from __future__ import annotations

import pytest
from hypothesis import given

from engine.outcome import Disposition, Grade
from engine.segments.binding import parse_filter
from engine.segments.expressions import (
    Age,
    AllOf,
    AnyOf,
    Attribute,
    Comparison,
    Expression,
    Field,
    FieldName,
    Happened,
    Known,
    Measure,
    Measured,
    Not,
    Operator,
    Slot,
    Tagged,
    Unit,
)
from engine.segments.grammar import DEPTH_MAX, LENGTH_MAX, FilterError
from engine.segments.writing import written
from tests.filters import expressions

pytestmark = pytest.mark.unit

COLUMNS = {"city", "points"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("grade >= B", Comparison(Field(FieldName.GRADE), Operator.AT_LEAST, Grade.B)),
        ("city == 'Suzhou'", Comparison(Attribute("city"), Operator.EQUAL, "Suzhou")),
        ('city = "it\'s ""here"""', Comparison(Attribute("city"), Operator.EQUAL, 'it\'s "here"')),
        ("attribute.tag = ''", Comparison(Attribute("tag"), Operator.EQUAL, "")),
        ("slot.day is missing", Not(Known(Slot("day")))),
        ("last_outcome = no_answer", Comparison(Field(FieldName.LAST_OUTCOME), Operator.EQUAL, Disposition.NO_ANSWER)),
        ("tag 'interested' within 14d", Tagged("interested", Age(14, Unit.DAYS))),
        ("clicked", Happened("click", None)),
        ("ordered within 2w", Happened("order", Age(2, Unit.WEEKS))),
        (
            "COUNT(event 'order' within 90d) >= 2",
            Comparison(Measure(Measured.COUNT, "order", Age(90, Unit.DAYS)), Operator.AT_LEAST, 2.0),
        ),
        (
            "not clicked and calls = 0 or answered > 1",
            AnyOf(
                (
                    AllOf((Not(Happened("click", None)), Comparison(Field(FieldName.CALLS), Operator.EQUAL, 0.0))),
                    Comparison(Field(FieldName.ANSWERED), Operator.GREATER, 1.0),
                )
            ),
        ),
    ],
)
def test_a_filter_says(text: str, meant: Expression) -> None:
    assert parse_filter(text, COLUMNS).root == meant


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("cty = 'x'", 1, 1, r"`cty` is neither a field nor a column of any list \(did you mean 'city'\?\); .* attribute\.cty"),
        ("calls > 0\n  and last_cal > 3d", 2, 7, r"did you mean 'last_call'"),
        ("clickd", 1, 1, r"did you mean 'clicked'"),
        ("grade >= G", 1, 10, "`G` is not one of A, B, C, D, E, F"),
        ("last_outcome = busi", 1, 16, r"did you mean 'busy'"),
        ("consent fax", 1, 9, "`fax` is not one of call, sms"),
        ("city = Suzhou", 1, 8, "`Suzhou` needs quotes if it is a text: 'Suzhou'"),
        ("calls > 'x'", 1, 9, "cannot be compared with a number: write a number such as 3"),
        ("last_call > 30", 1, 13, "write how long ago, such as 30d"),
        ("number > '5'", 1, 8, "have no order"),
        ("city < 'b'", 1, 6, "have no order"),
        ("city > 3h", 1, 8, "write whole days"),
        ("last_call = 30d", 1, 11, "nothing is exactly so long ago"),
        ("city in ('a', 2)", 1, 15, "is of another type than the first"),
        ("last_call in (30d)", 1, 15, "nothing is exactly so long ago"),
        ("calls contains 'x'", 1, 16, "only a text contains another"),
        ("grade", 1, 1, "`grade is known`"),
        ("clicked = 1", 1, 1, "is yes or no by itself"),
        ("do_not_call within 3d", 1, 1, "take `within` out"),
        ("last_call < 2026-02-30", 1, 13, "is no day of the calendar"),
        ("slots.day = 'x'", 1, 1, r"did you mean 'slot'"),
        ("city = 'abc", 1, 8, "a text ends with the quote it starts with"),
        ("city = ‘abc’", 1, 8, "write straight quotes"),
        ("clicked && ordered", 1, 9, "write `and`"),
        ("city > 5m", 1, 8, "how long ago as 30min, 12h, 30d or 8w"),
        ("city and", 1, 9, "ends too early"),
        ("", 1, 1, "is empty"),
        ("clicked)", 1, 8, r"`\)` does not belong here"),
        ("city = '" + "x" * LENGTH_MAX + "'", 1, 1, "is longer than"),
        ("not " * (DEPTH_MAX + 1) + "clicked", 1, 1, "is nested more than"),
        ("(" * 1900 + "clicked" + ")" * 1900 + " x", 1, 3809, "`x` does not belong here"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(FilterError, match=reason) as error:
        parse_filter(text, COLUMNS)

    assert (error.value.line, error.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("number contains '0100'", 17),
        ("city contains '5'", 15),
        ("slot.phone contains '55'", 21),
        ("points > 15550100000", 10),
        ("not (slot.phone <= 2025550100)", 20),
        ("number = '+12025550100'", 10),
        ("number in ('+12025550100', '+12025550101')", 12),
        ("slot.phone in ('none', '2025550100')", 24),
        ("points = 15550100000", 10),
    ],
)
def test_hidden_digits_are_not_asked_for_by_who_may_not_see_them(text: str, column: int) -> None:
    parse_filter(text, COLUMNS)
    with pytest.raises(FilterError, match="hidden digits of telephone numbers") as error:
        parse_filter(text, COLUMNS, reveals=False)
    assert error.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        "city contains 'Su'",
        "city = 'Gate 5'",
        "points > 500000",
        "slot.day < 2026-12-01",
        "external_id = '20070042'",
        "number is known",
    ],
)
def test_who_may_not_see_numbers_asks_for_whatever_is_not_masked(text: str) -> None:
    assert parse_filter(text, COLUMNS, reveals=False) == parse_filter(text, COLUMNS)


def test_a_mark_stands_below_what_is_wrong() -> None:
    with pytest.raises(FilterError) as error:
        parse_filter("calls > 1\n\tand grade > X")

    assert str(error.value).splitlines()[1:] == ["    \tand grade > X", "    \t            ^"]


@given(expressions)
def test_what_is_written_is_read_as_it_was(expression: Expression) -> None:
    assert parse_filter(written(expression)).root == expression
