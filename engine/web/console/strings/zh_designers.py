"""话术设计页面。"""

from __future__ import annotations

from typing import Final

DESIGNERS: Final[dict[str, str]] = {
    "Tab indents; Esc, then Tab leads on to what follows.": "Tab 键缩进；先按 Esc 再按 Tab 可离开编辑框。",
    "Begins as a copy of": "复制自",
    "Choose what somebody meant, and their words become an example in the editor.": (
        "选择对方的意思，这句话就会成为编辑器里的示例。"
    ),
    "Compare with the live version": "与线上版本比较",
    "Conversations that must go well before a version is published.": "发布版本之前必须通过的对话。",
    "Create": "创建",
    "Flow": "流程",
    "Larger (+)": "放大 (+)",
    "On the whole screen": "全屏",
    "Smaller (-)": "缩小 (-)",
    "The whole width (0)": "整幅宽度 (0)",
    "Last change": "最近更改",
    "Left here": "在此离开",
    "Live version": "线上版本",
    "Make live": "设为线上",
    "Make {label} live?": "将 {label} 设为线上？",
    "Never published": "从未发布",
    "New campaigns run it. Campaigns that have begun keep to the version they began with.": (
        "新活动使用它；已开始的活动继续使用原版本。"
    ),
    "New script": "新建话术",
    "No calls with this script yet": "此话术还没有通话",
    "No campaign can run it yet.": "还没有活动可以使用它。",
    "No script yet": "还没有话术",
    "No tests yet": "还没有测试",
    "Node": "节点",
    "Node by node": "逐节点",
    "Not understood": "未理解",
    "Nothing new: this is {label}.": "没有变化：这就是 {label}。",
    "Nothing new: this is {label}. {other} stays live: make it live below.": (
        "没有变化：这就是 {label}。线上仍是 {other}：可在下方设为线上。"
    ),
    "Nothing to mend.": "没有需要修正的地方。",
    "Once campaigns have run it, you see here where people left and what was not understood.": (
        "活动使用之后，这里会显示对方在哪里离开、哪些话未被理解。"
    ),
    "Publish": "发布",
    "Reached": "到达",
    "Real calls": "真实通话",
    "Result": "结果",
    "Save": "保存",
    "Save and run": "保存并运行",
    "Saved.": "已保存。",
    "Say something; /help tells what else": "说点什么；/help 查看其他命令",
    "Talk": "对话",
    "Call by voice": "语音通话",
    "Language": "语言",
    "Press keys": "按键",
    "Recognition and voice are made ready; the first time this takes a while. Use headphones.": (
        "正在准备语音识别与语音合成；首次需要一些时间。请使用耳机。"
    ),
    "Test": "测试",
    "Tests": "测试",
    "Text of the script": "话术文本",
    "The draft is saved, checked and tested; if all is well it is the live version, and new campaigns run it.": (
        "草稿会被保存、检查和测试；一切正常则成为线上版本，新活动将使用它。"
    ),
    "The folder {folder} holds no scripts. Put one there to begin with.": "文件夹 {folder} 里没有话术。请先放入一个。",
    "The script has errors: mend them first.": "话术有错误：请先修正。",
    "There are no tests to run.": "没有可运行的测试。",
    "There is nothing to compare with.": "没有可比较的版本。",
    "Versions": "版本",
    "What is different": "差异",
    "What is new": "更新内容",
    "What the bot says, and what it understands. Calls run published versions; drafts are for you.": (
        "机器人说什么、能理解什么。通话使用已发布的版本；草稿供您编辑。"
    ),
    "What the tests go through": "测试覆盖情况",
    "You are the person who is called. The draft is taken as it stands in the editor, saved or not.": (
        "您扮演被叫方。使用编辑器中的当前草稿，无论是否已保存。"
    ),
    "calls": "通话",
    "draft": "草稿",
    "not passed": "未通过",
    "has errors": "有错误",
    "line {line}": "第 {line} 行",
    "live": "线上",
    "means": "意思是",
    "never published": "从未发布",
    "cannot be read": "无法读取",
    "not saved": "未保存",
    "passed": "通过",
    "small letters, digits, - and _; it is the script's id, too": "小写字母、数字、- 和 _；同时也是话术的 id",
    "no errors": "无误",
    "{label} is live.": "{label} 已上线。",
    "{passed} of {all} tests passed": "{all} 个测试中通过 {passed} 个",
    "{time} by {who}": "{time}，{who}",
    "{visited} of {all} nodes": "{all} 个节点中的 {visited} 个",
    "“{words}” is an example of {intent} now. Save when you are done.": "“{words}”已成为 {intent} 的示例。完成后请保存。",
    "Recordings": "录音",
    "Text": "文本",
    "Said by": "由谁说",
    "texts that are the same in every call": "每通电话都相同的文本",
    "Which text": "哪一句",
    "Or drop its recording here: WAV or FLAC": "或把录音拖到这里：WAV 或 FLAC",
    "Loudness": "音量",
    "Record": "录音",
    "Stop recording": "停止录音",
    "Keep it": "保留",
    "Discard": "丢弃",
    "It is listened to …": "正在检查录音……",
    "Listen to it as callers will hear it: {seconds} s.": "试听（与通话中听到的一致）：{seconds} 秒。",
    "too loud": "声音过大",
    "The script does not play it yet. Write instead of the text:": "话术尚未播放它。请把文本改写为：",
    "The recording is in its place.": "录音已就位。",
}
