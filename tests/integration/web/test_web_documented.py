"""The examples of docs/api.md, run as they stand there against a server over the seeded world."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import uvicorn
from fastapi import FastAPI

from engine.store.database import Database
from engine.web.access import Permission
from engine.web.serving import listening
from tests.integration.web.conftest import Token
from tests.integration.web.seeding import seed

pytestmark = pytest.mark.integration

GUIDE: Final = Path(__file__).parents[3] / "docs" / "api.md"
EXAMPLES: Final = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """Where the application is served."""
    web = app.state.service.settings.web.model_copy(update={"port": 0})
    with listening(web) as sock:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        yield f"http://{web.host}:{sock.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


def test_the_guides_examples_work(address: str, database: Database, token_of: Token, tmp_path: Path) -> None:
    seed(database, tmp_path)
    token = token_of(*Permission)["Authorization"].removeprefix("Bearer ")
    environment = {"PATH": os.environ["PATH"], "CALLWRIGHT": address, "TOKEN": token}
    assert len(EXAMPLES) >= 5
    for example in EXAMPLES:
        command = ["sh", "-e", "-c", example]
        ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 0, f"{example}\n{ended.stdout}{ended.stderr}"
