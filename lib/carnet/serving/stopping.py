"""The signals that ask a program to stop (Ctrl-C, terminated, hung up): heard while servers run, then given back."""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


def heard(stop: Callable[[], None]) -> dict[int, Any]:
    """Call `stop` at each of those signals; answers who heard them before. Nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return {}

    def asked(number: int, frame: FrameType | None) -> None:
        stop()

    return {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}


def given_back(handlers: dict[int, Any]) -> None:
    """Those who heard the signals before hear them again."""
    for number, handler in handlers.items():
        signal.signal(number, handler)
