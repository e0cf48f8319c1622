"""Whom the scripts of this engine may ask, with the tokens that the environment holds."""

from __future__ import annotations

from collections.abc import Mapping

from engine.settings import SettingsError, WebhooksSection


def webhook_hosts(section: WebhooksSection, environment: Mapping[str, str]) -> dict[str, str | None]:
    """Hosts by name, each with its bearer token or None.

    Raises:
        SettingsError: a variable that the settings name is not in the environment.
    """
    for host, asked in section.hosts.items():
        if asked.token_from and not environment.get(asked.token_from):
            raise SettingsError(f"webhooks.hosts.{host}.token_from: the environment has no variable {asked.token_from}")
    return {host: environment[asked.token_from] if asked.token_from else None for host, asked in section.hosts.items()}
