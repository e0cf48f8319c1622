"""Pages judged as they are open in a browser: axe-core (WCAG 2.2, A and AA), the Tab key, the policy, the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.web.console.page import Page as PageOfOurs
from engine.web.console.pages import PAGES
from tests.console.service import Served, sign_in

LONG_MS: Final = 60_000
DESKTOP, PHONE = (1440, 900), (390, 844)

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN: Final = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id} at ${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(";")}`));
}"""
"""Each fault with where it is and what is wrong."""
_REACHED: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return false;
  one.dataset.reached = "";
  return true;
}"""
_UNREACHED: Final = """() => {
  const controls = "a[href], button, input, select, textarea, summary, [role=button], [role=tab][aria-selected=true]";
  const seen = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getBoundingClientRect().width > 0;
  const usable = (one) => !one.disabled && one.tabIndex >= 0 && one.getAttribute("aria-disabled") !== "true";
  const reached = (one) => one.matches("[data-reached]") || one.querySelector("[data-reached]");
  return [...document.querySelectorAll(controls)]
    .filter((one) => usable(one) && seen(one) && !reached(one))
    .map((one) => `no way by Tab: ${one.outerHTML.slice(0, 160)}`);
}"""
_ODD_EDITORS: Final = """() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const ground = (one) => getComputedStyle(one).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0);
  const odd = [...document.querySelectorAll(".cm-editor")].filter((one) => ground(one) < 384 !== dark);
  return odd.map(() => "an editor of the other theme");
}"""
_IN_AN_EDITOR: Final = "document.activeElement.matches('.cm-content')"
_ENDS: Final = 2
_MOST_STOPS: Final = 400


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and what is done there before it is judged."""

    who: str
    path: str
    seen: str
    """CSS of what is there when the page is."""
    act: Callable[[Page], None] = lambda _page: None


@dataclass(frozen=True, slots=True)
class Mode:
    """How somebody has it."""

    dark: bool
    language: str
    size: tuple[int, int]


MODES: Final = (
    Mode(dark=False, language="en-GB", size=DESKTOP),
    Mode(dark=True, language="zh-CN", size=DESKTOP),
    Mode(dark=False, language="zh-CN", size=PHONE),
    Mode(dark=True, language="en-GB", size=PHONE),
)
"""Any two of the three differ in every way somewhere."""


def faults(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """All that axe finds. `rules`: tags or names."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate("scrollTo(0, 0)")  # what happens to lie under a bar that stays would count as too small
    found: list[str] = page.evaluate(RUN, list(rules))
    return found


def unreached(page: Page) -> list[str]:
    """Controls to which the Tab key does not lead."""
    page.evaluate("document.activeElement.blur()")
    ends = 0  # it begins where somebody was last, and comes round to there
    for _ in range(_MOST_STOPS):
        if page.evaluate(_IN_AN_EDITOR):
            page.keyboard.press("Escape")  # it takes Tab for itself otherwise, and says so
        page.keyboard.press("Tab")
        ends += not page.evaluate(_REACHED)
        if ends == _ENDS:
            break
    left: list[str] = page.evaluate(_UNREACHED)
    return left


def odd_editors(page: Page) -> list[str]:
    """Editors that are light on a dark page, or dark on a light one."""
    found: list[str] = page.evaluate(_ODD_EDITORS)
    return found


def all_faults(page: Page) -> list[str]:
    """For `judged`: everything that is looked for here."""
    return [*faults(page), *odd_editors(page), *unreached(page)]


def in_both_colours(page: Page) -> list[str]:
    """For `judged`: what axe finds, and contrast once more in the dark."""
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    return [*found, *faults(page, ("color-contrast",))]


def someone(browser: Browser, service: Served, name: str, mode: Mode) -> BrowserContext:
    """A signed-in person's browser."""
    width, height = mode.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if mode.dark else "light",
        locale=mode.language,
        timezone_id="Europe/London",
    )
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    sign_in(page, service, name, "/account")
    page.close()
    return context


def judged(context: BrowserContext, service: Served, visit: Visit, judge: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with a page, its policy included."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    answer = page.goto(service.address + visit.path)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    if ("'unsafe-eval'" in policy) != page_at(visit.path).compiles:
        wrong.append(f"policy: {policy}")
    told, spoken = page.evaluate("[document.documentElement.lang, navigator.language]")
    if told[:2] != spoken[:2]:
        wrong.append(f"says that it is in {told}")
    expect(page.locator(visit.seen).first).to_be_visible()
    visit.act(page)
    wrong += judge(page)
    page.close()
    return wrong


def page_at(path: str) -> PageOfOurs:
    """The page that is at this path."""
    return next(
        one
        for one in PAGES
        if re.fullmatch(re.sub(r"\{[^}]*:int\}", r"\\d+", re.sub(r"\{\w+\}", "[^/]+", one.path)), path.partition("?")[0])
    )


def shown(found: Mapping[str, list[str]]) -> str:
    """What was found, by page, for people."""
    return "\n".join(f"{page}\n  " + "\n  ".join(wrong) for page, wrong in found.items() if wrong)
