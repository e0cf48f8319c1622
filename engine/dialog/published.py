"""The script format for editors: a JSON Schema, kept in `docs/script.schema.json`.

It describes a file as it is written: short forms, and one text for each language where a text may stand. What only the check
can see, such as a `goto` to nowhere, it does not know.
"""

from __future__ import annotations

import json
from typing import Any

from engine.dialog.schema import FORMAT_VERSION, ScriptDoc


def json_schema() -> str:
    """The schema as text, the same for the same format."""
    schema = _closed(ScriptDoc.model_json_schema(by_alias=True, mode="validation"))
    properties = schema["properties"]
    properties["schema_version"] = {"enum": [int(FORMAT_VERSION), FORMAT_VERSION], "description": "version of this format"}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Callwright dialog script"}
    return json.dumps(head, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _closed(schema: Any) -> Any:
    """Mappings whose keys follow a pattern have no other keys; else a mistyped field would pass for a language."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return {**closed, "additionalProperties": False} if "patternProperties" in closed else closed
