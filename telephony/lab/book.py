"""Reading a phone book from YAML. Every complaint names the file, the line and the field.

    phones:
      "+12025550101":
        name: Alice Moore
        voice: alma
        steps:
          - wait_s: 0.5
          - say: Hello?
          - after_bot: {quiet_ms: 900}
          - say: Yes, that sounds good to me.

A step is one key with its main value (`say: Hello?`), with fields (`after_bot: {quiet_ms: 900}`), or a bare word (`hang_up`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from telephony.lab.spec import Phone, PhoneBook
from telephony.lab.steps import SayFile, Step
from telephony.lab.voices import PEOPLE


class PhoneBookError(Exception):
    """A phone book cannot be used; the message names file, line and field."""


def load_book(path: Path) -> PhoneBook:
    """The phone book in `path`, recorded lines resolved against its folder.

    Raises:
        PhoneBookError: unreadable, no YAML, an unknown field, a wrong value, an unknown voice or a missing recording.
    """
    tree = _read_yaml(path)
    if not isinstance(tree, dict) or not isinstance(tree.get("phones"), dict):
        raise PhoneBookError(f"{path}:1: phones: expected a mapping from phone numbers to phones")
    try:
        book = TypeAdapter(PhoneBook).validate_python(_with_uniform_steps(tree))
    except ValidationError as error:
        first = error.errors()[0]
        loc = first["loc"]
        field = ".".join(str(part) for part in loc if part != "[key]")
        raise PhoneBookError(f"{path}:{_line_of(tree, loc)}: {field}: {first['msg']}") from error
    return PhoneBook({number: _resolved(phone, number, path, tree) for number, phone in book.phones.items()})


def _read_yaml(path: Path) -> Any:
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PhoneBookError(f"{path}: cannot be read: {error.strerror}") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PhoneBookError(f"{path}:{line}: is not valid YAML: {error.problem}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise PhoneBookError(f"{path}: is not valid YAML in UTF-8: {error}") from error


def _with_uniform_steps(tree: dict[Any, Any]) -> dict[Any, Any]:
    """A copy of the document in which each step is a mapping with its `kind`, the form that the dataclasses describe."""
    phones = {
        number: {**entry, "steps": [_uniform_step(step) for step in entry["steps"]]}
        if isinstance(entry, dict) and isinstance(entry.get("steps"), list)
        else entry
        for number, entry in tree["phones"].items()
    }
    return {**tree, "phones": phones}


def _uniform_step(step: object) -> object:
    if isinstance(step, str):
        return {"kind": step}
    if not isinstance(step, dict) or len(step) != 1:
        return {"kind": f"{len(step)} keys in one step" if isinstance(step, dict) else repr(step)}
    [(kind, value)] = step.items()
    if value is None:
        return {"kind": kind}
    return {"kind": kind, **value} if isinstance(value, dict) else {"kind": kind, kind: value}


def _line_of(tree: object, loc: tuple[int | str, ...]) -> int:
    """Line of the deepest part of `loc` that stands in the document."""
    node, line = tree, 1
    for part in loc:
        if not isinstance(node, CommentedBase):
            break
        try:
            line = node.lc.data[part][0] + 1
            node = node[part]  # type: ignore[index]  # a mapping or a sequence, by its part
        except (KeyError, IndexError, TypeError):
            continue
    return line


def _resolved(phone: Phone, number: str, path: Path, tree: object) -> Phone:
    if phone.voice not in PEOPLE:
        line = _line_of(tree, ("phones", number, "voice"))
        raise PhoneBookError(f"{path}:{line}: phones.{number}.voice: no voice `{phone.voice}`; there are {', '.join(PEOPLE)}")
    steps = tuple(_resolved_step(step, ("phones", number, "steps", i), path, tree) for i, step in enumerate(phone.steps))
    return replace(phone, steps=steps)


def _resolved_step(step: Step, loc: tuple[int | str, ...], path: Path, tree: object) -> Step:
    if not isinstance(step, SayFile):
        return step
    recording = path.parent / step.file
    if not recording.is_file():
        field = ".".join(str(part) for part in loc)
        raise PhoneBookError(f"{path}:{_line_of(tree, loc)}: {field}.file: there is no file {recording}")
    return replace(step, file=recording)
