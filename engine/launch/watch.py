"""Who watches a run from its first preparation to its end."""

from __future__ import annotations

from engine.call.worker.pool import WorkerPool
from engine.campaign.progress import Progress
from engine.publishing.choice import Choice
from engine.speech.server.supervised import SpeechServerProcess
from engine.store.campaigns import OpenedCampaign


class Watch(Progress):
    """Who watches a run: a campaign's progress, and the preparations before it."""

    def preparing(self, step: str) -> None:
        """What is being done before the first call."""

    def chosen(self, script: Choice) -> None:
        """This is the script that the calls run."""

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """The campaign is in the store; `settled` attempts of an earlier run were closed."""

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """Calls begin."""
