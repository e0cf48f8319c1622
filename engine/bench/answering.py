"""Does the bot know who answered? Labelled clips through a whole conversation: real voice activity, tones and recognition.

Time is the clip's: frames are fed as fast as they are computed, and a transcription arrives `ASR_MS` of audio after it was asked
for. The bot's own voice is silence, as on a line without echo.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from engine.bench.answering_clips import Clip, clips
from engine.bench.answering_voices import Speakers
from engine.call.answering.verdict import Answerer
from engine.call.conversation import Conversation
from engine.call.report import Reporter
from engine.call.worker.assembly import ConversationKit
from engine.dialog.intents import IntentMatch
from engine.dialog.loader import check_text
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import HangUp, Sentence, Transfer
from engine.events import AnswererKnown, BotSpoke, CallEvent
from engine.settings import Settings
from engine.shipped import shipped
from engine.speech.api import Priority, Transcript
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import Recognizer, language_recognizer, recognizer_for
from engine.speech.vad import VoiceActivity, load_speech_model
from telephony.audio import FRAME_BYTES, silence
from telephony.testing import ScriptedLine

ASR_MS: Final = 400
"""Whisper base through the speech server: 270 ms for one second of speech, 310 ms for three, and some queue."""
GREETING_MS: Final = 4000
MESSAGE_MS: Final = 3000
_TURNS_OF_THE_LOOP: Final = 6
"""Enough for what a frame sets off to come through; nothing in it waits for time."""
_SCRIPT: Final = """
schema_version: 1
id: answering_bench
language: en
builtin_global: []
intents:
  accept: [yes]
start: greeting
voicemail:
  say: [Message.]
nodes:
  greeting:
    disclosure: true
    say: [Greeting.]
    goto: offer
  offer:
    say: [Offer.]
    no_input_ms: 20000
    on:
      - {intent: accept, goto: done}
  done: {say: [Bye.], hangup: true}
"""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one clip."""

    clip: str
    source: str
    held_out: bool
    truth: Answerer
    first: Answerer | None
    first_ms: int | None
    """After the clip's first sound; None if nothing was decided."""
    final: Answerer | None
    final_ms: int | None
    reason: str
    message_ms: int | None
    """A voicemail's message began so long after the end of the beep; None without one."""


@dataclass(frozen=True, slots=True)
class AnsweringResult:
    """With and without words."""

    with_words: tuple[Verdict, ...]
    without_words: tuple[Verdict, ...]


async def run_answering(settings: Settings, folder: Path, progress: Callable[[int], None], *, every: int = 1) -> AnsweringResult:
    """Judges every clip twice, or each `every`-th. Rendered speech and transcripts are kept in `folder`.

    Raises:
        ModelMissing: a model is not at hand, as `ModelStore.resolve`.
    """
    models = ModelStore(settings.cache_dir)
    new_vad = _vad_maker(models)
    recognizer = language_recognizer(models, settings.speech, "en")
    read_by = models.identity(recognizer_for(settings.speech, "en"), Kind.ASR)
    ears = Ears(recognizer, folder / f"transcripts-{read_by[:16]}.json")
    judged: list[tuple[Verdict, Verdict]] = []
    book = shipped("configs") / "bench" / "answering.yaml"
    for number, clip in enumerate(clips(book, Speakers(folder))):
        if number % every == 0:
            judged.append((await _judge(clip, new_vad, ears), await _judge(clip, new_vad, None)))
            progress(len(judged))
    ears.save()
    return AnsweringResult(tuple(pair[0] for pair in judged), tuple(pair[1] for pair in judged))


def _vad_maker(models: ModelStore) -> Callable[[], VoiceActivity]:
    silero = load_speech_model(models)
    return lambda: VoiceActivity(silero)


class Ears:
    """A recognizer with a memory: the same sound is transcribed once."""

    def __init__(self, recognizer: Recognizer, memory: Path) -> None:
        self._recognizer = recognizer
        self._memory = memory
        self._texts: dict[str, str] = json.loads(memory.read_text()) if memory.is_file() else {}

    def read(self, pcm: bytes, hint: str) -> str:
        """The text of a piece of sound."""
        key = hashlib.sha256(pcm + hint.encode()).hexdigest()[:32]
        if key not in self._texts:
            self._texts[key] = self._recognizer.transcribe(pcm, language="en", hint=hint).text
        return self._texts[key]

    def save(self) -> None:
        """Keeps the texts for the next run."""
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        self._memory.write_text(json.dumps(self._texts, indent=0))


