"""What can go wrong with the store.

StoreError
├── Unknown: there is nothing of this name or id
│   ├── UnknownAttempt     an event names an attempt that was never written
│   ├── UnknownDelivery    no such write-back was ever queued
│   ├── UnknownMessage     no such text message was ever promised
│   ├── UnknownVersion     no such version of a script was published
│   ├── UnknownCampaign    no campaign has this name
│   ├── UnknownList        no list of this name was imported
│   ├── UnknownSegment     no segment of this name was saved
│   ├── UnknownAgent       no agent of this name was added
│   ├── UnknownAccount     no account has this name
│   ├── UnknownToken       no API token of this id was made
│   ├── UnknownExperiment  no plan has an experiment of this name
│   └── UnknownCustomer    nobody is known by this
├── StoreAway              the database's server does not answer
├── Conflict: it cannot be, as things are
│   ├── StoreBusy          another engine owns the database
│   ├── MessageConflict    a text message cannot be sent again
│   ├── CampaignConflict   a campaign of this name exists and is another one
│   ├── SegmentConflict    a segment cannot be saved so
│   ├── AgentConflict      an agent cannot be removed
│   ├── AccountConflict    an account cannot be added or changed so
│   ├── ErasureConflict    a person cannot be erased now
│   ├── NothingOffered     an agent decides about a lead that they were not offered
│   └── NoScores           no model was trained that could tell whom to call first
└── TakenForDead       other engines on this database settled this one's calls
"""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot do what was asked; nothing of it was written. The message says why and what to do."""


class StoreAway(StoreError):
    """The database's server does not answer. Whether what it was told last was written, nobody knows; nothing else was."""


class Unknown(StoreError):
    """There is nothing of this name or id."""


class Conflict(StoreError):
    """What was asked cannot be, as things are; later it may."""


class UnknownAttempt(Unknown):
    """An event names an attempt that was never written."""


class UnknownDelivery(Unknown):
    """No write-back of this id was ever queued."""


class UnknownMessage(Unknown):
    """No text message of this id was ever promised."""


class MessageConflict(Conflict):
    """A text message cannot be sent again: the gateway has it, or nobody is left to send it to."""


class UnknownVersion(Unknown):
    """No such version of a script was published."""


class UnknownCampaign(Unknown):
    """No campaign has this name."""


class UnknownList(Unknown):
    """No list of this name was imported."""


class UnknownSegment(Unknown):
    """No segment of this name was saved."""


class UnknownAgent(Unknown):
    """No agent of this name was added."""


class UnknownAccount(Unknown):
    """No account has this name."""


class UnknownToken(Unknown):
    """No API token of this id was made, or it is somebody else's."""


class UnknownExperiment(Unknown):
    """No plan has an experiment of this name."""


class UnknownCustomer(Unknown):
    """Nobody is known by this number or id."""


class StoreBusy(Conflict):
    """Another engine owns the database; two would settle each other's calls."""


class CampaignConflict(Conflict):
    """A campaign of this name exists and belongs to another script."""


class SegmentConflict(Conflict):
    """A segment cannot be saved so: its name is taken, or is none."""


class AgentConflict(Conflict):
    """An agent cannot be removed: the records of calls name them."""


class AccountConflict(Conflict):
    """The name of an account is taken or impossible."""


class ErasureConflict(Conflict):
    """A person cannot be erased while they are on a call."""


class NothingOffered(Conflict):
    """This agent has no lead to decide about."""


class NoScores(Conflict):
    """No model was trained that could tell whom to call first."""


class TakenForDead(StoreError):
    """Other engines on this database heard nothing of this one for too long and settled its calls."""
