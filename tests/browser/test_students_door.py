"""The students' door in a browser and by raw requests: one page, no record, no key, no code; killed, it comes back."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Visit
from playwright.sync_api import Page, expect

from carnet.apps.studio_sessions_door import door_address
from carnet.errors import CarnetError
from carnet.serving.students_door import Door
from carnet.teaching.classroom import NotFound, Person, SessionPlan, TeacherDesk
from carnet.teaching.classroom.remote import RemoteStudentDesk
from carnet.teaching.examples import items
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Response
from carnet.teaching.store import TeachingStore

pytestmark = pytest.mark.browser
SECRETS = {
    "CARNET_HOSPITAL": "/secret/hospital",
    "CARNET_REFERENCES": "/secret/references",
    "CARNET_PSEUDONYM_KEY": "secret-key",
    "CARNET_LLM_KEY": "secret-llm",
    "OPENAI_API_KEY": "secret-openai",
    "CARNET_TEACHERS": "secret-teacher",
}


class Checked:
    """The report of items that were read."""

    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    open = True


class School:
    """An open door, its store, and what the tests ask of it."""

    def __init__(self, door: Door, desk: TeacherDesk, exam: str, told: list[str]) -> None:
        self.door, self.desk, self.exam, self.told = door, desk, exam, told

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers (lower case) and text of a GET."""
        request = urllib.request.Request(self.door.url + path.lstrip("/"), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of a server: itself and its kernels."""
        mine = psutil.Process(self.door.servers[name].process.pid)
        return [mine, *mine.children(recursive=True)]


@pytest.fixture(scope="module")
def school(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A door with an exam of three isolated questions that runs."""
    path = tmp_path_factory.mktemp("school") / "teaching.sqlite"
    store = TeachingStore(path)
    desk, reader = TeacherDesk(store, Person("Anne", "teacher")), TeacherDesk(store, Person("Bruno", "teacher"))
    chosen = [one for one in items() if one.kind in ("QRM", "QRU", "QROC")][:3]
    desk.save_all(chosen)
    for one in chosen:
        reader.move(one.id, "reviewed")
        reader.move(one.id, "approved", report=Checked())
    plan = SessionPlan("Épreuve", tuple(one.id for one in chosen), "exam", minutes=60, correction="when_released")
    exam = desk.open_session(plan).code
    desk.start(exam)
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (SECRETS | {"CARNET_TEACHING": str(path)}).items():
            patch.setenv(name, value)
        with Door(str(path), root / "dashboards" / "entrainement.ipynb", port=8977, pool=2) as door:
            watch = threading.Thread(target=door.wait, args=(told.append,), daemon=True)
            watch.start()
            yield School(door, desk, exam, told)
            door.stop()
            watch.join()
    store.close()


@pytest.fixture(scope="module")
def student(school: School, visit: Callable[..., Visit]) -> Visit:
    """A student who has joined by the page."""
    here = visit(school.door.url)
    join(here.page, school.exam, "Zoé")
    return here


def join(page: Page, code: str, name: str) -> None:
    """Enter a session by the page."""
    page.wait_for_selector(".carnet-header h1", timeout=WAIT)
    page.get_by_label("Code").fill(code)
    page.get_by_label("Pseudonyme").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 1")).to_be_visible(timeout=WAIT)


def keys(found: list[Item]) -> list[str]:
    """Words that only the keys hold."""
    return [
        one.feedback for item in found for question in item.questions for one in question.propositions if one.feedback
    ]


def test_the_door_shows_its_page_and_nothing_else(school: School) -> None:
    status, headers, text = school.get("")
    assert status == 200 and "jupyter-config-data" in text
    assert "default-src 'self'" in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"
    for path in (
        "voila/render/studio.ipynb",
        "voila/render/dossier.ipynb",
        "voila/render/../dossier.ipynb",
        "studio.ipynb",
        "entrainement.ipynb",
        "voila/tree",
        "voila/files/entrainement.ipynb",
        "voila/files/..%2f..%2fstudents.log",
        "voila/api/contents/",
        "api/contents",
        "api/kernels",
        "api/sessions",
        "api/terminals",
        "login",
        "lab",
        "v1/sheet",
        "voila/templates/carnet/index.html.j2",
        "voila/static/%2e%2e/%2e%2e/app.py",
        "carnet/static/..%2fportal.py",
    ):
        status, _headers, text = school.get(path)
        assert status in (403, 404), path
        assert "Traceback" not in text and "/secret" not in text


def test_kernels_have_nothing_but_the_teaching_server(school: School) -> None:
    found = school.processes("students")
    assert len(found) > 1
    for process in found:
        environment = process.environ()
        assert not any("secret" in value for value in environment.values())
        assert {name for name in environment if name.startswith("CARNET")} == {
            "CARNET_LANG",
            "CARNET_STUDENT_DOOR",
            "CARNET_TEACHING_SERVER",
        }
        assert school.desk.store.url not in json.dumps([environment, process.cmdline()])
        home = Path(environment["HOME"])
        assert home != Path.home() and not [*home.rglob("teaching*"), *home.rglob("*.parquet")]


def test_a_student_joins_and_her_answer_is_kept_through_a_kill(school: School, student: Visit) -> None:
    page = student.page
    found = [school.desk.item(id) for id in school.desk.session(school.exam).plan.item_ids]
    assert not any(key in page.content() for key in keys(found))
    before = school.door.servers["teaching"].process
    page.get_by_role("radio").nth(0).check()
    expect(page.get_by_role("button", name="Question 1, répondue")).to_be_visible(timeout=WAIT)
    before.kill()
    page.get_by_role("radio").nth(1).check()
    wanted = found[0].questions[0].propositions[1].id
    end, kept = time.monotonic() + WAIT / 1000, ""
    while kept != wanted and time.monotonic() < end:
        time.sleep(0.3)
        rows = [one.response for one in school.desk.results(school.exam).rows if one.student == "Zoé"]
        kept = rows[0].ticked[0] if rows[0] and rows[0].ticked else ""
    assert kept == wanted and any("relancé" in one for one in school.told)
    assert school.door.servers["teaching"].process is not before
    problems = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in problems] == []
    assert student.elsewhere() == [] and student.errors == []


