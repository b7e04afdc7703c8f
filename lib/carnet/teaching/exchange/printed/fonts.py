"""The letters of a PDF: Roboto, cut down once to the signs of European texts so that each document is quick to make."""

import io
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from carnet.teaching.exchange.printed import signs

STYLES = {"": "Regular", "B": "Bold", "I": "Italic"}
_USUAL = [(0x20, 0x250), (0x2B0, 0x400), (0x1E00, 0x1F00), (0x2000, 0x2300)]  # Latin, Greek, punctuation, operators


def add_fonts(pdf: Any) -> None:
    """Give a document its fonts: `Roboto` in three styles, and the drawn signs behind them."""
    with tempfile.TemporaryDirectory() as folder:
        for style in STYLES:
            path = Path(folder) / f"{STYLES[style]}.ttf"
            path.write_bytes(_usual(style))
            pdf.add_font("Roboto", style, path)
        path = Path(folder) / "Signs.ttf"
        path.write_bytes(signs.font())
        pdf.add_font("Signs", "", path)
    pdf.set_fallback_fonts(["Signs"], exact_match=False)


def add_rare(pdf: Any) -> None:
    """Give a document all the letters of Roboto, behind the others."""
    with as_file(files("font_roboto") / "files" / "Roboto-Regular.ttf") as path:
        pdf.add_font("Rare", "", path)
    pdf.set_fallback_fonts(["Signs", "Rare"], exact_match=False)


@cache
def known() -> frozenset[str]:
    """Every sign that can be printed."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]

    with as_file(files("font_roboto") / "files" / "Roboto-Regular.ttf") as path, TTFont(path) as font:
        return frozenset(chr(code) for code in font.getBestCmap()) | signs.signs()


def rare(text: Iterable[str]) -> bool:
    """Whether a text needs `add_rare`."""
    return any(
        not any(low <= ord(sign) < high for low, high in _USUAL) and sign not in signs.signs() and sign in known()
        for sign in text
    )


@cache
def _usual(style: str) -> bytes:
    from fontTools import subset  # type: ignore[import-untyped,unused-ignore]

    options = subset.Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    data = (files("font_roboto") / "files" / f"Roboto-{STYLES[style]}.ttf").read_bytes()
    font = subset.load_font(io.BytesIO(data), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in _USUAL for code in range(low, high)])
    cutter.subset(font)
    held = io.BytesIO()
    font.save(held)
    return held.getvalue()
