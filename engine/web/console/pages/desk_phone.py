"""Where an agent takes calls: the page's phone, and what is remembered of the choice."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlalchemy.orm import Session

from engine.store.floor import agents
from engine.store.floor.desk import AgentDesk
from engine.store.tables import AgentDevice
from engine.web.console.acts import done, tell
from engine.web.console.look.markup import Markup, tag
from engine.web.console.page import Desk


def phone(desk: Desk, now: AgentDesk) -> Markup:
    """The page's phone; in this process' calls only, as sound does not cross to another."""
    element = tag("agent-phone", device=now.device.value, phone=now.has_phone, words=json.dumps(_words(desk)))
    return tag("section", element, class_="card", aria_label=desk.t("Where calls come to"), style="padding:14px 20px")


def moves(desk: Desk, name: str) -> Callable[[GenericEventArguments], Awaitable[None]]:
    """Remembers where the agent wants to take calls."""

    async def move(event: GenericEventArguments) -> None:
        device = AgentDevice.BROWSER if event.args == AgentDevice.BROWSER.value else AgentDevice.SIP

        def choose(session: Session) -> None:
            agents.take_calls_at(session, name, device)

        async def act() -> None:
            await desk.deed(choose, "agent.device", f"agent {name}", {"device": device.value})
            ui.run_javascript(f"document.querySelector('agent-phone').use('{device.value}')")
            tell(desk.t("From the next call on."))

        await done(desk, act)

    return move


def _words(desk: Desk) -> dict[str, str]:
    t = desk.t
    return {
        "state_elsewhere": t("Calls come to your SIP phone"),
        "state_idle": t("This browser takes your calls"),
        "state_checking": t("Microphone check"),
        "state_ringing": t("A call for you"),
        "state_picked_up": t("You hear who it is"),
        "state_joined": t("You are joined"),
        "state_muted": t("You are muted"),
        "state_lost": t("No connection; it is tried again"),
        "state_replaced": t("Another page takes your calls"),
        "check": t("Check the microphone"),
        "to_browser": t("Take calls in this browser"),
        "to_phone": t("Take calls at the SIP phone"),
        "here": t("Take calls in this browser"),
        "cancel": t("Cancel"),
        "pick_up": t("Pick up"),
        "decline": t("Decline"),
        "join": t("Join now"),
        "mute": t("Mute"),
        "unmute": t("Speak again"),
        "give_back": t("Back to the bot"),
        "hang_up": t("Hang up"),
        "level": t("Level of the microphone"),
        "say_something": t("Say something: the bar has to move."),
        "heard": t("You are heard."),
        "no_microphone": t("The browser gives no microphone: allow it for this page, and use https or localhost."),
    }
