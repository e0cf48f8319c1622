from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine.whole_files import EVERYBODY_READS, OWNERS_ONLY, replacing

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("mode", [OWNERS_ONLY, EVERYBODY_READS])
@pytest.mark.parametrize("durable", [False, True])
def test_the_new_file_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path: Path, mode: int, durable: bool) -> None:
    path = tmp_path / "new folder" / "results.csv"
    for text in (b"old", b"new"):
        with replacing(path, mode=mode, durable=durable) as file:
            file.write(text)

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(path.parent.iterdir()) == [path]


def test_what_goes_wrong_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with replacing(path) as file:
            file.write(b"half of")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
