"""What people do on a page: buttons whose work may take a while, be refused, or hurt, and then is asked about first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from nicegui import ui

from engine.web.access import access_of
from engine.web.console.native import Dialog
from engine.web.console.page import Desk
from engine.web.console.refusals import REFUSALS

Act = Callable[[], Awaitable[None]]
Kind = Literal["primary", "", "danger", "plain"]
_SHOWN_MS: Final = 8000


def button(desk: Desk, text: str, act: Act, kind: Kind = "", *, disabled: bool = False) -> ui.button:
    """A button. While its work goes on it cannot be pressed again; what is refused is said."""
    made = ui.button(text, color=None).props("unelevated no-caps").classes(f"button {kind}".strip())
    made.set_enabled(not disabled)

    async def pressed() -> None:
        made.props("loading")
        try:
            await done(desk, act)
        finally:
            if not made.is_deleted:  # what was done may have replaced the part of the page
                made.props(remove="loading")

    made.on_click(pressed)
    return made


async def done(desk: Desk, act: Act) -> bool:
    """Does what somebody asked for, if they are still signed in and it is not refused; says so if not. True if it was done."""
    if not await asyncio.to_thread(access_of(desk.request).still_signed_in, desk.viewer.actor):
        look_again(desk)
        return False
    try:
        await act()
    except REFUSALS as error:
        tell_refusal(desk, error)
        return False
    return True


def look_again(desk: Desk) -> None:
    """Loads the page anew."""
    url = desk.request.url
    ui.navigate.to(f"{url.path}?{url.query}" if url.query else url.path)


def tell(text: str) -> None:
    """Says that something was done."""
    ui.notify(text, type="positive", position="bottom", timeout=4000)


def tell_refusal(desk: Desk, error: Exception) -> None:
    """Says why something was not done."""
    ui.notify(desk.viewer.retold(str(error)), type="negative", position="top", timeout=_SHOWN_MS, close_button="✕", multi_line=True)


async def sure(desk: Desk, question: str, told: str, yes: str, *, hurts: bool = True) -> bool:
    """Asks before something that hurts is done."""
    with Dialog() as dialog, ui.element("div").classes("dialog").props("role=alertdialog"):
        ui.label(question).props("role=heading aria-level=2").style("font-size:1.13rem;font-weight:600")
        ui.label(told).classes("soft")
        with ui.element("div").classes("row"):
            ui.button(desk.t("Cancel"), color=None, on_click=lambda: dialog.submit(False)).props("unelevated autofocus").classes(
                "button"
            )
            ui.button(yes, color=None, on_click=lambda: dialog.submit(True)).props("unelevated").classes(
                f"button primary {'danger' if hurts else ''}"
            )
    return bool(await dialog.answered())
