"""Trains the model on letters that the project generates: `python -m carnet.tools.pseudonymisation.model.train`.

Needs the extra `llm` (torch). With the default settings it takes less than 30 minutes on two cores and 3 GB of memory.
"""

import argparse
import datetime
import hashlib
import io
import json
import logging
import math
import random
import time
from pathlib import Path
from typing import Any

import numpy as np

from carnet.tools.pseudonymisation.model import lexicon, network
from carnet.tools.pseudonymisation.model.examples import CHECKED, GUESSED, Example, Examples, judge
from carnet.tools.pseudonymisation.model.features import BUCKETS, PLACES

log = logging.getLogger(__name__)
EMBEDDING, WIDTH, POOL = 40, 96, 32
LETTERS_AT_ONCE = 24
FALSE_ALARMS = 1.0  # per 1,000 words that identify nothing, dates apart: sets the thresholds


def train(epochs: int, letters: int, seed: int, output: Path, threads: int) -> None:
    """Train and write `weights.npz` and `card.json` into `output` after every epoch, so that what is there is whole."""
    import torch

    from carnet.tools.pseudonymisation.model.tagger import tagger

    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    codes = lexicon.build()
    model = tagger(BUCKETS, PLACES, EMBEDDING, WIDTH, POOL)
    steps = epochs * math.ceil(letters / LETTERS_AT_ONCE)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1.0, betas=(0.9, 0.98), weight_decay=0.002)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: 0.003 * min(step / 200, 0.5 + 0.5 * math.cos(math.pi * min(step / steps, 1))) + 1e-6
    )
    begun = time.monotonic()
    for epoch in range(epochs):
        examples = Examples(codes, letters, seed * 1000 + epoch)
        order = list(range(len(examples.list)))
        random.Random(seed + epoch).shuffle(order)  # noqa: S311 - an order, not a secret
        total = 0.0
        batches = range(0, len(order), LETTERS_AT_ONCE)
        for at in batches:
            batch = [examples.list[place] for place in order[at : at + LETTERS_AT_ONCE]]
            loss = _loss(model, examples, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        minutes = (time.monotonic() - begun) / 60
        log.info("epoch %d of %d: loss %.4f, %.1f min", epoch + 1, epochs, total / len(batches), minutes)
        _write(
            model,
            codes,
            output,
            {
                "epochs": f"{epoch + 1}/{epochs}",
                "letters": letters,
                "seed": seed,
                "minutes": round(minutes, 1),
                "final": epoch + 1 == epochs,
            },
        )


def _loss(model: Any, examples: Examples, batch: list[Example]) -> Any:
    """Cross-entropy of the labels, words that identify counting double, plus a little of the roles."""
    import torch

    rows, place, same, labels, roles, mask = examples.flat(batch, max(network.DILATIONS))
    used, inverse = np.unique(rows, return_inverse=True)
    bags, offsets = examples.bags(used)
    outputs = model(
        torch.from_numpy(bags),
        torch.from_numpy(offsets),
        torch.from_numpy(inverse.astype(np.int64)),
        torch.from_numpy(place),
        torch.from_numpy(same),
        torch.from_numpy(mask),
    )
    weights = torch.full((1 + 2 * len(network.CLASSES),), 2.0)
    weights[0] = 1.0
    label_loss = torch.nn.functional.cross_entropy(outputs[0], torch.from_numpy(labels), weights, ignore_index=-1)
    role_loss = torch.nn.functional.cross_entropy(outputs[1], torch.from_numpy(roles), ignore_index=-1)
    return label_loss + 0.2 * role_loss


def packed_weights(model: Any, codes: dict[str, int]) -> bytes:
    """The weights and the lexicon as they ship: int8 and float16, compressed."""
    arrays: dict[str, Any] = {}
    for name, tensor in model.arrays().items():
        array = tensor.detach().numpy().astype(np.float32)
        if name == "embedding":
            scale = np.maximum(np.abs(array).max(axis=1), 1e-8) / 127
            arrays["embedding"] = np.round(array / scale[:, None]).astype(np.int8)
            arrays["scale"] = scale.astype(np.float16)
        else:
            arrays[name] = array.astype(np.float16)
    arrays["lexicon_keys"], arrays["lexicon_codes"] = lexicon.packed(codes)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    return packed.getvalue()


def _write(model: Any, codes: dict[str, int], output: Path, made: dict[str, Any]) -> None:
    """The weights, small, and the card with what held-out letters say."""
    weights = packed_weights(model, codes)
    today = datetime.date.today().isoformat()
    card = {
        "version": f"letters-{today}",
        "sha256": hashlib.sha256(weights).hexdigest(),
        "bytes": len(weights),
        "trained_on": "fictitious letters (…pseudonymisation.model.letters); no real text, no public corpus",
        "command": "python -m carnet.tools.pseudonymisation.model.train",
        "date": today,
        **made,
        "threshold_rule": f"for each label the lowest that keeps to its share of {FALSE_ALARMS:g} false alarm per "
        "1,000 words (dates apart), on held-out letters and on held-out clinical text, never below "
        f"{GUESSED}, {CHECKED} where rules check a form",
    }
    card |= judge(network.read(weights, card), made["seed"], FALSE_ALARMS, 2500 if made["final"] else 300)
    log.info("held-out, generated: %s", {k: card[k] for k in ("held_out_letters", "held_out_clinical")})
    output.mkdir(parents=True, exist_ok=True)
    (output / "weights.npz").write_bytes(weights)
    (output / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--letters", type=int, default=12_000, help="new letters for each epoch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(chosen.epochs, chosen.letters, chosen.seed, chosen.output, chosen.threads)


if __name__ == "__main__":
    main()