def test_a_page_cannot_send_code(student: Visit) -> None:
    heard = student.page.evaluate(
        """async () => {
          const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
          const socket = new WebSocket(`ws://${location.host}/api/kernels/${config.kernelId}/channels`);
          const heard = [];
          socket.onmessage = ({data}) => { if (typeof data === "string") heard.push(JSON.parse(data).msg_type); };
          await new Promise((done) => { socket.onopen = done; });
          const send = (msg_type, channel, content) => socket.send(JSON.stringify({
            header: {msg_id: msg_type + channel, username: "u", session: "s", msg_type, version: "5.3"}, content,
            parent_header: {}, metadata: {}, channel, buffers: []}));
          const code = "open('/tmp/carnet-intruder', 'w')";
          for (const channel of ["shell", "control"]) {
            send("execute_request", channel, {code, silent: false, store_history: true, user_expressions: {}});
            send("complete_request", channel, {code: "import os; os.", cursor_pos: 14});
            send("inspect_request", channel, {code: "open", cursor_pos: 4, detail_level: 1});
            send("history_request", channel, {hist_access_type: "tail", n: 5, output: false, raw: true});
            const debug = {type: "request", command: "evaluate", seq: 1, arguments: {expression: code}};
            send("debug_request", channel, debug);
          }
          send("kernel_info_request", "shell", {});
          await new Promise((done) => setTimeout(done, 2000));
          socket.close();
          return heard;
        }"""
    )
    assert "kernel_info_reply" in heard  # the channel works
    refused = {f"{one}_reply" for one in ("execute", "complete", "inspect", "history", "debug")}
    assert not refused & set(heard) and not Path("/tmp/carnet-intruder").exists()


def test_anothers_ticket_is_not_to_be_had(school: School, student: Visit) -> None:
    page = student.page
    assert all("secret" not in url and "ticket" not in url for url in student.requests)
    mine = RemoteStudentDesk(school.door.server_url)
    mine.join(school.exam, "Yann")
    nobody = RemoteStudentDesk(school.door.server_url)
    sheet = mine.sheet()
    first = sheet.items[0]
    mine.answer(first.id, first.questions[0].id, Response(ticked=(first.questions[0].propositions[0].id,)))
    text = mine.sheet().model_dump_json() + page.content()
    found = [school.desk.item(id) for id in school.desk.session(school.exam).plan.item_ids]
    assert not any(key in text for key in keys(found)) and "Zoé" not in mine.sheet().model_dump_json()
    for guess in (None, "a" * 43, "../sheet"):
        stranger = RemoteStudentDesk(school.door.server_url, guess)
        with pytest.raises(CarnetError) as refused:
            stranger.sheet()
        assert "Zoé" not in str(refused.value)
        stranger.close()
    with pytest.raises(NotFound):
        nobody.join("AAAAAA", "Intrus")
    mine.close()
    nobody.close()


def test_a_reload_finds_the_sheet_again_and_a_telephone_too(student: Visit) -> None:
    page = student.page
    page.reload()
    expect(page.get_by_role("button", name="Question 1, répondue")).to_be_visible(timeout=WAIT)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390", timeout=WAIT)


def test_the_studio_knows_the_address(school: School) -> None:
    assert door_address(school.desk.store.url) == school.door.url


def test_an_unknown_address_leads_back_to_the_page(school: School) -> None:
    text = school.get("nowhere")[2]
    assert "Rouvrir la page" in text and "portail" not in text
    assert school.get("voila/render/entrainement.ipynb")[0] == 200  # the address that the portal gives it
