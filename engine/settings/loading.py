"""Settings from a file and the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine.settings.everything import Settings

ENVIRONMENT_PREFIX = "CALLWRIGHT_"


class SettingsError(Exception):
    """A settings file or variable is wrong; the message names it and says what is expected."""


def load_settings(path: Path | None, environment: dict[str, str]) -> Settings:
    """Builds the settings from a YAML file and the environment.

    Raises:
        SettingsError: the file cannot be read, a field is unknown or out of range, or a secret stands in the file.
    """
    values = _read_yaml(path) if path else {}
    for section, secret in (("trunk", "password"), ("sms", "token"), ("sms", "callback_token")):
        if secret in (values.get(section) or {}):
            variable = f"{ENVIRONMENT_PREFIX}{section}__{secret}".upper()
            raise SettingsError(f"{path}: {section}.{secret}: secrets come from the environment: set {variable}")
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            _place(values, name[len(ENVIRONMENT_PREFIX) :].lower().split("__"), value)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path or 'environment'}: {field}: {first['msg']}") from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        values = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not YAML: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: expected sections such as `trunk:` at the top level")
    return values


def _place(values: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        values = values.setdefault(key, {})
    values[keys[-1]] = value
