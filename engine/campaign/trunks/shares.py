"""What each trunk of a plan bears, and how the workers are shared out among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from engine.campaign.plan.schema import Trunk
from engine.campaign.trunks.board import TrunkLimits


def trunk_limits(trunks: Sequence[Trunk], addresses: Sequence[str], lines: int) -> tuple[TrunkLimits, ...]:
    """The limits of a campaign's trunks.

    Args:
        trunks: of the plan.
        addresses: their gateways' addresses in the one way in which they are written into the records.
        lines: most calls of the campaign at a time; a trunk without a limit of its own bears an even share.

    Raises:
        ValueError: a gateway is named twice.
    """
    twice = [address for index, address in enumerate(addresses) if address in addresses[:index]]
    if twice:
        raise ValueError(f"trunk {twice[0]} is named twice: its calls would be counted apart")
    share = -(-lines // len(trunks))
    return tuple(
        TrunkLimits(address, min(trunk.concurrency or share, lines), trunk.calls_per_second)
        for trunk, address in zip(trunks, addresses, strict=True)
    )


def trunk_of_each_worker(limits: Sequence[TrunkLimits], lines_per_worker: int) -> tuple[str, ...]:
    """A trunk for each worker, so that every trunk has workers for all the calls that it bears."""
    return tuple(trunk.trunk for trunk in limits for _ in range(-(-trunk.concurrency // lines_per_worker)))
