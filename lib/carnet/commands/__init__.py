"""The `carnet` command: one module per subcommand, none imported before it is asked for."""

import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from carnet.errors import CarnetError
from carnet.language import _

# name → (module, one line of help, looked up in the catalogue when it is shown)
COMMANDS = {
    "lab": ("lab", "Start JupyterLab and the portal of dashboards."),
    "demo": ("demo", "Build the demo hospital (fictitious)."),
    "import": ("import_", "Import a study or a warehouse (cBioPortal, OMOP, tables)."),
    "survival": ("survival", "Compare survival between groups."),
    "run": ("run", "Run a tool over a file of notes (pseudonymise, structure, code, summarise, teach)."),
    "evaluate": ("evaluate", "Compare what a tool wrote with a gold standard."),
    "learn": ("learn", "Learn from past coded stays (carnet learn code)."),
    "export-facts": ("export_facts", "Write structured facts as OSIRIS files, FHIR bundles or tables."),
    "teach": ("teach", "Items of exams: exchange, check, mark, analyse, and the students’ door."),
    "codes": ("codes", "Search the CIM-10 and show its hierarchy."),
    "pseudonymise-warehouse": ("pseudonymise_warehouse", "Replace what identifies people in a whole warehouse."),
    "pseudonym-key": ("pseudonym_key", "Make the site’s key for surrogates."),
    "llm-cache": ("llm_cache", "Say how many answers of models are kept in a folder, or delete them."),
    "doctor": ("doctor", "Say what works, what does not, and how to mend it."),
    "version": ("version", "Print the version."),
}


class LazyGroup(TyperGroup):
    """A group whose subcommands are imported when they are called; its own help needs the table alone."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in COMMANDS:
            return None
        module_name, short_help = COMMANDS[name]
        called = name in sys.argv[1:]  # else it is only listed, and its module need not be imported
        module: Any = importlib.import_module(f"carnet.commands.{module_name}") if called else None
        built: Any = (
            get_group(module.app) if hasattr(module, "app") else _single(name, getattr(module, "command", _listed))
        )
        built.help = _(short_help)
        built.name = name
        return built


def _single(name: str, callback: Any) -> Any:
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name)(callback)
    return get_command(single)


def _listed() -> None:
    """Stands for a command in the list of commands."""


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=_("Carnet, the open clinical notebook."),
)


@app.callback()
def root() -> None:
    """Carnet, the open clinical notebook."""


def main() -> None:
    """Run the command. An error is told in two lines and ends with status 1; `CARNET_DEBUG=1` shows where it came from.

    What nobody foresaw is told by its type and place alone: its text could hold a patient's.
    """
    try:
        app()
    except CarnetError as error:
        _tell(error.message, error.remedy)
    except Exception as error:  # noqa: BLE001  no traceback reaches a non-coder
        if os.environ.get("CARNET_DEBUG"):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        _tell(
            _("Unforeseen error: {kind} ({file}, line {line}).").format(
                kind=type(error).__name__, file=Path(place.filename).name, line=place.lineno
            ),
            _("Report it; CARNET_DEBUG=1 shows more."),
        )


def _tell(message: str, remedy: str) -> NoReturn:
    print(f"carnet: {message}", file=sys.stderr)
    if remedy:
        print(f"        {remedy}", file=sys.stderr)
    raise SystemExit(1) from None
