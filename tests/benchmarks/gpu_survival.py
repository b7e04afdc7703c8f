"""NumPy against CuPy on the survival workloads: `python tests/benchmarks/gpu_survival.py [n]`, where a GPU is at hand.

Prints times (best of three, data already on the device), their ratio and the greatest difference between answers.
"""

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "lib"))

import array_api_compat.numpy as host  # noqa: E402
import numpy as np  # noqa: E402

from carnet.cohorts.survival.workloads import WORKLOADS  # noqa: E402


def best(run: Any, data: Any, wait: Any, repeats: int = 3) -> tuple[float, np.ndarray]:
    """The least time of a few runs, in seconds, and the answer."""
    times, answer = [], np.zeros(0)
    for _repeat in range(repeats):
        start = time.perf_counter()
        answer = run(data)
        wait()
        times.append(time.perf_counter() - start)
    return min(times), answer


def main() -> None:
    """Print one line per workload."""
    try:
        import array_api_compat.cupy as device
        import cupy
    except ImportError:
        sys.exit("CuPy is not installed here: pip install 'carnet[gpu]'")
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    print(f"{n:,} rows; CuPy {cupy.__version__} on {cupy.cuda.runtime.getDeviceProperties(0)['name'].decode()}")
    print(f"{'workload':32} {'NumPy':>10} {'CuPy':>10} {'ratio':>7} {'difference':>11}")
    for work in WORKLOADS:
        slow, ours = best(work.run, work.make_data(n, 7, host), lambda: None)
        quick, theirs = best(work.run, work.make_data(n, 7, device), cupy.cuda.Device().synchronize)
        apart = float(np.nanmax(np.abs(ours - theirs)) / np.nanmax(np.abs(ours)))
        verdict = "" if apart <= work.tolerance else "  TOO FAR"
        print(f"{work.name:32} {slow * 1e3:8.1f}ms {quick * 1e3:8.1f}ms {slow / quick:6.1f}× {apart:11.1e}{verdict}")


if __name__ == "__main__":
    main()
