"""Speech that can be read without a model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.call.hearing import HeardAudio
from engine.call.overlap.sound import LEAD_FRAMES
from engine.rehearsal.legible import LegibleRecognizer, LegibleVad, SoundOfWords, Tape
from engine.rehearsal.virtual_loop import VirtualLoop
from telephony.audio import FRAME_BYTES, SILENT_FRAME

pytestmark = pytest.mark.unit

WORDS = st.lists(st.sampled_from(["yes", "please", "no", "I'd", "rather", "not."]), min_size=1, max_size=8)


def test_a_whole_utterance_reads_as_it_was_written() -> None:
    tape = Tape()
    frames = tape.speak("Yes, that's  fine!", 900)
    assert [len(frame) for frame in frames] == [FRAME_BYTES] * 45
    assert tape.read(b"".join(frames)) == "Yes, that's  fine!"


@given(words=WORDS, begin=st.integers(0, 50), length=st.integers(0, 50))
def test_a_part_reads_as_the_words_in_it(words: list[str], begin: int, length: int) -> None:
    tape = Tape()
    frames = tape.speak(" ".join(words), 1000)
    read = tape.read(SILENT_FRAME.join(frames[begin : begin + length])).split()
    assert any(words[start : start + len(read)] == read for start in range(len(words)))
    assert abs(len(read) - len(words) * min(length, max(0, 50 - begin)) / 50) <= 1


def test_calls_do_not_hear_each_other() -> None:
    one, other = Tape(), Tape()
    said = [*one.speak("yes", 300), *one.speak("please", 300)], [*other.speak("no", 300), *other.speak("thanks", 300)]
    assert (one.read(b"".join(said[0])), other.read(b"".join(said[1]))) == ("yes please", "no thanks")


def test_pieces_of_a_turn_are_joined_in_their_order() -> None:
    tape = Tape()
    first, second = tape.speak("Well,", 400), tape.speak("yes.", 300)
    assert tape.read(b"".join([*first, SILENT_FRAME, *second])) == "Well, yes."
    chinese = Tape()
    assert chinese.read(b"".join([*chinese.speak("我想想", 400), *chinese.speak("好的", 300)])) == "我想想好的"


def test_half_a_chinese_sentence_is_half_of_its_characters() -> None:
    tape = Tape()
    assert tape.read(b"".join(tape.speak("多少钱一个月？", 1200)[:30])) == "多少钱"


def test_a_noise_is_speech_without_words_and_silence_is_neither() -> None:
    tape, vad = Tape(), LegibleVad()
    noise = tape.speak("", 200)
    assert all(vad.feed(frame) for frame in noise)
    assert not vad.feed(SILENT_FRAME)
    assert tape.read(b"".join(noise)) == ""
    assert tape.read(b"") == ""


def test_recognition_reads_the_calls_own_clips_and_takes_its_time() -> None:
    loop, tape, heard = VirtualLoop(), Tape(), HeardAudio()
    for frame in [SILENT_FRAME] * 10 + tape.speak("how much is it", 1000) + [SILENT_FRAME] * 10:
        heard.add(frame)
    task = loop.create_task(LegibleRecognizer(tape, 400).transcribe(heard.clip(200, 1200), language="en"))
    loop.run_ready()
    assert loop.idle_s == pytest.approx(0.4)
    loop.advance(0.4)
    assert task.result().text == "how much is it"


def test_over_the_bot_a_listeners_words_hum_along_and_others_sound_like_a_sentence() -> None:
    sounds, row = SoundOfWords("en", decided_after_ms=100), np.zeros(1, dtype=np.float32)
    verdicts = {}
    for words in ("mm-hmm", "okay", "", "how much", "stop"):
        sounds.words = words
        opinion = sounds.begin()
        verdicts[words] = [opinion.feed(row, True) for _ in range(LEAD_FRAMES + 6)]
    heard = {words: [score for score in scores if score is not None] for words, scores in verdicts.items()}
    assert heard == {"mm-hmm": [0.0], "okay": [0.0], "": [0.0], "how much": [1.0], "stop": [1.0]}
    assert [score is not None for score in verdicts["stop"]].index(True) == LEAD_FRAMES + 4  # at 100 ms
