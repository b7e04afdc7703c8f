"""A site's own token classifier: a tiny one with random weights, made here, read as AP-HP's would be."""

import json
from pathlib import Path
from typing import Any

import pytest

from carnet.text.note import Note
from carnet.tools.pseudonymisation.labels import LABELS
from carnet.tools.pseudonymisation.page import Page
from carnet.tools.pseudonymisation.token_classifier import TokenClassifier, UnusableClassifier, open_classifier

OUTPUTS = ["O", "B-NOM", "I-NOM", "B-PRENOM", "I-PRENOM", "B-DATE_NAISSANCE", "I-DATE_NAISSANCE", "U-SECU", "B-HOPITAL"]


def make(folder: Path, outputs: list[str] = OUTPUTS) -> Path:
    """A tiny BERT with random weights that takes at most 64 tokens, and a tokenizer of characters and pairs."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token="[UNK]"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    trainer = tokenizers.trainers.WordPieceTrainer(vocab_size=120, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    words.train_from_iterator(["Madame Dupont née le douze mars à Nantes 0123456789"], trainer)
    words.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.save_pretrained(folder)
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=120, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=66, id2label=dict(enumerate(outputs)), label2id={o: i for i, o in enumerate(outputs)},
    )  # fmt: skip
    model = transformers.BertForTokenClassification(config)
    torch.nn.init.normal_(model.classifier.weight, std=3)  # so that outputs differ from word to word
    model.save_pretrained(folder, safe_serialization=True)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def classifier(folder: Path) -> TokenClassifier:
    return open_classifier(folder)


def page(text: str) -> Page:
    return Page.of(Note(note_id="n", text=text))


def test_what_it_finds_is_whole_words_with_our_labels(classifier: TokenClassifier) -> None:
    text = "Madame Dupont, née le 12 mars à Nantes.\nVue par le docteur Nédellec." * 3
    found = classifier.find(page(text))
    assert found and all(f.label in LABELS and f.producer == "classifier:tiny" and 0 < f.score < 0.9 for f in found)
    for f in found:
        assert not (f.start and text[f.start - 1].isalnum() and text[f.start].isalnum())
        assert not (f.end < len(text) and text[f.end - 1].isalnum() and text[f.end].isalnum())
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert {f.kind for f in found if f.label == "IDENTIFIER"} <= {"NIR"}


def test_long_notes_are_read_to_their_end(classifier: TokenClassifier) -> None:
    text = "Madame Dupont, née le 12 mars à Nantes. " * 120
    found = classifier.find(page(text))
    assert max(f.end for f in found) > len(text) - 60
    assert min(f.start for f in found) < 60


@pytest.mark.parametrize("text", ["", "   \n", "é", "\ud800 \U0001f600", "漢字 " * 400])
def test_any_text_is_borne(classifier: TokenClassifier, text: str) -> None:
    if "\ud800" in text:
        text = text.replace("\ud800", "")
    assert isinstance(classifier.find(page(text)), list)


def test_labels_that_nobody_knows_are_refused_then_explained(tmp_path: Path) -> None:
    folder = make(tmp_path / "own", ["O", "B-TRUC", "I-TRUC", "NOM"])
    with pytest.raises(UnusableClassifier, match="TRUC"):
        open_classifier(folder)
    with pytest.raises(UnusableClassifier, match="CHOSE"):
        open_classifier(folder, {"TRUC": "CHOSE"})
    assert {m[0] for m in open_classifier(folder, {"TRUC": "CITY"}).meanings if m} == {"CITY", "LAST_NAME"}
    assert {m[0] for m in open_classifier(folder, {"TRUC": ""}).meanings if m} == {"LAST_NAME"}


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UnusableClassifier, match=r"config\.json"):
        open_classifier(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"code may hide here")
    with pytest.raises(UnusableClassifier, match="safetensors"):
        open_classifier(tmp_path)


def test_code_that_comes_with_a_model_is_never_run(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config: dict[str, Any] = json.loads((tmp_path / "config.json").read_text())
    config |= {
        "model_type": "own",
        "auto_map": {"AutoConfig": "evil.Config", "AutoModelForTokenClassification": "evil.M"},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(UnusableClassifier, match="ValueError|KeyError|OSError"):
        open_classifier(tmp_path)
    assert not (tmp_path / "ran").exists()
