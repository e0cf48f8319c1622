"""Errors whose text is for the people in front of the console: they say what is wrong and what to do."""

from __future__ import annotations

from typing import Final

from engine.campaign.contact.packs import PolicyError
from engine.campaign.lists.importing import NotAllAccepted
from engine.campaign.lists.problems import LeadsError
from engine.campaign.plan.loader import PlanError
from engine.dialog.problems import ScriptError
from engine.launch.errands import UnservedErrand
from engine.launch.trunks import TrunkError
from engine.publishing.publish import RehearsalFailed
from engine.rehearsal.cases.reading import CasesError
from engine.speech.api import SpeechUnavailable
from engine.store.errors import StoreError
from engine.web.access import TooManyNumbers

REFUSALS: Final = (
    PlanError,
    PolicyError,
    ScriptError,
    CasesError,
    LeadsError,
    NotAllAccepted,
    TrunkError,
    UnservedErrand,
    RehearsalFailed,
    SpeechUnavailable,
    StoreError,
    TooManyNumbers,
)
