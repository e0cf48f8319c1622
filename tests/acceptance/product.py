"""The `callwright` command as its users run it, and what it leaves behind: exit status, messages, results, database."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.integration.telephony.peers import LOOPBACK, rtp_base

COMMAND: Final = Path(sys.executable).with_name("callwright")
RUN_TIMEOUT_S: Final = 150.0
"""Longest wait for a run of the command, models loaded and all calls made."""
POLL_S: Final = 0.1


@dataclass(frozen=True)
class Ended:
    """A run of the command that is over."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Attempt:
    """One call as the database has it."""

    number: str
    worker: str | None
    created_at: float
    answered_at: float | None
    ended_at: float | None
    disposition: str | None
    cause: str | None
    retry_after_s: int | None


class Running:
    """A run of the command that goes on."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ended(self, timeout_s: float = RUN_TIMEOUT_S) -> Ended:
        async with asyncio.timeout(timeout_s):
            output, errors = await self._process.communicate()
        assert self._process.returncode is not None
        return Ended(self._process.returncode, output.decode(), errors.decode())

    def interrupt(self) -> None:
        """Ctrl-C in a terminal: every process of the group gets it."""
        os.killpg(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL for the engine alone."""
        os.kill(self.pid, signal.SIGKILL)

    def children(self, module: str) -> set[int]:
        """Process ids of the engine's living children that run `python -m module`."""
        return {pid for pid in _children(self.pid) if module.encode() in _command_line(pid).split(b"\0")}


@asynccontextmanager
async def running(*arguments: str | Path, folder: Path, environment: Mapping[str, str] | None = None) -> AsyncIterator[Running]:
    """Starts the command in `folder`; whatever of it is left at the end is killed."""
    command = [str(part) for part in (COMMAND, *arguments)]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Running(process)
    finally:
        with suppress(ProcessLookupError):  # nothing is left, as it should be
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def callwright(*arguments: str | Path, folder: Path, environment: Mapping[str, str] | None = None) -> Ended:
    """Runs the command to its end."""
    async with running(*arguments, folder=folder, environment=environment) as process:
        return await process.ended()


class Desk:
    """An operator's folder: settings, a script, lists, and a database."""

    def __init__(self, folder: Path, script: str, settings: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self.folder = folder
        self.script = folder / "script.yaml"
        self.script.write_text(script)
        self.database = folder / "calls.db"
        self.results = folder / "results.csv"
        sections: dict[str, dict[str, object]] = {
            "worker": {"bind_address": LOOPBACK, "rtp_port_first": rtp_base()},
            "trunk": {"ring_timeout_s": 5},
            "campaign": {"policy": "none"},  # simulated people are called at any hour
        }
        for name, section in (settings or {}).items():
            sections.setdefault(name, {}).update(section)
        # JSON is YAML too.
        (folder / "settings.yaml").write_text(json.dumps(sections))

    def leads(self, numbers: Iterable[str]) -> Path:
        """A list of these numbers."""
        path = self.folder / "leads.csv"
        path.write_text("\n".join(["number", *numbers]) + "\n")
        return path

    def arguments(self, leads: Path, *trunks: str, lines: int = 4, campaign: str = "test") -> list[str | Path]:
        """Of `callwright run` for a campaign of this desk."""
        command: list[str | Path] = ["--config", self.folder / "settings.yaml", "run", leads, "--script", self.script]
        for trunk in trunks:
            command += ["--trunk", trunk]
        command += ["--lines", str(lines), "--campaign", campaign, "--database", f"sqlite:///{self.database}"]
        command += ["--results", self.results, "--json", self.results.with_suffix(".jsonl")]
        return [*command, "--recordings", self.folder / "recordings"]

    def rows(self) -> dict[str, dict[str, str]]:
        """The results as a spreadsheet reads them, by number."""
        with self.results.open(encoding="utf-8-sig", newline="") as file:
            return {row["number"]: row for row in csv.DictReader(file)}

    def records(self) -> dict[str, dict[str, Any]]:
        """The results as a program reads them, by number."""
        lines = self.results.with_suffix(".jsonl").read_text().splitlines()
        return {record["number"]: record for record in map(json.loads, lines)}

    def attempts(self) -> list[Attempt]:
        """All calls in the order they were written; none while there is no database yet."""
        columns = ", ".join(Attempt.__dataclass_fields__)
        return [Attempt(*row) for row in self.query(f"SELECT {columns} FROM attempts ORDER BY created_at", table="attempts")]

    def query(self, sql: str, *, table: str) -> list[tuple[Any, ...]]:
        """Rows of the database; none while the table does not exist yet."""
        if not self.database.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                return []
            return connection.execute(sql).fetchall()


async def eventually(holds: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
    """Waits until something outside this process is so."""
    deadline_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline_s, f"not within {timeout_s:g} s: {what}"
        await asyncio.sleep(POLL_S)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not reaped does not."""
    try:
        return b"State:\tZ" not in Path(f"/proc/{pid}/status").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _children(pid: int) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parents = [line for line in status.read_text().splitlines() if line.startswith("PPid:")]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parents and int(parents[0].split()[1]) == pid:
            found.add(int(status.parent.name))
    return found


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
