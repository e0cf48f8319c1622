"""The growth loop, whole: a list, a segment, two ways to call, messages, clicks, orders, the report, scores, the next campaign.

Every step is a command or a request that a user would make; what must come of it is counted from the customers' true behaviour.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest

from engine.experiments.assignment import arm_for
from engine.writeback.signing import secret_bytes, signature_headers
from telephony.lab.inbox import Inbox, text_messages
from telephony.lab.lab import Lab
from tests.acceptance.market import GIFT, PLAIN, Customer, customers, gain_of_the_first, numbers, write_book, write_list
from tests.acceptance.product import Desk, running
from tests.integration.telephony.peers import LOOPBACK, free_port

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(1200)]

CUSTOMERS: Final = 430
NEWCOMERS: Final = 100
LINES: Final = 16
SECRET: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()
PHONE: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
SCRIPT: Final = """
schema_version: 1
id: spring
language: en
builtin_global: []
variables:
  bonus: {default: ""}
intents:
  agree: [yes, yes please, all right, I would like that]
  decline: [no, no thanks, not now, not interested]
start: hello
nodes:
  hello:
    disclosure: true
    say: This is a test machine.
    goto: ask
  ask:
    say: "Press one. {{ bonus }}"
    no_input:
      - goto: declined
    on:
      - {intent: agree, digit: 1, goto: agreed}
      - {intent: decline, digit: 2, goto: declined}
  agreed:
    grade: A
    tags: agreed
    sms:
      text: "Thank you: {{ link }}"
      link: "https://studio.example/order"
    say: Thank you.
    hangup: true
  declined:
    grade: D
    say: Goodbye.
    hangup: true
"""
EXPERIMENT: Final = """
experiment:
  name: bonus
  arms:
    - {name: plain}
    - {name: gift, variables: {bonus: Press one now.}}
  goal: agreed
"""
PLAN: Final = """
name: {name}
script: script.yaml
mode: robot
lines: {lines}
policy: none
attempts: 1
trunks:
{trunks}
{more}
"""


def arm_of(number: str) -> str:
    """As anybody can work it out."""
    return arm_for(number, "bonus", {PLAIN: 1, GIFT: 1})


class Operator:
    """Works with the product through its command and its HTTP endpoints."""

    def __init__(self, folder: Path, inbox: Inbox, address: str) -> None:
        self.inbox = inbox
        self.address = address
        settings: dict[str, dict[str, object]] = {
            "sms": {"gateway": inbox.url},
            "conversation": {"hello_wait_ms": 0},  # these people say nothing
            "web": {"public_url": address, "port": int(address.rsplit(":", 1)[1]), "events_secret_from": "EVENTS_SECRET"},
        }
        self.desk = Desk(folder, SCRIPT, settings)
        self.environment = {"CALLWRIGHT_DATABASE_URL": f"sqlite:///{self.desk.database}", "EVENTS_SECRET": SECRET}

    async def __call__(self, *arguments: str | Path) -> str:
        """A command that must succeed; what it printed."""
        async with running(*self._command(*arguments), folder=self.desk.folder, environment=self.environment) as command:
            ended = await command.ended(timeout_s=600)
        assert ended.status == 0, ended.output + ended.errors
        return ended.output

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self(*arguments))

    def _command(self, *arguments: str | Path) -> tuple[str | Path, ...]:
        return ("--config", self.desk.folder / "settings.yaml", *arguments)

    async def imports(self, people: Iterable[Customer], name: str) -> None:
        write_list(people, path := self.desk.folder / f"{name}.csv")
        await self("import", path, "--list", name)

    async def runs(self, name: str, lab: Lab, more: str) -> None:
        plan = self.desk.folder / f"{name}.yaml"
        trunks = "\n".join(f"  - {{address: 'sip:{gateway}', calls_per_second: 50}}" for gateway in lab.gateways)
        plan.write_text(PLAN.format(name=name, lines=LINES, trunks=trunks, more=more))
        await self("run", plan)

    @asynccontextmanager
    async def serves(self) -> AsyncIterator[httpx.AsyncClient]:
        """`callwright serve` beside it."""
        command = self._command("serve", "--no-campaigns")
        async with (
            running(*command, folder=self.desk.folder, environment=self.environment),
            httpx.AsyncClient(base_url=self.address, follow_redirects=False, trust_env=False) as client,
        ):
            async with asyncio.timeout(180):
                while not await _answers(client):  # noqa: ASYNC110 - another process starts
                    await asyncio.sleep(0.2)
            yield client


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/healthz")).status_code == 200
    except httpx.TransportError:
        return False


async def follow(client: httpx.AsyncClient, message: str) -> str:
    """Opens a message's link on a phone, twice as people do; returns the token that the shop sees."""
    found = re.search(r"/l/\w+", message)
    assert found
    for _ in range(2):
        led = await client.get(found.group(), headers={"User-Agent": PHONE})
        assert led.status_code == 302
    target = httpx.URL(led.headers["location"])
    assert target.host == "studio.example"
    return target.params["cw"]


