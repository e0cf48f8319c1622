"""What there is to choose from when a campaign is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.contact.packs import read_packs
from engine.segments import saved
from engine.settings import Settings
from engine.shipped import shipped
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.store.floor import agents
from engine.store.lists import summaries
from engine.store.scripts import versions
from engine.store.tables import Campaign


@dataclass(frozen=True, slots=True)
class Choices:
    """As things are now."""

    scripts: Mapping[str, int]
    """Published ones, each with its live version."""
    lists: Mapping[str, int]
    """Each with its people."""
    segments: tuple[str, ...]
    voices: tuple[str, ...]
    policies: tuple[str, ...]
    agents: tuple[str, ...]
    trunks: str
    """Addresses and numbers shown of the latest campaign: the next one's are mostly the same."""
    caller_ids: str


def choices(session: Session, settings: Settings) -> Choices:
    """Looks around.

    Raises:
        PolicyError: a policy pack cannot be read.
    """
    lives = {script_id: versions.live(session, script_id) for script_id in versions.published_ids(session)}
    own = settings.campaign.policies
    packs = read_packs([shipped("configs") / "policies", *([own] if own else [])])
    latest = session.scalar(select(Campaign.plan).order_by(Campaign.created_at.desc(), Campaign.id.desc()).limit(1)) or {}
    return Choices(
        scripts={script_id: live.number for script_id, live in lives.items() if live},
        lists={one.name: one.members for one in summaries(session)},
        segments=tuple(one.name for one in saved.listed(session)),
        voices=tuple(sorted(ModelStore(settings.cache_dir).catalogue.of_kind(Kind.TTS))),
        policies=tuple(sorted(packs)),
        agents=tuple(agent.name for agent in agents.listed(session)),
        trunks=_each(latest, "trunks", "address"),
        caller_ids=_each(latest, "caller_ids", "number"),
    )


def _each(plan: Mapping[str, Any], name: str, part: str) -> str:
    return ", ".join(str(one[part]) for one in plan.get(name) or ())
