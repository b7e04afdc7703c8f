"""The thread between `carnet lab` and a server it started: settings come down it, and its end is the server's end."""

import json
import os
import signal
import sys
import threading
from typing import Any


def read_settings() -> dict[str, Any]:
    """The settings, one line of JSON on standard input; from then on, the end of that input stops this process.

    So tokens are in no command line, file or environment, and no server outlives the command that started it,
    even when that is killed outright.
    """
    settings = json.loads(sys.stdin.readline())
    threading.Thread(target=_wait_for_the_end, name="lifeline", daemon=True).start()
    return dict(settings)


def _wait_for_the_end() -> None:
    while sys.stdin.readline():
        pass
    os.kill(os.getpid(), signal.SIGTERM)
