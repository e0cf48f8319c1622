"""A whole conversation without phone, models or clock: a script, a person made of frames, and what came of it.

async with in_conversation({"yes": "accept"}, settings) as rig:
    await rig.says("yes", for_ms=600)      600 ms of speech frames, transcribed as "yes", understood as `accept`
    await rig.quiet(1000)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from engine.call.answering.policy import AnsweringPolicy
from engine.call.overlap.sound import LEAD_FRAMES, Numbers
from engine.call.report import Reporter
from engine.call.second_hearing import SecondHearing
from engine.call.worker.assembly import ConversationKit
from engine.dialog.loader import check_text
from engine.dialog.moves import HangUp, Sentence, Transfer
from engine.dialog.testing import TableClassifier, machine_of
from engine.events import BotSpoke, CallEvent, NodeEntered
from engine.settings import ConversationSection
from engine.speech.api import Priority, SpeechUnavailable, Transcript
from engine.speech.testing import EnergyVad, ScriptedSpeech, tone_for
from telephony.audio import FRAME_BYTES, FRAME_MS, SILENT_FRAME
from telephony.testing import ScriptedLine
from tests.offer import offer_script

SPEECH_FRAME = b"\x00\x20\x00\xe0" * (FRAME_BYTES // 4)
"""Loud, and no steady tone between 350 and 2500 Hz."""

Event = TypeVar("Event")

SCRIPT = offer_script(
    """
schema_version: 1
id: rig
language: en
builtin_global: []
""",
    "This is a machine calling.",
)


class MuffledVad(EnergyVad):
    """Takes loud sound for speech unless told that it is none."""

    muffled = False
    sureness_of_speech = 0.5

    @property
    def sureness(self) -> float:
        return self.sureness_of_speech if super().sureness else 0.0

    def feed(self, frame: bytes) -> bool:
        return super().feed(frame) and not self.muffled


class GlancedSpeech:
    """Recognition as a rig scripts it: turns take `speech.transcripts` in order, glances at speech that goes on `glances`."""

    def __init__(self, speech: ScriptedSpeech) -> None:
        self.glances: list[str] = []
        self.refuses_glances = False
        self._speech = speech

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """See `engine.speech.api.Transcriber`."""
        if priority is not Priority.GLANCE:
            return await self._speech.transcribe(pcm, language=language, hint=hint, another=another, priority=priority)
        if self.refuses_glances:
            raise SpeechUnavailable("the server has too much to do for a glance")
        text = self.glances.pop(0) if self.glances else ""
        return Transcript(text, avg_logprob=-0.2, no_speech_prob=0.01, window_s=12, queue_ms=0.0, run_ms=0.0)


class Opinion:
    """A classifier of sounds that has one opinion of all sounds, at one age."""

    def __init__(self, score: float | None = None, at_frames: int = 10) -> None:
        self.score = score
        self.at_frames = at_frames

    def begin(self) -> OpinionOfOne:
        return OpinionOfOne(self)


class OpinionOfOne:
    """The opinion, when its time comes."""

    def __init__(self, opinion: Opinion) -> None:
        self._opinion = opinion
        self._frames = -LEAD_FRAMES

    def feed(self, row: Numbers, is_speech: bool) -> float | None:
        self._frames += 1
        return self._opinion.score if self._frames == self._opinion.at_frames else None

    @property
    def steady_frames(self) -> int:
        return 0

    def pass_over(self, frames: int) -> None:
        self._frames += frames


class Rig:
    """One conversation under test."""

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        intents: Mapping[str, str],
        settings: ConversationSection,
        answering: AnsweringPolicy = AnsweringPolicy(),  # noqa: B008 - frozen
        script_text: str = SCRIPT,
        second_hearing: SecondHearing | None = None,
    ) -> None:
        script = check_text(script_text, "rig.yaml").script
        assert script is not None
        self.machine = machine_of(script, {})
        self.speech = ScriptedSpeech()
        self.line = ScriptedLine()
        self.events: list[CallEvent] = []
        self.left: list[Transfer | HangUp] = []
        self.vad = MuffledVad()
        self.sounds = Opinion()
        self.recognition = GlancedSpeech(self.speech)
        self.glances = self.recognition.glances
        """What is read, in order, of sounds over the bot that go on; nothing left: no words."""
        kit = ConversationKit(
            self.recognition,
            TableClassifier(intents),
            lambda: self.vad,
            settings,
            "en",
            answering,
            self.sounds,
            second_hearing=second_hearing,
        )
        report = Reporter("attempt", self.events.append, lambda: 0.0)
        self.conversation = kit.converse(self.machine, self._fetch, self.line, tasks, report, self.left.append)

    async def _fetch(self, sentence: Sentence) -> bytes:
        return tone_for(sentence.text)

    async def says(self, text: str, *, for_ms: int) -> None:
        """Speech of that length, which the recognizer hears as `text` when it is asked the next time."""
        self.speech.transcripts.append(text)
        await self._frames(SPEECH_FRAME, for_ms)

    async def hears_speech(self, for_ms: int) -> None:
        """Speech of that length, with no text of its own."""
        await self._frames(SPEECH_FRAME, for_ms)

    async def hears(self, pcm: bytes, *, is_speech: bool = True) -> None:
        """Any sound; `is_speech` says whether voice activity detection may take it for speech."""
        self.vad.muffled = not is_speech
        for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
            await self._frames(pcm[start : start + FRAME_BYTES], FRAME_MS)
        self.vad.muffled = False

    async def hears_the_offer(self) -> None:
        """The person says hello and hears the bot out, up to its question."""
        await self.quiet(500)
        await self.says("hello", for_ms=500)
        await self.quiet(6000)

    async def quiet(self, ms: int) -> None:
        """Digital silence."""
        await self._frames(SILENT_FRAME, ms)

    def of(self, kind: type[Event]) -> list[Event]:
        """The events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def said(self) -> list[str]:
        """What the bot said so far."""
        return [spoke.text for spoke in self.of(BotSpoke)]

    def nodes(self) -> list[str]:
        """The nodes that the dialog came to, in order."""
        return [entered.node for entered in self.of(NodeEntered)]

    async def _frames(self, frame: bytes, ms: int) -> None:
        for _ in range(ms // FRAME_MS):
            self.line.push_frame(frame)
            self.conversation.hear(frame)
            for _ in range(6):  # lets recognition and synthesis, which take no time here, come through
                await asyncio.sleep(0)


@asynccontextmanager
async def in_conversation(
    intents: Mapping[str, str],
    settings: ConversationSection,
    answering: AnsweringPolicy = AnsweringPolicy(),  # noqa: B008 - frozen
    script_text: str = SCRIPT,
    second_hearing: SecondHearing | None = None,
) -> AsyncIterator[Rig]:
    """A conversation that goes on while the block runs, and is finished at its end."""
    async with asyncio.TaskGroup() as tasks:
        rig = Rig(tasks, intents, settings, answering, script_text, second_hearing)
        yield rig
        rig.conversation.finish()
