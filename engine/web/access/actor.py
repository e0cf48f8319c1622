"""Who makes a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.masking import masked, masked_text
from engine.store.access.audit import Deed, actor_of_account
from engine.web.access.permissions import Permission
from engine.web.access.secrets import csrf_token


@dataclass(frozen=True, slots=True)
class Actor:
    """An account that signed in, or a program with a token of it. As of one request."""

    account_id: int
    name: str
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    """Of the roles; of a token, those that are among its scopes too."""
    address: str
    """Whence."""
    agent_id: int | None = None
    """The agent whose calls it takes."""
    session_id: str | None = field(default=None, repr=False)
    """Of the browser's cookie; None: a program."""
    token: str | None = None
    """Name of the program's token."""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def csrf(self) -> str:
        """What its pages send as `X-CSRF-Token` with every request that changes something. Empty for programs, which need none."""
        return csrf_token(self.session_id) if self.session_id else ""

    @property
    def told(self) -> str:
        """As the audit log names it."""
        return actor_of_account(self.name) if self.token is None else f"token {self.token} of {self.name}"

    def number(self, number: str) -> str:
        """A telephone number as it may be shown to this one."""
        return number if self.may(Permission.NUMBERS_REVEAL) else masked(number)

    def text(self, text: str) -> str:
        """Any text, with the numbers in it as they may be shown."""
        return text if self.may(Permission.NUMBERS_REVEAL) else masked_text(text)

    def deed(self, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> Deed:
        """For the audit log."""
        return Deed(self.told, action, subject, detail or {}, self.address)
