"""与草稿对话时的说明：发生了什么，听懂了什么，记录了什么。"""

from __future__ import annotations

from typing import Final

TALK: Final[dict[str, str]] = {
    "the phone rings, you pick it up: type how you answer, or nothing; /help tells the rest": (
        "电话响了，您接起来：请输入您怎么应答，或什么也不输入；其他命令见 /help"
    ),
    "words            say them when the bot has finished": "想说的话         机器人说完后再说",
    "/over words      say them while the bot speaks; /over 2000 words: 2000 ms into its speech": (
        "/over 想说的话   机器人说话时插话；/over 2000 想说的话：在它开口 2000 毫秒后"
    ),
    "/press 1         press keys, also /over /press 1": "/press 1         按键，也可以 /over /press 1",
    "/silence         say nothing until the bot speaks again; /silence 4000: for 4000 ms (so does an empty line)": (
        "/silence         在机器人再开口之前不说话；/silence 4000：沉默 4000 毫秒（空行也是沉默）"
    ),
    "/noise 400       make a noise without words": "/noise 400       发出没有话的声音",
    "/hangup          end the call": "/hangup          挂断",
    "/state           where the dialog stands, and what it expects": "/state           对话到了哪里，在等什么",
    "/help            this": "/help            本说明",
    "{command} is not known: /help tells what is": "没有 {command} 这个命令：有哪些见 /help",
    "{line}: press keys 0-9, * and #, or make a noise of some milliseconds": "{line}：按键 0-9、* 和 #，或发出若干毫秒的声音",
    "say what is to be said over the bot": "请写上插话的内容",
    "you waited {seconds} s in vain for the bot to speak and finish": "您等机器人说完，白等了 {seconds} 秒",
    "you waited {seconds} s in vain for the bot to speak": "您等机器人开口，白等了 {seconds} 秒",
    "you waited {seconds} s in vain for the bot to speak for {ms} ms": "您等机器人说够 {ms} 毫秒，白等了 {seconds} 秒",
    "you waited {seconds} s in vain for the bot to speak for {ms} ms at node {node}": (
        "您等机器人在节点 {node} 说够 {ms} 毫秒，白等了 {seconds} 秒"
    ),
    "the bot has not begun": "机器人还没开口",
    "node {node}": "节点 {node}",
    "tags {tags}": "标签 {tags}",
    "silences {silences}, not understood {misses}": "沉默 {silences} 次，未听懂 {misses} 次",
    "tag {tag}": "标签 {tag}",
    "grade {grade}": "意向等级 {grade}",
    "on the do-not-call list": "已列入请勿来电名单",
    "message: {text}": "短信：{text}",
    "call back: {when}": "回电：{when}",
    "asked {host}: answered": "查询 {host}：已答复",
    "asked {host}: {failure}": "查询 {host}：{failure}",
    "transfer to {target}": "转接到 {target}",
    "transfer failed: {reason}": "转接失败：{reason}",
    "answered by {who}: {why}": "接听者：{who}，{why}",
    "understood: {text}   {what}": "听到：{text}   {what}",
    "fills {slots}": "填写 {slots}",
    "fills {slots}; {what}": "填写 {slots}；{what}",
    "to be confirmed: {value}": "待确认：{value}",
    "to be confirmed: {value}; {what}": "待确认：{value}；{what}",
    "no intent {chance}; {why}": "没有意图 {chance}；{why}",
    "{intent} {chance}; same words as {example}": "{intent} {chance}；与 {example} 同样的话",
    "{intent} {chance}; like {example}": "{intent} {chance}；像 {example}",
    "{intent} {chance}; like {example}; next {rival}": "{intent} {chance}；像 {example}；其次 {rival}",
    "{intent} {chance}; an opt-out phrase": "{intent} {chance}；要求不再来电的话",
    "nothing is expected": "此处不等任何意图",
    "either {example}; next {rival}": "可能是 {example}；也可能是 {rival}",
    "nothing close; best {example}": "没有接近的；最近 {example}",
    "nothing close; best {example}; next {rival}": "没有接近的；最近 {example}；其次 {rival}",
    "human": "真人",
    "voicemail": "语音信箱",
    "screening": "来电筛选",
    "menu": "语音菜单",
    "announcement": "网络提示音",
    "fax": "传真",
    "silence": "无人说话",
    "noise: {why}": "噪声：{why}",
    "doubt: {why}": "存疑：{why}",
    "interruption: {why}": "打断：{why}",
    "backchannel: {why}": "附和：{why}",
    "disposition  {disposition}": "结果      {disposition}",
    "grade        {grade}": "意向等级  {grade}",
    "tags         {tags}": "标签      {tags}",
    "slot         {slot}": "记录      {slot}",
    "message      {text}": "短信      {text}",
    "call back    {when}": "回电      {when}",
    "transfer to  {target}": "转接到    {target}",
    "length       {seconds} s": "时长      {seconds} 秒",
}
