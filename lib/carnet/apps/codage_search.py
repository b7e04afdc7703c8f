"""The codes that a coder searches: found by words or by code, with where each may stand, and the branch of each."""

import re
from typing import TYPE_CHECKING

from carnet.apps.codage_review import CodingReview
from carnet.apps.codage_words import position_name
from carnet.language import _
from carnet.text.terminologies.cim10 import Code, Nomenclature, dotted, undotted
from carnet.widgets.code_search import Branch, CodeRow

if TYPE_CHECKING:
    from carnet.text.terminologies.search import CodeIndex

MOST = 12  # codes shown for a question
_ACT = re.compile(r"[A-Z]{4}\d{3}")
_PLACES = ("dp", "dr", "das")


class CodeFinder:
    """`search(query)` and `branch(code)` for the search box, for the position that is to be filled."""

    def __init__(self, nomenclature: Nomenclature) -> None:
        self.nomenclature = nomenclature
        self.position = "das"
        self._index: CodeIndex | None = None

    def search(self, query: str) -> list[CodeRow]:
        """The codes that a question may mean, those that may stand at the position first."""
        if self._index is None:
            from carnet.text.terminologies.search import open_index

            self._index = open_index()
        found = [self.nomenclature.get(hit.code) for hit in self._index.search(query, MOST)]
        return [self.row(code) for code in found if code is not None]

    def branch(self, code: str) -> Branch:
        """Where a code stands in the classification; the chapters for none."""
        here = self.nomenclature.get(code) if code else None
        if here is None:
            return self._chapter(code)
        above = [self._row(one) for one in reversed(self.nomenclature.ancestors(here.code))]
        if (chapter := self.nomenclature.chapter(here.code)) is not None:
            above.insert(0, _chapter_row(chapter.number, chapter.title))
        return Branch(self.row(here), tuple(above), tuple(map(self._row, self.nomenclature.children(here.code))))

    def _chapter(self, code: str) -> Branch:
        chapters = self.nomenclature.chapters
        one = next((chapter for chapter in chapters if chapter.number == code), None)
        if one is None:
            return Branch(None, (), tuple(_chapter_row(chapter.number, chapter.title) for chapter in chapters))
        below = tuple(map(self._row, self.nomenclature.categories(one)))
        return Branch(_chapter_row(one.number, one.title), (), below)

    def _row(self, code: str) -> CodeRow:
        found = self.nomenclature.get(code)
        assert found is not None
        return self.row(found)

    def row(self, code: Code) -> CodeRow:
        """A code, and where it may stand when that is not everywhere."""
        may = [position for position in _PLACES if self.nomenclature.valid(code.code, position)]
        note = ""
        if not may:
            note = _("to be made precise") if self.nomenclature.children(code.code) else _("not used")
        elif len(may) < len(_PLACES):
            note = _("{positions} only").format(positions=", ".join(map(position_name, may)))
        leaf = not self.nomenclature.children(code.code)
        return CodeRow(code.code, dotted(code.code), code.label, note, self.position in may, leaf)


def problem(code: str, position: str, review: CodingReview, nomenclature: Nomenclature, besides: str = "") -> str:
    """Why a code cannot stand at a position of this stay; nothing where it can. `besides`: the card that it is for."""
    shown = dotted(code)
    if position == "act":
        wrong = "" if _ACT.fullmatch(code) else _("{code} is not written as a code of the CCAM.").format(code=code)
    else:
        wrong = _misplaced(code, position, nomenclature)
    if wrong:
        return wrong
    other = review.holding(code, besides)
    if other is None:
        return ""
    return _("{code} is already coded, as {position}.").format(code=shown, position=position_name(other.now.position))


def _misplaced(code: str, position: str, nomenclature: Nomenclature) -> str:
    found, shown = nomenclature.get(code), dotted(undotted(code))
    if found is None:
        return _("{code} is not a code of the CIM-10 in force.").format(code=shown)
    if nomenclature.valid(code, position):
        return ""
    may = [one for one in _PLACES if nomenclature.valid(code, one)]
    if may:
        return _("{code} cannot be {position}: the PMSI takes it as {positions} only.").format(
            code=shown, position=position_name(position), positions=", ".join(map(position_name, may))
        )
    if nomenclature.children(code):
        return _("{code} is divided: choose one of the codes below it.").format(code=shown)
    return _("{code} is not used in the PMSI.").format(code=shown)


def _chapter_row(number: str, title: str) -> CodeRow:
    return CodeRow(number, number, title, "", free=False, leaf=False)
