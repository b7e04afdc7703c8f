"""The students' page in a browser: an exam through reload, dead kernel and closed tab; no key before the correction."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit, open_visit
from playwright.sync_api import Browser, BrowserContext, Page, expect

from carnet.apps.entrainement_desk import Read
from carnet.teaching.classroom import Person, Session, SessionPlan, TeacherDesk
from carnet.teaching.examples import items
from carnet.teaching.item import Item
from carnet.teaching.store import TeachingStore

pytestmark = pytest.mark.browser
SECRET = "ZyxSecret"
ASKED = ("exemple-01-sca", "exemple-02-ep", "exemple-04-fa", "exemple-06-tcs", "exemple-08-colon")


def with_secrets(item: Item) -> Item:
    """The item with a word planted in each place that a student may not see before the correction."""
    plant = f"{SECRET}-{item.id}"
    questions = []
    for place, question in enumerate(item.questions):
        cited = {
            "reference_id": plant, "version": "1", "title": plant, "start": 0, "end": 1, "quote": plant,
            "dated": date(2024, 1, 2),
        }  # fmt: skip
        changes: dict[str, Any] = {"feedback": plant, "hint": plant, "citations": [cited]}
        changes["propositions"] = [
            {**one.model_dump(), "feedback": f"{plant} {one.id}", "citations": [cited]} for one in question.propositions
        ]
        changes["answers"] = [{"text": f"{plant}-{n}"} for n, _one in enumerate(question.answers)]
        changes["panel"] = [{**one.model_dump(), "reason": plant} for one in question.panel]
        if place and question.new:  # later data of a progressive case
            changes["new"] = f"{question.new} {plant}-new-{question.id}"
        questions.append({**question.model_dump(), **changes})
    return Item.model_validate({**item.model_dump(), "title": plant, "questions": questions})


@dataclass
class School:
    """A store with items full of secrets, its teacher, and the portal on it."""

    teacher: TeacherDesk
    portal: Portal

    def exam(self, *, minutes: float | None = 40) -> Session:
        """An exam, started."""
        plan = SessionPlan("Épreuve blanche", ASKED, "exam", minutes=minutes, correction="when_released")
        session = self.teacher.open_session(plan)
        return self.teacher.start(session.code)

    def training(self) -> Session:
        """A training corrected at once."""
        return self.teacher.open_session(SessionPlan("Entraînement", ASKED, "training", correction="at_once"))


@dataclass
class Watched:
    """A visit whose frames are kept, both ways."""

    visit: Visit
    context: BrowserContext
    frames: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visit.page

    def said(self) -> str:
        """All that came to the page or left it, and all that it shows."""
        return "\n".join([*self.frames, self.page.content()])


@pytest.fixture(scope="module")
def school(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("teaching")
    store = TeachingStore(folder / "teaching.sqlite")
    writer, reader = (TeacherDesk(store, Person(name, "teacher")) for name in ("Anne", "Bruno"))
    writer.save_all([with_secrets(item) for item in items()])
    for item in items():
        reader.move(item.id, "reviewed")
        reader.move(item.id, "approved", report=Read())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARNET_TEACHING", str(folder / "teaching.sqlite"))
        yield School(writer, serve(root / "dashboards", hospital=folder / "hospital"))


def watch(browser: Browser, address: str, context: BrowserContext | None = None, **how: Any) -> Watched:
    size = {"width": how.pop("width", 1440), "height": how.pop("height", 900)}
    context = context or browser.new_context(viewport=size, locale="fr-FR", **how)
    context.set_default_timeout(WAIT)
    frames: list[str] = []

    def text(frame: Any) -> str:
        return frame.decode("utf-8", "replace") if isinstance(frame, bytes) else str(frame)

    def socket(opened: Any) -> None:
        opened.on("framesent", lambda frame: frames.append(text(frame)))
        opened.on("framereceived", lambda frame: frames.append(text(frame)))

    context.on("page", lambda page: page.on("websocket", socket))
    return Watched(open_visit(context, address), context, frames)


def join(here: Watched, session: Session, name: str) -> None:
    page = here.page
    page.wait_for_selector(".jf-code", timeout=WAIT)
    page.locator(".jf-code").fill(session.code)
    page.get_by_label("Pseudonyme").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".as-choice", timeout=WAIT)


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def saved(page: Page) -> None:
    expect(page.locator(".as-state")).to_contain_text("Enregistré à", timeout=WAIT)


def go(page: Page, number: int) -> None:
    page.locator(".eb-go").nth(number - 1).click()
    expect(page.locator(".as-head h2:visible")).to_contain_text(f"Question {number} sur", timeout=WAIT)


def test_an_exam_survives_and_shows_no_key_before_its_correction(school: School, browser: Browser) -> None:
    session = school.exam()
    here = watch(browser, school.portal.address("entrainement"))
    page = here.page
    join(here, session, "Camille")
    expect(page.locator(".eb-time")).to_contain_text("40 min")
    assert problems(page) == []
    page.keyboard.press("b")  # the letters answer, wherever the keyboard is
    saved(page)
    page.keyboard.press("*")
    expect(page.locator(".eb-go").first).to_have_class("eb-go eb-answered eb-flagged", timeout=WAIT)
    page.keyboard.press("Enter")
    expect(page.locator(".as-head h2:visible")).to_have_text("Question 2 sur 8", timeout=WAIT)
    page.keyboard.press("a")
    page.keyboard.press("e")
    saved(page)
    go(page, 3)
    page.get_by_label("Votre réponse").fill("flutter")
    saved(page)
    go(page, 4)
    page.keyboard.press("2")
    saved(page)
    go(page, 5)
    page.keyboard.press("c")
    saved(page)
    page.keyboard.press("Enter")  # a progressive case asks before it locks
    expect(page.get_by_role("dialog")).to_contain_text("pas de retour en arrière")
    page.get_by_role("dialog").get_by_role("button", name="Verrouiller et continuer").click()
    expect(page.locator(".as-head h2:visible")).to_have_text("Question 6 sur 8", timeout=WAIT)
    expect(page.locator(".ct-body")).to_contain_text("gastroscopie")

    page.reload()  # the same place of the sheet, with what was saved
    page.wait_for_selector(".eb-locked", timeout=WAIT)
    states = [row.get_attribute("class") for row in page.locator(".eb-go").all()]
    assert ["eb-answered" in (one or "") for one in states[:4]] == [True] * 4 and "eb-flagged" in (states[0] or "")

    kernel = json.loads(page.locator("#jupyter-config-data").text_content() or "")["kernelId"]
    children = psutil.Process(school.portal.server.process.pid).children(recursive=True)
    next(child for child in children if any(kernel in part for part in child.cmdline())).kill()
    page.locator(".carnet-lost button").click(timeout=WAIT)
    page.wait_for_selector(".eb-locked", timeout=WAIT)
    go(page, 3)
    expect(page.get_by_label("Votre réponse")).to_have_value("flutter")

    page.close()  # the tab is closed in the middle, and another one opened
    frames = here.frames
    here = watch(browser, school.portal.address("entrainement"), here.context)
    here.frames[:0] = frames
    page = here.page
    page.wait_for_selector(".eb-locked", timeout=WAIT)
    go(page, 2)
    ticked = page.locator(".as-choice input").evaluate_all("all => all.map((one) => one.checked)")
    assert ticked == [True, False, False, False, True]
    go(page, 5)
    assert page.locator(".as-choice input").first.is_disabled()

    page.get_by_role("button", name="Récapitulatif").click()
    expect(page.locator(".er-told")).to_contain_text("3 questions sont sans réponse", timeout=WAIT)
    assert problems(page) == []
    page.locator(".er").get_by_role("button", name="Rendre la copie").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Rendre la copie").click()
    expect(page.locator(".carnet-see")).to_contain_text("Copie rendue", timeout=WAIT)
    assert f"{SECRET}-exemple-08-colon-new-q2" in here.said()  # what was seen of the case: the recorder records
    for word in (f"{SECRET}-exemple-01", f"{SECRET}-exemple-02", f"{SECRET}-exemple-04", f"{SECRET}-exemple-06"):
        assert word not in here.said()
    hidden = (
        '"correct":',
        '"indispensable":',
        '"evidence":',
        f"{SECRET}-exemple-08-colon a",
        f"{SECRET}-exemple-08-colon-new-q3",
    )
    for word in hidden:
        assert word not in here.said().replace('\\"', '"')
    assert page.evaluate("Object.keys(localStorage).filter((key) => !/theme|language/.test(key))") == [
        "carnet-teaching-ticket"
    ]
    school.teacher.close(session.code)
    school.teacher.release(session.code)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as coming back to the tab does
    expect(page.locator(".carnet-big")).to_contain_text("sur 20", timeout=WAIT)
    page.locator(".eb-go").nth(1).click()
    expect(page.locator(".cn-verdict")).to_be_visible(timeout=WAIT)
    assert f"{SECRET}-exemple-02-ep" in here.said()
    assert problems(page) == [] and here.visit.elsewhere() == [] and here.visit.errors == []
    here.context.close()


def test_training_with_the_keyboard_alone(school: School, browser: Browser) -> None:
    here = watch(browser, school.portal.address("entrainement"))
    page = here.page
    join(here, school.training(), "Dana")
    expect(page.locator(".as h2")).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator(".as-choice.as-on .as-letter")).to_have_text("B")
    assert f"{SECRET}-exemple-01" not in here.said()
    page.keyboard.press("Enter")
    expect(page.locator(".cn-verdict")).to_contain_text("0 point sur 1", timeout=WAIT)
    expect(page.locator(".cn-list > li").first).to_contain_text("juste")
    expect(page.locator(".cn-list > li").first).to_contain_text("vous ne l’avez pas choisie")
    expect(page.locator(".ct mark").first).to_have_text("sus-décalage du segment ST de 3 mm de V1 à V4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cn-list > li").nth(1).locator(".cn-head")).to_be_focused()
    expect(page.locator(".ct mark")).to_have_text(["35 minutes de route et disponible"])
    expect(page.locator(".cn-reference").first).to_contain_text("version du 2 janvier 2024")
    assert problems(page) == []
    page.locator(".cn h2").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".as h2")).to_have_text("Question 2 sur 8", timeout=WAIT)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("marquer la question")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(".as-limit")).to_have_text("Choisissez ou écrivez d’abord une réponse.")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Votre réponse")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Read this page in English").click()
    expect(page.locator(".as-validate")).to_have_text("Validate", timeout=WAIT)
    assert here.visit.elsewhere() == [] and here.visit.errors == []
    here.context.close()


def test_on_a_telephone_in_the_dark_the_question_comes_first(school: School, browser: Browser) -> None:
    here = watch(
        browser, school.portal.address("entrainement"), width=390, height=844, color_scheme="dark",
        reduced_motion="reduce",
    )  # fmt: skip
    page = here.page
    page.wait_for_selector(".jf-code", timeout=WAIT)
    assert problems(page) == []
    join(here, school.training(), "Elsa")
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390", timeout=WAIT)
    sheet, case, bar = (page.locator(part).bounding_box() for part in (".as", ".ct", ".eb"))
    assert sheet and case and bar and sheet["y"] < case["y"] and bar["y"] + bar["height"] <= 844
    expect(page.locator(".ct-body")).to_be_hidden()
    page.locator(".as-case").click()
    expect(page.locator(".ct-body")).to_be_visible()
    assert problems(page) == []
    page.locator(".as-choice").first.click()
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".cn-verdict")).to_be_visible(timeout=WAIT)
    page.locator(".cn-quote").first.click()
    expect(page.locator(".ct mark").first).to_be_in_viewport(timeout=WAIT)
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390", timeout=WAIT)
    assert problems(page) == [] and here.visit.errors == []
    here.context.close()


def test_a_store_that_does_not_answer_is_said_and_the_answer_sent_again(school: School, browser: Browser) -> None:
    here = watch(browser, school.portal.address("entrainement"))
    page = here.page
    session = school.exam(minutes=None)
    join(here, session, "Fred")
    with school.teacher.store.writing():  # another writer holds the store
        page.keyboard.press("a")
        expect(page.locator(".as-state")).to_contain_text("nouvel essai", timeout=WAIT)
    saved(page)
    rows = [row for row in school.teacher.results(session.code).rows if row.question_id == "q1"]
    assert any(row.response and row.response.ticked for row in rows)
    here.context.close()
