"""Barge-in, answer supervision, tones, the agenda and the final verdict."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.call.agenda import Agenda
from engine.call.answering.network import NetworkMessage
from engine.call.answering.tone import ToneDetector
from engine.call.answering.verdict import Answerer, Judgement
from engine.call.gaps import gap_before
from engine.call.hearing import LEAD_IN_MS, HeardAudio
from engine.call.overlap.barge_in import is_backchannel
from engine.call.verdict import NOT_RECOGNIZED, Ending, Story, Talk, cause, disposition
from engine.dialog.moves import Enter, HangUp, Listen, Say, Sentence, Transfer
from engine.outcome import Disposition
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, duration_ms, silence
from telephony.causes import HangupCause
from telephony.line import HungUp

pytestmark = pytest.mark.unit


def tone(*frequencies_hz: float, ms: int, amplitude: float = 6000) -> bytes:
    times = np.arange(SAMPLE_RATE_HZ * ms // 1000) / SAMPLE_RATE_HZ
    wave = sum(amplitude * np.sin(2 * np.pi * frequency * times) for frequency in frequencies_hz)
    return np.asarray(wave).astype("<i2").tobytes()


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mm-hmm.", "en", True),
        ("Okay.", "en", True),
        ("Yeah, yeah.", "en", True),
        ("I see.", "en", True),
        ("Uhuhu.", "en", True),
        ("Mmm, ah, uhu.", "en", True),
        ("Aha.", "zh", True),
        ("Yeah, yeah, yeah, yeah, yeah, yeah.", "en", True),
        ("Yes.", "en", True),
        ("Ham.", "en", False),
        ("Yeah, yeah, yeah, but why?", "en", False),
        ("", "en", True),
        ("No.", "en", False),
        ("Stop.", "en", False),
        ("Wait a second.", "en", False),
        ("Okay but how much is it?", "en", False),
        ("Yes, I would like that.", "en", False),
        ("嗯。", "zh", True),
        ("好的", "zh", True),
        ("安。", "zh", True),
        ("好能", "zh", True),
        ("对，对对对，知道了。", "zh", True),
        ("好的好的好的好的好的", "zh", True),
        ("只到了", "zh", True),
        ("知道了，那多少钱？", "zh", False),
        ("不知道", "zh", False),
        ("好了好了", "zh", False),
        ("不需要", "zh", False),
        ("等一下", "zh", False),
    ],
)
def test_backchannels(text: str, language: str, expected: bool) -> None:
    assert is_backchannel(text, language) is expected


@pytest.mark.parametrize(
    ("pcm", "expected"),
    [
        (tone(1000, ms=200), True),
        (tone(440, ms=200), True),
        (tone(697, 1209, ms=200), False),
        (tone(200, ms=200), False),
        (silence(200), False),
        (tone(1000, ms=200, amplitude=100), False),
    ],
    ids=["beep", "low beep", "DTMF 1", "hum", "silence", "too quiet"],
)
def test_tones(pcm: bytes, expected: bool) -> None:
    detector = ToneDetector()
    assert all([detector.feed(frame) is not None for frame in frames(pcm)][1:]) is expected


def test_noise_is_no_tone() -> None:
    detector, noise = ToneDetector(), np.random.default_rng(7).normal(0, 3000, SAMPLE_RATE_HZ).astype("<i2").tobytes()
    assert not any(detector.feed(frame) for frame in frames(noise))


def test_a_clip_has_a_lead_in_and_ends_where_asked() -> None:
    heard = HeardAudio()
    for index in range(100):
        heard.add(index.to_bytes(2, "little") * (FRAME_BYTES // 2))
    clip = heard.clip(1000, 1400)
    assert duration_ms(clip) == 400 + LEAD_IN_MS
    assert clip[0] == (1000 - LEAD_IN_MS) // FRAME_MS
    assert duration_ms(heard.clip(1900, 2100)) == 200 + LEAD_IN_MS


@pytest.mark.parametrize(
    ("levels", "begins_ms"),
    [
        pytest.param([20.0] * 36 + [3000.0] * 6 + [20.0] * 13 + [3000.0] * 15, 700, id="a syllable that the detector missed"),
        pytest.param([20.0] * 47 + [3000.0] * 23, 800, id="a sound within the lead-in"),
        pytest.param([3000.0] * 70, 800, id="noise all along"),
        pytest.param([3000.0] * 65 + [20.0] * 5, 500, id="a long sound"),
        pytest.param([400.0] * 52 + [3000.0] * 18, 800, id="a noisy pause"),
    ],
)
def test_a_clip_does_not_begin_in_the_middle_of_a_sound(levels: list[float], begins_ms: int) -> None:
    heard, chance = HeardAudio(), np.random.default_rng(7)
    for level in levels:
        heard.add(chance.normal(0, level, FRAME_BYTES // 2).astype("<i2").tobytes())
    assert 1400 - duration_ms(heard.clip(1000, 1400)) == begins_ms


def test_a_clip_that_ends_later_than_the_sound_received_goes_on_like_a_pause_of_the_line() -> None:
    heard, chance = HeardAudio(), np.random.default_rng(7)
    levels = [12.0] * 20 + [3000.0] * 30 + [40.0] * 5  # a pause, a word, and its last breath
    for level in levels:
        heard.add(chance.normal(0, level, FRAME_BYTES // 2).astype("<i2").tobytes())
    tail = np.frombuffer(heard.clip(400, heard.now_ms + 300), dtype="<i2")[-300 * SAMPLE_RATE_HZ // 1000 :]
    assert len(set(frames(tail.tobytes()))) == 3
    assert 10 < np.std(tail) < 14


def test_after_digital_silence_a_clip_goes_on_in_digital_silence() -> None:
    heard = HeardAudio()
    for frame in frames(silence(200) + tone(500, ms=200) + silence(60)):
        heard.add(frame)
    assert heard.clip(200, 700).endswith(silence(300))
    assert HeardAudio().clip(0, 40) == silence(40)


def test_a_clip_reaches_no_further_back_than_audio_is_kept() -> None:
    heard = HeardAudio()
    for _ in range(2000):
        heard.add(bytes(FRAME_BYTES))
    assert duration_ms(heard.clip(0, heard.now_ms)) == 30_000


def test_resuming_starts_at_the_gap_between_words() -> None:
    pcm = tone(500, ms=300) + silence(60) + tone(600, ms=300)
    assert 300 <= gap_before(pcm, 500) < 360


def test_a_farewell_leads_out_and_a_question_does_not() -> None:
    say = Say("bye", (Sentence("Goodbye.", fixed=True),), barge_in=True)
    agenda = Agenda()
    agenda.replace([say, HangUp()])
    assert agenda.next() == say
    assert agenda.leads_out
    agenda.replace([say, Listen(5000)])
    agenda.next()
    assert not agenda.leads_out


def test_skipping_speech_keeps_bookkeeping_and_opting_out_drops_a_transfer() -> None:
    say = Say("agent", (Sentence("One moment.", fixed=True),), barge_in=True)
    agenda = Agenda()
    agenda.replace([say, Enter("agent"), Transfer("200")])
    agenda.skip_speech()
    agenda.hang_up_instead_of_transfer()
    assert [agenda.next(), agenda.next(), agenda.next()] == [Enter("agent"), HangUp(), None]


STORY = Story(answered=True, ending=Ending.FINISHED, talk=Talk(heard_person=True))
NO_SUCH_NUMBER = Judgement(Answerer.ANNOUNCEMENT, "", NetworkMessage.NO_SUCH_NUMBER)
BYE = HungUp(HangupCause.NORMAL, by_us=True, sip_status=200)


def story(changes: dict[str, Any]) -> Story:
    """An ordinary call but for these fields of it or of its talk."""
    of_talk = {name: value for name, value in changes.items() if name in Talk.__slots__}
    of_call = {name: value for name, value in changes.items() if name not in of_talk}
    return replace(STORY, **of_call, talk=replace(STORY.talk, **of_talk))


@pytest.mark.parametrize(
    ("changes", "hung_up", "expected"),
    [
        ({}, BYE, Disposition.COMPLETED),
        ({"opted_out": True}, BYE, Disposition.OPTED_OUT),
        ({"opted_out": True, "failure": "OSError"}, BYE, Disposition.OPTED_OUT),
        ({"verdict": Judgement(Answerer.VOICEMAIL, "")}, BYE, Disposition.VOICEMAIL),
        ({"verdict": Judgement(Answerer.SCREENING, "")}, BYE, Disposition.SCREENED),
        ({"verdict": Judgement(Answerer.MENU, "")}, BYE, Disposition.PHONE_MENU),
        ({"verdict": Judgement(Answerer.FAX, "")}, BYE, Disposition.FAX),
        ({"verdict": Judgement(Answerer.HUMAN, "")}, BYE, Disposition.COMPLETED),
        ({"verdict": NO_SUCH_NUMBER}, BYE, Disposition.NOT_IN_SERVICE),
        ({"verdict": Judgement(Answerer.ANNOUNCEMENT, "", NetworkMessage.CONGESTION)}, BYE, Disposition.UNREACHABLE),
        ({"verdict": Judgement(Answerer.ANNOUNCEMENT, "")}, BYE, Disposition.UNREACHABLE),
        (
            {"answered": False, "verdict": NO_SUCH_NUMBER},
            HungUp(HangupCause.UNREACHABLE, by_us=False, sip_status=480),
            Disposition.NOT_IN_SERVICE,
        ),
        (
            {"answered": False, "verdict": NO_SUCH_NUMBER},
            HungUp(HangupCause.BUSY, by_us=False, sip_status=486),
            Disposition.BUSY,
        ),
        ({"ending": Ending.TRANSFERRED}, BYE, Disposition.TRANSFERRED),
        ({"heard_person": False}, BYE, Disposition.SILENT),
        ({"heard_person": False, "had_agent": True}, BYE, Disposition.COMPLETED),
        ({"ending": Ending.UNFINISHED}, HungUp(HangupCause.NORMAL, by_us=False), Disposition.PERSON_HUNG_UP),
        ({"heard_person": False}, HungUp(HangupCause.NORMAL, by_us=False), Disposition.PERSON_HUNG_UP),
        ({"failure": "OSError"}, BYE, Disposition.FAILED),
        ({"cut_off": "the engine stopped", "ending": Ending.UNFINISHED}, BYE, Disposition.FAILED),
        ({"cut_off": "a supervisor hung up"}, BYE, Disposition.COMPLETED),
        ({"ended_deaf": True}, BYE, Disposition.FAILED),
        ({"ended_deaf": True, "ending": Ending.TRANSFERRED}, BYE, Disposition.TRANSFERRED),
        ({"answered": False}, HungUp(HangupCause.BUSY, by_us=False, sip_status=486), Disposition.BUSY),
        ({"answered": False}, HungUp(HangupCause.NO_ANSWER, by_us=True, sip_status=487), Disposition.NO_ANSWER),
        ({"answered": False}, HungUp(HangupCause.REJECTED, by_us=False, sip_status=603), Disposition.REJECTED),
        ({"answered": False}, HungUp(HangupCause.NOT_IN_SERVICE, by_us=False, sip_status=404), Disposition.NOT_IN_SERVICE),
        ({"answered": False}, HungUp(HangupCause.SERVICE_UNAVAILABLE, by_us=False, sip_status=503), Disposition.UNREACHABLE),
        ({"answered": False}, HungUp(HangupCause.LOCAL_FAILURE, by_us=True), Disposition.FAILED),
    ],
)
def test_dispositions(changes: dict[str, Any], hung_up: HungUp, expected: Disposition) -> None:
    assert disposition(story(changes), hung_up) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "normal"),
        ({"cut_off": "the engine stopped"}, "the engine stopped"),
        ({"failure": "OSError: gone", "cut_off": "the engine stopped"}, "OSError: gone"),
        ({"ended_deaf": True}, NOT_RECOGNIZED),
        ({"ended_deaf": True, "cut_off": "the engine stopped"}, "the engine stopped"),
        ({"ended_deaf": True, "ending": Ending.TRANSFERRED}, "normal"),
    ],
)
def test_causes(changes: dict[str, Any], expected: str) -> None:
    assert cause(story(changes), BYE) == expected
