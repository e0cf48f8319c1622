"""What is wrong with what the command is given: status 2, a message that names it, nobody dialled, the database as it was."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.line_test import line_test
from tests.acceptance.product import Desk, Ended, callwright
from tests.integration.telephony.peers import LOOPBACK, SippOptions, free_port, running_sipp

# No call is made that must keep time: these may run beside others.
pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

SCRIPT: Final = line_test(patience_ms=1000)
LEADS: Final = ["+12025550401", "+12025550402"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, SCRIPT)


@pytest.fixture
def nobody() -> Iterator[socket.socket]:
    """A trunk that no message may reach."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trunk:
        trunk.bind((LOOPBACK, 0))
        yield trunk


def _address(trunk: socket.socket) -> str:
    return f"sip:{LOOPBACK}:{trunk.getsockname()[1]}"


def _assert_refused(ended: Ended, *naming: str) -> None:
    assert ended.status == 2, ended
    assert "Traceback" not in ended.errors
    for words in naming:
        assert re.search(words, ended.errors), f"{words!r} is not in {ended.errors!r}"


def _assert_nothing_was_dialled(desk: Desk, trunk: socket.socket) -> None:
    trunk.setblocking(False)
    with pytest.raises(BlockingIOError):
        trunk.recv(1)
    assert desk.attempts() == []
    assert {state for (state,) in desk.query("SELECT state FROM leads", table="leads")} <= {"pending"}
    assert not desk.results.exists()


async def test_a_broken_script(desk: Desk, nobody: socket.socket) -> None:
    desk.script.write_text(SCRIPT.replace("goto: ask", "goto: aks"))
    line = 1 + desk.script.read_text().splitlines().index("    goto: aks")
    ended = await callwright(*desk.arguments(desk.leads(LEADS), _address(nobody)), folder=desk.folder)
    _assert_refused(ended, rf"script\.yaml:{line}:5: nodes\.hello\.goto: 'aks' is not a node \(did you mean 'ask'\?\)")
    _assert_nothing_was_dialled(desk, nobody)


async def test_a_bad_list_has_every_problem_named(desk: Desk, nobody: socket.socket) -> None:
    leads = desk.leads(["+12025550401", "+1202", "", "+1 (202) 555-0401", "call me"])
    ended = await callwright(*desk.arguments(leads, _address(nobody)), folder=desk.folder)
    _assert_refused(ended, *(rf"leads\.csv:{line}: number: " for line in (3, 5, 6)))
    _assert_nothing_was_dialled(desk, nobody)


async def test_a_list_that_is_not_there(desk: Desk, nobody: socket.socket) -> None:
    ended = await callwright(*desk.arguments(desk.folder / "gone.csv", _address(nobody)), folder=desk.folder)
    _assert_refused(ended, r"gone\.csv")
    _assert_nothing_was_dialled(desk, nobody)


async def test_a_trunk_that_is_no_address(desk: Desk, nobody: socket.socket) -> None:
    ended = await callwright(*desk.arguments(desk.leads(LEADS), "sip:some where"), folder=desk.folder)
    _assert_refused(ended, "--trunk 'sip:some where': write sip:HOST")
    _assert_nothing_was_dialled(desk, nobody)


async def test_a_database_that_cannot_be(desk: Desk, nobody: socket.socket) -> None:
    desk.database.write_text("this is no database")
    ended = await callwright(*desk.arguments(desk.leads(LEADS), _address(nobody)), folder=desk.folder)
    _assert_refused(ended, r"calls\.db: .*not a database")
    assert desk.database.read_text() == "this is no database"


async def test_results_that_have_no_place(desk: Desk, nobody: socket.socket) -> None:
    desk.results = desk.script / "results.csv"
    ended = await callwright(*desk.arguments(desk.leads(LEADS), _address(nobody)), folder=desk.folder)
    _assert_refused(ended, r"script\.yaml")
    _assert_nothing_was_dialled(desk, nobody)


@pytest.mark.parametrize(
    ("speech", "naming"),
    [
        ({"voice": "jo"}, "no tts model is called `jo`.*joe"),
        ({"whisper": "whisper-huge"}, "no asr model is called `whisper-huge`.*whisper-base"),
        ({"whisper_device": "cuda"}, r"speech\.whisper_device asks for cuda"),
    ],
    ids=lambda value: "-".join(value) + "-" + next(iter(value.values())) if isinstance(value, dict) else "",
)
async def test_speech_that_cannot_be_had(speech: dict[str, str], naming: str, tmp_path: Path, nobody: socket.socket) -> None:
    desk = Desk(tmp_path, SCRIPT, {"speech": speech})
    ended = await callwright(*desk.arguments(desk.leads(LEADS), _address(nobody)), folder=desk.folder)
    _assert_refused(ended, naming)
    _assert_nothing_was_dialled(desk, nobody)


async def test_a_wrong_password_a_port_in_use_and_an_unknown_host_are_all_named(tmp_path: Path) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
        running_sipp("register", tmp_path, SippOptions(lifetime_s=120)) as registrar,
    ):
        first = _port_before_one_in_use(other)
        trunk = {"username": "alice", "register_account": True}
        desk = Desk(tmp_path, SCRIPT, {"trunk": trunk, "worker": {"sip_port_first": first, "lines_per_worker": 1}})
        address = f"sip:{LOOPBACK}:{registrar.port}"
        ended = await callwright(
            *desk.arguments(desk.leads(LEADS), address, "sip:no-such-host.invalid", lines=4),
            folder=tmp_path,
            environment={"CALLWRIGHT_TRUNK__PASSWORD": "guess"},
        )
        registrar.assert_scenario_completed()
    _assert_refused(
        ended,
        r"worker-1: registration failed: 127\.0\.0\.1 answered 403 Forbidden",
        rf"worker-2: SIP address UDP 127\.0\.0\.1:{first + 1} is in use",
        r"worker-3: trunk host 'no-such-host\.invalid' has no address",
    )
    assert "guess" not in ended.errors + ended.output
    assert desk.attempts() == []


def _port_before_one_in_use(other: socket.socket) -> int:
    """A free port whose successor `other` takes."""
    while True:
        port = free_port()
        try:
            other.bind((LOOPBACK, port + 1))
        except OSError:
            continue
        return port


async def test_a_trunk_where_nobody_is_fails_each_call_with_its_cause(desk: Desk) -> None:
    ended = await callwright(*desk.arguments(desk.leads(LEADS), f"sip:{LOOPBACK}:{free_port()};transport=tcp"), folder=desk.folder)
    assert (ended.status, "Traceback" in ended.errors) == (0, False), ended.errors
    outcomes = {number: (row["disposition"], row["cause"]) for number, row in desk.rows().items()}
    assert outcomes == dict.fromkeys(LEADS, ("unreachable", "transport_failed"))
