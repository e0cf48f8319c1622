"""All settings."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field

from engine.settings.campaign import CampaignSection
from engine.settings.conversation import AnsweringSection, ConversationSection
from engine.settings.lines import TrunkSection, WorkerSection
from engine.settings.messaging import SmsSection
from engine.settings.section import Section
from engine.settings.speech import SpeechSection
from engine.settings.systems import TracesSection, WebhooksSection, WritebackSection
from engine.settings.web import WebSection


def _default_cache_dir() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "callwright"


class Settings(Section):
    """Everything the engine can be told."""

    database_url: str = Field(default="sqlite:///var/callwright.db", description="SQLAlchemy URL")
    cache_dir: Path = Field(default_factory=_default_cache_dir, description="joined models and synthesized prompts")
    default_region: str = Field(default="US", description="ISO 3166 region of numbers written without +")
    trunk: TrunkSection = TrunkSection()
    worker: WorkerSection = WorkerSection()
    speech: SpeechSection = SpeechSection()
    conversation: ConversationSection = ConversationSection()
    answering: AnsweringSection = AnsweringSection()
    webhooks: WebhooksSection = WebhooksSection()
    sms: SmsSection = SmsSection()
    writeback: WritebackSection = WritebackSection()
    campaign: CampaignSection = CampaignSection()
    web: WebSection = WebSection()
    traces: TracesSection = TracesSection()
