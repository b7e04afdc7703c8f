"""`carnet teach score BANK ANSWERS.jsonl`: answers marked by the official, dated scale of each item."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from carnet.errors import CarnetError
from carnet.language import _, ngettext, number


def score(
    bank: Annotated[Path, typer.Argument(metavar="BANK", help=_("The items that were answered."))],
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWERS.jsonl", help=_("Lines with student, item, question, and ticked, text, degree or grid.")
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="MARKS.jsonl", help=_("One line for each answer."))],
    scale: Annotated[
        str | None,
        typer.Option("--scale", metavar="ID", help=_("A dated scale for all, instead of each item’s own.")),
    ] = None,
) -> None:
    """Mark a file of answers. Ends with status 1 when some could not be marked."""
    from carnet.records.private_files import private_file
    from carnet.teaching.marking import NotMarked, mark_lines, read_items
    from carnet.teaching.scoring import SCALES

    if scale is not None and scale not in SCALES:
        raise CarnetError(
            _("There is no scale “{scale}”.").format(scale=scale),
            _("One of: {names}.").format(names=", ".join(SCALES)),
        )
    items = read_items(bank)
    marked = failed = to_check = 0
    points = 0.0
    first = ""
    try:
        with answers.open(encoding="utf-8") as lines, private_file(output) as file:
            for one in mark_lines(lines, items, scale):
                if isinstance(one, NotMarked):
                    failed += 1
                    first = first or _("line {line}: {reason}").format(line=one.line, reason=one.reason)
                    fields = one.fields()
                else:
                    marked, points, to_check = marked + 1, points + one["points"], to_check + one["to_check"]
                    fields = one
                file.write(json.dumps(fields, ensure_ascii=False) + "\n")
    except (OSError, UnicodeDecodeError) as error:
        name = Path(str(getattr(error, "filename", None) or answers)).name
        raise CarnetError(
            _("{file} cannot be read or written.").format(file=name),
            _("Check its name, its rights, its encoding (UTF-8)."),
        ) from None
    told = ngettext("{n} answer marked, mean {mean}.", "{n} answers marked, mean {mean}.", marked)
    print(told.format(n=number(marked), mean=number(points / marked, 3) if marked else "–"))
    if to_check:
        told = ngettext(
            "{n} short answer is near an accepted one: a teacher decides.",
            "{n} short answers are near an accepted one: a teacher decides.",
            to_check,
        )
        print(told.format(n=number(to_check)))
    if failed:
        told = ngettext(
            "{n} answer could not be marked; first: {first}", "{n} answers could not be marked; first: {first}", failed
        )
        print(told.format(n=number(failed), first=first), file=sys.stderr)
    raise typer.Exit(1 if failed else 0)
