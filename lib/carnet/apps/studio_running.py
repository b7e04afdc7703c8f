"""Work of the teachers' page beside its event loop; here and now where there is no loop (tests, scripts)."""

import asyncio
from collections.abc import Callable
from typing import Any

from carnet.apps.guard import guarded

Say = Callable[[str, str, str], None]


class Runner:
    """`run(work, then)`: `work()` in a thread, then `then(its result)` on the loop; what fails is said."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._tasks: set[asyncio.Task[Any]] = set()

    def run(self, work: Callable[[], Any], then: Callable[[Any], Any], failed: Callable[[], Any] | None = None) -> None:
        """Do `work` off the loop and hand what it gives to `then`."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            with guarded(self._failing(failed)):
                then(work())
            return
        self._keep(loop.create_task(self._do(work, then, failed)))

    def _keep(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, work: Callable[[], Any], then: Callable[[Any], Any], failed: Callable[[], Any] | None) -> None:
        with guarded(self._failing(failed)):
            then(await asyncio.to_thread(work))

    def _failing(self, failed: Callable[[], Any] | None) -> Say:
        def say(kind: str, title: str, text: str) -> None:
            if failed is not None:
                failed()
            self.say(kind, title, text)

        return say
