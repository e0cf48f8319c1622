"""Receivers as the settings name them, with their secrets from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from engine.settings import ReceiverRequest, ReceiverSection, SettingsError, WritebackSection
from engine.settings.systems import ToldEvent
from engine.writeback.mapping import Tree, placeholders
from engine.writeback.payload import Occasion
from engine.writeback.schemas import PayloadVersion, has_field
from engine.writeback.signing import UnfitSecret, secret_bytes

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a receiver wants to be told."""

    receiver: str
    occasions: frozenset[Occasion]
    urgent_tags: frozenset[str]
    transcript: bool
    version: PayloadVersion = PayloadVersion.V1


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where and how it is told."""

    name: str
    url: str
    key: bytes | None
    """Signs requests."""
    token: str | None
    """Sent as `Authorization: Bearer`."""
    request: ReceiverRequest | None
    """None: the whole payload is posted."""
    timeout_s: float
    requests: Mapping[ToldEvent, ReceiverRequest] = field(default_factory=dict)
    """By event, instead of `request`."""

    def form(self, event: ToldEvent) -> ReceiverRequest | None:
        """The request in which an event is told; None: the whole payload is posted."""
        return self.requests.get(event, self.request)


def wishes(section: WritebackSection) -> tuple[Wish, ...]:
    """What all receivers want to be told. A receiver with urgent tags wants them, whether or not it lists the event."""
    return tuple(
        Wish(
            name,
            frozenset(Occasion(event) for event in told.events) | ({Occasion.CALL_TAGGED} if told.urgent_tags else frozenset()),
            frozenset(told.urgent_tags),
            told.transcript,
            PayloadVersion(told.payload),
        )
        for name, told in section.receivers.items()
    )


def receivers(section: WritebackSection, environment: Mapping[str, str]) -> tuple[Receiver, ...]:
    """All receivers.

    Raises:
        SettingsError: an address may not be told, a placeholder names no field, or a secret is missing or unfit.
    """
    return tuple(_receiver(name, told, environment) for name, told in section.receivers.items())


def _receiver(name: str, told: ReceiverSection, environment: Mapping[str, str]) -> Receiver:
    where = f"writeback.receivers.{name}"
    _check_address(f"{where}.url", told.url)
    version = PayloadVersion(told.payload)
    _check_placeholders(f"{where}.url", told.url, version)
    if told.request:
        _check_placeholders(f"{where}.request.body", told.request.body, version)
    for event, request in told.requests.items():
        _check_placeholders(f"{where}.requests.{event}.body", request.body, version)
    if told.secret_from is None and told.token_from is None:
        raise SettingsError(f"{where}: needs `secret_from` or `token_from`: a receiver must be able to tell who is talking to it")
    secret, token = (
        _from(environment, f"{where}.secret_from", told.secret_from),
        _from(environment, f"{where}.token_from", told.token_from),
    )
    try:
        key = secret_bytes(secret) if secret else None
    except UnfitSecret as error:
        raise SettingsError(f"{where}.secret_from: {told.secret_from}: {error}") from error
    return Receiver(name, told.url, key, token, told.request, told.timeout_s, told.requests)


def _check_address(field: str, url: str) -> None:
    """Plain HTTP is for this machine only: what is told is about people."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise SettingsError(f"{field}: {url!r}: must begin with https://")
    if not parts.hostname or "{" in parts.netloc:
        raise SettingsError(f"{field}: {url!r}: names no host; placeholders belong behind it")


def _check_placeholders(field: str, template: Tree, version: PayloadVersion) -> None:
    """What no payload can fill is found now and not when the first call has ended."""
    for path in placeholders(template):
        if not has_field(path, version):
            shown = f"`callwright deliveries schema --payload {version}` shows it"
            raise SettingsError(f"{field}: {{{path}}}: the payload has no such field: {shown}")


def _from(environment: Mapping[str, str], field: str, variable: str | None) -> str | None:
    if variable is None:
        return None
    if not environment.get(variable):
        raise SettingsError(f"{field}: the environment has no variable {variable}")
    return environment[variable]
