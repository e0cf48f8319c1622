"""Why a lead has its score, in words for those who call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.scoring.features import ATTRIBUTE, NEAR_H, features, near
from engine.scoring.history import Person
from engine.scoring.model import RARE, Model

_MOST: Final = 3
_SLIGHT: Final = 0.05
"""What adds less to the sum is no reason."""
_DAY_S: Final = 86_400.0


def reasons(model: Model, person: Person, at: float) -> list[str]:
    """The facts that move the probability most, the strongest first; each with `+` or `−` for which way."""
    found = features(person, at)
    known, added = person.before(at), model.contributions(found)
    strongest = sorted(added, key=lambda name: -abs(added[name]))
    said: dict[str, str] = {}
    for name in strongest:
        if abs(added[name]) < _SLIGHT or len(said) == _MOST:
            break
        if words := _words(name, name in found, known, at):
            said.setdefault(words, "+" if added[name] > 0 else "−")
    return [f"{sign} {words}" for words, sign in said.items()]


def _words(name: str, present: bool, known: Person, at: float) -> str | None:
    kind, equals, level = name.partition("=")
    if equals and not present:
        return None
    if name.startswith(ATTRIBUTE):
        attribute, _, part = kind.removeprefix(ATTRIBUTE).partition(" by ")
        return None if level == RARE else f"{attribute} {level}" + (f", in the {part}" if part else "")
    said = _SAID.get(kind)
    return said(known, at) if said else None


def _hour(known: Person, at: float) -> str:
    hour = known.local(at).hour
    return f"called between {hour} and {hour + 1} h"


def _near(known: Person, at: float) -> str | None:
    hour = known.local(at).hour
    calls = near(known, hour)
    first, last = (hour - NEAR_H + 1) % 24, (hour + NEAR_H) % 24
    return f"answered {sum(call.answered for call in calls)} of {len(calls)} calls between {first} and {last} h" if calls else None


def _answered(known: Person, _at: float) -> str | None:
    return f"answered {sum(call.answered for call in known.calls)} of {len(known.calls)} calls" if known.calls else None


def _of_answered(what: str, happened: str) -> Callable[[Person, float], str | None]:
    def words(known: Person, _at: float) -> str | None:
        answered = [call for call in known.calls if call.answered]
        count = sum(getattr(call, happened) for call in answered)
        return f"{what} in {count} of {len(answered)} calls answered" if answered else None

    return words


def _last(known: Person, _at: float) -> str:
    last = known.calls[-1] if known.calls else None
    if last is None:
        return "never called"
    return "last call: " + ("agreed" if last.agreed else "talked" if last.talked else "answered" if last.answered else "no answer")


def _since(known: Person, at: float) -> str:
    return f"last called {_days(at - known.calls[-1].at)} ago" if known.calls else "never called"


def _events(known: Person, at: float) -> str:
    if not known.events:
        return "did nothing outside of calls yet"
    return f"did something {len(known.events)} times, the last {_days(at - known.events[-1].at)} ago"


def _value(known: Person, _at: float) -> str:
    return f"worth {sum(event.value for event in known.events):g} so far"


def _clicked(known: Person, _at: float) -> str:
    return "clicked a link" if any(event.kind == "click" for event in known.events) else "clicked no link"


def _days(seconds: float) -> str:
    days = int(seconds / _DAY_S)
    return "less than a day" if days < 1 else "a day" if days == 1 else f"{days} days"


_SAID: Final[dict[str, Callable[[Person, float], str | None]]] = {
    "hour": _hour,
    "weekday": lambda known, at: f"called on a {known.local(at):%A}",
    "answered share near": _near,
    "answered share": _answered,
    "talked share": _of_answered("talked", "talked"),
    "agreed share": _of_answered("agreed", "agreed"),
    "last call": _last,
    "days since call": _since,
    "recency": _events,
    "frequency": _events,
    "value": _value,
    "clicked": _clicked,
}
