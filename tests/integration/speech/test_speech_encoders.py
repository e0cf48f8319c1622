"""The shipped encoders: what each is for, and that languages meet in the multilingual one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.settings import SpeechSection, load_settings
from engine.speech.encoders import Encoders, LoadedEncoder, encoder_for
from engine.speech.models import ModelStore

pytestmark = [pytest.mark.models, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def multilingual() -> LoadedEncoder:
    return Encoders(ModelStore(load_settings(None, {}).cache_dir), SpeechSection(), "cpu", ()).get("zh")


def test_english_has_an_encoder_of_its_own() -> None:
    settings = SpeechSection(encoder="mine", multilingual_encoder="ours")
    assert [encoder_for(settings, language) for language in ("en", "zh", "fr")] == ["mine", "ours", "ours"]


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
