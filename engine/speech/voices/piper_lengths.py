"""Piper models with a say in the length of each phoneme.

A VITS model as Piper exports it (Kim et al. 2021, "Conditional Variational Autoencoder with Adversarial Learning for End-to-End
Text-to-Speech") predicts a duration for every phoneme, multiplies all of them by one `length_scale`, and rounds up. Here that one
factor becomes a row of them, and the rounded durations become an output, in memory and without touching the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import onnx

LENGTHS: Final = "phoneme_lengths"
"""The new input: float32 [1, 1, phonemes], factors of the predicted durations."""


def with_phoneme_lengths(path: Path) -> bytes | None:
    """The model in `path` with the input `LENGTHS`, and the frames of each phoneme as its last output.

    None if it is built otherwise.
    """
    model = onnx.load(str(path))
    graph = model.graph
    makers = {output: node for node in graph.node for output in node.output}
    ceils = [node for node in graph.node if node.op_type == "Ceil"]
    if len(ceils) != 1 or (product := makers.get(ceils[0].input[0])) is None or product.op_type != "Mul":
        return None
    scalar = [index for index, name in enumerate(product.input) if _comes_from(name, "scales", makers)]
    if len(scalar) != 1:
        return None
    product.input[scalar[0]] = LENGTHS
    graph.input.append(onnx.helper.make_tensor_value_info(LENGTHS, onnx.TensorProto.FLOAT, [1, 1, "phonemes"]))
    frames = onnx.ValueInfoProto()
    frames.name = ceils[0].output[0]
    graph.output.append(frames)
    return bytes(model.SerializeToString())


def _comes_from(name: str, source: str, makers: dict[str, Any]) -> bool:
    """True if the tensor is `source` picked apart and nothing else."""
    while (node := makers.get(name)) is not None and node.op_type in ("Gather", "Slice", "Squeeze", "Unsqueeze", "Cast"):
        name = node.input[0]
    return name == source
