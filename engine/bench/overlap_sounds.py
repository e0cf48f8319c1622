"""Renders the labelled sounds that barge-in's weights are learned from: `python -m engine.bench.overlap_sounds --out FOLDER`.

One file per source, `espeak.npz flite.npz kokoro.npz human.npz`, as `engine.bench.overlap_training` reads them. What is not
installed is named and left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from engine.bench.overlap_voices import SOURCES, Source


def render(sources: Iterable[Source], folder: Path) -> list[str]:
    """Renders what is installed; gives a line for each source that is not."""
    left_out = []
    for source in sources:
        if wanted := source.missing():
            left_out.append(f"{source.name}: not rendered; first run `{wanted}`")
            continue
        sounds = dict(source.sounds())
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{source.name}.npz").open("wb") as file:
            np.savez(file, allow_pickle=False, **sounds)
        sys.stdout.write(f"{source.name}: {len(sounds)} sounds\n")
    return left_out


def chosen(names: Sequence[str]) -> list[Source]:
    """The sources of these names; all of them if there are none."""
    return [source for source in SOURCES if not names or source.name in names]


def main() -> int:
    """0 if everything asked for was rendered, else 1."""
    parser = argparse.ArgumentParser(prog="python -m engine.bench.overlap_sounds", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the .npz files")
    parser.add_argument("--only", nargs="*", default=[], choices=[source.name for source in SOURCES], help="sources to render")
    arguments = parser.parse_args()
    left_out = render(chosen(arguments.only), arguments.out)
    sys.stderr.writelines(f"{line}\n" for line in left_out)
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
