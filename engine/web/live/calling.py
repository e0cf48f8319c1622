"""The sound of a call to a browser, and a supervisor's voice from it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from engine.call.orders import OrderRefused
from engine.events import CallEnded, HandedBack, TakenOver
from engine.live.campaigns import LiveCampaigns
from engine.live.supervisor import Supervisor
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

VOICE_BYTES_MAX: Final = SAMPLE_RATE_HZ * SAMPLE_BYTES // 2
"""Half a second in one message: more is no voice that somebody speaks now."""
TOO_BIG: Final = 1009


async def serve_sound(socket: WebSocket, supervisor: Supervisor, attempt_id: str, by: str) -> None:
    """Sends the call's sound until it is over.

    Raises:
        OrderRefused: the call is over, or has not begun.
    """
    async with supervisor.listening(attempt_id, by) as ear:
        await socket.send_text(json.dumps({"sample_rate_hz": SAMPLE_RATE_HZ, "channels": 2, "format": "s16le"}))
        async for packet in ear.packets():
            await socket.send_bytes(packet)


HandingBack = Callable[[str | None], Awaitable[None]]
"""Told the node at which the bot is to go on, before a call is handed back; None: at its open question."""


async def serve_voice(socket: WebSocket, live: LiveCampaigns, attempt_id: str, by: str, handing_back: HandingBack) -> None:
    """Takes the call over, passes the supervisor's voice on, and hands the call back whatever ends this.

    Raises:
        OrderRefused: it cannot be taken over, or the bot went on elsewhere than the supervisor wanted.
    """
    with live.feed.subscribed(lambda told: getattr(told.event, "attempt_id", "") == attempt_id) as watcher:
        await live.supervisor.take_over(attempt_id, by)

        async def tell() -> None:
            while True:
                event = getattr(await watcher.next(), "event", None)
                if isinstance(event, TakenOver | HandedBack | CallEnded):
                    await socket.send_text(json.dumps({"state": type(event).__name__}))
                if isinstance(event, CallEnded):
                    await socket.close()
                    return

        telling = asyncio.create_task(tell(), name="voice-state")
        node: str | None = None
        refusal: OrderRefused | None = None
        try:
            node = await _pass_on(socket, live.supervisor, attempt_id)
        finally:
            try:
                if live.calls.find(attempt_id):
                    await handing_back(node)
            finally:
                refusal = await _handed_back(live.supervisor, attempt_id, by, node)
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
    if refusal:
        raise refusal
    with suppress(RuntimeError, WebSocketDisconnect):  # closed already
        await socket.close()


async def _handed_back(supervisor: Supervisor, attempt_id: str, by: str, node: str | None) -> OrderRefused | None:
    """At the node; where the bot cannot go on there, with its open question, and why: nobody else talks with the person now."""
    try:
        await supervisor.hand_back(attempt_id, by, node)
    except OrderRefused as refused:
        if node is not None:
            with suppress(OrderRefused):  # the call is over, or was handed back by the bot's own end
                await supervisor.hand_back(attempt_id, by)
                return OrderRefused(f"{refused}: the bot goes on with its open question")
    return None


async def _pass_on(socket: WebSocket, supervisor: Supervisor, attempt_id: str) -> str | None:
    """Until the supervisor hands back or is gone; the node that they want the bot to go on at."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        if pcm := message.get("bytes"):
            if len(pcm) > VOICE_BYTES_MAX or len(pcm) % SAMPLE_BYTES:
                await socket.close(TOO_BIG, "a message holds at most half a second of whole samples")
                return None
            supervisor.speak(attempt_id, pcm)
        elif (said := _asked(message.get("text"))) is not None and "hand_back" in said:
            node = said["hand_back"]
            return node if isinstance(node, str) and node else None


def _asked(text: str | None) -> dict[str, Any] | None:
    try:
        said = json.loads(text or "")
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
