"""What barge-in's training sounds are called, say, and come from; nothing is rendered here."""

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.bench import overlap_texts as texts
from engine.bench.overlap_humans import SPEAKERS, drawn, recorded_interruptions
from engine.bench.overlap_sounds import chosen, render
from engine.bench.overlap_texts import label
from engine.bench.overlap_training import LAST, TUNING, sounds_in
from engine.bench.overlap_voices import ESPEAK_VOICES, FLITE_VOICES, KOKORO_PEOPLE, Source, deepened, missing_recordings
from telephony.lab.voices import PEOPLE
from telephony.lab.wav import write_line

pytestmark = pytest.mark.unit


def tone(samples: int, amplitude: float = 8000) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return (amplitude * np.sin(np.arange(samples) / 3)).astype("<i2")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Don't know.", "dont-know"), ("Okay, okay.", "okay-okay"), ("mmhmm1", "mmhmm1"), ("等一下", "等一下")],
)
def test_a_label_names_voice_kind_and_text(text: str, name: str) -> None:
    assert label("flite-slt", "bc", text) == f"flite-slt|bc|{name}"


@pytest.mark.parametrize("hums", [texts.ESPEAK_HUMS, texts.FLITE_HUMS, texts.KOKORO_HUMS])
def test_no_text_of_a_voice_is_both_response_and_interruption_or_hides_another(hums: Collection[str]) -> None:
    said = [*hums, *texts.RESPONSES, *texts.CHINESE_RESPONSES, *texts.INTERRUPTIONS, *texts.CHINESE_INTERRUPTIONS]
    assert len({label("voice", "bc", text) for text in said}) == len(said)


def test_each_held_out_voice_exists() -> None:
    voices = [f"espeak-{voice.name}" for voice in ESPEAK_VOICES] + [f"flite-{voice}" for voice in FLITE_VOICES]
    voices += [f"kokoro-{person}" for person in KOKORO_PEOPLE] + [f"human-{speaker}" for speaker in SPEAKERS]
    absent = [held_out for held_out in (*TUNING, *LAST) if not any(voice.startswith(held_out) for voice in voices)]
    assert absent == []
    assert set(KOKORO_PEOPLE) == {name for name, person in PEOPLE.items() if person.language == "en"}


def test_a_draw_takes_so_many_of_each_voice_and_the_same_again() -> None:
    names = [f"human-{voice}|in|{number}" for voice in "ba" for number in range(20)]
    first = drawn(names, 5, seed=3)
    assert first == drawn(list(reversed(names)), 5, seed=3)
    assert [name[:7] for name in first] == ["human-a"] * 5 + ["human-b"] * 5
    assert len(set(first)) == 10
    assert first != drawn(names, 5, seed=4)


def test_prompts_that_are_no_speech_too_short_or_too_quiet_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / SPEAKERS["june-fr"]
    for name, samples in {"digits/1": 4000, "beep": 4000, "letters/m": 4000, "vm-no": 800}.items():
        write_line(folder / f"{name}.wav", tone(samples).tobytes())
    write_line(folder / "quiet.wav", tone(4000, amplitude=200).tobytes())
    assert [name for name, _ in recorded_interruptions(tmp_path)] == ["human-june-fr|in|digits_1"]


def test_a_synthesized_sound_loses_the_silence_around_it_and_gets_lower() -> None:
    silence = np.zeros(8000, dtype="<i2")
    pcm = deepened(np.concatenate([silence, tone(16000), silence]), 16000)
    assert len(pcm) == pytest.approx(8000 * 1.12 * (1 + 1 / 100 + 1 / 30), abs=20)


def test_missing_recordings_are_named_by_package(tmp_path: Path) -> None:
    (tmp_path / SPEAKERS["ru"]).mkdir()
    wanted = missing_recordings(tmp_path)
    assert wanted.startswith("apt-get install asterisk-core-sounds-en-wav ")
    assert "asterisk-core-sounds-it-wav" in wanted
    assert "-ru-" not in wanted
    for folder in SPEAKERS.values():
        (tmp_path / folder).mkdir(exist_ok=True)
    assert missing_recordings(tmp_path) == ""


def test_files_hold_what_training_reads_and_what_is_missing_is_told(tmp_path: Path) -> None:
    def sounds() -> Iterator[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.int16]]]]:
        yield label("someone", "bc", "Yeah."), tone(100)
        yield label("someone", "in", "Stop."), tone(200)

    left_out = render(
        [Source("here", lambda: "", sounds), Source("gone", lambda: "apt-get install gone", sounds)], tmp_path / "out"
    )
    assert left_out == ["gone: not rendered; first run `apt-get install gone`"]
    read = [(sound.voice, sound.kind, sound.text, len(sound.pcm)) for sound in sounds_in(sorted((tmp_path / "out").iterdir()))]
    assert read == [("someone", "response", "yeah", 100), ("someone", "interruption", "stop", 200)]


def test_all_sources_are_rendered_unless_some_are_named() -> None:
    assert [source.name for source in chosen([])] == ["espeak", "flite", "kokoro", "piper", "human"]
    assert [source.name for source in chosen(["human"])] == ["human"]
