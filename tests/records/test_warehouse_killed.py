"""A writer that is killed anywhere leaves a warehouse that opens: the old state, or after the switch the new one."""

import signal
import subprocess
import sys
import time

import pytest
from warehouse_data import persons

from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse

OLD, NEW = [1, 2, 3], [11, 12, 13, 14]

# A real writer in a process of its own. It kills itself just before the n-th system call of one kind (Python's audit
# events come before the call), so that every step of the commit is cut at its edge.
WRITER = """
import os, signal, sys
from carnet.records import Warehouse, Provenance
import carnet.records.writer_parts as parts
path, event, count, mode = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
parts.PART_ROWS = 2  # several parts per table
seen = 0
def die(name, arguments):
    global seen
    if name == event and any(path in str(argument) for argument in arguments):
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
columns = lambda *ids: dict(person_id=list(ids), gender_concept_id=[0] * len(ids), year_of_birth=[1950] * len(ids),
                            race_concept_id=[0] * len(ids), ethnicity_concept_id=[0] * len(ids))
sys.addaudithook(die)
with Warehouse.write(path, provenance=Provenance(source="new"), mode=mode) as writer:
    writer.add("person", columns(11, 12))
    writer.reject(table="person", source="x", reason="y")
    print("added", flush=True)
    if event == "wait":
        sys.stdin.read()
    writer.add("person", columns(13, 14))
"""


def run(path, event, count=1, mode="replace"):
    return subprocess.run(
        [sys.executable, "-c", WRITER, str(path), event, str(count), mode],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def path(tmp_path):
    with Warehouse.write(tmp_path / "w", provenance=Provenance(source="old")) as writer:
        writer.add("person", persons(*OLD))
    return tmp_path / "w"


def state(path):
    """The persons that are there; everything that the manifest names is readable."""
    warehouse = Warehouse.open(path)
    identifiers = sorted(warehouse.read("person")["person_id"].to_list())
    assert warehouse.summary().persons == len(identifiers)
    assert len(warehouse.summary().imports) == (1 if identifiers in (OLD, NEW) else 2)
    for table in warehouse.summary().rejected:
        assert warehouse.rejected(table).shape[0] == 1
    return identifiers


def recovers(path):
    """The next writer finds no lock, cleans up what was left, and writes."""
    with Warehouse.write(path, provenance=Provenance(source="next")) as writer:
        writer.add("person", persons(99))
    assert state_after_recovery(path) == [99]
    assert len(list((path / "versions").iterdir())) == 1
    assert sorted(entry.name for entry in path.iterdir()) == ["carnet.json", "carnet.lock", "versions"]


def state_after_recovery(path):
    return Warehouse.open(path).read("person")["person_id"].to_list()


# event, which one of its kind, what must be there afterwards
CUTS = [
    ("os.mkdir", 1, [OLD]),  # before the new version's folder
    ("os.mkdir", 2, [OLD]),  # before a table's folder
    ("open", 5, [OLD]),  # while parts are written
    ("open", 8, [OLD]),
    ("os.rename", 1, [OLD]),  # everything written, the new version's folder not yet in place
    ("os.rename", 2, [OLD]),  # in place, the manifest not yet replaced
    ("shutil.rmtree", 1, [NEW]),  # replaced, the old version not yet removed
]


@pytest.mark.parametrize(("event", "count", "expected"), CUTS)
def test_killed_at_the_edge_of_a_system_call(path, event, count, expected):
    result = run(path, event, count)
    assert result.returncode == -signal.SIGKILL, result.stderr
    assert state(path) in expected
    recovers(path)


@pytest.mark.parametrize(
    ("event", "count", "expected"),
    [("os.link", 1, OLD), ("os.rename", 1, OLD), ("os.rename", 2, OLD), ("shutil.rmtree", 1, sorted(OLD + NEW))],
)
def test_killed_while_appending(path, event, count, expected):
    result = run(path, event, count, mode="append")
    assert result.returncode == -signal.SIGKILL, result.stderr
    assert state(path) == expected
    recovers(path)


def test_killed_from_outside_between_two_chunks(path):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "wait", "1", "replace"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout.readline() == "added\n"
        assert state(path) == OLD
        assert list((path / "versions").glob("*.partial"))
        with pytest.raises(CarnetError), Warehouse.write(path, provenance=Provenance(source="second")):
            pass
        writer.kill()
        writer.wait()
    assert state(path) == OLD
    recovers(path)


def test_an_uncut_writer_commits(path):
    result = run(path, "none")
    assert result.returncode == 0, result.stderr
    assert state(path) == NEW


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, ValueError])
def test_an_exception_leaves_the_old_state_and_no_leftovers(path, trouble):
    with pytest.raises(trouble), Warehouse.write(path, provenance=Provenance(source="new")) as writer:
        writer.add("person", persons(*NEW))
        writer.reject(table="person", source="x", reason="y")
        raise trouble
    assert state(path) == OLD
    assert not list((path / "versions").glob("*.partial"))


def test_reading_goes_on_while_another_process_writes(path):
    """Readers that open again and again see the old or the new state, never anything else."""
    seen = []
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "none", "1", "replace"], stdout=subprocess.DEVNULL
    ) as writer:
        while writer.poll() is None:
            seen.append(tuple(state_or_moved(path)))
            time.sleep(0.01)
    assert set(seen) <= {tuple(OLD), tuple(NEW), ()}
    assert state(path) == NEW


def state_or_moved(path):
    try:
        return state(path)
    except CarnetError:  # replaced between opening and reading: told so, and opened again
        return []
