"""The versions of the payload, and the fields that each has."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, Final

import msgspec
import msgspec.inspect

from engine.writeback import payload, payload_v2


class PayloadVersion(StrEnum):
    """What a receiver is told in."""

    V1 = "v1"
    """Everything is told of a call."""
    V2 = "v2"
    """Opt-outs are told wherever they come from."""


_FORMS: Final[dict[PayloadVersion, tuple[str, type[msgspec.Struct]]]] = {
    PayloadVersion.V1: (payload.SCHEMA, payload.Payload),
    PayloadVersion.V2: (payload_v2.SCHEMA, payload_v2.Payload),
}


def has_field(path: str, version: PayloadVersion) -> bool:
    """Whether payloads have a field such as `call.grade`; those of slots, and of a list's columns, differ from call to call."""
    at: msgspec.inspect.Type = msgspec.inspect.type_info(_FORMS[version][1])
    for name in path.split("."):
        match _present(at):
            case msgspec.inspect.StructType(fields=fields):
                types = {field.encode_name: field.type for field in fields}
                if name not in types:
                    return False
                at = types[name]
            case msgspec.inspect.DictType(value_type=value):
                at = value
            case _:
                return False
    return True


def _present(kind: msgspec.inspect.Type) -> msgspec.inspect.Type:
    """What something is that may be null, if it is not."""
    if isinstance(kind, msgspec.inspect.UnionType):
        (kind,) = (one for one in kind.types if not isinstance(one, msgspec.inspect.NoneType))
    return kind


def json_schema(version: PayloadVersion) -> str:
    """The payload's JSON Schema (2020-12), as text."""
    title, form = _FORMS[version]
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **msgspec.json.schema(form),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
