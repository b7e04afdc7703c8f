"""The signs of exams that text fonts lack (boxes, ticks, arrows), drawn as a small font of our own."""

import io
from functools import cache

Points = list[tuple[float, float]]


def _box(side: int = 700, low: int = 0) -> Points:
    return [(100, low), (100, low + side), (100 + side, low + side), (100 + side, low)]


def _hole(points: Points, edge: int = 62) -> Points:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    left, right, low, high = min(xs) + edge, max(xs) - edge, min(ys) + edge, max(ys) - edge
    return [(left, low), (right, low), (right, high), (left, high)]


_TICK: Points = [(130, 330), (220, 420), (370, 250), (690, 660), (780, 580), (375, 90)]
_CROSS: Points = [
    (190, 90), (110, 170), (330, 380), (110, 590), (190, 670), (410, 460), (630, 670), (710, 590), (490, 380),
    (710, 170), (630, 90), (410, 300),
]  # fmt: skip
_RIGHT: Points = [
    (60, 310), (60, 390), (620, 390), (450, 560), (510, 620), (790, 350), (510, 80), (450, 140), (620, 310)
]  # fmt: skip
_DIAGONAL: Points = [
    (160, 110), (600, 550), (360, 550), (360, 640), (750, 640), (750, 250), (660, 250), (660, 490), (220, 50)
]  # fmt: skip
_TRIANGLE: Points = [(100, 50), (450, 690), (800, 50)]
_CIRCLE: Points = [
    (450, 680), (565, 657), (663, 592), (727, 495), (750, 380), (727, 265), (663, 168), (565, 103), (450, 80),
    (335, 103), (237, 168), (173, 265), (150, 380), (173, 495), (237, 592), (335, 657),
]  # fmt: skip


def _turned(points: Points, quarter: int) -> Points:
    for _time in range(quarter):
        points = [(425 - (y - 350), 350 + (x - 425)) for x, y in points]
    return points


def _inside(points: Points, share: float) -> Points:
    return [(450 + (x - 450) * share, 350 + (y - 350) * share) for x, y in points]


def _shapes() -> dict[str, list[Points]]:
    box, small = [_box(), _hole(_box())], _inside(_box(), 0.5)
    ring = [_CIRCLE, list(reversed(_inside(_CIRCLE, 0.84)))]
    both = [_inside(_RIGHT, 1.0), _turned(_RIGHT, 2)]
    shapes: dict[str, list[Points]] = {
        "□☐◻": box, "■◼": [_box()], "▪": [small], "☑": [*box, _inside(_TICK, 0.75)], "☒": [*box, _inside(_CROSS, 0.75)],
        "✓✔": [_TICK], "✗✘✕": [_CROSS], "→➔➜⟶⇒": [_RIGHT], "↑⇑": [_turned(_RIGHT, 1)], "←⟵⇐": [_turned(_RIGHT, 2)],
        "↓⇓": [_turned(_RIGHT, 3)], "↔⇔": both, "●": [_CIRCLE], "○◯": ring, "▲△": [_TRIANGLE],
        "▶►": [_turned(_TRIANGLE, 3)], "▼": [_turned(_TRIANGLE, 2)], "⚠": [_TRIANGLE],
        "↗": [_DIAGONAL], "↘": [[(x, 700 - y) for x, y in reversed(_DIAGONAL)]],
    }  # fmt: skip
    return {sign: contours for signs, contours in shapes.items() for sign in signs}


@cache
def font() -> bytes:
    """The font as TrueType."""
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped,unused-ignore]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped,unused-ignore]

    shapes = _shapes()
    names = {f"u{ord(sign):04X}": sign for sign in sorted(shapes)}
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name, sign in names.items():
        pen = TTGlyphPen(None)
        for contour in shapes[sign]:
            pen.moveTo(contour[0])
            for point in contour[1:]:
                pen.lineTo(point)
            pen.closePath()
        glyphs[name] = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(list(glyphs))
    made.setupCharacterMap({ord(sign): name for name, sign in names.items()})
    made.setupGlyf(glyphs)
    made.setupHorizontalMetrics(dict.fromkeys(glyphs, (900, 0)))
    made.setupHorizontalHeader(ascent=900, descent=-200)
    made.setupNameTable({"familyName": "Carnet Signs", "styleName": "Regular", "psName": "CarnetSigns-Regular"})
    made.setupOS2(sTypoAscender=900, sTypoDescender=-200, usWinAscent=900, usWinDescent=200)
    made.setupPost()
    held = io.BytesIO()
    made.font.save(held)
    return held.getvalue()


def signs() -> frozenset[str]:
    """The signs that it has."""
    return frozenset(_shapes())
