"""The speech server process: `python -m engine.speech.server.main`, started by `engine.speech.server.supervised`.

```
stdin:  one line of JSON (ServerConfig), then nothing; its end is the order to stop
stdout: one line, READY, when the models are loaded and the socket listens
stderr: log lines; if the server cannot start, the last one says why and the exit status is 1
socket: messages of engine.speech.server.messages, any number of clients
```
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from engine.settings import SpeechSection
from engine.speech.api import SpeechUnavailable
from engine.speech.models import ModelStore
from engine.speech.server.plan import make_plan

log = logging.getLogger(__name__)

READY: Final = "speech server ready"
_NICENESS: Final = 5
"""The call workers' media threads go first: a late frame is heard at once, a late transcript hardly."""
_SYNTHESIS_THREADS: Final = 2
"""One may be busy with prompts of the background while a person waits for a sentence."""


class ServerConfig(BaseModel):
    """What the server is told on stdin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    socket_path: Path
    cache_dir: Path
    speech: SpeechSection
    voices: tuple[str, ...] = ()
    """Loaded before the server is ready; others when they are first used."""
    languages: tuple[str, ...] = ()
    """ISO 639-1; their recognizers and encoders are loaded before the server is ready, others when they are first used."""


def main() -> int:
    """Runs the server until stdin closes. Returns the exit status."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    os.nice(_NICENESS)
    # Ctrl-C reaches the whole process group, but the engine decides when its calls no longer need speech.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library may think it lacks, nothing is fetched from the network while calls run.
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
    config = ServerConfig.model_validate_json(sys.stdin.readline())
    try:
        asyncio.run(run(config))
    except (SpeechUnavailable, OSError) as error:
        print(f"{type(error).__name__}: {' '.join(str(error).split())}", file=sys.stderr, flush=True)  # noqa: T201  # the protocol above
        return 1
    return 0


async def run(config: ServerConfig) -> None:
    """Loads the models, serves clients, returns when stdin closes.

    Raises:
        SpeechUnavailable: a model or device cannot be had.
        OSError: the socket cannot be made.
    """
    store = ModelStore(config.cache_dir)
    plan = make_plan(config.speech, store, config.voices, config.languages)
    # Imported once the plan is sound: these pull in CTranslate2 and onnxruntime, which takes seconds.
    from engine.speech.server.lane import Lane
    from engine.speech.server.loading import load
    from engine.speech.server.service import Clients, Lanes

    speech = config.speech
    models = load(plan, store, speech)
    async with AsyncExitStack() as stack:
        lanes = Lanes(
            transcription=await stack.enter_async_context(Lane("transcription", speech.whisper_workers)),
            synthesis=await stack.enter_async_context(Lane("synthesis", _SYNTHESIS_THREADS)),
            encoding=await stack.enter_async_context(Lane("encoding", 1)),
        )

        clients = await stack.enter_async_context(Clients(models, lanes))
        server = await asyncio.start_unix_server(clients.accept, sock=_listening(config.socket_path))
        stack.callback(server.close)
        print(READY, flush=True)  # noqa: T201  # the protocol above
        await _stdin_closed()


def _listening(path: Path) -> socket.socket:
    """A listening socket at `path`; the one a killed predecessor left there is replaced."""
    path.unlink(missing_ok=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.bind(str(path))
    path.chmod(0o600)
    return sock


async def _stdin_closed() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


if __name__ == "__main__":
    sys.exit(main())
