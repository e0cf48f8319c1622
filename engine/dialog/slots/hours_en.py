"""How English tells the time: patterns over lower-case text with number words as digits, each with what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.dialog.slots import hours
from engine.dialog.slots.hours import Between, Clock, Delay, SameTime
from engine.dialog.slots.rules import Piece, Rule, rule, said

COUNT: Final = (
    r"(?:about |around |roughly |maybe |at least |another )?"
    r"(?P<count>\d+(?:\.\d+)?|half an?|half|a couple(?: of)?|(?:a )?few|several|an?)"
)
_COUNTS: Final = {"half": 0.5, "a couple": 2, "a few": 3, "few": 3, "several": 3}


def counted(count: str) -> float:
    """What a match of `COUNT` comes to."""
    for words, number in _COUNTS.items():
        if count.startswith(words):
            return number
    return 1 if count in ("a", "an") else float(count)


def _time(name: str) -> str:
    """`2:30 pm`, `2.30`, `2 30`, `3 o'clock in the afternoon`, `9`."""
    return (
        rf"(?P<{name}>\d{{1,2}})(?:[:. ](?P<{name}_minute>[0-5]\d)(?! ?\d))?"
        rf"(?: ?o'?clock\b)?(?: ?(?P<{name}_half>[ap]m)\b| in the (?P<{name}_part>morning|afternoon|evening)\b)?(?![\d:/%])"
    )


def _to_hours_and_minutes(match: re.Match[str]) -> str:
    minutes = {"half": 30, "quarter": 15}.get(match[1]) or int(match[1])
    hour = int(match[3])
    return f"{hour}:{minutes:02}" if match[2] in ("past", "after") else f"{(hour - 2) % 12 + 1}:{60 - minutes:02}"


_TOLD_IN_WORDS: Final = re.compile(
    r"\b(?:a )?(half|quarter|\d{1,2}(?= min)|5|10|20|25)(?: min(?:ute)?s?)? (past|after|to|till|before|of) (\d{1,2})\b(?![:\d])"
)
_HALF_EIGHT: Final = re.compile(r"\bhalf (\d{1,2})\b")
_NOON: Final = re.compile(r"\b(?:12 )?(?:noon|midday)\b")
_MIDNIGHT: Final = re.compile(r"\b(?:12 )?midnight\b")
_NINE_OH_FIVE: Final = re.compile(r"\b(\d{1,2}) 0 ([1-9])\b(?! ?\d)")
_FROM_TO: Final = re.compile(r"\b((?:from|between) [^,]{1,14}?) (?:to|till|until) (?=\d|half|quarter|noon)")


def clock_in_digits(text: str) -> str:
    """Text in which times told in words are hours and minutes: `half past 2` is `2:30`."""
    text = _FROM_TO.sub(r"\1 and ", text)
    text = _TOLD_IN_WORDS.sub(_to_hours_and_minutes, text)
    text = _HALF_EIGHT.sub(r"\1:30", _NINE_OH_FIVE.sub(r"\1:0\2", text))
    return _MIDNIGHT.sub("24:00", _NOON.sub("12:00 pm", text))


def _delay(match: re.Match[str]) -> Iterator[Piece]:
    minutes = counted(match["count"]) * (60 if match["unit"].startswith("h") else 1)
    more = match["more"] or ""
    minutes += 30 if "half" in more else 15 if "quarter" in more else int(match["more_minutes"] or 0)
    yield Delay(-round(minutes) if match["ago"] else round(minutes))


def _quarters(match: re.Match[str]) -> Iterator[Piece]:
    yield Delay(15 * int(match["count"] or 1))


def _now(match: re.Match[str]) -> Iterator[Piece]:
    if not _OCCUPIED.search(match.string[: match.start()]):
        yield Delay(0)


def _clock(match: re.Match[str], name: str) -> Clock | None:
    hour, minute = int(match[name]), int(match[f"{name}_minute"] or 0)
    half = match[f"{name}_half"] or {"morning": "am", "afternoon": "pm", "evening": "pm"}.get(match[f"{name}_part"])
    if hour > 24 or (hour == 24 and minute):
        return None
    if half and 1 <= hour <= 12:
        return Clock(hour % 12 + (12 if half == "pm" else 0), minute, True)
    return Clock(hour, minute, match[name].startswith("0"))


def _between(match: re.Match[str]) -> Iterator[Piece]:
    first, last = _clock(match, "first"), _clock(match, "last")
    if first and last:
        yield Between(first, last)


_at, _after, _before = hours.at(_clock), hours.after(_clock), hours.before(_clock)

_UNIT: Final = r"(?P<unit>hours?|hrs?|minutes?|mins?)\b'?"
_MORE: Final = r"(?P<more> and (?:a half|a quarter|(?P<more_minutes>\d{1,2}) min(?:ute)?s?))?"
_MARKED: Final = r"(?=\d{1,2}(?:[:. ][0-5]\d| ?[ap]m\b| ?o'?clock| in the (?:morning|afternoon|evening)))"
"""What follows is a time of day even without `at`."""
_NO_HOUR: Final = r"(?! (?:nights?|days?|weeks?|months?|years?|people|persons?|of us|adults?|guests?|times?)\b)"
_OCCUPIED: Final = re.compile(r"\b(?:busy|driving|work(?:ing)?|meeting|eating|dinner|lunch|class|tied up|out|what|moment)\b")
"""Before `right now` these say when it does not suit."""

HOUR_RULES: Final[tuple[Rule, ...]] = (
    rule(r"\b(?:in )?(?:a |(?P<count>\d) )?quarters? of an hour\b", _quarters),
    rule(rf"\b(?:in |within |after |give me |for )?{COUNT} {_UNIT}{_MORE}(?: (?P<ago>ago)\b)?", _delay),
    rule(
        r"\b(?:right now|right away|immediately|straight away|at once)\b|^now\b"
        r"|\bnow(?=$|[.,!?]| is (?:fine|good|ok)|'s (?:fine|good|ok))",
        _now,
    ),
    rule(rf"\b(?:from|between) {_time('first')} ?(?:and|-|–) ?{_time('last')}", _between),
    rule(rf"\b{_time('first')} ?[-–] ?{_time('last')}", _between),
    rule(rf"\b{_MARKED}{_time('first')} (?:to|till|until) {_time('last')}", _between),
    rule(
        rf"\b(?:after|from|since|past|(?:not|no) (?:before|earlier than)|(?<!no )(?<!not )later than) (?:about )?{_time('at')}",
        _after,
    ),
    rule(rf"\b{_time('at')} (?:or later|onwards?|and later|or after)\b", _after),
    rule(
        rf"\b(?:before|until|till?|by|(?:no|not) (?:later than|after)|(?<!no )(?<!not )earlier than) (?:about )?{_time('at')}",
        _before,
    ),
    rule(rf"\b{_time('at')} (?:or earlier|or before|at the latest)\b", _before),
    rule(rf"\b(?:at|about|around|say|like|for|towards|@) (?:about |around )?{_time('at')}{_NO_HOUR}", _at),
    rule(rf"\b{_MARKED}{_time('at')}", _at),
    said(r"\b(?:early|first thing(?= in | tomorrow| on |$|[,.]))(?: (?:in the )?morning)?\b", hours.EARLY_MORNING),
    said(r"\bin the small hours\b", hours.SMALL_HOURS),
    said(r"\bearly (?:in the )?afternoon\b", hours.EARLY_AFTERNOON),
    said(r"\blate(?:r)? (?:in the )?afternoon\b", hours.LATE_AFTERNOON),
    said(r"(?<!good )\bmornings?\b", hours.MORNING),
    said(r"(?<!good )\bafternoons?\b", hours.AFTERNOON),
    said(r"(?<!good )\bevenings?\b", hours.EVENING),
    said(r"\bafter (?:work|hours)\b", hours.AFTER_WORK),
    said(r"\bbefore lunch\b", hours.MORNING),
    said(r"\bafter lunch\b", hours.AFTERNOON),
    said(r"\bafter dinner\b", hours.EVENING),
    said(r"\b(?:the same|same|this) time\b", SameTime()),
    said(r"\b(?:lunch ?time|over lunch|at lunch|lunch break|lunch hour)\b", hours.MIDDAY),
    said(r"(?<!good )\b(?:at )?night\b", hours.NIGHT),
)
BARE_HOUR: Final[tuple[Rule, ...]] = (rule(rf"(?<![\d.,/$-])\b{_time('at')}(?! ?[%$€£])(?! or\b){_NO_HOUR}", _at),)
"""A lone number, if the rest of the answer leaves no doubt that it is an hour."""
