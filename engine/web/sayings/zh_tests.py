"""话术的测试：文件与结果。"""

from __future__ import annotations

from typing import Final

TESTS: Final[dict[str, str]] = {
    # 测试文件
    "has no test": "没有测试",
    "'{name}' is the name of another test, too": "“{name}”同时是另一个测试的名称",
    "is not known here{hint}": "此处没有这一项{hint}",
    "'{value}' is not a whole number of milliseconds": "“{value}”不是整数毫秒",
    "'{value}' is not a row of telephone keys: use 0-9, * and #": "“{value}”不是电话按键：请用 0-9、* 和 #",
    "must be true: leave it out otherwise": "只能为 true：否则请去掉",
    "'{word}' is not a step{hint}": "“{word}”不是步骤{hint}",
    "'{word}' is not a step{hint}: write `person: {same}` for what a person says": (
        "“{word}”不是步骤{hint}：对方说的话请写作 `person: {same}`"
    ),
    "'{word}' is not a disposition{hint}": "“{word}”不是通话结果{hint}",
    ": use one of {known}": "：请用 {known} 之一",
    "is not a regular expression: {error}": "不是正则表达式：{error}",
    "expected a date and time such as 2026-03-10 10:00": "应为日期和时间，如 2026-03-10 10:00",
    "`after_ms` waits for the bot's end and `over` does not: take one of them": (
        "`after_ms` 等机器人说完，`over` 不等：请只用其一"
    ),
    "give it `answers` or `fails`": "请写 `answers` 或 `fails`",
    "the script does not speak {language}: it has {languages}": "话术不支持 {language}：支持 {languages}",
    "'{name}' is not {what}{hint}": "“{name}”不是{what}{hint}",
    "a variable of the script": "话术的变量",
    "a node": "节点",
    "a slot that this webhook saves": "此 webhook 保存的槽位",
    "lacks what this webhook saves: {slots}": "缺少此 webhook 保存的内容：{slots}",
    "the node '{name}' has no `webhook`": "节点“{name}”没有 `webhook`",
    "an intent": "意图",
    "a tag that the script gives": "话术会打的标签",
    "a slot of the script": "话术的槽位",
    # 结果
    "the call was over before this, after {seconds} s: {end}": "通话在此之前（{seconds} 秒时）已结束：{end}",
    "no words": "没有听出话",
    "expected {intent}, understood {what}": "应为 {intent}，理解为 {what}",
    "none, it stays at {node}": "没有，停留在 {node}",
    "expected to come to {nodes}, came to {what}": "应到达 {nodes}，实际到达 {what}",
    "the answer came after {ms} ms": "回答用了 {ms} 毫秒",
    "the bot answered nothing": "机器人没有回答",
    "expected an answer within {ms} ms: {what}": "应在 {ms} 毫秒内回答：{what}",
    "the bot said nothing": "机器人没有说话",
    "the bot said: {spoken}": "机器人说：{spoken}",
    "expected silence, {what}": "应保持安静，{what}",
    "expected '{text}', {what}": "应说“{text}”，{what}",
    "expected a match of '{pattern}', {what}": "应匹配“{pattern}”，{what}",
    "the bot was not speaking when the step before began": "上一步开始时机器人没有在说话",
    "expected that the bot speaks on, it stopped": "机器人应继续说，却停下了",
    "expected that the bot stops, it spoke on": "机器人应停下，却继续说",
    "no tags": "没有标签",
    "expected {wanted}, the record has {what}": "应有 {wanted}，记录中是 {what}",
    "expected '{wanted}', the record has {what}": "应为“{wanted}”，记录中是 {what}",
    "expected '{wanted}', the record has '{value}'": "应为“{wanted}”，记录中是“{value}”",
    "no message": "没有短信",
    "expected '{text}', sent was: {what}": "应含“{text}”，发送的是：{what}",
    "'{text}' must not be said, the bot said: {spoken}": "不应说“{text}”，机器人说：{spoken}",
    "{names} must not be there": "不应有 {names}",
    "expected {end}, the call ended as {ended} ({cause})": "应为 {end}，通话结果是 {ended}（{cause}）",
    "expected {node}, the call ended at {ended}": "应在 {node} 结束，实际在 {ended}",
    "expected {target}, the call went to {went}": "应转到 {target}，实际转到 {went}",
}
