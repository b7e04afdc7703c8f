"""200 students answering 30 questions each over the teaching server: how long a save takes, and what is lost.

    python tests/benchmarks/teaching_load.py [--students 200] [--answers 30] [--think 0] [--kill] [--store URL]

Everything stays on the loopback of this machine. `--think 0`: everybody answers again the moment the save is back,
which no class does; `--think 3`: 3 seconds on average between two answers. `--kill`: the server is killed (SIGKILL)
halfway and started again; `lost` counts acknowledged answers that the store does not have afterwards.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "teaching"))
from classroom_parts import ANNE, Server, approve, free_port, isolated

from carnet.teaching.classroom import SessionPlan, StudentDesk, TeacherDesk
from carnet.teaching.store import TeachingStore


class Student:
    """A student as a page is: one connection, one request at a time, the same again until it is answered."""

    def __init__(self, port: int, secret: str, patience: float = 60) -> None:
        self.port, self.secret, self.patience = port, secret, patience
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.seconds: list[float] = []
        self.saved: dict[str, tuple[int, str]] = {}

    async def _ask(self, body: bytes) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        head = (
            f"POST /v1/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length"))
        return int(lines[0].split()[1]), await reader.readexactly(length)

    async def answer(self, item_id: str, ticked: str) -> None:
        body = json.dumps({"item_id": item_id, "question_id": "q1", "response": {"ticked": [ticked]}}).encode()
        began, pause = time.perf_counter(), 0.05
        while True:
            try:
                status, said = await self._ask(body)
                break
            except (OSError, asyncio.IncompleteReadError):
                if self.streams is not None:
                    self.streams[1].close()
                self.streams = None
                if time.perf_counter() - began > self.patience:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, 1)
        assert status == 200, (status, said)
        self.seconds.append(time.perf_counter() - began)
        self.saved[item_id] = json.loads(said)["number"], ticked


async def sit(student: Student, answers: int, think: float, draw: random.Random) -> None:
    for place in range(answers):
        if think:
            await asyncio.sleep(draw.expovariate(1 / think))
        await student.answer(f"i{place}", draw.choice("abcde"))


async def run(students: list[Student], answers: int, think: float, server: Server | None) -> float:
    """Let them all sit; `server`: kill it halfway and start it again. Seconds in all."""
    began = time.perf_counter()
    tasks = [asyncio.create_task(sit(one, answers, think, random.Random(n))) for n, one in enumerate(students)]
    if server is not None:
        while sum(len(one.seconds) for one in students) < len(students) * answers / 2:
            await asyncio.sleep(0.01)
        server.kill()
        await asyncio.to_thread(server.start)
    await asyncio.gather(*tasks)
    took = time.perf_counter() - began
    for one in students:
        if one.streams is not None:
            one.streams[1].close()
            await one.streams[1].wait_closed()
    return took


def load(
    store: str, folder: Path, students: int, answers: int, think: float = 0, kill: bool = False
) -> dict[str, float]:
    """Open a session, let everybody sit, count. Times in seconds; `lost`: acknowledged and not there."""
    opened = TeachingStore(store)
    anne = approve(opened, *(isolated(f"i{n}") for n in range(answers)))
    session = anne.open_session(SessionPlan("Charge", tuple(f"i{n}" for n in range(answers)), "exam", minutes=60))
    secrets = [StudentDesk(opened).join(session.code, f"s{n}").secret for n in range(students)]
    anne.start(session.code)
    server = Server(store, free_port(), folder / "server.log")
    server.start()
    try:
        everybody = [Student(server.port, one) for one in secrets]
        took = asyncio.run(run(everybody, answers, think, server if kill else None))
    finally:
        server.stop()
    kept = {
        (row.student, row.item_id): (row.saves, row.response.ticked)
        for row in TeacherDesk(opened, ANNE).results(session.code).rows
        if row.response is not None
    }
    lost = 0
    for n, one in enumerate(everybody):
        for item_id, (number, ticked) in one.saved.items():
            saves, there = kept.get((f"s{n}", item_id), (0, ()))
            lost += saves < number or there != (ticked,)
    times = sorted(second for one in everybody for second in one.seconds)
    return {
        "answers": len(times),
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "max": times[-1],
        "per_second": len(times) / took,
        "lost": lost,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--answers", type=int, default=30)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--store", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store or str(Path(folder) / "teaching.sqlite")
        found = load(store, Path(folder), asked.students, asked.answers, asked.think, asked.kill)
    print(" ".join(f"{name}={value:.4g}" for name, value in found.items()))


if __name__ == "__main__":
    main()
