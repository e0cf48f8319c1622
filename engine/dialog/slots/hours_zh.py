"""How Mandarin tells the time: patterns over simplified characters with numerals as digits, each with what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.dialog.slots import hours
from engine.dialog.slots.hours import Between, Clock, Delay, SameTime
from engine.dialog.slots.rules import Piece, Rule, rule, said

_AFTER: Final = r"(?:以后|之后|过后|后|往后|起)"
_BEFORE: Final = r"(?:以前|之前|前)"


def _time(name: str) -> str:
    """`3点半`, `3点1刻`, `9点05分`, `14:30`, `3点钟`."""
    return (
        rf"(?P<{name}>\d\d?)(?:[点时](?:钟|整|(?P<{name}_half>半)|(?P<{name}_quarters>[123])刻|(?P<{name}_minute>[0-5]?\d)分?)?"
        rf"|:(?P<{name}_digits>[0-5]\d))"
    )


def _clock(match: re.Match[str], name: str) -> Clock | None:
    hour = int(match[name])
    minute = 30 if match[f"{name}_half"] else 15 * int(match[f"{name}_quarters"] or 0)
    minute += int(match[f"{name}_minute"] or match[f"{name}_digits"] or 0)
    if hour > 24 or (hour == 24 and minute):
        return None
    return Clock(hour, minute, match[name].startswith("0"))


def _between(match: re.Match[str]) -> Iterator[Piece]:
    first, last = _clock(match, "first"), _clock(match, "last")
    if first and last:
        yield Between(first, Clock(last.hour % 12 + 12, last.minute, True) if match["late"] else last)


def _roughly(match: re.Match[str]) -> Iterator[Piece]:
    """`3到4点`."""
    if last := _clock(match, "last"):
        yield Between(Clock(int(match["first"])), last)


def _minutes_to(match: re.Match[str]) -> Iterator[Piece]:
    """`差5分3点`, `3点差1刻`."""
    lacking = int(match["lacking"]) * (15 if match["unit"] == "刻" else 1)
    hour = int(match["hour"])
    if 1 <= hour <= 24 and 1 <= lacking < 60:
        yield Clock(hour - 1 or 12, 60 - lacking)


def _delay(match: re.Match[str]) -> Iterator[Piece]:
    count = 0.5 if match["count"] == "半" else float(match["count"]) + (0.5 if match["half"] else 0)
    minutes = count * {"刻": 15, "分": 1}.get(match["unit"][:1], 60) + int(match["more"] or 0)
    yield Delay(-round(minutes) if match["ago"] else round(minutes))


_at, _after, _before = hours.at(_clock), hours.after(_clock), hours.before(_clock)

_DELAY: Final = r"(?P<count>\d+(?:\.\d+)?|半)个?(?P<half>半)?(?P<unit>小时|钟头|分钟|刻钟)(?:零?(?P<more>\d+)分钟?)?"

HOUR_RULES: Final[tuple[Rule, ...]] = (
    rule(rf"{_DELAY}(?:(?P<ago>以前|之前|前)|以?之?后|过后|后|内|以内|之内)", _delay),
    rule(rf"(?:再?过|等)?{_DELAY}(?P<ago>)", _delay),
    said(r"现在(?=就?(?:可以|行|好|方便|打|$|[,.。]))|马上|立刻|立即", Delay(0)),
    rule(r"差(?P<lacking>\d\d?)(?P<unit>分|刻)钟?(?:到|就)?(?P<hour>\d\d?)点", _minutes_to),
    rule(r"(?P<hour>\d\d?)点差(?P<lacking>\d\d?)(?P<unit>分|刻)", _minutes_to),
    rule(rf"从?{_time('first')}(?:到|至|-|~)(?P<late>下午|晚上|中午)?{_time('last')}(?:之?间)?", _between),
    rule(rf"(?<![\d:])(?P<first>\d\d?)(?:到|至|-|~){_time('last')}(?:之?间)?", _roughly),
    rule(rf"{_time('at')}{_AFTER}", _after),
    rule(rf"{_time('at')}{_BEFORE}", _before),
    rule(_time("at"), _at),
    said(r"凌晨|后半夜", hours.SMALL_HOURS),
    said(r"清晨|清早|大清早|一大早|一早|大早", hours.EARLY_MORNING),
    said(r"上午|早上|早晨|早间", hours.MORNING),
    said(r"下午|午后", hours.AFTERNOON),
    said(r"(?:午饭|午休)以?后", hours.AFTERNOON),
    said(r"中午|午饭|午休|正午", hours.MIDDAY),
    said(r"晚饭以?后", hours.EVENING),
    said(r"(?:这个?|同样的?|同一)(?:时候|时间|点儿?)", SameTime()),
    said(r"下班以?后|下了班", hours.AFTER_WORK),
    said(r"晚上|晚间|傍晚", hours.EVENING),
    said(r"夜里|半夜|深夜|夜间", hours.NIGHT),
)
BARE_HOUR: Final[tuple[Rule, ...]] = (
    rule(r"(?<![\d.:点号月/-])(?P<at>\d\d?)(?P<at_half>半)?(?P<at_quarters>)(?P<at_minute>)(?P<at_digits>)(?=[,.。!？?吧]|$)", _at),
)
"""A lone number, if the rest of the answer leaves no doubt that it is an hour."""
