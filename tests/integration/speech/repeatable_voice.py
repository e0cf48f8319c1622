"""A Piper voice that says a sentence the same way each time, for tests that measure what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.speech.models import Model


def left_to_no_chance(voice: Model, folder: Path) -> Model:
    """Piper draws the length and the colour of every sound anew; this copy of a voice always says a sentence the same way."""
    (folder / "voice.onnx").symlink_to(voice.file("*.onnx"))
    config = json.loads(voice.file("*.onnx.json").read_text(encoding="utf-8"))
    config["inference"] |= {"noise_scale": 0.0, "noise_w": 0.0}
    (folder / "voice.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    return replace(voice, folder=folder)
