"""Errors whose message tells the user what is wrong; anything else is a bug and shows its traceback."""

from __future__ import annotations

from typing import Final

from engine.call.worker.process import WorkerStartFailed
from engine.campaign.contact.packs import PolicyError
from engine.campaign.lists.importing import NotAllAccepted
from engine.campaign.lists.problems import LeadsError
from engine.campaign.plan.loader import PlanError
from engine.dialog.problems import ScriptError
from engine.launch.errands import UnservedErrand
from engine.launch.trunks import TrunkError
from engine.plotting import PlotsUnavailable
from engine.rehearsal.cases.reading import CasesError
from engine.segments.grammar import FilterError
from engine.settings import SettingsError
from engine.speech.api import SpeechUnavailable
from engine.store.errors import StoreError

EXPLAINED: Final = (
    SettingsError,
    ScriptError,
    CasesError,
    FilterError,
    LeadsError,
    NotAllAccepted,
    PlanError,
    PolicyError,
    TrunkError,
    UnservedErrand,
    StoreError,
    SpeechUnavailable,
    WorkerStartFailed,
    PlotsUnavailable,
    OSError,
)
