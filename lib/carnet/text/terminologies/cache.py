"""The file where a built index is kept: private, named after what it was built from, rebuilt when it is not whole."""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numpy as np

from carnet.text.terminologies.postings import Postings

_HERE = Path(__file__).parent


def cache_folder() -> Path:
    """Where indexes are kept: `carnet` in XDG_CACHE_HOME, `~/.cache` by default."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if named else Path.home() / ".cache") / "carnet"


def key_of(contents: Iterable[bytes]) -> str:
    """A name for what an index is built from, our own lists and code included: another content, another name."""
    digest = hashlib.sha256()
    ours = (path.read_bytes() for path in sorted((*_HERE.glob("*.py"), *_HERE.glob("*.yaml"))))
    for content in (*ours, *contents):
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:32]


def kept_or_built(key: str, build: Callable[[], Postings]) -> Postings:
    """The index kept under a key, or built and kept. Nothing about the file is ever fatal."""
    path = cache_folder() / f"codes-{key}.npz"
    found = _read(path)
    if found is None:
        found = build()
        with suppress(OSError):
            _write(path, found)
    return found


def _read(path: Path) -> Postings | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return Postings.from_arrays(kept)
    except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error):
        return None


def _write(path: Path, postings: Postings) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix="codes-", suffix=".partial")  # for its owner alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(file, **cast(dict[str, Any], postings.arrays()))
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
    for old in sorted(path.parent.glob("codes-*.npz"), key=lambda one: one.stat().st_mtime)[:-4]:
        old.unlink(missing_ok=True)  # of lists that have changed since