class _AudioTimeTranscriber:
    """Answers `ASR_MS` of audio after the question."""

    def __init__(self, ears: Ears | None) -> None:
        self._ears = ears
        self._due: list[tuple[int, asyncio.Future[None]]] = []
        self.now_ms = 0

    def advance(self, now_ms: int) -> None:
        """The audio clock goes on."""
        self.now_ms = now_ms
        for due_ms, answer in self._due:
            if due_ms <= now_ms and not answer.done():
                answer.set_result(None)
        self._due = [entry for entry in self._due if not entry[1].done()]

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,  # noqa: ARG002 - the protocol's
        hint: str = "",
        another: bool = False,  # noqa: ARG002
        priority: Priority = Priority.LIVE,  # noqa: ARG002
        timeout_s: float = 10.0,  # noqa: ARG002
    ) -> Transcript:
        answer = asyncio.get_running_loop().create_future()
        self._due.append((self.now_ms + ASR_MS, answer))
        await answer
        text = self._ears.read(pcm, hint) if self._ears else ""
        return Transcript(text=text, avg_logprob=-0.2, no_speech_prob=0.0, window_s=12, queue_ms=0.0, run_ms=ASR_MS)


class _NoIntents:
    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:  # noqa: ARG002 - the protocol's
        return IntentMatch(None, 0.0, "none")


async def _judge(clip: Clip, new_vad: Callable[[], VoiceActivity], ears: Ears | None) -> Verdict:
    script = check_text(_SCRIPT, "answering bench").script
    if script is None:
        raise RuntimeError("the bench's own script is broken")
    events: list[tuple[int, CallEvent]] = []
    transcriber, line = _AudioTimeTranscriber(ears), ScriptedLine()
    kit = ConversationKit(transcriber, _NoIntents(), new_vad, Settings().conversation, "en")

    async def fetch(sentence: Sentence) -> bytes:
        return silence(MESSAGE_MS if sentence.text == "Message." else GREETING_MS)

    async with asyncio.TaskGroup() as tasks:
        report = Reporter("clip", lambda event: events.append((conversation.now_ms, event)), lambda: 0.0)
        conversation = kit.converse(DialogMachine(script, {}, started=datetime.now(UTC)), fetch, line, tasks, report, _stay)
        await _feed(clip.pcm, conversation, line, transcriber)
        conversation.finish()
    return _verdict(clip, events)


def _stay(how: Transfer | HangUp) -> None:
    """The clip goes on after the bot hangs up."""


async def _feed(pcm: bytes, conversation: Conversation, line: ScriptedLine, transcriber: _AudioTimeTranscriber) -> None:
    for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        frame = pcm[start : start + FRAME_BYTES]
        line.push_frame(frame)
        transcriber.advance(conversation.now_ms)
        conversation.hear(frame)
        for _ in range(_TURNS_OF_THE_LOOP):
            await asyncio.sleep(0)


def _verdict(clip: Clip, events: Iterable[tuple[int, CallEvent]]) -> Verdict:
    told = [(at_ms, Answerer(event.answerer), event.reason) for at_ms, event in events if isinstance(event, AnswererKnown)]
    messages = [
        event.started_ms for _, event in events if isinstance(event, BotSpoke) and event.text == "Message." and event.played_ms
    ]
    return Verdict(
        clip=clip.name,
        source=clip.source,
        held_out=clip.held_out,
        truth=clip.truth,
        first=told[0][1] if told else None,
        first_ms=told[0][0] - clip.onset_ms if told else None,
        final=told[-1][1] if told else None,
        final_ms=told[-1][0] - clip.onset_ms if told else None,
        reason=told[-1][2] if told else "",
        message_ms=messages[0] - clip.beep_end_ms if messages and clip.beep_end_ms is not None else None,
    )
