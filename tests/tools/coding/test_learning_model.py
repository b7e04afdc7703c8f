"""The linear model of past stays: what it learns, what its folder holds, and that it adds no code."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from carnet.text.clean import plain
from carnet.text.coded_stays import CodedRecord
from carnet.text.note import Note
from carnet.tools.coding.learning.calibration import Calibration, Platt, logit
from carnet.tools.coding.learning.examples import Example, Rules, concepts, document, examples_of
from carnet.tools.coding.learning.features import Features
from carnet.tools.coding.learning.folder import calibrate, load_calibration, prepare, save_calibration
from carnet.tools.coding.learning.heads import among, candidate_rates, positions_of
from carnet.tools.coding.learning.model import CodingModel, ModelRefused
from carnet.tools.coding.learning.ranking import LinearRanker, Together, open_ranker
from carnet.tools.coding.learning.rescoring import rescored
from carnet.tools.coding.learning.training import Learnt, NothingToLearn, _sampled, learn
from carnet.tools.coding.result import Alternative, CodedStay, Proposal
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

CANDIDATES = {"dp": ("C504", "J189", "R53+0"), "dr": ("C504",), "das": ("C504", "I10", "J189", "R53+0")}


def example(n: int, kind: int) -> Example:
    """Three kinds of stays that attest the same codes: an operation, a day of chemotherapy, an infection."""
    text = plain(
        ("Opérée du sein, mastectomie.", "Cure de chimiothérapie.", "Fièvre, antibiothérapie.")[kind] + f" N{n}"
    )
    dp, dr = (("C504", None), ("Z511", "C504"), ("J189", None))[kind]
    das = ((), ("I10",), ("C504",))[kind]
    ruled = (("dp", "C504", 0.8), ("das", "I10", 0.6))
    return Example(f"s{n}", f"p{n}", text, CANDIDATES, dp, dr, dr or dp, dp if dr else "Z769", das, text, ruled)


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    return learn([example(n, n % 3) for n in range(150)], workers=1)


def scores(learnt: Learnt, text: str) -> Any:
    stay = Stay("s", (Note("n", text),))
    return LinearRanker(learnt.model).scores(stay, CANDIDATES)


def test_the_words_of_a_stay_move_the_codes_that_its_notes_attest(learnt: Learnt) -> None:
    operated, infected = scores(learnt, "Mastectomie ce jour."), scores(learnt, "Antibiothérapie, fièvre.")
    assert operated["dp"]["C504"] > operated["dp"]["J189"] and infected["dp"]["J189"] > infected["dp"]["C504"]
    assert scores(learnt, "Chimiothérapie.")["das"]["I10"] > operated["das"]["I10"]
    assert all(set(codes) <= set(CANDIDATES[position]) for position, codes in operated.items())
    assert operated["dp"]["R53+0"] < 0.1  # often attested, never kept
    assert learnt.reachable > learnt.ruled and learnt.learnt > learnt.ruled and 0 < learnt.stays < 60


def test_the_heads_are_those_of_partages() -> None:
    found = positions_of(
        {"main": {"C504": 0.9, "J189": 0.1}, "mode": {"Z769": 0.25, "Z511": 0.75}, "das": {"I10": 0.3}}
    )
    assert found["dp"] == pytest.approx({"C504": 0.225, "J189": 0.025, "Z511": 0.75})
    assert found["dr"]["C504"] == 0.9 and found["das"] == {"I10": 0.3}
    assert positions_of({"main": {"C504": 1.0}})["dp"] == {"C504": 1.0}
    assert among(found, {"dp": ("I269",), "das": ("I10",)}, {}) == {"dp": {}, "das": {"I10": pytest.approx(0.3)}}
    rates = candidate_rates([example(n, 0) for n in range(5)], 5)
    assert rates["dp"]["C504"] == (5, 5) and rates["das"]["I10"] == (5, 0) and rates["dr"] == {}


def test_a_folder_gives_the_same_model_and_holds_no_text(learnt: Learnt, tmp_path: Path) -> None:
    learnt.model.save(tmp_path / "m")
    again = CodingModel.load(tmp_path / "m")
    assert again.fingerprint == learnt.model.fingerprint
    assert again.scores("mastectomie", ["C504"]) == learnt.model.scores("mastectomie", ["C504"])
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["model.json", "weights.npz"]
    told = (tmp_path / "m" / "model.json").read_text()
    assert "mastectomie" not in told and json.loads(told)["about"]["stays"] == 150
    assert open_ranker(str(tmp_path / "m"), None, None).fingerprint == f"linear:{again.fingerprint}"


def test_what_few_stays_share_is_not_kept() -> None:
    pairs = [(f"pneumopathie franche martin{n}", ("J189",)) for n in range(9)]
    features = Features.fit(pairs)
    assert np.count_nonzero(features.idf) == 3  # two words and their pair; no name
    assert features.of([("martin3", ())]).nnz == 0 and features.size == len(features.idf) + 1


def test_a_damaged_or_foreign_folder_is_refused(learnt: Learnt, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused):
        CodingModel.load(tmp_path)
    learnt.model.save(tmp_path / "m")
    weights, told = tmp_path / "m" / "weights.npz", tmp_path / "m" / "model.json"
    good, text = weights.read_bytes(), told.read_text()
    pickled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(pickled, "w") as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "idf.npy":
                held = io.BytesIO()
                np.save(held, np.array([print], dtype=object), allow_pickle=True)
                body = held.getvalue()
            target.writestr(name, body)
    changed = json.loads(text)
    changed["heads"]["main"]["codes"] = changed["heads"]["main"]["codes"][::-1]
    for content, said in (
        (good[:200], text),
        (pickled.getvalue(), text),
        (good, "{}"),
        (good, "{"),
        (good, json.dumps(changed)),
        (good, json.dumps(changed | {"format": 99})),
    ):
        weights.write_bytes(content)
        told.write_text(said)
        with pytest.raises(ModelRefused) as caught:
            CodingModel.load(tmp_path / "m")
        assert caught.value.remedy
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    with pytest.raises(ModelRefused):
        prepare(tmp_path / "other")
    prepare(tmp_path / "m")  # a model may be written again


def test_too_few_stays_are_refused() -> None:
    with pytest.raises(NothingToLearn):
        learn([example(n, 0) for n in range(3)])
    with pytest.raises(NothingToLearn):
        learn([example(n, n % 3) for n in range(12)], fewest=50, workers=1)


def test_a_rare_code_is_told_from_a_sample_of_the_other_stays() -> None:
    y = np.zeros(10_000, dtype=np.int8)
    y[::500] = 1
    kept, told, shift = _sampled(csr_matrix(np.arange(10_000, dtype=np.float32)[:, None]), y, 0)
    assert told.sum() == 20 and len(told) == 3_020 and set(kept.toarray()[told == 1, 0] % 500) == {0}
    assert shift == pytest.approx(np.log(3_000 / 9_980))
    assert _sampled(csr_matrix((100, 1)), y[:100], 0)[2] == 0


def test_stays_become_examples_with_the_codes_that_their_notes_attest() -> None:
    note = Note("n", "Motif : pneumopathie. Antécédents : HTA. Pas de diabète. Tél. 0612345678", "p")
    (found,) = examples_of([CodedRecord("s", (note,), "J189", None, ("I10",))], Rules())
    assert isinstance(found, Example)
    assert {"J189", "I10"} <= set(found.candidates["das"]) and found.main == "J189" and found.mode == "Z769"
    assert "0612345678" not in found.text and found.text.startswith("motif : pneumopathie")
    assert any(position == "dp" and 0 < score < 1 for position, _code, score in found.ruled)
    assert "I10" in concepts(found.candidates) and "I10-" in concepts(found.candidates)
    (known,) = examples_of([CodedRecord("s", (note,), "J189", positions=("dp",))], Rules())
    assert isinstance(known, Example) and known.das is None and known.mode is None and known.kept("das") is None


def test_rankers_together_are_the_mean_of_their_logits() -> None:
    class Fixed:
        fingerprint = "fixed"

        def __init__(self, **codes: float) -> None:
            self.codes = codes

        def scores(self, stay: Stay, candidates: Any) -> Any:
            return {"dp": self.codes}

    both = Together((Fixed(I10=0.9), Fixed(I10=0.1, C61=0.7)))
    found = both.scores(Stay("s", ()), {"dp": ("I10", "C61", "J189"), "das": ("I10",)})
    assert found == {"dp": {"I10": pytest.approx(0.5), "C61": pytest.approx(0.7)}, "das": {}}
    assert both.fingerprint.startswith("ranked:")


def test_the_rules_scores_are_calibrated_by_past_stays(tmp_path: Path) -> None:
    stays = [example(n, n % 3) for n in range(90)]
    found = calibrate(stays)
    assert found.probability("dp", 0.8) == pytest.approx(1 / 3, abs=0.03)
    assert found.positions["dp"].n == 90 and found.positions["dp"].kept == 30
    assert found.probability("das", 0.6) == pytest.approx(1 / 3, abs=0.03)
    save_calibration(tmp_path, found, Calibration())
    assert load_calibration(tmp_path, ranked=False) == found and load_calibration(tmp_path) == Calibration()
    assert load_calibration(tmp_path / "none").probability("dp", 0.8) == 0.8
    (tmp_path / "calibration.json").write_text('{"format": 1, "ranked": {"positions": {"dp": {"a": NaN}}}}')
    with pytest.raises(ModelRefused):
        load_calibration(tmp_path)


def test_scores_are_told_as_past_stays_make_them_and_too_unsure_ones_are_left_to_the_coder() -> None:
    proof = Evidence(note_id="n", start=0, end=3, quote="HTA")
    other = Alternative(code="C61", label="…", score=0.4, reason="")
    about = {"label": "…", "reason": "…", "rule": "D1", "evidence": (proof,)}
    dp = Proposal(code="I10", position="dp", score=0.8, alternatives=(other,), **about)
    das = Proposal(code="J189", position="das", score=0.8, **about)
    coded = CodedStay(stay_id="s", note_ids=("n",), dp=dp, dr=dp.model_copy(update={"position": "dr"}), das=(das,))
    law = {"dp": Platt(1.0, -logit(0.8), 100, 50)}
    found = rescored(coded, Calibration(law, 0.4))
    assert found.dp and found.dp.score == 0.5 and found.dp.alternatives[0].score == 0.25
    assert found.das == coded.das and found.warnings == ()
    left = rescored(coded, Calibration(law, 0.6))
    assert left.dp is None and left.dr is None and left.warnings[0].evidence == (proof,)
    assert left.warnings[0].kind == "abstained" and "I10" in left.warnings[0].message


def test_text_is_plain_without_long_numbers() -> None:
    text = document([Note("a", "Évolution simple.\nConclusion : Embolie\npulmonaire.\n"), Note("b", "IPP 8000000040")])
    assert text.startswith("conclusion : embolie\npulmonaire.") and "8000" not in text and "evolution" in text
