"""What was not taken, in a real browser: an operator looks at it and sends it again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables import AuditEntry, Delivery, DeliveryState, MessageState, TextMessage
from engine.web.access import Role
from tests.console.given_up import give_up
from tests.console.seed import seed
from tests.console.service import DIALOGS, Served, launched, served, sign_in
from tests.integration.opt_outs import opted_out

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

SCRIPTS = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder"))
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def states(service: Served) -> tuple[list[MessageState], DeliveryState, list[str]]:
    def read(session: Session) -> tuple[list[MessageState], DeliveryState, list[str]]:
        failed = session.scalars(select(TextMessage.state).where(TextMessage.problem.is_not(None)).order_by(TextMessage.state))
        deeds = session.scalars(select(AuditEntry.action).where(AuditEntry.action.endswith(".replayed")).order_by(AuditEntry.id))
        return list(failed), session.get_one(Delivery, "d-1").state, list(deeds)

    return service.database.read(read)


def test_receivers_are_told_of_whom_an_operator_blocks(tmp_path: Path) -> None:
    crm = {"URL": "http://127.0.0.1:9/", "TOKEN_FROM": "CRM_TOKEN", "PAYLOAD": "v2"}  # nobody listens there
    told = {"CRM_TOKEN": "t", **{f"CALLWRIGHT_WRITEBACK__RECEIVERS__CRM__{name}": value for name, value in crm.items()}}
    with (
        served(tmp_path, SCRIPTS, {"olga": Role.OPERATOR}, environment=told) as service,
        sync_playwright() as playwright,
    ):
        seed(service.database, tmp_path / "dialogs", tmp_path / "recordings", time.time(), leads=20)
        browser = launched(playwright)
        page = browser.new_context(locale="en-GB", timezone_id="Europe/London").new_page()
        page.set_default_timeout(PATIENCE_MS)
        sign_in(page, service, "olga", "/customers/1")
        for deed, why in (("Note that consent was taken back", "letter"), ("Never call again", "and another")):
            page.get_by_role("button", name=deed).click()
            page.get_by_role("dialog").get_by_role("textbox").fill(why)
            page.get_by_role("dialog").get_by_role("button").last.click()
            expect(page.get_by_role("button", name=deed)).to_have_count(0)
        page.goto(f"{service.address}/outbox?show=all")
        write_backs = page.get_by_label("Write-backs", exact=True)
        expect(write_backs.get_by_text("crm: customer.opted_out")).to_have_count(2)
        write_backs.locator("a[href='/customers/1']").first.click()
        expect(page.get_by_text("On the do-not-call list")).to_be_visible()
        browser.close()

        assert opted_out(service.database) == [(["call"], "operator", "account olga"), (["sms"], "operator", "account olga")]


def test_an_operator_sends_again_what_was_given_up(tmp_path: Path) -> None:
    with served(tmp_path, SCRIPTS, {"olga": Role.OPERATOR}) as service, sync_playwright() as playwright:
        seed(service.database, tmp_path / "dialogs", tmp_path / "recordings", time.time(), leads=20)
        service.database.write(give_up)
        browser = launched(playwright)
        page = browser.new_context(locale="en-GB", timezone_id="Europe/London").new_page()
        page.set_default_timeout(PATIENCE_MS)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        sign_in(page, service, "olga", "/outbox")

        messages, write_backs = page.get_by_label("Text messages", exact=True), page.get_by_label("Write-backs", exact=True)
        expect(messages.get_by_text("HTTP 400: no such number")).to_have_count(2)
        expect(write_backs.get_by_text("HTTP 410")).to_be_visible()
        messages.get_by_role("button", name="Send again", exact=True).first.click()
        expect(messages.get_by_text("HTTP 400: no such number")).to_have_count(1)
        write_backs.get_by_role("button", name="Send all again that were given up").click()
        page.get_by_role("button", name="Send all again", exact=True).click()
        expect(write_backs.get_by_text("Nothing was given up")).to_be_visible()
        page.get_by_role("link", name="Show everything").click()
        expect(messages.get_by_text("waits")).to_have_count(1)
        page.screenshot(path=tmp_path / "outbox.png")
        browser.close()

        assert broken == []
        assert states(service) == (
            [MessageState.FAILED, MessageState.QUEUED],
            DeliveryState.QUEUED,
            ["message.replayed", "delivery.replayed"],
        )
