"""What letters say that identifies nobody: drugs, doses, laboratory values, scores, diseases, plain French."""

import csv
import gzip
import io
import json
import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def diseases() -> list[tuple[str, str]]:
    """Code and label of the CIM-10 (EDS-NLP carries it)."""
    data = files("edsnlp").joinpath("resources", "cim10.csv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(data).decode("utf-8")))
    return [(row["code"], row["long"]) for row in rows if "***" not in row["long"] and len(row["long"]) < 110]


@cache
def drug_names() -> list[str]:
    """Names of drugs of the ATC (EDS-NLP carries them)."""
    data = json.loads(files("edsnlp").joinpath("resources", "drugs.json").read_text(encoding="utf-8"))
    return sorted({name for names in data.values() for name in names if len(name) < 30})


@cache
def french() -> list[str]:
    """French words, the most said first (the package `pyspellchecker` carries them)."""
    data = json.loads(gzip.decompress(files("spellchecker").joinpath("resources", "fr.json.gz").read_bytes()))
    return [word for word, count in sorted(data.items(), key=lambda pair: -pair[1]) if word.isalpha() and count > 30]


_CAPITALS = "AAABCDEEFGHIILMNNOPPRRSSTTUVX"
_LINKS = (
    "de",
    "la",
    "le",
    "les",
    "des",
    "du",
    "en",
    "et",
    "à",
    "avec",
    "sans",
    "par",
    "une",
    "un",
    "pour",
    "dans",
    "sur",
    "est",
    "a été",
    "qui",
    "se",
    "il",
    "au",
    "d'un",
    "ce",
    "ne",
    "pas",
    "son",
    "sa",
    "plus",
    "mais",
    "aux",
)


@cache
def foreign() -> list[str]:
    """Words of other languages: what a French list does not hold is no name for that."""
    found = []
    for language in ("en", "es", "it", "pt"):
        data = json.loads(
            gzip.decompress(files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes())
        )
        found += [word for word, count in sorted(data.items(), key=lambda pair: -pair[1])[:40_000] if len(word) > 4]
    return found


@cache
def _sounds() -> dict[str, list[str]]:
    text = files(__package__).joinpath("medicine.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, yaml.BaseLoader))


def built_term(draw: random.Random) -> str:
    """A learned word that no list holds: « périchondroplastie »."""
    sounds = _sounds()
    start = draw.choice(sounds["prefixes"]) if draw.random() < 0.5 else ""
    return (
        start
        + draw.choice(sounds["roots"])
        + draw.choice(sounds["roots"] + [""] * 30)
        + draw.choice(sounds["suffixes"])
    )


def built_drug(draw: random.Random) -> str:
    """A drug that does not exist, with the end of a family of drugs or the sound of a brand."""
    sounds = _sounds()
    start = draw.choice(sounds["drug_starts"]) + draw.choice([*sounds["drug_middles"], ""])
    return start + draw.choice(sounds["drug_ends"] if draw.random() < 0.6 else sounds["brand_ends"])


def _nonsense(draw: random.Random) -> str:
    """French words in a row: what the model must leave alone whatever they are."""
    vocabulary = french()
    strange, capitals = draw.random() * 0.2, draw.choice((0, 0, 0, 0.1, 0.3))
    said = []
    for _word in range(draw.randint(3, 12)):
        chance = draw.random()
        if chance < 0.4:
            word = draw.choice(_LINKS)
        elif chance < 0.4 + strange:
            word = draw.choice(
                (built_term(draw), draw.choice(foreign()), built_drug(draw), draw.choice(_sounds()["markers"]))
            )
        else:
            word = vocabulary[int(draw.random() * (len(vocabulary) if draw.random() < 0.4 else 6000))]
            if draw.random() < capitals and len(word) > 4:
                word = word.capitalize()
        said.append(word + draw.choices(("", ",", ";", " -", " (", ")", ":"), (80, 6, 1, 1, 1, 1, 1))[0])
    return " ".join(said)


def _grid(draw: random.Random) -> str:
    """Numbers in a row that count or measure: scales, series, tables, doses; they look like codes and are none."""
    between = draw.choice((" ", " ", "  ", " | ", "|", " - ", "-", "/", " / ", ", ", " ; ", ";", "\t", "."))
    high = draw.choice((1, 4, 9, 10, 20, 99, 99, 150, 400, 2000))
    count = draw.randint(3, 12)
    match draw.randrange(6):
        case 0:
            return between.join(map(str, range(draw.randint(0, 3), draw.randint(4, 13))))
        case 1:
            return between.join(f"{draw.randint(0, high)},{draw.randint(0, 9)}" for _ in range(count))
        case 2:
            return between.join(f"{draw.randint(0, high):02}" for _ in range(count))
        case 3:
            return between.join(draw.choice(("0", "1", "+", "-", "x", "2", "NA", "oui", "non")) for _ in range(count))
        case 4:
            return between.join(f"{draw.randint(9, 19)}/{draw.randint(4, 10)}" for _ in range(min(count, 6)))
    return between.join(str(draw.randint(0, high)) for _ in range(count))


def _drug(draw: random.Random, lists: dict[str, Any]) -> str:
    if draw.random() < 0.2:
        return built_drug(draw)
    return str(draw.choice(lists["drugs"]) if draw.random() < 0.6 else draw.choice(drug_names()))


def said(name: str, draw: random.Random, lists: dict[str, Any]) -> str:
    """A slot of medicine; a name in capitals writes it so, a capital first letter capitalises."""
    text = _said(name.lower(), draw, lists)
    if name.isupper():
        return text.upper()
    if name[0].isupper():
        return text[:1].upper() + text[1:]
    return text


def _said(name: str, draw: random.Random, lists: dict[str, Any]) -> str:
    match name:
        case "label":
            label = draw.choice(diseases())[1]
            label = label.split(",")[0] if draw.random() < 0.5 else label
            return label if draw.random() < 0.35 else label[:1].lower() + label[1:]
        case "caps_label":
            return (draw.choice(lists["headings"]) if draw.random() < 0.4 else draw.choice(diseases())[1]).upper()
        case "term":
            return built_term(draw)
        case "marker":
            return str(draw.choice(_sounds()["markers"]))
        case "acro":
            return "".join(draw.choice(_CAPITALS) for _ in range(draw.choice((2, 2, 3, 3, 3, 4, 4, 5))))
        case "grid":
            return _grid(draw)
        case "scale":
            return str(draw.choice(lists["analytes"]))
        case "act":
            return "".join(draw.choice(_CAPITALS) for _ in range(4)) + f"{draw.randint(1, 999):03}"
        case "lot":
            letters = "".join(draw.choice(_CAPITALS) for _ in range(draw.randint(0, 3)))
            return draw.choice(
                (f"{letters}{draw.randint(100, 99999999)}", f"{draw.randint(10, 9999)}-{letters}{draw.randint(1, 99)}")
            )
        case "microbe":
            return str(draw.choice(_sounds()["microbes"]))
        case "antibody":
            return str(draw.choice(_sounds()["antibodies"]))
        case "roman":
            return str(draw.choice(_sounds()["roman"]))
        case "suffix":
            return draw.choice(("", "", "a", "b", "A", "B", "C", "bis"))
        case "half":
            return str(draw.choice(_sounds()["halves"]))
        case "unborne":  # the name of a sign or a disease, never of somebody here
            name = draw.choice(_sounds()["unborne_starts"]) + draw.choice(_sounds()["unborne_ends"])
            return name if draw.random() < 0.5 else str(draw.choice(lists["eponyms"]))
        case "maker":
            return str(draw.choice(_sounds()["makers"]))
        case "code":
            code = draw.choice(diseases())[0]
            return code if len(code) < 4 or draw.random() < 0.5 else f"{code[:3]}.{code[3:]}"
        case "nonsense":
            return _nonsense(draw)
        case "drug":
            drug = _drug(draw, lists)
            return drug if draw.random() < 0.5 else drug.capitalize() if draw.random() < 0.5 else drug.lower()
        case "dose":
            amount = draw.choice(
                (
                    1,
                    2,
                    5,
                    10,
                    20,
                    25,
                    40,
                    50,
                    75,
                    80,
                    100,
                    150,
                    200,
                    250,
                    400,
                    500,
                    600,
                    850,
                    1000,
                    1500,
                    2000,
                    2500,
                    3000,
                    4000,
                    6000,
                )
            )
            return f"{amount}{draw.choice(('', ' ', ' '))}{draw.choice(lists['units'])}"
        case "lab":
            low, high = draw.randint(0, 30), draw.randint(0, 2100)
            value = draw.choice(
                (f"{low},{draw.randint(0, 99)}", str(high), f"{low}.{draw.randint(0, 9)}", f"{high} 000", f"< {low}")
            )
            name, between = draw.choice(lists["analytes"]), draw.choice((" : ", " ", " à ", " = ", ": "))
            return f"{name}{between}{value}{draw.choice((' ', ''))}{draw.choice(lists['units'])}"
        case "score":
            return str(draw.choice(lists["scores"])).format(
                a=draw.randint(0, 4), b=draw.randint(1, 6), t=draw.randint(9, 30), u=draw.randint(4, 9)
            )
        case "n":
            return str(draw.randint(1, 31))
        case "n2":
            return str(draw.randint(10, 140))
        case "short":
            return str(draw.randint(1, 9999))
        case "adicap":
            return (
                "".join(draw.choice("ABCDEGHLMOPSTX") for _ in range(4))
                + draw.choice("ABX")
                + str(draw.randint(0, 7))
                + draw.choice(("A0", "B2", "T6", "J4"))
            )
    plural = {
        "service": "services",
        "specialty": "specialties",
        "trial": "trials",
        "learned": "learned",
        "eponym": "eponyms",
        "unit": "units",
        "analyte": "analytes",
        "heading": "headings",
        "plain_word": "plain_words",
    }
    return str(draw.choice(lists[plural[name]]))
