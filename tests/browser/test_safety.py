"""Cures 9 and 10: the token, the policy of the browser, what an error shows, what becomes of kernels."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from browsing import WAIT, Portal, Visit, write_notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "path", ["", "voila/tree", "voila/render/figure.ipynb", "voila/files/x.png", "voila/api/contents/"]
)
def test_nothing_is_shown_without_the_token(path: str, portal: Portal) -> None:
    status, _, text = portal.get(path, token=False)
    assert status == 403
    assert "Survie" not in text and "carnet-cards" not in text


def test_the_token_page_asks_in_french_and_opens(portal: Portal, visit: Callable[..., Visit]) -> None:
    page = visit(portal.url).page
    expect(page.locator("h2")).to_have_text("Accès par jeton")
    page.get_by_label("Jeton").fill("faux")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("alert")).to_contain_text("pas le bon")
    page.get_by_label("Jeton").fill("jeton-des-essais")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.locator(".carnet-cards")).to_be_visible()


def test_the_token_does_not_stay_in_the_address(figure_page: Visit) -> None:
    assert "token" not in figure_page.page.url


def test_a_page_cannot_run_code_of_its_own_in_the_kernel(figure_page: Visit) -> None:
    """The portal's websocket takes widget messages alone: an execute request is dropped."""
    answer = figure_page.page.evaluate(
        """async () => {
          const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
          const socket = new WebSocket(`ws://${location.host}/api/kernels/${config.kernelId}/channels`);
          const heard = [];
          socket.onmessage = ({data}) => { if (typeof data === "string") heard.push(JSON.parse(data).msg_type); };
          await new Promise((done) => { socket.onopen = done; });
          const header = {msg_id: "m", username: "u", session: "s", msg_type: "execute_request", version: "5.3"};
          const content = {code: "1", silent: false, store_history: true, user_expressions: {}, allow_stdin: false};
          const rest = {parent_header: {}, metadata: {}, channel: "shell", buffers: []};
          socket.send(JSON.stringify({header, content, ...rest}));
          await new Promise((done) => setTimeout(done, 1500));
          socket.close();
          return heard;
        }"""
    )
    assert "execute_reply" not in answer


def test_every_page_has_its_policy(portal: Portal) -> None:
    for path in ("", "voila/render/erreur.ipynb", "nulle/part", "login"):
        policy = portal.get(path)[1]["content-security-policy"]
        assert "default-src 'self'" in policy
        connect = next(part for part in policy.split("; ") if part.startswith("connect-src"))
        assert connect.split() == [
            "connect-src",
            "'self'",
            f"ws://127.0.0.1:{portal.port}",
            f"ws://localhost:{portal.port}",
        ]


def test_the_browser_holds_the_policy(figure_page: Visit) -> None:
    refused = figure_page.page.evaluate(
        "async () => { try { await fetch('http://127.0.0.1:1/'); return ''; } catch (error) { return String(error); } }"
    )
    assert "Failed to fetch" in refused
    tried = figure_page.page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
          document.head.append(Object.assign(document.createElement("script"), {src: "http://127.0.0.1:1/x.js"}));
        })"""
    )
    assert tried == "script-src-elem"


def test_a_failed_page_shows_no_traceback_and_logs_no_patient(portal: Portal, visit: Callable[..., Visit]) -> None:
    page = visit(portal.address("erreur")).page
    expect(page.get_by_role("heading", level=1)).to_contain_text("pas pu être préparée", timeout=WAIT)
    for text in (page.content(), portal.log.read_text(encoding="utf-8")):
        for word in ("Zzyzx", "Durand", "Traceback", "ValueError"):
            assert word not in text


def test_an_unknown_page_says_so_in_french(portal: Portal) -> None:
    for path in ("nulle/part", "voila/render/absente.ipynb", "voila/static/absent.js"):
        status, _, text = portal.get(path)
        assert status in (403, 404)
        assert "Traceback" not in text
    assert "existe pas" in portal.get("nulle/part")[2]


def test_cards_say_what_each_page_is_for(portal: Portal) -> None:
    text = portal.get("")[2]
    assert text.index("Une courbe de survie d&#39;essai.") < text.index("Toutes les pièces d&#39;une page.")
    assert "&lt;b&gt;Erreur&lt;/b&gt;" in text


def test_notebooks_themselves_are_not_served(portal: Portal) -> None:
    assert portal.get("voila/files/figure.ipynb")[0] == 403


def test_a_lost_kernel_is_said(portal: Portal, visit: Callable[..., Visit]) -> None:
    opened = visit(portal.address("figure"))
    opened.page.wait_for_selector("[data-drawn]", timeout=WAIT)
    kernel = json.loads(opened.page.locator("#jupyter-config-data").text_content() or "")["kernelId"]
    children = psutil.Process(portal.server.process.pid).children(recursive=True)
    victims = [child for child in children if any(kernel in part for part in child.cmdline())]
    assert len(victims) == 1
    victims[0].kill()
    lost = opened.page.locator(".carnet-lost")
    expect(lost).to_contain_text("La page a perdu son moteur de calcul", timeout=WAIT)
    expect(lost.get_by_role("button", name="Recharger la page")).to_be_focused()


def test_kernels_left_alone_are_culled_and_prepared_pages_are_not(serve: Callable[..., Portal], tmp_path: Path) -> None:
    write_notebook(tmp_path / "seule.ipynb", "from carnet.widgets import Page\nPage('Seule').display()")
    quick = {"cull_idle_timeout": 2, "cull_interval": 1}
    managers = ("AsyncMappingKernelManager", "MappingKernelManager", "VoilaKernelManager")
    own = serve(tmp_path, settings=dict.fromkeys(managers, quick))
    text = own.get("voila/render/seule.ipynb")[2]  # someone asks for the page and goes away before it connects
    found = re.search(r'"kernelId": "([0-9a-f-]+)"', text)
    assert found is not None
    kernel = found.group(1)
    end = time.monotonic() + 90
    while own.get(f"api/kernels/{kernel}")[0] != 404 and time.monotonic() < end:
        time.sleep(0.3)
    assert own.get(f"api/kernels/{kernel}")[0] == 404
    while kernels(own) != 1 and time.monotonic() < end:
        time.sleep(0.3)
    time.sleep(3)
    assert kernels(own) == 1  # the one that waits, its page prepared


def kernels(portal: Portal) -> int:
    """How many kernels a portal runs."""
    children = psutil.Process(portal.server.process.pid).children(recursive=True)
    return sum("kernel" in child.cmdline() for child in children)
