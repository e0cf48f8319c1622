from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from engine.publishing.choice import Choice, choose_script
from engine.publishing.finding import Found, find_script, named
from engine.publishing.packing import read_draft
from engine.publishing.references import parse_reference
from engine.store.campaigns import Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import CampaignConflict, UnknownVersion
from engine.store.scripts import contents, versions
from engine.store.scripts.pins import Pin
from engine.store.scripts.versions import Signed
from tests.integration.publishing.scripts import edit, write_script

pytestmark = pytest.mark.integration

WORDINGS = ("Would you like a free lesson?", "Do you want a free lesson?", "Shall we book you a free lesson?")


@pytest.fixture
def published(database: Database, script: Path) -> list[str]:
    """Two versions; their hashes. The file is the second."""
    hashes = []
    for at, wording in enumerate(WORDINGS[:2]):
        if at:
            edit(script, WORDINGS[at - 1], wording)
        draft = read_draft(script)
        database.write(partial(versions.publish, content=draft, signed=Signed(1.0, "ann")))
        hashes.append(draft.content_hash)
    return hashes


def _found(database: Database, text: str) -> Found:
    name = named(parse_reference(text))
    return database.read(lambda session: find_script(session, name))


def _choice(database: Database, text: str | None, campaign: str | None = "spring", *, update: bool = False) -> Choice:
    name = named(parse_reference(text)) if text else None
    return database.read(lambda session: choose_script(session, name, campaign, update=update))


def _begin(database: Database, text: str) -> Pin:
    """Runs the campaign `spring` with this script."""
    choice = _choice(database, text, None)
    database.write(lambda session: contents.keep(session, choice.content, 1.0))
    database.write(lambda session: open_campaign(session, Opening("spring", choice.pin, {}, []), 1.0))
    return choice.pin


def test_ids_numbers_and_hashes_find_versions(database: Database, published: list[str]) -> None:
    first, second = published

    assert _found(database, "lesson").pin == _found(database, "lesson@2").pin == Pin("lesson", second, 2)
    assert _found(database, "lesson@1").pin == _found(database, f"lesson@{first[:12]}").pin == Pin("lesson", first, 1)
    assert _found(database, "lesson@1").content.content_hash == first


def test_after_a_rollback_the_id_means_the_version_before(database: Database, published: list[str]) -> None:
    database.write(lambda session: versions.roll_back(session, "lesson", None, Signed(2.0, "ann")))

    assert _found(database, "lesson").pin.version == 1


def test_a_file_that_was_published_is_that_version_and_another_one_is_none(
    database: Database, published: list[str], script: Path
) -> None:
    assert _found(database, str(script)).pin == Pin("lesson", published[1], 2)

    edit(script, WORDINGS[1], WORDINGS[2])

    draft = _found(database, str(script)).pin
    assert draft.version is None
    assert draft.label == f"lesson@{draft.content_hash[:12]}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "lessen",
            r"no script 'lessen' was published \(did you mean 'lesson'\?\); published are: lesson; for a file, give its path",
        ),
        ("lesson@7", "lesson: has no version 7: the newest is 2"),
        ("survey@1", "no script 'survey' was published"),
        ("lesson@two", "'lesson@two' names no version: write its number, such as lesson@3"),
        ("lesson@000000000000", "lesson@000000000000: no content of this script"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(database: Database, published: list[str], text: str, message: str) -> None:
    with pytest.raises(UnknownVersion, match=message):
        _found(database, text)


def test_a_campaign_goes_on_with_the_draft_it_began_with_when_the_file_has_changed(database: Database, script: Path) -> None:
    began = _begin(database, str(script))
    edit(script, WORDINGS[0], WORDINGS[1])

    choice = _choice(database, str(script))

    assert choice.pin == began
    assert WORDINGS[0] in choice.content.texts["lesson.yaml"]
    assert choice.note == (
        f"{script} has changed since campaign 'spring' began with {began.label}: "
        "it goes on with that; --update-script takes the new one"
    )


def test_told_to_update_it_takes_the_file_as_it_is(database: Database, script: Path) -> None:
    began = _begin(database, str(script))
    edit(script, WORDINGS[0], WORDINGS[1])

    choice = _choice(database, str(script), update=True)

    assert choice.pin.content_hash == read_draft(script).content_hash
    assert choice.note == f"campaign 'spring' began with {began.label} and goes on with {choice.pin.label}"


def test_what_is_live_now_does_not_change_a_campaign_that_began(database: Database, published: list[str]) -> None:
    _begin(database, "lesson@1")

    choice = _choice(database, "lesson")

    assert choice.pin.version == 1
    assert choice.note.startswith("lesson@2 is live now, but campaign 'spring' began with lesson@1")
    assert _choice(database, "lesson", update=True).pin.version == 2


def test_a_version_by_its_number_is_meant_as_it_is_said(database: Database, published: list[str]) -> None:
    _begin(database, "lesson@1")

    assert _choice(database, "lesson@2").pin.version == 2
    assert _choice(database, "lesson@2").note == "campaign 'spring' began with lesson@1 and goes on with lesson@2"


def test_the_same_script_again_needs_no_words(database: Database, published: list[str], script: Path) -> None:
    began = _begin(database, "lesson@2")

    for text in ("lesson", "lesson@2", str(script), None):
        choice = _choice(database, text)
        assert (choice.pin, choice.note) == (began, "")


def test_publishing_what_a_campaign_runs_as_a_draft_changes_nothing_for_it(database: Database, script: Path) -> None:
    began = _begin(database, str(script))
    draft = read_draft(script)
    database.write(lambda session: versions.publish(session, draft, Signed(2.0, "ann")))

    assert _choice(database, "lesson").pin == began
    assert _choice(database, "lesson", None).pin.version == 1


def test_a_new_campaign_needs_a_script(database: Database) -> None:
    with pytest.raises(UnknownVersion, match="there is no campaign 'spring' yet: name its script with --script"):
        _choice(database, None)


def test_a_campaign_does_not_change_to_another_script(database: Database, script: Path, tmp_path: Path) -> None:
    _begin(database, str(script))
    other = write_script(tmp_path / "other")
    edit(other, "id: lesson", "id: survey")

    with pytest.raises(CampaignConflict, match="campaign 'spring' runs script 'lesson', not 'survey'"):
        _choice(database, str(other), update=True)


def test_a_campaign_from_before_there_were_versions_takes_what_it_is_given(database: Database, script: Path) -> None:
    plan = Opening("spring", Pin("lesson", "an older kind of hash", None), {}, [])
    database.write(lambda session: open_campaign(session, plan, 1.0))

    choice = _choice(database, str(script))

    assert choice.pin.content_hash == read_draft(script).content_hash
    assert "goes on with" in choice.note
    with pytest.raises(UnknownVersion, match="began before scripts were kept"):
        _choice(database, None)
