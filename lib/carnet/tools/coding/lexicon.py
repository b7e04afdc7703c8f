"""The frequent diagnoses by all their names, each with its code and with the words that make the code more precise."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.lists import parse_lists
from carnet.text.terminologies.cache import cache_folder
from carnet.text.terms import Vocabulary

FOLDER = Path(__file__).parent / "lexicon"
COMPOSED = ("_cancers", "_metastases")
_VOWELS = frozenset("aeiouyhâàéèêëîïôœæAEIOUYHÉÈÊÎÔŒ")


@dataclass(frozen=True, slots=True)
class Refinement:
    """`code` where every group has one of its alternatives, words as the file has them, near the mention."""

    groups: tuple[tuple[str, ...], ...]
    code: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An entry of the lexicon. Codes are without dot. `code`: none where a qualifier is needed to choose one.

    `history` is the code when it is of the past; `chronic`: what is under antecedents is still there. `family` is the
    code when a relative has it. `explains` are the symptoms (codes or categories) that it makes redundant.
    `with_codes` go with it. `each`: every refinement that holds has its code, not the first alone (several drugs).
    """

    name: str
    code: str | None
    refine: tuple[Refinement, ...] = ()
    history: str | None = None
    chronic: bool = False
    symptom: bool = False
    family: str | None = None
    explains: tuple[str, ...] = ()
    with_codes: tuple[str, ...] = ()
    sex: str | None = None
    each: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Every present code that it may take."""
        return tuple(dict.fromkeys([*([self.code] if self.code else []), *(one.code for one in self.refine)]))


@dataclass(frozen=True, slots=True)
class Composed:
    """A diagnosis said by a name and one of `places`; `names` and `capitals` say it by themselves."""

    diagnosis: Diagnosis
    places: tuple[str, ...]
    names: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a diagnosis; `capitals`: only so written it is meant."""

    diagnosis: Diagnosis
    capitals: bool = False


@cache
def diagnoses() -> Vocabulary[Named]:
    """Every name of the lexicon → the diagnosis."""
    names: dict[str, Named] = {}
    for diagnosis, said, capitals in entries():
        for name in said:
            names.setdefault(name, Named(diagnosis))
        for name in capitals:
            names.setdefault(name, Named(diagnosis, capitals=True))
    return Vocabulary(names)


def entries() -> Iterator[tuple[Diagnosis, tuple[str, ...], tuple[str, ...]]]:
    """(diagnosis, its names, those that count in capitals only), as the files give them, cancers written out."""
    for name, fields in _files():
        if name in COMPOSED:
            yield from _grown(fields)
        else:
            yield _diagnosis(name, fields), (name, *fields.get("said", ())), tuple(fields.get("capitals", ()))


def plain_entries() -> Iterator[tuple[Diagnosis, tuple[str, ...], tuple[str, ...]]]:
    """`entries` without those that are composed of a name and a site."""
    for name, fields in _files():
        if name not in COMPOSED:
            yield _diagnosis(name, fields), (name, *fields.get("said", ())), tuple(fields.get("capitals", ()))


def composed() -> Iterator[tuple[tuple[str, ...], list[Composed]]]:
    """What is composed of a name and a site: the names, then the diagnosis of each site."""
    for name, fields in _files():
        if name in COMPOSED:
            heads = tuple(fields["names"])
            yield (
                heads,
                [
                    Composed(
                        _diagnosis(f"{heads[0]} {_links(site)[0]}{site}", about),
                        (site, *about.get("said", ()), *about.get("adjectives", ())),
                        tuple(about.get("names", ())),
                        tuple(about.get("capitals", ())),
                    )
                    for site, about in fields["sites"].items()
                ],
            )


@cache
def _files() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every entry as the files have it, from a compact copy where one was kept: reading YAML takes most of a second."""
    contents = [path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))]
    digest = hashlib.sha256(b"\0".join(hashlib.sha256(content).digest() for content in contents))
    path = cache_folder() / f"lexicon-{digest.hexdigest()[:32]}.json"
    found = _kept(path)
    if found is None:
        found = [list(entry) for content in contents for entry in (_load(content) or {}).items()]
        with suppress(OSError):
            _keep(path, found)
    return tuple((name, fields) for name, fields in found)


def _kept(path: Path) -> list[list[Any]] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, list) else None


def _keep(path: Path, found: list[list[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix="lexicon-", suffix=".partial")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False, separators=(",", ":"))
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
    for old in sorted(path.parent.glob("lexicon-*.json"), key=lambda one: one.stat().st_mtime)[:-2]:
        old.unlink(missing_ok=True)  # of files that have changed since


def _load(content: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = parse_lists(content.decode("utf-8"))
    return loaded


def _diagnosis(name: str, fields: dict[str, Any]) -> Diagnosis:
    return Diagnosis(
        name,
        fields.get("code"),
        tuple(
            Refinement(tuple(_group(group) for group in one["with"]), one["code"]) for one in fields.get("refine", ())
        ),
        fields.get("history"),
        bool(fields.get("chronic")),
        bool(fields.get("symptom")),
        fields.get("family"),
        tuple(fields.get("explains", ())),
        tuple(fields.get("with_codes", ())),
        fields.get("sex"),
        bool(fields.get("each")),
    )


def _group(group: str | Sequence[str]) -> tuple[str, ...]:
    return (group,) if isinstance(group, str) else tuple(str(word) for word in group)


def _grown(fields: dict[str, Any]) -> Iterator[tuple[Diagnosis, tuple[str, ...], tuple[str, ...]]]:
    """« cancer », « carcinome »… × « sein », « mammaire »…: every name of a tumour of every site."""
    heads = fields["names"]
    for site, about in fields["sites"].items():
        said: list[str] = []
        for head in heads:
            said += [f"{head} {link}{place}" for place in (site, *about.get("said", ())) for link in _links(place)]
            said += [f"{head} {adjective}" for adjective in about.get("adjectives", ())]
        yield (
            _diagnosis(f"{heads[0]} {_links(site)[0]}{site}", about),
            (*said, *about.get("names", ())),
            tuple(about.get("capitals", ())),
        )


def _links(place: str) -> tuple[str, ...]:
    """What may stand between the name and the site; « K sein » has nothing."""
    if place[0] in _VOWELS:
        return ("de l'", "d'", "")
    return ("du ", "de la ", "des ", "de ", "")
