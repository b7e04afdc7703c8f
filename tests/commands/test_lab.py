"""`carnet lab`: both servers start on free ports and stop together, whatever the way; no child is left."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from carnet.serving.dashboards import read_dashboards
from carnet.serving.pair import free_port
from carnet.serving.settings import EXTENSIONS, notebook_settings, portal_settings

START = "from carnet.commands import main; main()"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\S*token=\S+")


def write_page(folder: Path) -> None:
    """A dashboard that shows nothing."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    said = {"title": "Vide", "description": "Rien.", "position": 3}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "carnet": said}, "cells": [cell]}
    folder.mkdir()
    (folder / "vide.ipynb").write_text(json.dumps(document))


class Running:
    """`carnet lab` running in a folder of its own."""

    def __init__(self, folder: Path, ports: str) -> None:
        write_page(folder / "dashboards")
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, "lab", "--no-demo", "--ports", ports],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                break
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def ports(self) -> list[int]:
        """The ports of the addresses that it printed."""
        return [int(found.group(1)) for found in map(ADDRESS.search, self.said) if found]

    def end(self) -> int:
        """Its status, once it has ended; the rest of what it says is kept."""
        self.said.append(self.process.communicate(timeout=60)[0])
        return self.process.returncode

    def left(self) -> list[psutil.Process]:
        """The descendants that still run after a while."""
        return psutil.wait_procs(self.family, timeout=20)[1]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[], Running]]:
    """Start it, on ports that other tests do not use."""
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(tmp_path, "9188,9166"))
        return started[-1]

    yield start
    for running in started:
        for process in [*running.family, running.process]:
            if psutil.pid_exists(process.pid):
                process.kill()


@pytest.mark.slow
@pytest.mark.parametrize(("how", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_both_stop_and_leave_no_child(how: signal.Signals, status: int, run: Callable[[], Running]) -> None:
    running = run()
    assert len(running.ports) == 2 and len(running.family) >= 2
    os.killpg(running.process.pid, how)  # as the terminal does: to the whole group
    assert running.end() == status
    assert running.left() == []
    if status == 0:
        assert "Carnet est arrêté." in running.said[-1]


@pytest.mark.slow
def test_when_one_dies_the_other_is_stopped_and_the_reason_told(run: Callable[[], Running]) -> None:
    running = run()
    victim = next(child for child in running.family if child.cmdline()[-1] == "portal")
    victim.kill()
    assert running.end() == 1
    assert running.left() == []
    assert "s’est arrêté de lui-même" in running.said[-1].replace("'", "’") and "Traceback" not in running.said[-1]


@pytest.mark.slow
def test_an_occupied_port_gives_way_and_tokens_stand_in_no_command_line(run: Callable[[], Running]) -> None:
    with socket.socket() as occupied:
        occupied.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        occupied.bind(("127.0.0.1", 9188))
        occupied.listen()
        running = run()
        assert sorted(running.ports) == [9166, 9189]
    tokens = re.findall(r"token=(\S+)", "".join(running.said))
    assert len(set(tokens)) == 2
    for process in running.family:
        told = " ".join(process.cmdline()) + " ".join(process.environ().values())
        assert not any(token in told for token in tokens)
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.end() == 0


def lab(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`carnet lab` where it ends at once."""
    command = [sys.executable, "-c", START, "lab", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("ports", ["8888", "a,b", "1,1", "0,8866", "70000,8866"])
def test_ports_that_are_none_are_refused_in_words(ports: str, tmp_path: Path) -> None:
    done = lab(tmp_path, "--ports", ports)
    assert done.returncode == 1
    assert "--ports 8888,8866" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_without_dashboards_is_refused_in_words(tmp_path: Path) -> None:
    done = lab(tmp_path)
    assert done.returncode == 1 and "dashboards" in done.stderr and "Traceback" not in done.stderr


def test_free_port_goes_past_what_is_taken() -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        port = occupied.getsockname()[1]
        assert free_port(port) != port
    assert free_port(9300, taken=(9300,)) >= 9301


def test_the_settings_hold_the_cures(tmp_path: Path) -> None:
    portal = portal_settings(tmp_path, 8866, "t")
    assert portal["Voila"]["ip"] == "127.0.0.1" and portal["Voila"]["open_browser"] is False
    assert portal["Voila"]["tornado_settings"]["compress_response"] is True
    assert portal["Voila"]["tornado_settings"]["websocket_max_message_size"] > 10 * 1024 * 1024
    voila = portal["VoilaConfiguration"]
    assert (
        voila["allow_template_override"] == "NO"
        and voila["show_tracebacks"] is False
        and voila["preheat_kernel"] is True
    )
    assert voila["extension_allowlist"] == EXTENSIONS and len(EXTENSIONS) == 3
    assert portal["VoilaExporter"]["language_code"] == "fr"
    assert portal["KernelManager"]["transport"] == "ipc"
    for manager in ("MappingKernelManager", "AsyncMappingKernelManager", "VoilaKernelManager"):
        assert portal[manager]["cull_idle_timeout"] > 0
    lab = notebook_settings(tmp_path, 8888, "t", {})
    assert lab["ServerApp"]["ip"] == "127.0.0.1" and lab["ServerApp"]["open_browser"] is False
    assert lab["LabApp"]["news_url"] is None and lab["LabApp"]["extension_manager"] == "readonly"


def test_dashboards_are_read_in_their_order_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    write_page(tmp_path / "pages")
    (tmp_path / "pages" / "cassé.ipynb").write_text("{")
    (tmp_path / "pages" / "sans_titre.ipynb").write_text('{"metadata": {}}')
    pages = read_dashboards(tmp_path / "pages")
    assert [(page.title, page.description) for page in pages] == [("Vide", "Rien."), ("Sans titre", "")]


def test_servers_do_not_load_the_grammar_of_addresses() -> None:
    """Cure 5: jsonschema would load `rfc3987_syntax`, and with it a parser, in every process."""
    code = (
        "import runpy, sys; sys.argv = ['carnet.serving', 'kernel', '--version']\n"
        "try: runpy.run_module('carnet.serving', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "import jsonschema, jupyter_server.serverapp, voila.app; print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"
