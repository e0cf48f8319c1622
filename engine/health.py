"""Is this machine able to place calls? Checks for `callwright doctor`: what is wrong and what to do about it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.settings import Device, Settings
from engine.speech.api import SpeechUnavailable
from engine.speech.catalogue import Kind
from engine.speech.devices import ctranslate2_has_cuda, onnxruntime_has_cuda
from engine.speech.models import ModelStore, State
from engine.store.errors import StoreError
from engine.store.schema import upgrade

_FREE_DISK_GIB: Final = 2
"""Recordings take 32 kB per second and line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    subject: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Runs every check, the quick ones first. Nothing is dialled; the database is brought up to date as `run` would."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _processor,
        disks,
        _sip_library,
        _ports,
        _database,
        _devices,
        _models,
    )
    for check in checks:
        yield from check(settings)


def _processor(_settings: Settings) -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0))
    yield Finding("processor", cores >= 2, f"{cores} cores", "one core is too few: media threads would wait for speech")


def disks(settings: Settings) -> Iterator[Finding]:
    """Room for what is made while calls go on."""
    yield _room("disk", settings.cache_dir, "free space, or set CALLWRIGHT_CACHE_DIR")
    if recordings := settings.campaign.recordings:
        yield _room("disk of recordings", recordings, "free space, or set campaign.recordings: full, calls go on unrecorded")


def _room(subject: str, wanted: Path, remedy: str) -> Finding:
    folder = _existing(wanted)
    free_gib = shutil.disk_usage(folder).free / 2**30
    writable = os.access(folder, os.W_OK)
    detail = f"{free_gib:.0f} GiB free at {folder}" + ("" if writable else ", not writable")
    return Finding(subject, free_gib >= _FREE_DISK_GIB and writable, detail, remedy)


def _sip_library(settings: Settings) -> Iterator[Finding]:
    try:
        import pjsua2
    except ImportError as error:
        remedy = "install pjsua2-python (CPython 3.11 or 3.12 on Linux x86-64), or build pjproject with its Python binding"
        yield Finding("pjsua2", False, str(error), remedy)
        return
    yield Finding("pjsua2", True, f"installed at {Path(pjsua2.__file__).parent}")
    lines = settings.worker.lines_per_worker
    yield Finding(
        "lines per worker", lines <= 4, str(lines), "the published wheel aborts above 4: set worker.lines_per_worker to 4"
    )


def _ports(settings: Settings) -> Iterator[Finding]:
    address, port = settings.worker.bind_address, settings.worker.sip_port_first
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, port))
    except OSError as error:
        yield Finding(
            "SIP port", False, f"{address}:{port}/udp: {error.strerror}", "set worker.sip_port_first or worker.bind_address"
        )
        return
    yield Finding("SIP port", True, f"{address}:{port}/udp is free" if port else f"any free one at {address}")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        upgrade(settings.database_url)
    except StoreError as error:
        yield Finding("database", False, str(error), "set database_url, or make the folder writable")
        return
    yield Finding("database", True, "reachable, schema up to date")


def _devices(settings: Settings) -> Iterator[Finding]:
    speech = settings.speech
    asked: tuple[tuple[str, Device, Callable[[], bool]], ...] = (
        ("speech.whisper_device", speech.whisper_device, ctranslate2_has_cuda),
        ("speech.encoder_device", speech.encoder_device, ctranslate2_has_cuda),
        ("speech.voice_device", speech.voice_device, onnxruntime_has_cuda),
    )
    for setting, device, has_cuda in asked:
        if device == "cuda":  # the libraries take seconds to import, and `auto` and `cpu` are always to be had
            found = has_cuda()
            detail = "CUDA is there" if found else "asks for cuda, and there is no CUDA device here"
            yield Finding(setting, found, detail, f"set {setting} to cpu or auto")


def _models(settings: Settings) -> Iterator[Finding]:
    speech, store = settings.speech, ModelStore(settings.cache_dir)
    wanted = dict.fromkeys((speech.english_recognizer, speech.whisper), Kind.ASR)
    wanted |= dict.fromkeys((speech.encoder, speech.multilingual_encoder), Kind.ENCODER)
    if speech.voice:
        wanted[speech.voice] = Kind.TTS
    for name, kind in wanted.items():
        yield _model(store, name, kind)
    for model in store.describe():
        if model.name not in wanted and model.state is not State.MISSING:
            yield Finding(f"model {model.name}", model.state is State.READY, model.detail, "reinstall its package")


def _model(store: ModelStore, name: str, kind: Kind) -> Finding:
    try:
        model = store.resolve(name, kind)
        return Finding(f"model {name}", True, f"{model.folder}, run by {model.engine}")
    except SpeechUnavailable as error:
        return Finding(f"model {name}", False, str(error), "set another; `callwright models` lists those there are")


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())
