"""What `carnet doctor` looks at: each check says what it found and, where something is amiss, how to mend it."""

import importlib.metadata as metadata
import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.version import __version__

State = Literal["ok", "absent", "broken"]
LIBRARIES = (
    "polars",
    "narwhals",
    "numpy",
    "scipy",
    "pyarrow",
    "duckdb",
    "plotly",
    "ipywidgets",
    "anywidget",
    "jupyterlab",
    "voila",
)
BROWSERS = "Firefox ≥ 115, Chrome / Edge ≥ 111, Safari ≥ 16.4"  # ES modules, CSS nesting of the theme, :has()


@dataclass(frozen=True)
class Check:
    """One line of the report. `absent` is an option that is not there; `broken` is what keeps Carnet from working."""

    name: str
    state: State
    found: str
    remedy: str = ""


def all_checks(hospital: Path) -> Iterator[Check]:
    """Every check in the order of the report; one that fails is itself reported, and the others go on."""
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Python", python),
        (_("Libraries"), libraries),
        (_("Memory"), memory),
        (_("Disk"), lambda: disk(hospital)),
        (_("Engine"), engine),
        (_("GPU"), gpu),
        ("cuDF", cudf),
        ("Spark", spark),
        (_("Model"), model),
        (_("Warehouse"), lambda: warehouse(hospital)),
        (_("Pages"), pages),
        (_("Browser"), browser),
    )
    for name, check in checks:
        try:
            yield check()
        except CarnetError as error:
            yield Check(name, "broken", error.message, error.remedy)
        except Exception as error:  # noqa: BLE001  a doctor reports what it does not understand
            yield Check(name, "broken", type(error).__name__, _("Report this with the versions above."))


def python() -> Check:
    found = f"{platform.python_version()}, Carnet {__version__}, {platform.system()} {platform.machine()}"
    return Check("Python", "ok", found)


def libraries() -> Check:
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        return Check(
            _("Libraries"), "broken", ", ".join(missing), _("Run `make run` again: it installs what is missing.")
        )
    return Check(_("Libraries"), "ok", ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES))


def memory() -> Check:
    import psutil

    total, free = (value / 2**30 for value in (psutil.virtual_memory().total, psutil.virtual_memory().available))
    found = _("{free} GB free of {total} GB, {cores} cores").format(
        free=number(free, 1), total=number(total, 1), cores=os.cpu_count() or 1
    )
    if free < 1:
        return Check(_("Memory"), "broken", found, _("Close other programs: Carnet needs about 1 GB."))
    return Check(_("Memory"), "ok", found)


def disk(hospital: Path) -> Check:
    here = next(parent for parent in (hospital, *hospital.resolve().parents) if parent.exists())
    free = shutil.disk_usage(here).free / 2**30
    found = _("{free} GB free in {folder}").format(free=number(free, 1), folder=here)
    if free < 1:
        return Check(_("Disk"), "broken", found, _("Make room, or choose another folder with CARNET_HOSPITAL."))
    return Check(_("Disk"), "ok", found)


def engine() -> Check:
    from carnet.compute import open_engine

    opened = open_engine()
    if opened.name == "gpu":
        from carnet.compute.gpu_check import run_gpu_check

        run_gpu_check(persons=1_000, rows=10_000, repeats=1)  # so that what falls back is known and said
    report = opened.report()
    reasons = "; ".join(fallback.reason for fallback in report.fallbacks)
    if reasons:
        told = _("Some queries run on the CPU after all: {reasons}").format(reasons=reasons)
        return Check(_("Engine"), "ok", opened.label, told)
    return Check(_("Engine"), "ok", f"{opened.label}, {report.version}")


def gpu() -> Check:
    if shutil.which("nvidia-smi") is None:
        return Check(
            _("GPU"), "absent", _("no NVIDIA driver"), _("Everything works on the CPU; a GPU makes it quicker.")
        )
    query = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    asked = subprocess.run(query, capture_output=True, text=True, timeout=20)
    if asked.returncode:
        return Check(
            _("GPU"),
            "broken",
            _("the driver does not answer"),
            _("Ask for the NVIDIA driver to be mended (nvidia-smi)."),
        )
    return Check(_("GPU"), "ok", " ; ".join(asked.stdout.strip().splitlines()))


def cudf() -> Check:
    missing = [name for name in ("cudf_polars", "cudf", "cupy") if importlib.util.find_spec(name) is None]
    if missing:
        return Check(
            "cuDF",
            "absent",
            _("not installed"),
            _("With a GPU: pip install 'carnet[gpu]' (CUDA 13) or 'carnet[gpu-cuda12]'."),
        )
    versions = [
        f"{d.metadata['Name']} {d.version}"
        for d in metadata.distributions()
        if (d.metadata["Name"] or "").startswith(("cudf-", "cupy-"))
    ]
    return Check("cuDF", "ok", ", ".join(sorted(versions)))


def spark() -> Check:
    if importlib.util.find_spec("pyspark") is None:
        return Check(
            "Spark",
            "absent",
            _("not installed"),
            _("For a cluster: pip install 'carnet[spark]', and Java 17 or later."),
        )
    if shutil.which("java") is None:
        return Check("Spark", "absent", _("PySpark without Java"), "apt-get install default-jre-headless")
    return Check("Spark", "ok", f"PySpark {metadata.version('pyspark')}")


def model() -> Check:
    uri = os.environ.get("CARNET_LLM", "")
    if not uri:
        return Check(
            _("Model"),
            "absent",
            _("none configured: the rules work without"),
            _("Name your hospital's with CARNET_LLM=openai:URL#model or transformers:FOLDER."),
        )
    return Check(_("Model"), "ok", uri.split("@")[-1])


def warehouse(hospital: Path) -> Check:
    from carnet.records import Warehouse

    if not hospital.exists():
        return Check(
            _("Warehouse"),
            "absent",
            _("nothing in {folder}").format(folder=hospital),
            f"carnet demo --into {hospital}   ·   carnet import … --into {hospital}",
        )
    summary = Warehouse.open(hospital).summary()
    found = _("{name}: {persons} patients, {notes} notes ({folder})").format(
        name=summary.name, persons=number(summary.persons), notes=number(summary.notes), folder=hospital
    )
    return Check(_("Warehouse"), "ok", found)


def pages() -> Check:
    dashboards = Path("dashboards")
    found = sorted(path.stem for path in dashboards.glob("*.ipynb"))
    if not found:
        return Check(
            _("Pages"),
            "absent",
            _("no dashboards in this folder"),
            _("Start `carnet lab` from the folder of the project."),
        )
    return Check(_("Pages"), "ok", ", ".join(found))


def browser() -> Check:
    here = [name for name in ("firefox", "chromium", "google-chrome") if shutil.which(name)]
    found = _("the pages need {browsers}").format(browsers=BROWSERS)
    return Check(_("Browser"), "ok", found + (f" · {', '.join(here)}" if here else ""))
