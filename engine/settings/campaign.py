"""What campaigns do unless their plans say otherwise."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from engine.settings.section import Section


class CampaignSection(Section):
    """How a list is worked through."""

    failures_in_a_row: int = Field(default=10, ge=0, description="so many calls that fail by our own fault stop the run; 0: never")
    policy: str = Field(
        default="by_number", description="of plans that name none: a pack's id, by_number, or none (laboratories only)"
    )
    policies: Path | None = Field(default=None, description="folder of packs of your own; they replace shipped ones of the same id")
    recordings: Path | None = Field(
        default=None, description="folder in which calls are recorded, unless a plan says otherwise; none: they are not"
    )
