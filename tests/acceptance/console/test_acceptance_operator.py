"""An operator at a browser, from a messy list to the results of a campaign whose calls were made."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect, sync_playwright

from engine.publishing.packing import read_draft
from engine.settings import Settings
from engine.store.scripts import versions
from engine.store.scripts.versions import Signed
from engine.web.access import Role
from telephony.lab.report import HouseReady
from tests.acceptance.console.operating import MESSY, downloaded, import_list, plan_campaign
from tests.console.service import launched, served, sign_in
from tests.integration.telephony.peers import LOOPBACK, rtp_base

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]

VISIT: Final = Path(__file__).parent / "visit.yaml"
ADA, DAVID = "+442079460958", "+442079460960"
PHONES: Final = {
    ADA: {"name": "Ada", "voice": "alma", "ring_s": 1, "steps": [{"say": "Hello?"}, "after_bot", {"say": "Yes, please."}]},
    DAVID: {"name": "David", "voice": "alma", "when_called": "unknown_number"},
}
LONG_MS: Final = 120_000
"""Models are loaded, and a call takes its time."""


@contextmanager
def phones(folder: Path, book: Mapping[str, object]) -> Iterator[str]:
    """Lab phones while the block runs; the gateway to them."""
    path = folder / "phones.yaml"
    path.write_text(json.dumps({"phones": book}))
    command = (sys.executable, "-m", "telephony.lab", "--phones", str(path), "--until-stdin-closes")
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:  # which ends when its standard input does
        assert process.stdout is not None
        yield HouseReady.model_validate_json(process.stdout.readline()).sip_address


def test_an_operator_calls_a_messy_list_and_takes_the_results_along(tmp_path: Path) -> None:
    messy, folder = tmp_path / "visitors.csv", tmp_path / "console"
    messy.write_text(MESSY, encoding="utf-8")
    folder.mkdir()
    environment = {
        "CALLWRIGHT_CACHE_DIR": str(Settings().cache_dir),
        "CALLWRIGHT_CAMPAIGN__RECORDINGS": "recordings",
        "CALLWRIGHT_WORKER__BIND_ADDRESS": LOOPBACK,
        "CALLWRIGHT_WORKER__RTP_PORT_FIRST": str(rtp_base()),
    }
    expect.set_options(timeout=LONG_MS)
    with (
        phones(tmp_path, PHONES) as gateway,
        served(folder, (VISIT,), {"olga": Role.OPERATOR}, campaigns=True, environment=environment) as service,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        service.database.write(lambda session: versions.publish(session, read_draft(VISIT), Signed(0.0, "dana", "")))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(LONG_MS)
        sign_in(page, service, "olga", "/lists")
        assert len(import_list(page, messy)) == 2
        plan_campaign(page, "After the visit", "visitors", f"sip:{gateway}")
        page.get_by_role("button", name="Run").click()

        campaign = page.url
        page.goto(f"{service.address}/wall")
        page.locator(".wall-call").click()
        expect(page.locator(".turn.bot").first).to_contain_text("Hello Ada, this is the automated assistant")
        page.goto(campaign)
        expect(page.get_by_text("2 of 2 leads done")).to_be_visible()
        results = {row["number"]: row for row in downloaded(page, "Export CSV")}
        assert {number: row["disposition"] for number, row in results.items()} == {ADA: "completed", DAVID: "not_in_service"}
        assert (results[ADA]["grade"], results[ADA]["tags"], results[ADA]["Town"]) == ("A", "content", "London")
        assert Path(results[ADA]["recording"]).is_file()

        with page.expect_response(lambda answer: "/api/v1/recordings/" in answer.url) as heard:
            page.get_by_role("link", name="<script>").first.click()
        page.wait_for_selector("wave-player[data-ready]")
        assert heard.value.headers["content-type"] == "audio/wav"
        assert page.request.get(heard.value.url.replace("signature=", "signature=0")).status == 403
        greeting = page.locator(".turn.bot").first
        greeting.get_by_role("button", name=re.compile(r"\d:\d\d")).click()
        expect(greeting).to_have_class(re.compile(r"\bnow\b"))
        expect(page.locator("wave-player").get_by_role("button")).to_have_text("Pause")
