"""10,000 letters pseudonymised from the command line, killed at random five times and resumed, against one whole run.

    .venv/bin/python tests/benchmarks/pseudonymise_batch.py [--letters 10000] [--kills 5] [--workers 0]

Prints the times, the rate, the peak memory of the command and whether both outputs are the same, byte for byte.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.model.letters import write_letters

CARNET = str(Path(sys.executable).parent / "carnet")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--workers", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        notes, key = Path(folder, "notes.jsonl"), Path(folder, "key")
        SiteKey.create(key)
        with notes.open("w", encoding="utf-8") as file:
            for place, letter in enumerate(write_letters(options.letters, seed=11)):
                line = {"note_id": place, "person_id": f"p{place // 5}", "text": letter.text}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        size = notes.stat().st_size
        print(f"{options.letters} letters, {size / 1e6:.1f} MB, {size / options.letters:.0f} bytes each")
        command = [CARNET, "run", "pseudonymise", str(notes), "--key-file", str(key), "--workers", str(options.workers)]
        begun = time.perf_counter()
        subprocess.run([*command, "-o", f"{folder}/whole.jsonl"], check=True)
        whole = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"whole run: {whole:.1f} s, {options.letters / whole:.0f} notes/s, largest process {peak:.0f} MB"
        )
        chance = random.Random(5)
        for kill in range(options.kills):
            after = chance.uniform(0.1, 0.9) * whole / (options.kills + 1) + 2
            process = subprocess.Popen(
                [*command, "-o", f"{folder}/killed.jsonl", "--resume"],
                start_new_session=True,
                stdout=subprocess.DEVNULL,
            )
            time.sleep(after)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            part = Path(folder, "killed.jsonl.part")
            lines = part.read_bytes().count(b"\n") if part.exists() else 0
            print(f"kill {kill + 1} after {after:.1f} s: {lines} lines kept")
        subprocess.run([*command, "-o", f"{folder}/killed.jsonl", "--resume"], check=True)
        digests = [
            hashlib.sha256(Path(folder, f"{name}.jsonl").read_bytes()).hexdigest() for name in ("whole", "killed")
        ]
        print("identical" if digests[0] == digests[1] else "DIFFERENT")


if __name__ == "__main__":
    main()
