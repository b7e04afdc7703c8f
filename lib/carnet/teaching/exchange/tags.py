"""What the tags of a question say, in Moodle XML as in GIFT: rank, item of the curriculum, objectives, and our own."""

import re
from collections.abc import Iterable
from typing import Any

from carnet.teaching.question import OBJECTIVE


def about(tags: Iterable[str]) -> dict[str, Any]:
    """Rank, item of the curriculum and objectives among tags."""
    found: dict[str, Any] = {}
    for tag in tags:
        if rank := re.fullmatch(r"rang ([ABC])", tag, re.IGNORECASE):
            found["rank"] = rank[1].upper()
        elif number := re.fullmatch(r"item (\d{1,3})", tag, re.IGNORECASE):
            found["item_number"] = int(number[1]) if 1 <= int(number[1]) <= 367 else None
        elif re.fullmatch(OBJECTIVE, tag):
            found["objectives"] = (*found.get("objectives", ()), tag)
    return found


def our_own(tags: Iterable[str]) -> dict[str, str]:
    """What our own export wrote among tags (`carnet:kind=QRM`), by name."""
    return dict(tag.removeprefix("carnet:").split("=", 1) for tag in tags if re.match(r"carnet:[a-z]+=", tag))
