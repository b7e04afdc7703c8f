"""A site's own Hugging Face token classifier (such as AP-HP's), read from a local folder: one more way to find."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.pseudonymisation.labels import LABELS
from carnet.tools.pseudonymisation.page import Found, Page

# what models call them: EDS-Pseudo's labels, PARTAGES' categories, those of general French models → label, kind, role
KNOWN_LABELS: dict[str, tuple[str, str, str]] = {
    "NOM": ("LAST_NAME", "", ""),
    "PRENOM": ("FIRST_NAME", "", ""),
    "DATE": ("IDENTIFYING_DATE", "", ""),
    "DATE_NAISSANCE": ("PATIENT_BIRTHDATE", "", "Patient"),
    "TEL": ("PHONE_NUMBER", "", ""),
    "VILLE": ("CITY", "", ""),
    "HOPITAL": ("HOSPITAL", "", "Carer"),
    "ADRESSE": ("ADDRESS", "", ""),
    "ZIP": ("ZIP_CODE", "", ""),
    "MAIL": ("EMAIL", "", ""),
    "SECU": ("IDENTIFIER", "NIR", "Patient"),
    "NIR": ("IDENTIFIER", "NIR", "Patient"),
    "NSS": ("IDENTIFIER", "NIR", "Patient"),
    "INS": ("IDENTIFIER", "INS", "Patient"),
    "IPP": ("IDENTIFIER", "IPP", "Patient"),
    "NDA": ("IDENTIFIER", "NDA", "Patient"),
    "RPPS": ("IDENTIFIER", "RPPS", "Carer"),
    "ADELI": ("IDENTIFIER", "ADELI", "Carer"),
    "FINESS": ("IDENTIFIER", "FINESS", "Carer"),
    "SITUATIONFAMILIALE": ("FAMILY_STATUS", "", "Patient"),
    "IDENTITESOCIALEPATIENT": ("PATIENT_SOCIAL_IDENTITY", "", "Patient"),
    "NATIONALITEPATIENT": ("PATIENT_NATIONALITY", "", "Patient"),
    "DATENAISSANCEPATIENT": ("PATIENT_BIRTHDATE", "", "Patient"),
    "DATEIDENTIFIANTE": ("IDENTIFYING_DATE", "", ""),
    "DATENONIDENTIFIANTE": ("UNIDENTIFYING_DATE", "", ""),
    "CODEIDENTIFIANT": ("IDENTIFIER", "other", ""),
    "CODEPOSTAL": ("ZIP_CODE", "", ""),
    "PAYS": ("COUNTRY", "", ""),
    "ADRESSEEMAIL": ("EMAIL", "", ""),
    "NUMEROTELEPHONE": ("PHONE_NUMBER", "", ""),
    "PER": ("LAST_NAME", "", ""),
    "PERS": ("LAST_NAME", "", ""),
    "PERSON": ("LAST_NAME", "", ""),
    "LOC": ("CITY", "", ""),
    **{label: (label, "other" if label == "IDENTIFIER" else "", "") for label in LABELS},
}
_TOKENS, _OVERLAP, _WINDOWS_AT_ONCE = 512, 96, 8


class UnusableClassifier(CarnetError):
    """A folder whose model cannot serve to pseudonymise."""


@dataclass(frozen=True)
class TokenClassifier:
    """A loaded token classifier: `find(page)` is what detectors do. Built by `open_classifier`."""

    producer: str
    meanings: tuple[tuple[str, str, str] | None, ...]  # of each output: label, kind and role, or nothing
    begins: tuple[bool, ...]  # whether an output begins a passage (B-, U-, S-)
    _model: Any
    _tokenizer: Any
    _tokens: int

    def find(self, page: Page) -> list[Found]:
        """What the model finds, whole words at a time; long notes are read by windows that overlap."""
        if not page.text.strip():
            return []
        found: list[Found] = []
        for start, end, output, chance in self._predictions(page.text):
            meaning = self.meanings[output]
            if meaning is None:
                continue
            label, kind, role = meaning
            start, end = _whole_words(page.text, start, end)
            last = found[-1] if found else None
            joined = last is not None and (last.label, last.kind) == (label, kind)
            if last is not None and start < last.end:  # the next piece of a word that is already found
                if end > last.end:
                    found[-1] = last.moved(end=end)
                continue
            if last is not None and joined and not self.begins[output] and _only_between(page.text[last.end : start]):
                found[-1] = last.moved(end=end, score=max(last.score, round(0.85 * chance, 4)))
                continue
            found.append(Found(start, end, label, self.producer, role, kind, round(0.85 * chance, 4)))
        return found

    def _predictions(self, text: str) -> Iterator[tuple[int, int, int, float]]:
        """For each token, in order: start, end, output, chance, from the window in which it is farthest from edges."""
        import torch

        encoded = self._tokenizer(
            text,
            truncation=True,
            max_length=self._tokens,
            stride=min(_OVERLAP, self._tokens // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        count = len(encoded["input_ids"])
        best: dict[tuple[int, int], tuple[int, int, float]] = {}
        for first in range(0, count, _WINDOWS_AT_ONCE):
            windows = range(first, min(count, first + _WINDOWS_AT_ONCE))
            ids = [encoded["input_ids"][window] for window in windows]
            longest = max(map(len, ids))
            pad = self._tokenizer.pad_token_id or 0
            with torch.inference_mode():
                outputs = self._model(
                    input_ids=torch.tensor([row + [pad] * (longest - len(row)) for row in ids]),
                    attention_mask=torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids]),
                ).logits.softmax(dim=-1)
            for window, row in zip(windows, outputs, strict=True):
                chances, chosen = row.max(dim=-1)
                offsets, special = encoded["offset_mapping"][window], encoded["special_tokens_mask"][window]
                for place, (start, end) in enumerate(offsets):
                    edge = min(place, len(offsets) - place)
                    if special[place] or start >= end or best.get((start, end), (0, 0, 0.0))[0] > edge:
                        continue
                    best[start, end] = (edge, int(chosen[place]), float(chances[place]))
        for (start, end), (_edge, output, chance) in sorted(best.items()):
            piece = text[start:end]
            if piece.strip():
                yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()), output, chance


def open_classifier(folder: str | Path, labels: Mapping[str, str] | None = None) -> TokenClassifier:
    """The token classifier of a local folder: safetensors only, none of its code is run, nothing is downloaded.

    `labels`: for the model's labels that Carnet does not know, Carnet's label, or "" for those that identify nobody.
    """
    folder = Path(folder)
    if not (folder / "config.json").is_file():
        raise UnusableClassifier(
            _("There is no token classifier in {folder}.").format(folder=folder),
            _("Give the folder that holds its config.json, its tokenizer and its model.safetensors."),
        )
    if not any(folder.glob("*.safetensors")):
        raise UnusableClassifier(
            _("The model in {folder} has no weights in the safetensors format.").format(folder=folder),
            _("Save it again with save_pretrained(…, safe_serialization=True): other formats can run code."),
        )
    names = _output_names(folder)
    known = KNOWN_LABELS | {name: (label, "", "") if label else ("", "", "") for name, label in (labels or {}).items()}
    meanings = tuple(None if name == "" else known.get(name, known.get(_squeezed(name))) for _begins, name in names)
    unknown = sorted({name for (_b, name), meaning in zip(names, meanings, strict=True) if name and meaning is None})
    wrong = sorted({label for label in (labels or {}).values() if label and label not in LABELS})
    if unknown or wrong:
        raise UnusableClassifier(
            _("The model in {folder} has labels that are not known here: {labels}.").format(
                folder=folder, labels=", ".join(unknown or wrong)
            ),
            _(
                "Say what each means, with labels={{…}}: one of {known}, or an empty text if it identifies nobody."
            ).format(known=", ".join(LABELS)),
        )
    model, tokenizer = _loaded(folder)
    positions = int(getattr(model.config, "max_position_embeddings", _TOKENS) or _TOKENS)
    tokens = max(8, min(_TOKENS, positions - 2, int(min(tokenizer.model_max_length, 1_000_000))))
    return TokenClassifier(
        f"classifier:{folder.name}",
        tuple(None if meaning is None or not meaning[0] else meaning for meaning in meanings),
        tuple(begins for begins, _name in names),
        model,
        tokenizer,
        tokens,
    )


def _output_names(folder: Path) -> list[tuple[bool, str]]:
    """For each output of the model whether it begins a passage, and the label without its B-, I-, L-, U-…"""
    try:
        named = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("id2label") or {}
        names = [str(named[key]) for key in sorted(named, key=int)]
    except (ValueError, AttributeError, TypeError, OSError) as error:
        raise UnusableClassifier(
            _("The configuration of the model in {folder} cannot be read.").format(folder=folder),
            _("Copy config.json from the model again."),
        ) from error
    found = []
    for name in names:
        prefix, dash, rest = name.partition("-")
        if dash and prefix.upper() in {"B", "I", "L", "U", "S", "E", "M"}:
            found.append((prefix.upper() in {"B", "U", "S"}, rest))
        else:
            found.append((False, "" if name.upper() in {"O", "OUT", "NONE"} else name))
    return found


def _squeezed(name: str) -> str:
    plain = name.upper()
    return plain if plain in KNOWN_LABELS else plain.replace("_", "").replace("-", "")


def _loaded(folder: Path) -> tuple[Any, Any]:
    try:
        from transformers import AutoModelForTokenClassification, AutoTokenizer
    except ImportError as error:
        raise UnusableClassifier(
            _("A token classifier needs torch and transformers, which are not installed."),
            _("Install them: pip install 'carnet[llm]'"),
        ) from error
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), **safe)
        model = AutoModelForTokenClassification.from_pretrained(str(folder), use_safetensors=True, **safe)
    except Exception as error:  # noqa: BLE001 - whatever transformers raises about a folder, a person must read what to do
        raise UnusableClassifier(
            _("The model in {folder} cannot be loaded ({error}).").format(folder=folder, error=type(error).__name__),
            _("Check that it is a token classifier with its tokenizer, and that it needs no code of its own."),
        ) from error
    if not tokenizer.is_fast:
        raise UnusableClassifier(
            _("The tokenizer in {folder} does not say where its tokens are in the text.").format(folder=folder),
            _("Save the model with its fast tokenizer (tokenizer.json)."),
        )
    return model.eval(), tokenizer


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Half a name is no name: up to the edges of the words."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _only_between(gap: str) -> bool:
    return len(gap) <= 3 and not any(character.isalnum() for character in gap) and "\n\n" not in gap
