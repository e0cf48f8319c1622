"""Subcommands whose modules are imported when they are asked for: `callwright script check` does not wait for torch."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command


def lazy(commands: Mapping[str, str]) -> type[TyperGroup]:
    """A group's class for `typer.Typer(cls=…)` that has these commands beside those registered with it.

    Args:
        commands: by name, `module:attribute` of a function or of a group.
    """

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return [*commands, *(name for name in super().list_commands(ctx) if name not in commands)]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in commands:
                return super().get_command(ctx, cmd_name)
            module, _, attribute = commands[cmd_name].partition(":")
            return _mounted(cmd_name, getattr(importlib.import_module(module), attribute)).get_command(ctx, cmd_name)

    return LazyGroup


def _mounted(name: str, found: Any) -> TyperGroup:
    """A group that holds nothing but this function or group."""
    mount = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    mount.callback()(lambda: None)
    if isinstance(found, typer.Typer):
        mount.add_typer(found, name=name)
    else:
        mount.command(name)(found)
    group = get_command(mount)
    if not isinstance(group, TyperGroup):
        raise TypeError(f"{name} became no group")
    return group
