"""A rehearsed call with somebody at a microphone: what carries real calls listens, understands and speaks, on a line that is fed.

Beside the line only two things are as in a rehearsal by text: other systems are not asked, and nothing is written down.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.call.answering.policy import policy_of
from engine.call.conversation import Conversation
from engine.call.leaving import Leave
from engine.call.limits import CallLimits
from engine.call.messages import PlaceCall
from engine.call.report import Reporter
from engine.call.second_hearing import SecondHearing, second_hearing_of
from engine.call.session import CallSession
from engine.call.speaking import CallSpeech
from engine.call.worker.assembly import ConversationKit
from engine.dialog.intents import ExampleClassifier, HeadFiles, IntentClassifier
from engine.dialog.loader import ScriptFile
from engine.dialog.machine import DialogMachine, DialogState, Step
from engine.dialog.moves import Input
from engine.dialog.script import Script
from engine.events import CallEnded, CallEvent, PersonSpoke
from engine.publishing.preparing import encoder_identities, voices_of
from engine.rehearsal.chat import ExplainingClassifier, Show, Teller, record_lines
from engine.rehearsal.line import StageDialer
from engine.rehearsal.lookups import RehearsedLookup
from engine.rehearsal.rehearsed import Circumstances, Happened, Moved, RehearsedCall
from engine.settings import Settings
from engine.speech.api import SpeechUnavailable
from engine.speech.models import ModelStore
from engine.speech.prompts.prepared import PromptCache
from engine.speech.server.client import SpeechClient
from engine.speech.vad import SpeechModel, VoiceActivity, load_speech_model
from telephony.fed import FedLine
from telephony.line import Line

log = logging.getLogger(__name__)

_ORDER = PlaceCall(attempt_id="rehearsal", number="+10000000000", caller_id=None, variables={})
_RING_S = 60.0
"""Nobody rings: the line is answered at once."""


async def talk_by_voice(
    settings: Settings, file: ScriptFile, speech_socket: Path, line: FedLine, show: Show, ready: Callable[[], None]
) -> None:
    """Lives a call through in the script's first language.

    Args:
        settings: how calls are held.
        file: the script.
        speech_socket: of a running speech server.
        line: who is called; its end ends the call.
        show: told of what is said and decided.
        ready: told when `line` is answered, and is to be fed from then on.

    Raises:
        SpeechUnavailable: a model or the server is missing.
        MissingVariable: the script needs a variable that has no example.
        UnfitVariable: an example is not of its variable's type.
    """
    models, script = ModelStore(settings.cache_dir), file.fallback
    voice = next(iter(voices_of(settings, file).values()))
    async with SpeechClient(speech_socket) as speech:
        prompts = PromptCache(settings.cache_dir / "prompts", speech, models.identity)
        await prompts.recordings.prepare(Path(file.folder), file.recordings)
        classifier = ExplainingClassifier(await _classifier(settings, file, speech))
        silero = await asyncio.to_thread(load_speech_model, models)
        again = await second_hearing_of(script, speech, classifier)
        talk = _Talk(settings, script, speech, classifier, again, silero, CallSpeech(prompts.for_call(voice)), show)
        preparing = asyncio.create_task(_prepare(prompts, script, voice), name="talk-prompts")
        try:
            line.answer()
            ready()
            await talk.live(line)
        finally:
            preparing.cancel()
            await asyncio.wait([preparing])


async def _classifier(settings: Settings, file: ScriptFile, speech: SpeechClient) -> IntentClassifier:
    script = file.fallback
    identity = await asyncio.to_thread(lambda: next(iter(encoder_identities(settings, file).values())))
    kept = HeadFiles.below(settings.cache_dir, identity)
    classifier = ExampleClassifier(script, partial(speech.embed, language=script.language), kept)
    await classifier.prepare()
    return classifier


async def _prepare(prompts: PromptCache, script: Script, voice: str) -> None:
    """Makes what the call may say while it goes on; a sentence that is wanted before is made at once."""
    try:
        await prompts.prepare(script.fixed_sentences(), voice)
    except SpeechUnavailable as error:
        log.warning("sentences of a talk not prepared", extra={"action": "prepare_failed", "reason": str(error)})


class _Talk:
    """One call under way."""

    def __init__(
        self,
        settings: Settings,
        script: Script,
        speech: SpeechClient,
        classifier: ExplainingClassifier,
        second_hearing: SecondHearing,
        silero: SpeechModel,
        spoken: CallSpeech,
        show: Show,
    ) -> None:
        circumstances = Circumstances(script.example_variables)
        self._machine = DialogMachine(script, circumstances.variables, started=circumstances.started, seed=circumstances.seed)
        self._show = show
        self._teller = Teller(show, lambda text: classifier.reasons.get(text, ""))
        self._spoken = spoken
        self._limits = CallLimits(_RING_S, settings.conversation.max_call_s)
        self._conversation: Conversation | None = None
        self._events: list[Happened] = []
        self._kit = ConversationKit(
            speech,
            classifier,
            lambda: VoiceActivity(silero),
            settings.conversation,
            script.language,
            policy_of(settings.answering),
            lookup=RehearsedLookup({}, lambda: self._conversation.node if self._conversation else script.start),
            second_hearing=second_hearing,
        )

    async def live(self, line: FedLine) -> None:
        """Returns when the call is over, and has told what the customer's record would get."""
        report = Reporter(_ORDER.attempt_id, self._happens, time.time)
        session = CallSession(_ORDER, StageDialer(line), self._converse, self._kit.eavesdrop, report, self._limits)
        await session.run()
        ended = self._events[-1].event
        if isinstance(ended, CallEnded):
            self._show("\n".join(record_lines(RehearsedCall(tuple(self._events), (), (), ended, None))), "note")

    def _converse(self, line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
        self._teller.opens(self._machine.start())
        self._conversation = self._kit.converse(self._machine, self._spoken.fetch, line, tasks, report, leave, self._moved)
        return self._conversation

    def _moved(self, before: DialogState, given: Input, step: Step) -> None:
        self._teller.moves(Moved(before, given, step))

    def _happens(self, event: CallEvent) -> None:
        happened = Happened(self._conversation.now_ms if self._conversation else 0, event)
        self._events.append(happened)
        if isinstance(event, PersonSpoke):
            self._show(event.text, "person")
        self._teller.happens(happened)
