"""Somebody's browser, if there is one."""

from __future__ import annotations

import os
import webbrowser


def show_in_browser(address: str) -> bool:
    """Opens the address in a browser with windows of its own. Returns whether there is one; may take seconds.

    One that runs in the terminal, such as lynx, is none: it would hide what is printed there.
    """
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(browser) is not webbrowser.GenericBrowser and browser.open(address)
