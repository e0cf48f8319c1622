"""A PostgreSQL server of the tests' own: Debian's, in a folder that goes with it, reached over a Unix socket in that folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import create_engine, text

from engine.store.urls import database_url

_INSTALLED: Final = Path("/usr/lib/postgresql")
"""Where Debian puts the server, by major version; it is not on the PATH."""
_START_TIMEOUT_S: Final = 30.0
_STOP_TIMEOUT_S: Final = 20.0
_QUICK: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
"""Nothing has to survive these tests, and nobody else may connect."""


class Server:
    """A server with an empty database."""

    def __init__(self, folder: Path) -> None:
        self.url = f"postgresql://callwright@/postgres?host={folder}"
        self._folder = folder
        self._programs = _programs()
        self._as_user = _not_root(folder)
        self._process: subprocess.Popen[bytes] | None = None
        initdb = (self._programs / "initdb", "-D", folder / "data", "-U", "callwright", "-A", "trust", "-E", "UTF8", "--no-sync")
        subprocess.run(initdb, check=True, capture_output=True, timeout=_START_TIMEOUT_S, cwd=folder, **self._as_user)

    def start(self) -> None:
        """Returns when it serves."""
        folder, log = self._folder, self._folder / "log"
        options = [part for setting in (*_QUICK, f"unix_socket_directories={folder}") for part in ("-c", setting)]
        with log.open("ab") as output:
            command = [str(self._programs / "postgres"), "-D", str(folder / "data"), *options]
            self._process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **self._as_user)
        _wait_until_ready(self._programs, self._process, folder, log)

    def stop(self) -> None:
        """Ends it, and with it all connections; nothing if it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # "fast shutdown": open connections are ended
            self._process.wait(_STOP_TIMEOUT_S)
            self._process = None


@contextmanager
def serving() -> Iterator[Server]:
    """A server that was started, and can be stopped."""
    with tempfile.TemporaryDirectory(prefix="callwright-postgresql-") as name:
        server = Server(Path(name))  # not pytest's: a socket's path has at most 107 bytes
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def running() -> Iterator[str]:
    """Starts a server and gives the URL of an empty database on it."""
    with serving() as server:
        yield server.url


def emptied(url: str) -> str:
    """The same database without its tables."""
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def _programs() -> Path:
    found = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        pytest.fail("PostgreSQL's server is not installed; `make test` installs it, or: apt-get install postgresql")
    return found[-1].parent


def _not_root(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, who has to own the folder."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _wait_until_ready(programs: Path, server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    deadline_s = time.monotonic() + _START_TIMEOUT_S
    while subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline_s:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)
