"""What the browser tests share: a portal on a folder of dashboards, and a Chromium that cannot leave this machine."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, TOKEN, WAIT, Portal, Visit, open_visit, write_notebook
from playwright.sync_api import Browser, expect, sync_playwright
from trial_pages import FIGURE, PIECES

from carnet.serving.pair import Server, free_port
from carnet.serving.settings import portal_settings


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all; any host but this machine is unknown to it."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=WAIT)
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """`visit(address, width=…, height=…, dark=…)` opens a page in a context of its own."""
    contexts = []

    def open_page(address: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> Visit:
        scheme: Any = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="fr-FR")
        context.set_default_timeout(WAIT)
        contexts.append(context)
        return open_visit(context, address)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Portal]]:
    """`serve(folder, hospital=…, settings=…)` starts a portal on a folder of dashboards; stopped at the end."""
    started: list[Portal] = []

    def start(
        folder: Path, *, hospital: Path | None = None, pool: int = 1, settings: dict[str, Any] | None = None
    ) -> Portal:
        port = free_port(8966, tuple(portal.port for portal in started))
        given = portal_settings(folder, port, TOKEN, pool=pool)
        for part, values in (settings or {}).items():
            given.setdefault(part, {}).update(values)
        log = tmp_path_factory.mktemp("portal") / "portal.log"
        portal = Portal(port, Server("portal", "portal", given, hospital or folder / "hospital", log), log)
        started.append(portal)
        for _ in range(600):
            assert portal.server.process.poll() is None, portal.server.reason()
            try:
                portal.get("login")
                break
            except OSError:
                time.sleep(0.1)
        return portal

    yield start
    for portal in started:
        portal.server.stop(time.monotonic() + 10)


@pytest.fixture(scope="session")
def dashboards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages made of our widgets, one that fails, and one without a word about itself."""
    folder = tmp_path_factory.mktemp("dashboards")
    write_notebook(
        folder / "figure.ipynb",
        FIGURE,
        title="Figure",
        description="Une courbe de survie d'essai.",
        icon="cohorts",
        position=1,
    )
    write_notebook(
        folder / "pieces.ipynb", PIECES, title="Pièces", description="Toutes les pièces d'une page.", position=2
    )
    write_notebook(folder / "erreur.ipynb", "raise ValueError('Madame Zzyzx, née Durand')", title="<b>Erreur</b>")
    return folder


@pytest.fixture(scope="session")
def portal(serve: Callable[..., Portal], dashboards: Path) -> Portal:
    """The portal on those pages."""
    return serve(dashboards)


@pytest.fixture(scope="session")
def figure_page(portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The figure's page, drawn."""
    opened = visit(portal.address("figure"))
    opened.page.wait_for_selector("[data-drawn]", timeout=WAIT)  # the first kernel of all: it may be slow to come
    return opened


@pytest.fixture(scope="session")
def pieces_page(portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The page of all the pieces, drawn."""
    opened = visit(portal.address("pieces"))
    opened.page.wait_for_selector(".carnet-scatter canvas", timeout=WAIT)
    opened.page.wait_for_selector(".carnet-table tbody tr", timeout=WAIT)
    return opened
