"""What each scope of an API token opens, in English."""

from __future__ import annotations

from typing import Final

SCOPES: Final[dict[str, str]] = {
    "scope_accounts:manage": "add accounts, change and disable them",
    "scope_agent:work": "take calls as the agent that the account is",
    "scope_agents:manage": "add agents, change and remove them",
    "scope_audit:read": "read the audit log",
    "scope_calls:read": "what became of calls, and what was said",
    "scope_calls:supervise": "listen to live calls and steer them",
    "scope_campaigns:manage": "create campaigns, start and stop them",
    "scope_campaigns:read": "campaigns and how they stand",
    "scope_consent:write": "note consent, add to the do-not-call list",
    "scope_customers:erase": "erase a person everywhere",
    "scope_customers:export": "take people's records and results along",
    "scope_customers:read": "people's records",
    "scope_deliveries:read": "write-backs and text messages",
    "scope_deliveries:replay": "send write-backs and text messages again",
    "scope_do-not-call:remove": "take numbers off the do-not-call list",
    "scope_events:write": "tell of orders, clicks, unsubscriptions",
    "scope_leads:push": "give a campaign more people",
    "scope_lists:import": "import lists",
    "scope_lists:read": "lists and who is on them",
    "scope_metrics:read": "metrics for Prometheus",
    "scope_numbers:reveal": "see telephone numbers in full",
    "scope_recordings:hear": "hear recordings",
    "scope_reports:read": "reports",
    "scope_scripts:edit": "write drafts of scripts",
    "scope_scripts:publish": "publish scripts, go back to earlier versions",
    "scope_scripts:read": "scripts and their versions",
    "scope_segments:manage": "segments, offers, experiments",
    "scope_tokens:manage": "the tokens of all accounts",
}
