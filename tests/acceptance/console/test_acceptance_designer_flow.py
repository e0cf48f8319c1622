"""The drawn flow of a script is read, and what is wrong with the script is said in the designer's language, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, WebSocketRoute, expect

from engine.web.access import Role
from tests.console.service import DIALOGS, Served, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

expect.set_options(timeout=60_000)
SCRIPT: Final = "membership"
GUIDE: Final = DIALOGS.parent / "tests/fixtures/guide/first.yaml"
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
LETTER_HEIGHT_PX: Final = "() => document.querySelector('.flow svg text').getBoundingClientRect().height"
BEGIN_IN_SIGHT: Final = """() => {
  const [begin, view] = ["text[font-weight=bold]", ".flow"].map((part) => document.querySelector(part).getBoundingClientRect());
  return begin.left >= view.left && begin.right <= view.right && begin.top >= view.top && begin.bottom <= view.bottom;
}"""
PLACE: Final = "() => { const view = document.querySelector('.flow'); return [view.scrollLeft, view.scrollTop] }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("flow"), (DIALOGS / f"{SCRIPT}.yaml", GUIDE), {"dana": Role.DESIGNER}) as running:
        yield running


def at_the_script(
    browser: Browser, service: Served, viewport: ViewportSize, locale: str = "en-GB", script: str = SCRIPT
) -> tuple[Page, list[str]]:
    """The workbench, and what went wrong in the page: errors, and what its policy forbids."""
    page, broken = browser.new_context(viewport=viewport, locale=locale, timezone_id="Europe/London").new_page(), []
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, service, "dana", f"/scripts/{script}")
    expect(page.locator("flow-view .flow svg")).to_be_visible()
    return page, broken


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_flow_is_readable_and_can_be_zoomed_and_moved(browser: Browser, service: Served, viewport: ViewportSize) -> None:
    page, broken = at_the_script(browser, service, viewport)
    drawing, view = page.locator("flow-view"), page.locator(".flow")
    expect(drawing).to_have_attribute("data-scale", "1.00")
    assert page.evaluate(LETTER_HEIGHT_PX) >= 12
    assert page.evaluate(BEGIN_IN_SIGHT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page itself does not scroll sideways"

    view.focus()
    page.keyboard.press("+")
    expect(drawing).to_have_attribute("data-scale", "1.25")

    page.evaluate("document.querySelector('.flow').scrollTo(0, 0)")
    view.scroll_into_view_if_needed()
    place = view.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + min(place["height"], 300) / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 20, y - 90, steps=3)
    page.mouse.up()
    assert page.evaluate(PLACE)[1] > 60

    page.keyboard.press("0")
    assert page.evaluate("() => { const view = document.querySelector('.flow'); return view.scrollWidth <= view.clientWidth }")
    page.get_by_role("button", name="Larger (+)").click()
    assert not page.evaluate("() => { const view = document.querySelector('.flow'); return view.scrollWidth <= view.clientWidth }")
    assert broken == []
    page.context.close()


def test_the_flow_stays_where_it_was_while_somebody_writes_and_errors_are_chinese(browser: Browser, service: Served) -> None:
    page, broken = at_the_script(browser, service, DESKTOP, "zh-CN")
    page.get_by_role("button", name="放大 (+)").click()
    page.evaluate("document.querySelector('.flow').scrollTo(40, 120)")
    expect(page.locator("flow-view")).to_have_attribute("data-scale", "1.25")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n# a remark")
    expect(page.get_by_text("未保存")).to_be_visible()
    page.keyboard.type("\nnodez: {}")
    expect(page.locator(".problems li.error")).to_contain_text("不是已知字段（是否想写“nodes”？）")
    expect(page.locator("flow-view")).to_have_attribute("data-scale", "1.25")
    assert page.evaluate(PLACE) == [40, 120]
    assert broken == []
    page.context.close()


def test_a_script_of_several_languages_is_talked_with_in_each(browser: Browser, service: Served) -> None:
    page, broken = at_the_script(browser, service, DESKTOP, script=GUIDE.stem)
    page.get_by_role("tab", name="Talk").click()
    for language, greeting in (("en", "[greeting] Hi Anna."), ("zh-CN", "[greeting] 您好，Anna。")):
        page.get_by_label("Language").click()
        page.get_by_role("option", name=language).click()
        page.get_by_role("button", name="Call", exact=True).click()
        said = page.get_by_placeholder("Say something")
        said.fill("hello?" if language == "en" else "喂")
        said.press("Enter")
        expect(page.locator(".chat .bot").filter(has_text=greeting)).to_be_visible()
        said.fill("/hangup")
        said.press("Enter")
        expect(said).to_be_disabled()
    assert broken == []
    page.context.close()


class SlowAnswers:
    """The service's answers to a page, which can be held back: the person is quicker than a round trip."""

    def __init__(self, page: Page) -> None:
        self._holding = False
        self._held: list[str | bytes] = []
        page.route_web_socket("**/socket.io/**", self._join)

    def hold(self) -> None:
        self._holding = True

    def let_go(self) -> None:
        self._holding = False
        for message in self._held:
            self._page_end.send(message)
        self._held.clear()

    def _join(self, page_end: WebSocketRoute) -> None:
        self._page_end = page_end
        page_end.connect_to_server().on_message(self._deliver)

    def _deliver(self, message: str | bytes) -> None:
        if self._holding:
            self._held.append(message)
        else:
            self._page_end.send(message)


def test_what_is_typed_while_an_answer_is_on_its_way_stays(browser: Browser, service: Served) -> None:
    page, broken = at_the_script(browser, service, DESKTOP, script=GUIDE.stem)
    answers = SlowAnswers(page)
    page.reload()
    page.get_by_role("tab", name="Talk").click()
    page.get_by_role("button", name="Call", exact=True).click()
    said = page.get_by_placeholder("Say something")
    said.click()
    answers.hold()
    page.keyboard.type("hello?")
    page.keyboard.press("Enter")
    page.keyboard.type("yes p")
    answers.let_go()
    expect(page.locator(".chat .bot").filter(has_text="[offer]")).to_be_visible()
    expect(said).to_have_value("yes p")
    page.keyboard.type("lease")
    said.dispatch_event("keydown", {"key": "Enter", "isComposing": True})  # it ends an input method's word
    expect(said).to_have_value("yes please")
    page.keyboard.press("Enter")
    expect(page.locator(".chat .person")).to_have_text(["hello?", "yes please"])
    expect(said).to_have_value("")
    assert broken == []
    page.context.close()
