"""人群页面。"""

from __future__ import annotations

from typing import Final

SEGMENTS: Final[dict[str, str]] = {
    "A segment is a question that is asked anew each time: who, as of now, is like this? Campaigns are filled from it.": (
        "人群是每次都会重新提出的问题：此刻哪些人符合？活动可以从人群中取客户。"
    ),
    "Calls stay attributed to it. Campaigns whose plan names it cannot be started again.": (
        "已有通话仍归属于它。计划中引用它的活动将无法再次启动。"
    ),
    "Clause": "条件",
    "Clauses are joined with and, or, not and brackets:": "条件之间用 and、or、not 和括号连接：",
    "Columns of your lists": "名单中的列",
    "Delete": "删除",
    "Delete {name}?": "删除 {name}？",
    "Does one person belong to it?": "某个人是否属于它？",
    "Explain": "解释",
    "Filter": "筛选条件",
    "Holds": "符合",
    "Name of the segment": "人群名称",
    "New segment": "新建人群",
    "No segment yet": "还没有人群",
    "Number or your own id": "号码或自有编号",
    "People chosen by a filter over everything that is known of them.": "根据对客户的全部了解，用筛选条件选出的人。",
    "Press a clause to add it.": "点击条件即可添加。",
    "Segment": "人群",
    "Segments": "人群",
    "What can be asked": "可以问什么",
    "What is known": "已知信息",
    "Who belongs to it": "哪些人属于它",
    "Write a clause, or press one of those beside.": "写一个条件，或点击旁边的示例。",
    "as of now; it is counted anew whenever it is used": "截至此刻；每次使用时都会重新统计",
    "cannot be used": "无法使用",
    "is being counted": "正在统计",
    "line {line}, column {column}": "第 {line} 行，第 {column} 列",
    "no": "否",
    "their latest call ended so": "最近一次通话的结果是这些",
    "their latest call is longer ago than 30 days": "最近一次通话在 30 天以前",
    "their latest grade is B or better": "最近的意向等级为 B 或更高",
    "there are so many such events; so sum, last": "有这么多次此类事件；sum、last 用法相同",
    "they are not on the do-not-call list": "不在拒呼名单上",
    "they are on the list": "在该名单上",
    "they did not agree to text messages; so consent call": "未同意接收短信；consent call 用法相同",
    "they earned the tag lately": "最近获得了该标签",
    "they followed a link; so ordered, unsubscribed": "点击过链接；ordered、unsubscribed 用法相同",
    "they said so in a call": "在通话中说过",
    "they were never called": "从未被呼叫",
    "yes": "是",
    "{name} belongs to it.": "{name} 属于它。",
    "{name} does not belong to it.": "{name} 不属于它。",
    "{people} people": "{people} 人",
}
