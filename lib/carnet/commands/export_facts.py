"""`carnet export-facts FACTS.jsonl`: what `carnet run structure` wrote, in the forms that others read."""

from pathlib import Path
from typing import Annotated

import typer

from carnet.errors import CarnetError
from carnet.language import _, ngettext, number


def command(
    facts: Annotated[Path, typer.Argument(metavar="FACTS.jsonl", help=_("What carnet run structure wrote."))],
    osiris: Annotated[
        Path | None, typer.Option("--osiris", metavar="DIR", help=_("OSIRIS pivot files (CSV), into this folder."))
    ] = None,
    fhir: Annotated[
        Path | None, typer.Option("--fhir", metavar="DIR", help=_("One FHIR bundle a patient, into this folder."))
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=_("One row a fact."))] = None,
    cohort: Annotated[Path | None, typer.Option("--cohort", metavar="FILE", help=_("One row a patient."))] = None,
) -> None:
    """Facts as OSIRIS pivot files, FHIR bundles, a table of facts, a table of patients.

    Notes are put together by person_id; a note without one is a patient of its own. Files are their owner's alone.
    """
    from carnet.tools.structuring.export import files
    from carnet.tools.structuring.export.osiris import write_pivot

    if not (osiris or fhir or csv or cohort):
        raise CarnetError(_("Nothing to write."), _("Say what: --osiris DIR, --fhir DIR, --csv FILE or --cohort FILE."))
    for path in (csv, cohort):
        if path and not path.absolute().parent.is_dir():
            raise CarnetError(
                _("{folder}: no such folder.").format(folder=path.parent), _("Create it, or choose another output.")
            )
    results = files.read_results(facts)
    patients = files.histories(results) if osiris or fhir or cohort else []
    try:
        if csv:
            told = ngettext("{n} fact in {path}.", "{n} facts in {path}.", n := files.write_facts(csv, results))
            print(told.format(n=number(n), path=csv))
        for path, write in ((osiris, write_pivot), (fhir, files.write_bundles), (cohort, files.write_cohort)):
            if path:
                write(path, patients)
                told = ngettext("{n} patient in {path}.", "{n} patients in {path}.", len(patients))
                print(told.format(n=number(len(patients)), path=path))
    except OSError as error:
        raise CarnetError(
            _("{file} cannot be written: {reason}.").format(
                file=Path(error.filename or "").name, reason=error.strerror or type(error).__name__
            ),
            _("Check the rights on the folder and the space on the disk."),
        ) from None
