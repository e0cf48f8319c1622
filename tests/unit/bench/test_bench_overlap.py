import numpy as np
import pytest

from engine.bench.overlap_hearing import HeardSound, companded
from engine.bench.overlap_report import course, report
from engine.bench.overlap_training import AGES_FRAMES, HELD_OUT, fit, learn
from engine.call.assembly import overlap_limits
from engine.call.overlap import Verdict
from engine.call.overlap_classifier import LogisticClassifier
from engine.call.overlap_sound import BANDS, LEAD_FRAMES
from engine.settings import ConversationSection

pytestmark = pytest.mark.unit

LIMITS = overlap_limits(ConversationSection())


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


def test_a_regression_learns_what_parts_two_groups() -> None:
    rng = np.random.default_rng(1)
    positive = np.arange(200) % 2 == 0
    vectors = rng.normal(size=(200, 4)).astype(np.float32)
    vectors[:, 2] += np.where(positive, 6, -6)
    learned = fit(vectors, positive)
    chances = np.array([learned.probability(vector) for vector in vectors])
    assert chances[positive].min() > 0.6
    assert chances[~positive].max() < 0.4


def test_learned_weights_stop_for_sentences_early_and_leave_hums_alone() -> None:
    known = [heard("someone", kind, 60, seed) for seed, kind in enumerate(["response", "interruption"] * 30)]
    classifier = LogisticClassifier(learn(known))
    sentence = course(heard("other", "interruption", 60, 99), LIMITS, classifier)
    hum = course(heard("other", "response", 18, 98), LIMITS, classifier)
    assert sentence.verdict is Verdict.INTERRUPTION
    assert sentence.silent_ms == 40.0 + AGES_FRAMES[0] * 20 + 40
    assert sentence.yields_ms == sentence.silent_ms
    assert (hum.yields_ms, hum.silent_ms, hum.verdict) == (None, None, Verdict.RESPONSE)


def test_the_report_counts_only_voices_that_were_not_learned() -> None:
    sounds = [heard("someone", kind, 60, seed) for seed, kind in enumerate(["response", "interruption"] * 30)]
    strangers = [
        heard(HELD_OUT[0], "response", 18, 7),
        heard(HELD_OUT[0], "interruption", 60, 8),
        heard("human-x", "interruption", 60, 9),
    ]
    table = report([*sounds, *strangers], LogisticClassifier(learn(sounds)), HELD_OUT)
    assert "responses (n=1) | interruptions (n=1) | human interruptions (n=1)" in table.splitlines()[0]
