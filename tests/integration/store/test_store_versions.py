from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.errors import UnknownVersion
from engine.store.scripts import contents, versions
from engine.store.scripts.contents import Content
from engine.store.scripts.versions import Release, Signed, live_before
from engine.store.tables import Blob, ReleaseKind, ScriptContent, ScriptFile
from tests.migrated import migrated

pytestmark = pytest.mark.integration

GREETING = bytes(range(256)) * 300


def _content(text: str, *, recording: bytes = GREETING, script_id: str = "offer") -> Content:
    texts = {"offer.yaml": text, "common/closing.yaml": "nodes: {}"}
    return Content(script_id, f"{script_id}-{text}", "offer.yaml", texts, {"prompts/hello.wav": recording})


def _signed(at: float, note: str = "") -> Signed:
    return Signed(at, "ann", note)


def _publish(database: Database, *texts: str) -> list[int]:
    """The numbers of these texts, published one after another."""
    return [_publish_one(database, text, at) for at, text in enumerate(texts, 1)]


def _publish_one(database: Database, text: str, at: float) -> int:
    return database.write(lambda session: versions.publish(session, _content(text), _signed(at))).version.number


def _live(database: Database, script_id: str = "offer") -> int | None:
    live = database.read(lambda session: versions.live(session, script_id))
    return live.number if live else None


def test_each_new_content_is_the_next_version_and_live(database: Database) -> None:
    assert _live(database) is None

    assert _publish(database, "one", "two") == [1, 2]

    assert _live(database) == 2
    newest, first = database.read(lambda session: versions.versions(session, "offer"))
    assert (newest.number, newest.content_hash, newest.published_at, newest.published_by) == (2, "offer-two", 2.0, "ann")
    assert first.number == 1
    assert database.read(versions.published_ids) == ["offer"]


def test_numbers_are_each_scripts_own(database: Database) -> None:
    _publish(database, "one", "two")
    other = database.write(lambda session: versions.publish(session, _content("one", script_id="survey"), _signed(9.0)))

    assert (other.version.number, _live(database, "survey"), _live(database)) == (1, 1, 2)


def test_a_version_gives_back_every_file_as_it_was(database: Database) -> None:
    _publish(database, "one", "two")

    assert database.read(lambda session: contents.find(session, "offer-one")) == _content("one")
    assert database.read(lambda session: contents.find(session, "offer-three")) is None


def test_the_same_content_again_makes_nothing_new(database: Database) -> None:
    _publish(database, "one", "two")

    again = database.write(lambda session: versions.publish(session, _content("one"), _signed(9.0, "again")))

    assert (again.new, again.version.number, again.version.published_at, again.version.note) == (False, 1, 1.0, "")
    assert _live(database) == 2
    assert len(database.read(lambda session: versions.releases(session, "offer"))) == 2


def test_equal_files_are_kept_once(database: Database) -> None:
    _publish(database, "one", "two")
    doubled = Content("offer", "doubled", "a.yaml", {"a.yaml": "喂", "b.yaml": "喂"}, {"hello.wav": GREETING})
    database.write(lambda session: contents.keep(session, doubled, 3.0))

    def kept(session: Session) -> tuple[int | None, int | None]:
        return session.scalar(select(func.count()).select_from(Blob)), session.scalar(select(func.count()).select_from(ScriptFile))

    assert database.read(kept) == (5, 9)
    assert database.read(lambda session: contents.find(session, "doubled")) == doubled


def test_a_draft_is_kept_without_being_a_version(database: Database) -> None:
    database.write(lambda session: contents.keep(session, _content("draft"), 1.0))
    database.write(lambda session: contents.keep(session, _content("draft"), 2.0))

    assert _live(database) is None
    assert database.read(lambda session: versions.version_of(session, "offer-draft")) is None
    assert database.read(lambda session: contents.hashes_like(session, "offer", "offer-dr")) == ["offer-draft"]
    assert database.read(lambda session: contents.hashes_like(session, "offer", "%")) == []
    assert database.read(lambda session: session.get_one(ScriptContent, "offer-draft").first_seen_at) == 1.0

    _publish(database, "draft")

    version = database.read(lambda session: versions.version_of(session, "offer-draft"))
    assert version is not None
    assert version.number == 1


