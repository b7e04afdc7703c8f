"""A fine-tuned encoder: a site's transformer over the notes of a stay, and for each code an attention over its tokens.

A stay is cut into windows that the transformer can take; the hidden states of all of them are read together, by one
attention a code (Mullenbach et al., NAACL 2018; in windows: Huang, Tsai & Chen, ClinicalNLP 2022).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.coding.learning.calibration import Calibration, Platt
from carnet.tools.coding.learning.examples import Candidates, raw_text
from carnet.tools.coding.learning.heads import HEADS, among, positions_of
from carnet.tools.coding.learning.model import ModelRefused, refused
from carnet.tools.coding.stay import Stay

FORMAT = 1
TOKENS, WINDOWS = 512, 8  # of a window; windows read of a stay, the first ones
_HEADS, _WEIGHTS = "heads.json", "heads.safetensors"


@cache
def label_attention() -> Any:
    """The class of a head: for each code a query over the hidden states, then a weight and a bias."""
    import torch

    class LabelAttention(torch.nn.Module):
        """Hidden states of a stay (tokens × size) → one logit a code."""

        def __init__(self, codes: int, size: int) -> None:
            super().__init__()
            self.query = torch.nn.Parameter(torch.randn(codes, size) * size**-0.5)
            self.weight = torch.nn.Parameter(torch.randn(codes, size) * size**-0.5)
            self.bias = torch.nn.Parameter(torch.zeros(codes))

        def forward(self, hidden: Any) -> Any:
            attention = torch.softmax(hidden @ self.query.T * hidden.shape[-1] ** -0.5, dim=0)
            return ((attention.T @ hidden) * self.weight).sum(dim=-1) + self.bias

    return LabelAttention


@dataclass
class Encoder:
    """A transformer with its tokenizer and a head for each of PARTAGES' `main`, `mode` and `das`."""

    backbone: Any
    tokenizer: Any
    heads: Any  # torch.nn.ModuleDict
    codes: Mapping[str, tuple[str, ...]]
    platts: Mapping[str, Platt]
    tokens: int

    @classmethod
    def start(cls, folder: Path, codes: Mapping[str, tuple[str, ...]]) -> "Encoder":
        """An encoder of a local transformers folder, with heads that have learnt nothing."""
        import torch

        backbone, tokenizer = load_backbone(folder)
        size = int(backbone.config.hidden_size)
        heads = torch.nn.ModuleDict({name: label_attention()(len(codes[name]), size) for name in HEADS if codes[name]})
        return cls(backbone, tokenizer, heads, dict(codes), {}, _window(backbone, tokenizer))

    def logits(self, text: str) -> dict[str, Any]:
        """One tensor a head, in the order of its codes."""
        import torch

        device = next(self.backbone.parameters()).device
        encoded = self.tokenizer(
            text or " ", truncation=True, max_length=self.tokens, return_overflowing_tokens=True, padding=False
        )["input_ids"][:WINDOWS]
        longest = max(map(len, encoded))
        pad = self.tokenizer.pad_token_id or 0
        ids = torch.tensor([row + [pad] * (longest - len(row)) for row in encoded], device=device)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in encoded], device=device)
        hidden = self.backbone(input_ids=ids, attention_mask=mask).last_hidden_state.float()[mask.bool()]
        return {name: head(hidden) for name, head in self.heads.items()}

    def scores(self, text: str) -> dict[str, dict[str, float]]:
        """{position: {code: probability}} of all the codes learnt, not calibrated."""
        import torch

        with torch.inference_mode():
            found = {
                name: (torch.sigmoid(values) if name == "das" else torch.softmax(values, dim=0)).tolist()
                for name, values in self.logits(text).items()
            }
        return positions_of({name: dict(zip(self.codes[name], values, strict=True)) for name, values in found.items()})

    def save(self, folder: Path) -> None:
        """Write the transformer and the heads as safetensors, the codes as JSON."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        self.backbone.to("cpu").save_pretrained(folder, safe_serialization=True)
        self.tokenizer.save_pretrained(folder)
        save_file(
            {name: one.detach().cpu().contiguous() for name, one in self.heads.state_dict().items()}, folder / _WEIGHTS
        )
        told = {
            "format": FORMAT,
            "codes": {name: list(codes) for name, codes in self.codes.items()},
            "calibration": Calibration(self.platts).plain(),
            "digest": _digest(folder),
        }
        (folder / _HEADS).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """The encoder that `save` wrote. Nothing that the folder holds is run; a damaged one is refused."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        if not (folder / _HEADS).is_file():
            raise ModelRefused(
                _("There is no encoder in {folder}.").format(folder=folder),
                _("Give a folder that carnet learn code wrote."),
            )
        try:
            told = json.loads((folder / _HEADS).read_text(encoding="utf-8"))
            if told["format"] != FORMAT or told["digest"] != _digest(folder):
                raise refused(folder)
            encoder = cls.start(folder, {name: tuple(map(str, told["codes"][name])) for name in HEADS})
            encoder.heads.load_state_dict(load_file(folder / _WEIGHTS))
            encoder.platts = Calibration.of(told["calibration"]).positions
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
            if isinstance(error, CarnetError):
                raise
            raise refused(folder) from error
        encoder.backbone.eval()
        encoder.heads.eval()
        return encoder


