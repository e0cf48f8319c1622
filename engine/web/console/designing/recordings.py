"""Recorded prompts of a draft: which texts a person says, and a recording put in its place once it was found fit."""

from __future__ import annotations

import io
import os
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.confined.parent import Bounds, Overstepped, confined
from engine.dialog.bundle import below, read_bundle
from engine.dialog.loader import load_documents
from engine.prompts.judging_worker import Heard, Sent
from engine.prompts.sheet import Prompt, State, prompts_of
from engine.speech.prompts.recordings import RecordingError
from engine.web.console.designing.drafts import Draft, DraftError
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

RECORDING_MAX_BYTES: Final = 32 << 20
BOUNDS: Final = Bounds(memory_bytes=2 << 30, cpu_s=30, wall_s=60.0)
"""Of the process that listens to an upload."""


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that can be played."""

    seconds: float
    remarks: tuple[str, ...]
    heard: bytes
    """As callers hear it: a WAV file of 8 kHz, without the silence around it, as loud as all prompts."""


def prompts(draft: Draft) -> list[Prompt]:
    """The texts of the draft as it is saved; those that are not the same in every call are left out.

    Raises:
        ScriptError: it has errors.
    """
    bundle = read_bundle(draft.path)
    return [one for one in prompts_of(load_documents(bundle), bundle.recordings) if one.state is not State.VARIABLE]


def place_of(draft: Draft, audio: str) -> Path:
    """Where a recording of the draft is or goes.

    Raises:
        DraftError: the script has no such recording, or it would lie outside of the script's folder.
    """
    if not below(audio) or audio not in {one.audio for one in prompts(draft)}:
        raise DraftError(f"{draft.name} has no recording {audio!r}")
    place = (draft.path.parent / audio).resolve()
    if not place.is_relative_to(draft.path.parent.resolve()):
        raise DraftError(f"{audio!r} lies outside of the script's folder")
    return place


def taken(draft: Draft, audio: str, upload: Path) -> Take:
    """Puts a recording in its place, if it can be played.

    Raises:
        RecordingError: it cannot; what was there stays.
        DraftError: see `place_of`.
    """
    place, found = place_of(draft, audio), _judged(draft, audio, upload)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(upload, place)
    return found


def tried(draft: Draft, audio: str, content: bytes) -> Take:
    """What a recording is like that is not in its place. Raises as `taken`."""
    with _file_of(draft, content) as upload:
        return _judged(draft, audio, upload)


def kept(draft: Draft, audio: str, content: bytes) -> Take:
    """As `taken`."""
    with _file_of(draft, content) as upload:
        return taken(draft, audio, upload)


def _judged(draft: Draft, audio: str, upload: Path) -> Take:
    prompt = next((one for one in prompts(draft) if one.audio == audio), None)
    if prompt is None:
        raise DraftError(f"{draft.name} has no recording {audio!r}")
    sent = Sent(path=str(upload), text=prompt.text, language=prompt.language)
    try:
        heard = confined("engine.prompts.judging_worker", sent, Heard, BOUNDS)
    except Overstepped as error:
        raise RecordingError(upload, f"cannot be used: reading it {error}") from error
    if heard.problem:
        raise RecordingError(upload, heard.problem)
    return Take(heard.seconds, heard.remarks, _wave_file(heard.pcm))


@contextmanager
def _file_of(draft: Draft, content: bytes) -> Iterator[Path]:
    """A file beside the draft, from where it can be moved into its place in one step; gone afterwards if it was not."""
    handle, name = tempfile.mkstemp(dir=draft.path.parent, prefix=".take-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(0o644)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _wave_file(pcm: bytes) -> bytes:
    """Of 8 kHz mono s16le."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(pcm)
    return written.getvalue()
