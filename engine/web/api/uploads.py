"""Lists that are uploaded: read into the store by a process of their own, with bounds on its memory and time.

upload ─▶ file in a folder of ours ─▶ `python -m engine.campaign.lists.import_worker` ─▶ store
                                          └─▶ rejected rows, which wait a day to be fetched
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Final

import msgspec
from fastapi import HTTPException

from engine.campaign.lists.import_worker import ImportJob, ImportOutcome
from engine.settings import Settings

TIMEOUT_S: Final = 900.0
REJECTS_KEPT_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an upload."""

    outcome: ImportOutcome
    rejects: str | None
    """By which the rejected rows can be fetched; None: there are none."""


def rejects_folder(settings: Settings) -> Path:
    """Where rejected rows wait."""
    return settings.cache_dir / "rejected-rows"


def rejects_path(settings: Settings, rejects: str) -> Path:
    """The file of rejected rows; what a client names is looked up as an id and never as a path.

    Raises:
        HTTPException: 404, there is none.
    """
    try:
        name = str(uuid.UUID(rejects))
    except ValueError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there are no rejected rows of this id") from error
    path = rejects_folder(settings) / f"{name}.csv"
    if not path.is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND, "these rejected rows are not kept any more: import the list again")
    return path


def take_in(settings: Settings, upload: IO[bytes], file_name: str, job: ImportJob) -> Imported:
    """Reads an uploaded list into the store. Takes as long as it takes.

    Args:
        settings: of the engine.
        upload: the file.
        file_name: as its owner calls it; it is shown and never opened.
        job: what to do; its paths are set here.

    Raises:
        HTTPException: 422 with what is wrong with the file; 503 if the process died or took too long.
    """
    folder = rejects_folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_old(folder)
    name = str(uuid.uuid4())
    upload_folder, rejects = folder / name, folder / f"{name}.csv"
    upload_folder.mkdir(mode=0o700)
    path = upload_folder / (Path(file_name).name or "list")
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file)
        outcome = _run(msgspec.structs.replace(job, path=str(path), rejects=str(rejects)))
    finally:
        shutil.rmtree(upload_folder)
    return Imported(outcome, name if rejects.is_file() else None)


def _run(job: ImportJob) -> ImportOutcome:
    command = [sys.executable, "-m", "engine.campaign.lists.import_worker"]
    try:
        ended = subprocess.run(command, input=msgspec.json.encode(job), capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "reading the list took too long: cut it into parts") from error
    if ended.returncode != 0:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "reading the list failed: is it far larger unpacked than it looks?")
    outcome = msgspec.json.decode(ended.stdout, type=ImportOutcome)
    if outcome.problem is not None:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, outcome.problem)
    return outcome


def _forget_old(folder: Path) -> None:
    before = time.time() - REJECTS_KEPT_S
    for file in folder.glob("*.csv"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
