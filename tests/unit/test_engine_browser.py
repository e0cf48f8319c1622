"""Which browsers are opened: those with windows of their own."""

from __future__ import annotations

import webbrowser

import pytest

from engine.commands.system.browser import show_in_browser

pytestmark = pytest.mark.unit

ADDRESS = "http://127.0.0.1:8480/"


class Window(webbrowser.BaseBrowser):
    """A browser that would open one."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        return url == ADDRESS


def none() -> webbrowser.BaseBrowser:
    raise webbrowser.Error("could not locate runnable browser")


@pytest.mark.parametrize(
    ("browser", "display", "opened"),
    [
        (Window("firefox"), ":0", True),
        (Window("firefox"), "", False),
        (webbrowser.GenericBrowser("/bin/true"), ":0", False),
        (None, ":0", False),
    ],
)
def test_a_browser_opens_where_there_is_one(
    browser: webbrowser.BaseBrowser | None, display: str, opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(webbrowser, "get", (lambda: browser) if browser else none)
    assert show_in_browser(ADDRESS) is opened
