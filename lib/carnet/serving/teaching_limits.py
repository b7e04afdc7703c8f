"""Slowing down whoever guesses codes or tickets: wrong ones are counted by address, over the last minute."""

import time
from collections import deque
from collections.abc import Callable

from carnet.language import _
from carnet.teaching.classroom.errors import SlowDown

WRONG_A_MINUTE = 30  # a whole class may share an address and mistype; at that rate a code takes decades to guess
SECONDS = 60.0
PAUSE_AFTER = 5
LONGEST_PAUSE = 1.0
ADDRESSES = 10_000


class Throttle:
    """Counts failures by address. Whoever holds a valid ticket is never slowed down: only entering is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def _recent(self, address: str) -> deque[float]:
        failures = self._failures.get(address) or deque(maxlen=WRONG_A_MINUTE)
        while failures and failures[0] < self._clock() - SECONDS:
            failures.popleft()
        return failures

    def check(self, address: str) -> None:
        """Raises `SlowDown` when too much was wrong from there in the last minute."""
        if len(self._recent(address)) >= WRONG_A_MINUTE:
            raise SlowDown(_("Too many wrong codes."), _("Wait a minute, then try again."))

    def failed(self, address: str) -> None:
        """Something was wrong from there."""
        failures = self._recent(address)
        failures.append(self._clock())
        if len(self._failures) >= ADDRESSES:
            self._failures.clear()
        self._failures[address] = failures

    def pause(self, address: str) -> float:
        """The seconds to wait before telling that a ticket is wrong: more and more."""
        return min(LONGEST_PAUSE, 0.1 * max(0, len(self._recent(address)) - PAUSE_AFTER))
