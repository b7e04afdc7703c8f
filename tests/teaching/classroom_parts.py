"""Items, a bank with approved ones, and a teaching server of their own, for the tests of the classroom."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from carnet.teaching.classroom import Person, TeacherDesk
from carnet.teaching.classroom.remote import RemoteStudentDesk
from carnet.teaching.item import Finding, GridLine, Item, ScriptLine, Station
from carnet.teaching.question import AcceptedAnswer, Expert, Proposition, Question
from carnet.teaching.store import TeachingStore
from carnet.text.evidence import Evidence

ANNE, PAUL, ZOE = Person("anne", "teacher"), Person("paul", "teacher"), Person("zoe", "student")


@dataclass(frozen=True)
class Gate:
    """A report of the gate, as the classroom reads it."""

    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    open: bool = True


def multiple(id: str = "q1", kind: str = "QRM", right: str = "ac", **more: object) -> Question:
    propositions = tuple(Proposition(id=one, text=f"proposition {one}", correct=one in right) for one in "abcde")
    return Question(id=id, kind=kind, stem=f"Que retenez-vous ({id}) ?", propositions=propositions, **more)


def isolated(id: str = "i1", **more: object) -> Item:
    values = {"objectives": ("OIC-312-01-A",), "rank": "A", "case": "Une femme de 52 ans."} | more
    return Item(id=id, kind="QRM", title=f"Titre {id}", questions=(multiple(hint="Indice secret"),), **values)


def progressive(id: str = "dp1", n: int = 3, **more: object) -> Item:
    questions = []
    for place in range(1, n + 1):
        name = f"q{place}"
        new = f"Donnée {place}."
        evidence = (Evidence(note_id=name, start=0, end=6, quote="Donnée"),)
        questions.append(multiple(name, new=new, evidence=evidence))
    return Item(id=id, kind="DP", title="Dossier", case="Un homme de 60 ans.", questions=tuple(questions), **more)


def short(id: str = "qroc") -> Item:
    answers = (AcceptedAnswer(text="tamoxifène"), AcceptedAnswer(text="hormonothérapie", category=2))
    question = Question(id="q1", kind="QROC", stem="Quel traitement ?", answers=answers)
    return Item(id=id, kind="QROC", title="Court", questions=(question,), rank="B")


def concordance(id: str = "tcs") -> Item:
    panel = tuple(Expert(id=f"e{n}", answer=n % 3 - 1, reason="parce que") for n in range(10))
    question = Question(
        id="q1", kind="TCS", stem="L’hypothèse est…", hypothesis="une embolie", finding="D-dimères", panel=panel
    )
    return Item(id=id, kind="TCS", title="Concordance", questions=(question,))


def station(id: str = "ecos") -> Item:
    grid = (GridLine(id="g1", text="Se présente", weight=1), GridLine(id="g2", text="Annonce", weight=3))
    scene = Station(task="Annoncez.", setting="Bureau", script=(ScriptLine(cue="?", says="J’ai peur."),), grid=grid)
    return Item(id=id, kind="ECOS", title="Annonce", case="Mme B., 45 ans.", station=scene)


def approve(store: TeachingStore, *items: Item) -> TeacherDesk:
    """Put items in the bank and through its states; Anne's desk."""
    anne, paul = TeacherDesk(store, ANNE), TeacherDesk(store, PAUL)
    anne.save_all(items)
    for item in items:
        paul.move(item.id, "reviewed")
        anne.move(item.id, "approved", report=Gate())
    return anne


Remote = Callable[..., RemoteStudentDesk]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A teaching server in a process of its own."""

    store: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "carnet.serving", "teaching"]
        with self.log.open("ab") as log:
            environment = os.environ | {"CARNET_LANG": "fr"}
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment)
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"store": self.store, "port": self.port}).encode() + b"\n")
        self.process.stdin.flush()
        with RemoteStudentDesk(self.url, "nobody", patience=60) as desk:
            assert desk._ask("health") == {"ready": True}

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def stop(self, seconds: float = 15) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        if self.process.stdin:
            self.process.stdin.close()
        return self.process.wait(seconds)


@contextmanager
def serving(store: str, folder: Path) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(store, free_port(), folder / "server.log")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def wait_for(condition: object, seconds: float = 10) -> None:
    """Until it is so."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)
