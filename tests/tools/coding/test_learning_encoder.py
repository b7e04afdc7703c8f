"""An encoder fine-tuned from a local folder, kept as safetensors, that ranks and is refused when it is not whole."""

import shutil
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.coding.learning.examples import Example
from carnet.tools.coding.stay import Stay

pytest.importorskip("torch")
pytest.importorskip("transformers")

TEXTS = {"C504": "Cancer du sein droit opéré ce jour.", "J189": "Pneumopathie franche, fièvre et toux."}


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of random weights with a tokenizer of its own words."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = sorted({word.strip(".,") for text in TEXTS.values() for word in text.split()})
    vocabulary = {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", *words])}
    tokens = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    tokens.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=tokens, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    torch.set_num_threads(1)  # a tiny model is slower on several
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=18,  # windows of 16 tokens
    )
    folder = tmp_path_factory.mktemp("encoder")
    BertModel(config).save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder


def examples(n: int) -> list[Example]:
    found = []
    for number in range(n):
        code = ("C504", "J189")[number % 2]
        das = ("I10",) if number % 2 else ()
        candidates = {"dp": ("C504", "J189"), "dr": (), "das": ("C504", "I10", "J189")}
        filler = "Rien de plus. " * (number % 3)
        raw = f"{filler}{TEXTS[code]}"
        found.append(Example(f"s{number}", f"p{number}", "", candidates, code, None, code, "Z769", das, raw))
    return found


def test_a_fine_tuned_encoder_ranks_and_comes_back_the_same(backbone: Path, tmp_path: Path) -> None:
    from carnet.tools.coding.learning.encoder import Encoder, EncoderRanker
    from carnet.tools.coding.learning.encoder_training import fine_tune

    losses: list[float] = []
    trained = fine_tune(examples(48), backbone, epochs=5, rate=1e-3, watch=lambda _step, loss: losses.append(loss))
    assert losses[-1] < losses[0] and trained.tokens == 16
    long = "Rien de plus. " * 20 + TEXTS["C504"]  # several windows
    assert trained.scores(long)["dp"].keys() == {"C504", "J189"}
    trained.save(tmp_path / "encoder")
    assert not list((tmp_path / "encoder").glob("*.bin")) and not list((tmp_path / "encoder").glob("*.p*kl"))
    ranker = EncoderRanker.open(tmp_path / "encoder")
    stay = Stay("s", (Note("n", TEXTS["C504"]),))
    found = ranker.scores(stay, {"dp": ("J189", "C504", "I269"), "das": ("I10",)})
    assert found["dp"]["C504"] > found["dp"]["J189"] and "I269" not in found["dp"] and set(found["das"]) == {"I10"}
    again = Encoder.load(tmp_path / "encoder").scores(long)
    assert again["dp"]["C504"] == pytest.approx(trained.scores(long)["dp"]["C504"])
    assert ranker.fingerprint.startswith("encoder:")
    weights = tmp_path / "encoder" / "heads.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\0")
    with pytest.raises(CarnetError):
        EncoderRanker.open(tmp_path / "encoder")


def test_weights_that_could_run_code_are_refused(backbone: Path, tmp_path: Path) -> None:
    from carnet.tools.coding.learning.encoder import EncoderRanker, load_backbone

    unsafe = tmp_path / "unsafe"
    shutil.copytree(backbone, unsafe)
    (unsafe / "model.safetensors").rename(unsafe / "pytorch_model.bin")
    for folder in (unsafe, tmp_path / "absent"):
        with pytest.raises(CarnetError) as caught:
            load_backbone(folder)
        assert caught.value.remedy
    with pytest.raises(CarnetError):
        EncoderRanker.open(unsafe)
    broken = tmp_path / "broken"
    shutil.copytree(backbone, broken)
    (broken / "config.json").write_text("{}")
    with pytest.raises(CarnetError):
        load_backbone(broken)


def test_a_model_folder_with_an_encoder_ranks_by_both(backbone: Path, tmp_path: Path) -> None:
    from carnet.text.coded_stays import CodedRecord
    from carnet.tools.coding.learning.folder import load_calibration, teach
    from carnet.tools.coding.learning.ranking import Together, open_ranker

    records = [
        CodedRecord(f"s{n}", (Note(f"n{n}", f"{TEXTS[code]} Motif : pneumopathie.", f"p{n}"),), code)
        for n, code in enumerate(("C504", "J189") * 7)
    ]
    folder = tmp_path / "model"
    taught = teach(records, folder, encoder=backbone, epochs=1, workers=1)
    assert taught.stays == 14 and (folder / "encoder" / "heads.safetensors").is_file()
    assert load_calibration(folder, ranked=False).positions
    ranker = open_ranker(str(folder), None, None)
    assert isinstance(ranker, Together) and ranker.fingerprint.startswith("ranked:")
    found = ranker.scores(Stay("s", records[0].notes), {"dp": ("J189", "C504", "I10"), "das": ()})
    assert set(found["dp"]) == {"J189", "C504"}
