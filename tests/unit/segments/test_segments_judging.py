from __future__ import annotations

import pytest

from engine.outcome import Disposition, Grade
from engine.segments.binding import parse_filter
from engine.segments.explaining import explained
from engine.segments.judging import holds
from engine.segments.person import Event, Person
from engine.store.tables import Channel

pytestmark = pytest.mark.unit

DAY = 86400.0
NOW = 1_767_268_800.0
"""2026-01-01 12:00 UTC."""
ANN = Person(
    number="+15550100001",
    name="Ann",
    grade=Grade.B,
    calls=3,
    answered=1,
    last_call=NOW - 40 * DAY,
    last_outcome=Disposition.COMPLETED,
    attributes={"city": "Suzhou", "points": "500", "renewal": "2026-03-31", "note": ""},
    slots={"day": "2026-01-05"},
    tags={"interested": NOW - 40 * DAY},
    events=(Event("order", NOW - 100 * DAY, 30.0), Event("order", NOW - 20 * DAY, 12.5), Event("click", NOW - 39 * DAY)),
    lists=frozenset({"spring"}),
    consents={Channel.CALL: True, Channel.SMS: False},
)
NOBODY = Person(number="+15550100002")


@pytest.mark.parametrize(
    ("text", "ann", "nobody"),
    [
        ("grade >= B", True, False),
        ("grade > B", False, False),
        ("grade < B", False, False),
        ("grade != A", True, False),
        ("not grade = A", True, True),
        ("last_call > 30d", True, False),
        ("last_call > 30d or calls = 0", True, True),
        ("last_call < 30d", False, False),
        ("last_call >= 2025-11-22 and last_call < 2025-11-23", True, False),
        ("attribute.city = 'Suzhou'", True, False),
        ("attribute.city != 'Shanghai'", True, False),
        ("attribute.city not in ('Shanghai')", True, False),
        ("attribute.points > 60", True, False),
        ("attribute.points = 500.0", True, False),
        ("attribute.city > 5", False, False),
        ("attribute.renewal > 2026-01-31", True, False),
        ("attribute.renewal < 1d", True, False),
        ("attribute.note is missing", True, True),
        ("attribute.city contains 'zho'", True, False),
        ("slot.day is known", True, False),
        ("tag 'interested'", True, False),
        ("tag 'interested' within 14d", False, False),
        ("clicked and not clicked within 30d", True, False),
        ("count(event 'order') >= 2", True, False),
        ("count(event 'order' within 30d) < 2", True, True),
        ("sum(event 'order') = 42.5", True, False),
        ("sum(event 'order') <= 0", False, True),
        ("last(event 'order') > 30d", False, False),
        ("last(event 'order') is missing", False, True),
        ("list 'spring'", True, False),
        ("consent call", True, False),
        ("consent sms", False, False),
        ("do_not_call", False, False),
        ("last_outcome in (completed, transferred)", True, False),
    ],
)
def test_a_filter_holds_or_not(text: str, ann: bool, nobody: bool) -> None:
    root = parse_filter(text).root
    assert (holds(root, ANN, NOW), holds(root, NOBODY, NOW)) == (ann, nobody)


def test_each_clause_is_told_with_what_was_found() -> None:
    root = parse_filter("grade >= B and last_call > 60d and not (clicked or attribute.city = 'Wuxi') and last(event 'x') < 3d").root

    told = explained(root, ANN, NOW)

    assert [(part.text, part.holds, part.found) for part in told.parts] == [
        ("grade >= B", True, "grade: B"),
        ("last_call > 60d", False, "last_call: 40.0 d ago (2025-11-22 12:00 UTC)"),
        ("not (event 'click' or attribute.city = 'Wuxi')", False, ""),
        ("last(event 'x') < 3d", False, "last(event 'x'): missing"),
    ]
    assert [clause.text for clause in told.decisive] == ["last_call > 60d", "event 'click'", "last(event 'x') < 3d"]
