"""How an import tells what it is doing, to a terminal or to a page."""

from collections.abc import Callable


class Progress:
    """Calls `told(text, rows)` as the import goes: what it does now, and rows read so far in this step."""

    def __init__(self, told: Callable[[str, int], None] | None = None) -> None:
        self._told = told
        self._text = ""
        self._rows = 0

    def say(self, text: str) -> None:
        """A new step begins."""
        self._text, self._rows = text, 0
        if self._told:
            self._told(text, 0)

    def advance(self, rows: int) -> None:
        """Some more rows of this step are done."""
        self._rows += rows
        if self._told:
            self._told(self._text, self._rows)
