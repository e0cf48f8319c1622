"""简体中文：主管的页面。"""

from __future__ import annotations

from typing import Final

SUPERVISORS: Final[dict[str, str]] = {
    "Bot": "机器人",
    "Done.": "已完成。",
    "Every call of every campaign that runs here, each second. Calls that need a look stand first.": (
        "此处运行的所有活动的所有通话，每秒更新。需要关注的通话排在最前。"
    ),
    "Go on there": "转到该节点",
    "Hand back": "交还机器人",
    "Hang up": "挂断",
    "Hang up on this person?": "确定挂断此人的电话？",
    "Listen": "监听",
    "Live call": "实时通话",
    "Live calls": "实时通话",
    "Mark for review": "标记待复核",
    "No calls here": "此处没有通话",
    "Nobody is being called now": "当前没有通话",
    "Calls appear here as soon as a campaign dials.": "活动开始拨打后，通话会显示在这里。",
    "Node of the script": "话术节点",
    "Person": "客户",
    "Say this next": "下一句说这个",
    "Stop listening": "停止监听",
    "Take over": "接管通话",
    "The browser gives no microphone: allow it for this page, and use https or localhost.": (
        "浏览器未提供麦克风：请允许本页面使用麦克风，并使用 https 或 localhost。"
    ),
    "The connection is lost; trying again.": "连接已断开，正在重试。",
    "This call is over": "通话已结束",
    "This process was started with --no-campaigns. Open the console of the one that places the calls.": (
        "此进程以 --no-campaigns 启动。请打开负责拨打的进程的控制台。"
    ),
    "What became of it is with the calls of its campaign.": "结果见该活动的通话记录。",
    "Words for the bot to say next": "让机器人下一句说的话",
    "angry words": "言辞激动",
    "answered": "已接听",
    "dialling": "正在拨号",
    "ended": "已结束",
    "failed": "失败",
    "going to an agent": "正在转人工",
    "lines free": "条线路空闲",
    "long silence": "长时间沉默",
    "marked": "已标记",
    "of audio late": "音频延迟",
    "preparing": "准备中",
    "refuses calls, left alone": "拒绝呼叫，暂停使用",
    "ringing": "振铃中",
    "running": "运行中",
    "taken over": "已被接管",
    "talking": "通话中",
    "talking over each other": "互相抢话",
    "with an agent": "坐席通话中",
    "worker restarts": "次工作进程重启",
}
