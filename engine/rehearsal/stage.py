"""One call without a phone: the product's own session, conversation and dialog machine on a virtual clock, with a simulated person.

What is simulated: the person's speech and its recognition (`legible`), the voice (`pace`), the line (`line`), and time.
Everything between is what carries real calls: who answered, turns, patience, barge-in, resuming, ladders, errands, disposition.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from engine.call.answering.policy import AnsweringPolicy
from engine.call.conversation import Conversation
from engine.call.leaving import Leave
from engine.call.limits import TOO_LONG, CallLimits
from engine.call.messages import PlaceCall
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.worker.assembly import ConversationKit
from engine.dialog.intents import IntentClassifier
from engine.dialog.machine import DialogMachine, DialogState, Step
from engine.dialog.moves import Input, Sentence
from engine.dialog.script import Script
from engine.events import CallEnded, CallEvent, NodeEntered
from engine.outcome import Disposition
from engine.rehearsal.agent import RehearsedAgent
from engine.rehearsal.cues import NEVER
from engine.rehearsal.legible import LegibleRecognizer, LegibleTones, LegibleVad, SoundOfWords, Tape, UnheardSound
from engine.rehearsal.line import StageDialer, StageLine
from engine.rehearsal.lookups import Answer, RehearsedLookup
from engine.rehearsal.pace import bot_speech, speech_ms
from engine.rehearsal.phone import Act, Person, Phone, WaitedInVain
from engine.rehearsal.virtual_loop import VirtualLoop
from engine.settings import ConversationSection
from telephony.audio import FRAME_MS
from telephony.line import Line

RECOGNITION_MS: Final = 400
"""How long recognition takes unless told otherwise: Whisper base on two busy cores, see `docs/benchmarks.md`."""

_FRAME_S: Final = FRAME_MS / 1000
_ROUNDING: Final = 1e-6
"""Of sums of seconds, in frames."""


STARTED: Final = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
"""A Monday morning: when rehearsed calls take place unless told otherwise, so that "tomorrow" is the same day every time."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What one call has of its own, beside the person."""

    variables: Mapping[str, str]
    """The lead's columns."""
    started: datetime = STARTED
    """The person's local time."""
    seed: int = 1
    """Chooses among variants of what the bot says."""
    lookups: Mapping[str, Answer] = field(default_factory=dict)
    """What the customer's systems answer, by the node that asks."""
    nobody_takes_transfers: bool = False
    agent_gives_back: bool = False
    """An agent takes warm transfers, and gives the person back to the bot."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A call's event and its time on the conversation's clock."""

    at_ms: int
    event: CallEvent


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of the dialog."""

    before: DialogState
    given: Input
    step: Step


class Watch(Protocol):
    """Who looks on while a call is rehearsed."""

    def opens(self, opening: Step) -> None:
        """The dialog's first words, which the bot has not said yet."""
        ...

    def moves(self, moved: Moved) -> None:
        """The dialog has moved; what follows is not carried out yet."""
        ...

    def happens(self, happened: Happened) -> None:
        """An event of the call."""
        ...


@dataclass(frozen=True, slots=True)
class RehearsedCall:
    """What one call was like."""

    events: tuple[Happened, ...]
    acts: tuple[Act, ...]
    moves: tuple[Moved, ...]
    ended: CallEnded
    problem: str | None
    """What went otherwise than the person was told to do; None if nothing did."""

    @property
    def length_ms(self) -> int:
        return self.ended.duration_ms


@dataclass(frozen=True, slots=True)
class Stage:
    """What all calls of a rehearsal share."""

    script: Script
    classifier: IntentClassifier
    settings: ConversationSection = field(default_factory=ConversationSection)
    answering: AnsweringPolicy = field(default_factory=AnsweringPolicy)
    recognition_ms: int = RECOGNITION_MS
    sentence_ms: Callable[[Sentence], int] | None = None
    """Length of a sentence in the bot's voice; None estimates it."""
    frame_by_frame: bool = False
    """Plays also the frames in which nothing happens; what comes of it is the same."""

    def call(self, person: Person, circumstances: Circumstances, watch: Watch | None = None) -> RehearsedCall:
        """Calls a simulated person; `watch` is told what happens while it does.

        Raises:
            MissingVariable: the script needs a variable that the lead lacks.
            UnfitVariable: a variable is not of its declared type.
        """
        return _Play(self, person, circumstances, watch).call()

    def length_ms(self, sentence: Sentence) -> int:
        """How long the bot takes to say a sentence."""
        return self.sentence_ms(sentence) if self.sentence_ms else speech_ms(sentence.text, self.script.language)


