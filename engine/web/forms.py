"""Parts of the forms in which other systems send things. A field that a form does not have is refused by name."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from engine.inbound.once import KEY_MAX

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w-]{0,99}$")]
Value = Annotated[str, StringConstraints(max_length=2000)]
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$", max_length=KEY_MAX)]


class Body(BaseModel):
    """What is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")
