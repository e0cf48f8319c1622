"""Models of the Hugging Face hub: pulled on request into the cache, with their checksums written down, never at call time."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from engine.speech.checksums import ModelDamaged, sha256_of, wrong_files
from engine.speech.joining import ModelMissing

_NAME: Final = re.compile(r"[\w][\w.-]*/[\w][\w.-]*")
_MANIFEST: Final = "callwright-manifest.json"
_WANTED: Final = ("*.json", "*.txt", "*.safetensors", "*.onnx", "model.bin", "*.model")
"""Weights as safetensors, ONNX or CTranslate2; pickled weights (*.pt, pytorch_model.bin) can carry code and are left out."""

Download = Callable[[str, Path], None]
"""Fetches a repository (`owner/name`) into a folder."""


class PullFailed(Exception):
    """A model could not be fetched from the hub; the message says why."""


class Manifest(msgspec.Struct, frozen=True):
    """What a pull fetched."""

    repository: str
    files: Mapping[str, str]
    """Path in the folder to SHA-256."""


def is_hub_name(text: str) -> bool:
    """True for `owner/name`."""
    return _NAME.fullmatch(text) is not None


def hub_folder(repository: str, cache_dir: Path) -> Path:
    """Where a pulled repository lies, pulled or not."""
    return cache_dir / "models" / "hub" / repository.replace("/", "--")


def pulled(repository: str, cache_dir: Path, *, command_name: str | None = None) -> tuple[Path, Manifest]:
    """The folder of a pulled repository, checked against its manifest.

    Raises:
        ModelMissing: it was never pulled; the message names the command.
        ModelDamaged: a file differs from what was pulled.
    """
    folder = hub_folder(repository, cache_dir)
    command = f"callwright models pull {command_name or repository}"
    try:
        manifest = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise ModelMissing(f"model `{command_name or repository}` is not installed: run `{command}`") from error
    except msgspec.DecodeError as error:
        raise ModelDamaged(f"{folder / _MANIFEST}: {error}: run `{command}`") from error
    if wrong := wrong_files(folder, manifest.files):
        raise ModelDamaged(f"{folder}: checksum of {', '.join(wrong)} is wrong: run `{command}`")
    return folder, manifest


def pull(repository: str, cache_dir: Path, download: Download) -> Path:
    """Fetches a repository into the cache, replacing an older pull only when the new one is complete.

    Raises:
        PullFailed: the hub cannot be reached, or the download broke off.
    """
    folder = hub_folder(repository, cache_dir)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pull.", dir=folder.parent) as scratch:
        staging = Path(scratch) / "model"
        download(repository, staging)
        shutil.rmtree(staging / ".cache", ignore_errors=True)  # the hub client's own bookkeeping
        files = {str(path.relative_to(staging)): sha256_of([path]) for path in sorted(staging.rglob("*")) if path.is_file()}
        if not files:
            raise PullFailed(f"{repository}: the repository has no model files")
        (staging / _MANIFEST).write_bytes(msgspec.json.encode(Manifest(repository, files)))
        if folder.is_dir():
            folder.rename(Path(scratch) / "old")
        staging.rename(folder)
    return folder


def download_from_hub(repository: str, folder: Path) -> None:
    """Fetches a repository's model files with huggingface_hub.

    Raises:
        PullFailed: no network, no such repository, or no permission.
    """
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(repository, local_dir=folder, allow_patterns=list(_WANTED))
    except Exception as error:  # the hub's own errors, the disk's, and those of whichever HTTP library its version uses
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PullFailed(f"{repository}: could not be fetched from the Hugging Face hub: {reason}") from error
