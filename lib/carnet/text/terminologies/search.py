"""Finds the codes of a diagnosis said in words, as they are typed."""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from carnet.text.terminologies.build import build
from carnet.text.terminologies.cache import kept_or_built, key_of
from carnet.text.terminologies.cim10 import cim10, source_of
from carnet.text.terminologies.nomenclature import POSITIONS, Nomenclature, allowed, dotted, undotted
from carnet.text.terminologies.postings import Floats, Postings
from carnet.text.terminologies.query import Reader
from carnet.text.terminologies.scoring import ORDER, order_bonus, scores
from carnet.text.terminologies.site import ccam, ccam_file, synonyms, synonyms_file, terminology_folder
from carnet.text.terminologies.word_lists import paraphrases

_CODE = re.compile(
    r"\s*(?:(?:cim(?:[ -]?10)?|code)\s*[:=]?\s*)?([A-Z]\d(?:\d(?:[.,]?[\d+]{0,4})?)?)x?\s*", re.IGNORECASE | re.ASCII
)
_BEFORE_WORDS = re.compile(
    r"\s*([A-Z]\d\d(?:[.,]?\d[\d+]{0,3})?)\s*[-–—:]?\s+(?=[^\W\d])", re.IGNORECASE
)  # a code, then its label
_ACT = re.compile(r"\s*[A-Za-z]{4}\d{3}\s*")
_LOOKED_AT = 80  # rows among which the codes are chosen
_CLOSE = 0.15  # rows as near as that to the best are told apart by the order of their words
_LEAST = 0.12  # below that, a name shares with the query a word that says nothing
_NEAR = 0.4  # of the best likeness: those below are sorted only when there are few above
_HEADER, _OUTSIDE, _NOT_PRINCIPAL = 0.95, 0.93, 0.985  # a category, a cause of accident, a code that is never DP
_opened: dict[tuple[Any, ...], "CodeIndex"] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Hit:
    """A code found: `score` 0 to 1; `why`: the name or the code that answered, when it is not an official label."""

    code: str
    label: str
    score: float
    why: str


