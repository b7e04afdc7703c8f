"""The parts of the pages without a browser: what they send is what Python holds."""

import json
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from carnet.language import set_language
from carnet.widgets import Figure, Page, Scatter, Table, Upload
from carnet.widgets.theme import dark_of_light, stylesheet, tokens


def test_the_state_of_a_figure_is_always_the_figure() -> None:
    figure = Figure(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])))
    figure.data[0].y = np.array([5.0, 6.0])
    figure.add_scatter(x=[1], y=[1])
    figure.update_layout(title_text="dite")
    with figure.batch_update():
        figure.data[1].name = "deux"
    state = figure.get_state()["_figure"]
    assert len(state["data"]) == 2
    assert np.frombuffer(state["data"][0]["y"]["buffer"]).tolist() == [5.0, 6.0]
    assert state["data"][1]["name"] == "deux"
    assert state["layout"]["title"]["text"] == "dite"
    assert figure.get_state("_figure")["_figure"]["layout"]["title"]["text"] == "dite"


def test_draw_replaces_the_whole_figure_in_one_message() -> None:
    figure = Figure(go.Figure(go.Scatter(y=[1])), alt="avant", columns=["a"], rows=[[1]])
    seen: list[object] = []
    figure.observe(lambda change: seen.append(change["new"]), names="_figure")
    figure.draw(go.Figure(go.Bar(y=[2, 3]), layout={"title": {"text": "neuf"}}), alt="après", columns=["b"], rows=[[2]])
    assert len(seen) == 1
    assert [trace["type"] for trace in figure._figure["data"]] == ["bar"]
    assert figure.alt == "après" and figure._table == {"columns": ["b"], "rows": [[2]]}


def test_a_figure_is_quiet() -> None:
    config = Figure()._config
    assert config["showSendToCloud"] is False and config["plotlyServerURL"] == "" and config["displaylogo"] is False


def test_every_light_colour_has_its_dark_one() -> None:
    light, dark = tokens()["light"], tokens()["dark"]
    assert set(light) == set(dark) and len(light["series"]) == len(dark["series"]) == 8
    for colour in light["series"]:
        assert dark_of_light()[colour.upper()] in dark["series"]
    for name in ("paper", "surface", "accent-ink"):
        assert f"--c-{name}: {light[name]};" in stylesheet() and f"--c-{name}: {dark[name]};" in stylesheet()


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_lines_are_seen_by_all(theme: str) -> None:
    colours = tokens()[theme]
    for ground in ("paper", "surface"):
        for ink in ("ink", "ink-2", "accent", "ok", "warn", "stop"):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for line in [colours["control-line"], *colours["series"]]:
            assert _contrast(line, colours[ground]) >= 3, (line, ground)
    assert _contrast(colours["accent-ink"], colours["accent"]) >= 4.5
    assert _contrast(colours["evidence-ink"], colours["evidence"]) >= 4.5


def test_a_table_sends_plain_values() -> None:
    table = Table(["a", "b"], [[np.int64(3), np.float64("nan")], ["x", np.float32(0.5)]])
    assert json.dumps(table.rows) == '[[3, null], ["x", 0.5]]'


def test_a_scatter_says_what_its_box_holds() -> None:
    scatter = Scatter([1, 2, np.nan, 4], [1, 2, 3, 4], x_label="x", y_label="y")
    scatter.box = [0, 2.5, 0, 2.5]
    assert scatter.selected().tolist() == [True, True, False, False]
    assert scatter.told == "2 points sélectionnés"
    scatter.box = []
    assert not scatter.selected().any() and scatter.told == ""


def _send(upload: Upload, name: str, content: bytes, said: int | None = None) -> None:
    upload._receive(upload, {"kind": "start", "name": name, "size": len(content) if said is None else said}, [])
    upload._receive(upload, {"kind": "piece"}, [memoryview(content)])


def test_an_upload_keeps_a_file_under_its_last_name_only() -> None:
    upload, got = Upload("fichier", accept=[".tsv"]), []
    upload.on_file(lambda path: got.append((path, path.read_bytes())))
    _send(upload, "../../etc/C:\\x\\..\\étude.tsv", b"abc")
    path, content = got[0]
    assert path.name == "étude.tsv" and content == b"abc" and path.parent.name.startswith("carnet-upload-")
    upload.close()
    assert not path.exists()


def test_an_upload_refuses_what_lies_about_its_size_or_kind() -> None:
    upload, got = Upload("fichier", accept=[".tsv"], limit=10), []
    upload.on_file(got.append)
    _send(upload, "a.tsv", b"x" * 8, said=4)
    _send(upload, "a.exe", b"x")
    _send(upload, "a.tsv", b"x" * 11)
    _send(upload, "a.tsv", b"")
    assert got == []


def test_a_page_lays_only_the_columns_it_has() -> None:
    page = Page("Titre", see=[Table()])
    assert len(page.columns.children) == 1 and "carnet-one" in page.columns._dom_classes
    page.choose.children = [Table()]
    page.arrange()
    assert len(page.columns.children) == 2 and "carnet-one" not in page.columns._dom_classes


def test_a_page_speaks_the_other_language_when_asked() -> None:
    heard: list[str] = []
    page = Page("Titre", fictitious=True)
    page.on_language(heard.append)
    page.header.language = "en"
    try:
        set_language("en")
        page.relabel("Title")
        assert heard == ["en"] and page.header.title == "Title" and page.header.fictitious == "fictitious data"
    finally:
        set_language("fr")


def test_scripts_name_no_other_host(root: Path) -> None:
    here = [*(root / "lib/carnet/widgets").rglob("*.js"), *(root / "lib/carnet/serving").rglob("*.js")]
    assert len(here) >= 7
    for path in [*here, *(root / "lib/carnet/serving").rglob("*.html"), *(root / "lib/carnet/serving").rglob("*.j2")]:
        words = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in words and "https:" not in words, path
