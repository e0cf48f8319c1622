"""话术检查的结果。"""

from __future__ import annotations

from typing import Final

SCRIPTS: Final[dict[str, str]] = {
    # 文件与格式
    " (did you mean '{near}'?)": "（是否想写“{near}”？）",
    "a {type}": "{type}",
    "an {type}": "{type}",
    "cannot be read: {error}": "无法读取：{error}",
    "is not UTF-8 text: save the file as UTF-8": "不是 UTF-8 文本：请把文件另存为 UTF-8",
    "the first field must be `schema_version: {version}`, the version of this format": (
        "第一个字段必须是 `schema_version: {version}`，即格式版本"
    ),
    "format version {version} is not known here: expected {expected}": "不支持格式版本 {version}：应为 {expected}",
    "is empty": "为空",
    "lists or fields stand inside each other too deeply": "列表或字段嵌套过深",
    "expected fields such as `id:` and `nodes:` at the top level": "顶层应有 `id:`、`nodes:` 等字段",
    "the file is empty": "文件为空",
    "is not YAML: {why}": "不是有效的 YAML：{why}",
    "a sign that cannot be seen (U+{code}): delete it": "有看不见的字符（U+{code}）：请删除",
    "a second document begins here: keep one": "这里开始了第二份文档：请只保留一份",
    "a tab: use spaces instead": "这里是制表符：请改用空格",
    "a space of another kind (U+{code}) at the line's beginning: type plain spaces": "行首有另一种空格（U+{code}）：请输入普通空格",
    "`{sign}` is a full-width sign: write `{plain}`": "`{sign}` 是全角符号：请写 `{plain}`",
    "`-` needs a space behind it": "`-` 后面需要一个空格",
    "`:` needs a space behind it": "`:` 后面需要一个空格",
    "a text that starts with `{sign}` needs quotes around it": "以 `{sign}` 开头的文本需要加引号",
    "a text that starts with a bracket needs quotes around it": "以括号开头的文本需要加引号",
    "a backslash has a meaning of its own between double quotes: write single ones": "双引号内的反斜杠有特殊含义：请用单引号",
    "a text that starts with `{quote}` ends at the next one: put the whole text between `{other}`": (
        "以 `{quote}` 开头的文本到下一个同样的引号就结束了：请把整段文本放在 `{other}` 之间"
    ),
    "`{sign}` is opened here and never closed": "`{sign}` 在这里开始，却没有结束",
    "`{sign}` is opened here and never closed: `{closing}` is missing": "`{sign}` 在这里开始，却没有结束：缺少 `{closing}`",
    "a text with `: ` in it needs quotes around it": "含有 `: ` 的文本需要加引号",
    "a text with `{{` in it needs quotes around it": "含有 `{{` 的文本需要加引号",
    "`, ` is missing in front of `{word}`": "`{word}` 前面缺少 `, `",
    "`, ` is missing in front of `{word}`; or, if that belongs to the text, quotes around the text": (
        "`{word}` 前面缺少 `, `；如果它属于文本，则文本需要加引号"
    ),
    "nothing stands in front of this `,`: delete it": "这个 `,` 前面什么也没有：请删除",
    "`{sign}` closes nothing: delete it": "`{sign}` 没有对应的开始：请删除",
    "a comment starts with `#`, not `//`": "注释以 `#` 开头，而不是 `//`",
    "`- ` starts a line of a list, and the line above is none: drop it": "`- ` 是列表行的开头，而上一行不是列表：请去掉",
    "`{piece}` stands behind a comma and has no `: `: a text with a comma needs quotes around it": (
        "逗号后面的 `{piece}` 没有 `: `：含有逗号的文本需要加引号"
    ),
    "a list whose lines start with `- ` has no bracket: drop the `{sign}`": "每行以 `- ` 开头的列表不用括号：请去掉 `{sign}`",
    "this line of the list must stand exactly below the one before it": "列表的这一行必须与前一行对齐",
    "this line of the list has no `- ` in front of it": "列表的这一行前面缺少 `- `",
    "`{field}` has no `:` behind it": "`{field}` 后面缺少 `:`",
    "this line stands further to the right than the one that it belongs beside": "这一行比同级的行缩进更多",
    "{spaces} spaces stand in front of this line, and no line above it fits: make it {levels}": (
        "这一行前面有 {spaces} 个空格，与上面任何一行都不对应：请改为 {levels} 个"
    ),
    "YAML aliases (`*name`) are not supported: write it out": "不支持 YAML 别名（`*name`）：请完整写出",
    "stands twice; the second time on line {line}": "出现了两次，第二次在第 {line} 行",
    "is missing": "缺失",
    "starts with a letter and has letters, digits, `_` and `-` only": "须以字母开头，且只含字母、数字、`_` 和 `-`",
    "is neither a known field nor a language of this script": "既不是已知字段，也不是此话术的语言",
    "is not a known field{hint}": "不是已知字段{hint}",
    "expected a text, or one for each of the script's languages (`en: Hello.`)": "应为文本，或话术每种语言各一条（`en: Hello.`）",
    "expected a text": "应为文本",
    "expected a list (lines that start with `- `)": "应为列表（每行以 `- ` 开头）",
    "expected fields (lines such as `name: value`)": "应为字段（如 `name: value` 的行）",
    "expected true or false": "应为 true 或 false",
    "expected true, false or milliseconds such as 1500": "应为 true、false 或毫秒数，如 1500",
    "expected {least} to {most} milliseconds": "应为 {least} 到 {most} 毫秒",
    "'{value}' is not a grade: use A, B, C, D, E or F": "“{value}”不是意向等级：请用 A、B、C、D、E 或 F",
    "'{value}' is not one of {words}{hint}": "“{value}”不在可选值之内：{words}{hint}",
    "'{value}' is not a telephone key: use one of 0-8, * and #": "“{value}”不是电话按键：请用 0-8、* 或 #",
    "'{value}' is not a whole number: write digits alone, such as 2500": "“{value}”不是整数：请只写数字，如 2500",
    "has a sign in it that cannot be seen (U+{code}): delete it": "含有看不见的字符（U+{code}）：请删除",
    "is not a known field: a text with `: ` in it needs quotes around it": "不是已知字段：含有 `: ` 的文本需要加引号",
    "is not a known field (did you mean '{near}'?)": "不是已知字段（是否想写“{near}”？）",
    "'{slot}' is only asked for here: put this on the node that the answer leads to": (
        "“{slot}”在这里才询问：请写在回答之后的节点上"
    ),
    "'{slot}' is kept as words, and nobody is called at that time: ask for it with `type: date_time`": (
        "“{slot}”只保存原话，到时不会有人回电：请用 `type: date_time` 询问"
    ),
    "is not parted by full-width commas: write `, ` between examples": "全角逗号不能分隔示例：请在示例之间写 `, `",
    "'{day}' has passed: no answer is taken any more": "“{day}”已过：不会再接受任何回答",
    "'{day}' has passed: days since then are taken, too; write `min: today`, or `max: today` for days gone by": (
        "“{day}”已过：从那天起的日期都会被接受；请写 `min: today`，若问的是过去的日期，请写 `max: today`"
    ),
    "has Chinese characters, which an English voice does not read": "含有汉字，英文语音不会念出来",
    "'{value}' is not a language: use a code such as en or zh-CN": "“{value}”不是语言代码：请用 en、zh-CN 等代码",
    "'{value}' is not a name: a name {how}": "“{value}”不是有效名称：名称{how}",
    "does not belong in an included file{hint}": "不能写在被包含的文件中{hint}",
    "'{name}' is no built-in global intent{hint}": "“{name}”不是内置的全局意图{hint}",
    "lies outside of the script's folder": "位于话术文件夹之外",
    "includes in a circle: {way}": "循环包含：{way}",
    "'{file}' cannot be read: no such file": "无法读取“{file}”：没有这个文件",
    "recording '{audio}' is not there: its text will be spoken by the voice": "录音“{audio}”不存在：将由语音合成念出其文本",
    "reading it {why}: is it a script? Cut it into files that it includes": "读取时{why}：这是话术吗？请拆成多个被包含的文件",
    # 语言
    "'{language}' is none of the script's languages: {languages}": "“{language}”不是此话术的语言：{languages}",
    "stands beside `language`: keep one of the two": "不能与 `language` 并存：请保留其一",
    "needs a language: write `language: en`, or `languages: [en, zh-CN]`": (
        "需要语言：请写 `language: en` 或 `languages: [en, zh-CN]`"
    ),
    "is empty: name the languages, e.g. [en, zh-CN]": "为空：请列出语言，如 [en, zh-CN]",
    "names a language twice": "同一语言写了两次",
    "has no text in {language}": "缺少 {language} 文本",
    "is none of the script's languages: {languages}": "不是此话术的语言：{languages}",
    "is a text of its own, for a comma between brackets ends a text: if `{shown}` is one, put it in quotes": (
        "是单独的一条文本，因为方括号里的逗号会分开文本：如果 `{shown}` 是一句，请加引号"
    ),
    "is the same text in {first} and {language}: write `{{one}: …, {other}: …}`": (
        "{first} 与 {language} 的文本相同：请写 `{{one}: …, {other}: …}`"
    ),
    # 流程
    "'{name}' is not a node{hint}": "没有节点“{name}”{hint}",
    "'{name}' is a section of its own at the top of the file, not a node": "“{name}”是文件顶层的独立部分，不是节点",
    "no conversation can come here": "没有任何对话能到达这里",
    "on, ask, goto, resume, return, webhook, transfer or hangup": "on、ask、goto、resume、return、webhook、transfer 或 hangup",
    "has no way on: give it {what}": "没有下一步：请写 {what}",
    "has more than one way on: {ways}; keep one": "有多个下一步：{ways}；请只留一个",
    "on or ask": "on 或 ask",
    "needs a `goto` beside it: where to go once the answer is noted": "旁边需要 `goto`：记下回答之后去哪里",
    "needs a `goto` beside it: where to go with the answer": "旁边需要 `goto`：得到结果之后去哪里",
    "has no effect: this node does not listen": "不起作用：此节点不听对方说话",
    "needs `mode: warm`: a call that was handed over cold does not come back": "需要 `mode: warm`：直接转出的通话不会回来",
    "needs `mode: warm`: the bot leaves a call that it hands over cold": "需要 `mode: warm`：直接转出时机器人会离开通话",
    "needs a last way without `when`, for when no condition holds": "最后需要一条没有 `when` 的路径，用于条件都不成立时",
    "is never reached: the way before it has no condition": "永远不会到达：前一条路径没有条件",
    "talks in a circle without listening: {way}": "循环说话而不听对方：{way}",
    "stays silent": "一直沉默",
    "is never understood": "一直未被理解",
    "whoever {who} never gets out of here: {way}": "对方若{who}，就永远走不出这里：{way}",
    "the opening leads here before any question was asked": "开场在提出任何问题之前就到了这里",
    "{language} has no built-in `{ladder}`: write one, here or at the top, or the bot gives up at once": (
        "{language} 没有内置的 `{ladder}`：请在此处或顶层写一个，否则机器人会立即放弃"
    ),
    "can be reached without a `call`: use `resume` to go back to the open question": (
        "不经 `call` 也能到达：要回到未答的问题请用 `resume`"
    ),
    "needs an `intent`, a `digit` or `words`": "需要 `intent`、`digit` 或 `words`",
    "needs exactly one of `goto`, `say`, `call` and `repeat: true`": "`goto`、`say`、`call`、`repeat: true` 须且只能写一个",
    "9 means opt-out in every script: take another key": "在所有话术中 9 都表示拒绝再呼：请换一个按键",
    "opt-out is understood everywhere by itself: say what follows in `opt_out:` at the top": (
        "拒绝再呼在任何位置都会自动识别：后续内容请写在顶层的 `opt_out:`"
    ),
    "'{value}' is expected twice here; only the first counts": "“{value}”在这里出现了两次；只有第一个有效",
    "does nothing: give it `say`, `repeat: true` or `goto`": "什么也不做：请写 `say`、`repeat: true` 或 `goto`",
    "cannot both `repeat` and `goto`": "`repeat` 与 `goto` 不能同时使用",
    "must begin with https://, or personal data would cross the network in the clear; http:// is for this machine only": (
        "必须以 https:// 开头，否则个人数据会以明文经过网络；http:// 只能用于本机"
    ),
    "is no address: {error}": "不是有效地址：{error}",
    "'{voice}' is no voice{hint}; those for {language}: {names}; or a folder, or owner/name": (
        "没有名为“{voice}”的声音{hint}；{language} 可用的声音：{names}；也可写文件夹或 owner/name"
    ),
    "'{voice}' speaks {languages}, and the script is in {language}": "“{voice}”说的是 {languages}，而话术是 {language}",
    "is never reached: the step before it goes away": "永远不会到达：前一步已经离开",
    # 意图
    "'{intent}' has no examples under `intents`{hint}": "“{intent}”在 `intents` 下没有示例{hint}",
    "'{name}' is also an intent: take another name": "“{name}”同时是一个意图：请换个名称",
    "is expected nowhere": "没有任何地方用到",
    "has no examples": "没有示例",
    "has {count} of the {few} or more examples that make it understood reliably": (
        "只有 {count} 个示例，可靠理解需要 {few} 个以上"
    ),
    "'{example}' is also an example of '{intent}'": "“{example}”同时是“{intent}”的示例",
    "language {language} has no built-in opt-out: write examples under `{intent}`": (
        "语言 {language} 没有内置的拒绝再呼：请在 `{intent}` 下写示例"
    ),
    # 法规
    "does not say how to opt out, as marketing calls must, as in “press nine if you don't want these calls”": (
        "没有说明如何拒绝再呼，而营销电话必须说明：如“不想再接到来电请按九”"
    ),
    "gives no number to call back, as a message left by a machine must": "没有给出回拨号码，而机器留言必须给出",
    "{what} ({code}: {source})": "{what}（{code}：{source}）",
    "'{code}' is not a jurisdiction: use country codes such as US or GB, with a state (US-CA) if need be, or EU{hint}": (
        "“{code}”不是法域：请用 US、GB 等国家代码，必要时加州（US-CA），或 EU{hint}"
    ),
    "the opening does not say who calls: '{company}' (`persona`) is not named before the first answer": (
        "开场没有说明来电方：在对方第一次回答之前没有说出“{company}”（`persona`）"
    ),
    "is sent to people who agreed to nothing: let each way here pass an answer that says yes, or a key; "
    "if they agreed before the call, be sure that you can prove it": (
        "会发给没有同意过的人：请让到达这里的每条路径都经过肯定的回答或按键；若对方在通话前已同意，请确保能够证明"
    ),
    # 长度、链接与标记
    "has an asterisk without its partner: write *words* to stress them": "星号不成对：要强调请写 *词语*",
    "has a pause of {ms} ms: the longest is {longest}": "停顿 {ms} 毫秒：最长 {longest} 毫秒",
    "has {tag}, which is no mark that voices know: a pause is written <pause 300ms>": (
        "含有 {tag}，语音不认识此标记：停顿写作 <pause 300ms>"
    ),
    "must be a whole URL, http or https, with placeholders only behind the host: https://shop.example/offer?plan={{ plan }}": (
        "须为完整的 http 或 https 网址，占位符只能在主机名之后：https://shop.example/offer?plan={{ plan }}"
    ),
    "takes": "本节点需要",
    "{way} take": "{way} 需要",
    "takes about {seconds} s to say: keep it under {longest} s": "说完约需 {seconds} 秒：请控制在 {longest} 秒以内",
    "{what} about {seconds} s and cannot be interrupted: keep it under {longest} s": (
        "{what}约 {seconds} 秒且不能打断：请控制在 {longest} 秒以内"
    ),
    "has no place for the link: write `{{ link }}` where it belongs": "没有放链接的位置：请在相应位置写 `{{ link }}`",
    "a link is not read aloud: write `{{ link }}` without a filter": "链接不会念出来：`{{ link }}` 不要带过滤器",
    # 槽位、变量与条件
    "at column {column} of the condition: {why}": "条件第 {column} 列：{why}",
    "has braces that are not a placeholder: write {{ name }} or {{ name | filter }}": (
        "花括号不是占位符：请写 {{ name }} 或 {{ name | filter }}"
    ),
    "'{name}' is neither a variable nor a slot{hint}": "“{name}”既不是变量也不是槽位{hint}",
    "'{name}' is not a filter{hint}": "“{name}”不是过滤器{hint}",
    "is used nowhere": "没有任何地方使用",
    "is filled nowhere": "没有任何地方填写",
    "'{name}' comes from `persona`: take another name": "“{name}”来自 `persona`：请换个名称",
    "'{slot}' is a variable: take another name for the slot": "“{slot}”是变量：槽位请换个名称",
    "'{value}' is no {type}": "“{value}”不是 {type} 类型",
    "is a choice without `choices`: name what may be chosen": "类型为 choice 但没有 `choices`：请列出可选项",
    "needs `type: choice`": "需要 `type: choice`",
    "'{code}' is no currency: use a code of ISO 4217 such as USD or CNY{hint}": (
        "“{code}”不是货币代码：请用 USD、CNY 等 ISO 4217 代码{hint}"
    ),
    "'{code}' is no country: use a code of ISO 3166 such as US or CN{hint}": (
        "“{code}”不是国家代码：请用 US、CN 等 ISO 3166 代码{hint}"
    ),
    "needs `type: digits`": "需要 `type: digits`",
    "has limits, which a {type} cannot have": "写了上下限，而 {type} 不能有上下限",
    "a {type} is not understood in {language}: use `type: text`": "{language} 不支持理解 {type}：请用 `type: text`",
    "an answer to the confirmation is not understood in {language}: use `confirm: never`": (
        "{language} 不支持理解对确认的回答：请用 `confirm: never`"
    ),
    "'{name}' is not a slot{hint}": "没有槽位“{name}”{hint}",
    "'{name}' says no time: ask for it with `type: date_time`": "“{name}”不是时间：请用 `type: date_time` 询问",
    "write a number such as 12.5": "请写数字，如 12.5",
    "write an amount such as 49.90 or 49.90 USD": "请写金额，如 49.90 或 49.90 USD",
    "write a day such as 2026-12-01, or words such as tomorrow, in two hours, 30 days ago": (
        "请写日期如 2026-12-01，或 tomorrow、in two hours、30 days ago 等词语"
    ),
    "a {type} has no limits": "{type} 没有上下限",
    "'{most}' is less than the least value, '{least}'": "“{most}”小于最小值“{least}”",
    "'{value}' is no {type}: {how}": "“{value}”不是 {type} 类型：{how}",
    "the filter `{filter}` does not fit `{name}`, which is {what}": "过滤器 `{filter}` 不适用于 `{name}`（{what}）",
    "can never hold: {why}": "永远不成立：{why}",
    "always holds: leave it out": "总是成立：请去掉",
    "`{name}` is only ever set to {values}": "`{name}` 只会被设为 {values}",
    "no value fits": "没有符合的值",
    '"yes" or "no"': '"yes" 或 "no"',
    "a number such as 12.5": "数字，如 12.5",
    "a number or an amount such as 49.90 USD": "数字或金额，如 49.90 USD",
    'a date such as "2026-12-01" or a time such as "2026-12-01T14:30"': '日期如 "2026-12-01" 或时间如 "2026-12-01T14:30"',
    'a number such as "+12025550143"': '号码，如 "+12025550143"',
    'digits such as "04172"': '一串数字，如 "04172"',
    "a text that is not blank": "非空文本",
    "one of its choices": "其可选项之一",
    "compares two fixed values: one side must be a slot or a variable": "比较的是两个固定值：其中一边须是槽位或变量",
    "`{name}` is {what}, which has no order: use == or !=": "`{name}` 是 {what} 类型，没有大小顺序：请用 == 或 !=",
    "`{name}` is neither a slot nor a variable{hint}; a text is written in quotes": (
        "`{name}` 既不是槽位也不是变量{hint}；文本要写在引号里"
    ),
    "`{left}` ({type}) cannot be compared with `{right}` ({other})": "`{left}`（{type}）不能与 `{right}`（{other}）比较",
    "`{name}` is {what}, not a yes_no: compare it, or write `{same} is filled`": (
        "`{name}` 是 {what} 类型，不是 yes_no：请与某值比较，或写 `{same} is filled`"
    ),
    "in quotes": "写在引号里",
    "without quotes": "不带引号",
    "`{name}` is {what}: write what it is compared with {how}": "`{name}` 是 {what} 类型：比较的值要{how}",
    "'{value}' is not a choice of `{name}`{hint}": "“{value}”不是 `{name}` 的可选项{hint}",
    "`{name}` is {what}: compare it with {how}": "`{name}` 是 {what} 类型：请与{how}比较",
    "compare with ==": "比较请用 ==",
    "write `and`": "请写 `and`",
    "write `or`": "请写 `or`",
    "write `not`": "请写 `not`",
    "a text ends with the quote it starts with": "文本的引号要前后一致",
    "write >=": "请写 >=",
    "write <=": "请写 <=",
    "write !=": "请写 !=",
    "write >": "请写 >",
    "write <": "请写 <",
    "write an amount as 49.90 USD": "金额请写成 49.90 USD",
    "write `{word}`": "请写 `{word}`",
    "write `is not filled`": "请写 `is not filled`",
    "a date is written in quotes": "日期要写在引号里",
    "write straight quotes": "请用直引号",
    "ends too early": "结束得太早",
    "`{word}` does not belong here": "`{word}` 不应出现在这里",
    "`{word}` does not belong here{hint}": "`{word}` 不应出现在这里{hint}",
    ": {how}": "：{how}",
    # 要说的话
    "a recording says the same in every call: take {{ {name} }} out of its text, or leave it to the voice": (
        "录音在每次通话中都相同：请从其文本中去掉 {{ {name} }}，或改用语音合成"
    ),
    "has {kinds}: ": "有 {kinds}：",
    "{hint}one item is a text, `one_of`, `when` with `say`, `pause_ms`, or `audio` with `text`": (
        "{hint}一项只能是文本、`one_of`、`when` 加 `say`、`pause_ms`，或 `audio` 加 `text`"
    ),
    "needs both `when` and `say`": "`when` 与 `say` 须同时写",
    "needs a `text` beside `audio`: what the recording says, and what is spoken without it": (
        "`audio` 旁边需要 `text`：录音的内容，没有录音时由语音合成念出"
    ),
    "'{target}' cannot be dialled: write a number such as +12025550143, or an address such as sip:a@pbx.example": (
        "“{target}”无法拨打：请写号码如 +12025550143，或地址如 sip:a@pbx.example"
    ),
    "'{limit}' is in another currency than {currency}": "“{limit}”的货币不是 {currency}",
    "'{slot}' is not declared under `slots`{hint}": "“{slot}”没有在 `slots` 下声明{hint}",
    "'{phrase}' is also a phrase of '{owner}'": "“{phrase}”同时是“{owner}”的说法",
    "'{whole}' is said as it is written: a placeholder is {{ {name} }}": "“{whole}”会照原样念出：占位符写作 {{ {name} }}",
    "is learnt before any call, and knows no values: take the placeholder out": "示例在通话之前学习，没有取值：请去掉占位符",
    "has no Chinese character, and is the text in {language}": "是 {language} 的文本，却没有一个汉字",
    "has no effect: a pause comes after something said": "不起作用：停顿要放在说话之后",
    "says nothing: give it `say`": "什么也不说：请写 `say`",
    "a disclosure cannot be interrupted: leave this out": "身份说明不能被打断：请去掉此项",
    "a disclosure is not said on a condition only": "身份说明不能只在某条件下才说",
    "the opening must say who calls and that it is a machine, in a node with `disclosure: true`": (
        "开场必须在带 `disclosure: true` 的节点里说明来电方以及是机器来电"
    ),
    "does not seem to say that a machine is calling (words such as automated, virtual, AI)": (
        "似乎没有说明是机器来电（如“自动”“虚拟”“AI”等词）"
    ),
    "language {language} has no built-in text for this: write `{section}:` with `say`": (
        "语言 {language} 没有此处的内置文本：请写 `{section}:` 和 `say`"
    ),
    # 发布
    "{failed} of {count} tests failed, so nothing was published": "{count} 个测试中有 {failed} 个失败，因此没有发布",
    "{path}: {what}: mend what is wrong, or give --untested": "{path}：{what}：请修正，或使用 --untested",
    "was changed while it was read: try again": "读取期间被修改：请重试",
    "no script {script} was published{hint}": "话术 {script} 从未发布{hint}",
    "{why}; for a file, give its path, e.g. dialogs/{id}.yaml": "{why}；若是文件，请给出路径，如 dialogs/{id}.yaml",
    "'{path}' names no version: write its number, such as {script}@3": "“{path}”不是版本：请写版本号，如 {script}@3",
    ": nothing was published yet": "：还没有发布过任何话术",
    "{hint}; published are: {known}": "{hint}；已发布：{known}",
    "{script}: has no version {number}: the newest is {newest}": "{script}：没有版本 {number}：最新的是 {newest}",
    "there is no script {name} in {folder}": "{folder} 中没有话术 {name}",
    "there is a script {name} already": "已有话术 {name}",
    "{name} is no name of a script: write small letters, digits, - and _": "{name} 不能作为话术名称：请用小写字母、数字、- 和 _",
    "the examples of {intent} do not stand in a plain list: add it by hand": "{intent} 的示例不是普通列表：请手动添加",
    "somebody else has changed {name} since you opened it: copy your text, reload the page": (
        "您打开之后别人修改了 {name}：请复制您的文本，再刷新页面"
    ),
    "{name} has no recording {audio}": "{name} 没有录音 {audio}",
    "{intent} has no list of examples here: add it by hand": "{intent} 在此没有示例列表：请手动添加",
    "{path} lies outside of the script's folder": "{path} 位于话术文件夹之外",
    "the lead has no value for `{name}`, which the script needs": "线索没有话术所需的 `{name}`",
    "the lead's value for `{name}` is no {type}": "线索的 `{name}` 不是 {type} 类型",
    "The talk broke off by a fault of ours: the service's log says more.": "因我方故障对话中断：详情见服务日志。",
    "no content": "没有内容",
    "several contents": "多个内容",
    "{script}@{begin}: {what} of this script that was run or published begins so": (
        "{script}@{begin}：此话术运行或发布过的{what}以此开头"
    ),
    "{script}: no version was live before the one that is: name one with --to": (
        "{script}：在当前版本之前没有线上版本：请用 --to 指定"
    ),
}