async def order(client: httpx.AsyncClient, token: str, worth: float) -> None:
    """The shop tells of an order, twice under one id as receivers must expect."""
    body = json.dumps({"kind": "order", "link": token, "value": worth}).encode()
    for _ in range(2):
        headers = signature_headers(secret_bytes(SECRET), f"order-{token}", int(time.time()), body)
        told = await client.post("/hooks/events", content=body, headers=headers)
        assert told.status_code == 200, told.text


async def buy(operator: Operator, people: Iterable[Customer]) -> None:
    """Those who would follow their links and order."""
    async with operator.serves() as client:
        for person in people:
            messages = operator.inbox.messages[person.number]
            assert len(messages) == person.agrees, "one message to each who agreed"
            if person.clicks:
                token = await follow(client, messages[0])
                if person.orders_for is not None:
                    await order(client, token, person.orders_for)


def check_report(report: Any, called: Sequence[Customer]) -> None:
    """Right to the digit."""
    answered, agreed = [one for one in called if one.answers], [one for one in called if one.agrees]
    orders = [one.orders_for for one in called if one.orders_for is not None]
    assert report["funnel"] == {
        "listed": len(called),
        "callable": len(called),
        "dialled": len(called),
        "reached": len(answered),
        "talked": len(answered),
        "interested": len(agreed),
        "agreed": len(agreed),
        "messaged": len(agreed),
        "clicked": sum(one.clicks for one in called),
        "converted": len(orders),
    }
    assert report["outcomes"] == {"completed": len(answered), "busy": len(called) - len(answered)}
    assert report["grades"] == {"A": len(agreed), "D": len(answered) - len(agreed), "F": len(called) - len(answered)}
    credit = {"orders": len(orders), "value": sum(orders)}
    assert {rule: report["attribution"][rule] for rule in ("owed", "first_touch", "last_touch")} == {
        "owed": credit,
        "first_touch": credit,
        "last_touch": credit,
    }
    by_arm = {group["key"]: group for group in report["funnels"]["arm"]}
    assert set(by_arm) == {PLAIN, GIFT}
    assert sum(group["dialled"] for group in by_arm.values()) == len(called)
    assert sum(group["converted"] for group in by_arm.values()) == len(orders)


def check_experiment(found: Any, called: Sequence[Customer], dialled_at: Mapping[str, float]) -> None:
    """Right to the digit: if the look before a call ends it, it counts whoever was dialled before that call."""
    called = [one for one in called if found["ended_at"] is None or dialled_at[one.number] < found["ended_at"]]
    assert len(called) >= 100
    counts = {arm["arm"]: (arm["assigned"], arm["called"], arm["reached_goal"]) for arm in found["arms"]}
    for arm in (PLAIN, GIFT):
        of_arm = [one for one in called if arm_of(one.number) == arm]
        assert counts[arm] == (len(of_arm), len(of_arm), sum(one.agrees for one in of_arm))
    assert found["best"] == GIFT
    assert found["sample_ratio_p"] > 0.001


async def test_the_whole_loop(tmp_path: Path) -> None:
    people = customers(CUSTOMERS, {number: arm_of(number) for number in numbers(CUSTOMERS)}, seed=7)
    called = [person for person in people if person.city != "Nanjing"]
    assert len(called) >= 300
    newcomers = customers(NEWCOMERS, dict.fromkeys(numbers(NEWCOMERS, first=CUSTOMERS), PLAIN), seed=8, first=CUSTOMERS)
    write_book([*people, *newcomers], book := tmp_path / "phones.yaml")
    async with text_messages() as inbox, Lab(book, tmp_path / "lab", processes=LINES // 4) as lab:
        operator = Operator(tmp_path, inbox, f"http://{LOOPBACK}:{free_port()}")
        await operator.imports(people, "customers")
        await operator("segments", "add", "nearby", "city in ('Suzhou', 'Wuxi')")
        assert await operator("segments", "count", "nearby") == f"{len(called)} people\n"
        await operator.runs("spring", lab, f"segment: nearby\n{EXPERIMENT}")
        await buy(operator, called)
        check_report(await operator.json("report", "spring", "--format", "json"), called)
        dialled_at = {attempt.number: attempt.created_at for attempt in operator.desk.attempts()}
        check_experiment(await operator.json("experiment", "bonus", "--json"), called, dialled_at)
        buyers = sum(one.orders_for is not None for one in called)
        assert await operator("segments", "count", "--when", "ordered") == f"{buyers} people\n"

        await operator("score", "train")
        await operator.imports(newcomers, "newcomers")
        await operator.runs("summer", lab, "lists: [newcomers]\norder: score\n")
    by_number = {person.number: person for person in newcomers}
    dialled = [by_number[attempt.number] for attempt in operator.desk.attempts() if attempt.number in by_number]
    assert len(dialled) == NEWCOMERS
    assert gain_of_the_first(0.3, dialled) > 1.3, "those called first agree more often than those called later"
