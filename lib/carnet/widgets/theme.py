"""The look of the pages: the tokens shared with the figures, and the style sheet built from them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_TOKENS = Path(__file__).parent.parent / "figures" / "tokens.json"
_RULES = Path(__file__).parent / "style" / "carnet.css"


@cache
def tokens() -> dict[str, Any]:
    """Colours (light, dark), type, spacing: the one table that the pages and the plotly template read."""
    return dict(json.loads(_TOKENS.read_text(encoding="utf-8")))


def _declarations(theme: str) -> str:
    colours = tokens()[theme]
    lines = [f"--c-{name}: {value};" for name, value in colours.items() if isinstance(value, str)]
    lines += [f"--c-series-{i}: {value};" for i, value in enumerate(colours["series"], start=1)]
    lines.append(f"color-scheme: {theme};")
    return " ".join(lines)


@cache
def stylesheet() -> str:
    """The whole style sheet: custom properties of both themes, then the rules.

    Dark when `<html data-theme="dark">` (our pages), or when JupyterLab says that its theme is dark.
    """
    font = tokens()["font"]
    fonts = " ".join(f"--c-{name}: {font[name]};" for name in ("sans", "serif", "mono"))
    dark = ':root[data-theme="dark"], body[data-jp-theme-light="false"]:not([data-voila]) .carnet'
    return "\n".join(
        [
            f":root {{ {_declarations('light')} {fonts} }}",
            f"{dark} {{ {_declarations('dark')} }}",
            _RULES.read_text(encoding="utf-8"),
        ]
    )


@cache
def dark_of_light() -> dict[str, str]:
    """Each light colour with the dark one that takes its place: figures are drawn light, recoloured on the page."""
    light, dark = tokens()["light"], tokens()["dark"]
    pairs = {light[name].upper(): dark[name] for name in light if str(light[name]).startswith("#")}
    pairs |= {old.upper(): new for old, new in zip(light["series"], dark["series"], strict=True)}
    pairs[light["surface"].upper()] = dark["surface"]  # white is the ground far more often than the ink on the accent
    pairs[light["ink"].upper()] = dark["ink"]
    return pairs
