"""Which script a campaign runs: the one it began with, unless the operator says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.publishing.finding import Draft, Found, Named, find_script, kept
from engine.publishing.references import Hashed, Live, Numbered
from engine.store.campaigns import pin_of
from engine.store.errors import CampaignConflict, UnknownVersion
from engine.store.scripts.contents import Content
from engine.store.scripts.pins import Pin

_NAME_IT: Final = "name its script with --script, or `script:` in its plan"


@dataclass(frozen=True, slots=True)
class Choice:
    """The script for a run."""

    pin: Pin
    content: Content
    note: str = ""
    """What the operator should know about it; empty if it is just what they named."""


def choose_script(session: Session, name: Named | None, campaign: str | None, *, update: bool = False) -> Choice:
    """The script for a run of a campaign. Once begun, a campaign keeps to its script, whatever has become of the file or is live.

    Args:
        session: of the store.
        name: what the operator named; None: what the campaign began with.
        campaign: its name; None for a new one.
        update: the operator wants what they named as it is now, also if the campaign began with another version.

    Raises:
        UnknownVersion: there is no such script or version, or none was named for a new campaign.
        CampaignConflict: the campaign runs another script altogether.
    """
    began = pin_of(session, campaign) if campaign else None
    given = find_script(session, name) if name else None
    if began is None:
        if given is None:
            raise UnknownVersion(
                f"there is no campaign {campaign!r} yet: name its script with --script, or `script:` in its plan"
                if campaign
                else "no --script"
            )
        return Choice(given.pin, given.content)
    if given and given.pin.script_id != began.script_id:
        raise CampaignConflict(
            f"campaign {campaign!r} runs script {began.script_id!r}, not {given.pin.script_id!r}: choose another --campaign name"
        )
    content = kept(session, began)
    if given and (given.pin.content_hash == began.content_hash or content is None or update or _is_exact(name)):
        return _switched(campaign, began, given)
    if content is None:
        raise UnknownVersion(f"campaign {campaign!r} began before scripts were kept: {_NAME_IT}")
    return Choice(began, content, _stays(campaign, began, name, given) if given else "")


def _is_exact(name: Named | None) -> bool:
    """It names one content for good, so it can only be meant as it is said."""
    return isinstance(name, Numbered | Hashed)


def _switched(campaign: str | None, began: Pin, given: Found) -> Choice:
    if given.pin.content_hash == began.content_hash:
        return Choice(began, given.content)
    note = f"campaign {campaign!r} began with {began.label} and goes on with {given.pin.label}"
    return Choice(given.pin, given.content, note)


def _stays(campaign: str | None, began: Pin, name: Named | None, given: Found) -> str:
    match name:
        case Draft(path=path):
            change = f"{path} has changed since"
        case Live():
            change = f"{given.pin.label} is live now, but"
        case _:
            raise AssertionError("an exact name is followed")
    return f"{change} campaign {campaign!r} began with {began.label}: it goes on with that; --update-script takes the new one"
