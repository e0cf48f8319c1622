"""What a call's chances are told from: facts of the person as they were known before it, and its hour.

Each feature has a name; those of the form `kind=level` are 1 or absent. Recency, frequency and value are those of direct marketing
(RFM).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from engine.scoring.history import PastCall, PastEvent, Person

ATTRIBUTE: Final = "attribute "
"""Begin of the names of features from lists: `attribute city=Leeds`."""
NEAR_H: Final = 2
"""Calls at hours that differ by less than this tell about each other."""
CLICK: Final = "click"
_DAY_S: Final = 86_400.0
_NEVER_DAYS: Final = 365.0
_PRIOR: Final = (0.5, 2.0)
"""Successes and calls added to every share: one of one is not yet always."""
_PARTS: Final = ("night", "morning", "afternoon", "evening")


def features(person: Person, at: float) -> dict[str, float]:
    """Of a call at a moment. What became known at that moment or later has no influence."""
    known = person.before(at)
    return lasting(known, at) | of_hour(known, at)


def lasting(known: Person, at: float) -> dict[str, float]:
    """What hardly changes from one hour to the next, of a person as they are known."""
    attributes = {f"{ATTRIBUTE}{name}={value}": 1.0 for name, value in known.attributes.items()}
    return attributes | _calls(known, at) | _events(known.events, at)


def of_hour(known: Person, at: float) -> dict[str, float]:
    """What the hour of a call adds, of a person as they are known."""
    moment = known.local(at)
    part = _PARTS[moment.hour // 6]
    return {
        f"hour={moment.hour}": 1.0,
        f"weekday={moment:%a}": 1.0,
        "answered share near": _share([call.answered for call in near(known, moment.hour)]),
        **{f"{ATTRIBUTE}{name} by {part}={value}": 1.0 for name, value in known.attributes.items()},
    }


def near(person: Person, hour: int) -> list[PastCall]:
    """The calls at about this hour of the person's day."""
    apart = [(call, abs(person.local(call.at).hour - hour)) for call in person.calls]
    return [call for call, hours in apart if min(hours, 24 - hours) < NEAR_H]


def _calls(known: Person, at: float) -> dict[str, float]:
    calls = known.calls
    answered = [call for call in calls if call.answered]
    return {
        "calls": math.log1p(len(calls)),
        "answered share": _share([call.answered for call in calls]),
        "talked share": _share([call.talked for call in answered]),
        "agreed share": _share([call.agreed for call in answered]),
        "days since call": math.log1p((at - calls[-1].at) / _DAY_S if calls else _NEVER_DAYS),
        f"last call={last_outcome(known)}": 1.0,
    }


def last_outcome(known: Person) -> str:
    """What the latest call came to: `none` if there was none."""
    if not known.calls:
        return "none"
    last = known.calls[-1]
    return "agreed" if last.agreed else "talked" if last.talked else "answered" if last.answered else "unanswered"


def _events(events: Sequence[PastEvent], at: float) -> dict[str, float]:
    latest = max((event.at for event in events), default=None)
    return {
        "recency": math.log1p(_NEVER_DAYS if latest is None else (at - latest) / _DAY_S),
        "frequency": math.log1p(len(events)),
        "value": math.log1p(sum(max(event.value, 0.0) for event in events)),
        "clicked": float(any(event.kind == CLICK for event in events)),
    }


def _share(happened: Sequence[bool]) -> float:
    successes, calls = _PRIOR
    return (sum(happened) + successes) / (len(happened) + calls)
