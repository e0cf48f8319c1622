"""The call worker process: owns up to four lines, runs their conversations, and tells the engine what happens.

    python -m engine.call.worker.main --fd N      N: one half of a socket pair; the first message on it is `Configure`

A closed channel means that the engine is gone: the worker hangs up and exits.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from engine.call.answering.policy import policy_of
from engine.call.handover.browser_calls import AgentVoice, BrowserDid
from engine.call.limits import CallLimits
from engine.call.messages import (
    HEARTBEAT_S,
    AgentAssigned,
    Configure,
    DialogNoted,
    HangUpCall,
    NoAgentFree,
    PlaceCall,
    ToWorker,
    VariantScript,
    WorkerAlive,
    WorkerFailed,
    WorkerReady,
)
from engine.call.orders import EndCall, ForceNode, HandBack, ListenIn, StopListening, SupervisorVoice, TakeOver, Whisper
from engine.call.second_hearing import second_hearing_of
from engine.call.speaking import prepare_speech
from engine.call.web_lookup import HttpLookup
from engine.call.worker.assembly import ConversationKit
from engine.call.worker.lines import Lines
from engine.call.worker.repertoire import Repertoire, Tongue
from engine.call.worker.supervision import Supervision
from engine.dialog.intents import ExampleClassifier, HeadFiles
from engine.dialog.loader import load_bundle
from engine.dialog.problems import ScriptError
from engine.dialog.script import Script
from engine.logs import set_up_logs
from engine.settings import AnsweringSection, ConversationSection
from engine.speech.api import SpeechUnavailable
from engine.speech.models import ModelStore
from engine.speech.prompts.prepared import PromptCache
from engine.speech.server.client import SpeechClient
from engine.speech.vad import VoiceActivity, load_speech_model
from engine.wire import Channel
from telephony.errors import DialerFailed
from telephony.sip.dialer import SipDialer
from telephony.sip.dialog import SipDialog


async def work(channel: Channel[ToWorker]) -> None:
    """Serves one engine until it says stop or goes away."""
    inbox = aiter(channel)
    configuration = await anext(inbox)
    if not isinstance(configuration, Configure):
        raise RuntimeError(f"expected Configure first, not {type(configuration).__name__}")
    try:
        async with _carrying(configuration, channel) as lines, Supervision(lines.supervised, channel.send) as supervision:
            await _obey(inbox, lines, supervision)
    except (DialerFailed, SpeechUnavailable, ScriptError, OSError) as error:
        channel.send(WorkerFailed(reason=str(error)))
    finally:
        await channel.close()


async def _obey(inbox: AsyncIterator[ToWorker], lines: Lines, supervision: Supervision) -> None:
    async for message in inbox:
        match message:
            case PlaceCall():
                lines.place(message)
            case HangUpCall(attempt_id=attempt_id):
                await lines.hang_up(attempt_id, "hung up by the engine")
            case AgentAssigned() | NoAgentFree():
                lines.handovers.answered(message)
            case AgentVoice() | BrowserDid():
                lines.handovers.browser(message)
            case Whisper() | ForceNode() | TakeOver() | HandBack() | EndCall() | ListenIn():
                supervision.order(message)
            case SupervisorVoice(attempt_id=attempt_id, pcm=pcm):
                supervision.voice(attempt_id, pcm)
            case StopListening(attempt_id=attempt_id):
                supervision.stop_listening(attempt_id)
            case _:
                return


@asynccontextmanager
async def _carrying(configuration: Configure, channel: Channel[ToWorker]) -> AsyncIterator[Lines]:
    """Everything a worker needs, opened in order and closed in reverse; `WorkerReady` is sent in between."""
    cache_dir = Path(configuration.cache_dir)
    models = ModelStore(cache_dir)
    silero = await asyncio.to_thread(load_speech_model, models)
    async with SpeechClient(Path(configuration.speech_socket)) as speech:
        prompts = PromptCache(cache_dir / "prompts", speech, models.identity)
        settings = ConversationSection(**configuration.conversation)
        policy = policy_of(AnsweringSection.model_validate(configuration.answering))
        lookup = HttpLookup(configuration.webhook_hosts)

        async def tongue(script: Script, voice: str, encoder: str) -> Tongue:
            kept = HeadFiles.below(cache_dir, encoder)
            classifier = ExampleClassifier(script, partial(speech.embed, language=script.language), kept)
            await classifier.prepare()
            again = await second_hearing_of(script, speech, classifier)
            new_vad = partial(VoiceActivity, silero)
            kit = ConversationKit(
                speech, classifier, new_vad, settings, script.language, policy, lookup=lookup, second_hearing=again
            )
            return Tongue(script, kit, voice)

        async def tongues_of(runs: Configure | VariantScript) -> dict[str, Tongue]:
            file = load_bundle(runs.script)
            await prepare_speech(prompts, file, runs.voices)
            scripts = file.languages.items()
            return {locale: await tongue(script, runs.voices[locale], runs.encoders[locale]) for locale, script in scripts}

        campaigns = await tongues_of(configuration)
        repertoire = Repertoire(campaigns, {variant.key: await tongues_of(variant) for variant in configuration.variants})
        terms = configuration.handover
        limits = CallLimits(configuration.ring_timeout_s, settings.max_call_s, terms.talk_s if terms else 0.0)
        recordings = Path(configuration.recordings_dir) if configuration.recordings_dir else None

        def noted(call_id: str, dialog: SipDialog | None) -> None:
            channel.send(DialogNoted(call_id=call_id, dialog=dialog))

        dialer = await SipDialer.open(configuration.stack, configuration.trunk, noted)
        lines = Lines(repertoire, dialer, prompts, limits, recordings, channel.send, terms)
        heartbeat = asyncio.create_task(_beat(channel, lines), name="heartbeat")
        channel.send(WorkerReady(pid=os.getpid(), sip_address=dialer.bound_address))
        try:
            yield lines
        finally:
            heartbeat.cancel()
            await lines.close()
            await dialer.close()


async def _beat(channel: Channel[ToWorker], lines: Lines) -> None:
    while True:
        due_s = time.monotonic() + HEARTBEAT_S
        await asyncio.sleep(HEARTBEAT_S)
        lag_ms = (time.monotonic() - due_s) * 1000
        media = lines.media_ticks
        channel.send(WorkerAlive(loop_lag_ms=lag_ms, media_ticks=media.ticks, late_ticks=media.late))


async def _main(descriptor: int) -> None:
    channel: Channel[ToWorker] = await Channel.over(socket.socket(fileno=descriptor), ToWorker)
    await work(channel)


def main() -> None:
    """Entry point of the process."""
    parser = argparse.ArgumentParser(prog="engine.call.worker.main")
    parser.add_argument("--fd", type=int, required=True, help="descriptor of a socket to the engine")
    descriptor = parser.parse_args().fd
    # Ctrl-C reaches the whole process group; the engine decides when a worker stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_up_logs(os.environ.get("CALLWRIGHT_LOG_LEVEL", "WARNING"))
    asyncio.run(_main(descriptor))


if __name__ == "__main__":
    main()
