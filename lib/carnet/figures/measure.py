"""How wide a text will be, near enough to place it: figures are laid out where no browser is at hand.

Widths are those of DejaVu Sans, the widest of the system faces that pages use, so that what fits here fits anywhere.
"""

_WIDTHS = {
    **dict.fromkeys("iljI.,;:'|!’·", 0.32),
    **dict.fromkeys("ftr()[]-– /«»\u202f\u00a0", 0.39),
    **dict.fromkeys("mwMW%—…@", 0.90),
    **dict.fromkeys("<>=+±≥≤→", 0.84),
    **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZÉÈÀÂ&", 0.70),
}
_DIGIT, _OTHER = 0.64, 0.61


def text_width(text: str, size: float) -> float:
    """The width in pixels of a line of text set at `size` pixels."""
    return size * sum(_WIDTHS.get(c, _DIGIT if c.isdigit() else _OTHER) for c in text)


def shorten(text: str, size: float, room: float) -> str:
    """The text, or its beginning and an ellipsis, so that it fits in `room` pixels."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit in `room` pixels, broken at spaces (never at a no-break space)."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near as can be to those wanted, at least `gap` apart, within [low, high]; the order is kept.

    Labels that would overlap form a block centred on the mean of what they wanted (pool adjacent violators). Where the
    room is too small for all, the gap shrinks.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[list[float]] = []  # [sum of (wanted - offset), count]
    for rank, i in enumerate(order):
        blocks.append([wanted[i] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    placed: list[float] = []
    ceiling = high - (len(order) - 1) * gap
    for total, count in blocks:
        start = min(max(total / count, low), ceiling)
        placed += [start] * int(count)
    result = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        result[i] = placed[rank] + rank * gap
    return result
