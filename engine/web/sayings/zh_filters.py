"""人群的筛选条件。"""

from __future__ import annotations

from typing import Final

FILTERS: Final[dict[str, str]] = {
    "write `not`, or != to compare": "请写 `not`，比较请用 !=",
    "a text ends with the quote it starts with; inside it, that quote is written twice": (
        "文本的引号要前后一致；文本内部的同种引号要写两次"
    ),
    "write a plain number": "请直接写数字",
    "write a number as -12.5, a date as 2026-12-01, how long ago as 30min, 12h, 30d or 8w": (
        "数字写作 -12.5，日期写作 2026-12-01，多久以前写作 30min、12h、30d 或 8w"
    ),
    "line {line}, column {column}: {why}": "第 {line} 行第 {column} 列：{why}",
    "holds a zero byte, which no database keeps: take it out": "含有零字节，数据库无法保存：请去掉",
    "is nested more than {most} deep": "嵌套超过 {most} 层",
    "only a text contains another, and this is {what}": "只有文本才能包含另一文本，而这是{what}",
    "texts and outcomes have no order: use = or !=, or compare with a number or a date": (
        "文本和结果没有大小顺序：请用 = 或 !=，或与数字、日期比较"
    ),
    "could tell hidden digits of telephone numbers, which you may not see: take the clause out": (
        "可能泄露您无权查看的电话号码中被隐藏的数字：请去掉这个条件"
    ),
    "nothing is exactly so long ago: use < for less long ago, > for longer ago": ("没有什么恰好在那么久以前：更近用 <，更久用 >"),
    "nothing is exactly so long ago: compare with < or >": "没有什么恰好在那么久以前：请用 < 或 > 比较",
    "is of another type than the first: all must be texts, numbers or dates": "与第一个的类型不同：须全是文本、数字或日期",
    "`{name}.` is neither `attribute.` nor `slot.`{hint}": "`{name}.` 既不是 `attribute.` 也不是 `slot.`{hint}",
    "`{name}` is yes or no by itself: write `{same}` or `not {again}`": "`{name}` 本身就是是或否：请写 `{same}` 或 `not {again}`",
    "`{name}` is neither a field nor a column of any list{hint}; what only other systems say is written attribute.{same}, "
    "what people said in calls slot.{again}": (
        "`{name}` 既不是字段也不是任何名单的列{hint}；只有其他系统提供的写作 attribute.{same}，通话中说过的写作 slot.{again}"
    ),
    "`do_not_call` is so now: take `within` out": "`do_not_call` 只看当前：请去掉 `within`",
    "`{name}` is not compared with anything: write e.g. `{same} is known`": "`{name}` 没有与任何值比较：请写如 `{same} is known`",
    "a number": "数字",
    "a point in time": "时间点",
    "a grade": "意向等级",
    "an outcome": "通话结果",
    "a text": "文本",
    "a text, a number or a date, as it is written": "文本、数字或日期（依写法而定）",
    "a number such as 3": "数字，如 3",
    "how long ago, such as 30d, or a date such as 2026-12-01": "多久以前，如 30d，或日期，如 2026-12-01",
    "one of {words}": "{words} 之一",
    "an outcome such as no_answer": "通话结果，如 no_answer",
    "a text in quotes": "引号中的文本",
    "a text in quotes, a number, a date such as 2026-12-01, or days ago such as 30d": (
        "引号中的文本、数字、日期如 2026-12-01，或多少天以前如 30d"
    ),
    "`{value}` cannot be compared with {what}: write {how}": "`{value}` 不能与{what}比较：请写{how}",
    "dates of lists have no time of day: write whole days, such as 30d": "名单中的日期没有时刻：请写整天数，如 30d",
    "`{value}` needs quotes if it is a text: '{same}'": "`{value}` 若是文本则要加引号：'{same}'",
    "{value} is no day of the calendar": "{value} 不是日历上的日期",
    "`{value}` is not one of {words}{hint}": "`{value}` 不在可选值之内：{words}{hint}",
    "{name} is no name of a segment: choose 1 to {most} letters, digits or signs, no `/`": (
        "{name} 不能作为人群名称：请用 1 到 {most} 个字母、数字或符号，不含 `/`"
    ),
    "segment {name} is {filter} already: choose another name, or replace it (--replace)": (
        "人群 {name} 已是 {filter}：请换个名称，或替换它（--replace）"
    ),
    ": none was saved yet": "：还没有保存过任何人群",
    "{hint}; saved are: {known}": "{hint}；已保存：{known}",
    "there is no segment {name}{hint}; callwright segments add {same} FILTER saves one": (
        "没有人群 {name}{hint}；用 callwright segments add {same} FILTER 保存"
    ),
    "earned {when}": "获得于 {when}",
    "no such tag": "没有该标签",
    "{count}, the latest {when}": "{count} 次，最近一次 {when}",
    "lists: {names}": "名单：{names}",
    "said nothing": "没有表示",
    "taken back": "已撤回",
    "is listed": "在名单上",
    "is not listed": "不在名单上",
}
