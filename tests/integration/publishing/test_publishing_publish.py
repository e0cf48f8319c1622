from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.dialog.loader import ScriptFile
from engine.dialog.problems import ScriptError
from engine.publishing.publish import Publisher, Rehearsal, RehearsalFailed
from engine.store.database import Database
from engine.store.scripts import contents, versions
from engine.store.scripts.versions import Signed
from engine.store.tables import Blob
from tests.integration.publishing.scripts import edit

pytestmark = pytest.mark.integration

ANN = Signed(1.0, "ann", "spring prices")


class _Workshop:
    """Tests and preparations that only note that they were asked for."""

    def __init__(self, database: Database, *, passing: bool = True) -> None:
        self.done: list[str] = []
        self._database = database
        self._passing = passing

    def rehearse(self, path: Path, script: ScriptFile) -> Rehearsal:
        self.done.append(f"rehearsed {path.name}")
        return Rehearsal(2, 0 if self._passing else 1, ("accepts: ok", "refuses: the bot never said it"))

    def prepare(self, script: ScriptFile) -> None:
        assert self._database.read(lambda session: versions.live(session, "lesson")) is None, "live before it was ready"
        self.done.append(f"prepared {' '.join(script.languages)}")

    @property
    def publisher(self) -> Publisher:
        return Publisher(self._database, self.rehearse, self.prepare)


def test_a_script_is_rehearsed_prepared_and_then_live(database: Database, script: Path) -> None:
    workshop = _Workshop(database)

    publication = workshop.publisher.publish(script, ANN)

    assert workshop.done == ["rehearsed lesson.yaml", "prepared en zh-CN"]
    assert (publication.new, publication.version.number, publication.version.note) == (True, 1, "spring prices")
    assert database.read(lambda session: versions.live(session, "lesson")) == publication.version
    kept = database.read(lambda session: contents.find(session, publication.version.content_hash))
    assert kept is not None
    assert sorted([*kept.texts, *kept.recordings]) == ["common/closing.yaml", "lesson.yaml", "prompts/offer.wav"]


def test_a_failed_test_keeps_the_script_back(database: Database, script: Path) -> None:
    workshop = _Workshop(database, passing=False)

    with pytest.raises(RehearsalFailed, match=r"lesson\.yaml: 1 of 2 tests failed, so nothing was published") as caught:
        workshop.publisher.publish(script, ANN)

    assert caught.value.rehearsal.told[1] == "refuses: the bot never said it"
    assert workshop.done == ["rehearsed lesson.yaml"]
    assert database.read(versions.published_ids) == []


def test_untested_and_unprepared_it_is_written_at_once(database: Database, script: Path) -> None:
    assert Publisher(database, None, None).publish(script, ANN).new


def test_what_was_published_before_is_neither_rehearsed_nor_new(database: Database, script: Path) -> None:
    Publisher(database, None, None).publish(script, ANN)
    done: list[str] = []

    again = Publisher(database, lambda *_: pytest.fail("rehearsed"), lambda _: done.append("prepared")).publish(script, ANN)

    assert (again.new, again.version.number, done) == (False, 1, ["prepared"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("goto: booked", "goto: boked", "'boked' is not a node"),
        ("id: lesson", "id: lesson\nvoice: jo", r"'jo' is no voice \(did you mean 'joe'\?\)"),
    ],
)
def test_errors_keep_a_script_back(database: Database, script: Path, old: str, new: str, problem: str) -> None:
    edit(script, old, new)

    with pytest.raises(ScriptError, match=problem):
        _Workshop(database).publisher.publish(script, ANN)

    assert database.read(versions.published_ids) == []


KILLED_PUBLISHER = """
import sys
from pathlib import Path
from engine.publishing.publish import Publisher
from engine.store.scripts import contents, versions
from engine.store.database import Database
from engine.store.scripts.versions import Signed

keep = contents.keep

def killed_after_the_blobs(*arguments):
    keep(*arguments)
    print("kept", flush=True)
    sys.stdin.read()

contents.keep = killed_after_the_blobs
with Database(sys.argv[1]) as database:
    Publisher(database, None, None).publish(Path(sys.argv[2]), Signed(1.0, "ann"))
"""


def test_a_publisher_killed_in_the_middle_leaves_nothing_and_the_next_one_succeeds(
    database: Database, database_url: str, script: Path
) -> None:
    command = [sys.executable, "-c", KILLED_PUBLISHER, database_url, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "kept\n"
        os.kill(publisher.pid, signal.SIGKILL)
        publisher.wait(timeout=10)

    assert database.read(lambda session: session.scalar(select(func.count()).select_from(Blob))) == 0
    assert Publisher(database, None, None).publish(script, ANN).version.number == 1
