"""A person on an answered call: hears frames, decides, acts. No SIP and no clock: the line comes in as a protocol.

frames() ─▶ Ear ─▶ Behaviour ─▶ deeds ─▶ Mouth ─▶ line.play()
"""

from __future__ import annotations

from collections.abc import Callable

from telephony.audio import FRAME_MS, duration_ms, silence
from telephony.errors import DtmfFailed
from telephony.lab.behaviour import Behaviour, Deed, Pause, PlayFile, PressKeys, PutDown, SoundBeep, SoundFax, Speak
from telephony.lab.hearing import Ear
from telephony.lab.mouth import Mouth
from telephony.lab.noise import Room
from telephony.lab.report import Ending, Said
from telephony.lab.sounds import Sounds
from telephony.lab.spec import Phone
from telephony.line import Line

Note = Callable[[str], None]


class Conversation:
    """From answer to the end of one call."""

    def __init__(self, phone: Phone, line: Line, sounds: Sounds, note: Note, *, seed: int) -> None:
        self._phone = phone
        self._line = line
        self._sounds = sounds
        self._note = note
        self._ear = Ear()
        self._mouth = Mouth(Room(phone.noise_db, seed))
        self._behaviour = Behaviour(phone.steps, max_ms=round(phone.max_call_s * 1000))
        self.audio_ms = 0
        """Audio received so far."""
        self._said: list[Said] = []
        self._put_down: PutDown | None = None

    @property
    def heard_bot_ms(self) -> int:
        return self._ear.heard.total_ms

    @property
    def said_ms(self) -> int:
        return self._mouth.said_ms

    @property
    def said(self) -> tuple[Said, ...]:
        """Every line so far, with its place in the recording."""
        return tuple(self._said)

    @property
    def reason(self) -> str | None:
        """Why this side hung up; None if it did not."""
        return self._put_down.reason if self._put_down else None

    async def run(self) -> Ending:
        """Until the line ends or the person puts the phone down; the latter ends the line."""
        async for frame in self._line.frames():
            self.audio_ms += FRAME_MS
            await self._tick(frame)
            if self._put_down is not None:
                return self._put_down.ending
        return Ending.CALLER_HUNG_UP

    async def _tick(self, frame: bytes) -> None:
        was_speaking = self._ear.heard.speaking
        heard = self._ear.feed(frame)
        if heard.speaking != was_speaking:
            self._note("the bot speaks" if heard.speaking else "the bot is quiet")
        if noise := self._mouth.tick(queued_ms=self._line.queued_ms):
            self._line.play(noise)
        turn = self._behaviour.tick(heard, mouth_busy=self._mouth.busy)
        for what in turn.notes:
            self._note(what)
        for deed in turn.deeds:
            await self._do(deed)

    async def _do(self, deed: Deed) -> None:
        match deed:
            case PressKeys(digits=digits):
                await self._press(digits)
            case PutDown():
                self._put_down = deed
                await self._line.hang_up()
            case Pause(ms=ms):
                self._utter(silence(ms))
            case Speak() | PlayFile() | SoundBeep() | SoundFax():
                line = self._sounds.of(self._phone, deed)
                self._said.append(Said(what=_name(deed), at_ms=self._utter(line), length_ms=duration_ms(line)))

    def _utter(self, line: bytes) -> int:
        """Returns where the line begins in the recording, in milliseconds."""
        return self._line.play(self._mouth.say(line, queued_ms=self._line.queued_ms))

    async def _press(self, digits: str) -> None:
        try:
            await self._line.send_dtmf(digits)
        except DtmfFailed as error:
            self._note(f"the keys were not sent: {error}")


def _name(deed: Speak | PlayFile | SoundBeep | SoundFax) -> str:
    match deed:
        case Speak(text=text):
            return text
        case PlayFile(path=path):
            return path.name
        case SoundBeep():
            return "beep"
        case SoundFax():
            return "fax tone"
