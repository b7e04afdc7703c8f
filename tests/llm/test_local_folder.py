"""Which folders are models, which are not, and that nothing is downloaded or run to find out."""

import json
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.llm.chat import open_llm
from carnet.llm.local_folder import LocalFolder, read_place

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("xgrammar")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 64)
    return tmp_path


def refused(uri: str) -> str:
    with pytest.raises(CarnetError) as failed:
        open_llm(uri)
    assert failed.value.remedy
    return str(failed.value)


def test_settings_of_the_uri(folder: Path) -> None:
    read = read_place(f"transformers:{folder}?device=cuda:1&dtype=bfloat16&batch=4")
    assert read == LocalFolder(str(folder), 16, "cuda:1", "bfloat16", 4)
    assert read.device_and_dtype() == ("cuda:1", "bfloat16")


def test_a_folder_whose_name_has_a_question_mark(folder: Path) -> None:
    odd = folder.rename(folder.parent / "modele?bits=4")
    assert read_place(f"transformers:{odd}").bits == 16


@pytest.mark.parametrize("query", ["bits=3", "bits=quatre", "device=tpu", "dtype=int8", "batch=-1", "x=1", "bits"])
def test_settings_that_are_none(folder: Path, query: str) -> None:
    assert "bits=4|8|16" in refused(f"transformers:{folder}?{query}")


def test_no_folder(tmp_path: Path) -> None:
    assert str(tmp_path / "absent") in refused(f"transformers:{tmp_path / 'absent'}")


def test_a_name_of_the_hub_is_refused_unless_the_site_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARNET_LLM_DOWNLOAD", raising=False)
    assert "CARNET_LLM_DOWNLOAD=1" in refused("transformers:mistralai/Mistral-7B-Instruct")
    monkeypatch.setenv("CARNET_LLM_DOWNLOAD", "1")
    assert read_place("transformers:mistralai/Mistral-7B-Instruct").download  # nothing is fetched yet


def test_no_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()
    assert "config.json" in refused(f"transformers:{folder}")


def test_pickled_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert "safetensors" in refused(f"transformers:{folder}")


def test_no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    assert "safetensors" in refused(f"transformers:{folder}")


@pytest.mark.parametrize("bits", [4, 8])
def test_few_bits_without_the_hardware(folder: Path, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from carnet.compute.devices import gpu_name

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    gpu_name.cache_clear()
    assert "bitsandbytes" in refused(f"transformers:{folder}?bits={bits}")
    monkeypatch.undo()
    gpu_name.cache_clear()


@pytest.mark.parametrize(
    "config", ["not json", '{"model_type": "llama"}', '{"model_type": "unknown", "auto_map": {"AutoConfig": "evil.C"}}']
)
def test_a_folder_that_cannot_be_loaded_is_told_and_runs_no_code(folder: Path, config: str) -> None:
    (folder / "config.json").write_text(config)
    (folder / "evil.py").write_text(f"open({str(folder / 'ran')!r}, 'w')\nclass C: pass\n")
    with pytest.raises(CarnetError) as failed:
        open_llm(f"transformers:{folder}").complete("Mme Martin")
    assert str(folder) in str(failed.value) and "Martin" not in str(failed.value)
    assert not (folder / "ran").exists()


def test_the_digest_follows_configuration_and_weights(folder: Path) -> None:
    place = LocalFolder(str(folder))
    seen = {place.digest()}
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": 2}))
    seen.add(place.digest())
    large = bytearray(5_000_000)
    (folder / "model.safetensors").write_bytes(large)
    seen.add(place.digest())
    large[-1] = 1
    (folder / "model.safetensors").write_bytes(large)
    seen.add(place.digest())
    (folder / "README.md").write_text("words change nothing")
    assert len(seen) == 4 and place.digest() in seen
