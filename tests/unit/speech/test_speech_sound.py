"""Sound arithmetic: rates, loudness, silence around speech, and where text is cut."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.markup import Run, plain
from engine.speech.loudness import SPEECH_LEVEL_LUFS, integrated_loudness, levelled, trimmed
from engine.speech.resample import Doubler, Samples, from_pcm, resampled, to_pcm
from engine.speech.voices.sentences import CLAUSE_PAUSE_MS, SENTENCE_PAUSE_MS, Piece, pieces
from engine.speech.voices.voice import Sound, phone_audio
from telephony.audio import duration_ms

pytestmark = pytest.mark.unit


def _tone(hz: float, ms: int, rate_hz: int = 8000, amplitude: float = 0.3) -> Samples:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(rate_hz * ms // 1000) / rate_hz)).astype(np.float32)


def _db(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


@given(st.lists(st.integers(-32768, 32767), min_size=1))
def test_pcm_survives_the_way_to_samples_and_back(values: list[int]) -> None:
    pcm = np.array(values, dtype="<i2").tobytes()
    assert to_pcm(from_pcm(pcm)) == pcm


def test_too_loud_samples_are_clipped_not_wrapped() -> None:
    assert np.frombuffer(to_pcm(np.array([2.0, -2.0], dtype=np.float32)), dtype="<i2").tolist() == [32767, -32768]


def test_resampling_keeps_length_and_level_and_removes_what_does_not_fit() -> None:
    kept = resampled(_tone(1000, 1000, 22050), 22050, 8000)
    assert len(kept) == 8000
    assert _db(kept) == pytest.approx(_db(_tone(1000, 1000)), abs=0.1)
    assert _db(resampled(_tone(6000, 1000, 22050), 22050, 8000)[800:-800]) < -60


@given(st.lists(st.integers(1, 400), min_size=1, max_size=10))
def test_the_doubler_gives_the_same_whatever_the_chunks(sizes: list[int]) -> None:
    sound = np.random.default_rng(0).standard_normal(sum(sizes)).astype(np.float32)
    doubler, parts, start = Doubler(), [], 0
    for size in sizes:
        parts.append(doubler.feed(sound[start : start + size]))
        assert len(parts[-1]) == 2 * size
        start += size
    np.testing.assert_allclose(np.concatenate(parts), Doubler().feed(sound), atol=1e-5)


@pytest.mark.parametrize("hz", [300, 1000, 3000])
def test_the_doubler_interpolates_speech_frequencies(hz: int) -> None:
    doubled = Doubler().feed(_tone(hz, 500))[400:]
    spectrum = np.abs(np.fft.rfft(doubled * np.hanning(len(doubled)))) ** 2
    peak = int(np.argmax(spectrum))
    assert peak * 16000 / len(doubled) == pytest.approx(hz, abs=5)
    outside = spectrum.sum() - spectrum[max(0, peak - 4) : peak + 5].sum()
    assert 10 * np.log10(outside / spectrum.sum()) < -30


def test_trimming_leaves_the_first_speech_within_20_ms() -> None:
    silence = np.zeros(4000, dtype=np.float32)
    cut = trimmed(np.concatenate([silence, _tone(500, 400), silence]), 8000)
    assert 400 <= len(cut) / 8 <= 480
    assert np.flatnonzero(np.abs(cut) > 0.1)[0] < 20 * 8


def test_silence_trims_to_nothing_and_levels_to_itself() -> None:
    silence = np.zeros(800, dtype=np.float32)
    assert len(trimmed(silence, 8000)) == 0
    assert not levelled(silence, 8000).any()


@pytest.mark.parametrize("amplitude", [0.005, 0.1, 0.9])
def test_every_voice_comes_out_at_the_same_level(amplitude: float) -> None:
    sound = levelled(_tone(500, 500, amplitude=amplitude), 8000)
    assert integrated_loudness(sound, 8000) == pytest.approx(SPEECH_LEVEL_LUFS, abs=0.05)


@pytest.mark.parametrize("rate_hz", [8000, 22050, 48000])
@pytest.mark.parametrize(("hz", "expected_lufs"), [(997, -3.01), (500, -3.65), (100, -4.84)])
def test_loudness_is_that_of_the_standard(rate_hz: int, hz: float, expected_lufs: float) -> None:
    """A full-scale sine of 997 Hz in one channel has -3.01 LUFS (BS.1770-5, Annex 1); bass counts less."""
    sine = _tone(hz, 5000, rate_hz, amplitude=1.0)
    assert integrated_loudness(sine, rate_hz) == pytest.approx(expected_lufs, abs=0.02)


def test_silence_between_words_does_not_count() -> None:
    word = _tone(500, 2000)
    pauses = np.concatenate([word, np.zeros(16000, dtype=np.float32), word, np.zeros(16000, dtype=np.float32)])
    assert integrated_loudness(pauses, 8000) == pytest.approx(integrated_loudness(word, 8000), abs=0.7)
    assert integrated_loudness(np.zeros(8000, dtype=np.float32), 8000) == -np.inf
    assert integrated_loudness(np.zeros(0, dtype=np.float32), 8000) == -np.inf
    assert integrated_loudness(_tone(500, 100), 8000) == pytest.approx(integrated_loudness(word, 8000), abs=0.7)


def test_levelling_never_clips_a_sound_with_high_peaks() -> None:
    clicks = _tone(500, 500, amplitude=0.01)
    clicks[2000] = 1.0
    assert np.abs(levelled(clicks, 8000)).max() <= 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        ("Yes.", ["Yes."]),
        ("Good day. How are you?", ["Good day.", "How are you?"]),
        ("It costs 3.50 a month.", ["It costs 3.50 a month."]),
        ("没问题。您现在方便吗？", ["没问题。", "您现在方便吗？"]),
        ("No stop at the end", ["No stop at the end"]),
        ('She said "no." Then she left.', ['She said "no."', "Then she left."]),
        (
            "Hello, this is Anna from the Riverside Club, calling about our offer. Do you have a minute?",
            ["Hello, this is Anna from the Riverside Club,", "calling about our offer.", "Do you have a minute?"],
        ),
        (
            "您好，这里是安心保险公司客服中心，我们注意到您的保单即将到期。",
            ["您好，", "这里是安心保险公司客服中心，我们注意到您的保单即将到期。"],
        ),
        ("您好，我在。", ["您好，我在。"]),
        (
            "Ask for Mr. Smith or Dr. J. Doe at 9 a.m. on Monday. Bye.",
            ["Ask for Mr. Smith or Dr. J. Doe at 9 a.m. on Monday.", "Bye."],
        ),
        ("No. Take bus no. 5. Bye.", ["No.", "Take bus no. 5.", "Bye."]),
        ("Your code is <pause 300ms> four seven.", ["Your code is", "four seven."]),
        ("<pause 300ms>Well.", ["", "Well."]),
        ("It is *free*. Really.", ["It is *free*.", "Really."]),
        ("*Half price! Only today.* Yes.", ["*Half price!*", "*Only today.*", "Yes."]),
        ("*没问题。*您好。", ["*没问题。*", "您好。"]),
    ],
)
def test_text_is_cut_into_pieces(text: str, expected: list[str]) -> None:
    assert [piece.text for piece in pieces(text)] == expected


def test_pieces_end_with_the_pause_of_their_kind() -> None:
    cut = pieces("Hello, this is Anna from the Riverside Club, calling about our offer. Bye.")
    assert [piece.pause_ms for piece in cut] == [CLAUSE_PAUSE_MS, SENTENCE_PAUSE_MS, 0]
    assert cut[-1] == Piece("Bye.", 0)


def test_pauses_of_the_script_are_exact_and_in_place_of_the_usual_ones() -> None:
    assert pieces("Wait. <pause 700ms> Now. Bye.<pause 500ms>") == [
        Piece("Wait.", 700),
        Piece("Now.", SENTENCE_PAUSE_MS),
        Piece("Bye.", 500),
    ]
    assert pieces("<pause 300ms>") == [Piece("", 300)]


@given(st.text(alphabet="abM ,.;!?。，\n*", max_size=120))
def test_no_word_is_lost_by_cutting(text: str) -> None:
    assert "".join("".join(plain(piece.text) for piece in pieces(text)).split()) == "".join(text.replace("*", "").split())


class _Beeper:
    def speak(self, runs: Sequence[Run]) -> Sound:
        quiet = np.zeros(2205, dtype=np.float32)
        return Sound(np.concatenate([quiet, _tone(400, 300, 22050, amplitude=0.05), quiet]), 22050)


def test_phone_audio_is_trimmed_levelled_and_paused() -> None:
    first, second = phone_audio(_Beeper(), "One. Two.")
    assert 300 + SENTENCE_PAUSE_MS <= duration_ms(first) <= 380 + SENTENCE_PAUSE_MS
    assert 300 <= duration_ms(second) <= 380
    assert integrated_loudness(from_pcm(second), 8000) == pytest.approx(SPEECH_LEVEL_LUFS, abs=0.1)


def test_a_pause_is_that_much_digital_silence() -> None:
    plain_ms = duration_ms(b"".join(phone_audio(_Beeper(), "One two.")))
    before, first, second = phone_audio(_Beeper(), "<pause 200ms>One <pause 640ms> two.")
    assert before == bytes(200 * 16)
    assert duration_ms(first) == plain_ms + 640
    assert first.endswith(bytes(640 * 16))
    assert duration_ms(second) == plain_ms
