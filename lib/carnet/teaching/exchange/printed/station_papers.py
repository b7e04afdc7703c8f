"""The three papers of an ECOS station, which are never handed out together: student, participant, observer."""

from collections.abc import Sequence

from carnet.language import _, number
from carnet.teaching.exchange.printed.blocks import (
    Blank,
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from carnet.teaching.item import Item, Station


def stations(items: Sequence[Item]) -> list[tuple[Item, Station]]:
    """The stations among items."""
    return [(item, item.station) for item in items if item.station is not None]


def student(items: Sequence[Item], title: str) -> Document:
    """What the student reads at the door."""
    blocks: list[Block] = []
    for index, (item, station) in enumerate(stations(items), start=1):
        blocks += _head(index, title, _("Student’s sheet"))
        blocks.append(Paragraph(_("Duration: {n} min").format(n=station.minutes), "note"))
        blocks += [Paragraph(station.setting, "body", _("Setting:"))] if station.setting else []
        blocks += [Paragraph(block, "case") for block in item.case.split("\n\n") if block.strip()]
        blocks += [Picture(image) for image in item.images]
        blocks.append(Paragraph(station.task, "body", _("Your task:")))
    return Document(_("station-student"), title, tuple(blocks))


def participant(items: Sequence[Item], title: str) -> Document:
    """What the standardised participant plays and says."""
    blocks: list[Block] = []
    for index, (item, station) in enumerate(stations(items), start=1):
        blocks += _head(index, title, _("Participant’s script"))
        blocks += [Paragraph(station.participant, "body", _("You play:"))] if station.participant else []
        blocks += [Paragraph(station.attitude, "body", _("Your attitude:"))] if station.attitude else []
        blocks += [Paragraph(station.setting, "body", _("Setting:"))] if station.setting else []
        blocks += [Paragraph(block, "case") for block in item.case.split("\n\n") if block.strip()]
        rows = tuple((one.cue, one.says) for one in station.script)
        if rows:
            blocks.append(Table((_("If the student asks or does"), _("You say")), rows, (0.4, 0.6)))
    return Document(_("station-participant"), title, tuple(blocks))


def observer(items: Sequence[Item], title: str) -> Document:
    """The observer's grid, with its weights and a place for the points."""
    blocks: list[Block] = []
    must = f" ({_('indispensable')})"
    for index, (_item, station) in enumerate(stations(items), start=1):
        blocks += _head(index, title, _("Observer’s grid"))
        blocks += [Blank(_("Student number:")), Blank(_("Observer:")), Paragraph(station.task, "body", _("Task:"))]
        sections = list(dict.fromkeys(one.section for one in station.grid))
        for section in sections:
            rows = tuple(
                (one.text + must * one.indispensable, number(one.weight, 1).removesuffix(",0"), "□", "□", "□")
                for one in station.grid
                if one.section == section
            )
            head = (
                section or _("What is expected"),
                _("Weight"),
                _("Done in full"),
                _("Done in part"),
                _("Not done at all"),
            )
            blocks.append(Table(head, rows, (0.52, 0.12, 0.12, 0.12, 0.12)))
        total = number(sum(one.weight for one in station.grid), 1)
        blocks.append(Paragraph(_("Total of the weights: {n}").format(n=total), "small"))
        blocks.append(Blank(_("Remarks:"), 3))
    return Document(_("station-observer"), title, tuple(blocks))


def _head(index: int, title: str, paper: str) -> list[Block]:
    blocks: list[Block] = [PageBreak()] if index > 1 else []
    return [*blocks, Heading(title, 0), Paragraph(f"{_('Station {n}').format(n=index)} – {paper}", "note")]
