"""What axe-core finds on a page that is open in a browser: contrast, names of controls, labels, structure, by WCAG 2.2 A and AA."""

from __future__ import annotations

from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

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
_ENDS: Final = 2
_MOST_STOPS: Final = 400


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
        page.keyboard.press("Tab")
        ends += not page.evaluate(_REACHED)
        if ends == _ENDS:
            break
    left: list[str] = page.evaluate(_UNREACHED)
    return left
