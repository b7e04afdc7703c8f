"""What a `transformers:PATH` names: a folder with weights in safetensors, checked before anything of it is loaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl

from carnet.compute.devices import gpu_name
from carnet.errors import CarnetError
from carnet.language import _

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_SETTINGS = ("bits", "device", "dtype", "batch")
_DTYPES = ("float32", "float16", "bfloat16")
_SAMPLE = 65_536  # bytes read at each of the places that stand for a file of weights
_PLACES = 16
_DIGESTED = 4_000_000  # bytes of a file that is digested whole


@dataclass(frozen=True)
class LocalFolder:
    """A folder of weights and how to load them. `place` is a path, or a name on the hub where the site allowed it.

    `bits`: 4 or 8 for quantised weights, else 16; `device` (cpu, cuda, cuda:1, mps) and `dtype` where the site chose;
    `batch`: rows generated at a time.
    """

    place: str
    bits: int = 16
    device: str = ""
    dtype: str = ""
    batch: int | None = None
    download: bool = False

    def digest(self) -> str:
        """Twelve digits that change with configuration, tokenizer or weights.

        Large files stand for themselves by size, first bytes (the names and shapes of the weights) and samples.
        """
        digest = hashlib.sha256()
        for path in sorted(Path(self.place).glob("*")) if Path(self.place).is_dir() else []:
            if path.suffix not in (".json", ".safetensors", ".model", ".jinja", ".txt"):
                continue
            size = path.stat().st_size
            digest.update(f"\n{path.name} {size}\n".encode())
            with path.open("rb") as file:
                if size <= _DIGESTED:
                    digest.update(file.read())
                    continue
                for place in range(_PLACES):
                    file.seek(place * (size - _SAMPLE) // (_PLACES - 1))
                    digest.update(file.read(_SAMPLE))
        return digest.hexdigest()[:12]

    def device_and_dtype(self) -> tuple[str, str]:
        """Where and in which numbers the model runs: bfloat16 on a GPU that has it, float32 on a processor."""
        device = self.device
        if not device:
            device = "cpu"
            if gpu_name() or sys.platform == "darwin":
                import torch

                device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        if self.dtype:
            return device, self.dtype
        if device.startswith("cuda"):
            import torch

            return device, "bfloat16" if torch.cuda.is_bf16_supported() else "float16"
        return device, "float16" if device == "mps" else "float32"


def read_place(uri: str) -> LocalFolder:
    """The folder that `transformers:PATH[?bits=4&device=cuda:1&dtype=bfloat16&batch=8]` names.

    Raises:
        CarnetError: no folder, no safetensors in it, a hub name where downloads are not allowed, settings that are
            none, 4 or 8 bits without bitsandbytes and a GPU, or the `llm` extra is not installed.
    """
    place = uri.partition(":")[2]
    settings: dict[str, str] = {}
    if not Path(place).is_dir() and "?" in place:
        place, _mark, query = place.rpartition("?")
        settings = dict(parse_qsl(query, keep_blank_values=True))
    place = str(Path(place).expanduser()) if place.startswith("~") else place
    folder = _settled(place, settings)
    if not Path(place).is_dir():
        folder = _from_hub(folder)
    else:
        _check_files(Path(place))
    for library in ("torch", "transformers", "xgrammar"):
        if find_spec(library) is None:
            raise CarnetError(
                _("A local model needs torch, transformers and xgrammar, which are not all installed."),
                _("pip install 'carnet[llm]'"),
            )
    if folder.bits < 16 and (not gpu_name() or not all(map(find_spec, ("bitsandbytes", "accelerate")))):
        raise CarnetError(
            _("Weights of {bits} bits need an NVIDIA GPU, bitsandbytes and accelerate, which are not all here.").format(
                bits=folder.bits
            ),
            _("Leave out ?bits=…, or pip install bitsandbytes accelerate on a machine with a GPU."),
        )
    return folder


def _settled(place: str, settings: dict[str, str]) -> LocalFolder:
    bits, batch = settings.get("bits", "16"), settings.get("batch", "0")
    right = (
        set(settings) <= set(_SETTINGS)
        and bits in ("4", "8", "16")
        and batch.isdecimal()
        and settings.get("dtype", "float32") in _DTYPES
        and re.fullmatch(r"(cpu|mps|cuda(:\d+)?)?", settings.get("device", ""))
    )
    if not right:
        raise CarnetError(
            _("These settings of a local model are not known: {settings}.").format(settings=", ".join(settings)),
            _("Known: bits=4|8|16, device=cpu|cuda|cuda:1|mps, dtype=float32|float16|bfloat16, batch=8."),
        )
    return LocalFolder(place, int(bits), settings.get("device", ""), settings.get("dtype", ""), int(batch) or None)


def _from_hub(folder: LocalFolder) -> LocalFolder:
    if not _HUB_NAME.fullmatch(folder.place):
        raise CarnetError(
            _("There is no folder {path}.").format(path=folder.place),
            _("Write transformers: and the folder that holds the model’s config.json and *.safetensors."),
        )
    if os.environ.get("CARNET_LLM_DOWNLOAD") != "1":
        raise CarnetError(
            _("{name} is not a folder here, and nothing is downloaded unless the site says so.").format(
                name=folder.place
            ),
            _("Name a local folder, or set CARNET_LLM_DOWNLOAD=1 to let it come from the Hugging Face hub."),
        )
    return LocalFolder(folder.place, folder.bits, folder.device, folder.dtype, folder.batch, download=True)


def _check_files(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        raise CarnetError(
            _("The folder {path} holds no model: it has no config.json.").format(path=folder),
            _("Write transformers: and the folder that holds the model’s config.json and *.safetensors."),
        )
    if not list(folder.glob("*.safetensors")):
        pickled = [*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pth")]
        raise CarnetError(
            _("The weights in {path} are pickles, which can run programs when they are read.").format(path=folder)
            if pickled
            else _("The folder {path} holds no weights.").format(path=folder),
            _("Only safetensors are loaded: take that version of the model, or convert it where you trust it."),
        )
    try:
        json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except ValueError:
        raise CarnetError(
            _("The configuration of the model in {folder} cannot be read.").format(folder=folder),
            _("Copy config.json from the model again."),
        ) from None
