"""The lists of words and rules that the packages carry, written in YAML and read fast."""

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where PyYAML was built with it, is 15 times faster


def parse_lists(text: str) -> Any:
    """What a YAML text says: mappings, sequences, strings and numbers, and nothing that could run."""
    return yaml.load(text, Loader=_LOADER)
