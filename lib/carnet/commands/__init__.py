"""The `carnet` command: one module per subcommand, none imported before it is asked for."""

import importlib
import sys
from typing import Any

import click
import typer
from typer.core import TyperGroup
from typer.main import get_command

from carnet.errors import CarnetError
from carnet.language import _

# name → (module, one line of help, looked up in the catalogue when it is shown)
COMMANDS = {
    "lab": ("lab", "Start JupyterLab and the portal of dashboards."),
    "demo": ("demo", "Build the demo hospital (fictitious)."),
    "import": ("import_", "Import a study or a warehouse (cBioPortal, OMOP, tables)."),
    "survival": ("survival", "Compare survival between groups."),
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
        if not ctx.args and name not in sys.argv[1:]:  # listed, not called
            return click.Command(name, help=_(short_help))
        module = importlib.import_module(f"carnet.commands.{module_name}")
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        single.command(name, help=_(short_help))(module.command)
        built = get_command(single)
        built.name = name
        return built


app = typer.Typer(cls=LazyGroup, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help=_("Carnet, the open clinical notebook."))


@app.callback()
def root() -> None:
    """Carnet, the open clinical notebook."""


def main() -> None:
    """Run the command; a `CarnetError` is printed as two lines and ends with status 1."""
    try:
        app()
    except CarnetError as error:
        print(f"carnet: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"        {error.remedy}", file=sys.stderr)
        raise SystemExit(1) from None
