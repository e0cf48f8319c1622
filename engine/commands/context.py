"""What the options before the subcommand leave for it."""

from __future__ import annotations

import typer

from engine.settings import Settings


def settings_of(context: typer.Context) -> Settings:
    """The settings that `callwright` loaded before it came to the subcommand."""
    settings = context.obj
    if not isinstance(settings, Settings):
        raise TypeError("the root command loads the settings first")
    return settings
