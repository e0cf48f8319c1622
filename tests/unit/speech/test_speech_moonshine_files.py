"""The files of Moonshine's package."""

from pathlib import Path

import pytest

from engine.speech.checksums import ModelDamaged
from engine.speech.recognizing.moonshine_model import load_session, read_tokens


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "tokenizer.bin"
    path.write_bytes(data)
    return path


def test_tokens_have_their_length_before_them(tmp_path: Path) -> None:
    long = b"a" * 300
    data = b"\x03<s>" + b"\x00" + b"\x02ok" + bytes([0x80 + 300 % 128, 300 // 128]) + long
    assert read_tokens(_file(tmp_path, data)) == [b"<s>", b"", b"ok", long]


@pytest.mark.parametrize("cut", [b"\x03<s", b"\x81\x01" + b"a" * 100, b"\x02ok\x81"])
def test_a_file_that_ends_within_a_token_is_damaged(tmp_path: Path, cut: bytes) -> None:
    with pytest.raises(ModelDamaged, match=r"tokenizer\.bin ends within a token"):
        read_tokens(_file(tmp_path, cut))


def test_a_graph_that_is_none_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "encoder_model.ort"
    path.write_bytes(b"no graph")
    with pytest.raises(ModelDamaged, match=r"encoder_model\.ort cannot be run"):
        load_session(path)
