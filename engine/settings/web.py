"""What `callwright serve` offers, and to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.settings.section import Section


class WebSection(Section):
    """`callwright serve`: console, API, and what the outside calls back."""

    host: str = Field(default="127.0.0.1", description="address to listen on; put a proxy that speaks TLS before any other")
    port: int = Field(default=8480, ge=0, lt=65536, description="0: any free port")
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/]+$", description="where people and gateways reach it, e.g. https://calls.example.com"
    )
    session_idle_s: float = Field(default=2 * 3600.0, ge=60, description="a browser without a request for so long is signed out")
    session_max_s: float = Field(default=12 * 3600.0, ge=60, description="every browser is signed out after this")
    metrics: Literal["token", "local"] = Field(
        default="token", description="who may read /metrics: a token with metrics:read, or also whoever asks from this machine"
    )
    events_secret_from: str | None = Field(
        default=None,
        description="name of the environment variable with the secret, whsec_…, of what is posted to /hooks/events",
    )
    scripts_dir: Path = Field(default=Path("dialogs"), description="folder of the scripts that designers edit in the console")
