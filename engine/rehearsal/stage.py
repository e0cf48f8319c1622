"""One call without a phone: the product's own session, conversation and dialog machine on a virtual clock, with a simulated person.

What is simulated: the person's speech and its recognition (`legible`), the voice (`pace`), the line (`line`), and time.
Everything between is what carries real calls: who answered, turns, patience, barge-in, resuming, ladders, errands, disposition.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

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
from engine.rehearsal.clockwork import Clockwork
from engine.rehearsal.legible import LegibleRecognizer, LegibleTones, LegibleVad, SoundOfWords, Tape, UnheardSound
from engine.rehearsal.line import StageDialer, StageLine
from engine.rehearsal.lookups import RehearsedLookup
from engine.rehearsal.pace import bot_speech, speech_ms
from engine.rehearsal.phone import Person, Phone, WaitedInVain
from engine.rehearsal.rehearsed import Circumstances, Happened, Moved, RehearsedCall, Watch
from engine.rehearsal.virtual_loop import VirtualLoop
from engine.settings import ConversationSection
from telephony.line import Line

RECOGNITION_MS: Final = 400
"""How long recognition takes unless told otherwise: Whisper base on two busy cores, see `docs/benchmarks.md`."""


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
        language, tape = stage.script.language, Tape()
        sounds = SoundOfWords(language)
        self._phone = Phone(self._line, language, tape, sounds)
        self._clockwork = Clockwork(self._loop, self._line, self._phone, frame_by_frame=stage.frame_by_frame)
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
                self._clockwork.tick()
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

    async def _live(self) -> None:
        try:
            await self._person(self._phone)
        except WaitedInVain as vain:
            self._problem = f"the person {vain}"
            self._phone.hang_up()

    def _converse(self, line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
        if self._watch:
            self._watch.opens(self._machine.start())
        conversation = self._kit.converse(self._machine, self._fetch, line, tasks, report, leave, self._note_move)
        self._clockwork.conversation = conversation
        return conversation

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
