"""活动的计划：字段、向导、合规与启动前检查。"""

from __future__ import annotations

from typing import Final

PLANS: Final[dict[str, str]] = {
    # 字段
    "expected a list (lines that start with `- `, or `[…]`)": "应为列表（每行以 `- ` 开头，或 `[…]`）",
    "needs at least {least}, and has {count}": "至少需要 {least} 个，现有 {count} 个",
    "'{value}' is not a time of day: write e.g. 09:00": "“{value}”不是时刻：请写如 09:00",
    "'{value}' is not a date: write e.g. 2027-03-31": "“{value}”不是日期：请写如 2027-03-31",
    "input should be greater than {number}": "应大于 {number}",
    "input should be greater than or equal to {number}": "不应小于 {number}",
    "input should be less than {number}": "应小于 {number}",
    "input should be less than or equal to {number}": "不应大于 {number}",
    "input should be a valid integer": "应为整数",
    "input should be a valid integer, unable to parse string as an integer": "应为整数",
    "input should be a valid integer, got a number with a fractional part": "应为整数，不能有小数",
    "input should be a valid number": "应为数字",
    "input should be a valid number, unable to parse string as a number": "应为数字",
    "input should be a valid boolean": "应为 true 或 false",
    "input should be a valid string": "应为文本",
    "string should have at least {least} character": "至少 {least} 个字符",
    "string should have at least {least} characters": "至少 {least} 个字符",
    "string should have at most {most} character": "至多 {most} 个字符",
    "string should have at most {most} characters": "至多 {most} 个字符",
    "string should match pattern '{pattern}'": "须符合格式 {pattern}",
    "say when: either `after_s: 600` or `next: slot` or `next: day`; or `times: 0` for never": (
        "请写明何时：`after_s: 600`、`next: slot` 或 `next: day`；从不则写 `times: 0`"
    ),
    "when: the segment says already whom it is for: take one of the two out": "when：人群已说明面向谁：请去掉其一",
    "retry: nobody is called again after {outcomes}: take it out": "retry：{outcomes} 之后不会再次呼叫：请去掉",
    "retry: says when to call again, but `attempts` is 1: say how many calls one lead may get": (
        "retry：写了何时再呼，但 `attempts` 为 1：请写明每条线索最多呼叫几次"
    ),
    "calls_per_agent: is missing: how many calls ring for each agent who waits?": (
        "calls_per_agent：缺失：每位等待的坐席同时呼出几通？"
    ),
    "calls_per_agent: counts with `pacing: ratio` only: say so, or take it out": (
        "calls_per_agent：仅在 `pacing: ratio` 时有效：请写明，或去掉"
    ),
    "end: {end} is before the begin, {begin}": "end：{end} 早于开始日期 {begin}",
    "two arms are named {name}": "有两个分组都叫 {name}",
    "floor_percent: {count} arms cannot each have {percent} % of the people: lower it": (
        "floor_percent：{count} 个分组不可能各占 {percent} %：请调低"
    ),
    "hours are by people's own clocks: write them without a time zone, e.g. 09:30": (
        "时间以对方当地时间为准：不要写时区，如 09:30"
    ),
    "nobody can be called from {begin} until {end}: the end must be later": (
        "从 {begin} 到 {end} 无法呼叫：结束时间须晚于开始时间"
    ),
    # 计划是否成立
    "names no gateway: nobody can be called": "没有指定网关：无法呼叫任何人",
    "names no list, and there is no `segment` either: there is nobody to call": "没有名单，也没有 `segment`：没有人可呼叫",
    "there is no `segment` from which to fill the campaign": "没有用来补充活动的 `segment`",
    "{end} is past: nobody would be called any more": "{end} 已过：不会再呼叫任何人",
    "is missing: a {mode} campaign hands calls to agents": "缺失：{mode} 活动要把通话转给坐席",
    "has no `message`: what people hear when no agent is free in time": "没有 `message`：无空闲坐席时对方听到的内容",
    "a {mode} campaign dials as many calls as it has lines, or agents chose: take it out": (
        "{mode} 活动按线路数或坐席选择拨打：请去掉此项"
    ),
    "nobody can be called at {hours}: the campaign's own hours are {own}": "{hours} 无法呼叫任何人：活动自身的时段是 {own}",
    "names {number} twice: whose limits count?": "{number} 写了两次：以哪一个的限制为准？",
    "{number} cannot be shown: write a number as the trunk wants it, e.g. +12025550100": (
        "{number} 无法作为主叫号码：请按网关要求书写，如 +12025550100"
    ),
    "there is a campaign {name} already: choose another name": "已有活动 {name}：请换个名称",
    "is no column of {lists}: leads without it are not called": "{lists} 中没有此列：没有它的线索不会被呼叫",
    "the campaign's lists": "活动的名单",
    "may go to people of {names} who agreed to no message, neither in the call nor before: a list's column is consent to calls; "
    "to messages it is `sms_consent`, as your own systems tell it": (
        "可能发给 {names} 中通话内外都没有同意接收短信的人：名单的列只表示同意来电；同意短信是 `sms_consent`，由您自己的系统提供"
    ),
    "nobody gets it: the offer {name} before it is for everybody": "没有人会得到它：前面的优惠 {name} 面向所有人",
    "script {script} has no variable of this name{hint}": "话术 {script} 没有这个变量{hint}",
    "{value} is no {type}, which script {script} needs": "{value} 不是话术 {script} 所需的 {type} 类型",
    "is no {type}, which the script needs": "不是话术所需的 {type} 类型",
    "is no {type}, which the script needs{hint}": "不是话术所需的 {type} 类型{hint}",
    "voice `{voice}` speaks {languages}, script {script} is in {needed}": (
        "语音 `{voice}` 支持 {languages}，而话术 {script} 使用 {needed}"
    ),
    "says that calls are not recorded, and --recordings asks for it: take one of the two out": (
        "写明不录音，而 --recordings 要求录音：请去掉其一"
    ),
    "there is no folder for recordings: set campaign.recordings in the settings": (
        "没有录音文件夹：请在设置中填写 campaign.recordings"
    ),
    "--trunk {address}: write sip:HOST or sip:HOST:PORT, with ;transport=tcp or ;transport=tls if needed": (
        "--trunk {address}：请写 sip:HOST 或 sip:HOST:PORT，必要时加 ;transport=tcp 或 ;transport=tls"
    ),
    "--trunk {address}: {why}": "--trunk {address}：{why}",
    "--trunk {address}: unknown parameter {name}; only transport=udp, tcp or tls is known": (
        "--trunk {address}：未知参数 {name}；只支持 transport=udp、tcp 或 tls"
    ),
    "--trunk {address}: transport {name} is not udp, tcp or tls": "--trunk {address}：传输方式 {name} 不是 udp、tcp 或 tls",
    "trunk {address} is named twice: its calls would be counted apart": "网关 {address} 写了两次：其通话会分开计数",
    "transfers warm, and the campaign has no agents: its plan needs a `team:`, or the script `mode: cold`": (
        "需要转人工，而活动没有坐席：计划需要 `team:`，或话术改用 `mode: cold`"
    ),
    "webhooks.hosts.{host}.token_from: the environment has no variable {name}": (
        "webhooks.hosts.{host}.token_from：环境中没有变量 {name}"
    ),
    "sms.{name}: an SMPP centre wants one": "sms.{name}：SMPP 短信中心需要此项",
    "script {script}, node {node}: {why}": "话术 {script}，节点 {node}：{why}",
    "asks {address}: {why}": "查询 {address}：{why}",
    "sends a text message, and the settings name no `sms: gateway`": "会发送短信，而设置中没有 `sms: gateway`",
    "sends a short link, and the settings do not say where people reach it: set `web: public_url`": (
        "会发送短链接，而设置中没有其公开地址：请设置 `web: public_url`"
    ),
    "worker.lines_per_worker: a call with an agent takes two lines of one worker: set it to 2 or more": (
        "worker.lines_per_worker：有坐席的通话占同一进程的两条线路：请设为 2 或更大"
    ),
    "nobody knows the agents {names}: callwright agents add NAME SIP": "没有坐席 {names}：callwright agents add NAME SIP",
    # 能呼叫谁
    "nobody can ever be called: {why}": "永远无法呼叫任何人：{why}",
    "nobody can be called until {end}: {why}; the first may be called at {opens}": (
        "{end} 之前无法呼叫任何人：{why}；最早可在 {opens} 呼叫"
    ),
    "no hour of any day is open in {places}: {why}": "{places} 任何一天都没有可呼叫的时段：{why}",
    "is on the do-not-call list": "在拒呼名单上",
    "is left out of this campaign": "已从此活动中排除",
    "{policy} allows no calls to {kind} numbers ({source})": "{policy} 不允许呼叫 {kind} 号码（{source}）",
    "consent to calls was taken back": "已撤回对来电的同意",
    "no consent to {what} is recorded, which {policy} requires ({source})": (
        "没有对{what}的同意记录，而 {policy} 要求有（{source}）"
    ),
    "the consent to {what} is too old for {policy} ({source})": "对{what}的同意对 {policy} 来说已过期（{source}）",
    "calls by a machine": "机器来电",
    "calls": "来电",
    "said no less than {how} ago ({source})": "{how}之内刚拒绝过（{source}）",
    "was talked with less than {how} ago ({source})": "{how}之内刚通过话（{source}）",
    "was called {count} times within {how}, the most is {most} ({source})": (
        "{how}内已呼叫 {count} 次，上限为 {most} 次（{source}）"
    ),
    "a day": "一天",
    "{count} days": "{count} 天",
    "{count} hours": "{count} 小时",
    "{why}: the campaign's own hours": "{why}：活动自身的时段",
    "{why}: the hours of arm {name}": "{why}：分组 {name} 的时段",
    "the campaign": "活动",
    "arm {name}": "分组 {name}",
    "{who} has {how}": "{who}：{how}",
    ": widen the campaign's hours or name time zones in the list": "：请放宽活动时段，或在名单中写明时区",
    "no hours": "没有时段",
    "all {count} zones where the person may be": "此人可能所在的全部 {count} 个时区",
    "{moment} in {zone}, which has {there}": "{zone} 当地时间 {moment}，可呼叫时段 {there}",
    "no country": "无国家",
    "the number belongs to {who}, for which there is no policy: name one that counsel agreed to (`policy:` in the plan), "
    "or write a pack for it (docs/contactability.md)": (
        "号码属于 {who}，没有相应的合规策略：请在计划的 `policy:` 中指定法务认可的一个，或为其编写策略包（docs/contactability.md）"
    ),
    "there is no policy '{name}'{hint}: one of {known}": "没有合规策略“{name}”{hint}：可选 {known}",
    "{pack} allows {percent} ({source})": "{pack} 允许 {percent}（{source}）",
    "limit_percent is {percent}, {why}": "limit_percent 为 {percent}，{why}",
    "{pack} wants {seconds} ({source})": "{pack} 要求 {seconds}（{source}）",
    "the setting trunk.ring_timeout_s is {seconds}, {why}": "设置 trunk.ring_timeout_s 为 {seconds}，{why}",
    # 合规策略包
    "'{part}' is no span of hours: write e.g. 08:00-21:00, or {closed}": "“{part}”不是时段：请写如 08:00-21:00，或 {closed}",
    "{part} is no span of a day: from 00:00 to 24:00, the end after the begin": (
        "{part} 不是一天内的时段：00:00 到 24:00，结束晚于开始"
    ),
    "{part} begins before the span in front of it ends": "{part} 在前一时段结束之前开始",
    "'{name}' is neither a day nor a range of days: write e.g. mon-fri, sat, sun": (
        "“{name}”不是星期或星期范围：请写如 mon-fri、sat、sun"
    ),
    "{day} has hours twice": "{day} 写了两次时段",
    "'{name}' is no time zone: write an IANA name such as America/New_York": (
        "“{name}”不是时区：请写 IANA 名称，如 America/New_York"
    ),
    "no holidays of {place} are known: see the library `holidays`": "没有 {place} 的节假日数据：见 `holidays` 库",
    "the policy holds from {first} on, today is {today}": "此策略从 {first} 起生效，今天是 {today}",
    "the policy held until {last}: get a newer one": "此策略有效期至 {last}：请换用新的",
    "nobody has looked at the policy since {day}: check it against the law, then set a new date": (
        "自 {day} 起无人复核此策略：请对照法律检查，然后设定新日期"
    ),
    "'{name}' is the id of {file}, too": "“{name}”同时是 {file} 的标识",
    "{code} has a policy in {file}, too": "{code} 在 {file} 中也有策略",
    # 活动与话术版本
    "name its script with --script, or `script:` in its plan": "请用 --script 或计划中的 `script:` 指明话术",
    "there is no campaign {name} yet: {how}": "还没有活动 {name}：{how}",
    "campaign {name} runs script {script}, not {other}: choose another --campaign name": (
        "活动 {name} 使用话术 {script}，不是 {other}：请换一个 --campaign 名称"
    ),
    "campaign {name} began before scripts were kept: {how}": "活动 {name} 开始时还没有保存话术：{how}",
    "campaign {name} runs script {script}, not {other}: choose another name for this one": (
        "活动 {name} 使用话术 {script}，不是 {other}：请为此活动换个名称"
    ),
    "campaign {name} began in mode {mode}, not {other}: choose another name for this one": (
        "活动 {name} 以 {mode} 方式开始，不是 {other}：请为此活动换个名称"
    ),
    "no campaign begins any more: Callwright is being stopped": "不再启动活动：Callwright 正在停止",
    "campaign {name} runs already": "活动 {name} 已在运行",
    "there is no model to order leads by: callwright score train": "没有可用来排序线索的模型：callwright score train",
}
