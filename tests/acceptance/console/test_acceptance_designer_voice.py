"""A designer at a browser's microphone: talks with a draft, and is understood and answered aloud."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from engine.web.access import Role
from telephony.audio import SAMPLE_RATE_HZ, silence
from tests.console.service import DIALOGS, SOUNDING, Served, launched, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

VISIT: Final = Path(__file__).parent / "visit.yaml"
GUIDE: Final = DIALOGS.parent / "tests/fixtures/guide/first.yaml"
"""In English and Mandarin."""
YES: Final = Path("telephony/lab/recorded/alma/yes-please.wav")
YES_IN_MANDARIN: Final = Path("telephony/lab/recorded/ming/好的-没问题.wav")
LONG_MS: Final = 240_000
"""The machine may be busy, and models are loaded."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("voice"), (VISIT, GUIDE), {"dana": Role.DESIGNER}) as running:
        yield running


@contextmanager
def at_the_microphone(service: Served, folder: Path, says: Path, script: str) -> Iterator[Page]:
    """Dana's page of a script, signed in, with a microphone that says a recording every few seconds."""
    spoken = folder / "microphone.wav"
    with wave.open(str(says)) as said, wave.open(str(spoken), "wb") as file:
        file.setparams(said.getparams())
        file.writeframes(silence(2500) + said.readframes(said.getnframes()) + silence(2500))
    assert said.getframerate() == SAMPLE_RATE_HZ
    with sync_playwright() as playwright:
        browser = launched(playwright, microphone=spoken)
        opened = browser.new_page()
        opened.set_default_timeout(LONG_MS)
        expect.set_options(timeout=LONG_MS)
        sign_in(opened, service, "dana", f"/scripts/{script}")
        expect(opened.get_by_text("Nothing to mend.")).to_be_visible()
        yield opened
        browser.close()


@pytest.fixture
def page(service: Served, tmp_path: Path) -> Iterator[Page]:
    """With a microphone that says "Yes, please"."""
    with at_the_microphone(service, tmp_path, YES, VISIT.stem) as opened:
        yield opened


def test_a_designer_talks_with_a_draft_by_voice(page: Page) -> None:
    page.get_by_role("tab", name="Talk").click()
    page.get_by_role("button", name="Call by voice").click()
    talk = page.locator("voice-talk")
    expect(talk.locator(".bot").first).to_be_visible()
    expect(talk).to_have_attribute("data-loudness", SOUNDING)
    expect(talk.locator(".person").filter(has_text=re.compile("yes,? please", re.IGNORECASE)).first).to_be_visible()
    expect(talk.locator(".note").filter(has_text="→ thanks")).to_be_visible()
    expect(talk.locator(".note").filter(has_text="disposition  completed")).to_be_visible()
    expect(talk).to_have_attribute("data-state", "over")


def test_a_draft_is_talked_with_by_voice_in_its_second_language(service: Served, tmp_path: Path) -> None:
    with at_the_microphone(service, tmp_path, YES_IN_MANDARIN, GUIDE.stem) as page:
        page.get_by_role("tab", name="Talk").click()
        page.get_by_label("Language").click()
        page.get_by_role("option", name="zh-CN").click()
        page.get_by_role("button", name="Call by voice").click()
        talk = page.locator("voice-talk")
        expect(talk.locator(".bot").filter(has_text="[greeting] 您好，Anna。")).to_be_visible()
        expect(talk).to_have_attribute("data-loudness", SOUNDING)
        expect(talk.locator(".person").filter(has_text="没问题").first).to_be_visible()
        expect(talk.locator(".note").filter(has_text="→ day")).to_be_visible()
        expect(talk.locator(".bot").filter(has_text="您哪天方便？").first).to_be_visible()
        talk.get_by_role("button", name="Hang up").click()
        expect(talk).to_have_attribute("data-state", "over")


def test_a_designer_records_a_prompt(page: Page, service: Served) -> None:
    page.get_by_role("tab", name="Recordings").click()
    recorder = page.locator("prompt-recorder")
    page.get_by_label("Which text").click()
    page.get_by_role("option", name="Thank you. Goodbye.").click()
    expect(recorder.locator(".recorder-text")).to_have_text("Thank you. Goodbye.")
    for decision in ("Discard", "Keep it"):
        recorder.get_by_role("button", name="Record").click()
        expect(recorder.get_by_role("status")).to_contain_text("0:06")  # the sentence was said once
        assert float(recorder.get_attribute("data-loudest") or 0) > 0.05
        recorder.get_by_role("button", name="Stop recording").click()
        expect(recorder).to_have_attribute("data-state", "judged")
        assert page.evaluate("document.querySelector('prompt-recorder audio').src").startswith("blob:")
        recorder.get_by_role("button", name=decision).click()
    expect(page.get_by_text("The recording is in its place.")).to_be_visible()
    expect(page.get_by_text("- {audio: prompts/thanks-1.wav")).to_be_visible()
    with wave.open(str(service.folder / "dialogs/prompts/thanks-1.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getnframes() > 0.2 * file.getframerate()
