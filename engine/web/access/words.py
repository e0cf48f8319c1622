"""What the pages of signing in say, in the interface's languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.web.sayings import retold


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    language: str
    """As in `<html lang>`."""
    sign_in: str
    name: str
    password: str
    again: str
    wrong: str
    wait: str
    """With `{seconds}`."""
    set_up: str
    set_up_told: str
    create: str
    differ: str
    over: str
    link_over: str
    signed_out: str
    change_password: str
    change_password_told: str
    old_password: str
    new_password: str
    wrong_old: str
    password_changed: str
    refused: str
    absent: str
    absent_told: str
    failed: str
    failed_told: str

    def retold(self, text: str) -> str:
        """What the engine says (why a password is refused), in this language."""
        return retold(text, self.language.partition("-")[0])


_ENGLISH: Final = Words(
    language="en",
    sign_in="Sign in",
    name="Name",
    password="Password",
    again="Password, once more",
    wrong="This name and password do not go together.",
    wait="Too many tries: wait {seconds} seconds.",
    set_up="Create the first account",
    set_up_told="It may do everything, and adds the others. A password has at least 12 characters: a few words will do.",
    create="Create and sign in",
    differ="The two passwords differ.",
    over="This link is no longer valid. If there is no account yet, `callwright serve` prints a new one when it starts.",
    link_over="This link is no longer valid: it signs in once, within ten minutes.",
    signed_out="You are signed out.",
    change_password="Change the password",
    change_password_told="At least 12 characters: a few words will do. You are signed out everywhere and sign in with it.",
    old_password="Password until now",
    new_password="New password",
    wrong_old="This is not your password.",
    password_changed="Your password is changed: sign in with it.",
    refused="Your account may not do this",
    absent="There is no such page",
    absent_told="The address may be mistyped, or what stood there is gone.",
    failed="This page could not be made",
    failed_told="The service's log says why. Try again; if it stays so, tell whoever runs Callwright.",
)
_CHINESE: Final = Words(
    language="zh-Hans",
    sign_in="登录",
    name="用户名",
    password="密码",
    again="再次输入密码",
    wrong="用户名或密码不正确。",
    wait="尝试次数过多：请等待 {seconds} 秒。",
    set_up="创建第一个账户",
    set_up_told="该账户拥有全部权限，并可添加其他账户。密码至少 12 个字符，几个词即可。",
    create="创建并登录",
    differ="两次输入的密码不一致。",
    over="此链接已失效。如果还没有账户，`callwright serve` 启动时会显示新的链接。",
    link_over="此链接已失效：它只能在十分钟内登录一次。",
    signed_out="您已退出登录。",
    change_password="修改密码",
    change_password_told="至少 12 个字符，几个词即可。修改后将在所有设备上退出，请用新密码登录。",
    old_password="当前密码",
    new_password="新密码",
    wrong_old="当前密码不正确。",
    password_changed="密码已修改，请用新密码登录。",
    refused="您的账户没有此权限",
    absent="没有这个页面",
    absent_told="地址可能有误，或原有内容已被移除。",
    failed="无法生成此页面",
    failed_told="原因见服务日志。请重试；若仍然如此，请告知 Callwright 的管理员。",
)
_CHOICE: Final = re.compile(r"\s*([A-Za-z]+)[^,;]*(?:;\s*q=([01](?:\.\d+)?))?")


def words_for(headers: Mapping[str, str]) -> Words:
    """In the language that the browser likes best: Chinese or English."""
    best, weight = "en", 0.0
    for part in headers.get("accept-language", "").split(","):
        match = _CHOICE.fullmatch(part)
        if match and match[1].lower() in {"en", "zh"} and float(match[2] or 1) > weight:
            best, weight = match[1].lower(), float(match[2] or 1)
    return _CHINESE if best == "zh" else _ENGLISH
