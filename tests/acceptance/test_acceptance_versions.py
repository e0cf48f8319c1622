"""A script is published and edited while a campaign goes on: what calls say is what the campaign began with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.exchange import ANSWER, TAKE_BYE, refuse, running_exchange
from tests.acceptance.line_test import ANNOUNCEMENT, line_test
from tests.acceptance.product import Desk, Ended, callwright
from tests.integration.telephony.peers import LOOPBACK

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]

FIRST, SECOND, THIRD = (f"+1202555060{digit}" for digit in range(1, 4))
LATER_ANNOUNCEMENT: Final = "Hello, this is another machine."


async def _published(desk: Desk) -> Ended:
    settings: Sequence[str | Path] = ("--config", desk.folder / "settings.yaml")
    database = f"sqlite:///{desk.database}"
    command = ("script", "publish", desk.script, "--no-prepare", "--by", "ann", "--database", database)
    return await callwright(*settings, *command, folder=desk.folder)


def _spoken(desk: Desk, number: str) -> list[str]:
    sql = f"SELECT text FROM turns JOIN attempts ON attempts.id = attempt_id WHERE number = '{number}' ORDER BY sequence"
    return [text for (text,) in desk.query(sql, table="turns")]


async def test_a_campaign_keeps_to_its_version_until_it_is_told_otherwise(tmp_path: Path) -> None:
    desk = Desk(tmp_path, line_test(patience_ms=1000), {"conversation": {"hello_wait_ms": 200}})
    calls = {FIRST: refuse("486 Busy Here"), SECOND: (*ANSWER, *TAKE_BYE), THIRD: refuse("486 Busy Here")}
    with running_exchange(calls, tmp_path) as exchange:

        async def run(numbers: Sequence[str], *options: str) -> Ended:
            arguments = desk.arguments(desk.leads(numbers), f"sip:{LOOPBACK}:{exchange.port}")
            ended = await callwright(*arguments, "--script", "line_test", *options, folder=tmp_path)
            assert ended.status == 0, ended.errors
            return ended

        assert "line_test@1 is published and live" in (await _published(desk)).output
        begun = await run([FIRST])
        desk.script.write_text(desk.script.read_text().replace(ANNOUNCEMENT, LATER_ANNOUNCEMENT))
        assert "line_test@2 is published and live" in (await _published(desk)).output
        resumed = await run([FIRST, SECOND])
        updated = await run([FIRST, SECOND, THIRD], "--update-script")

    assert "script line_test@1" in begun.output
    assert "line_test@2 is live now, but campaign 'test' began with line_test@1" in resumed.errors
    assert _spoken(desk, SECOND)[0] == ANNOUNCEMENT
    assert "campaign 'test' began with line_test@1 and goes on with line_test@2" in updated.errors
    assert {number: row["script"] for number, row in desk.rows().items()} == {
        FIRST: "line_test@1",
        SECOND: "line_test@1",
        THIRD: "line_test@2",
    }
    assert len({row["script_hash"] for row in desk.rows().values()}) == 2
