"""A large file in several smaller ones, read as one."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from engine.speech.volumes import Volumes


def _volumes(folder: Path, whole: bytes, size: int) -> list[Path]:
    paths = []
    for number, start in enumerate(range(0, len(whole), size)):
        paths.append(folder / f"whole.{number:03}")
        paths[-1].write_bytes(whole[start : start + size])
    return paths


@pytest.mark.parametrize("size", [1, 3, 7, 10, 64])
def test_the_bytes_are_those_of_the_files_one_after_another(tmp_path: Path, size: int) -> None:
    whole = bytes(range(23))
    with io.BufferedReader(Volumes(_volumes(tmp_path, whole, size)), buffer_size=4) as reader:
        assert reader.read() == whole
        assert reader.seek(-5, os.SEEK_END) == 18
        assert reader.read(3) == whole[18:21]
        reader.seek(-2, os.SEEK_CUR)
        assert reader.read() == whole[19:]
        reader.seek(40)
        assert reader.read() == b""


def test_a_place_before_the_beginning_is_refused(tmp_path: Path) -> None:
    with Volumes(_volumes(tmp_path, b"abc", 2)) as volumes, pytest.raises(ValueError, match="negative position -1"):
        volumes.seek(-1)


def test_an_archive_in_volumes_is_read_without_being_joined(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("model/weights.bin", bytes(1000) + b"end")
        packed.writestr("model/config.json", "{}")
    with io.BufferedReader(Volumes(_volumes(tmp_path, archive.getvalue(), 50))) as reader, zipfile.ZipFile(reader) as opened:
        assert opened.read("model/weights.bin") == bytes(1000) + b"end"
        assert opened.read("model/config.json") == b"{}"
