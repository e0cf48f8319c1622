"""The prompt cache: once per voice and sentence, whole files only, and nothing of a lead on disk."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.speech.api import Priority, SpeechUnavailable
from engine.speech.prompts.prepared import PromptCache
from engine.speech.prompts.recordings import RecordingError
from engine.speech.testing import ScriptedSpeech
from telephony.audio import FRAME_BYTES

pytestmark = pytest.mark.unit

GREETING, OFFER = "Good day.", "We have an offer."


def _cache(folder: Path, speech: ScriptedSpeech, identity: str = "1") -> PromptCache:
    return PromptCache(folder, speech, lambda voice: f"{voice}-{identity}")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_a_fixed_sentence_is_synthesized_once_in_the_background(tmp_path: Path) -> None:
    speech = ScriptedSpeech()
    cache = _cache(tmp_path, speech)
    await cache.prepare([GREETING, OFFER, GREETING], "joe")
    await cache.prepare([GREETING], "joe")
    assert sorted(speech.spoken) == [GREETING, OFFER]
    assert {synthesis.priority for synthesis in speech.syntheses} == {Priority.BACKGROUND}
    audio = cache.get(GREETING, "joe")
    assert audio is not None
    assert len(audio) % FRAME_BYTES == 0
    assert cache.get("Never prepared.", "joe") is None
    assert cache.get(GREETING, "other") is None


async def test_another_process_finds_it_on_disk(tmp_path: Path) -> None:
    first = _cache(tmp_path, ScriptedSpeech())
    await first.prepare([GREETING], "joe")
    speech = ScriptedSpeech()
    second = _cache(tmp_path, speech)
    await second.prepare([GREETING], "joe")
    assert speech.spoken == []
    assert second.get(GREETING, "joe") == first.get(GREETING, "joe")


async def test_a_changed_voice_is_synthesized_anew(tmp_path: Path) -> None:
    await _cache(tmp_path, ScriptedSpeech()).prepare([GREETING], "joe")
    speech = ScriptedSpeech()
    await _cache(tmp_path, speech, identity="2").prepare([GREETING], "joe")
    assert speech.spoken == [GREETING]


async def test_the_folder_holds_whole_prompts_only_under_names_that_tell_nothing(tmp_path: Path) -> None:
    await _cache(tmp_path, ScriptedSpeech()).prepare([GREETING], "joe")
    (file,) = _files(tmp_path)
    assert file.suffix == ".s16"
    assert len(file.stem) == 64


async def test_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    await _cache(tmp_path, ScriptedSpeech()).prepare([GREETING], "joe")
    (file,) = _files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-7])
    await _cache(tmp_path, ScriptedSpeech()).prepare([GREETING], "joe")
    assert file.read_bytes() == whole


async def test_a_failed_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: str, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        await _cache(tmp_path, ScriptedSpeech()).prepare([GREETING], "joe")
    assert _files(tmp_path) == []


async def test_private_sentences_stay_in_memory_and_in_their_call(tmp_path: Path) -> None:
    speech = ScriptedSpeech()
    cache = _cache(tmp_path, speech)
    await cache.prepare([GREETING], "joe")
    files = _files(tmp_path)
    call, other = cache.for_call("joe"), cache.for_call("joe")
    await call.prepare_private(["Hello Mr Smith.", GREETING, "Hello Mr Smith."])
    assert speech.spoken == [GREETING, "Hello Mr Smith."]
    assert speech.syntheses[-1].priority is Priority.SPECULATIVE
    assert call.get("Hello Mr Smith.") is not None
    assert call.get(GREETING) == cache.get(GREETING, "joe")
    assert other.get("Hello Mr Smith.") is None
    assert cache.get("Hello Mr Smith.", "joe") is None
    assert _files(tmp_path) == files


async def test_a_failure_is_told_and_the_next_try_starts_over(tmp_path: Path) -> None:
    speech = ScriptedSpeech()
    speech.failure = SpeechUnavailable("no server")
    cache = _cache(tmp_path, speech)
    with pytest.raises(SpeechUnavailable, match="no server"):
        await cache.prepare([GREETING], "joe")
    assert cache.get(GREETING, "joe") is None
    speech.failure = None
    await cache.prepare([GREETING], "joe")
    assert cache.get(GREETING, "joe") is not None


def _recorded(path: Path, hz: float = 300) -> dict[str, str]:
    """A recording at `path`, as a script's bundle names it."""
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, 0.2 * np.sin(2 * np.pi * hz * np.arange(16000) / 16000), 16000)
    return {f"prompts/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()}


async def test_a_recording_is_worked_on_once_for_all_processes(tmp_path: Path) -> None:
    recordings = _recorded(tmp_path / "prompts" / "hello.wav")
    first = _cache(tmp_path / "cache", ScriptedSpeech()).recordings
    await first.prepare(tmp_path, recordings)
    (tmp_path / "prompts" / "hello.wav").unlink()
    second = _cache(tmp_path / "cache", ScriptedSpeech()).recordings
    await second.prepare(tmp_path, recordings)
    audio = second.get("prompts/hello.wav")
    assert audio is not None
    assert audio == first.get("prompts/hello.wav")
    assert len(audio) % FRAME_BYTES == 0
    assert second.get("prompts/other.wav") is None


async def test_a_recording_that_was_exchanged_since_the_script_was_read_is_refused(tmp_path: Path) -> None:
    recordings = _recorded(tmp_path / "prompts" / "hello.wav")
    _recorded(tmp_path / "prompts" / "hello.wav", hz=500)
    with pytest.raises(RecordingError, match=r"hello\.wav: is not what it was when the script was read"):
        await _cache(tmp_path / "cache", ScriptedSpeech()).recordings.prepare(tmp_path, recordings)
