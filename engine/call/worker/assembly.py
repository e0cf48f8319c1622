"""Puts the parts of a conversation together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.call.answering.early_media import EarlyMediaListener
from engine.call.answering.policy import AnsweringPolicy
from engine.call.answering.reception import Reception
from engine.call.answering.supervisor import AnswerSupervisor
from engine.call.answering.tone import ToneDetector
from engine.call.clarity import Clarity
from engine.call.conversation import Conversation
from engine.call.course import Course, Moved
from engine.call.errands import Errands
from engine.call.escort import Escort
from engine.call.hearing import HeardAudio
from engine.call.leaving import Leave
from engine.call.listener import Listener, Vad
from engine.call.opening import Opening
from engine.call.overlap.classifier import load_classifier
from engine.call.overlap.floor import Floor
from engine.call.overlap.judge import OverlapJudge
from engine.call.overlap.opinions import Hearing, SoundClassifier
from engine.call.overlap.sound import FrameSound
from engine.call.peeking import Peeker
from engine.call.performer import Performer
from engine.call.player import FetchSpeech, Player
from engine.call.report import Reporter
from engine.call.second_hearing import SecondHearing
from engine.call.speaking import Prefetch
from engine.call.steering import Steering
from engine.call.turns import TurnDetector
from engine.call.understanding import Understander
from engine.call.uptake import Uptake
from engine.call.web_lookup import HttpLookup, Lookup
from engine.call.worker.thresholds import overlap_limits, patience, turn_limits
from engine.dialog.intents import IntentClassifier
from engine.dialog.machine import DialogMachine
from engine.settings import ConversationSection
from engine.speech.api import Priority, Transcriber
from telephony.audio import FRAME_MS
from telephony.line import Line


@dataclass(frozen=True, slots=True)
class ConversationKit:
    """What all conversations of a worker share."""

    transcriber: Transcriber
    classifier: IntentClassifier
    new_vad: Callable[[], Vad]
    settings: ConversationSection
    language: str
    answering: AnsweringPolicy = field(default_factory=AnsweringPolicy)
    sounds: SoundClassifier = field(default_factory=load_classifier)
    new_hearing: Callable[[], Hearing] = FrameSound
    """What `sounds` hears of a sound over the bot."""
    new_tones: Callable[[], ToneDetector] = ToneDetector
    lookup: Lookup = field(default_factory=lambda: HttpLookup({}))
    second_hearing: SecondHearing | None = None
    monotonic_s: Callable[[], float] = time.monotonic
    """For how long recognition and questions to other systems take."""

    def eavesdrop(self, tasks: asyncio.TaskGroup, report: Reporter) -> EarlyMediaListener:
        """Builds what listens to one call before it is answered."""
        return EarlyMediaListener(self.transcriber, self.new_vad(), self.language, tasks, report)

    def converse(
        self,
        machine: DialogMachine,
        fetch: FetchSpeech,
        line: Line,
        tasks: asyncio.TaskGroup,
        report: Reporter,
        leave: Leave,
        moved: Moved | None = None,
    ) -> Conversation:
        """Builds the conversation of one call.

        Args:
            machine: the script with this lead's variables.
            fetch: gives a sentence's audio.
            line: the call, its audio path up.
            tasks: owner of recognition and synthesis; ends with the call.
            report: where events go.
            leave: ends the call as the script says.
            moved: told of every move of the dialog.
        """
        heard = HeardAudio()
        course = Course(machine, moved)
        errands = Errands(self.lookup, tasks, report, lambda reply: conversation.looked_up(reply), self.monotonic_s)
        performer = Performer(Player(line, fetch, tasks), report, leave, errands)
        understander = Understander(
            heard,
            self.transcriber,
            self.classifier,
            self.language,
            course,
            tasks,
            lambda turn, expectation: conversation.guessed(turn, expectation),
            lambda turn: conversation.understood(turn),
            self.monotonic_s,
            self.second_hearing,
        )
        listener = self._listener(heard, understander, course, lambda: floor.turn_over_bot)
        peeker = Peeker(heard, self.transcriber, self.language, tasks, lambda text, onset_ms: conversation.peeked(text, onset_ms))
        supervisor = AnswerSupervisor(self.language, frame_ms=FRAME_MS, new_tones=self.new_tones)
        reception = Reception(supervisor, peeker, report, self.answering)
        opening = Opening(listener, performer, reception, course, hello_wait_ms=self.settings.hello_wait_ms)
        floor = self._floor(heard, performer, tasks, report)
        conversation = Conversation(
            course,
            opening,
            listener,
            performer,
            reception,
            floor,
            Uptake(course, performer, report),
            Escort(course, listener, performer),
            Steering(course, opening, performer),
            report,
            Prefetch(fetch, tasks),
        )
        return conversation

    def _listener(self, heard: HeardAudio, understander: Understander, course: Course, over_bot: Callable[[], bool]) -> Listener:
        vad = self.new_vad()
        turns = TurnDetector(turn_limits(self.settings, vad.release_ms), frame_ms=FRAME_MS)
        clarity = Clarity(self.settings.clear_speech_ms)
        how_patient = patience(self.settings)
        return Listener(heard, vad, turns, understander, how_patient, clarity, self.language, lambda: course.expectation, over_bot)

    def _floor(self, heard: HeardAudio, performer: Performer, tasks: asyncio.TaskGroup, report: Reporter) -> Floor:
        def glanced(text: str, onset_ms: int) -> None:
            floor.glanced(text, onset_ms, heard.now_ms)

        glancer = Peeker(heard, self.transcriber, self.language, tasks, glanced, Priority.GLANCE, another=True)
        overlap = OverlapJudge(overlap_limits(self.settings), self.sounds, frame_ms=FRAME_MS, new_hearing=self.new_hearing)
        floor = Floor(performer, overlap, report, self.language, glancer, soften_db=self.settings.barge_in_soften_db)
        return floor
