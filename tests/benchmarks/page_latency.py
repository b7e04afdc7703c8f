"""How long the page of cohorts takes to answer on the server: `python tests/benchmarks/page_latency.py [PERSONS]`.

Builds a demo hospital of so many patients (100,000 by default) in a temporary folder, opens the page without a browser
and times each kind of change from the moment the choice arrives to the moment all messages are handed over. Prints the
median and the worst of several repetitions; asserts nothing.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPEATS = 7


def timed(action: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CARNET_HOSPITAL"] = str(Path(folder) / "hospital")
        from carnet.records.demo import build_demo

        build_demo(Path(folder) / "hospital", persons, 7, notes=False)
        start = time.perf_counter()
        from carnet.apps.cohortes import Cohortes

        print(f"import of the page              {time.perf_counter() - start:8.2f} s")
        start = time.perf_counter()
        page = Cohortes()
        print(f"opening ({persons} patients)      {time.perf_counter() - start:8.2f} s")

        def choose(**changes: Any) -> None:
            page.panel.choices = {**page.panel.choices, **changes}

        cases: dict[str, list[dict[str, Any]]] = {
            "group by": [{"by": "sex"}, {"by": "stage"}],
            "age slider": [{"facets": {"age": [40 + i, 75]}} for i in range(5)],
            "tick a stage": [{"facets": {"stage": ["I", "II"]}}, {"facets": {"stage": ["II", "III"]}}],
            "two criteria": [{"facets": {"sex": ["F"], "age": [40 + i, 70]}} for i in range(3)],
            "endpoint": [{"endpoint": "pfs"}, {"endpoint": "os"}],
            "nobody grouped": [{"by": "", "facets": {}}, {"by": "stage"}],
        }
        print(f"{'change':<32}{'median':>8}{'worst':>9}   ms")
        for name, steps in cases.items():
            for step in steps:
                choose(**step)  # once unmeasured: columns are read from the warehouse at their first use
            times = [timed(lambda step=step: choose(**step)) for _repeat in range(REPEATS) for step in steps]  # type: ignore[misc]
            print(f"{name:<32}{statistics.median(times):>8.0f}{max(times):>9.0f}")
        for tab, name in ((1, "Cox tab (age, sex, stage)"), (2, "Table 1 tab"), (3, "attrition tab")):
            page.drawn_tabs.clear()
            page.view.tabs.row.selected = 0
            print(f"{name:<32}{timed(lambda tab=tab: setattr(page.view.tabs.row, 'selected', tab)):>8.0f}")  # type: ignore[misc]


if __name__ == "__main__":
    main()
