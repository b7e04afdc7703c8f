"""Cures 1, 3 and 6: no page asks anything of another host, and none loads more than it needs."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from browsing import ELSEWHERE, WAIT, Portal, Visit

pytestmark = pytest.mark.browser


def test_a_page_of_widgets_stays_here(figure_page: Visit, pieces_page: Visit) -> None:
    assert figure_page.requests and not figure_page.elsewhere()
    assert pieces_page.requests and not pieces_page.elsewhere()
    assert not figure_page.errors and not pieces_page.errors


@pytest.mark.parametrize(
    "path", ["", "voila/tree", "voila/render/erreur.ipynb", "voila/render/absente.ipynb", "n'existe/pas", "login"]
)
def test_other_pages_stay_here(path: str, portal: Portal, visit: Callable[..., Visit]) -> None:
    opened = visit(f"{portal.url}{path}?token=jeton-des-essais" if path != "login" else f"{portal.url}login")
    opened.page.wait_for_selector("h1, h2", timeout=WAIT)
    assert opened.requests and not opened.elsewhere()
    assert not opened.errors


@pytest.mark.parametrize("path", ["", "voila/render/figure.ipynb", "voila/render/absente.ipynb", "nulle/part", "login"])
def test_no_address_of_another_host_is_in_the_html(path: str, portal: Portal) -> None:
    status, headers, text = portal.get(path)
    assert status in (200, 403, 404)
    assert "<html" in text
    assert ELSEWHERE.findall(text) == []


def test_plotly_comes_once_from_the_same_origin_and_not_by_the_websocket(figure_page: Visit) -> None:
    bundles = [url for url in figure_page.requests if "plotly" in url]
    assert bundles and {urlsplit(url).path for url in bundles} == {urlsplit(bundles[0]).path}
    assert sum(figure_page.received) < 1_000_000  # plotly's own widget sends five times that


def test_the_bundle_is_kept_and_compressed(portal: Portal, figure_page: Visit) -> None:
    path = urlsplit(next(url for url in figure_page.requests if "plotly" in url)).path
    _, headers, _ = portal.get(path)
    assert "immutable" in headers["cache-control"]
    answer = figure_page.page.request.get(portal.url.rstrip("/") + path)
    assert answer.headers["content-encoding"] == "gzip"


def test_only_three_extensions_load(figure_page: Visit) -> None:
    text = figure_page.page.locator("#jupyter-config-data").text_content()
    said = {extension["name"] for extension in json.loads(text or "")["federated_extensions"]}
    loaded = {
        url.split("/static/")[0].split("/lab-")[-1].split("/", 1)[-1]
        for url in figure_page.requests
        if "/carnet/lab-" in url
    }
    three = {"@jupyter-widgets/jupyterlab-manager", "anywidget", "@voila-dashboards/widgets-manager8"}
    assert said == three
    assert loaded == three


def test_another_template_is_refused(portal: Portal, visit: Callable[..., Visit]) -> None:
    for template in ("classic", "lab", "reveal"):
        _, _, text = portal.get(f"voila/render/erreur.ipynb?template={template}")
        assert "carnet-body" in text
        assert ELSEWHERE.findall(text) == []
    _, _, tree = portal.get("voila/tree?classic-tree=false&template=lab")
    assert "carnet-cards" in tree
