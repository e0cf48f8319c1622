"""Free ports for processes that share a machine."""

from __future__ import annotations

import socket


def free_udp_port() -> int:
    """An even UDP port that is free now, as the start of an RTP range: pjsua2 skips ports that are taken since."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return min(port & ~1, 65000)
