"""`carnet teach serve`: the students' door, the one page that a class opens with a session's code."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from carnet.errors import CarnetError
from carnet.language import _


def serve(
    store: Annotated[str, typer.Option(help=_("File or URL of the teaching store."))] = "",
    address: Annotated[str, typer.Option(help=_("Address of this machine to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Preferred port of the page."), min=1, max=65535)] = 8877,
    public_url: Annotated[str, typer.Option(help=_("Address that students type, behind a front."))] = "",
    dashboards: Annotated[Path, typer.Option(help=_("Folder of the dashboards."), file_okay=False)] = Path(
        "dashboards"
    ),
    pages: Annotated[int, typer.Option(help=_("Most pages open at once."), min=1)] = 256,
) -> None:
    """Open the students' door: one page, no record, no code but the session's; Ctrl-C closes it."""
    from carnet.serving.students import PAGE
    from carnet.serving.students_door import LOOPBACK, Door
    from carnet.teaching.store import TeachingStore, default_url

    url = store or default_url()
    if "://" not in url:
        url = str(Path(url).expanduser().absolute())
    checked = check_public(public_url)
    TeachingStore(url).close()  # said here, and now, where it cannot be used
    door = Door(url, dashboards / PAGE, address=address, port=port, public_url=checked, pages=pages)
    print(_("Opening the students' door…"), flush=True)
    with door:
        tell(door.url, door.port, public=bool(checked), open_to_others=address not in LOOPBACK)
        reason = door.wait(lambda said: print(said, flush=True))
    if reason:
        raise CarnetError(*reason)
    print(_("The students' door is closed."), flush=True)


def check_public(given: str) -> str:
    """The public address with its last slash; CarnetError for what is none."""
    said = urlsplit(given)
    if given and (said.scheme not in ("http", "https") or not said.hostname or said.query or said.fragment):
        raise CarnetError(
            _("This is not the address of a page: {url}.").format(url=given),
            _("Write for instance: --public-url https://hub.example.org/services/carnet/"),
        )
    return given and f"{given.rstrip('/')}/"


def tell(url: str, port: int, *, public: bool, open_to_others: bool) -> None:
    """Print the address and what stands between it and the class."""
    lines = ["", _("The students' door is open:"), "", f"  {url}", ""]
    if public:
        lines.append(_("The front sends that address, path included, to http://127.0.0.1:{port}.").format(port=port))
        lines.append(_("It passes WebSocket connections on and keeps the name of the host."))
    elif open_to_others:
        lines.append(
            _("Without a front, answers cross the network unencrypted: for a room of its own, not for an exam.")
        )
    else:
        lines.append(_("Only this machine reaches it. For a class, put it behind the hospital's front or JupyterHub:"))
        lines.append("  carnet teach serve --public-url https://hub.example.org/services/carnet/")
        lines.append(_("and have the front send that address, with its WebSockets, to this one."))
    lines += [_("Students enter with a session's code. Ctrl-C closes the door."), ""]
    print("\n".join(lines), flush=True)
