"""What takes a text message: the contract, and any provider with an HTTP API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal, Protocol

import httpx2 as httpx

from engine.gateway_news import GatewayNews
from engine.outgoing import NotTaken, retry_after_s


@dataclass(frozen=True, slots=True)
class Message:
    """One text to one person."""

    id: str
    """The same at every try: a provider that knows it sends nothing twice."""
    number: str
    """E.164, with `+`."""
    text: str


Heard = Callable[[GatewayNews], Awaitable[None]]
"""Keeps what a gateway tells. Once it returns, the gateway is told that it need not tell it again."""


class Gateway(Protocol):
    """Takes messages while it is connected."""

    def connected(self, heard: Heard) -> AbstractAsyncContextManager[None]:
        """Keeps what connection it needs while the block runs."""
        ...

    async def send(self, message: Message) -> str | None:
        """Returns when the gateway has accepted the message: what it calls it in its reports, if that is not our id.

        Raises:
            NotTaken: it has not; final if it never will.
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
        reference: str | None = None,
    ) -> None:
        """Args:
        url: taken as it is; redirects are not followed.
        fields: the body's fields; `{number}`, `{text}` and `{id}` in their values are replaced.
        encoding: of the body.
        token: sent as `Authorization: Bearer`.
        timeout_s: for the whole request.
        reference: the field of its JSON answer in which the gateway says what it calls the message.
        """
        self._url = url
        self._fields = dict(fields)
        self._encoding = encoding
        self._timeout_s = timeout_s
        self._token = token
        self._reference = reference

    def connected(self, heard: Heard) -> AbstractAsyncContextManager[None]:
        """Needs no connection, and tells nothing over it: it calls `/hooks/sms/…` back."""
        del heard
        return nullcontext()

    async def send(self, message: Message) -> str | None:
        """One request; see `Gateway`. 4xx is a refusal, but for 408, 425 and 429, which like 5xx ask for another try."""
        body = {name: _filled(value, message) for name, value in self._fields.items()}
        headers = {"Idempotency-Key": message.id} | ({"Authorization": f"Bearer {self._token}"} if self._token else {})
        try:
            async with asyncio.timeout(self._timeout_s), httpx.AsyncClient(timeout=None, trust_env=False) as client:
                if self._encoding == "json":
                    answer = await client.post(self._url, json=body, headers=headers)
                else:
                    answer = await client.post(self._url, data=body, headers=headers)
        except TimeoutError as error:
            raise NotTaken(f"no answer within {self._timeout_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error
        if answer.is_success:
            return self._name_of(answer)
        refused = answer.is_client_error and answer.status_code not in (408, 425, 429)
        wanted_s = retry_after_s(answer.headers.get("retry-after", ""))
        raise NotTaken(f"HTTP {answer.status_code}: {answer.text.strip()}", final=refused, retry_after_s=wanted_s)

    def _name_of(self, answer: httpx.Response) -> str | None:
        """It has taken the message: an answer that does not name it costs its reports, not the message."""
        if self._reference is None:
            return None
        try:
            name = answer.json()[self._reference]
        except (ValueError, KeyError, TypeError):
            return None
        return str(name)


def _filled(value: str, message: Message) -> str:
    return value.replace("{number}", message.number).replace("{id}", message.id).replace("{text}", message.text)
