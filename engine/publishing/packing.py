"""A script's files, from the folder in which they are written to the store and from there to the folder from which calls play them.

dialogs/…  ──read_bundle──▶ Bundle ──pack──▶ Content ──▶ store ──▶ Content ──unpack──▶ Bundle in a folder of its own
  a designer's, may change at any time                                              named by its hash, stays as it is
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from engine.dialog.bundle import Bundle, read_bundle
from engine.dialog.loader import load_bundle
from engine.dialog.problems import Problem, ScriptError, Severity
from engine.store.scripts.contents import Content


def read_draft(path: Path) -> Content:
    """A script's file as it is now, with everything that belongs to it.

    Raises:
        ScriptError: a file cannot be read, or the script has errors.
    """
    bundle = read_bundle(path)
    return pack(load_bundle(bundle).fallback.id, bundle)


def pack(script_id: str, bundle: Bundle) -> Content:
    """The bundle with the bytes of its recordings.

    Raises:
        ScriptError: a recording is not what it was when the bundle was read.
    """
    recordings = {path: _recording(bundle, path) for path in bundle.recordings}
    return Content(script_id, bundle.content_hash, bundle.main, bundle.texts, recordings)


def bundle_of(content: Content) -> Bundle:
    """The content as a bundle that is in no folder: to be looked at, not to be run."""
    recordings = {path: hashlib.sha256(data).hexdigest() for path, data in content.recordings.items()}
    return Bundle(content.main, dict(content.texts), recordings)


def unpack(content: Content, folder: Path) -> Bundle:
    """The content as files below `folder`, where every process of this machine finds them. What is there already is looked over.

    Raises:
        OSError: the folder cannot be written.
    """
    target = folder / content.content_hash
    if not _is_whole(target, content):
        _write(target, content)
    return read_bundle(target / content.main)


def _recording(bundle: Bundle, path: str) -> bytes:
    shown = bundle.shown(path)
    try:
        data = Path(shown).read_bytes()
    except OSError as error:
        raise ScriptError([Problem(Severity.ERROR, shown, 1, 1, "", f"cannot be read: {error.strerror}")]) from error
    if hashlib.sha256(data).hexdigest() != bundle.recordings[path]:
        raise ScriptError([Problem(Severity.ERROR, shown, 1, 1, "", "was changed while it was read: try again")])
    return data


def _is_whole(target: Path, content: Content) -> bool:
    try:
        return read_bundle(target / content.main).content_hash == content.content_hash
    except ScriptError:
        return False


def _write(target: Path, content: Content) -> None:
    """Writes beside the folder and renames: another process sees all files or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacking-") as name:
        files = {**{path: text.encode() for path, text in content.texts.items()}, **content.recordings}
        for path, data in files.items():
            file = Path(name) / "files" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if target.exists():
            shutil.rmtree(target)
        try:
            os.rename(Path(name) / "files", target)
        except OSError:
            if not _is_whole(target, content):  # else another process was quicker
                raise
