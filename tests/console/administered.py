"""What an admin's pages show: accounts of every state, tokens, and what people did lately."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from engine.store.access import accounts, audit, tokens
from engine.store.access.audit import Deed
from engine.store.access.tokens import NewToken
from engine.web.access import Permission, Role

_DAY_S: Final = 86_400.0
_DEEDS: Final[tuple[tuple[str, str, str, dict[str, Any], str | None], ...]] = (
    ("account olga", "list.imported", "list autumn leads", {"added": 260, "rejected": 4}, "192.0.2.17"),
    ("account olga", "campaign.created", "campaign Autumn trial week", {"script": "membership@1"}, "192.0.2.17"),
    ("token nightly import of crm", "segment.saved", "segment warm leads", {"filter": "grade >= B"}, "198.51.100.4"),
    ("account dana", "script.published", "script membership@2", {}, "192.0.2.31"),
    ("account sue", "call.listened_to", "call 00000000-0000-4000-8000-000000000001", {}, "192.0.2.40"),
    ("account sue", "call.whispered", "call 00000000-0000-4000-8000-000000000001", {"text": "Offer the trial."}, "192.0.2.40"),
    ("command line root", "account.agent changed", "account ann", {"agent": "ann"}, None),
    ("nobody", "session.refused", "account leo", {}, "203.0.113.9"),
    ("account rita", "account.roles changed", "account sue", {"roles": ["agent", "supervisor"]}, "192.0.2.2"),
    ("account olga", "results.exported", "campaign Autumn trial week", {"leads": 260}, "192.0.2.17"),
)


def administer(session: Session, now: float) -> None:
    """As if rita, the admin, had looked after a team for weeks. She, olga, dana and ann are there already."""
    for number, account in enumerate(accounts.listed(session)):
        accounts.named(session, account.name).created_at = now - (400 - number) * _DAY_S
    for name, roles, days in (("sue", (Role.AGENT, Role.SUPERVISOR), 30), ("leo", (Role.OPERATOR,), 300)):
        accounts.add(session, name, roles, "$argon2id$", now - days * _DAY_S)
    accounts.disable(session, "leo", now - 20 * _DAY_S)
    accounts.add(session, "crm", [Role.OPERATOR], None, now - 90 * _DAY_S)
    crm = accounts.named(session, "crm")
    for name, scopes, made, ends in (
        ("nightly import", (Permission.LISTS_IMPORT, Permission.CAMPAIGNS_READ, Permission.CALLS_READ), 90, 275),
        ("web form", (Permission.LEADS_PUSH, Permission.EVENTS_WRITE), 358, 7),
        ("first try", (Permission.LISTS_READ,), 80, -20),
    ):
        new = NewToken(name, f"cw_{name[:7].replace(' ', 'X')}", name, scopes, now + ends * _DAY_S)
        token = tokens.add(session, crm, new, now - made * _DAY_S)
        if name != "web form":
            tokens.used(session, token.id, now - made * 3600.0)
    for number, name in enumerate(("olga", "dana", "sue", "ann")):
        begun = Deed(f"account {name}", audit.SIGNED_IN, f"account {name}", address="192.0.2.17")
        audit.record(session, begun, now - 9 * 3600.0 + number * 600)
    for number, (actor, action, subject, detail, address) in enumerate(_DEEDS):
        audit.record(session, Deed(actor, action, subject, detail, address), now - 7 * 3600.0 + number * 1700)
