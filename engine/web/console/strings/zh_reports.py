"""报表页面的中文说法。"""

from __future__ import annotations

from typing import Final

REPORTS: Final[dict[str, str]] = {
    "Arm": "分组",
    "By the week that first reached people": "按首次接通所在的周",
    "Called": "已呼叫",
    "Credited by": "归因方式",
    "Do not conclude anything": "不要下任何结论",
    "Enough is known": "已有结论",
    "Every arm had its people, and none showed to be the best.": "每组人数均已达到，没有一组表现最好。",
    "Experiment: {name}": "实验：{name}",
    "First call of {days} days that reached the person": "{days} 天内首次接通本人的通话",
    "Go on": "继续",
    "It is over": "已结束",
    "Last call of {days} days that reached the person": "{days} 天内最后一次接通本人的通话",
    "No arm is better than another by as much as matters. Choose by cost or taste.": (
        "没有一组比其他组好到有意义的程度。请按成本或喜好选择。"
    ),
    "Not every arm has as many people as the experiment asks for.": "还有分组的人数未达到实验要求。",
    "Nothing can be said yet. Looking as often as you like does no harm.": "目前还不能下结论。随时查看都没有害处。",
    "Orders": "订单",
    "Owed to a call, by link or by who told of it": "由链接或上报方归于某次通话",
    "Percent": "百分比",
    "Surely between": "可信区间",
    "The arms did not get the people they should have. Look for what keeps people of one arm from being called.": (
        "各组分到的人数与应有的不符。请查明是什么使某一组的人未被呼叫。"
    ),
    "Value": "金额",
    "min": "分钟",
    "ms": "ms",
    "over all campaigns that have it": "涵盖所有使用该实验的活动",
    "what they did within {days} days": "{days} 天内的行为",
    "{arm} is better than every other arm.": "{arm} 优于其他各组。",
    "{one} minus {other}: {low} to {high} points": "{one} 减 {other}：{low} 至 {high} 个百分点",
}
