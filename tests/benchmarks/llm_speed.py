"""Tokens and notes a second of local models by rows of a batch, free and held to a schema; what the HTTP client costs.

    .venv/bin/python tests/benchmarks/llm_speed.py [--device cpu|cuda] [--model FOLDER] [--shape tiny|small|1b|7b]
        [--rows 1,2,4,8] [--tokens 64] [--repeat 1]

Without --model the weights are random (of that shape) and the tokenizer trained on the spot: speed does not depend on
what they say. Notes of 2,000 characters; answers of at most --tokens tokens (held to the schema never less).
Without a GPU it says so and measures the processor. The client: questions a second to a server on loopback that
answers at once, by how many may be under way.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
import tiny_model
from loopback import ScriptedServer, says
from pydantic import BaseModel, Field

from carnet.compute.devices import gpu_name, processor
from carnet.llm.chat import open_llm
from carnet.llm.local import LocalModel
from carnet.llm.local_folder import LocalFolder
from carnet.llm.model import Answer, Request

SHAPES = {
    "tiny": {},
    "small": {"hidden_size": 512, "intermediate_size": 1536, "num_hidden_layers": 8, "num_attention_heads": 8},
    "1b": {"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32},
    "7b": {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32},
}
NOTE = (" ".join(tiny_model.TEXTS) * 10)[:2000]


class Line(BaseModel):
    kind: str = Field(min_length=8, max_length=24)
    grade: int = Field(ge=1, le=3)
    quote: str = Field(min_length=8, max_length=40)


class Lines(BaseModel):
    lines: list[Line] = Field(min_length=40, max_length=60)  # longer than any --tokens


def requests(count: int, tokens: int, schema: type[BaseModel] | None) -> list[Request]:
    return [
        Request((("user", f"{number}. {NOTE}"),), schema, max_tokens=tokens, temperature=1.0, seed=number)
        for number in range(count)
    ]


def local(folder: Path, device: str, rows: list[int], tokens: int, repeat: int) -> None:
    """One table of a device."""
    print("| rows | schema | answer tokens/s | ms a token step | notes/s |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for count in rows:
        model = LocalModel("bench", LocalFolder(str(folder), device=device, batch=count))
        for schema in (None, Lines):
            model.answer_all(requests(count, 2, schema))  # what is lazy
            best, written = float("inf"), 0
            for _time in range(repeat):
                begun = time.perf_counter()
                answers = model.answer_all(requests(count, tokens, schema))
                best = min(best, time.perf_counter() - begun)
                written = sum(one.completion_tokens or 0 for one in answers if isinstance(one, Answer))
            step = 1000 * best / (written / count)
            print(f"| {count} | {'yes' if schema else 'no'} | {written / best:.0f} | {step:.1f} | {count / best:.2f} |")
    if device.startswith("cuda"):
        import torch

        print(f"\nLargest memory {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB.")


def client() -> None:
    """What asking costs, the server's own time (Python too) included."""
    print("\n| questions under way | questions/s |\n| ---: | ---: |")
    with ScriptedServer(otherwise=says("oui")) as server:
        for concurrency in (1, 8, 32):
            model = open_llm(server.uri(), concurrency=concurrency)
            asked = [Request((("user", NOTE),))] * 200
            model.answer(asked[0])
            begun = time.perf_counter()
            model.answer_all(asked)
            print(f"| {concurrency} | {len(asked) / (time.perf_counter() - begun):.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda" if gpu_name() else "cpu")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--shape", choices=SHAPES, default="tiny")
    parser.add_argument("--rows", default="1,2,4,8")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--repeat", type=int, default=1)
    chosen = parser.parse_args()
    print(f"{gpu_name() if chosen.device.startswith('cuda') else processor()}; ", end="")
    if not gpu_name():
        print("no NVIDIA GPU here; ", end="")
    print(f"{chosen.model or chosen.shape}, notes of {len(NOTE)} characters, answers of {chosen.tokens} tokens\n")
    with tempfile.TemporaryDirectory() as place:
        folder = chosen.model
        if folder is None:
            padded = 0 if chosen.shape == "tiny" else 32_000  # a vocabulary of the usual size
            folder = tiny_model.build(Path(place), padded=padded, **SHAPES[chosen.shape])
        local(folder, chosen.device, [int(one) for one in chosen.rows.split(",")], chosen.tokens, chosen.repeat)
    client()


if __name__ == "__main__":
    main()
