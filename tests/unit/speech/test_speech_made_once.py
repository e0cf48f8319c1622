"""Folders that are made once, and which encoders are run how."""

import errno
import json
from pathlib import Path

import pytest

from engine.speech.catalogue import Catalogue, Engine, Kind
from engine.speech.made_once import CannotPrepare, made_once
from engine.speech.models import ModelStore

pytestmark = pytest.mark.unit


def test_a_full_disk_is_told_with_what_to_do_and_leaves_nothing(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "half").write_bytes(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(
        CannotPrepare, match="wanted cannot be made: No space left on device: make room, or set CALLWRIGHT_CACHE_DIR"
    ):
        made_once(tmp_path / "wanted", lambda _: [], fill)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_what_is_there_and_whole_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "wanted").mkdir()
    assert made_once(tmp_path / "wanted", lambda _: [], lambda _: pytest.fail("made anew")) == tmp_path / "wanted"


@pytest.mark.parametrize(
    "changed",
    [
        {"model_type": "roberta"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
        {"is_decoder": True},
    ],
)
def test_encoders_of_other_architectures_run_in_transformers(tmp_path: Path, changed: dict[str, object]) -> None:
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_act": "gelu"} | changed))
    (folder / "model.safetensors").touch()
    (folder / "tokenizer.json").touch()
    model = ModelStore(tmp_path / "cache", Catalogue({})).resolve(str(folder), Kind.ENCODER)
    assert (model.engine, model.folder) == (Engine.TRANSFORMERS, folder)
