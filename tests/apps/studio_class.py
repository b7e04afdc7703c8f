"""A bank of example items and sessions with students, for the tests of the Studio's sessions and results."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from carnet.language import set_language
from carnet.teaching.classroom import Person, SessionPlan, StudentDesk, TeacherDesk
from carnet.teaching.examples import items
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question, Response
from carnet.teaching.store import TeachingStore

ANNE, BRUNO = Person("Anne", "teacher"), Person("Bruno", "teacher")


class Checked:
    """The report of items that were read."""

    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    open = True


def bank(store: TeachingStore, drafts: Sequence[str] = ()) -> TeacherDesk:
    """Anne's desk, over the example items; all approved but `drafts`."""
    anne, bruno = TeacherDesk(store, ANNE), TeacherDesk(store, BRUNO)
    anne.save_all(items())
    for one in items():
        if one.id not in drafts:
            bruno.move(one.id, "reviewed")
            bruno.move(one.id, "approved", report=Checked())
    return anne


def made_stores(folder: Path, then: Callable[[TeacherDesk], object], drafts: Sequence[str] = ()) -> tuple[Path, Path]:
    """A store with a bank, and the same where `then` was done too."""
    first, second = folder / "bank.sqlite", folder / "more.sqlite"
    store = TeachingStore(first)
    bank(store, drafts)
    store.close()
    shutil.copyfile(first, second)
    store = TeachingStore(second)
    then(TeacherDesk(store, ANNE))
    store.close()
    return first, second


def copied(source: Path, folder: Path) -> Iterator[TeacherDesk]:
    """Anne's desk on a copy of a store, in French."""
    set_language("fr")
    path = folder / "teaching.sqlite"
    shutil.copyfile(source, path)
    store = TeachingStore(path)
    yield TeacherDesk(store, ANNE)
    store.close()
    set_language("fr")


def of_kind(*kinds: str) -> list[Item]:
    """The example items of these kinds, in that order."""
    return [next(one for one in items() if one.kind == kind) for kind in kinds]


def wrong(question: Question) -> Response:
    """An answer that misses the first right proposition and takes the first wrong one."""
    if question.kind == "QROC":
        return Response(text=f"{question.answers[0].text} aiguë")
    bad = next(one.id for one in question.propositions if not one.correct)
    return Response(ticked=(bad, *sorted(question.key)[1:]))


def right(question: Question) -> Response:
    """The answer of the key."""
    if question.kind == "QROC":
        return Response(text=question.answers[0].text)
    return Response(ticked=tuple(sorted(question.key)))


def sat(desk: TeacherDesk, chosen: Iterable[Item], students: int = 12, mode: str = "exam") -> str:
    """A session that is over: student n answers right to the items from the n-th on."""
    kept = list(chosen)
    plan = SessionPlan("Épreuve", tuple(one.id for one in kept), mode, minutes=60, correction="when_released")  # type: ignore[arg-type]
    code = desk.open_session(plan).code
    desks = []
    for n in range(students):
        student = StudentDesk(desk.store, Person("", "student"))
        student.join(code, f"É{n:02d}")
        desks.append(student)
    desk.start(code)
    for n, student in enumerate(desks):
        for place, item in enumerate(kept):
            for question in item.questions:
                answer = right(question) if (n + place) % students > students // 3 else wrong(question)
                student.answer(item.id, question.id, answer, seconds=30 + n)
        student.submit()
    desk.close(code)
    return code
