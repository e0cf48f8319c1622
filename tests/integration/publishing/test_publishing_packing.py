from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.dialog.bundle import read_bundle
from engine.dialog.problems import ScriptError
from engine.publishing.packing import pack, read_draft, unpack
from engine.store.database import Database
from engine.store.scripts import contents
from tests.integration.publishing.scripts import edit, record

pytestmark = pytest.mark.integration


def test_a_script_goes_through_the_store_with_its_fragments_and_recordings(
    script: Path, database: Database, tmp_path: Path
) -> None:
    draft = read_draft(script)
    before = read_bundle(script)
    database.write(lambda session: contents.keep(session, draft, 1.0))
    shutil.rmtree(script.parent)

    content = database.read(lambda session: contents.find(session, draft.content_hash))
    assert content == draft
    bundle = unpack(content, tmp_path / "unpacked")

    assert (bundle.texts, bundle.recordings, bundle.content_hash) == (before.texts, before.recordings, before.content_hash)
    assert (Path(bundle.folder) / "prompts/offer.wav").read_bytes() == draft.recordings["prompts/offer.wav"]


def test_unpacked_files_are_left_alone_while_they_are_right_and_made_good_when_they_are_not(script: Path, tmp_path: Path) -> None:
    draft = read_draft(script)
    unpacked = Path(unpack(draft, tmp_path / "unpacked").folder)
    made_at = unpacked.stat().st_ctime_ns

    unpack(draft, tmp_path / "unpacked")
    assert unpacked.stat().st_ctime_ns == made_at

    (unpacked / "lesson.yaml").unlink()
    assert unpack(draft, tmp_path / "unpacked").content_hash == draft.content_hash
    record(unpacked / "prompts/offer.wav", 2)
    assert unpack(draft, tmp_path / "unpacked").content_hash == draft.content_hash
    assert [path.name for path in (tmp_path / "unpacked").iterdir()] == [draft.content_hash]


def test_every_file_counts(script: Path) -> None:
    hashes = [read_draft(script).content_hash]
    record(script.parent / "prompts/offer.wav", 2)
    hashes.append(read_draft(script).content_hash)
    edit(script.parent / "common/closing.yaml", "Thanks for your time.", "Thank you.")
    hashes.append(read_draft(script).content_hash)

    assert len(set(hashes)) == 3


def test_a_recording_that_changes_meanwhile_is_not_taken_for_the_one_that_was_checked(script: Path) -> None:
    bundle = read_bundle(script)
    record(script.parent / "prompts/offer.wav", 2)

    with pytest.raises(ScriptError, match=r"offer\.wav.*was changed while it was read"):
        pack("lesson", bundle)


def test_a_broken_script_is_no_draft(script: Path) -> None:
    edit(script, "goto: booked", "goto: boked")

    with pytest.raises(ScriptError, match=r"'boked' is not a node"):
        read_draft(script)
