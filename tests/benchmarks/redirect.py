"""How fast a short link leads on.

    python -m tests.benchmarks.redirect                 2,000 people, one after another, on 100,000 links
    python -m tests.benchmarks.redirect --at-once 8

Each request is a click that counts: the database writes it while the next request is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import httpx2 as httpx
import uvicorn
from sqlalchemy import func, insert, select

from engine.campaign.clock import SystemClock
from engine.links.codes import new_code, new_token
from engine.settings import Settings, WebSection
from engine.store.customer_events import CLICK
from engine.store.database import Database
from engine.store.schema import upgrade
from engine.store.tables import CustomerEvent, ShortLink
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.links.conftest import PHONE, person_with_link


def many_links(database: Database, count: int) -> list[str]:
    """Codes of so many more links of the one message."""
    codes = [new_code() for _ in range(count)]
    first = database.read(lambda session: session.scalars(select(ShortLink)).one())
    common = {name: getattr(first, name) for name in ("message_id", "attempt_id", "customer_id", "target", "created_at")}
    rows = [{**common, "code": code, "token": new_token()} for code in codes]
    database.write(lambda session: session.execute(insert(ShortLink), rows))
    return codes


async def measured_ms(url: str, codes: list[str], at_once: int) -> list[float]:
    """How long each redirect took, in milliseconds."""
    took: list[float] = []
    waiting = iter(codes)

    async def person(client: httpx.AsyncClient) -> None:
        for code in waiting:
            begun = time.perf_counter()
            answer = await client.get(f"{url}/l/{code}", headers=PHONE)
            took.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 302

    async with httpx.AsyncClient(trust_env=False) as client:
        await asyncio.gather(*(person(client) for _ in range(at_once)))
    return sorted(took)


async def run(people: int, links: int, at_once: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'calls.db'}"
        upgrade(url)
        with Database(url) as database:
            person_with_link(database)
            codes = many_links(database, links)
            app = web_app(Service(Settings(database_url=url, web=WebSection(port=0)), database, SystemClock()))
            server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            took = await measured_ms(f"http://127.0.0.1:{port}", codes[:people], at_once)
            server.should_exit = True
            await serving
            app.state.clicks.written()
            clicks = database.read(lambda session: session.scalar(select(func.count()).where(CustomerEvent.kind == CLICK)))
    p50, p95, p99 = (took[int(len(took) * share)] for share in (0.5, 0.95, 0.99))
    figures = f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"
    sys.stdout.write(f"{len(took)} redirects, {at_once} at once: {figures}; {clicks} clicks written\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=1)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.people, arguments.links, arguments.at_once))
