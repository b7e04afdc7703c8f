"""Browser modules written in several files, each with one job: joined into the one that a widget sends."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def joined_js(*names: str) -> str:
    """The scripts of those names, in that order, as one module; the last one alone exports."""
    return "\n".join((_HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def joined_css(*names: str) -> str:
    """The style sheets of those names, in that order."""
    return "\n".join((_HERE / "style" / f"{name}.css").read_text(encoding="utf-8") for name in names)
