"""UCUM units that clinical texts hold, brought to a base: mg/dL → (g/L, 0.01)."""

import re
from functools import lru_cache

_PREFIXES = {"k": 1e3, "h": 1e2, "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "": 1.0}
_BASES = ("g", "mol", "L", "[iU]", "U", "eq", "osm", "kat", "Pa", "m", "s", "Gy", "Bq")
_SPECIAL = {
    "mm[Hg]": ("mm[Hg]", 1.0), "cm[Hg]": ("mm[Hg]", 10.0), "Cel": ("Cel", 1.0), "%": ("%", 1.0),
    "1": ("1", 1.0), "": ("", 1.0),
    "mm3": ("L", 1e-6), "cm3": ("L", 1e-3), "m2": ("m2", 1.0), "cm2": ("m2", 1e-4), "mm2": ("m2", 1e-6),
    "min": ("min", 1.0), "h": ("min", 60.0), "d": ("d", 1.0),
    "10*3": ("", 1e3), "10*6": ("", 1e6), "10*9": ("", 1e9), "10*12": ("", 1e12), "{cells}": ("", 1.0),
}  # fmt: skip
_PART = re.compile(rf"^(k|h|d|c|m|u|n|p|f)?({'|'.join(re.escape(one) for one in _BASES)})$")


@lru_cache(maxsize=512)
def base_of(unit: str) -> tuple[str, float]:
    """A UCUM unit's base and how many of it one unit is; equivalents count as moles. An unknown part stays as it is."""
    parts = unit.split("/")
    name, factor = _part(parts[0])
    for part in parts[1:]:
        under, size = _part(part)
        name += f"/{under}"
        factor /= size
    return name, factor


def _part(part: str) -> tuple[str, float]:
    if part in _SPECIAL:
        return _SPECIAL[part]
    match = _PART.match(part)
    if match is None:
        return part, 1.0
    base = "mol" if match[2] == "eq" else "[iU]" if match[2] == "U" else match[2]
    return base, _PREFIXES[match[1] or ""]
