"""`carnet doctor`: what works, what does not, how to mend it."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from carnet.commands.checks import Check, all_checks
from carnet.language import _

SIGNS = {"ok": ("✓", "green"), "absent": ("○", "yellow"), "broken": ("✗", "red")}


def command(
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the report as JSON."))] = False,
    gpu_check: Annotated[
        bool,
        typer.Option(
            "--gpu-check", help=_("Run the cohort and survival workloads on the CPU and on the GPU, and compare.")
        ),
    ] = False,
    persons: Annotated[int, typer.Option(help=_("Patients in the workloads of --gpu-check."))] = 1_000_000,
) -> None:
    """Say what works, what does not, and how to mend it. Status 1 when something is broken."""
    hospital = Path(os.environ.get("CARNET_HOSPITAL", "hospital"))
    checks = list(all_checks(hospital))
    if as_json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        show(checks)
    broken = any(check.state == "broken" for check in checks)
    if gpu_check:
        from carnet.commands.gpu_check import compare_devices

        report = compare_devices(persons)
        print("\n".join(report.lines()), file=sys.stderr if as_json else sys.stdout)
        broken |= bool(report.results) and not report.agrees
    if broken:
        raise typer.Exit(1)


def show(checks: list[Check]) -> None:
    """Print the report as a table, each trouble with its remedy under it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for check in checks:
        sign, colour = SIGNS[check.state]
        table.add_row(Text(sign, style=colour), Text(check.name, style="bold"), Text(check.found))
        if check.remedy:
            table.add_row("", "", Text(f"→ {check.remedy}", style=colour))
    Console().print(table)
