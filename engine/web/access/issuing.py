"""API tokens as they are made and revoked, whoever asks: in one transaction with the entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.store.access import accounts, audit, tokens
from engine.store.access.audit import Deed
from engine.store.access.tokens import NewToken, TokenView
from engine.web.access.permissions import Permission
from engine.web.access.secrets import MintedToken

_DAY_S: Final = 86_400
Tell = Callable[[str, str, dict[str, Any]], Deed]
"""Makes a deed of whoever asks: `Actor.deed`, `by_hand`."""


@dataclass(frozen=True, slots=True)
class WantedToken:
    """A token that somebody wants."""

    account: str
    """Whose: it never opens more than the account's roles do."""
    name: str
    scopes: Collection[Permission]
    days: int | None
    """Until it expires; None: never."""


def issue(session: Session, wanted: WantedToken, minted: MintedToken, tell: Tell, at: float) -> TokenView:
    """Keeps a token that was minted; `at` is now in Unix seconds. Raises UnknownAccount."""
    scopes = sorted({scope.value for scope in wanted.scopes})
    expires_at = at + wanted.days * _DAY_S if wanted.days else None
    new = NewToken(wanted.name, minted.prefix, minted.token_hash, scopes, expires_at)
    made = tokens.add(session, accounts.named(session, wanted.account), new, at)
    detail = {"name": made.name, "account": made.account, "scopes": scopes}
    audit.record(session, tell("token.added", f"token {made.id}", detail), at)
    return made


def revoke(session: Session, token_id: int, tell: Tell, at: float, account_id: int | None = None) -> None:
    """It opens nothing from now on. `account_id`: whose it must be, None: anybody's. Raises UnknownToken."""
    revoked = tokens.revoke(session, token_id, at, account_id)
    detail = {"name": revoked.name, "account": revoked.account}
    audit.record(session, tell("token.revoked", f"token {token_id}", detail), at)
