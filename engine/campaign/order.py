"""What an operator wants done: a plan, and what belongs to this run of it only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.campaign.plan.loader import PlanFile, written
from engine.campaign.plan.schema import CallerId, CampaignPlan, Team, Trunk


@dataclass(frozen=True, slots=True)
class CampaignOrder:
    """A campaign to be begun or gone on with."""

    file: PlanFile
    encoding: str | None = None
    """Of the plan's lists; None: told from the files."""
    recordings: Path | None = None
    """Where calls are recorded; None: as plan and settings say."""
    update_script: bool = False
    """A campaign that is resumed runs the script as it is now, not the one it began with."""
    reveals: bool = True
    """Who orders it may see whole telephone numbers: its filters may ask for parts of them."""

    @property
    def plan(self) -> CampaignPlan:
        return self.file.plan


def short_order(
    leads: Path,
    *,
    trunks: Sequence[str],
    lines: int,
    script: str | None = None,
    campaign: str | None = None,
    policy: str | None = None,
    team: Team | None = None,
    caller_id: str | None = None,
    encoding: str | None = None,
    recordings: Path | None = None,
    update_script: bool = False,
) -> CampaignOrder:
    """The order without a plan's file: one list, called through now, each lead once.

    Args:
        leads: the list.
        trunks: addresses of the trunk's gateways.
        lines: most calls at a time.
        script: as in a plan; None: what the campaign began with.
        campaign: name to resume by; None makes a new campaign.
        policy: as in a plan.
        team: as in a plan.
        caller_id: number shown to the called.
        encoding: see `CampaignOrder`; so the rest.
        recordings: where to.
        update_script: whether to.
    """
    plan = CampaignPlan(
        name=campaign or f"{leads.stem} {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
        script=script,
        lists=(str(leads),),
        lines=lines,
        policy=policy,
        team=team,
        callbacks=0,
        trunks=tuple(Trunk(address=address) for address in trunks),
        caller_ids=(CallerId(number=caller_id),) if caller_id else (),
    )
    return CampaignOrder(written(plan), encoding, recordings, update_script)
