from dataclasses import replace

import numpy as np
import pytest

from engine.bench.overlap_hearing import CHANNELS, HeardSound, Labelled, companded
from engine.bench.overlap_network import learn
from engine.bench.overlap_report import course, report
from engine.bench.overlap_training import LAST, PACES, TUNING, exams, lessons
from engine.call.overlap.classifier import YOUNGEST_FRAMES, NetworkClassifier
from engine.call.overlap.decisions import Verdict
from engine.call.overlap.sound import BANDS, LEAD_FRAMES
from engine.call.player import FADE_MS
from engine.call.worker.thresholds import overlap_limits
from engine.settings import ConversationSection
from telephony.audio import FRAME_MS

pytestmark = pytest.mark.unit

LIMITS = replace(overlap_limits(ConversationSection()), doubt=0.4, sure=0.6)


def heard(voice: str, kind: str, speech_frames: int, seed: int) -> HeardSound:
    """Noise whose low bands are louder for a response, as in a hum."""
    rng = np.random.default_rng(seed)
    frames = LEAD_FRAMES + 60
    rows = rng.normal(10, 0.5, (frames, BANDS + 3)).astype(np.float32)
    rows[:, : BANDS // 2] += 3 if kind == "response" else 0
    speech = np.zeros(frames, dtype=bool)
    speech[LEAD_FRAMES : LEAD_FRAMES + speech_frames] = True
    return HeardSound(voice, "response" if kind == "response" else "interruption", "text", 40.0, speech, rows)


@pytest.mark.parametrize("law", ["a-law", "mu-law"])
def test_companding_keeps_speech_and_is_coarse_for_loud_samples(law: str) -> None:
    samples = np.linspace(-32000, 32000, 1001)
    after = companded(samples, "a-law" if law == "a-law" else "mu-law")
    assert np.abs(after - samples).max() < 0.03 * 32768
    assert len(np.unique(np.round(after))) <= 255


def test_a_network_learns_what_parts_two_groups_and_stops_for_sentences_early() -> None:
    known = [heard("someone", kind, 60, seed) for seed, kind in enumerate(["response", "interruption"] * 30)]
    classifier = NetworkClassifier(learn(known, epochs=60))
    sentence = course(heard("other", "interruption", 60, 99), LIMITS, classifier)
    hum = course(heard("other", "response", 18, 98), LIMITS, classifier)
    assert sentence.verdict is Verdict.INTERRUPTION
    assert sentence.silent_ms == sentence.yields_ms == 40.0 + YOUNGEST_FRAMES * FRAME_MS + FADE_MS
    assert (hum.yields_ms, hum.silent_ms, hum.verdict) == (None, None, Verdict.RESPONSE)


def test_the_report_has_a_column_for_each_kind_of_sound() -> None:
    known = [heard("someone", kind, 60, seed) for seed, kind in enumerate(["response", "interruption"] * 30)]
    strangers = [heard("a", "response", 18, 7), heard("b", "interruption", 60, 8), heard("human-x", "interruption", 60, 9)]
    table = report(strangers, NetworkClassifier(learn(known, epochs=2)))
    assert "responses (n=1) | interruptions (n=1) | human interruptions (n=1)" in table.splitlines()[0]


def test_voices_for_choosing_and_for_the_last_report_are_others() -> None:
    assert not any(voice.startswith(LAST) for voice in TUNING)
    assert not any(voice.startswith(TUNING) for voice in LAST)


def test_learned_voices_are_heard_every_way_and_plentiful_ones_in_one() -> None:
    sounds = [Labelled(voice, "response", "text", np.zeros(8, dtype=np.int16)) for voice in ("kokoro-a", "espeak-b", "espeak-c")]
    ways = [(each.sound.voice, each.channel, each.pace) for each in lessons(sounds)]
    assert len(set(ways[:9])) == len(CHANNELS) * len(PACES)
    assert [voice for voice, *_ in ways[9:]] == ["espeak-b", "espeak-c"]
    assert ways[9][1:] != ways[10][1:]
    assert [each.pace for each in exams(sounds)] == [1.0] * 3
