"""The rules of items of several questions: KFP, mini-DP, DP, and of ECOS stations."""

from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.reading import finding
from carnet.teaching.item import Finding, Item

CHECK = "structure"
QUESTIONS = {"miniDP": (2, 4), "DP": (3, 8)}  # EDN: a DP has 3 to 8 questions; of a mini-DP no text says it exactly
MOST_GRID = 20


def of_item(item: Item) -> Iterator[Finding]:
    """A finding for each rule that the item as a whole does not follow."""
    count = len(item.questions)
    if item.kind == "KFP":
        yield from _key_features(item)
    elif item.kind in QUESTIONS:
        least, greatest = QUESTIONS[item.kind]
        if not least <= count <= greatest:
            name = _("mini-DP") if item.kind == "miniDP" else _("DP")
            # a case of two questions is a mini-DP in all but its name, and what a mini-DP is no text says exactly
            yield finding(
                CHECK,
                _("{kind}: {count} questions, where {least} to {greatest} are expected.").format(
                    kind=name, count=count, least=least, greatest=greatest
                ),
                stop=item.kind == "DP",
            )
        if not item.case.strip():
            yield finding(CHECK, _("A case has a vignette."), where="case")
    elif item.kind == "ECOS":
        yield from _station(item)


def _key_features(item: Item) -> Iterator[Finding]:
    kinds = [one.kind for one in item.questions]
    if len(kinds) != 3:
        yield finding(CHECK, _("A KFP has three questions; this one has {count}.").format(count=len(kinds)))
    for kind in ("QROC", "QRP"):
        if kind not in kinds and not (kind == "QRP" and "QRPL" in kinds):
            yield finding(CHECK, _("A KFP has at least one {kind}.").format(kind=kind))
    if not item.case.strip():
        yield finding(CHECK, _("A case has a vignette."), where="case")


def _station(item: Item) -> Iterator[Finding]:
    station = item.station
    if station is None:
        return
    if not item.case.strip():
        yield finding(CHECK, _("A station has a vignette."), where="case")
    if not station.task.strip():
        yield finding(CHECK, _("A station says what the student has to do."), where="station/task")
    if not station.script and station.participant.strip():
        yield finding(CHECK, _("The standardised participant has no script."), where="station/script")
    if not 5 <= len(station.grid) <= MOST_GRID:
        yield finding(
            CHECK,
            _("The grid has {count} lines; {least} to {greatest} can be observed.").format(
                count=len(station.grid), least=5, greatest=MOST_GRID
            ),
            stop=False,
        )
    seen: set[str] = set()
    for line in station.grid:
        said = " ".join(line.text.lower().split())
        if not said or said in seen:
            yield finding(CHECK, _("This line of the grid is empty or said twice."), where=f"station/grid/{line.id}")
        seen.add(said)
