"""What takes a text message: the contract, and any provider with an HTTP API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import httpx2 as httpx

_REASON_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One text to one person."""

    id: str
    """The same at every try: a provider that knows it sends nothing twice."""
    number: str
    """E.164, with `+`."""
    text: str


class MessageRefused(Exception):
    """The gateway will never take this message: a bad number, a wrong key. The text says why."""


class GatewayUnavailable(Exception):
    """The gateway cannot take messages now; the same one may be tried again."""


class Gateway(Protocol):
    """Takes messages."""

    async def send(self, message: Message) -> None:
        """Returns when the gateway has accepted the message.

        Raises:
            MessageRefused, GatewayUnavailable
        """
        ...


class HttpGateway:
    """A provider's HTTP API: one POST a message, in the fields that the settings name."""

    def __init__(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        encoding: Literal["json", "form"],
        token: str | None,
        timeout_s: float,
    ) -> None:
        """Args:
        url: taken as it is; redirects are not followed.
        fields: the body's fields; `{number}`, `{text}` and `{id}` in their values are replaced.
        encoding: of the body.
        token: sent as `Authorization: Bearer`.
        timeout_s: for the whole request.
        """
        self._url = url
        self._fields = dict(fields)
        self._encoding = encoding
        self._timeout_s = timeout_s
        self._token = token

    async def send(self, message: Message) -> None:
        """One request; see `Gateway`. 4xx is a refusal, but for 408, 425 and 429, which like 5xx ask for another try."""
        body = {name: _filled(value, message) for name, value in self._fields.items()}
        headers = {"Idempotency-Key": message.id} | ({"Authorization": f"Bearer {self._token}"} if self._token else {})
        try:
            async with httpx.AsyncClient(timeout=self._timeout_s, trust_env=False) as client:
                if self._encoding == "json":
                    answer = await client.post(self._url, json=body, headers=headers)
                else:
                    answer = await client.post(self._url, data=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise GatewayUnavailable(f"{type(error).__name__}: {error}"[:_REASON_LENGTH]) from error
        if answer.is_success:
            return
        reason = f"HTTP {answer.status_code}: {answer.text.strip()}"[:_REASON_LENGTH]
        if answer.is_client_error and answer.status_code not in (408, 425, 429):
            raise MessageRefused(reason)
        raise GatewayUnavailable(reason)


def _filled(value: str, message: Message) -> str:
    return value.replace("{number}", message.number).replace("{id}", message.id).replace("{text}", message.text)
