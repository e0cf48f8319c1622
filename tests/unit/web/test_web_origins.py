from __future__ import annotations

import pytest

from engine.web.access.origins import from_our_pages, local_path
from engine.web.access.words import words_for

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"host": "calls.example:8480"}, True),
        ({"host": "calls.example:8480", "origin": "http://calls.example:8480"}, True),
        ({"host": "calls.example:8480", "origin": "http://calls.example"}, False),
        ({"host": "calls.example:8480", "origin": "https://evil.example"}, False),
        ({"host": "calls.example:8480", "origin": "null"}, False),
        ({"host": "inside:8480", "origin": "https://calls.example.com"}, True),
        ({"host": "calls.example:8480", "sec-fetch-site": "cross-site"}, False),
        ({"host": "calls.example:8480", "sec-fetch-site": "same-site"}, False),
        ({"host": "calls.example:8480", "sec-fetch-site": "same-origin", "origin": "http://calls.example:8480"}, True),
    ],
)
def test_only_pages_of_this_server_are_ours(headers: dict[str, str], ours: bool) -> None:
    assert from_our_pages(headers, "http", "https://calls.example.com") is ours


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("/campaigns?state=running", "/campaigns?state=running"),
        ("", "/"),
        (None, "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/\t/evil.example", "/"),
    ],
)
def test_a_link_leads_nowhere_else_after_signing_in(link: str | None, path: str) -> None:
    assert local_path(link) == path


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr, zh;q=0.3", "zh-Hans"),
        (";;q=", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, language: str) -> None:
    assert words_for({"accept-language": accepted}).language == language
