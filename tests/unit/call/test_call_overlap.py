import dataclasses
import io
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.call.overlap.barge_in import Words, first_words, is_backchannel, stop_word
from engine.call.overlap.classifier import (
    OLDEST_FRAMES,
    YOUNGEST_FRAMES,
    Network,
    NetworkClassifier,
    load_classifier,
    read_network,
    write_network,
)
from engine.call.overlap.decisions import Decision, Verdict
from engine.call.overlap.judge import OverlapJudge
from engine.call.overlap.resuming import BREATH_MS, MEMORY_MS, Resumes, Resumption
from engine.call.overlap.sound import BANDS, INPUTS, LEAD_FRAMES, FrameInput, FrameSound
from engine.call.overlap.sound_course import PATIENT_MS, OverlapLimits, SoundCourse
from engine.dialog.moves import Say, Sentence
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, SILENT_FRAME
from tests.unit.call.rig import SPEECH_FRAME, Opinion

pytestmark = pytest.mark.unit

LIMITS = OverlapLimits(doubt=0.3, sure=0.85, longest_response_ms=560, min_speech_ms=120, gap_ms=160)


def decided(
    score: float | None, speech: Sequence[bool], *, stoppable_from: int = 0, limits: OverlapLimits = LIMITS
) -> list[tuple[str, int]]:
    """Verdicts with their times since the start, of a person who makes sound over a bot that speaks all the time."""
    judge = OverlapJudge(limits, Opinion(score), frame_ms=FRAME_MS)
    found: list[tuple[str, int]] = []
    for index, is_speech in enumerate(speech):
        decisions = judge.feed(
            SPEECH_FRAME if is_speech else SILENT_FRAME,
            is_speech,
            now_ms=(index + 1) * FRAME_MS,
            over_bot=True,
            may_stop=index >= stoppable_from,
        )
        found += [(decision.verdict.value, (index + 1) * FRAME_MS) for decision in decisions]
    return found


def judged(
    score: float | None, speech: Sequence[bool], *, stoppable_from: int = 0, limits: OverlapLimits = LIMITS
) -> list[tuple[str, int]]:
    """The same without glances."""
    return [each for each in decided(score, speech, stoppable_from=stoppable_from, limits=limits) if each[0] != "glance"]


