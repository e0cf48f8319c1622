"""The shipped encoders: what each is for, and that languages meet in the multilingual one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.settings import SpeechSection, load_settings
from engine.speech.api import Vectors
from engine.speech.encoders import Encoders, LoadedEncoder, SideBySide, encoder_identity, encoders_for
from engine.speech.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def multilingual() -> LoadedEncoder:
    return Encoders(ModelStore(load_settings(None, {}).cache_dir), SpeechSection(), "cpu", ()).get("zh")


def test_english_has_an_encoder_of_its_own_beside_the_multilingual_one() -> None:
    settings = SpeechSection(encoder="mine", multilingual_encoder="ours")
    assert [encoders_for(settings, language) for language in ("en", "zh", "fr")] == [("mine", "ours"), ("ours",), ("ours",)]
    assert encoders_for(SpeechSection(encoder="ours", multilingual_encoder="ours"), "en") == ("ours",)


def test_vectors_of_two_encoders_are_not_taken_for_those_of_one() -> None:
    store, both = ModelStore(load_settings(None, {}).cache_dir), SpeechSection()
    alone = SpeechSection(encoder=both.multilingual_encoder)
    assert len({encoder_identity(store, both, "en"), encoder_identity(store, alone, "en")}) == 2
    assert encoder_identity(store, alone, "en") == encoder_identity(store, both, "zh")


class FixedEncoder:
    """The same row for every text."""

    def __init__(self, *row: float) -> None:
        self._row = np.array(row, dtype=np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.tile(self._row, (len(texts), 1))


def test_two_encoders_give_one_unit_row() -> None:
    rows = SideBySide(FixedEncoder(1.0, 0.0), FixedEncoder(0.0, 1.0, 0.0)).embed(["a", "b"])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, np.tile([1 / 2.6, 0, 0, 2.4 / 2.6, 0], (2, 1)), rtol=1e-6)


def test_the_same_is_said_in_many_languages(multilingual: LoadedEncoder) -> None:
    price = ["how much does it cost", "多少钱", "combien ça coûte", "wie viel kostet das"]
    stop = ["do not call me again", "不要再打电话给我", "ne m'appelez plus", "rufen Sie mich nicht mehr an"]
    vectors = multilingual.embed([*price, *stop])
    assert vectors.shape == (8, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-4)
    likeness = vectors @ vectors.T
    for row in range(8):
        same = [column for column in range(8) if column // 4 == row // 4 and column != row]
        other = [column for column in range(8) if column // 4 != row // 4]
        assert likeness[row, same].min() > likeness[row, other].max()


@pytest.mark.parametrize("text", ["", " ", "\0", "喂" * 3000, "\ud7ff 😀 \t\n"])
def test_any_text_has_a_vector(multilingual: LoadedEncoder, text: str) -> None:
    vector = multilingual.embed([text])
    assert vector.shape == (1, 384)
    assert np.isfinite(vector).all()


def test_no_texts_are_no_rows(multilingual: LoadedEncoder) -> None:
    assert multilingual.embed([]).shape == (0, 384)


def test_an_encoder_is_loaded_once(multilingual: LoadedEncoder) -> None:
    encoders = Encoders(ModelStore(load_settings(None, {}).cache_dir), SpeechSection(), "cpu", ())
    assert encoders.get("zh") is encoders.get("fr")
