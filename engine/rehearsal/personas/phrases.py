"""What people say to any caller, by language."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping
from typing import Final

import msgspec
from ruamel.yaml import YAML

_FILE: Final = importlib.resources.files("engine.rehearsal.personas") / "phrases.yaml"


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one language."""

    hello: tuple[str, ...]
    backchannel: tuple[str, ...]
    chatter: tuple[str, ...]
    confused: tuple[str, ...]
    annoyed: tuple[str, ...]
    wrong_number: tuple[str, ...]
    opt_out: tuple[str, ...]
    wait: tuple[str, ...]
    call_out: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    number: tuple[str, ...]
    amount: tuple[str, ...]
    date_time: tuple[str, ...]
    phone: tuple[str, ...]
    name: tuple[str, ...]
    text: tuple[str, ...]


@functools.cache
def _all() -> Mapping[str, Phrases]:
    return msgspec.convert(YAML(typ="safe").load(_FILE.read_text(encoding="utf-8")), dict[str, Phrases])


def phrases_of(language: str) -> Phrases | None:
    """The phrases of a language (ISO 639-1); None if there are none."""
    return _all().get(language)


def spoken_languages() -> tuple[str, ...]:
    """Languages that have phrases."""
    return tuple(_all())