def sound(speech_ms: int, silence_ms: int = 400, lead_ms: int = 0) -> list[bool]:
    return [False] * (lead_ms // FRAME_MS) + [True] * (speech_ms // FRAME_MS) + [False] * (silence_ms // FRAME_MS)


@pytest.mark.parametrize(
    ("score", "speech_ms", "expected"),
    [
        (None, 60, [("noise", 220)]),
        (None, 400, [("response", 560)]),
        (None, 700, [("interruption", 560), ("ended", 860)]),
        (0.1, 400, [("response", 560)]),
        (0.5, 400, [("doubt", 200), ("response", 560)]),
        (0.5, 700, [("doubt", 200), ("interruption", 560), ("ended", 860)]),
        (0.9, 400, [("interruption", 200), ("ended", 560)]),
    ],
    ids=["click", "short", "long", "hums", "doubtful and short", "doubtful and long", "surely a sentence"],
)
def test_a_sound_over_the_bot(score: float | None, speech_ms: int, expected: list[tuple[str, int]]) -> None:
    assert judged(score, sound(speech_ms)) == expected


def test_the_gap_within_uh_huh_does_not_end_it() -> None:
    assert judged(None, sound(160, 100) + sound(200)) == [("response", 620)]


def test_a_sound_that_goes_on_is_judged_once_the_bot_may_be_interrupted() -> None:
    assert judged(0.1, sound(1000), stoppable_from=40) == [("interruption", 820), ("ended", 1160)]


def test_what_began_before_the_bot_spoke_is_no_overlap() -> None:
    judge = OverlapJudge(LIMITS, Opinion(0.9), frame_ms=FRAME_MS)
    decisions = [judge.feed(SPEECH_FRAME, True, now_ms=index * FRAME_MS, over_bot=False, may_stop=False) for index in range(1, 30)]
    assert decisions == [()] * 29


def course_of(score: float, speech_ms: int) -> SoundCourse:
    course = SoundCourse(LIMITS, Opinion(score), 0, [np.zeros(3, dtype=np.float32)] * LEAD_FRAMES, frame_ms=FRAME_MS)
    for _ in range(speech_ms // FRAME_MS):
        course.feed(np.zeros(3, dtype=np.float32), True, may_stop=True)
    return course


@pytest.mark.parametrize(
    ("speech_ms", "silence_ms", "glances"),
    [(100, 400, []), (160, 400, []), (320, 400, [280]), (700, 400, [280, 560])],
    ids=["no word", "a short word is read with its turn", "one of usual length while it goes on", "two in what goes on"],
)
def test_first_words_are_read_as_soon_as_there_may_be_some(speech_ms: int, silence_ms: int, glances: list[int]) -> None:
    found = decided(None, sound(speech_ms, silence_ms))
    assert [at_ms for verdict, at_ms in found if verdict == "glance"] == glances


def test_what_begins_with_a_listeners_words_may_last_longer() -> None:
    course = course_of(0.1, 400)
    course.be_patient()
    frame = np.zeros(3, dtype=np.float32)
    frames_until = next(
        count
        for count in itertools.count(1)
        if Verdict.INTERRUPTION in [decision.verdict for decision in course.feed(frame, True, may_stop=True)]
    )
    assert 400 + frames_until * FRAME_MS == LIMITS.longest_response_ms + PATIENT_MS


@pytest.mark.parametrize(
    ("score", "words", "interrupts"),
    [
        (0.05, Words.STOP, True),
        (0.05, Words.SEVERAL, False),
        (0.4, Words.SEVERAL, True),
        (0.4, Words.ONE, False),
        (0.7, Words.ONE, True),
        (0.8, Words.RESPONSE, False),
        (0.8, Words.NONE, False),
        (0.9, Words.STOP, False),
    ],
)
def test_words_and_sound_interrupt_together_and_once(score: float, words: Words, interrupts: bool) -> None:
    assert course_of(score, 300).interrupts_with(words) is interrupts


def test_what_begins_with_a_listeners_words_is_not_interrupted_by_its_sound() -> None:
    course = SoundCourse(LIMITS, Opinion(0.99, at_frames=20), 0, [np.zeros(3, dtype=np.float32)] * LEAD_FRAMES, frame_ms=FRAME_MS)
    frame = np.zeros(3, dtype=np.float32)
    course.be_patient()
    verdicts = [decision.verdict for _ in range(25) for decision in course.feed(frame, True, may_stop=True)]
    assert verdicts == [Verdict.GLANCE, Verdict.DOUBT]


def test_the_last_sound_is_known_by_its_onset_though_it_is_over() -> None:
    judge = OverlapJudge(LIMITS, Opinion(0.1), frame_ms=FRAME_MS)
    for index, is_speech in enumerate(sound(200, 400, lead_ms=100)):
        judge.feed(SPEECH_FRAME, is_speech, now_ms=(index + 1) * FRAME_MS, over_bot=True, may_stop=True)
    found = judge.sound_from(100)
    assert found is not None
    assert found.over
    assert found.interrupts_with(Words.STOP)
    assert judge.sound_from(120) is None


def test_a_sound_that_is_settled_only_ends() -> None:
    course = course_of(0.5, 300)
    course.settle()
    assert not course.interrupts_with(Words.STOP)
    frame = np.zeros(3, dtype=np.float32)
    speech = [course.feed(frame, True, may_stop=True) for _ in range(50)]
    assert {decision.verdict for decisions in speech for decision in decisions} == {Verdict.GLANCE}
    silence = [course.feed(frame, False, may_stop=True) for _ in range(LIMITS.gap_ms // FRAME_MS)]
    assert [decision.verdict for decision in silence[-1]] == [Verdict.ENDED]


def test_a_decision_names_the_onset_and_its_reason() -> None:
    judge = OverlapJudge(LIMITS, Opinion(0.91), frame_ms=FRAME_MS)
    for index in range(1, 60):
        speech = index > 20
        decisions = judge.feed(SPEECH_FRAME, speech, now_ms=index * FRAME_MS, over_bot=True, may_stop=True)
        if decisions:
            assert decisions[0] == Decision(Verdict.INTERRUPTION, "like a sentence by 0.91 after 200 ms of speech", 400)
            return
    pytest.fail("no decision")


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.booleans(), max_size=200), st.none() | st.floats(0, 1), st.integers(100, 1000), st.integers(0, 100))
def test_every_sound_gets_a_verdict_in_time_and_in_order(
    speech: list[bool], score: float | None, longest_ms: int, from_frame: int
) -> None:
    limits = OverlapLimits(doubt=0.3, sure=0.85, longest_response_ms=longest_ms, min_speech_ms=120, gap_ms=160)
    found = judged(score, speech + [False] * 8, stoppable_from=from_frame, limits=limits)
    verdicts = [verdict for verdict, _ in found]
    if any(speech):
        assert verdicts[-1] in ("response", "noise", "ended")
    for before, after in itertools.pairwise(verdicts):
        assert after not in ("doubt", "interruption") or before != "interruption"
        assert after != "ended" or before == "interruption"


def test_a_sounds_description_forgets_the_lines_level_and_tells_hum_from_hiss() -> None:
    times = np.arange(SAMPLE_RATE_HZ // 2) / SAMPLE_RATE_HZ
    hum = np.sum([np.sin(2 * np.pi * 150 * harmonic * times) / harmonic for harmonic in range(1, 6)], axis=0)
    hiss = np.random.default_rng(3).normal(0, 0.4, len(times))
    breathy = hum + 0.1 * hiss
    loud, soft, other = (_described(wave) for wave in (breathy * 8000, breathy * 2000, hiss * 8000))
    assert np.abs(loud - soft).max() < 0.2
    assert np.abs(loud - other).max() > 2


def _described(wave: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    pcm, hearing, described = wave.astype("<i2").tobytes(), FrameSound(), FrameInput()
    rows = [hearing.feed(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm), FRAME_BYTES)][1:]
    assert {row.shape for row in rows} == {(BANDS + 3,)}
    return np.stack([described.feed(row, True) for row in rows])


def test_a_description_hears_the_voice_fall_and_the_pause() -> None:
    row = np.concatenate([np.linspace(12, 6, BANDS), [14.0, 0.9, 3.9]]).astype(np.float32)
    softer = row - np.concatenate([np.full(BANDS, 4.0), [4.0, 0.0, 0.0]]).astype(np.float32)
    described = FrameInput()
    loud, fallen, still = described.feed(row, True), described.feed(softer, True), described.feed(softer, False)
    assert loud.shape == (INPUTS,)
    shape, relative, voiced, speech, fall = slice(0, BANDS), BANDS, BANDS + 3, BANDS + 4, BANDS + 6
    assert np.allclose(loud[shape], fallen[shape])
    assert (loud[relative] - fallen[relative], fallen[fall], still[fall]) == (2.0, -2.0, 0.0)
    assert (loud[voiced], fallen[speech], still[speech]) == (1.0, 1.0, 0.0)


def network(seed: int, units: int = 3) -> Network:
    rng = np.random.default_rng(seed)
    shapes = ((3 * units, INPUTS), (3 * units, units), (3 * units,), (3 * units,), (units,), (1,))
    return Network(*(rng.normal(0, 0.5, shape).astype(np.float32) for shape in shapes))


def test_the_network_is_pytorchs() -> None:
    mine = network(1)
    memory, inputs = torch.nn.GRU(INPUTS, 3), np.random.default_rng(2).normal(size=(20, INPUTS)).astype(np.float32)
    with torch.no_grad():
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        for name, part in zip(names, (mine.from_input, mine.from_state, mine.input_bias, mine.state_bias), strict=True):
            getattr(memory, name).copy_(torch.from_numpy(part))
        states = memory(torch.from_numpy(inputs))[0].numpy()
    state = np.zeros(3, dtype=np.float32)
    for heard, expected in zip(inputs, states, strict=True):
        state = mine.step(state, heard)
        assert np.allclose(state, expected, atol=1e-5)


def test_weights_survive_their_file_and_wrong_ones_are_refused() -> None:
    file = io.BytesIO()
    write_network(network(3), file)
    file.seek(0)
    assert np.allclose(read_network(file).from_input, network(3).from_input, atol=1e-3)
    good = network(3)
    with pytest.raises(ValueError, match="learn them again"):
        dataclasses.replace(good, output=good.output[:-1])


def test_an_opinion_is_given_at_the_ages_that_were_learned() -> None:
    opinion = NetworkClassifier(network(4)).begin()
    row = np.full(BANDS + 3, 5, dtype=np.float32)
    scores = [opinion.feed(row, True) for _ in range(LEAD_FRAMES + OLDEST_FRAMES + 5)]
    ages = [index + 1 - LEAD_FRAMES for index, score in enumerate(scores) if score is not None]
    assert ages == list(range(YOUNGEST_FRAMES, OLDEST_FRAMES + 1))


@pytest.mark.parametrize("frame", [SILENT_FRAME, SPEECH_FRAME, b"\xff\x7f" * (FRAME_BYTES // 2)])
def test_the_shipped_weights_judge_any_sound(frame: bytes) -> None:
    hearing, opinion = FrameSound(), load_classifier().begin()
    scores = [opinion.feed(hearing.feed(frame), True) for _ in range(LEAD_FRAMES + OLDEST_FRAMES)]
    judged = [score for score in scores if score is not None]
    assert len(judged) == OLDEST_FRAMES - YOUNGEST_FRAMES + 1
    assert all(0 <= score <= 1 for score in judged)


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Stop.", "en", "stop"),
        ("Okay, wait a second.", "en", "wait"),
        ("No.", "en", "no"),
        ("I don't want it", "en", "don't"),
        ("No problem.", "en", None),
        ("Mm-hmm.", "en", None),
        ("I know.", "en", None),
        ("等一下", "zh", "等一下"),
        ("我不需要", "zh", "不需要"),
        ("好的", "zh", None),
        ("stop", "fi", None),
    ],
)
def test_stop_words(text: str, language: str, word: str | None) -> None:
    assert stop_word(text, language) == word
    assert word is None or not is_backchannel(text, language)


def test_how_an_utterance_goes_on() -> None:
    say = Say("offer", (Sentence("Hear this.", fixed=True), Sentence("Want it?", fixed=True)), barge_in=True)
    resumes = Resumes()
    assert resumes.after(say, BREATH_MS) is Resumption.WORD
    assert resumes.after(say, BREATH_MS + 1) is Resumption.WORD
    assert resumes.after(say, BREATH_MS + 1) is Resumption.QUESTION
    assert resumes.after(say, BREATH_MS) is Resumption.WORD
    assert resumes.after(say, BREATH_MS + 1) is Resumption.LISTEN
    assert resumes.after(Say("price", say.sentences, barge_in=True), MEMORY_MS + 1) is Resumption.SENTENCE


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("", "en", Words.NONE),
        ("...", "en", Words.NONE),
        ("Right", "en", Words.RESPONSE),
        ("Yeah, yeah.", "en", Words.RESPONSE),
        ("Okay, wait", "en", Words.STOP),
        ("What", "en", Words.ONE),
        ("How much", "en", Words.SEVERAL),
        ("嗯", "zh", Words.RESPONSE),
        ("不用", "zh", Words.STOP),
        ("我", "zh", Words.ONE),
        ("多少钱", "zh", Words.SEVERAL),
    ],
)
def test_first_words_are_sorted(text: str, language: str, words: Words) -> None:
    assert first_words(text, language) is words
