"""`carnet lab`: JupyterLab and the portal, started together, stopped together."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from carnet.errors import CarnetError
from carnet.language import _

DASHBOARDS = Path("dashboards")


def command(
    ports: Annotated[str, typer.Option(help=_("Preferred ports: JupyterLab,portal."))] = "8888,8866",
    hospital: Annotated[Path | None, typer.Option(help=_("Folder of the warehouse."), file_okay=False)] = None,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help=_("Build the demo hospital where there is no warehouse."))
    ] = True,
) -> None:
    """Start JupyterLab and the portal of dashboards; Ctrl-C stops both."""
    from carnet.serving.pair import Pair, default_hospital

    folder = (hospital or default_hospital()).resolve()
    wanted = _parse(ports)
    if not DASHBOARDS.is_dir():
        raise CarnetError(
            _("There is no « dashboards » folder here ({folder}).").format(folder=Path.cwd()),
            _("Go to Carnet's folder, then start again."),
        )
    if demo and not (folder / "carnet.json").exists():
        build_demo_here(folder)
    pair = Pair(Path.cwd(), DASHBOARDS.resolve(), folder, wanted)
    print(_("Starting Carnet…"), flush=True)
    with pair:
        tell(pair.notebook_url, pair.portal_url, folder)
        reason = pair.wait()
    if reason:
        raise CarnetError(*reason)
    print(_("Carnet is stopped."), flush=True)


def _parse(ports: str) -> tuple[int, int]:
    try:
        notebook, portal = (int(part) for part in ports.split(","))
        if not (0 < notebook < 65536 and 0 < portal < 65536 and notebook != portal):
            raise ValueError
    except ValueError:
        raise CarnetError(
            _("These are not two ports: {ports}.").format(ports=ports), _("Write for instance: --ports 8888,8866")
        ) from None
    return notebook, portal


def tell(notebook_url: str, portal_url: str, folder: Path) -> None:
    """Print both addresses, plainly."""
    lines = [
        "",
        _("Carnet is ready. Open one of these addresses in a browser:"),
        "",
        f"  {_('Dashboards, without code'):<32}{portal_url}",
        f"  {_('JupyterLab, with code'):<32}{notebook_url}",
        "",
        _("Warehouse: {folder}").format(folder=folder),
        _("Ctrl-C stops both."),
        "",
    ]
    print("\n".join(lines), flush=True)


def build_demo_here(folder: Path) -> None:
    """Build the demo hospital into `folder`, with a progress bar."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from carnet.records.demo import build_demo

    print(_("No warehouse yet: building the demo hospital (fictitious, 20 000 patients)."), flush=True)
    columns = (
        TextColumn("  {task.description:<32}"),
        BarColumn(bar_width=32),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stdout)) as bar:
        task = bar.add_task(_("Demo hospital"), total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        build_demo(folder, persons=20_000, seed=7, notes=True, progress=progress)
