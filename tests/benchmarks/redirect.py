"""How fast a short link leads on.

    python -m tests.benchmarks.redirect                 2,000 people, one after another, on 100,000 links
    python -m tests.benchmarks.redirect --at-once 8

Each request is a click that counts: the database writes it while the next request is answered. Measured are the server's own part
(from the request's arrival in the application to the beginning of its answer, within this process), and the whole way over the
loopback to `callwright serve`, which is a process of its own, console and all.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import func, insert, select

from engine.campaign.clock import SystemClock
from engine.links.codes import new_code, new_token
from engine.settings import Settings
from engine.store.database import Database
from engine.store.people.customer_events import CLICK
from engine.store.schema import upgrade
from engine.store.tables import CustomerEvent, ShortLink
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.links.conftest import PHONE, person_with_link

REST_S = 0.02
"""Between two requests of one person to the next: longer than a server of links would rest, short enough to be measured."""


def many_links(database: Database, count: int) -> list[str]:
    """Codes of so many more links of the one message."""
    codes = [new_code() for _ in range(count)]
    first = database.read(lambda session: session.scalars(select(ShortLink)).one())
    common = {name: getattr(first, name) for name in ("message_id", "attempt_id", "customer_id", "target", "created_at")}
    rows = [{**common, "code": code, "token": new_token()} for code in codes]
    database.write(lambda session: session.execute(insert(ShortLink), rows))
    return codes


async def handled_ms(app: FastAPI, codes: Sequence[str]) -> list[float]:
    """From a request's arrival in the application to the beginning of its answer, in milliseconds."""
    took: list[float] = []

    async def nothing_more() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    for code in codes:
        path = f"/l/{code}"
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
            "path": path, "raw_path": path.encode(), "query_string": b"", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
            "headers": [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1", **PHONE}.items()],
        }  # fmt: skip
        begun = time.perf_counter()

        async def answered(message: Any, begun: float = begun) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 302
                took.append((time.perf_counter() - begun) * 1000)

        await app(scope, nothing_more, answered)
        await asyncio.sleep(REST_S)  # requests come one by one, as the rate of an address has it
    return took


def round_trips_ms(port: int, codes: Sequence[str], at_once: int) -> list[float]:
    """From sending a request to its answer, over the loopback, in milliseconds."""

    def person(mine: Sequence[str]) -> list[float]:
        connection, took = http.client.HTTPConnection("127.0.0.1", port), []
        for code in mine:
            begun = time.perf_counter()
            connection.request("GET", f"/l/{code}", headers=PHONE)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - begun) * 1000)
            assert answer.status == 302
            time.sleep(REST_S)
        connection.close()
        return took

    with ThreadPoolExecutor(at_once) as people:
        return [ms for took in people.map(person, [codes[first::at_once] for first in range(at_once)]) for ms in took]


CALLWRIGHT = "from engine.cli import main; main()"
NOTHING = """
import asyncio, socket, uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 302, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})
sock = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{sock.getsockname()[1]}", flush=True)
asyncio.run(uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off")).serve([sock]))
"""
"""The web server alone: what the loopback, the client and the machine take of the whole way."""


@contextmanager
def served(program: str, *arguments: str) -> Iterator[int]:
    """The port at which a program serves; it is told to stop, and waited for."""
    with subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = re.search(r"http://[\w.]+:(\d+)", server.stdout.readline())
        assert told is not None
        try:
            yield int(told[1])
        finally:
            server.terminate()


def run(people: int, count: int, at_once: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'calls.db'}"
        upgrade(url)
        with Database(url) as database:
            person_with_link(database)
            codes = many_links(database, count)
            app = web_app(Service(Settings(database_url=url), database, SystemClock()))
            _tell("in the application", asyncio.run(handled_ms(app, codes[:people])))
            app.state.clicks.close()
            with served(CALLWRIGHT, "serve", "--no-campaigns", "--port", "0", "--database", url) as port, served(NOTHING) as empty:
                round_trips_ms(port, codes[-20:], 1)
                _tell(f"over the loopback, {at_once} at once", round_trips_ms(port, codes[people : 2 * people], at_once))
                _tell("likewise, by a server that does nothing", round_trips_ms(empty, codes[:people], at_once))
            clicks = database.read(lambda session: session.scalar(select(func.count()).where(CustomerEvent.kind == CLICK)))
        sys.stdout.write(f"{clicks} clicks written of {2 * people + 20}\n")


def _tell(what: str, took: list[float]) -> None:
    took.sort()
    p50, p95, p99 = (took[int(len(took) * share)] for share in (0.5, 0.95, 0.99))
    sys.stdout.write(f"{what}: {len(took)} redirects, p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=1)
    arguments = parser.parse_args()
    run(arguments.people, arguments.links, arguments.at_once)
