"""Where the students' door is: written beside the store while it is open, read by the Studio."""

import contextlib
import json
import os
import socket
from pathlib import Path

ADDRESS = "CARNET_STUDENT_ADDRESS"  # the address that a site gives its students, whatever runs here


def _file(store_url: str) -> Path | None:
    """The file beside a SQLite store; none for a store that a server keeps."""
    return None if "://" in store_url else Path(store_url).expanduser().with_suffix(".door.json")


def tell_door(store_url: str, address: str) -> None:
    """Write where the door of this process is; nothing where the store is no file, or its folder is not ours."""
    path = _file(store_url)
    if path is not None:
        with contextlib.suppress(OSError):
            path.write_text(json.dumps({"address": address, "pid": os.getpid(), "host": socket.gethostname()}))


def forget_door(store_url: str) -> None:
    """The door of this process is closed."""
    path = _file(store_url)
    with contextlib.suppress(OSError, ValueError):
        if path is not None and json.loads(path.read_text()).get("pid") == os.getpid():
            path.unlink()


def door_address(store_url: str) -> str:
    """What students type: $CARNET_STUDENT_ADDRESS, else the address of the door that is open here, else nothing."""
    given = os.environ.get(ADDRESS, "")
    path = _file(store_url)
    if given or path is None:
        return given
    try:
        told = json.loads(path.read_text())
        address, pid, host = str(told["address"]), int(told["pid"]), str(told["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return address if host != socket.gethostname() or _alive(pid) else ""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
