"""From past coded stays to the folder of a model: the linear model, the rules' calibration, an encoder if asked."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from carnet.language import _
from carnet.text.coded_stays import CodedRecord, SetAsides
from carnet.tools.coding.learning.calibration import Calibration
from carnet.tools.coding.learning.examples import Example, Rules, examples_of
from carnet.tools.coding.learning.model import ModelRefused, refused
from carnet.tools.coding.learning.ranking import ENCODER, LinearRanker
from carnet.tools.coding.learning.training import FEWEST, SHARE, Learnt, held_apart, learn

CALIBRATION = "calibration.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it: the linear model's report, how many stays were used, the calibrations of the scores of what the
    rules propose alone, and with the model (on stays that it had not seen)."""

    learnt: Learnt
    rules: Calibration
    ranked: Calibration
    stays: int


def teach(
    records: Iterable[CodedRecord],
    into: Path,
    *,
    terminologies: str | None = None,
    encoder: Path | None = None,
    epochs: int = 3,
    fewest: int = FEWEST,
    workers: int = 0,
    aside: SetAsides | None = None,
    watch: Callable[[int], None] | None = None,
) -> Taught:
    """Learn from coded stays into a folder. `encoder`: a local transformers folder to fine-tune besides.

    Raises ModelRefused where the folder holds other things, NothingToLearn on too few stays.
    """
    prepare(into)
    examples: list[Example] = []
    apart: dict[str, CodedRecord] = {}
    for row, one in enumerate(examples_of(_noting(records, apart), Rules(terminologies), workers), 1):
        if isinstance(one, Example):
            examples.append(one)
        elif aside is not None:
            aside.add(row, one)
        if watch is not None:
            watch(row)
    learnt = learn(examples, fewest=fewest, workers=workers)
    rules = calibrate(examples)
    ranked = rules
    if learnt.first is not None:
        again = examples_of(apart.values(), Rules(terminologies, LinearRanker(learnt.first)), workers)
        ranked = calibrate(one for one in again if isinstance(one, Example))
    trained = None
    if encoder is not None:
        from carnet.tools.coding.learning.encoder_training import fine_tune

        trained = fine_tune(examples, encoder, fewest=fewest, epochs=epochs)
    into.mkdir(parents=True, exist_ok=True)
    learnt.model.save(into)
    save_calibration(into, rules, ranked)
    if trained is not None:
        trained.save(into / ENCODER)
    return Taught(learnt, rules, ranked, len(examples))


def prepare(into: Path) -> None:
    """Refuse a folder that holds other things than a model, or cannot be made. Raises ModelRefused."""
    if into.is_file() or (into.is_dir() and any(into.iterdir()) and not (into / "model.json").is_file()):
        raise ModelRefused(
            _("{folder} holds other files.").format(folder=into), _("Give a new folder for the model, or an older one.")
        )
    there = next(one for one in (into.absolute(), *into.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise ModelRefused(
            _("{folder} cannot be written.").format(folder=into),
            _("Check the rights of the folder, or choose another."),
        )


def _noting(records: Iterable[CodedRecord], apart: dict[str, CodedRecord]) -> Iterator[CodedRecord]:
    """The records as they come, those of the persons whom the first model does not learn from noted."""
    for record in records:
        if held_apart(record.person, SHARE):
            apart[record.stay_id] = record
        yield record


def calibrate(examples: Iterable[Example], wanted: float = 0.5) -> Calibration:
    """How often coders kept what was proposed (`Example.ruled`), by position and score; see `Calibration`."""
    judged = []
    for one in examples:
        for position, code, score in one.ruled:
            right = one.kept(position)
            if right is not None:
                judged.append((position, score, code in right))
    return Calibration.fit(judged, wanted)


def save_calibration(folder: Path, rules: Calibration, ranked: Calibration) -> None:
    """Write the calibrations of scores into a model's folder: of the rules alone, and with the model."""
    told = {"format": _FORMAT, "rules": rules.plain(), "ranked": ranked.plain()}
    (folder / CALIBRATION).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def load_calibration(folder: "Path | str", *, ranked: bool = True) -> Calibration:
    """The calibration of the scores of proposals that a model's folder holds: with the model, or of the rules alone;
    one that changes nothing where it has none. See `rescoring.rescored`. Raises ModelRefused on a damaged file."""
    path = Path(folder) / CALIBRATION
    if not path.is_file():
        return Calibration()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != _FORMAT:
            raise ValueError("another format")
        return Calibration.of(told["ranked" if ranked else "rules"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused(Path(folder)) from error
