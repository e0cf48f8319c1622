"""What scripts ask of others - text messages, answers of other systems, warm transfers - and whether this installation has them.

Asked before anything is dialled: a bot that promises a message nobody sends is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from engine.call.web_lookup import refusal
from engine.dialog.moves import TransferMode
from engine.dialog.nodes import Node, Sms
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import ScriptDoc, SmsDoc
from engine.dialog.script import Script
from engine.dialog.ways import HandOver, LookUp
from engine.dialog.webhook_address import fault_of_address, is_decided
from engine.messaging.gateway import Gateway, HttpGateway
from engine.messaging.smpp.gateway import SmppGateway
from engine.messaging.smpp.session import Centre
from engine.settings import SettingsError, SmsSection, WebhooksSection

WITHOUT_AGENTS: Final = "transfers warm, and the campaign has no agents: its plan needs a `team:`, or the script `mode: cold`"


class UnservedErrand(Exception):
    """A script asks for what the settings do not provide; the message names node and setting, one a line."""


def webhook_hosts(section: WebhooksSection, environment: Mapping[str, str]) -> dict[str, str | None]:
    """Hosts that scripts may ask, each with its bearer token or None.

    Raises:
        SettingsError: a variable that the settings name is not in the environment.
    """
    for host, asked in section.hosts.items():
        if asked.token_from and not environment.get(asked.token_from):
            raise SettingsError(f"webhooks.hosts.{host}.token_from: the environment has no variable {asked.token_from}")
    return {host: environment[asked.token_from] if asked.token_from else None for host, asked in section.hosts.items()}


def sms_gateway(section: SmsSection) -> Gateway | None:
    """What takes text messages; None if the settings name nothing.

    Raises:
        SettingsError: an SMPP centre without a name and a sender for us.
    """
    if section.gateway is None:
        return None
    token = section.token.get_secret_value() if section.token else None
    if section.gateway.startswith("smpp"):
        return SmppGateway(_centre(section, token or ""))
    return HttpGateway(
        section.gateway,
        section.fields,
        encoding=section.encoding,
        token=token,
        timeout_s=section.timeout_s,
        reference=section.reference,
    )


def _centre(section: SmsSection, password: str) -> Centre:
    for name in ("system_id", "sender"):
        if not getattr(section, name):
            raise SettingsError(f"sms.{name}: an SMPP centre wants one")
    url = urlsplit(section.gateway or "")
    return Centre(
        url.hostname or "",
        url.port or 2775,
        section.system_id,
        password,
        section.sender,
        tls=url.scheme == "smpps",
        timeout_s=section.timeout_s,
    )


def check_errands(
    script: Script, gateway: Gateway | None, hosts: Mapping[str, str | None], *, agents: bool = False, links: bool = False
) -> None:
    """Makes sure that somebody does what the script asks for.

    Args:
        script: in any of its languages.
        gateway: takes text messages; None: there is none.
        hosts: that may be asked.
        agents: the campaign has a team.
        links: people reach this installation's short links.

    Raises:
        UnservedErrand: nobody does.
    """
    missing = [
        f"script {script.id}, node {node.name}: {why}"
        for node in script.nodes.values()
        for why in _missing(node, gateway, hosts, agents=agents, links=links)
    ]
    if missing:
        raise UnservedErrand("\n".join(missing))


def errands_check(*, gateway: bool, hosts: Mapping[str, str | None], links: bool) -> Callable[[ScriptDoc], Iterator[Finding]]:
    """The same about a script as its designer wrote it, as warnings: other settings may serve it.

    Args:
        gateway: the settings name what takes text messages.
        hosts: that may be asked.
        links: people reach this installation's short links.
    """

    def unserved(doc: ScriptDoc) -> Iterator[Finding]:
        for name, node in doc.nodes.items():
            for why in _unsent(node.sms, gateway=gateway, links=links):
                yield Finding(("nodes", name, "sms"), why, Severity.WARNING)
            if node.webhook is None or fault_of_address(node.webhook.url):
                continue  # nobody may ask it: an error by itself
            if unasked := _unasked(node.webhook.url, hosts):
                yield Finding(("nodes", name, "webhook"), unasked, Severity.WARNING)

    return unserved


def _missing(node: Node, gateway: Gateway | None, hosts: Mapping[str, str | None], *, agents: bool, links: bool) -> Iterator[str]:
    yield from _unsent(node.sms, gateway=gateway is not None, links=links)
    match node.way:
        case LookUp(url=url) if why := _unasked(url, hosts):
            yield why
        case HandOver(mode=TransferMode.WARM) if not agents:
            yield WITHOUT_AGENTS
        case _:
            pass


def _unasked(url: str, hosts: Mapping[str, str | None]) -> str | None:
    """Why a webhook would not be asked. A host that a lead's data decides is looked at when it is asked."""
    if not is_decided(url) or not (why := refusal(url, hosts)):
        return None
    return f"asks {url.partition('?')[0]}: {why}"


def _unsent(message: Sms | SmsDoc | None, *, gateway: bool, links: bool) -> Iterator[str]:
    """Why a text message would not be sent, or would be of no use."""
    if message is not None and not gateway:
        yield "sends a text message, and the settings name no `sms: gateway`"
    if message is not None and message.link is not None and not links:
        yield "sends a short link, and the settings do not say where people reach it: set `web: public_url`"
