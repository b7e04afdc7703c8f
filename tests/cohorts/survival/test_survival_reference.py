"""Agreement to 1e-8 with lifelines, scikit-survival and statsmodels, which live in an environment of their own."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest


@pytest.mark.reference
@pytest.mark.timeout(300)
def test_the_kernels_agree_with_their_peers(references: str) -> None:
    script = Path(__file__).parent / "reference_values.py"
    done = subprocess.run([references, str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout)
    assert len(answer["found"]) > 50
    apart = {}
    for name, pair in answer["found"].items():
        ours, theirs = np.array(pair["ours"]), np.array(pair["theirs"])
        if not np.allclose(ours, theirs, rtol=1e-8, atol=1e-8, equal_nan=True):
            apart[name] = float(np.nanmax(np.abs(ours - theirs)))
    assert not apart
