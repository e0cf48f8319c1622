"""How soon a page of the console is there in Chromium: for a browser that was never here, and for one that was.

python -m tests.benchmarks.first_page [--times 5]

Server and browser share the machine. Printed are medians, from the navigation's begin: the first byte, the first paint with
content, the largest paint, the load event; how many files were fetched over the network, and how many kB that is; the
processor time of the page's process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from engine.web.access import Role
from tests.console.seed import seed
from tests.console.service import DIALOGS, Served, launched, served, sign_in

SCRIPTS: Final = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder"))
_MEASURED: Final = """async () => {
  const largest = await new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime));
    observer.observe({ type: "largest-contentful-paint", buffered: true });
  });
  const [page] = performance.getEntriesByType("navigation");
  const [first] = performance.getEntriesByName("first-contentful-paint");
  const fetched = [page, ...performance.getEntriesByType("resource")].filter((one) => one.transferSize > 0);
  const bytes = fetched.reduce((sum, one) => sum + one.transferSize, 0);
  return [page.responseStart, first.startTime, largest, page.loadEventEnd, fetched.length, bytes / 1000];
}"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One page, once. Milliseconds since the navigation began."""

    first_byte: float
    first_paint: float
    largest_paint: float
    load: float
    files: float
    kilobytes: float
    processor: float
    """Of the page's process, all that it has used: what the machine does beside makes the others longer, and hardly this."""


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    times: int = parser.parse_args().times
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), SCRIPTS, {"olga": Role.OPERATOR}) as service,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        seeded = seed(service.database, service.folder / "dialogs", service.folder / "recordings", time.time())
        for path in ("/campaigns", f"/campaigns/{seeded.campaign_id}", f"/calls/{seeded.attempt_id}", "/lists"):
            cold, warm = [], []
            for _ in range(times):
                page = _new(browser, _signed_in(browser, service))
                cold.append(_loaded(page, service.address + path))
                warm.append(_loaded(page, service.address + path))
                page.context.close()
            _say(f"{path}, never here before", cold)
            _say(f"{path}, again", warm)


def _signed_in(browser: Browser, service: Served) -> StorageState:
    """The cookies of somebody whose browser has seen nothing but the form."""
    page = _new(browser)
    sign_in(page, service, "olga", "/preferences?back=/account.none")
    state = page.context.storage_state()
    page.context.close()
    return state


def _new(browser: Browser, state: StorageState | None = None) -> Page:
    return browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=state).new_page()


def _loaded(page: Page, address: str) -> Loaded:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.goto(address, wait_until="load")
    page.locator("h1").first.wait_for()
    used = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    return Loaded(*page.evaluate(_MEASURED), *[used["ProcessTime"] * 1000])


def _say(told: str, loads: Sequence[Loaded]) -> None:
    figures = " | ".join(f"{median(column):.0f}" for column in zip(*map(astuple, loads), strict=True))
    print(f"| {told} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
