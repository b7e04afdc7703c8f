"""Which documents an exam prints, into which files, and what paper cannot say."""

from collections.abc import Callable, Sequence
from pathlib import Path

from carnet.language import _
from carnet.teaching.exchange.outcome import ExchangeRefused, Loss, Written, unsaid
from carnet.teaching.exchange.printed import contents, station_papers
from carnet.teaching.exchange.printed.blocks import Document
from carnet.teaching.exchange.safe import write_bytes
from carnet.teaching.item import Item

PARTS = ("booklet", "answers", "key", "student", "participant", "observer")


def documents(
    items: Sequence[Item], title: str, instructions: str, minutes: int | None, parts: Sequence[str]
) -> list[Document]:
    """The documents of these parts that the items call for, in the order of `PARTS`."""
    unknown = [one for one in parts if one not in PARTS]
    if unknown:
        raise ExchangeRefused(
            _("“{part}” is no part of a printed exam.").format(part=unknown[0]),
            _("Choose one of: {names}.").format(names=", ".join(PARTS)),
        )
    asked = [item for item in items if item.questions]
    played = [item for item in items if item.station]
    makers: dict[str, Callable[[], Document]] = {
        "booklet": lambda: contents.booklet(asked, title, instructions, minutes),
        "answers": lambda: contents.answer_sheet(asked, title),
        "key": lambda: contents.key(asked, title),
        "student": lambda: station_papers.student(played, title),
        "participant": lambda: station_papers.participant(played, title),
        "observer": lambda: station_papers.observer(played, title),
    }
    wanted = [one for one in PARTS if one in parts and (asked if one in PARTS[:3] else played)]
    return [makers[one]() for one in wanted]


def write_documents(
    items: Sequence[Item], path: Path, made: Sequence[Document], render: Callable[[Document, list[str]], bytes]
) -> Written:
    """Print documents: the first at `path`, the others beside it under `<stem>-<name>`; what could not be printed."""
    if not made:
        raise ExchangeRefused(
            _("These items have nothing for the parts chosen."), _("Choose other parts, or other items.")
        )
    problems: list[str] = []
    printed = [(document, render(document, problems)) for document in made]
    files = []
    for index, (document, data) in enumerate(printed):
        file = path if index == 0 else path.with_name(f"{path.stem}-{document.name}{path.suffix}")
        write_bytes(file, data)
        files.append(file)
    losses = [Loss("", "", one) for one in dict.fromkeys(problems)]
    for item in items:
        losses += unsaid(item, ("origins", "history", "overrides", "cautions"), ("hint",))
    return Written(len(items), tuple(losses), tuple(files))
