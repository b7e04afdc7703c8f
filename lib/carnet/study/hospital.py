"""Open a hospital: the demo, a warehouse folder, or a study imported on the way."""

import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.study.html import table_html
from carnet.study.results import columns_html, endpoints_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carnet.cohorts.columns import Column
    from carnet.cohorts.endpoints import Endpoint
    from carnet.records import Warehouse
    from carnet.study.cohort import Cohort
    from carnet.text.note import Note
    from carnet.tools.coding.stay import Stay

DEMO_PERSONS = 20_000


class Hospital:
    """A warehouse as a researcher meets it: what it holds, and the cohorts one makes of it.

    `source` and `options` are what it was opened with, so that a cell can open it again.
    """

    def __init__(self, warehouse: "Warehouse", source: str, options: dict[str, Any] | None = None) -> None:
        self.warehouse = warehouse
        self.source = source
        self.options = dict(options or {})

    def cohort(self, name: str = "") -> "Cohort":
        """A cohort of everyone, to be narrowed: `.entry(condition="C50").adults().with_stage("I", "II")`."""
        from carnet.cohorts.definition import CohortDefinition
        from carnet.study.cohort import Cohort

        return Cohort(self, CohortDefinition(name))

    def notes(self, limit: int | None = None) -> "Iterator[Note]":
        """Its notes, by person and date, as the tools read them; the first `limit` of them."""
        from carnet.study.notes import notes_of

        return notes_of(self.warehouse, limit=limit)

    def stays(self, limit: int | None = None) -> "Iterator[Stay]":
        """Its stays with notes, consultations apart, the latest first; the first `limit` of them. For the coding tool:
        `code = carnet.tools.code(); code.stay(next(hospital.stays()))`."""
        from carnet.study.stays import load_stay, stay_rows

        return (load_stay(self.warehouse, row) for row in stay_rows(self.warehouse)[:limit])

    def columns(self) -> "Columns":
        """What can be grouped by, filtered on, adjusted for."""
        from carnet.cohorts.catalogue import catalogue

        return Columns(catalogue(self.warehouse))

    def endpoints(self) -> "Endpoints":
        """The endpoints that a survival analysis can use."""
        from carnet.cohorts.endpoints import available

        return Endpoints(available(self.warehouse))

    def rejected(self) -> "Rejected":
        """How many rows imports set aside, by table and reason."""
        return Rejected({table: dict(reasons) for table, reasons in self.warehouse.summary().rejected.items()})

    def __repr__(self) -> str:
        summary = self.warehouse.summary()
        return f"Hospital({summary.name!r}, {summary.persons} persons, {summary.engine})"

    def _repr_html_(self) -> str:
        return self.warehouse.summary()._repr_html_()


class Columns(list["Column"]):
    """Columns, as a list that shows itself as a table."""

    def _repr_html_(self) -> str:
        return columns_html(self)


class Endpoints(list["Endpoint"]):
    """Endpoints, as a list that shows itself as a table."""

    def _repr_html_(self) -> str:
        return endpoints_html(self)


class Rejected(dict[str, dict[str, int]]):
    """Table → reason → rows set aside, shown as a table."""

    def _repr_html_(self) -> str:
        from carnet.language import number

        rows = [(table, reason, number(n)) for table, reasons in self.items() for reason, n in reasons.items()]
        return table_html(_("Rows set aside"), (_("Table"), _("Reason"), _("Rows")), rows, numbers_from=2)


def open_hospital(
    source: str | os.PathLike[str] = "demo",
    *,
    into: str | os.PathLike[str] | None = None,
    name: str | None = None,
    format: str | None = None,
    engine: str | None = None,
    persons: int | None = None,
    notes: bool = True,
    progress: bool = True,
) -> Hospital:
    """Open a hospital.

    source: `"demo"` (the fictitious hospital in $CARNET_HOSPITAL or ./hospital, built there when absent, with `persons`
    patients, $CARNET_DEMO_PERSONS or 20,000, and their `notes`); a warehouse folder; or anything that Carnet imports (a
    cBioPortal study, an OMOP folder or archive, a table), which is imported into `into`, by default ./studies/NAME, and
    opened; it is imported again only when the source is newer. `format`: cbioportal, omop, table; None: recognised.
    Raises CarnetError when there is nothing to open there, ImportRefused when it cannot be imported.
    """
    from carnet.records import Warehouse

    given = {"into": into, "name": name, "format": format, "engine": engine}
    options = {key: os.fspath(value) for key, value in given.items() if value}
    if os.fspath(source) == "demo":
        folder = Path(into or os.environ.get("CARNET_HOSPITAL") or "hospital")
        if not (folder / "carnet.json").is_file():
            _build_demo(folder, persons or int(os.environ.get("CARNET_DEMO_PERSONS") or DEMO_PERSONS), notes, progress)
        return Hospital(Warehouse.open(folder, engine), "demo", options)
    path = Path(source)
    if not path.exists():
        raise CarnetError(
            _("There is nothing at {path}.").format(path=path),
            _("Give a warehouse folder, a study to import, or “demo”."),
        )
    if (path / "carnet.json").is_file():
        return Hospital(Warehouse.open(path, engine), str(source), options)
    folder = Path(into) if into else Path("studies") / _study_name(path, name)
    if not (folder / "carnet.json").is_file() or _newest(path) > (folder / "carnet.json").stat().st_mtime:
        _import(path, folder, format, name, progress)
    return Hospital(Warehouse.open(folder, engine), str(source), options)


def _study_name(path: Path, name: str | None) -> str:
    """A folder name from the study's name or file, made the study's own by a checksum of where it lies."""
    own = path.parent.name if re.match(r"data_clinical", path.name) else path.name.split(".")[0]
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", name or own).strip("-") or "study"
    return f"{slug}-{zlib.crc32(os.fsencode(path.resolve())):08x}"


def _newest(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return max((file.stat().st_mtime for file in files), default=0.0)


def _build_demo(folder: Path, persons: int, notes: bool, progress: bool) -> None:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from carnet.records.demo import build_demo

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, disable=not progress, transient=True) as bar:
        task = bar.add_task(_("Building the demo hospital (fictitious)"), total=persons)
        build_demo(
            folder, persons, notes=notes, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _import(source: Path, folder: Path, format: str | None, name: str | None, progress: bool) -> None:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from carnet.records.importers import import_source

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), disable=not progress, transient=True
    ) as bar:
        task = bar.add_task(_("Import"), total=None)
        import_source(
            source, folder, format=format, name=name, progress=lambda text, _rows: bar.update(task, description=text)
        )
