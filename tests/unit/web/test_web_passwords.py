from __future__ import annotations

import pytest

from engine.web.access.passwords import check_strength, made_up

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("account", ["ann", "a", "7", "K"])
def test_passwords_that_are_made_up_are_strong_and_differ(account: str) -> None:
    passwords = {made_up(account) for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        check_strength(password, account)
        assert not set(password) & set("0o1li")
