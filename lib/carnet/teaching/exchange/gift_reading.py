"""GIFT read: each question as an item, ours joined again, what the item model cannot say set aside."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carnet.language import _
from carnet.teaching.exchange.json_items import named_fields
from carnet.teaching.exchange.moodle import pages
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, SetAside
from carnet.teaching.exchange.safe import read_text
from carnet.teaching.exchange.tags import about, our_own
from carnet.teaching.item import ITEM_KINDS, Item
from carnet.teaching.question import AcceptedAnswer, Proposition, Question

_FORMAT = re.compile(r"^\s*\[(plain|html|moodle|markdown)\]")
_WEIGHT = re.compile(r"^%(-?\d{1,3}(?:\.\d*)?)%")
_TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass
class _Entry:
    """One question as it stands: its first line, the comments before it, its text."""

    line: int
    text: str
    tags: list[str] = field(default_factory=list)
    name: str = ""


class _NotExpressed(ValueError):
    pass


def read(path: Path) -> Read:
    """The questions of a GIFT file as items. Raises `ExchangeRefused` when the file has none."""
    items: dict[str, dict[str, Any]] = {}
    aside: list[SetAside] = []
    entries = _entries(read_text(path))
    for entry in entries:
        where = _("line {line}").format(line=entry.line)
        try:
            _take(entry, items)
        except _NotExpressed as problem:
            aside.append(SetAside(where, str(problem), _("Rewrite it as a QRU, a QRM or a QROC.")))
        except ValidationError as problem:
            said = _("This is not an item: {fields}.").format(fields=named_fields(problem))
            aside.append(SetAside(where, said, _("Correct this question in the file.")))
    found: list[Item] = []
    for name, held in items.items():
        try:
            if held["questions"]:
                found.append(_item(name, held))
        except ValidationError as problem:
            aside.append(SetAside(name, _("This is not an item: {fields}.").format(fields=named_fields(problem))))
    if not found and not aside:
        raise ExchangeRefused(
            _("{file}: no GIFT question in this file.").format(file=path.name), _("Choose a file of GIFT questions.")
        )
    return Read(tuple(found), tuple(aside))


def _entries(text: str) -> list[_Entry]:
    """The questions of a text: an empty line outside braces ends one."""
    found: list[_Entry] = []
    tags: list[str] = []
    name, held, start, depth = "", list[str](), 0, 0
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            tags += re.findall(r"\[tag:([^\]]+)\]", bare)
            name = next(iter(re.findall(r"\[id:([^\]]+)\]", bare)), name)
        elif bare.startswith("$CATEGORY:"):
            continue
        elif bare or depth > 0:
            start = start or number
            held.append(line)
            depth += len(_split(line, "{")) - len(_split(line, "}"))
        elif held:
            found.append(_Entry(start, "\n".join(held), tags, name))
            tags, name, held, start, depth = [], "", [], 0, 0
    if held:
        found.append(_Entry(start, "\n".join(held), tags, name))
    return found


def _split(text: str, sign: str) -> list[str]:
    """The parts of a text between occurrences of a sign that no backslash escapes."""
    parts, last, index = [], 0, 0
    while index < len(text):
        if text[index] == "\\":
            index += 2
            continue
        if text.startswith(sign, index):
            parts.append(text[last:index])
            index += len(sign)
            last = index
            continue
        index += 1
    return [*parts, text[last:]]


def _plain(text: str) -> str:
    """A text without its escapes and its format."""
    found = _FORMAT.match(text)
    bare = text[found.end() :] if found else text.strip(" \t\n")
    bare = bare.strip(" \t\n")
    words = re.sub(r"\\([\\~=#{}:n])", lambda one: "\n" if one[1] == "n" else one[1], bare)
    html = found is not None and found[1] in ("html", "moodle")
    return pages.plain(pages.parse(words)) if html else words


def _take(entry: _Entry, items: dict[str, dict[str, Any]]) -> None:
    ours = our_own(entry.tags)
    named, text = "", entry.text.strip()
    if text.startswith("::"):
        parts = _split(text[2:], "::")
        named, text = _plain(parts[0]), "::".join(parts[1:])
    opened = _split(text, "{")
    group, _tilde, part = entry.name.partition("~")
    if len(opened) == 1:
        if not part:
            raise _NotExpressed(_("A description without a question."))
        held = _group(items, group)
        if part == "case":
            held |= {"case": _plain(text), "title": named if named != entry.name else ""}
            held["kind"] = ours.get("item", "KFP")
            held["specialty"] = ours.get("specialty", "")
            held |= about(entry.tags)
        else:
            held["new"][part.partition("~")[0]] = _plain(text)
        return
    inside, *after = _split("{".join(opened[1:]), "}")
    if ours.get("kind") in ("TCS", "ECOS"):
        raise _NotExpressed(_("A question of kind {kind} cannot be rebuilt from GIFT.").format(kind=ours["kind"]))
    rest = "}".join(after).strip()
    stem = _plain(opened[0]) + (f" _____ {_plain(rest)}" if rest else "")
    question = Question.model_validate(
        {"id": part or "q1", "stem": stem or named, **_answers(inside, ours), **about(entry.tags)}
        | {"topic": ours.get("topic", "other"), "new": items.get(group, {}).get("new", {}).get(part, "")}
    )
    name = group if part else _free(named or stem, items)
    held = _group(items, name)
    held["questions"].append(question)
    held["kind"] = ours.get("item", held["kind"] or question.kind)
    if not held["title"] and named != entry.name:
        held["title"] = named
    held["specialty"] = ours.get("specialty", held["specialty"])
    kept = [tag.removeprefix("carnet:of-item=") for tag in entry.tags if tag.startswith("carnet:of-item=")]
    held["specialty"] = next((t.split("=", 1)[1] for t in kept if t.startswith("carnet:specialty=")), held["specialty"])
    held |= about(kept)


def _answers(inside: str, ours: dict[str, str]) -> dict[str, Any]:
    inside, *general = _split(inside, "####")
    fields: dict[str, Any] = {"feedback": _plain(general[0]) if general else ""}
    bare = inside.strip()
    if not bare:
        raise _NotExpressed(_("An essay: nothing in the item model says the same."))
    if bare.startswith("#"):
        raise _NotExpressed(_("A numerical question: nothing in the item model says the same."))
    head, *told = _split(bare, "#")
    if head.strip().upper() in _TRUE_FALSE:
        right = _TRUE_FALSE[head.strip().upper()]
        words = (("a", "Vrai", right), ("b", "Faux", not right))
        propositions = tuple(Proposition(id=name, text=text, correct=correct) for name, text, correct in words)
        return fields | {"kind": "QRU", "propositions": propositions}
    found = _choices(bare)
    if not found:
        raise _NotExpressed(_("No answer begins with = or ~."))
    short = all(sign == "=" for sign, *_rest in found)  # Moodle too looks for ~ before ->
    if short and any(len(_split(text, "->")) > 1 for _sign, _worth, text, _told in found):
        raise _NotExpressed(_("A matching question: nothing in the item model says the same."))
    if short:
        answers = tuple(
            AcceptedAnswer(text=_plain(text).replace("\\*", "*"), category=1 if worth >= 100 else 2)
            for _sign, worth, text, _told in found
            if worth > 0
        )
        longest = max((len(one.text.split()) for one in answers), default=5)
        words_allowed = int(ours["words"]) if ours.get("words", "").isdigit() else max(5, longest)
        return fields | {"kind": "QROC", "answers": answers, "max_words": words_allowed}
    single = any(sign == "=" for sign, *_rest in found)
    best = max(worth for _sign, worth, *_rest in found)
    propositions = tuple(
        Proposition(
            id=chr(ord("a") + n) if n < 26 else f"p{n + 1}", text=_plain(text), feedback=_plain(told),
            correct=sign == "=" if single else worth > 0,
        )
        for n, (sign, worth, text, told) in enumerate(found)
    )  # fmt: skip
    if best <= 0:
        raise _NotExpressed(_("No answer with points: there is no key."))
    kind = {"QZP": "QRP"}.get(ours.get("kind", ""), ours.get("kind", "QRU" if single else "QRM"))
    expected = int(ours["expected"]) if ours.get("expected", "").isdigit() else None
    return fields | {"kind": kind, "propositions": propositions, "expected": expected}


def _choices(bare: str) -> list[tuple[str, float, str, str]]:
    """The answers of a question: their sign, their worth in %, their text and their feedback, as written."""
    found = []
    index, start, sign = 0, 0, ""
    pieces: list[tuple[str, str]] = []
    while index < len(bare):
        if bare[index] == "\\":
            index += 2
            continue
        if bare[index] in "=~":
            if sign:
                pieces.append((sign, bare[start:index]))
            sign, start = bare[index], index + 1
        index += 1
    if sign:
        pieces.append((sign, bare[start:]))
    for one, piece in pieces:
        text, *told = _split(piece, "#")
        text = text.lstrip()
        weight = _WEIGHT.match(text)
        worth = float(weight[1]) if weight else 100.0 if one == "=" else 0.0
        found.append((one, worth, text[weight.end() :] if weight else text, "#".join(told)))
    return found


def _group(items: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    fresh = {"questions": [], "case": "", "title": "", "kind": "", "specialty": "", "new": {}}
    return items.setdefault(name, fresh)


def _free(name: str, items: dict[str, Any]) -> str:
    bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:55] or "question"
    found, count = bare, 1
    while found in items:
        count += 1
        found = f"{bare}-{count}"
    return found


def _item(name: str, held: dict[str, Any]) -> Item:
    questions = tuple(held["questions"])
    kind = held["kind"] if held["kind"] in ITEM_KINDS else "KFP"
    if kind not in ("KFP", "miniDP", "DP"):
        kind = questions[0].kind if len(questions) == 1 else "KFP"
    kept = {
        key: held[key] for key in ("case", "title", "specialty", "rank", "item_number", "objectives") if key in held
    }
    return Item.model_validate({"id": name, "kind": kind, "questions": questions} | kept)
