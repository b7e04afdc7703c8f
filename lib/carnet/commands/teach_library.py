"""`carnet teach library`: the teacher's references, added with their licence and date, listed, searched."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from carnet.errors import CarnetError
from carnet.language import _, ngettext, number
from carnet.language import date as shown

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Folder = Annotated[Path, typer.Option("--into", "--in", metavar="DIR", help=_("The folder of the library."))]


@app.callback()
def library() -> None:
    """The references that items cite."""


@app.command("add", help=_("Add course files, or new versions of them, to the library."))
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("DOCX, PDF, HTML, Markdown, text, wiki XML."))],
    into: Folder,
    title: Annotated[str, typer.Option("--title", help=_("The title, for one file; else its name."))] = "",
    licence: Annotated[str, typer.Option("--licence", help=_("The licence, or who allowed its use."))] = "",
    dated: Annotated[
        str, typer.Option("--dated", metavar="YYYY-MM-DD", help=_("The date that this version bears; else today."))
    ] = "",
) -> None:
    """Add course files to the library."""
    from carnet.teaching.references import Library

    try:
        day = date.fromisoformat(dated) if dated else None
    except ValueError:
        raise CarnetError(
            _("“{date}” is not a date.").format(date=dated), _("Write for instance: --dated 2025-09-01")
        ) from None
    opened = Library(into)
    for path in files:
        document = opened.add(path, title if len(files) == 1 else "", licence, day)
        told = ngettext(
            "{title}: {n} version, in force since {date}.",
            "{title}: {n} versions, in force since {date}.",
            len(document.versions),
        )
        print(told.format(title=document.title, n=len(document.versions), date=shown(document.current.dated)))


@app.command("search", help=_("Find the passages that answer a question in words."))
def search(
    words: Annotated[str, typer.Argument(metavar="TEXT", help=_("What is looked for."))],
    into: Folder,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help=_("How many passages at most."))] = 5,
) -> None:
    """Find passages."""
    from carnet.teaching.references import Library

    found = Library(into).search(words, k)
    for passage in found:
        place = " › ".join(filter(None, (passage.document.title, passage.piece.section)))
        print(f"{number(passage.score, 2)}  {place}\n      {passage.text}")
    if not found:
        print(_("Nothing in the library answers that."))
        raise typer.Exit(1)
