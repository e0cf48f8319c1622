from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.links.codes import CODE_LENGTH, new_code, new_token
from engine.links.leading import with_token
from engine.links.visitors import Visit, is_person

pytestmark = pytest.mark.unit

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2304A) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50(0x28003254)"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


def visit(agent: str, since_sent_s: float | None = 60.0, method: str = "GET", **headers: str) -> Visit:
    return Visit(method, {"user-agent": agent, **headers}, since_sent_s)


@pytest.mark.parametrize("agent", [IPHONE, WECHAT, DESKTOP])
def test_people_count(agent: str) -> None:
    assert is_person(visit(agent))


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "WhatsApp/2.23.20.0 A",
        "TelegramBot (like TwitterBot)",
        "facebookexternalhit/1.1;line-poker/1.0",
        "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Barracuda Sentinel (EE)",
    ],
)
def test_programs_do_not(agent: str) -> None:
    assert not is_person(visit(agent))


def test_who_comes_at_once_and_from_no_phone_is_a_scanner() -> None:
    assert not is_person(visit(DESKTOP, 0.4))
    assert is_person(visit(DESKTOP, 1.0))
    assert is_person(visit(IPHONE, 0.4))
    assert is_person(visit(DESKTOP, None))


@pytest.mark.parametrize("name", ["purpose", "sec-purpose", "x-purpose", "x-moz"])
def test_what_is_fetched_ahead_was_not_followed(name: str) -> None:
    assert not is_person(Visit("GET", {"user-agent": IPHONE, name: "Prefetch"}, 60.0))


def test_only_a_get_is_a_click() -> None:
    assert not is_person(visit(IPHONE, method="HEAD"))


@given(st.text(max_size=300))
def test_no_user_agent_troubles_the_judgement(agent: str) -> None:
    assert is_person(visit(agent)) in (True, False)


@pytest.mark.parametrize(
    ("target", "led"),
    [
        ("https://a.example", "https://a.example?cw=T"),
        ("https://a.example/b?c=d", "https://a.example/b?c=d&cw=T"),
        ("https://a.example/b#part", "https://a.example/b?cw=T#part"),
    ],
)
def test_the_target_gets_the_token(target: str, led: str) -> None:
    assert with_token(target, "T") == led


def test_codes_are_long_and_never_the_same() -> None:
    codes = {new_code() for _ in range(1000)} | {new_token() for _ in range(1000)}

    assert len(codes) == 2000
    assert {len(code) for code in codes} == {CODE_LENGTH, 22}
    assert all(code.isalnum() and code.isascii() for code in codes)
