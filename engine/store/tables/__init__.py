"""The tables. Times named `*_at` are Unix seconds as in `CallEvent.at`; `*_ms` count from the start of the conversation."""

from engine.store.tables.access import Account, AccountSession, ApiToken, AuditEntry, PasswordTries
from engine.store.tables.base import (
    AgentDevice,
    AgentState,
    Base,
    CampaignState,
    Channel,
    DeliveryState,
    LeadState,
    MessageState,
    PreviewDecision,
    ReleaseKind,
    Speaker,
)
from engine.store.tables.calls import Callback, CallNote, Delivery, TextMessage, Turn
from engine.store.tables.campaigns import Attempt, Campaign, EngineLease, Lead, Refusal
from engine.store.tables.events import CustomerEvent, InboundRequest, ShortLink
from engine.store.tables.experiments import ArmAssignment, ExperimentEnd
from engine.store.tables.floor import Agent, AgentShift, Handover
from engine.store.tables.people import (
    CampaignExclusion,
    Consent,
    ContactList,
    Customer,
    CustomerTag,
    DoNotCall,
    DoNotCallRemoval,
    ListImport,
    ListMember,
)
from engine.store.tables.previews import Preview
from engine.store.tables.scores import ScoreModel
from engine.store.tables.scripts import Blob, PublishedScript, ScriptContent, ScriptFile, ScriptRelease, ScriptVersion
from engine.store.tables.segments import Segment
from engine.store.tables.served import ServedCampaign

__all__ = [
    "Account",
    "AccountSession",
    "Agent",
    "AgentDevice",
    "AgentShift",
    "AgentState",
    "ApiToken",
    "ArmAssignment",
    "Attempt",
    "AuditEntry",
    "Base",
    "Blob",
    "CallNote",
    "Callback",
    "Campaign",
    "CampaignExclusion",
    "CampaignState",
    "Channel",
    "Consent",
    "ContactList",
    "Customer",
    "CustomerEvent",
    "CustomerTag",
    "Delivery",
    "DeliveryState",
    "DoNotCall",
    "DoNotCallRemoval",
    "EngineLease",
    "ExperimentEnd",
    "Handover",
    "InboundRequest",
    "Lead",
    "LeadState",
    "ListImport",
    "ListMember",
    "MessageState",
    "PasswordTries",
    "Preview",
    "PreviewDecision",
    "PublishedScript",
    "Refusal",
    "ReleaseKind",
    "ScoreModel",
    "ScriptContent",
    "ScriptFile",
    "ScriptRelease",
    "ScriptVersion",
    "Segment",
    "ServedCampaign",
    "ShortLink",
    "Speaker",
    "TextMessage",
    "Turn",
]
