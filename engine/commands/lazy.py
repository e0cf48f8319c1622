"""Subcommands whose modules are imported when they are called: `callwright script check` does not wait for torch.

`--help` waits for none of them: what it says of each is read from its source, which runs nothing.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
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
            """Its name and its help; what is run comes from `resolve_command`."""
            if cmd_name not in commands:
                return super().get_command(ctx, cmd_name)
            return TyperCommand(cmd_name, help=summary(*commands[cmd_name].split(":")))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, command, rest = super().resolve_command(ctx, args)
            if name is not None and name in commands:
                command = _loaded(ctx, name, *commands[name].split(":"))
            return name, command, rest

    return LazyGroup


def summary(module: str, attribute: str) -> str:
    """What a function's docstring says of it, or a group's `help`, which has to be a literal."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no module {module}")
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) if name == attribute:
                return ast.get_docstring(node) or ""
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(keywords=keywords)) if name == attribute:
                return next(str(ast.literal_eval(keyword.value)) for keyword in keywords if keyword.arg == "help")
    raise AttributeError(f"{module} defines no {attribute}")


def _loaded(ctx: Any, name: str, module: str, attribute: str) -> Any:
    found = getattr(importlib.import_module(module), attribute)
    mount = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    mount.callback()(lambda: None)  # makes it a group, which knows the command by its name
    if isinstance(found, typer.Typer):
        mount.add_typer(found, name=name)
    else:
        mount.command(name)(found)
    group = get_command(mount)
    if not isinstance(group, TyperGroup):
        raise TypeError(f"{name} became no group")
    return group.get_command(ctx, name)
