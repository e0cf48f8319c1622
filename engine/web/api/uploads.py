"""Lists that are uploaded: kept while they are read, and the rejected rows for a day."""

from __future__ import annotations

import shutil
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
from engine.web.importing import ListRefused, imported, own_name

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
        HTTPException: 422 with what is wrong with the file.
    """
    folder = rejects_folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_old(folder)
    name = str(uuid.uuid4())
    upload_folder, rejects = folder / name, folder / f"{name}.csv"
    upload_folder.mkdir(mode=0o700)
    path = upload_folder / own_name(file_name)
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file)
        outcome = imported(msgspec.structs.replace(job, path=str(path), rejects=str(rejects)))
    except ListRefused as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    finally:
        shutil.rmtree(upload_folder)
    return Imported(outcome, name if rejects.is_file() else None)


def _forget_old(folder: Path) -> None:
    before = time.time() - REJECTS_KEPT_S
    for file in folder.glob("*.csv"):
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