def test_rolling_back_makes_the_version_before_live_and_is_written_down(database: Database) -> None:
    _publish(database, "one", "two", "three")

    back = database.write(lambda session: versions.roll_back(session, "offer", None, _signed(7.0, "prices were wrong")))

    assert back.number == _live(database) == 2
    history = database.read(lambda session: versions.releases(session, "offer"))
    assert history[-1] == Release(2, ReleaseKind.ROLLED_BACK, 7.0, "ann", "prices were wrong")
    assert [version.number for version in database.read(lambda session: versions.versions(session, "offer"))] == [3, 2, 1]


def test_rolling_back_to_the_live_version_changes_nothing(database: Database) -> None:
    _publish(database, "one", "two")

    database.write(lambda session: versions.roll_back(session, "offer", 2, _signed(7.0)))

    assert len(database.read(lambda session: versions.releases(session, "offer"))) == 2


@pytest.mark.parametrize(
    ("script_id", "number", "message"),
    [
        ("survey", None, "no script 'survey' was published; published are: offer"),
        ("ofer", 1, r"no script 'ofer' was published \(did you mean 'offer'\?\); published are: offer"),
        ("offer", 7, "offer: has no version 7: the newest is 1"),
        ("offer", None, "offer: no version was live before the one that is: name one with --to"),
    ],
)
def test_what_cannot_be_rolled_back_to(database: Database, script_id: str, number: int | None, message: str) -> None:
    _publish(database, "one")

    with pytest.raises(UnknownVersion, match=message):
        database.write(lambda session: versions.roll_back(session, script_id, number, _signed(7.0)))

    assert _live(database) == 1


def _history(text: str) -> list[Release]:
    """`1 2 <1 3`: `<` marks a rollback."""
    return [
        Release(int(word.strip("<")), ReleaseKind.ROLLED_BACK if word.startswith("<") else ReleaseKind.PUBLISHED, 1.0, "ann", "")
        for word in text.split()
    ]


@pytest.mark.parametrize(
    ("history", "before"),
    [
        ("", None),
        ("1", None),
        ("1 2", 1),
        ("1 2 3", 2),
        ("1 2 3 <2", 1),
        ("1 2 3 <2 <1", None),
        ("1 2 <1 3", 1),
        ("1 2 3 <1 <3", 1),
        ("1 2 3 <1 4 <1", None),
    ],
)
def test_a_version_that_was_rolled_back_is_not_gone_back_to(history: str, before: int | None) -> None:
    assert live_before(_history(history)) == before


def test_two_who_publish_at_once_get_two_numbers(url: str) -> None:
    """Each holds its transaction open until the other has begun; one has to wait for the other."""
    migrated(url)
    both = threading.Barrier(2, timeout=10)
    numbers: list[int] = []

    def publish(text: str) -> None:
        with Database(url) as database:
            database.read(versions.published_ids)  # connected
            both.wait()
            publication = database.write(lambda session: versions.publish(session, _content(text), _signed(1.0)))
            numbers.append(publication.version.number)

    threads = [threading.Thread(target=publish, args=(text,)) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [1, 2]


@pytest.mark.parametrize("fails_at", ["keep", "release"])
def test_a_publication_that_fails_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch, fails_at: str) -> None:
    keep: Callable[..., None] = contents.keep

    def broken(*arguments: object) -> None:
        if fails_at == "keep":
            keep(*arguments)
        raise ZeroDivisionError

    monkeypatch.setattr(*((contents, "keep", broken) if fails_at == "keep" else (versions, "_release", broken)))

    with pytest.raises(ZeroDivisionError):
        _publish(database, "one")

    assert database.read(lambda session: session.scalar(select(func.count()).select_from(Blob))) == 0
    assert database.read(versions.published_ids) == []
