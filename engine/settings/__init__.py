"""Typed settings of the engine: loaded once from a file and the environment, passed down, never a global.

Sources, later ones win: the defaults below, a YAML file (`--config`), environment variables `CALLWRIGHT_SECTION__NAME`, the
command line. Secrets (the SIP password) are taken from the environment only.
"""

from engine.settings.campaign import CampaignSection
from engine.settings.conversation import AnsweringSection, ConversationSection
from engine.settings.everything import Settings
from engine.settings.lines import TrunkSection, WorkerSection
from engine.settings.loading import SettingsError, load_settings
from engine.settings.messaging import SmsSection
from engine.settings.speech import Device, SpeechSection
from engine.settings.systems import ReceiverRequest, ReceiverSection, TracesSection, WebhooksSection, WritebackSection
from engine.settings.web import WebSection

__all__ = [
    "AnsweringSection",
    "CampaignSection",
    "ConversationSection",
    "Device",
    "ReceiverRequest",
    "ReceiverSection",
    "Settings",
    "SettingsError",
    "SmsSection",
    "SpeechSection",
    "TracesSection",
    "TrunkSection",
    "WebSection",
    "WebhooksSection",
    "WorkerSection",
    "WritebackSection",
    "load_settings",
]
