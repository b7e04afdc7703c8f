"""`carnet teach serve`: the students' door, the one page that a class opens with a session's code."""

from pathlib import Path
from typing import Annotated

import typer

from carnet.language import _


def serve(
    store: Annotated[str, typer.Option(help=_("File or address of the teaching store."))] = "",
    address: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Preferred port of the page."), min=1, max=65535)] = 8877,
    public_url: Annotated[str, typer.Option(help=_("Address that students type, behind a front."))] = "",
    folder: Annotated[Path, typer.Option(help=_("Folder of the dashboards."), file_okay=False)] = Path("dashboards"),
) -> None:
    """Open the students' door: one page, no record, no code but the session's; Ctrl-C closes it."""
