"""What an answer came from: model, prompt, seed and parameters, as a record and as one line."""

from dataclasses import dataclass

from carnet.llm.model import LanguageModel
from carnet.llm.prompts import Prompt


@dataclass(frozen=True)
class Producer:
    """Who made a result. Nothing of a patient is in it."""

    model: str
    prompt: str
    prompt_version: str
    prompt_hash: str
    seed: int = 0
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """`openai:http://gpu01:8000/v1#mistral extraction-v3-1f3a5c7e9b0d seed=0 max_tokens=2048`."""
        prompt = f"{self.prompt}-v{self.prompt_version}-{self.prompt_hash}"
        return " ".join(
            [self.model, prompt, f"seed={self.seed}", *(f"{key}={value}" for key, value in self.parameters)]
        )


def producer(model: LanguageModel, prompt: Prompt, *, seed: int = 0, **parameters: object) -> Producer:
    """The record for a prompt asked of a model with parameters (max_tokens, temperature, repairs…)."""
    named = tuple((key, f"{value:g}" if isinstance(value, float) else str(value)) for key, value in parameters.items())
    return Producer(model.fingerprint, prompt.name, prompt.version, prompt.hash, seed, tuple(sorted(named)))