class CodeIndex:
    """The index of a nomenclature. Read-only once made, hence safe between threads."""

    def __init__(self, nomenclature: Nomenclature, postings: Postings) -> None:
        self.nomenclature = nomenclature
        self._postings = postings
        self._reader = Reader(postings)
        self._codes = list(nomenclature)
        types = np.array([code.mco for code in self._codes])
        prior = np.ones(len(types), np.float32)
        for kind, factor in (("3", _HEADER), ("2", _OUTSIDE), ("1", _NOT_PRINCIPAL), ("4", _NOT_PRINCIPAL)):
            prior[types == kind] = factor
        self._prior: dict[str | None, Floats] = {None: prior[postings.code_of]}
        for position in POSITIONS:
            valid = np.array([allowed(code, position) for code in self._codes], np.float32)
            self._prior[position] = (prior * valid)[postings.code_of]

    def search(self, query: str, k: int = 10, position: str | None = None) -> list[Hit]:
        """The codes that a query names, the best first: `k` at most, those that may stand at a position if given.

        A query that is a code finds it, then those under it. The last word may be the beginning of one. Raises
        ValueError for a position other than `dp`, `dr`, `das`.
        """
        if position is not None and position not in POSITIONS:
            raise ValueError(f"unknown position {position!r}; known: {', '.join(POSITIONS)}")
        if k <= 0:
            return []
        found = self._by_code(query, position)
        return self._by_words(query, k, position) if found is None else found[:k]

    def typed(self, query: str, k: int = 10, position: str | None = None) -> list[Hit]:
        """What `search` finds, for what a person types in a search box: one may begin with a code (`E11.9 diabète`),
        which comes first. In notes that would be no code: « T38.5 depuis hier »."""
        named = _BEFORE_WORDS.match(query[:40])
        code = self.nomenclature.get(named[1].replace(",", ".")) if named else None
        if named is None or code is None:
            return self.search(query, k, position)
        first = [hit for hit in self._by_code(named[1], position) or () if hit.code == code.code]
        others = self.search(query[named.end() :], k, position)
        return [*first, *(hit for hit in others if hit.code != code.code)][:k]

    def _by_code(self, query: str, position: str | None) -> list[Hit] | None:
        """What a query that is a code finds; None for one that is no code."""
        match = _CODE.fullmatch(query[:40])
        if not match:
            act = self.nomenclature.get(query[:40]) if _ACT.fullmatch(query[:40]) else None
            return [Hit(act.code, act.label, 1.0, act.code)] if act and position is None else None
        written = re.sub(r"[.,]", "", match[1]).upper()
        nomenclature = self.nomenclature
        exact = nomenclature.get(written)
        if exact is not None:
            codes = [exact.code, *nomenclature.descendants(exact.code)]
        else:
            codes = sorted(code.code for code in self._codes if code.code.startswith(written))
        if not codes:
            return None
        if position is not None:
            codes = [code for code in codes if nomenclature.valid(code, position)]
        return [
            Hit(code, nomenclature.label(code), 1.0 if code == written else 0.9, dotted(undotted(written)))
            for code in codes
        ]

    def _by_words(self, query: str, k: int, position: str | None) -> list[Hit]:
        postings = self._postings
        units, mains = self._reader.units(query)
        if not any(word.options or word.phrases for unit in units for word in unit.words):
            return []
        rows, found = scores(postings, units)
        if not len(rows):
            return []
        found = found * self._prior[position][rows]
        most = max(_LOOKED_AT, 4 * k)
        if len(rows) > most:
            high = np.flatnonzero(found > _NEAR * found.max())
            kept = high if len(high) >= most else np.flatnonzero(found)
            if len(kept) > most:
                kept = kept[np.argpartition(found[kept], len(kept) - most)[len(kept) - most :]]
            rows, found = rows[kept], found[kept]
        best: dict[int, tuple[float, int]] = {}
        close = float(found.max()) - _CLOSE
        asked = set(zip(mains, mains[1:], strict=False))
        for row, alike in zip(rows.tolist(), found.tolist(), strict=True):
            if alike <= 0:
                continue
            score = alike + order_bonus(postings, row, mains, asked) if alike > close else alike
            place = int(postings.code_of[row])
            if place not in best or score > best[place][0]:
                best[place] = (score, row)
        ranked = sorted(best.items(), key=lambda item: (-round(item[1][0], 6), self._codes[item[0]].code))
        hits = []
        for place, (score, row) in ranked[:k]:
            if score < _LEAST:
                break
            code = self._codes[place]
            hits.append(Hit(code.code, code.label, min(score / (1 + ORDER), 1.0), postings.texts[row]))
        return hits


def open_index(folder: Path | None = None, extra: Mapping[str, Sequence[str]] | None = None) -> CodeIndex:
    """The index of the CIM-10 with a site's files (the terminology folder by default) and `extra` names: code → names.

    Built once (some seconds) and kept in the user's cache folder; opened once in a process for the same contents.
    """
    folder = folder or terminology_folder()
    added = json.dumps(extra, default=list, ensure_ascii=False, sort_keys=True) if extra else ""
    files = tuple(path for path in (source_of(folder), synonyms_file(folder)) if path is not None)
    stamp = (added, *((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))
    with _lock:
        if stamp not in _opened:
            nomenclature, ours, theirs = cim10(folder), synonyms(folder), json.loads(added or "{}")
            key = key_of((*(path.read_bytes() for path in files), added.encode()))
            postings = kept_or_built(key, lambda: build(nomenclature, (ours, theirs, paraphrases())))
            _opened[stamp] = CodeIndex(nomenclature, postings)
        return _opened[stamp]


def open_acts(folder: Path | None = None) -> CodeIndex | None:
    """The index of a site's CCAM, or None if its terminology folder (the usual one by default) has none."""
    folder = folder or terminology_folder()
    path = ccam_file(folder)
    acts = ccam(folder)
    if path is None or acts is None:
        return None
    stamp = ("acts", path, path.stat().st_mtime_ns, path.stat().st_size)
    with _lock:
        if stamp not in _opened:
            key = key_of((b"acts", path.read_bytes()))
            _opened[stamp] = CodeIndex(acts, kept_or_built(key, lambda: build(acts, ())))
        return _opened[stamp]
