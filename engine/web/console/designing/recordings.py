"""Recorded prompts of a draft: which texts a person says, and a recording put in its place once it was found fit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.dialog.bundle import below, read_bundle
from engine.dialog.loader import load_documents
from engine.prompts.judging import judged
from engine.prompts.sheet import Prompt, State, prompts_of
from engine.web.console.designing.drafts import Draft, DraftError

RECORDING_MAX_BYTES: Final = 32 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A recording that is in its place now."""

    prompt: Prompt
    seconds: float
    remarks: tuple[str, ...]


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


def taken(draft: Draft, prompt: Prompt, upload: Path) -> Taken:
    """Puts a recording in its place, if it can be played.

    Raises:
        RecordingError: it cannot; what was there stays.
        DraftError: see `place_of`.
    """
    place, found = place_of(draft, prompt.audio), judged(upload, prompt.text, prompt.language)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(upload, place)
    return Taken(prompt, found.seconds, found.remarks)
