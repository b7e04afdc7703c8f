"""Saving the answers that come in together with one write to the disk: each waits for the write that has it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from carnet.teaching.classroom.room import Room
from carnet.teaching.classroom.saving import Save, save_all
from carnet.teaching.classroom.sheets import Saved
from carnet.teaching.store import StoreTrouble

MOST_AT_ONCE = 256


class GroupSaving:
    """While one group is being written, the next one gathers; so a crowd costs as many writes as the disk can do."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._waiting: list[tuple[Save, asyncio.Future[Saved]]] = []
        self._thread = ThreadPoolExecutor(1, "carnet-saving")
        self._task: asyncio.Task[None] | None = None

    async def save(self, save: Save) -> Saved:
        """Write an answer; comes back once it is on the disk. Raises what `StudentDesk.answer` raises."""
        future: asyncio.Future[Saved] = asyncio.get_running_loop().create_future()
        self._waiting.append((save, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            done = await self._saved([save for save, _future in group])
            for (_save, future), result in zip(group, done, strict=True):
                if future.cancelled():
                    continue
                if isinstance(result, BaseException):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    async def _saved(self, saves: list[Save]) -> Sequence[Saved | BaseException]:
        """What came of each; whatever goes wrong, nobody is left waiting."""
        work = asyncio.get_running_loop().run_in_executor(self._thread, save_all, self.room, saves)
        (done,) = await asyncio.gather(work, return_exceptions=True)
        if not isinstance(done, BaseException):
            return done
        if len(saves) == 1 or isinstance(done, StoreTrouble):
            return [done] * len(saves)
        return [one for save in saves for one in await self._saved([save])]  # one that fails stops no other

    async def finish(self) -> None:
        """Write what is still waiting, then no more."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])
        self._thread.shutdown()
