"""What can go wrong with the store.

StoreError
├── StoreBusy         another engine owns the database
├── UnknownAttempt    an event names an attempt that was never written
├── UnknownDelivery   no such write-back was ever queued
├── UnknownVersion    no such version of a script was published
├── UnknownList       no list of this name was imported
├── UnknownSegment    no segment of this name was saved
├── SegmentConflict   a segment cannot be saved so
├── UnknownAgent      no agent of this name was added
├── AgentConflict     an agent cannot be removed
├── NothingOffered    an agent decides about a lead that they were not offered
├── UnknownAccount    no account has this name
├── AccountConflict   an account cannot be added or changed so
├── UnknownCustomer   nobody is known by this
├── ErasureConflict   a person cannot be erased now
├── UnknownToken      no API token of this id was made
├── TakenForDead      other engines on this database settled this one's calls
├── UnknownCampaign   no campaign has this name
├── UnknownExperiment no plan has an experiment of this name
├── NoScores          no model was trained that could tell whom to call first
└── CampaignConflict  a campaign of this name exists and is another one
"""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot do what was asked; nothing of it was written. The message says why and what to do."""


class StoreBusy(StoreError):
    """Another engine owns the database; two would settle each other's calls."""


class UnknownAttempt(StoreError):
    """An event names an attempt that was never written."""


class UnknownDelivery(StoreError):
    """No write-back of this id was ever queued."""


class UnknownVersion(StoreError):
    """No such version of a script was published."""


class TakenForDead(StoreError):
    """Other engines on this database heard nothing of this one for too long and settled its calls."""


class UnknownCampaign(StoreError):
    """No campaign has this name."""


class CampaignConflict(StoreError):
    """A campaign of this name exists and belongs to another script."""


class UnknownList(StoreError):
    """No list of this name was imported."""


class UnknownSegment(StoreError):
    """No segment of this name was saved."""


class SegmentConflict(StoreError):
    """A segment cannot be saved so: its name is taken, or is none."""


class UnknownAgent(StoreError):
    """No agent of this name was added."""


class NothingOffered(StoreError):
    """This agent has no lead to decide about."""


class AgentConflict(StoreError):
    """An agent cannot be removed: the records of calls name them."""


class UnknownAccount(StoreError):
    """No account has this name."""


class AccountConflict(StoreError):
    """The name of an account is taken or impossible."""


class UnknownToken(StoreError):
    """No API token of this id was made, or it is somebody else's."""


class UnknownExperiment(StoreError):
    """No plan has an experiment of this name."""


class UnknownCustomer(StoreError):
    """Nobody is known by this number or id."""


class ErasureConflict(StoreError):
    """A person cannot be erased while they are on a call."""


class NoScores(StoreError):
    """No model was trained that could tell whom to call first."""
