"""An admin at work in a real browser: an account from its first day to its last, and a token."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from engine.store.access import audit
from engine.store.access.audit import AuditFilter
from engine.store.tables import PasswordTries
from engine.web.access import Role
from tests.console.service import Served, at_home, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, (), {"rita": Role.ADMIN}) as running:
        yield running


def at_a_browser(browser: Browser) -> Page:
    page = browser.new_context(locale="en-GB", timezone_id="Europe/London").new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def enters(page: Page, service: Served, name: str, password: str) -> None:
    at_home(page, service)
    page.goto(f"{service.address}/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")


def add_account(page: Page, name: str, role: str, *, program: bool = False) -> None:
    page.get_by_role("link", name="Accounts").first.click()
    page.get_by_role("link", name="Add an account").first.click()
    page.get_by_label("Name").fill(name)
    if program:
        page.get_by_text("A program, which has tokens only").click()
    page.get_by_role("checkbox", name=role).click()
    page.get_by_role("button", name="Add the account").click()
    expect(page.get_by_text(f"{name.lower()} is added")).to_be_visible()


def secret(page: Page) -> str:
    """What is shown once, and copied by its button."""
    found = page.locator("#secret").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return found


def deeds(service: Served) -> list[tuple[str, str, str]]:
    found = service.database.read(lambda session: audit.entries(session, AuditFilter(), 50))
    kept = [one for one in reversed(found) if not one.action.startswith("session.")]
    return [(one.actor, one.action, one.subject) for one in kept]


def guessed(session: Session) -> None:
    """Somebody else has kept guessing at Olga's password: she has to wait a quarter of an hour."""
    session.add(PasswordTries(key="account olga", count=20, last_at=time.time()))


def test_an_admin_unlocks_whoever_mistyped_too_often(browser: Browser, service: Served) -> None:
    admin, person = at_a_browser(browser), at_a_browser(browser)
    sign_in(admin, service, "rita", "/accounts")
    add_account(admin, "Olga", "operator")
    password = secret(admin)
    service.database.write(guessed)
    enters(person, service, "olga", password)
    expect(person.get_by_role("alert")).to_contain_text("Too many tries")

    admin.get_by_role("link", name="Show the account").click()
    expect(admin.locator(".badge", has_text="locked out")).to_be_visible()
    admin.get_by_role("button", name="Unlock").click()
    expect(admin.locator(".badge", has_text="locked out")).to_have_count(0)
    expect(admin.get_by_role("button", name="Unlock")).to_have_count(0)
    assert deeds(service)[-1] == ("account rita", "account.unlocked", "account olga")
    enters(person, service, "olga", password)
    expect(person.get_by_role("heading", name="Campaigns")).to_be_visible()


def test_an_admin_makes_an_account_that_person_signs_in_and_is_shut_out(browser: Browser, service: Served) -> None:
    admin, person = at_a_browser(browser), at_a_browser(browser)
    sign_in(admin, service, "rita", "/accounts")
    expect(admin.get_by_text("You are alone here")).to_be_visible()
    add_account(admin, "Olga", "operator")
    first_password = secret(admin)

    enters(person, service, "olga", first_password)
    expect(person.get_by_role("heading", name="Campaigns")).to_be_visible()
    assert person.request.get(f"{service.address}/accounts").status == 403

    admin.get_by_role("link", name="Show the account").click()
    expect(admin.get_by_text("in 1 browsers")).to_be_visible()
    admin.get_by_role("checkbox", name="designer").click()
    admin.get_by_role("checkbox", name="operator").click()
    admin.get_by_role("button", name="Save the roles").click()
    admin.get_by_role("button", name="Take it").click()
    expect(admin.locator("dl")).to_contain_text(["designer"])
    assert person.request.get(f"{service.address}/lists").status == 403

    admin.get_by_role("button", name="Reset the password").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Reset the password").click()
    second_password = secret(admin)
    enters(person, service, "olga", first_password)
    expect(person.get_by_role("alert")).to_contain_text("do not go together")
    enters(person, service, "olga", second_password)
    expect(person.get_by_role("heading", name="Campaigns")).to_be_visible()

    admin.get_by_role("button", name="Disable").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    assert person.request.get(f"{service.address}/scripts").status == 200
    admin.get_by_role("button", name="Disable").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    expect(admin.locator(".badge", has_text="disabled")).to_be_visible()
    person.goto(f"{service.address}/campaigns")
    expect(person.get_by_role("heading", name="Sign in")).to_be_visible()
    enters(person, service, "olga", second_password)
    expect(person.get_by_role("alert")).to_contain_text("do not go together")

    admin.get_by_role("link", name="Audit log").first.click()
    expect(admin.get_by_role("row").filter(has_text="disabled an account")).to_contain_text("account olga")
    assert deeds(service) == [
        ("account rita", "account.added", "account olga"),
        ("account rita", "account.roles changed", "account olga"),
        ("account rita", "account.password reset", "account olga"),
        ("account rita", "account.disabled", "account olga"),
    ]


def test_nobody_takes_their_own_rights_away(browser: Browser, service: Served) -> None:
    admin = at_a_browser(browser)
    sign_in(admin, service, "rita", "/accounts")
    admin.get_by_role("link", name="rita").click()
    expect(admin.get_by_text("This is you")).to_be_visible()
    assert admin.locator("#page").get_by_role("button").count() == 0


def test_a_program_gets_a_token_until_it_is_revoked(browser: Browser, service: Served) -> None:
    admin = at_a_browser(browser)
    sign_in(admin, service, "rita", "/tokens")
    expect(admin.get_by_text("No active token")).to_be_visible()
    add_account(admin, "crm", "operator", program=True)
    admin.get_by_role("link", name="New token").click()
    expect(admin.get_by_role("checkbox", name="accounts:manage")).to_have_count(0)
    admin.get_by_label("Name").fill("nightly import")
    admin.get_by_role("checkbox", name="lists:read").click()
    admin.get_by_role("button", name="Make the token").click()
    headers = {"Authorization": f"Bearer {secret(admin)}"}
    assert httpx.get(f"{service.address}/api/v1/me", headers=headers).json()["permissions"] == ["lists:read"]

    admin.get_by_role("link", name="API tokens").first.click()
    assert headers["Authorization"].removeprefix("Bearer ") not in admin.content()
    admin.get_by_role("button", name="Revoke nightly import").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    expect(admin.get_by_text("No active token")).to_be_visible()
    assert httpx.get(f"{service.address}/api/v1/me", headers=headers).status_code == 401
    assert deeds(service)[1:] == [("account rita", "token.added", "token 1"), ("account rita", "token.revoked", "token 1")]
