"""What may be done, and who may do it: the one table of roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """Something that not everybody may do. Scopes of API tokens are these, too."""

    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_MANAGE = "campaigns:manage"
    """Create, start, pause, resume, drain, stop."""
    LEADS_PUSH = "leads:push"
    """Give a campaign more people."""
    CALLS_READ = "calls:read"
    """What became of calls, what was said in them."""
    CALLS_SUPERVISE = "calls:supervise"
    """Listen to calls as they happen, whisper, take over, hang up, mark."""
    RECORDINGS_HEAR = "recordings:hear"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_EXPORT = "customers:export"
    CUSTOMERS_ERASE = "customers:erase"
    CONSENT_WRITE = "consent:write"
    """Write down consent, and put numbers on the do-not-call list."""
    DO_NOT_CALL_REMOVE = "do-not-call:remove"
    NUMBERS_REVEAL = "numbers:reveal"
    """See whole telephone numbers."""
    LISTS_READ = "lists:read"
    LISTS_IMPORT = "lists:import"
    SEGMENTS_MANAGE = "segments:manage"
    """Segments, offers, experiments."""
    SCRIPTS_READ = "scripts:read"
    SCRIPTS_EDIT = "scripts:edit"
    SCRIPTS_PUBLISH = "scripts:publish"
    REPORTS_READ = "reports:read"
    AGENT_WORK = "agent:work"
    """Take calls as the agent one is, and write down what came of them."""
    AGENTS_MANAGE = "agents:manage"
    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_REPLAY = "deliveries:replay"
    EVENTS_WRITE = "events:write"
    """Tell what people did elsewhere: orders, clicks, unsubscriptions."""
    TOKENS_MANAGE = "tokens:manage"
    """Those of all accounts; everybody manages their own."""
    ACCOUNTS_MANAGE = "accounts:manage"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"


class Role(StrEnum):
    """What an account is there for. It may have several."""

    OPERATOR = "operator"
    DESIGNER = "designer"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    ADMIN = "admin"


_P = Permission

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.OPERATOR: frozenset(
        {
            _P.CAMPAIGNS_READ,
            _P.CAMPAIGNS_MANAGE,
            _P.LEADS_PUSH,
            _P.CALLS_READ,
            _P.RECORDINGS_HEAR,
            _P.CUSTOMERS_READ,
            _P.CUSTOMERS_EXPORT,
            _P.CONSENT_WRITE,
            _P.NUMBERS_REVEAL,
            _P.LISTS_READ,
            _P.LISTS_IMPORT,
            _P.SEGMENTS_MANAGE,
            _P.SCRIPTS_READ,
            _P.REPORTS_READ,
            _P.DELIVERIES_READ,
            _P.DELIVERIES_REPLAY,
            _P.EVENTS_WRITE,
        }
    ),
    Role.DESIGNER: frozenset(
        {_P.SCRIPTS_READ, _P.SCRIPTS_EDIT, _P.SCRIPTS_PUBLISH, _P.CAMPAIGNS_READ, _P.CALLS_READ, _P.REPORTS_READ}
    ),
    Role.SUPERVISOR: frozenset(
        {
            _P.CAMPAIGNS_READ,
            _P.CAMPAIGNS_MANAGE,
            _P.CALLS_READ,
            _P.CALLS_SUPERVISE,
            _P.RECORDINGS_HEAR,
            _P.CUSTOMERS_READ,
            _P.CONSENT_WRITE,
            _P.LISTS_READ,
            _P.SCRIPTS_READ,
            _P.REPORTS_READ,
            _P.AGENTS_MANAGE,
            _P.METRICS_READ,
        }
    ),
    Role.AGENT: frozenset({_P.AGENT_WORK}),
    Role.ADMIN: frozenset(Permission),
}


def permitted(roles: Iterable[str]) -> frozenset[Permission]:
    """What an account of these roles may do. A role of another version of Callwright permits nothing."""
    given = set(roles)
    return frozenset[Permission]().union(*(PERMISSIONS[role] for role in Role if role.value in given))
