"""A server that cannot start says why in one line and at once; a stopped one leaves nothing behind."""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from engine.settings import SpeechSection, load_settings
from engine.speech.api import SpeechUnavailable
from engine.speech.models import ModelStore
from engine.speech.server import supervised
from engine.speech.server.client import SpeechClient
from engine.speech.server.plan import make_plan
from engine.speech.server.supervised import SpeechServerProcess, level_and_text

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("speech", "complaint"),
    [
        (SpeechSection(whisper_device="cuda"), r"speech\.whisper_device asks for cuda.*set it to cpu or auto"),
        (SpeechSection(encoder_device="cuda"), r"speech\.encoder_device asks for cuda"),
        (SpeechSection(voice_device="cuda"), r"speech\.voice_device asks for cuda"),
        (SpeechSection(english_recognizer="whisper-large-v3-turbo"), "run `callwright models pull whisper-large-v3-turbo`"),
        (SpeechSection(phrase_recognizer="nonesuch"), "no phrases model is called `nonesuch`; known: vosk-small-zh"),
        (SpeechSection(encoder="nonesuch"), "no encoder model is called `nonesuch`; known: minilm-l6-v2, mpnet-base-v2"),
    ],
)
async def test_what_cannot_be_had_is_told_by_the_setting_that_asks_for_it(
    tmp_path: Path, speech: SpeechSection, complaint: str
) -> None:
    cache_dir = tmp_path if speech.english_recognizer != SpeechSection().english_recognizer else load_settings(None, {}).cache_dir
    with pytest.raises(SpeechUnavailable, match=f"the speech server did not start: .*{complaint}"):
        async with SpeechServerProcess(speech, cache_dir):
            pass


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("WARNING engine.speech: one is missing", (logging.WARNING, "engine.speech: one is missing")),
        ("ERROR engine.speech: it broke", (logging.ERROR, "engine.speech: it broke")),
        ("INFO: Created a delegate for CPU.", (logging.INFO, "INFO: Created a delegate for CPU.")),
        ("", (logging.INFO, "")),
    ],
)
def test_what_a_server_says_is_told_at_its_level(line: str, told: tuple[int, str]) -> None:
    assert level_and_text(line) == told


async def test_a_server_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    server = SpeechServerProcess(SpeechSection(start_timeout_s=0.05), tmp_path)
    with pytest.raises(SpeechUnavailable, match=r"not ready within 0\.05 s"):
        async with server:
            pass
    assert server.pid is None
    assert not server.socket_path.parent.exists()


@pytest.mark.slow  # it loads a model twice
@pytest.mark.timeout(120)
async def test_a_server_that_is_stuck_is_killed_and_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervised, "ASK_EVERY_S", 0.1)
    monkeypatch.setattr(supervised, "SILENT_MAX_S", 2.0)
    async with SpeechServerProcess(SpeechSection(), load_settings(None, {}).cache_dir, languages=[]) as server:
        stuck = server.pid
        assert stuck is not None
        os.kill(stuck, signal.SIGSTOP)
        async with asyncio.timeout(100), SpeechClient(server.socket_path) as client:
            while server.pid in (None, stuck):
                with suppress(SpeechUnavailable):
                    await client.ping(0.5)
                await asyncio.sleep(0.05)
            await client.ping(100.0)


@pytest.mark.parametrize(
    ("languages", "names"), [(["en", "zh"], ["moonshine-base-en", "whisper-base"]), (["zh", "fr"], ["whisper-base"])]
)
def test_a_server_loads_what_reads_its_languages_and_what_reads_again(languages: list[str], names: list[str]) -> None:
    plan = make_plan(SpeechSection(), ModelStore(load_settings(None, {}).cache_dir), [], languages)
    assert [model.name for model in plan.recognizers] == names
    assert (plan.phrase_recognizer.name if plan.phrase_recognizer else None) == ("vosk-small-zh" if "zh" in languages else None)


def test_phrases_need_not_be_read() -> None:
    speech = SpeechSection(phrase_recognizer=None)
    assert make_plan(speech, ModelStore(load_settings(None, {}).cache_dir), [], ["zh"]).phrase_recognizer is None
