"""Talking with a draft by voice: the browser's microphone in, the bot's voice and what is understood out.

The browser's packets are the call's clock: for each 20 ms that it sends, it gets 20 ms back.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Annotated, Final

from fastapi import APIRouter, Depends, WebSocket
from starlette.websockets import WebSocketDisconnect

from engine.dialog.loader import ScriptFile
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.publishing.preparing import text_languages, voices_of
from engine.rehearsal.by_voice import talk_by_voice
from engine.speech.api import SpeechUnavailable
from engine.web.access import Actor, Permission, allowed
from engine.web.console.designing.drafts import TEXT_MAX, DraftError, Drafts, checked
from engine.web.console.viewer import texts_for
from engine.web.live.admitted import while_admitted
from engine.web.live.calling import TOO_BIG, VOICE_BYTES_MAX
from engine.web.service import Service, service_of
from telephony.audio import FRAME_BYTES
from telephony.fed import FedLine
from telephony.recording import interleaved

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

MOST_TALKS: Final = 4
"""At a time in one process: each takes of the machine what a call does."""
_KEYS: Final = frozenset("0123456789*#")
_talks: Final[set[FedLine]] = set()
"""Those that go on."""

Here = Annotated[Service, Depends(service_of)]
Reader = Annotated[Actor, Depends(allowed(Permission.SCRIPTS_READ))]


class _Refused(Exception):
    """The talk cannot begin."""


@router.websocket("/scripts/{name}/talk")
async def talk(socket: WebSocket, name: str, service: Here, actor: Reader) -> None:
    """A call with a draft. The first message is `{"text": "…", "language": "en"}`, the script as it stands in the editor and one of
    its languages, the first unless told.

    Then binary messages of 8 kHz mono s16le from the microphone, and `{"press": "1"}`; closing hangs up. Back come binary messages
    of 8 kHz stereo s16le, the bot on both sides, and JSON: `{"state": "preparing"}`, `talking`, `over`, and lines as
    `{"kind": "bot", "text": "…"}`, the kinds being those of `engine.rehearsal.chat.Show`.
    """
    await socket.accept()
    await while_admitted(socket, actor, _served(socket, name, service))


async def _served(socket: WebSocket, name: str, service: Service) -> None:
    """Until the call is over, the browser is gone, or this is cancelled."""
    line, browser = FedLine("talk"), _Browser(socket)
    try:
        if len(_talks) >= MOST_TALKS:
            raise _Refused(f"{MOST_TALKS} talks go on already: wait until one of them is over")
        _talks.add(line)
        file = await _draft(service, name, await socket.receive_text())
        await _talked(service, file, line, browser)
    except (_Refused, DraftError, SpeechUnavailable, MissingVariable, UnfitVariable) as error:
        browser.show(str(error), "problem")
    except (WebSocketDisconnect, KeyError):  # gone, or it sent something else first
        pass
    finally:
        _talks.discard(line)
        await browser.over()


async def _draft(service: Service, name: str, message: str) -> ScriptFile:
    """The script as the browser has it.

    Raises:
        DraftError: there is no such draft, or its text is too long.
        _Refused: it has errors.
    """
    try:
        opening = json.loads(message)
        text, language = opening["text"], str(opening.get("language", ""))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _Refused("the first message has to hold the script's text") from error
    if not isinstance(text, str) or len(text) > TEXT_MAX:
        raise _Refused(f"a script has at most {TEXT_MAX:,} characters")
    draft = await asyncio.to_thread(Drafts(service.settings.web.scripts_dir).open, name)
    found = await asyncio.to_thread(checked, draft, text, service.clock.now())
    if found.file is None:
        raise _Refused("The script has errors: mend them first.")
    return found.file.led_by(language)


async def _talked(service: Service, file: ScriptFile, line: FedLine, browser: _Browser) -> None:
    """The call, until it is over or the browser is gone."""
    if service.speech is None:
        raise _Refused("this process has no speech models")
    browser.tell({"state": "preparing"})
    settings = service.settings
    voices = tuple(voices_of(settings, file).values())
    hearing = asyncio.create_task(_hear(browser, line), name="talk-microphone")
    try:
        server = await service.speech.having(voices, text_languages(file))
        await talk_by_voice(settings, file, server.socket_path, line, browser.show, lambda: browser.tell({"state": "talking"}))
    finally:
        line.end()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


async def _hear(browser: _Browser, line: FedLine) -> None:
    """Feeds the line with what the microphone sends, and the browser with what the bot says meanwhile, until one is gone."""
    waiting = bytearray()
    try:
        while line.hung_up is None:
            message = await browser.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if keys := _pressed(message.get("text")):
                line.press(keys)
            elif pcm := message.get("bytes"):
                if len(pcm) > VOICE_BYTES_MAX:
                    await browser.socket.close(TOO_BIG, "a message holds at most half a second")
                    return
                waiting += pcm
                browser.sound(_exchanged(line, waiting))
    finally:
        line.end()


def _exchanged(line: FedLine, waiting: bytearray) -> bytes:
    """What the bot says during the whole frames of `waiting`, which are taken from it."""
    heard = b""
    while len(waiting) >= FRAME_BYTES:
        heard += line.push_frame(bytes(waiting[:FRAME_BYTES]))
        del waiting[:FRAME_BYTES]
    return interleaved(heard, heard)


def _pressed(text: str | None) -> str:
    try:
        keys = json.loads(text or "{}")["press"]
    except (ValueError, TypeError, KeyError):
        return ""
    return keys if isinstance(keys, str) and len(keys) <= len(_KEYS) and set(keys) <= _KEYS else ""


class _Browser:
    """Sends one message after the other, whoever has something to tell."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self._waiting: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._sending = asyncio.create_task(self._send(), name="talk-sending")

    def show(self, text: str, kind: str) -> None:
        """See `Show`."""
        self.tell({"kind": kind, "text": texts_for(self.socket).retold_talk(kind, text)})

    def tell(self, said: dict[str, str]) -> None:
        """Something beside sound."""
        self._waiting.put_nowait(json.dumps(said))

    def sound(self, pcm: bytes) -> None:
        """The bot's voice."""
        if pcm:
            self._waiting.put_nowait(pcm)

    async def over(self) -> None:
        """Sends what waits, and closes."""
        self.tell({"state": "over"})
        self._waiting.put_nowait(None)
        await self._sending

    async def _send(self) -> None:
        try:
            while (message := await self._waiting.get()) is not None:
                if isinstance(message, bytes):
                    await self.socket.send_bytes(message)
                else:
                    await self.socket.send_text(message)
            await self.socket.close()
        except (WebSocketDisconnect, RuntimeError):  # the browser is gone: nobody is told any more
            return
