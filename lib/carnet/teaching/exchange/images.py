"""Images of the exchanged files: what kind they are and how large, read from their first bytes."""

import base64
import binascii
import re
import struct
from typing import Literal

from carnet.language import _
from carnet.teaching.exchange.outcome import ExchangeRefused
from carnet.teaching.question import Image

MediaType = Literal["image/png", "image/jpeg", "image/svg+xml"]
SUFFIXES: dict[str, str] = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_SVG_SIDE = re.compile(rb"\b(width|height)\s*=\s*[\"']\s*([\d.]+)(?:px)?\s*[\"']")
_SVG_BOX = re.compile(rb"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


def image_of(data: bytes, alternative: str) -> Image | None:
    """The image of these bytes; None when it is not PNG, JPEG or SVG, or says no size."""
    found = size(data)
    if found is None:
        return None
    media_type, width, height = found
    return Image(
        media_type=media_type, data=base64.b64encode(data).decode(), width=width, height=height, alternative=alternative
    )


def decoded(image: Image, item_id: str) -> bytes:
    """The bytes of an image. Raises `ExchangeRefused`, which names the item, when it is not base64."""
    try:
        return base64.b64decode(image.data, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise ExchangeRefused(
            _("Item {item}: an image that is not base64.").format(item=item_id), _("Put the image in again.")
        ) from problem


def size(data: bytes) -> tuple[MediaType, int, int] | None:
    """The kind, the width and the height in pixels of an image, or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return ("image/png", width, height) if width and height else None
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if b"<svg" in data[:2000]:
        return _svg(data)
    return None


def _jpeg(data: bytes) -> tuple[MediaType, int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return ("image/jpeg", width, height) if width and height else None
        at += 2 + length
    return None


def _svg(data: bytes) -> tuple[MediaType, int, int] | None:
    head = data[: data.find(b">", data.find(b"<svg")) + 1]
    sides = {
        name: float(value)
        for name, value in re.findall(rb"\b(width|height)\s*=\s*[\"']\s*([\d.]+)(?:px)?\s*[\"']", head)
    }
    box = _SVG_BOX.search(head)
    width = sides.get(b"width") or (float(box[1]) if box else 0)
    height = sides.get(b"height") or (float(box[2]) if box else 0)
    return ("image/svg+xml", max(1, round(width)), max(1, round(height))) if width and height else None
