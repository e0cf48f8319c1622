"""What an operator does in the console, page by page."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect

MESSY: Final = """\
Name;First Name;Handy;Telefon;Town;Opt-in
<script>document.title='taken over'</script>;Ada;+44 20 7946 0958;;London;yes
Bruno B.;Bruno;12;;London;yes
Chloe C.;Chloe;+44 20 7946 0959;;London;perhaps
David D.;David;020 7946 0960;;London;yes
"""
"""Two rows that can be called and two that cannot; two columns may be the number, one of them is empty."""


def import_list(page: Page, messy: Path) -> list[dict[str, str]]:
    """Uploads `MESSY` from the page of lists, settles what its columns mean, imports it. Returns the rejected rows."""
    page.get_by_role("link", name="Upload a list").first.click()
    page.locator("input[type=file]").set_input_files(messy)
    expect(page.get_by_text("One thing to settle first")).to_be_visible()
    choose(page, "Telefon", "variable telefon")
    expect(page.get_by_text(re.compile("rows .* would be imported"))).to_be_visible()
    page.get_by_label("Country of numbers without +").fill("GB")
    page.get_by_label("Country of numbers without +").press("Tab")
    expect(page.get_by_text("Of 4 rows 2 would be imported, 2 not.")).to_be_visible()
    page.get_by_role("button", name="Import").click()
    return downloaded(page, "Download the rejected rows")


def plan_campaign(page: Page, name: str, list_name: str, gateway: str) -> None:
    """From the page of a list that was imported to the page of a campaign of it, which is paused."""
    page.get_by_role("link", name="Make a campaign of it").click()
    page.get_by_role("button", name="Look who can be called").click()
    expect(page.get_by_text("is missing")).to_be_visible()
    page.get_by_label("Name of the campaign").fill(name)
    choose(page, "Lists", list_name)
    page.keyboard.press("Escape")
    page.get_by_label("Gateways").fill(gateway)
    choose(page, "Policy", "none")
    page.get_by_role("button", name="Look who can be called").click()
    expect(page.get_by_text("Nobody is skipped.")).to_be_visible()
    page.get_by_role("button", name="Create the campaign").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def downloaded(page: Page, link: str) -> list[dict[str, str]]:
    """The rows of the CSV file behind a link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def choose(page: Page, label: str, option: str, within: Locator | None = None) -> None:
    """From a list of choices; `within`: the part of the page where it is, if it is there several times."""
    (within or page).get_by_label(label, exact=True).click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()
