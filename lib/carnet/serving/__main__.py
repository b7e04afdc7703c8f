"""`python -m carnet.serving PROCESS`: the processes that `carnet lab` and `carnet teach serve` start."""

import importlib
import sys

PROCESSES = ("portal", "notebook", "kernel", "students", "teaching")


def main() -> None:
    """Run one of them, without a grammar of internationalised addresses that jsonschema would load for 1.6 s."""
    name = sys.argv.pop(1)
    if name not in PROCESSES:
        raise SystemExit(f"unknown process {name!r}; known: {', '.join(PROCESSES)}")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    importlib.import_module(f"carnet.serving.{name}").main()


if __name__ == "__main__":
    main()
