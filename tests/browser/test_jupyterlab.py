"""JupyterLab: tiles that open the pages, figures that share nothing, no news, no request to any other host."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import WAIT, Visit, write_notebook
from playwright.sync_api import expect

from carnet.serving.pair import Pair

pytestmark = pytest.mark.browser

NOTEBOOK = """
import plotly.graph_objects as go
from carnet.widgets import Figure
drawn = go.Figure(go.Scatter(x=[0, 1], y=[1.0, 0.5]))
figure = Figure(drawn, alt="La nôtre")
figure.data[0].y = [1.0, 0.25]
display({shown})
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both servers, on a folder with one page and one notebook."""
    root = tmp_path_factory.mktemp("travail")
    (root / "dashboards").mkdir()
    page = "from carnet.widgets import Page\nPage('Une page').display()"
    write_notebook(root / "dashboards" / "page.ipynb", page, title="Une page", description="À ouvrir.", icon="home")
    for name in ("drawn", "figure"):
        write_notebook(root / f"{name}.ipynb", NOTEBOOK.replace("{shown}", name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("jupyter")))  # not the tester's own
        with Pair(root, root / "dashboards", root / "hospital", (9288, 9266)) as running:
            yield running


def test_the_launcher_opens_the_pages(pair: Pair, visit: Callable[..., Visit]) -> None:
    lab = visit(pair.notebook_url)
    tile = lab.page.locator(".jp-LauncherCard", has_text="Une page")
    tile.wait_for(timeout=2 * WAIT)
    expect(lab.page.locator(".jp-Launcher-sectionTitle", has_text="Carnet")).to_be_visible()
    with lab.page.context.expect_page(timeout=WAIT) as opened:
        tile.click()
    expect(opened.value.locator(".carnet-header h1")).to_have_text("Une page", timeout=WAIT)
    assert opened.value.url.startswith(f"http://127.0.0.1:{pair.portal_port}/") and "token" not in opened.value.url
    assert lab.page.locator(":text('Jupyter news')").count() == 0
    assert lab.requests and not lab.elsewhere()


@pytest.mark.parametrize(("notebook", "value"), [("figure", 0.25), ("drawn", 0.5)])
def test_a_notebook_draws_and_shares_nothing(
    notebook: str, value: float, pair: Pair, visit: Callable[..., Visit]
) -> None:
    """Our figure with the bundle of its own server; plotly's own in the settings of our kernel."""
    lab = visit(pair.notebook_url.replace("/lab?", f"/lab/tree/{notebook}.ipynb?reset&"))
    page = lab.page
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").click(timeout=2 * WAIT)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=2 * WAIT, state="attached")
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("document.querySelector('.js-plotly-plot')?.data?.length === 1", timeout=2 * WAIT)
    plot = "document.querySelector('.js-plotly-plot')"
    assert page.evaluate(f"[{plot}._context.showSendToCloud, {plot}.data[0].y[1]]") == [False, value]
    assert page.locator("[data-title*='Share chart']").count() == 0
    assert (notebook == "figure") == any("/carnet/static/plotly-" in url for url in lab.requests)
    assert not lab.elsewhere()


def test_tiles_are_for_who_holds_the_token(pair: Pair, visit: Callable[..., Visit]) -> None:
    page = visit(pair.notebook_url).page
    said = page.request.get(f"http://127.0.0.1:{pair.notebook_port}/carnet/api/tiles")
    assert [tile["title"] for tile in said.json()["pages"]] == ["Une page", "Portail"]
    stranger = page.context.browser
    assert stranger is not None
    other = stranger.new_context()
    refused = other.request.get(f"http://127.0.0.1:{pair.notebook_port}/carnet/api/tiles")
    assert refused.status == 403 and "token" not in json.dumps(refused.json())
    other.close()


def test_the_notebook_kernel_is_ours(pair: Pair, tmp_path: Path, visit: Callable[..., Visit]) -> None:
    said = visit(pair.notebook_url).page.request.get(f"http://127.0.0.1:{pair.notebook_port}/api/kernelspecs").json()
    assert said["kernelspecs"]["python3"]["spec"]["argv"][1:4] == ["-m", "carnet.serving", "kernel"]
