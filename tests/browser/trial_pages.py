"""The pages that the browser tests visit: a figure, and every other piece."""

FIGURE = """
import ipywidgets
import numpy as np
import plotly.graph_objects as go
from carnet.widgets import Figure, Page

drawn = go.Figure()
drawn.add_scatter(x=[0, 12, 24], y=[1.0, 0.5, 0.25], name="I", line_color="#0B5C7A")
rows = [[0, 1.0], [12, 0.5], [24, 1234.25]]
figure = Figure(drawn, alt="Survie selon le stade", columns=["mois", "I"], rows=rows, filename="survie")
box = ipywidgets.VBox([figure])
# after construction, before display: plotly's own widget loses all three
figure.data[0].y = np.array([1.0, 0.9, 0.8])
figure.add_scatter(x=[0, 12, 24], y=[1.0, 0.3, 0.1], name="III")
figure.update_layout(title_text="changée", height=320)
change = ipywidgets.Button(description="Changer", button_style="primary")
replace = ipywidgets.Button(description="Remplacer")
change.on_click(lambda _: setattr(figure.data[0], "y", [1.0, 0.7, 0.6]))
bars = go.Figure(go.Bar(x=["a", "b"], y=[3, 4]))
replace.on_click(lambda _: figure.draw(bars, alt="Barres", columns=["n"], rows=[[3]]))
where = ["Entrepôt d'essai", "3 patients"]
page = Page("Figure", choose=[change, replace], see=[box], where=where, fictitious=True, help="Une aide.")
page.on_language(lambda code: setattr(page.header, "title", {"fr": "Figure", "en": "Chart"}[code]))
page.display()
"""

PIECES = """
import hashlib
import ipywidgets
import numpy as np
from carnet.widgets import Page, Progress, Scatter, Table, Upload, empty_state, html, notice, safe_html

HOSTILE = "<img src=x onerror=\\"window.hacked = 1\\">"
N = 100_000


def say(widget, name, text):
    widget.value = safe_html("<p id='{name}'>{text}</p>", name=name, text=text)


rng = np.random.default_rng(7)
scatter = Scatter(rng.normal(60, 12, N), rng.normal(30, 9, N), x_label="Âge", y_label="Délai")
chosen, got, size = html("<p id='chosen'></p>"), html("<p id='got'></p>"), html("<p id='size'></p>")
scatter.observe(lambda _: say(chosen, "chosen", int(scatter.selected().sum())), names="box")
upload = Upload("Fichier de l'étude", accept=[".tsv", ".zip"], limit=2 * 1024 * 1024)
upload.on_file(lambda path: say(got, "got", f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"))
whole = ipywidgets.FileUpload(description="Entier")
whole.observe(lambda change: say(size, "size", len(change["new"][0]["content"])), names="value")
rows = [["II", 380, 84.0], ["I", 412, None], [HOSTILE, 1341, 41.25]]
table = Table(["Groupe", "n", "Médiane"], rows, caption="Médianes", sortable=True)
progress = Progress()
progress.show("Lecture…", 3, 10)
empty = empty_state("Rien", HOSTILE, ipywidgets.Button(description="Importer", button_style="primary"))
see = [scatter, chosen, table, notice("stop", HOSTILE, HOSTILE), html("<p>{name}</p>", name=HOSTILE), empty]
Page(HOSTILE, choose=[upload, got, whole, size, progress], see=see, where=[HOSTILE], help=HOSTILE).display()
"""
