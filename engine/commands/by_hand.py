"""What somebody does at the command line, for the audit log."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from engine.store.access import audit
from engine.store.access.audit import Deed


def whoever() -> str:
    """The command line's user, as the audit log names them."""
    return f"command line {getpass.getuser()}"


def by_hand(action: str, subject: str, detail: dict[str, Any] | None = None) -> Deed:
    """What the command line's user does, for the audit log."""
    return Deed(whoever(), action, subject, detail or {})


def audited(work: Callable[[Session], object], deed: Deed) -> Callable[[Session], None]:
    """The work and its entry in the audit log, for one transaction."""

    def both(session: Session) -> None:
        work(session)
        audit.record(session, deed, time.time())

    return both
