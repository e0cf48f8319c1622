"""Sentence vectors kept on disk by model and text: a rehearsal that was run before needs no model, and starts at once."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.settings import Settings
from engine.speech.api import Vectors
from engine.speech.encoders import LoadedEncoder, encoder_identity, language_encoder
from engine.speech.models import ModelStore

FILE: Final = "vectors.db"

_TABLE: Final = "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID"
_BATCH: Final = 500
"""Below SQLite's limit of variables in one statement."""


class VectorStore:
    """Vectors of one model; what is missing is computed, and kept."""

    def __init__(self, file: Path, identity: str, load: Callable[[], LoadedEncoder]) -> None:
        """Args:
        file: SQLite database; made if it is not there. Several processes may share it.
        identity: of the model's files: vectors of others are not used.
        load: loads the model, at the first text that is missing; once in each process.
        """
        self._file = file
        self.identity = identity
        self._load = load
        self._encoders: dict[int, LoadedEncoder] = {}
        """By process: a forked one inherits an encoder without the threads that it needs, and must not end it either."""
        self._known: dict[str, bytes] = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, shape [len(texts), dimensions]. Blocks while it computes.

        Raises:
            SpeechUnavailable: the model cannot be loaded.
        """
        wanted = dict.fromkeys(text for text in texts if text not in self._known)
        if wanted:
            self._known.update(self._kept(list(wanted)))
            if missing := [text for text in wanted if text not in self._known]:
                self._compute(missing)
                self._known.update(self._kept(missing))
        return np.stack([np.frombuffer(self._known[text], dtype="<f4") for text in texts])

    def _kept(self, texts: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        with self._database() as database:
            for start in range(0, len(texts), _BATCH):
                batch = texts[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"
                found.update(database.execute(query, (self.identity, *batch)))
        return found

    def _compute(self, texts: Sequence[str]) -> None:
        """Of processes that compute a text at once the first one's row stays: rows differ a little from batch to batch."""
        if os.getpid() not in self._encoders:
            self._encoders[os.getpid()] = self._load()
        rows = self._encoders[os.getpid()].embed(texts).astype("<f4")
        made = [(self.identity, text, row.tobytes()) for text, row in zip(texts, rows, strict=True)]
        with self._database() as database:
            database.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", made)

    @contextlib.contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(self._file)) as database, database:
            database.execute(_TABLE)
            yield database


def vector_store(settings: Settings, language: str, models: ModelStore | None = None) -> VectorStore:
    """The vectors of the encoders that the settings name for a language, `models` being the store where they are looked for.

    Raises as `ModelStore.resolve`.
    """
    store = models or ModelStore(settings.cache_dir)
    identity = encoder_identity(store, settings.speech, language)
    return VectorStore(settings.cache_dir / FILE, identity, lambda: language_encoder(store, settings.speech, language))
