"""A designer publishes a draft, compares it with what is live, and goes back, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from engine.web.access import Role
from tests.console.service import DIALOGS, Served, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

expect.set_options(timeout=60_000)
GUIDE: Final = DIALOGS.parent / "tests/fixtures/guide/first.yaml"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("versions"), (GUIDE,), {"dana": Role.DESIGNER}) as running:
        yield running


def test_what_is_live_and_what_is_different_are_told_as_they_are(browser: Browser, service: Served) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB").new_page()
    page.set_default_timeout(60_000)
    sign_in(page, service, "dana", "/scripts/first", new_here=True)
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("first@1 is live.")).to_be_visible()
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nno_input_ms: 4000")
    page.get_by_role("button", name="Compare with the live version").click()
    expect(page.locator("pre.diff")).to_contain_text("no_input_ms: 4000")

    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("first@2 is live.")).to_be_visible()
    expect(page.locator("pre.diff"), "what was different is published now").to_have_count(0)

    page.get_by_role("button", name="Make live").click()
    page.get_by_role("dialog").get_by_role("button", name="Make live").click()
    expect(page.locator(".row", has_text="first@1").get_by_text("live", exact=True)).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Nothing new: this is first@2. first@1 stays live: make it live below.")).to_be_visible()
