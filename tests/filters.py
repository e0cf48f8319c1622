"""Random filters over random people, for whoever holds two ways of answering them against each other."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from engine.outcome import Disposition, Grade
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
    Happened,
    Known,
    Listed,
    Measure,
    Measured,
    Not,
    Operator,
    Slot,
    Tagged,
    Unit,
)
from engine.segments.person import Event, Person
from engine.store.tables import Channel

NOW: Final = 1_767_225_600.0 + 12 * 3600
"""2026-01-01 12:00 UTC."""
NAMES: Final = ("city", "points", "Größe")
LISTS: Final = ("spring", "autumn")
_WORDS: Final = ("", "Suzhou", "suzhou", "苏州", "it's", 'say "hi"', "a%b_c", "\\", "[x]*", "$.city", "12\n", "\ud7ff")
_NUMBERS: Final = ("12", "12.0", "12.50", "-3", "-", "--3", "007", "1e3", "5.", ".5", "1.2.3", " 7", "٣", "1" * 16, "1" * 17)
_DATES: Final = ("2026-01-01", "2025-12-31T23:59", "2025-12-02 x", "2026-13-99", "2026-1-1", "2025-12-31\n", "02025-12-31")
_MOMENTS: Final = (NOW, NOW - 1, NOW - 12 * 3600, NOW - 12 * 3600 - 0.5, NOW - 86400, NOW - 30 * 86400, NOW - 400 * 86400, NOW + 60)

texts = st.sampled_from((*_WORDS, *_NUMBERS, *_DATES)) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
moments = st.sampled_from(_MOMENTS)
days = st.sampled_from([date(2026, 1, 1), date(2025, 12, 31), date(2025, 12, 2), date(1999, 1, 1)])
ages = st.builds(Age, st.sampled_from([0, 1, 12, 30]), st.sampled_from(Unit))
whole_days = st.builds(Age, st.sampled_from([0, 1, 30]), st.sampled_from([Unit.DAYS, Unit.WEEKS]))
numbers = st.sampled_from([0.0, 1.0, 2.0, 12.0, 12.5, -3.0, 7.0, 1111111111111111.0])
kinds = st.sampled_from(["click", "order", "it's"])
tags = st.sampled_from(["interested", "Interested"])
operators = st.sampled_from(Operator)
_equality = st.sampled_from([Operator.EQUAL, Operator.UNEQUAL])
_order = st.sampled_from([Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST])

_written = st.builds(Attribute, st.sampled_from(NAMES)) | st.builds(Slot, st.sampled_from(NAMES))
_text_fields = st.builds(
    Field, st.sampled_from([FieldName.NAME, FieldName.NUMBER, FieldName.EXTERNAL_ID, FieldName.TIME_ZONE, FieldName.NEXT_ACTION])
)
_counts = st.builds(Field, st.sampled_from([FieldName.CALLS, FieldName.ANSWERED])) | st.builds(
    Measure, st.sampled_from([Measured.COUNT, Measured.SUM]), kinds, st.none() | ages
)
_times = st.just(Field(FieldName.LAST_CALL)) | st.builds(Measure, st.just(Measured.LAST), kinds, st.none() | ages)
_grade, _outcome = st.just(Field(FieldName.GRADE)), st.just(Field(FieldName.LAST_OUTCOME))


def _about(
    operand: st.SearchStrategy[Any], literals: st.SearchStrategy[Any], signs: Any = operators
) -> st.SearchStrategy[Expression]:
    return st.builds(Comparison, operand, signs, literals)


def _among(operand: st.SearchStrategy[Any], literals: st.SearchStrategy[Any]) -> st.SearchStrategy[Expression]:
    several = st.lists(literals, min_size=1, max_size=3).map(tuple)
    return st.builds(Among, operand, several, st.booleans())


clauses: st.SearchStrategy[Expression] = st.one_of(
    _about(_written, numbers),
    _about(_written, texts, _equality),
    _about(_written, days),
    _about(_written, whole_days, _order),
    _about(_text_fields, texts, _equality),
    _about(_counts, numbers),
    _about(_times, days),
    _about(_times, ages, _order),
    _about(_grade, st.sampled_from(Grade)),
    _about(_outcome, st.sampled_from(Disposition), _equality),
    _among(_written, texts),
    _among(_written, numbers),
    _among(_written, days),
    _among(_counts, numbers),
    _among(_times, days),
    _among(_grade, st.sampled_from(Grade)),
    _among(_outcome, st.sampled_from(Disposition)),
    st.builds(Contains, _written | _text_fields, texts),
    st.builds(Known, _written | _text_fields | _counts | _times | _grade | _outcome),
    st.builds(Tagged, tags, st.none() | ages),
    st.builds(Happened, kinds, st.none() | ages),
    st.builds(Listed, st.sampled_from((*LISTS, "nowhere"))),
    st.builds(Consents, st.sampled_from(Channel)),
    st.just(DoNotCall()),
)


def _compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, inner) | st.builds(AllOf, several) | st.builds(AnyOf, several)


expressions: st.SearchStrategy[Expression] = st.recursive(clauses, _compound, max_leaves=6)


def _in_time(events: list[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.at))


_said = st.dictionaries(st.sampled_from(NAMES), texts, max_size=3)
people: st.SearchStrategy[Person] = st.builds(
    Person,
    number=st.integers(min_value=0, max_value=9_999_999).map(lambda number: f"+1555{number:07}"),
    name=st.none() | texts,
    external_id=st.none(),
    time_zone=st.none() | st.just("Asia/Shanghai"),
    grade=st.none() | st.sampled_from(Grade),
    next_action=st.none() | st.just("call_back"),
    calls=st.integers(0, 2),
    answered=st.integers(0, 2),
    last_call=st.none() | moments,
    last_outcome=st.none() | st.sampled_from(Disposition),
    attributes=_said,
    slots=_said,
    tags=st.dictionaries(tags, moments, max_size=2),
    events=st.lists(st.builds(Event, kinds, moments, st.none() | st.sampled_from([0.25, 1.0, 12.0, -3.0])), max_size=4).map(
        _in_time
    ),
    lists=st.frozensets(st.sampled_from(LISTS)),
    consents=st.dictionaries(st.sampled_from(Channel), st.booleans()),
    do_not_call=st.booleans(),
)
