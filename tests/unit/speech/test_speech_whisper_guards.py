"""The arithmetic and the guards around Whisper, by table; the model itself is heard in the integration tests."""

import numpy as np
import pytest

from engine.speech.recognizing.bounds import token_bound
from engine.speech.recognizing.guards import Heard, could_be_echo, is_echo, is_invented, is_known_invention, is_loop, is_wordless
from engine.speech.recognizing.whisper import in_window, length_option, window_frames

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("sound_s", "window_s", "frames"),
    [
        pytest.param(1.0, 12, 1200, id="a short sound takes the window"),
        pytest.param(11.8, 12, 1210, id="the sound's end keeps 0.3 s of zeros"),
        pytest.param(15.0, 12, 1530, id="a long sound widens the window"),
        pytest.param(15.0, 20, 2000, id="fallback"),
        pytest.param(29.9, 12, 3000, id="no window exceeds 30 s"),
    ],
)
def test_window(sound_s: float, window_s: int, frames: int) -> None:
    assert window_frames(sound_s, window_s) == frames
    assert window_frames(sound_s, window_s) % 2 == 0


def test_a_window_is_filled_up_with_what_is_nearly_silence() -> None:
    features = np.array([[1.3, -0.7, 0.1], [0.4, 0.0, -0.2]], dtype=np.float32)
    filled = in_window(features, 6)
    assert filled.dtype == np.float32
    assert (filled[:, :3] == features).all()
    assert (filled[:, 3:] == np.float32(-0.3)).all()


def test_a_window_cuts_what_is_too_long_for_it() -> None:
    features = np.array([[1.3, 0.2, -0.7]], dtype=np.float32)
    assert in_window(features, 2).tolist() == features[:, :2].tolist()


def test_the_token_bound_grows_with_the_sound() -> None:
    assert token_bound(0.0) == 10
    assert token_bound(2.5) == 30


@pytest.mark.parametrize(
    ("prompt", "text", "option"),
    [
        pytest.param(16, 26, 52, id="half of it is the text's"),
        pytest.param(66, 26, 92, id="a long prompt counts in full"),
        pytest.param(204, 242, 484, id="the longest of both"),
    ],
)
def test_the_length_option_leaves_room_for_the_text(prompt: int, text: int, option: int) -> None:
    assert length_option(prompt, text) == option
    assert min(option // 2, option - prompt) >= text


@pytest.mark.parametrize(
    ("text", "loop"),
    [
        ("", False),
        ("no no no no", False),
        ("zero zero zero seven zero zero", False),
        ("Yes, that would be fine, please call me again next week.", False),
        ("I'm sorry. " * 20, True),
        ("好的好的好的好的好的好的好的好的好的好的好的好的好的", True),
    ],
)
def test_loops(text: str, loop: bool) -> None:
    assert is_loop(text) is loop


@pytest.mark.parametrize(
    ("text", "no_speech_prob", "avg_logprob", "invented"),
    [
        pytest.param("you", 0.62, -1.35, True, id="silence"),
        pytest.param("I want to speak to a person", 0.77, -0.80, True, id="noise with that hint"),
        pytest.param("I'm sorry.", 0.76, -1.68, True, id="noise"),
        pytest.param("I want to speak to a person", 0.05, -0.2, False, id="a person who says an example verbatim"),
        pytest.param("60", 0.74, -0.42, False, id="a sure word under a hint"),
        pytest.param("I did.", 0.19, -0.37, False, id="a wrong word is no invention"),
        pytest.param("Go waiting!", 0.11, -0.71, False, id="an unsure one neither"),
        pytest.param("speak", 0.85, -1.50, True, id="quiet and noisy"),
    ],
)
def test_inventions(text: str, no_speech_prob: float, avg_logprob: float, invented: bool) -> None:
    assert is_invented(Heard(text, avg_logprob, no_speech_prob, 12)) is invented


@pytest.mark.parametrize(
    ("text", "could_be"),
    [
        pytest.param("I'm busy.", True, id="an example"),
        pytest.param("yes, how much", True, id="words of several"),
        pytest.param("I'm not busy.", False, id="a word of the person's own"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_only_words_of_the_hint_may_be_its_echo(text: str, could_be: bool) -> None:
    assert could_be_echo(text, "Yes. How much is it. I'm busy right now. No.") is could_be


@pytest.mark.parametrize(
    ("text", "could_be"),
    [
        ("好。", True),
        ("我现在没空。", True),
        ("普通话", True),
        ("不好。", True),
        ("你说什么。", False),
        ("不用 OK", False),
        ("", False),
    ],
)
def test_only_characters_of_a_chinese_hint_may_be_its_echo(text: str, could_be: bool) -> None:
    assert could_be_echo(text, "以下是普通话的句子。好。多少钱。我现在没空。不用。") is could_be


def test_an_echo_has_nothing_in_the_sound() -> None:
    assert is_echo(-3.5, "en")  # "I'm busy" for noise
    assert not is_echo(-2.1, "en")  # "Yeah." for a mumbled yeah
    assert is_echo(-5.5, "zh")  # "我现在没空。" for "啊？"
    assert not is_echo(-3.6, "zh")  # "好。" in noise


@pytest.mark.parametrize(
    ("text", "language", "known"),
    [
        ("Thanks for watching!", "en", True),
        ("Thank you.", "en", False),
        ("Thanks for watching the dog.", "en", False),
        ("谢谢观看。", "zh", True),
        ("谢谢。", "zh", False),
        ("Thanks for watching!", "zh", False),
    ],
)
def test_known_inventions(text: str, language: str, known: bool) -> None:
    assert is_known_invention(text, language) is known


@pytest.mark.parametrize(
    ("text", "wordless"), [("。", True), ("...", True), ("♪", True), ("好。", False), ("5", False), ("Oh!", False)]
)
def test_punctuation_is_no_word(text: str, wordless: bool) -> None:
    assert is_wordless(text) is wordless
