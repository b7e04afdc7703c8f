"""Images as they are printed: zones outlined and lettered on them."""

import base64
import io
import re
from collections.abc import Sequence

from carnet.teaching.question import Image, Zone

_OUTSIDE = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<[\w:]*image\b|@import|url\(\s*[\"']?[^#\s\"']"
                      rb"|href\s*=\s*[\"']?(?!#|[\"']#)", re.IGNORECASE)  # fmt: skip


def raster(image: Image, zones: Sequence[tuple[str, Zone]]) -> bytes | None:
    """The bytes of a PNG or JPEG image, its zones drawn; None for an image that cannot be opened or is SVG."""
    if image.media_type == "image/svg+xml":
        return None
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        data = base64.b64decode(image.data)
        with Pillow.open(io.BytesIO(data)) as opened:
            opened.load()
            if not zones:
                return data
            drawn = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Pillow.DecompressionBombError):
        return None
    return _outlined(drawn, zones)


def vector(image: Image) -> bytes | None:
    """The bytes of an SVG image that holds all it shows; None for another, which could fetch files when it is drawn."""
    try:
        data = base64.b64decode(image.data)
    except ValueError:
        return None
    unsafe = image.media_type != "image/svg+xml" or _OUTSIDE.search(data) is not None
    return None if unsafe else data


def _outlined(drawn: "Pillow.Image", zones: Sequence[tuple[str, Zone]]) -> bytes:  # type: ignore[name-defined] # noqa: F821
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    grown = max(1, round(800 / max(drawn.size)))  # thin lines and letters on a small image
    drawn = drawn.resize((drawn.width * grown, drawn.height * grown), Pillow.Resampling.LANCZOS)
    pen = ImageDraw.Draw(drawn)
    line = max(2, max(drawn.size) // 250)
    letters = ImageFont.load_default(size=max(14, max(drawn.size) // 28))
    for letter, zone in zones:
        points = [(x * drawn.width, y * drawn.height) for x, y in zone.points]
        if len(points) == 2:
            (x1, y1), (x2, y2) = points
            points = [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]
        for width, colour in ((line * 3, "white"), (line, "black")):
            pen.line([*points, points[0]], fill=colour, width=width, joint="curve")
        middle = (sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points))
        pen.text(middle, letter, fill="black", font=letters, anchor="mm", stroke_width=line, stroke_fill="white")
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()
