"""The pages of the console, each beside those it belongs to."""

from __future__ import annotations

from typing import Final

from engine.web.console.page import Page
from engine.web.console.pages import (
    account,
    accounts,
    agent_report,
    audit,
    call,
    campaign,
    campaign_new,
    campaigns,
    customers,
    desk,
    home,
    list_upload,
    lists,
    outbox,
    reports,
    script,
    scripts,
    segments,
    tokens,
    wall,
)

PAGES: Final[tuple[Page, ...]] = (
    *home.PAGES,
    *account.PAGES,
    *campaigns.PAGES,
    *campaign_new.PAGES,
    *campaign.PAGES,
    *call.PAGES,
    *wall.PAGES,
    *customers.PAGES,
    *list_upload.PAGES,
    *lists.PAGES,
    *segments.PAGES,
    *reports.PAGES,
    *agent_report.PAGES,
    *outbox.PAGES,
    *desk.PAGES,
    *accounts.PAGES,
    *tokens.PAGES,
    *audit.PAGES,
    *scripts.PAGES,
    *script.PAGES,
)
