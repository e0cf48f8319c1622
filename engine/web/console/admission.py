"""A page that stays open is for who may have it still, whatever on it looks again by itself."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.web.console.acts import look_again
from engine.web.console.page import Desk
from engine.web.live.admitted import until_shut_out

_TOLD_WITHIN_S: Final = 1.0
"""So long has the toolkit to tell the browser that it is to load the page anew."""


def shut_with_admission(desk: Desk) -> None:
    """From here on the page is looked after: once its viewer is shut out, it is loaded anew, and what is left of it here ends.

    A browser that stays on it, because something is not saved there or a call goes on, keeps what it shows and gets nothing more.
    """
    client = ui.context.client

    async def shut() -> None:
        await until_shut_out(desk.request, desk.viewer.actor)
        look_again(desk)
        ui.timer(_TOLD_WITHIN_S, end, immediate=False)

    def end() -> None:
        if not client.has_socket_connection:
            return  # it has left, and is forgotten by the toolkit, unless it comes back
        client.delete()
        client.outbox.updates.clear()  # else the browser would be told to empty the page

    ui.timer(0, shut, once=True)
