"""Two arms of an experiment, two voices: callees hear the voice of their arm, which was made before anybody was dialled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest

from engine.experiments.assignment import arm_for
from engine.settings import SpeechSection, load_settings
from engine.speech.models import ModelStore
from engine.speech.prompts.files import PromptFiles
from engine.speech.server.client import SpeechClient
from engine.speech.server.supervised import SpeechServerProcess
from telephony.audio import SAMPLE_RATE_HZ
from tests.acceptance.live_calls import lab_phones, side
from tests.acceptance.product import Desk, running
from tests.integration.speech.speech_recordings import words

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(540)]

VOICES: Final = {"human": "joe", "robot": "espeak-en"}
"""By arm."""
RUN_S: Final = 400.0
"""Two calls of half a minute, once all sentences of both voices are made: on a busy machine that takes minutes."""
QUESTION: Final = "Would you like to come to the harbour on Friday?"
SCRIPT: Final = f"""
schema_version: 1
id: invitation
language: en
builtin_global: []
variables:
  city: {{}}
start: greeting
nodes:
  greeting:
    disclosure: true
    say: "This is the automated assistant of the museum of {{{{ city }}}}."
    goto: question
  question:
    say: {QUESTION}
    no_input_ms: 9000
    on:
      - {{digit: 1, goto: farewell}}
  farewell: {{say: The ferry leaves at seven in the morning. Goodbye., hangup: true}}
"""
PLAN: Final = """
name: voices
script: script.yaml
lists: [leads.csv]
lines: 1
policy: none
attempts: 1
trunks: [{{address: "sip:{gateway}"}}]
experiment:
  name: voices
  arms:
    - {{name: human, voice: joe}}
    - {{name: robot, voice: espeak-en}}
  goal: talked
"""
ANSWERS: Final = {
    "name": "patient",
    "ring_s": 0.3,
    "steps": [{"stay_silent_s": 0.2}, {"after_bot": {"spoken_ms": 4000, "quiet_ms": 900}}, {"press": "1"}, {"stay_silent_s": 60}],
}


def callees() -> Mapping[str, str]:
    """A number for each arm."""
    numbers = [f"+1202555{at:04}" for at in range(101, 120)]
    return {arm: next(number for number in numbers if arm_for(number, "voices", dict.fromkeys(VOICES, 1)) == arm) for arm in VOICES}


def likeness(heard: npt.NDArray[np.float64], prompt: npt.NDArray[np.float64]) -> float:
    """How much of what was heard is this very prompt: 1 but for the line's coding; about 0.3 for the same words of another voice.

    The median, over pieces of 0.4 s of the prompt, of the highest normalized cross-correlation with anything that was heard: a
    frame that was lost on the way costs one piece and not the rest.
    """
    piece = 2 * SAMPLE_RATE_HZ // 5
    levels = np.sqrt(np.convolve(heard**2, np.ones(piece), "valid")) + 1
    size = 1 << (len(heard) + piece).bit_length()
    spectrum, likes = np.fft.rfft(heard, size), []
    for begin in range(0, len(prompt) - piece + 1, piece):
        part = prompt[begin : begin + piece]
        correlation = np.fft.irfft(spectrum * np.conj(np.fft.rfft(part, size)), size)[: len(levels)]
        likes.append(float(np.max(correlation / (levels * (np.linalg.norm(part) + 1)))))
    return float(np.median(likes))


async def text_of(sound: npt.NDArray[np.float64]) -> list[str]:
    """What Whisper makes of it."""
    async with (
        SpeechServerProcess(SpeechSection(), load_settings(None, {}).cache_dir, ["joe"]) as server,
        SpeechClient(server.socket_path) as client,
    ):
        return words((await client.transcribe(sound.astype("<i2").tobytes(), language="en", timeout_s=100.0)).text)


async def test_each_arm_is_heard_in_its_own_voice_which_was_ready_before_the_first_call(tmp_path: Path) -> None:
    numbers, desk = callees(), Desk(tmp_path, SCRIPT)
    (tmp_path / "leads.csv").write_text("number,city\n" + "".join(f"{number},Rotterdam\n" for number in numbers.values()))
    known, cache = load_settings(None, {}).cache_dir, tmp_path / "cache"
    cache.mkdir()
    for entry in known.iterdir() if known.is_dir() else ():
        if entry.name != "prompts":  # models are shared; sentences are to be made here
            (cache / entry.name).symlink_to(entry)
    environment = {"CALLWRIGHT_CACHE_DIR": str(cache), "CALLWRIGHT_DATABASE_URL": f"sqlite:///{desk.database}"}
    async with lab_phones(tmp_path, dict.fromkeys(numbers.values(), ANSWERS)) as lab:
        (tmp_path / "plan.yaml").write_text(PLAN.format(gateway=lab.gateways[0]))
        run = ("--config", tmp_path / "settings.yaml", "run", tmp_path / "plan.yaml", "--json", desk.results.with_suffix(".jsonl"))
        async with running(*run, folder=tmp_path, environment=environment) as campaign:
            ended = await campaign.ended(timeout_s=RUN_S)
        assert ended.status == 0, ended.output + ended.errors
        heard = {arm: side(next(lab.recordings.glob(f"{number.strip('+')}-*.wav")), 1) for arm, number in numbers.items()}

    records = desk.records()
    assert {arm: (records[number]["arm"], records[number]["disposition"]) for arm, number in numbers.items()} == {
        arm: (arm, "completed") for arm in VOICES
    }
    files, models = PromptFiles(cache / "prompts"), ModelStore(cache)
    made = {arm: files.read(models.identity(voice), QUESTION) for arm, voice in VOICES.items()}
    first_dialled = min(attempt.created_at for attempt in desk.attempts())
    assert all(path.stat().st_mtime < first_dialled for path in (cache / "prompts").iterdir()), "a sentence waited for its call"
    prompts = {arm: np.frombuffer(audio or b"", dtype="<i2").astype(np.float64) for arm, audio in made.items()}
    for arm, other in (("human", "robot"), ("robot", "human")):
        own, foreign = (likeness(heard[arm], prompts[name]) for name in (arm, other))
        assert (own > 0.8, foreign < 0.5) == (True, True), f"{arm}: {own:.2f} like its own voice, {foreign:.2f} like the other"
    # What eSpeak says, Whisper's guards take for no speech: that its sentence was heard is known by its likeness alone.
    assert {"museum", "rotterdam", "friday", "goodbye"} <= set(await text_of(heard["human"]))
