"""How long models take to load, in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.speech.models import Model

log = logging.getLogger(__name__)


@contextmanager
def logged(model: Model) -> Iterator[None]:
    """Logs the loading of a model that happens inside."""
    started_s = time.monotonic()
    yield
    took_ms = round((time.monotonic() - started_s) * 1000)
    facts = {"model": model.name, "kind": model.kind, "engine": model.engine, "took_ms": took_ms}
    log.info("model loaded", extra={"action": "model_loaded", **facts})
