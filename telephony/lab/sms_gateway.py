"""`python -m telephony.lab.sms_gateway`: a provider of text messages that delivers to nobody, over HTTP and SMPP, until Ctrl-C.

Each message is a line of JSON on standard output. Over SMPP each is reported as delivered; over HTTP nothing is reported.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from contextlib import suppress

from telephony.lab.centre import short_message_centre
from telephony.lab.inbox import text_messages

LOOPBACK = "127.0.0.1"


async def run(http_port: int, smpp_port: int, password: str) -> None:
    """Serves until it is cancelled."""
    async with text_messages(LOOPBACK, http_port) as inbox, short_message_centre(password, smpp_port, LOOPBACK) as centre:
        _say({"gateway": inbox.url, "or": f"smpp://{LOOPBACK}:{centre.port}"})
        inbox.told = centre.told = lambda number, text: _say({"to": number, "text": text})
        await asyncio.Event().wait()


def _say(line: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m telephony.lab.sms_gateway", description="A gateway that delivers to nobody.")
    parser.add_argument("--http-port", type=int, default=0, help="0: any free one")
    parser.add_argument("--smpp-port", type=int, default=0, help="0: any free one")
    parser.add_argument("--password", default="lab", help="of SMPP (default %(default)s)")
    arguments = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(run(arguments.http_port, arguments.smpp_port, arguments.password))
    return 0


if __name__ == "__main__":
    sys.exit(main())
