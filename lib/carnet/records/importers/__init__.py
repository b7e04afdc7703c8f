"""Brings studies and hospital extracts into a warehouse: cBioPortal, OMOP, tables."""

from collections.abc import Callable
from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _
from carnet.records.importers.detect import FORMATS, check_readable, detect_format
from carnet.records.importers.mapping import Mapping, propose_mapping
from carnet.records.importers.report import EndpointReport, ImportReport

__all__ = ["FORMATS", "EndpointReport", "ImportReport", "Mapping", "detect_format", "import_source", "propose_mapping"]


def import_source(
    source: Path,
    into: Path,
    *,
    format: str | None = None,
    mapping: "Mapping | Path | None" = None,
    name: str | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> ImportReport:
    """Import a source into a warehouse folder, replacing what the folder held.

    `format`: cbioportal, omop or table; None to recognise it. `mapping`: for tables, how columns are read (a
    `Mapping` or its YAML file); None takes the proposed one. `progress` is called with what is being done and the
    rows read so far. Raises ImportRefused (a CarnetError) when nothing can be imported; the warehouse is then as it
    was.
    """
    from carnet.records.importers.run import run

    source, into = Path(source), Path(into)
    if isinstance(mapping, str):
        mapping = Path(mapping)
    if format is not None and format not in FORMATS:
        raise ImportRefused(
            _("“{format}” is no format that Carnet imports.").format(format=format),
            _("Formats: {formats}.").format(formats=", ".join(FORMATS)),
        )
    check_readable(source)
    return run(
        source, into, format, Mapping.from_yaml(mapping) if isinstance(mapping, Path) else mapping, name, progress
    )
