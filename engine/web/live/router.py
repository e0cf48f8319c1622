"""The endpoints of live calls. What a supervisor does is written into the audit log before it is done, and told by the call.

A WebSocket that cannot be served is closed with the code 4409 and the reason, one whose owner is shut out with 4401.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, WebSocket
from pydantic import BaseModel, Field
from starlette.websockets import WebSocketDisconnect

from engine.call.orders import OrderRefused
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import everything
from engine.store.access import audit
from engine.store.errors import UnknownAttempt
from engine.web.access import Actor, Permission, allowed
from engine.web.live.admitted import while_admitted
from engine.web.live.calling import serve_sound, serve_voice
from engine.web.live.views import as_plain, call_view, event_view, snapshot, told_view
from engine.web.live.wall import Wall, pictures
from engine.web.service import Service, service_of

router = APIRouter(prefix="/api/v1", tags=["live"])

REFUSED: Final = 4409
_wall: Final = Wall()

Here = Annotated[Service, Depends(service_of)]
Reader = Annotated[Actor, Depends(allowed(Permission.CALLS_READ))]
Managing = Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_MANAGE))]
Supervising = Annotated[Actor, Depends(allowed(Permission.CALLS_SUPERVISE))]


class Words(BaseModel):
    """What the bot is to say next."""

    text: str = Field(min_length=1, max_length=500)


class Node(BaseModel):
    """Where the dialog is to go on."""

    node: str = Field(min_length=1, max_length=200)


class Note(BaseModel):
    """Why a call is to be looked at later."""

    note: str = Field(default="", max_length=500)


def live_of(service: Service) -> LiveCampaigns:
    """The campaigns of this process.

    Raises:
        OrderRefused: it runs none.
    """
    if service.live is None:
        raise OrderRefused("this process runs no campaigns: it was started with --no-campaigns")
    return service.live


@router.get("/live")
async def live(service: Here, actor: Reader) -> dict[str, Any]:
    """What goes on at this moment: runs, their workers and trunks, and calls."""
    value: dict[str, Any] = as_plain(snapshot(live_of(service), service.clock.now(), actor.number, actor.text))
    return value


@router.get("/live/calls/{attempt_id}")
async def live_call(attempt_id: str, service: Here, actor: Reader) -> dict[str, Any]:
    """A call that goes on, with its events so far."""
    call = live_of(service).calls.find(attempt_id)
    if call is None:
        raise UnknownAttempt(f"there is no call {attempt_id!r} going on")
    view = as_plain(call_view(call, service.clock.now(), actor.number, actor.text))
    return {"call": view, "events": [as_plain(event_view(event, actor)) for event in call.events]}


@router.post("/live/runs/{campaign_id}/again", status_code=204)
async def run_again(campaign_id: int, service: Here, actor: Managing) -> None:
    """Begins a campaign again whose run failed, or was cut short, if it is still to run."""
    deed, at = actor.deed("campaign.run_again", f"campaign {campaign_id}"), service.clock.now()
    await asyncio.to_thread(service.database.write, lambda session: audit.record(session, deed, at))
    live_of(service).go_on(campaign_id)


@router.post("/live/calls/{attempt_id}/whisper", status_code=204)
async def whisper(attempt_id: str, words: Words, service: Here, actor: Supervising) -> None:
    """Has the bot say this next."""
    await _audited(service, actor, "call.whispered", attempt_id, {"text": words.text})
    await live_of(service).supervisor.whisper(attempt_id, actor.name, words.text)


@router.post("/live/calls/{attempt_id}/node", status_code=204)
async def force_node(attempt_id: str, where: Node, service: Here, actor: Supervising) -> None:
    """Has the dialog go on at a node of the script."""
    await _audited(service, actor, "call.node_forced", attempt_id, {"node": where.node})
    await live_of(service).supervisor.force(attempt_id, actor.name, where.node)


@router.post("/live/calls/{attempt_id}/hang-up", status_code=204)
async def hang_up(attempt_id: str, service: Here, actor: Supervising) -> None:
    """Ends the call."""
    await _audited(service, actor, "call.hung_up", attempt_id)
    await live_of(service).supervisor.hang_up(attempt_id, actor.name)


@router.post("/live/calls/{attempt_id}/mark", status_code=204)
async def mark(attempt_id: str, why: Note, service: Here, actor: Supervising) -> None:
    """Marks the call for review."""
    await _audited(service, actor, "call.marked", attempt_id, {"note": why.note})
    live_of(service).supervisor.mark(attempt_id, actor.name, why.note)


@router.websocket("/feed")
async def feed(socket: WebSocket, service: Here, actor: Reader, campaign: int | None = None) -> None:
    """Every event of every call as it happens, a JSON text each; `campaign`: of that one only."""
    await socket.accept()
    try:
        campaigns = live_of(service)
    except OrderRefused as error:
        await socket.close(REFUSED, str(error))
        return
    wanted = everything if campaign is None else lambda told: told.campaign_id == campaign

    async def send() -> None:
        with campaigns.feed.subscribed(wanted) as watcher:
            while True:
                await socket.send_text(told_view(await watcher.next(), actor).decode())

    await while_admitted(socket, actor, until_closed(socket, send()))


@router.websocket("/live/wall")
async def wall(socket: WebSocket, service: Here, actor: Reader) -> None:
    """What `GET /api/v1/live` says, each second."""
    await socket.accept()
    try:
        campaigns = live_of(service)
    except OrderRefused as error:
        await socket.close(REFUSED, str(error))
        return
    reveals = actor.may(Permission.NUMBERS_REVEAL)

    async def send() -> None:
        async for picture in pictures(_wall, campaigns, service.clock, reveals=reveals):
            await socket.send_text(picture)

    await while_admitted(socket, actor, until_closed(socket, send()))


@router.websocket("/live/calls/{attempt_id}/sound")
async def sound(socket: WebSocket, attempt_id: str, service: Here, actor: Supervising) -> None:
    """Both sides of a call: 8 kHz stereo s16le in packets of 40 ms, left the person. The first message says so in JSON."""
    await socket.accept()
    try:
        campaigns = live_of(service)
        await _audited(service, actor, "call.listened_to", attempt_id)
        listening = until_closed(socket, serve_sound(socket, campaigns.supervisor, attempt_id, actor.name))
        await while_admitted(socket, actor, listening)
    except OrderRefused as error:
        await socket.close(REFUSED, str(error)[:120])


@router.websocket("/live/calls/{attempt_id}/voice")
async def voice(socket: WebSocket, attempt_id: str, service: Here, actor: Supervising) -> None:
    """Takes the call over: 8 kHz mono s16le in binary messages is heard by the person.

    Closing hands the call back; so does `{"hand_back": null}`, or with a node's name where the bot is to go on.
    """

    async def handing_back(node: str | None) -> None:
        await _audited(service, actor, "call.handed_back", attempt_id, {"node": node})

    await socket.accept()
    try:
        campaigns = live_of(service)
        await _audited(service, actor, "call.taken_over", attempt_id)
        await while_admitted(socket, actor, serve_voice(socket, campaigns, attempt_id, actor.name, handing_back))
    except OrderRefused as error:
        await socket.close(REFUSED, str(error)[:120])


async def until_closed(socket: WebSocket, sending: Any) -> None:
    """Sends until there is nothing more to send, or the other side is gone. Raises what sending raises."""
    sender = asyncio.ensure_future(sending)
    gone = asyncio.create_task(_gone(socket))
    try:
        await asyncio.wait({sender, gone}, return_when=asyncio.FIRST_COMPLETED)
        if sender.done():
            sender.result()
            await socket.close()
    except WebSocketDisconnect:
        pass
    finally:
        for task in (sender, gone):
            task.cancel()
        await asyncio.wait({sender, gone})
        for task in (sender, gone):
            if not task.cancelled():
                task.exception()  # it is told by `result` above, or belongs to a socket that is gone


async def _gone(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _audited(service: Service, actor: Actor, action: str, attempt_id: str, detail: dict[str, Any] | None = None) -> None:
    """Writes an order down before it is given: what is refused was tried."""
    deed, at = actor.deed(action, f"call {attempt_id}", detail), service.clock.now()
    await asyncio.to_thread(service.database.write, lambda session: audit.record(session, deed, at))