@dataclass(frozen=True)
class EncoderRanker:
    """The encoder of a site as a ranker."""

    encoder: Encoder
    fingerprint: str

    @classmethod
    def open(cls, folder: Path) -> "EncoderRanker":
        """The ranker of a folder that `Encoder.save` wrote. Raises ModelRefused."""
        encoder = Encoder.load(folder)
        told = json.dumps({name: asdict(one) for name, one in encoder.platts.items()}, sort_keys=True)
        digest = hashlib.sha256((_digest(folder) + told).encode()).hexdigest()[:12]
        return cls(encoder, f"encoder:{digest}")

    def scores(self, stay: Stay, candidates: Candidates) -> dict[str, dict[str, float]]:
        """The calibrated probabilities of the candidates that the encoder learnt."""
        return among(self.encoder.scores(raw_text(stay.notes)), candidates, self.encoder.platts)


def load_backbone(folder: Path) -> tuple[Any, Any]:
    """The transformer and the tokenizer of a local folder: safetensors only, none of its code is run, nothing is
    downloaded. Raises ModelRefused."""
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise ModelRefused(
            _("There is no encoder in {folder}.").format(folder=folder),
            _("Give the folder that holds its config.json, its tokenizer and its model.safetensors."),
        )
    try:
        import torch  # noqa: F401
        from transformers import AutoModel, AutoTokenizer
    except ImportError as error:
        raise ModelRefused(
            _("An encoder needs torch and transformers, which are not installed."),
            _("Install them: pip install 'carnet[llm]'"),
        ) from error
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), **safe)
        backbone = AutoModel.from_pretrained(str(folder), use_safetensors=True, **safe).float()
        if not tokenizer.is_fast:
            raise ValueError("no fast tokenizer")
    except Exception as error:  # noqa: BLE001 - whatever transformers raises, a person must read what to do
        raise ModelRefused(
            _("The encoder in {folder} cannot be loaded ({error}).").format(folder=folder, error=type(error).__name__),
            _("Check that it is a transformers encoder with its tokenizer, and that it needs no code of its own."),
        ) from error
    return backbone, tokenizer


def _window(backbone: Any, tokenizer: Any) -> int:
    positions = int(getattr(backbone.config, "max_position_embeddings", TOKENS) or TOKENS)
    return max(8, min(TOKENS, positions - 2, int(min(tokenizer.model_max_length, 1_000_000))))


def _digest(folder: Path) -> str:
    """Of the heads' weights, and of the size and the beginning of the transformer's."""
    digest = hashlib.sha256((folder / _WEIGHTS).read_bytes())
    for path in sorted(folder.glob("model*.safetensors")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
        with path.open("rb") as file:
            digest.update(file.read(1 << 20))
    return digest.hexdigest()
