"""A look at an uploaded list in a process of its own: see `preview_worker`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.confined.parent import Bounds, Overstepped, confined
from engine.web.console.lists.preview import Preview
from engine.web.console.lists.preview_worker import Look, Looked
from engine.web.console.lists.uploads import Upload
from engine.web.importing import ListRefused, too_much

BOUNDS: Final = Bounds(memory_bytes=2 << 30, cpu_s=60, wall_s=120.0)


def looked_at(upload: Upload, mapping: Mapping[str, str], region: str) -> Preview:
    """The beginning of an upload as it would be imported; see `preview`.

    Raises:
        ListRefused: it cannot be read, or not within `BOUNDS`.
    """
    look = Look(path=str(upload.path), mapping=dict(mapping), region=region)
    try:
        looked = confined("engine.web.console.lists.preview_worker", look, Looked, BOUNDS)
    except Overstepped as error:
        raise ListRefused(too_much(upload.name, error)) from error
    if looked.found is None:
        raise ListRefused(looked.problem)
    return looked.found
