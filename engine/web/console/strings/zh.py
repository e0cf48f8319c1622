"""简体中文。"""

from __future__ import annotations

from typing import Final

from engine.web.console.strings.zh_admins import ADMINS
from engine.web.console.strings.zh_designers import DESIGNERS
from engine.web.console.strings.zh_operators import OPERATORS
from engine.web.console.strings.zh_reports import REPORTS
from engine.web.console.strings.zh_segments import SEGMENTS
from engine.web.console.strings.zh_supervisors import SUPERVISORS
from engine.web.console.strings.zh_words import CHINESE_WORDS

__all__ = ["CHINESE", "CHINESE_WORDS", "PARTS"]

_FRAME: Final[dict[str, str]] = {
    "Account": "账户",
    "As the system": "跟随系统",
    "Calling": "外呼",
    "Call": "通话",
    "Campaign": "活动",
    "Campaigns": "活动",
    "Cancel": "取消",
    "Change the password": "修改密码",
    "Customer": "客户",
    "Customers": "客户",
    "Dark": "深色",
    "Home": "首页",
    "Light": "浅色",
    "Lists": "名单",
    "Menu": "菜单",
    "Name": "名称",
    "Pages": "页面",
    "My calls": "我的通话",
    "My desk": "我的工作台",
    "Recorded prompts": "录音提示",
    "Reports": "报表",
    "Results": "结果",
    "Roles": "角色",
    "Script": "话术",
    "Scripts": "话术",
    "Sign out": "退出登录",
    "Sign out everywhere": "在所有设备上退出",
    "Signed in": "已登录",
    "Skip to the page": "跳到正文",
    "This cannot be done as it is": "目前无法这样做",
    "Times are those of": "时间按此时区显示",
    "home": "首页",
}
PARTS: Final = (_FRAME, OPERATORS, DESIGNERS, REPORTS, SEGMENTS, SUPERVISORS, ADMINS)
"""Each text is in one of them."""
CHINESE: Final[dict[str, str]] = {text: said for part in PARTS for text, said in part.items()}
