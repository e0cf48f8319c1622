"""What all parts of the settings have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the settings: it never changes, and a field that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
