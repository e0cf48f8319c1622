"""Vectors are computed once."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.rehearsal.spreading import spread
from engine.rehearsal.vectors import VectorStore
from engine.speech.api import Vectors
from engine.speech.testing import vector_of

pytestmark = pytest.mark.unit


class CountingEncoder:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.stack([vector_of(text) for text in texts])


def embedded(store: VectorStore, *texts: str) -> Vectors:
    return asyncio.run(store.embed(texts))


def test_a_text_is_computed_once_and_kept_for_the_next_run(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    first = VectorStore(tmp_path / "cache" / "vectors.db", "model-1", lambda: encoder)
    assert np.array_equal(embedded(first, "yes", "no", "yes"), np.stack([vector_of(text) for text in ("yes", "no", "yes")]))
    embedded(first, "no", "maybe")
    assert encoder.asked == ["yes", "no", "maybe"]

    def never() -> CountingEncoder:
        raise AssertionError("everything is known")

    second = VectorStore(tmp_path / "cache" / "vectors.db", "model-1", never)
    assert np.array_equal(embedded(second, "maybe"), [vector_of("maybe")])


class LocalEncoder(CountingEncoder):
    """Has threads, so to speak, in the process that loaded it."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded_in = os.getpid()

    def embed(self, texts: Sequence[str]) -> Vectors:
        assert os.getpid() == self._loaded_in, "an encoder was taken into another process"
        return super().embed(texts)


def test_a_forked_process_loads_its_own_encoder(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "vectors.db", "model-1", LocalEncoder)
    embedded(store, "known before")
    texts = ["new", "newer"]
    rows = spread(lambda number: embedded(store, "known before", texts[number]), range(2), jobs=2)
    assert np.array_equal(
        np.concatenate(rows), np.stack([vector_of(text) for text in ("known before", "new", "known before", "newer")])
    )


def test_another_model_has_other_vectors(tmp_path: Path) -> None:
    encoders = CountingEncoder(), CountingEncoder()
    for identity, encoder in zip(("model-1", "model-2"), encoders, strict=True):
        embedded(VectorStore(tmp_path / "vectors.db", identity, lambda encoder=encoder: encoder), "yes")  # type: ignore[misc]
    assert [encoder.asked for encoder in encoders] == [["yes"], ["yes"]]


def test_two_processes_that_compute_a_text_at_once_go_on_with_one_vector(tmp_path: Path) -> None:
    class Late(CountingEncoder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            quicker = VectorStore(tmp_path / "vectors.db", "model-1", CountingEncoder)
            with ThreadPoolExecutor(1) as beside:
                beside.submit(embedded, quicker, *texts).result()
            return -super().embed(texts)

    late = embedded(VectorStore(tmp_path / "vectors.db", "model-1", Late), "yes", "no")
    assert np.array_equal(late, np.stack([vector_of("yes"), vector_of("no")]))


def test_many_texts_at_once(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "vectors.db", "model-1", CountingEncoder)
    texts = [f"text {number}" for number in range(1203)]
    embedded(store, *texts)
    assert len(embedded(VectorStore(tmp_path / "vectors.db", "model-1", CountingEncoder), *texts)) == 1203
