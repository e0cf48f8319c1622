"""Who gets which arm. Pure, and the same in every process and version: what decides is a hash of stated bytes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Final

_STEPS: Final = 2**64


def arm_for(person: str, experiment: str, shares: Mapping[str, float]) -> str:
    """The arm of a person; each arm gets its share of all people.

    Weighted rendezvous hashing (Thaler and Ravishankar, 1998; Schindelhauer and Schomaker, 2005): for each arm a number u in (0, 1)
    is made of SHA-256 over `experiment, arm, person` in UTF-8 with line feeds between, its first 8 bytes read as a big-endian
    number; the largest `share / -log(u)` wins. The order of the arms does not matter, and an arm that comes or goes moves nobody
    between the others.

    Args:
        person: what tells people apart, over all campaigns.
        experiment: its name; another experiment shuffles people anew.
        shares: of people, by arm; need not add up to 1. An arm of 0 gets nobody.

    Raises:
        ValueError: no share is above 0.
    """
    ranks = {arm: share / -math.log(_unit(f"{experiment}\n{arm}\n{person}")) for arm, share in shares.items() if share > 0}
    if not ranks:
        raise ValueError(f"the experiment {experiment!r} has no arm with a share above 0")
    return max(ranks, key=lambda arm: ranks[arm])


def _unit(text: str) -> float:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return min((number + 0.5) / _STEPS, 1.0 - 2**-53)
