"""Notes written for the tests with their gold inside: « né le [12/03/1954](PATIENT_BIRTHDATE) »."""

import re
from types import ModuleType

from carnet.text.note import Note
from carnet.tools.pseudonymisation.page import Found, Page

_MARK = re.compile(r"\[([^\]]*)\]\(([A-Z_]+)(?:/(\w+))?\)")


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The text without its marks, and (start, end, label, role or kind) of each."""
    text, gold, position = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[position : m.start()]
        gold.append((len(text), len(text) + len(m[1]), m[2], m[3] or ""))
        text += m[1]
        position = m.end()
    return text + marked[position:], gold


def found_in(module: ModuleType, text: str) -> list[Found]:
    """What a detector finds in a text."""
    found: list[Found] = module.find(Page.of(Note("note", text)))
    return found


def faults(module: ModuleType, marked: str, labels: tuple[str, ...] = ()) -> list[str]:
    """What is missed, wrongly named or found too much, word by word. Marks of other labels ask for nothing."""
    text, gold = unmarked(marked)
    page = Page.of(Note("note", text))
    found = module.find(page)
    answer = []
    for word in page.words:
        start, end = page.clean.original(word.start, word.end)
        if not any(map(str.isalnum, word.text)):
            continue
        wanted = [(label, more) for a, b, label, more in gold if a < end and start < b]
        got = [one for one in found if one.start < word.end and word.start < one.end]
        if wanted and (not labels or wanted[0][0] in labels):
            label, more = wanted[0]
            right = [one for one in got if one.label == label]
            if not right:
                answer.append(f"missed {label}: {text[start:end]}{' as ' + got[0].label if got else ''}")
            elif more and all(more not in (one.role, one.kind) for one in right):
                answer.append(f"{text[start:end]} is {right[0].role}/{right[0].kind}, not {more}")
        elif got and not wanted:
            answer.append(f"too much: {text[start:end]} ({got[0].producer})")
    return answer
