"""What the console's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.console.service import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Nobody's yet: each person opens a context of their own in it."""
    with sync_playwright() as playwright, launched(playwright) as opened:
        yield opened