class _Play:
    """One call under way."""

    def __init__(self, stage: Stage, person: Person, circumstances: Circumstances, watch: Watch | None) -> None:
        self._stage = stage
        self._person = person
        self._watch = watch
        self._machine = DialogMachine(stage.script, circumstances.variables, started=circumstances.started, seed=circumstances.seed)
        self._loop = VirtualLoop()
        self._line = StageLine(nobody_takes_transfers=circumstances.nobody_takes_transfers)
        self._agent_gives_back = circumstances.agent_gives_back
        self._events: list[Happened] = []
        self._moves: list[Moved] = []
        self._problem: str | None = None
        self._conversation: Conversation | None = None
        language, tape = stage.script.language, Tape()
        sounds = SoundOfWords(language)
        self._phone = Phone(self._line, language, tape, sounds)
        self._kit = ConversationKit(
            LegibleRecognizer(tape, stage.recognition_ms),
            stage.classifier,
            LegibleVad,
            stage.settings,
            language,
            stage.answering,
            sounds,
            new_hearing=UnheardSound,
            new_tones=LegibleTones,
            lookup=RehearsedLookup(circumstances.lookups, lambda: self._phone.bot.node),
            monotonic_s=self._loop.time,
        )

    def call(self) -> RehearsedCall:
        order = PlaceCall(attempt_id="rehearsal", number="+10000000000", caller_id=None, variables={})
        limits = CallLimits(ring_timeout_s=60, max_call_s=self._stage.settings.max_call_s)
        report = Reporter(order.attempt_id, self._note, self._loop.time)
        agent = RehearsedAgent() if self._agent_gives_back else None
        session = CallSession(order, StageDialer(self._line), self._converse, self._kit.eavesdrop, report, limits, agent)
        living = self._loop.create_task(session.run())
        self._loop.run_ready()
        self._line.answer()
        person = self._loop.create_task(self._live())
        self._loop.run_ready()
        try:
            while not living.done():
                if person.done():
                    person.result()  # raises what went wrong in a person
                self._tick()
            living.result()
        finally:
            person.cancel()
            living.cancel()
            self._loop.run_ready()
        ended = self._events[-1].event
        if not isinstance(ended, CallEnded):
            raise RuntimeError(f"the call's last event is {type(ended).__name__}")
        if ended.disposition is Disposition.FAILED and ended.cause != TOO_LONG:
            raise RuntimeError(f"the rehearsed call broke: {ended.cause}")
        return RehearsedCall(tuple(self._events), tuple(self._phone.acts), tuple(self._moves), ended, self._problem)

    def _tick(self) -> None:
        """20 ms, and before them whatever time in which nothing happens; only such time if the person ends it."""
        steady, until_person = self._steady_frames(), self._frames_until_person()
        if (frames := min(steady, until_person)) > 0:
            self._pass_over(frames)
            if until_person <= steady:
                self._loop.run_ready()
                return
        self._loop.advance(_FRAME_S)
        sounded = self._line.exchange(self._phone.next_frame())
        self._loop.run_ready()
        self._phone.hear(sounding=sounded, frames=1)
        self._loop.run_ready()

    def _steady_frames(self) -> int:
        """Frames in which conversation, line and loop have nothing to do, if the person goes on as in the next one."""
        if self._stage.frame_by_frame or self._conversation is None:
            return 0
        idle_s = self._loop.idle_s
        before_timer = NEVER if idle_s is None else math.ceil(idle_s / _FRAME_S - _ROUNDING) - 1
        if before_timer <= 0:
            return 0
        return min(self._conversation.steady_ms(self._phone.speaking) // FRAME_MS, before_timer)

    def _frames_until_person(self) -> int:
        """Frames after which the person may do something else, or hear something else."""
        if self._line.sounding != self._phone.bot.sounding:
            return 1
        return min(self._phone.steady_frames, self._line.sounding_frames if self._line.sounding else NEVER)

    def _pass_over(self, count: int) -> None:
        sounding, is_speech = self._line.sounding, self._phone.speaking
        frames = self._phone.next_frames(count)
        self._loop.advance(count * _FRAME_S)
        self._line.pass_over(count)
        if self._conversation:
            self._conversation.pass_over(frames, is_speech)
        self._phone.hear(sounding=sounding, frames=count)

    async def _live(self) -> None:
        try:
            await self._person(self._phone)
        except WaitedInVain as vain:
            self._problem = f"the person {vain}"
            self._phone.hang_up()

    def _converse(self, line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
        if self._watch:
            self._watch.opens(self._machine.start())
        self._conversation = self._kit.converse(self._machine, self._fetch, line, tasks, report, leave, self._note_move)
        return self._conversation

    async def _fetch(self, sentence: Sentence) -> bytes:
        return bot_speech(sentence.text, self._stage.length_ms(sentence))

    def _note_move(self, before: DialogState, given: Input, step: Step) -> None:
        self._moves.append(Moved(before, given, step))
        if self._watch:
            self._watch.moves(self._moves[-1])

    def _note(self, event: CallEvent) -> None:
        self._events.append(Happened(round(event.at * 1000), event))
        self._phone.events += 1
        if self._watch:
            self._watch.happens(self._events[-1])
        if isinstance(event, NodeEntered):
            self._phone.bot.entered(event.node)
