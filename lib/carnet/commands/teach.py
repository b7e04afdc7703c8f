"""`carnet teach`: items in and out of a bank, checked, answers marked, sessions analysed, the students' door."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carnet.commands.teach_analyse import analyse
from carnet.commands.teach_check import check
from carnet.commands.teach_library import app as library
from carnet.commands.teach_score import score
from carnet.commands.teach_serve import serve
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.teaching.item import Item

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Bank = Annotated[
    Path,
    typer.Argument(
        metavar="BANK", help=_("Items: JSONL, a bank in JSON, QTI, Moodle XML, GIFT, or what carnet run teach wrote.")
    ),
]
_FORMAT_NAMES = "jsonl json qti moodle gift anki docx pdf"


@app.callback()
def teach() -> None:
    """Items of exams: exchange, check, mark, analyse."""


@app.command("export", help=_("Write items in another format, or print them; what the format cannot say is told."))
def export(
    bank: Bank,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_("The file to write."))],
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help=_("One of: {names}.").format(names=_FORMAT_NAMES)),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--item", metavar="ID", help=_("Only this item; may be repeated."))
    ] = None,
    approved: Annotated[bool, typer.Option("--approved", help=_("Only approved items."))] = False,
) -> None:
    """Write items in another format."""
    from carnet.teaching.exchange import write
    from carnet.teaching.marking import read_items

    items = _chosen(read_items(bank), only or [], approved)
    written = write(items, output, format)
    told = ngettext("{n} item in {output}.", "{n} items in {output}.", written.count)
    print(told.format(n=number(written.count), output=", ".join(str(file) for file in written.files) or output))
    for what, places in _by_kind(written.losses).items():
        told = ngettext(
            "Not said in this format, {n} time: {what}", "Not said in this format, {n} times: {what}", places
        )
        print("  " + told.format(n=number(places), what=what))


def _chosen(items: "dict[str, Item]", only: list[str], approved: bool) -> "list[Item]":
    from carnet.errors import CarnetError

    for wanted in only:
        if wanted not in items:
            raise CarnetError(_("The bank has no item “{item}”.").format(item=wanted), _("Look its id up in the bank."))
    chosen = [item for item in items.values() if not only or item.id in only]
    return [item for item in chosen if item.state == "approved"] if approved else chosen


def _by_kind(losses: tuple) -> dict[str, int]:
    counts: dict[str, int] = {}
    for loss in losses:
        counts[loss.what] = counts.get(loss.what, 0) + 1
    return counts


@app.command("import", help=_("Read items of another program into a bank; what is not taken is told, with its place."))
def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("QTI 2.1, Moodle XML, GIFT, JSON, FrenchMedMCQA."))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="BANK.jsonl", help=_("The bank to write."))
    ] = None,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="PATH|URL", help=_("The site’s teaching store, instead of a file.")),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help=_("The format, where it is not guessed."))
    ] = None,
) -> None:
    """Read items of another program into a bank."""
    from carnet.errors import CarnetError
    from carnet.teaching.exchange import read, write

    if (output is None) == (store is None):
        raise CarnetError(_("Say where the items go."), _("Give either -o BANK.jsonl or --store."))
    found = read(source, format)
    for one in found.set_aside:
        print(_("Set aside, {where}: {reason}").format(where=one.where, reason=one.reason))
        if one.remedy:
            print(f"  {one.remedy}")
    if found.items and output is not None:
        write(found.items, output, "json" if output.suffix == ".json" else "jsonl")
    elif found.items:
        from carnet.teaching.classroom import here
        from carnet.teaching.classroom.teacher import TeacherDesk
        from carnet.teaching.store import TeachingStore

        TeacherDesk(TeachingStore(store), here()).save_all(
            found.items, _("Imported from {file}").format(file=source.name)
        )
    taken, aside = len(found.items), len(found.set_aside)
    told = ngettext("{n} item imported, ", "{n} items imported, ", taken).format(n=number(taken))
    print(told + ngettext("{n} record set aside.", "{n} records set aside.", aside).format(n=number(aside)))
    raise typer.Exit(0 if found.items else 1)


app.command("check", help=_("Run the publication gate over items: each check with its reason and its remedy."))(check)
app.command("score", help=_("Mark a file of answers by the official, dated scale of each item."))(score)
app.command("analyse", help=_("Say which questions worked: difficulty, discrimination, distractors, reliability."))(
    analyse
)
app.command("serve", help=_("Open the students’ door: one page, joined with the code of a session."))(serve)
app.add_typer(library, name="library", help=_("The references that items cite: add, search."))
