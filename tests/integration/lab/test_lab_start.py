"""How a lab starts, fails to start and stops: processes, not calls."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from telephony.lab.lab import Lab, LabError
from telephony.lab.report import HouseFailed, HouseReady, parsed

pytestmark = pytest.mark.sip

PHONES = Path(__file__).parent / "phones.yaml"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_no_process_is_left_when_the_lab_is_left(tmp_path: Path) -> None:
    lab = Lab(PHONES, tmp_path, cache_dir=tmp_path)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 what is tested is the way out of this block
        async with lab:
            pids = lab.pids
            assert all(_is_running(pid) for pid in pids)
            raise ZeroDivisionError
    assert not any(_is_running(pid) for pid in pids)


async def test_a_bad_phone_book_is_named(tmp_path: Path) -> None:
    book = tmp_path / "phones.yaml"
    book.write_text("phones:\n  '0201': {name: x, voice: joe}\n", encoding="utf-8")
    with pytest.raises(LabError, match=r"phones\.yaml:2: phones\.0201\.voice: no voice `joe`"):
        async with Lab(book, tmp_path / "work", processes=2, cache_dir=tmp_path):
            pytest.fail("started")


async def _started(tmp_path: Path, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "telephony.lab", "--phones", str(PHONES), "--port", str(port), "--cache", str(tmp_path)],
        "--until-stdin-closes",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def test_a_port_in_use_is_an_error_that_says_so(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        process = await _started(tmp_path, port)
        output, _ = await asyncio.wait_for(process.communicate(), 30)
    message = parsed(output.splitlines()[-1])
    assert isinstance(message, HouseFailed)
    assert f"127.0.0.1:{port} is in use" in message.reason
    assert process.returncode == 1


async def test_a_process_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    process = await _started(tmp_path, 0)
    assert process.stdout is not None
    assert process.stdin is not None
    assert isinstance(parsed(await asyncio.wait_for(process.stdout.readline(), 30)), HouseReady)
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 10) == 0
