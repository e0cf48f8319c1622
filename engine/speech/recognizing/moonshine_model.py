"""The files of a Moonshine model as its package has them, made ready for onnxruntime.

The package's graphs are in onnxruntime's own format, which is run as it stands: it unpacks all 8-bit weights anew for every token,
which takes three quarters of the time. Written back as ONNX, onnxruntime unpacks them once, when it loads them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

import onnx
import onnxruntime

from engine.speech.checksums import ModelDamaged

_MORE: Final = 0x80
"""In the first byte of a token's length: a second one follows, for the higher bits."""


def load_session(path: Path) -> onnxruntime.InferenceSession:
    """Loads a graph, on one thread of the CPU: as many calls may run it at the same time as there are threads.

    Raises:
        ModelDamaged: it is none that onnxruntime can run.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(_as_onnx(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no common base
        raise ModelDamaged(f"{path} cannot be run: {error}") from error


def read_tokens(path: Path) -> list[bytes]:
    """What each token stands for, by its number. `▁` is a space.

    Raises:
        ModelDamaged: the file ends within a token.
    """
    data, tokens, at = path.read_bytes(), [], 0
    while at < len(data):
        length, at = data[at], at + 1
        if length & _MORE and at < len(data):
            length, at = length - _MORE + data[at] * _MORE, at + 1
        if at + length > len(data):
            raise ModelDamaged(f"{path} ends within a token")
        tokens.append(data[at : at + length])
        at += length
    return tokens


def _as_onnx(path: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "model.onnx"
        options: Any = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.optimized_model_filepath = str(written)
        options.add_session_config_entry("session.save_model_format", "ONNX")
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        model = onnx.load(written)
    _name_branches(model.graph)
    ready: bytes = model.SerializeToString()
    return ready


def _name_branches(graph: onnx.GraphProto) -> None:
    """Onnxruntime's format has no names for the branches of an `If`, without which it does not read them as ONNX."""
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                attribute.g.name = attribute.name
