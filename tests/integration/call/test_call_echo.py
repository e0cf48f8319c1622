"""A phone that sends back what it hears: with echo cancellation the bot hears the person and not itself, over real SIP and RTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.speech.models import ModelStore
from engine.speech.vad import SpeechModel, VoiceActivity, load_speech_model
from telephony.audio import FRAME_MS
from telephony.lab.lab import Lab
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.line import MediaActive
from telephony.settings import TrunkSettings
from telephony.sip.dialer import SipDialer
from tests.integration.telephony.peers import stack_settings

pytestmark = [pytest.mark.sip, pytest.mark.models]

INTERRUPTS_AFTER_MS = 7000
"""Of the bot's speech, pauses left out."""
LASTS_MS = 14_000
LEARNS_MS = 2000
"""The canceller has to hear the bot for a second or so; one false onset may fall into that."""
ECHO_LEFT = 0.15
"""Of the bot's own speech, at most; without cancellation all of it is heard. A late media tick moves the echo under the
canceller, which then learns anew: on a busy machine that is a quarter of a second each time, a few times a call."""
PERSON_SPEAKS_MS = 800
"""Of "Hold on, how much does it cost?", which lasts about twice as long."""
HEARD_WITHIN_MS = 2000
"""Of the person's first word. Their phone and the bot count time by their own media clocks, which late ticks set apart."""
PHONES = """
phones:
  "0301":
    name: echoes, then interrupts
    voice: kurt
    ring_s: 0
    echo_db: {echo_db}
    echo_ms: {echo_ms}
    steps:
      - during_bot_ms: {{during_bot_ms: 7000, timeout_s: 20}}
      - say: Hold on, how much does it cost?
"""


@dataclass(frozen=True)
class Overheard:
    """What was taken for speech while the bot spoke, in ms of the call."""

    speech_ms: list[int]
    """Every frame of it."""
    interrupted_ms: int
    """When the person began, in the time of their phone."""

    @property
    def own_voice(self) -> float:
        """How much of the time was taken for speech, once the canceller knew the line and well before the person began."""
        until_ms = self.interrupted_ms - HEARD_WITHIN_MS
        return FRAME_MS * sum(LEARNS_MS < at_ms < until_ms for at_ms in self.speech_ms) / (until_ms - LEARNS_MS)

    @property
    def person_ms(self) -> int:
        """Speech around the time at which the person spoke, ms."""
        began_ms = self.interrupted_ms - HEARD_WITHIN_MS
        return FRAME_MS * sum(began_ms < at_ms < self.interrupted_ms + 2 * HEARD_WITHIN_MS for at_ms in self.speech_ms)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    return load_speech_model(ModelStore(tmp_path_factory.mktemp("cache")))


async def _overheard(model: SpeechModel, folder: Path, *, echo_db: int, echo_ms: int, cancel: bool) -> Overheard:
    book = folder / "phones.yaml"
    book.write_text(PHONES.format(echo_db=echo_db, echo_ms=echo_ms))
    vad = VoiceActivity(model)
    speech_ms = list[int]()
    async with Lab(book, folder, cache_dir=folder) as lab:
        host, port = lab.gateways[0].split(":")
        trunk = TrunkSettings(host=host, port=int(port), caller_id="0100", echo_cancellation=cancel)
        dialer = await SipDialer.open(stack_settings(), trunk)
        try:
            line = await dialer.dial("0301")
            async for event in line.events():
                if isinstance(event, MediaActive):
                    break
            line.play(read_line(recorded_path("tessa", "Tell me more about it.")) * 12)
            heard_ms = 0
            async for frame in line.frames():
                heard_ms += FRAME_MS
                speech_ms += [heard_ms] if vad.feed(frame) else []
                if heard_ms >= LASTS_MS:
                    break
            await line.hang_up()
        finally:
            await dialer.close()
        report = await lab.next_report(timeout_s=10)
    return Overheard(speech_ms, report.said[0].at_ms)


@pytest.mark.parametrize(("echo_db", "echo_ms"), [(-10, 60), pytest.param(-15, 200, marks=pytest.mark.slow)])
async def test_the_bot_does_not_hear_itself_and_hears_the_person(
    model: SpeechModel, tmp_path: Path, echo_db: int, echo_ms: int
) -> None:
    heard = await _overheard(model, tmp_path, echo_db=echo_db, echo_ms=echo_ms, cancel=True)
    assert heard.interrupted_ms > INTERRUPTS_AFTER_MS
    assert heard.own_voice <= ECHO_LEFT
    assert heard.person_ms >= PERSON_SPEAKS_MS, "the person is not heard over the bot"


@pytest.mark.slow
async def test_without_cancellation_the_bot_hears_itself(model: SpeechModel, tmp_path: Path) -> None:
    heard = await _overheard(model, tmp_path, echo_db=-10, echo_ms=60, cancel=False)
    assert heard.own_voice > 3 * ECHO_LEFT
