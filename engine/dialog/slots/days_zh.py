"""How Mandarin names days: patterns over simplified characters with numerals as digits, each with what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.dialog.slots import hours
from engine.dialog.slots.days import InDays, InMonth, InMonths, InWeek, MonthPart, OnDate, OnNthWeekday, OnWeekday
from engine.dialog.slots.rules import Piece, Rule, rule, said

_WEEKDAYS: Final = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "日": 6, "天": 6, "7": 6}
_YEARS: Final = {"今年": 0, "明年": 1, "后年": 2, "去年": -1}
_PARTS: Final = {
    "初": MonthPart.BEGINNING,
    "中": MonthPart.MIDDLE,
    "底": MonthPart.END,
    "末": MonthPart.END,
    "上旬": MonthPart.FIRST_THIRD,
    "中旬": MonthPart.MIDDLE,
    "下旬": MonthPart.LAST_THIRD,
}

_WEEK: Final = r"(?:周|星期|礼拜)"
_WHICH: Final = r"(?P<which>下+|这|本|上+)一?个?"
_COUNT: Final = r"(?P<count>\d+|半)"
_AGO: Final = r"(?:(?P<ago>以前|之前|前)|以后|之后|过后|后|内|之内|以内)"


def _date(match: re.Match[str]) -> Iterator[Piece]:
    year, which_year = match["year"], match["which_year"]
    yield from _on(
        int(match["day"]), int(match["month"]), int(year) if year else None, years=_YEARS[which_year] if which_year else None
    )


def _day_of_month(match: re.Match[str]) -> Iterator[Piece]:
    yield from _on(int(match["day"]), months=_ahead(match["which"]))


def _day(match: re.Match[str]) -> Iterator[Piece]:
    yield from _on(int(match["day"]))


def _on(
    day: int, month: int | None = None, year: int | None = None, months: int | None = None, years: int | None = None
) -> Iterator[Piece]:
    if 1 <= day <= 31 and (month is None or 1 <= month <= 12) and (year is None or 1 <= year <= 9998):
        yield OnDate(day, month, year, months, years)


def _weekday(match: re.Match[str]) -> Iterator[Piece]:
    yield OnWeekday(_WEEKDAYS[match["weekday"]], _ahead(match["which"]) if match["which"] else None)


def _nth_weekday(match: re.Match[str]) -> Iterator[Piece]:
    nth = -1 if match["last"] else int(match["nth"])
    if match["month"] is None:
        yield OnNthWeekday(nth, _WEEKDAYS[match["weekday"]], months=_ahead(match["which"]))
    elif 1 <= int(match["month"]) <= 12:
        yield OnNthWeekday(nth, _WEEKDAYS[match["weekday"]], month=int(match["month"]))


def _week(match: re.Match[str]) -> Iterator[Piece]:
    yield InWeek(_ahead(match["which"]))


def _weekend(match: re.Match[str]) -> Iterator[Piece]:
    yield InWeek(_ahead(match["which"]) if match["which"] else 0, 5, 6)


def _month(match: re.Match[str]) -> Iterator[Piece]:
    part = _PARTS[match["part"]] if match["part"] else MonthPart.WHOLE
    if not match["month"]:
        yield InMonth(part, _ahead(match["which"]) if match["which"] else 0)
    elif 1 <= int(match["month"]) <= 12:
        yield InMonth(part, month=int(match["month"]))


def _counted(match: re.Match[str]) -> Iterator[Piece]:
    count = int(match["count"]) if match["count"] != "半" else 0.5
    sign = -1 if match["ago"] else 1
    match match["period"]:
        case "天" | "日":
            yield InDays(sign * round(count))
        case "周" | "星期" | "礼拜":
            yield InDays(sign * round(count * 7))
        case "月":
            yield InMonths(sign * int(count)) if count >= 1 else InDays(sign * 15)
        case _:
            yield InMonths(sign * round(count * 12))


def _ahead(which: str) -> int:
    if which.startswith("下"):
        return len(which)
    return -len(which) if which.startswith("上") else 0


DAY_RULES: Final[tuple[Rule, ...]] = (
    rule(r"(?P<year>\d{4})[-/年.](?P<month>\d\d?)[-/月.](?P<day>\d\d?)[号日]?(?P<which_year>)", _date),
    rule(r"(?P<year>)(?P<which_year>今年|明年|后年|去年)?(?:的)?(?P<month>\d\d?)月份?的?(?P<day>\d\d?)[号日]?", _date),
    rule(r"(?<![\d/.-])(?P<year>)(?P<which_year>)(?P<month>\d\d?)/(?P<day>\d\d?)(?![\d/])", _date),
    rule(rf"{_WHICH}月的?(?P<day>\d\d?)[号日]", _day_of_month),
    rule(rf"{_COUNT}个?(?P<period>天|日|周|星期|礼拜|月|年){_AGO}", _counted),
    rule(r"(?:过|再过)(?P<count>\d+|半)个?(?P<period>天|周|星期|礼拜|月|年)(?P<ago>)", _counted),
    rule(r"(?:(?P<month>\d\d?)月份?|(?P<which>下+|这|本|上+)个?月|月)的?(?P<part>初|中旬|中|底|末|上旬|下旬)", _month),
    rule(
        rf"(?:{_WHICH}月|(?P<month>\d\d?)月份?)的?(?:第(?P<nth>[1-4])|(?P<last>最后1?))个?{_WEEK}(?P<weekday>[1-7日天])",
        _nth_weekday,
    ),
    rule(rf"(?:{_WHICH})?{_WEEK}末", _weekend),
    rule(rf"(?:{_WHICH})?{_WEEK}的?(?P<weekday>[1-7日天])(?!\d|个)", _weekday),
    rule(rf"{_WHICH}{_WEEK}", _week),
    rule(r"(?P<day>\d\d?)[号日](?![码线楼门店院房])", _day),
    rule(r"(?P<which>下+|这|本|上+)个?月(?P<month>)(?P<part>)", _month),
    rule(r"(?P<month>\d\d?)月份?(?P<part>)(?P<which>)", _month),
    said(r"大后[天日]", InDays(3)),
    said(r"后[天日]", InDays(2)),
    said(r"大前[天日]", InDays(-3)),
    said(r"前[天日]", InDays(-2)),
    said(r"明早|明晨", InDays(1), hours.MORNING),
    said(r"明晚", InDays(1), hours.EVENING),
    said(r"明[天日儿]|明(?=[上下中])|次日|隔天", InDays(1)),
    said(r"今早|今晨", InDays(0), hours.MORNING),
    said(r"今晚", InDays(0), hours.EVENING),
    said(r"今[天日儿]|当天", InDays(0)),
    said(r"昨晚", InDays(-1), hours.EVENING),
    said(r"昨[天日儿]", InDays(-1)),
)
