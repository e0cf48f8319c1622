"""`callwright serve` as a process of its own over a folder of its own, and people at their browsers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, Playwright

from engine.store.access import accounts
from engine.store.database import Database
from engine.store.schema import upgrade
from engine.web.access import Role
from engine.web.access.passwords import Passwords

DIALOGS: Final = Path(__file__).parents[2] / "dialogs"
PASSWORD: Final = "four plain words here"
CHROMIUM: Final = "/usr/bin/chromium"
SOUNDING: Final = re.compile(r"0\.(0[2-9]|[1-9])|1\.")
"""`data-loudness` of an element that plays sound, not silence: 0.02 of full scale or more."""
SOUNDING_MS: Final = 30_000
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_HEARING: Final = (
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
_QUICK: Final = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
_COMMAND: Final = "from engine.cli import main; main()"
"""As the `callwright` command, of the code that is tested."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    address: str
    folder: Path
    database: Database


@contextmanager
def served(
    folder: Path,
    scripts: Sequence[Path],
    people: dict[str, Role],
    *,
    campaigns: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """The service while the block runs.

    Args:
        folder: an empty one; becomes the process's own.
        scripts: drafts that it begins with, each with its tests.
        people: accounts by name, all of password `PASSWORD`.
        campaigns: whether it places calls.
        environment: of the process, beside this one's.
    """
    (folder / "dialogs").mkdir()
    for script in scripts:
        for file in (script, script.with_name(f"{script.stem}.test.yaml")):
            shutil.copy(file, folder / "dialogs" / file.name)
    url = f"sqlite:///{folder}/calls.db"
    upgrade(url)
    with Database(url) as database:
        for name, role in people.items():
            add_account(database, name, role)
        does = "--campaigns" if campaigns else "--no-campaigns"
        command = (sys.executable, "-c", _COMMAND, "serve", does, "--port", "0", "--database", url)
        variables = {
            **os.environ,
            "CALLWRIGHT_CACHE_DIR": str(folder / "cache"),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUNBUFFERED": "1",
            **(environment or {}),
        }
        with (folder / "serve.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=log)
        assert process.stdout is not None
        with process, process.stdout:
            try:
                address = process.stdout.readline().decode().strip()
                assert address.startswith("http://"), (folder / "serve.log").read_text()
                yield Served(address, folder, database)
            finally:
                process.terminate()


def add_account(database: Database, name: str, role: Role) -> None:
    """An account whose password is quick to check."""
    password_hash = _QUICK.hashed(PASSWORD)
    database.write(lambda session: accounts.add(session, name, [role.value], password_hash, 0.0))


def launched(playwright: Playwright, microphone: Path | None = None) -> Browser:
    """Debian's Chromium, which asks nobody for anything; see `arguments`."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments(microphone))


def arguments(microphone: Path | None = None) -> list[str]:
    """Of Chromium. `microphone`: a WAV that it hears over and over; None: it has none."""
    if microphone is None:
        return list(_ARGUMENTS)
    return [*_ARGUMENTS, *_HEARING, f"--use-file-for-fake-audio-capture={microphone.absolute()}"]


def at_home(page: Page, service: Served) -> None:
    """The browser has told its time zone before: its first page is not made anew for that."""
    zone = quote(page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone"), safe="")
    page.context.add_cookies([{"name": "callwright-zone", "value": zone, "url": service.address}])


def sign_in(page: Page, service: Served, name: str, path: str = "/", *, new_here: bool = False) -> None:
    """Signs in, and goes where somebody wanted to go; `new_here`: with a browser that was never here."""
    if not new_here:
        at_home(page, service)
    page.goto(f"{service.address}/sign-in?{urlencode({'next': path})}")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
