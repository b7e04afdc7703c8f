"""Fine-tuning an encoder on past coded stays: all heads at once, calibrated on stays of patients kept apart."""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.tools.coding.learning.encoder import Encoder
from carnet.tools.coding.learning.examples import Example
from carnet.tools.coding.learning.heads import HEADS, fit_platts, targets
from carnet.tools.coding.learning.training import FEWEST, NothingToLearn, held_apart

APART = 0.1  # of the persons, for the calibration: the encoder is not learnt again from all
STAYS = 8  # a step
RATE, HEAD_RATE = 3e-5, 1e-3
WARM_UP = 0.1  # of the steps


def fine_tune(
    examples: Sequence[Example],
    folder: Path,
    *,
    fewest: int = FEWEST,
    epochs: int = 3,
    seed: int = 0,
    rate: float = RATE,
    watch: Callable[[int, float], None] | None = None,
) -> Encoder:
    """An encoder of `folder` fine-tuned on stays; on a GPU where torch sees one. `watch`: called with the number of
    steps done and the mean loss of each. Raises NothingToLearn, ModelRefused."""
    import torch

    rest = [one for one in examples if not held_apart(one.person, APART, seed)]
    apart = [one for one in examples if held_apart(one.person, APART, seed)]
    counted = {name: Counter(code for one in rest for code in targets(one, name) or ()) for name in HEADS}
    codes = {name: tuple(sorted(code for code, n in found.items() if n >= fewest)) for name, found in counted.items()}
    if not codes["main"]:
        raise NothingToLearn(
            _("No principal diagnosis is there in {n} stays or more.").format(n=fewest),
            _("Give more stays, or a smaller --fewest."),
        )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        encoder = Encoder.start(folder, codes)
        _descend(encoder, rest, epochs, seed, rate, watch)
    encoder.platts = fit_platts(apart, [encoder.scores(one.raw) for one in apart])
    return encoder


def _descend(
    encoder: Encoder,
    examples: Sequence[Example],
    epochs: int,
    seed: int,
    rate: float,
    watch: Callable[[int, float], None] | None,
) -> None:
    import torch

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    encoder.backbone.to(device).train()
    encoder.heads.to(device).train()
    groups = [
        {"params": list(encoder.backbone.parameters()), "lr": rate},
        {"params": list(encoder.heads.parameters()), "lr": HEAD_RATE},
    ]
    parameters = [one for group in groups for one in group["params"]]  # type: ignore[attr-defined]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    total = epochs * math.ceil(len(examples) / STAYS)
    warm = max(1, int(WARM_UP * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, (total - step) / max(1, total - warm)))
    )
    drawn = random.Random(seed)  # noqa: S311  an order, no secret
    done = 0
    for _epoch in range(epochs):
        order = list(examples)
        drawn.shuffle(order)
        for begin in range(0, len(order), STAYS):
            group = order[begin : begin + STAYS]
            sum_of = 0.0
            for one in group:
                with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                    loss = _loss(encoder, one, device)
                if loss is not None:
                    (loss / len(group)).backward()
                    sum_of += float(loss.detach())
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            done += 1
            if watch is not None:
                watch(done, sum_of / len(group))
    encoder.backbone.to("cpu").eval()
    encoder.heads.to("cpu").eval()


def _loss(encoder: Encoder, example: Example, device: Any) -> Any:
    """The sum over heads: cross-entropy where one code excludes the others, else one binary a code; None where the
    source tells nothing that was learnt."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    total = None
    for name, values in encoder.logits(example.raw).items():
        told = targets(example, name)
        if told is None:
            continue
        places = [encoder.codes[name].index(code) for code in told if code in encoder.codes[name]]
        if name == "das":
            wanted = torch.zeros_like(values)
            wanted[places] = 1.0
            loss = binary_cross_entropy_with_logits(values, wanted, reduction="sum") / max(1.0, len(values) ** 0.5)
        elif places:
            loss = cross_entropy(values[None], torch.tensor(places[:1], device=device))
        else:
            continue
        total = loss if total is None else total + loss
    return total
