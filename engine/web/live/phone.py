"""An agent's page as their phone: rings, brings the sound of their call, and takes what they say and do."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Depends, WebSocket
from starlette.websockets import WebSocketDisconnect

from engine.call.handover.browser_calls import BrowserDeed
from engine.call.orders import OrderRefused
from engine.live.phones import Phone, PhoneInUse, PhoneTold
from engine.store.errors import UnknownAgent
from engine.store.floor import agents
from engine.web.access import Actor, Permission, allowed
from engine.web.live.admitted import until_shut_out
from engine.web.live.calling import TOO_BIG, VOICE_BYTES_MAX
from engine.web.live.router import REFUSED, live_of
from engine.web.service import Service, service_of
from telephony.audio import SAMPLE_BYTES
from telephony.recording import interleaved

router = APIRouter(prefix="/api/v1", tags=["live"])

_DEEDS: Final = {
    "pick_up": BrowserDeed.PICKED_UP,
    "decline": BrowserDeed.DECLINED,
    "join": BrowserDeed.KEY,
    "give_back": BrowserDeed.GAVE_BACK,
    "hang_up": BrowserDeed.HUNG_UP,
}

Here = Annotated[Service, Depends(service_of)]
Working = Annotated[Actor, Depends(allowed(Permission.AGENT_WORK))]


@router.websocket("/agent/phone")
async def phone(socket: WebSocket, service: Here, actor: Working) -> None:
    """The phone of the agent whose page this is; for the console's session only, no token has it.

    What comes: `{"state": "idle"}` at first and whenever a call is over, `{"state": "ringing", "ring_s": 15.0,
    "auto_answer": false, "returnable": true}`, `picked_up`, `joined`, `replaced` if another page takes the calls from now on; and
    sound, binary messages of 8 kHz stereo s16le, both sides alike. What goes: `{"act": "pick_up"}`, `decline`, `join` (without
    hearing the summary out), `hang_up`, of a `returnable` call also `give_back` (the bot goes on with the person); and the
    voice, binary messages of 8 kHz mono s16le. Closing in a call leaves the person to the bot, as if nobody had come.
    """
    await socket.accept()
    try:
        phones, agent = live_of(service).phones, await _agent_of(service, actor)
        with phones.opened(agent) as opened:
            await _served(socket, opened, actor)
    except (OrderRefused, PhoneInUse, UnknownAgent) as error:
        await socket.close(REFUSED, str(error)[:120])


async def _agent_of(service: Service, actor: Actor) -> str:
    """The name of the agent who has this page before them.

    Raises:
        OrderRefused: it is no page, or of nobody who takes calls.
        UnknownAgent: the agent is not there any more.
    """
    agent_id = actor.agent_id
    if actor.session_id is None:
        raise OrderRefused("a phone is a page of the console: no token can be one")
    if agent_id is None:
        raise OrderRefused("your account belongs to no agent")
    return await asyncio.to_thread(service.database.read, lambda session: agents.of_id(session, agent_id).name)


async def _served(socket: WebSocket, opened: Phone, actor: Actor) -> None:
    """Until the page is gone, another one has taken its place, or the agent has signed out."""
    parts = (_tell(socket, opened), _hear(socket, opened), _while_admitted(socket, opened, actor))
    tasks = {asyncio.ensure_future(part) for part in parts}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, WebSocketDisconnect | RuntimeError):  # those: it is closed already
            raise error
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close()


async def _while_admitted(socket: WebSocket, opened: Phone, actor: Actor) -> None:
    """Until the agent is shut out; the call that goes on then is heard out."""
    await until_shut_out(socket, actor)
    await opened.heard_out()


async def _tell(socket: WebSocket, opened: Phone) -> None:
    async for one in opened.told():
        await socket.send_text(_text(one)) if isinstance(one, PhoneTold) else await socket.send_bytes(interleaved(one, one))


def _text(told: PhoneTold) -> str:
    fields = {"ring_s": told.ring_s, "auto_answer": told.auto_answer, "returnable": told.returnable}
    return json.dumps({"state": told.state.value, **fields})


async def _hear(socket: WebSocket, opened: Phone) -> None:
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        if pcm := message.get("bytes"):
            if len(pcm) > VOICE_BYTES_MAX or len(pcm) % SAMPLE_BYTES:
                await socket.close(TOO_BIG, "a message holds at most half a second of whole samples")
                return
            opened.speak(pcm)
        elif (deed := _deed(message.get("text"))) is not None:
            opened.did(deed)


def _deed(text: str | None) -> BrowserDeed | None:
    try:
        return _DEEDS.get(json.loads(text or "")["act"])
    except (ValueError, TypeError, KeyError):
        return None
