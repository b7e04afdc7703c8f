"""The review of the teachers' page: what waits for a second person, the gate's report in full, approving or sending back."""

from carnet.widgets.boxes import named_box


class ReviewPanel:
    def __init__(self, desk, say, library, changed, open_item):
        self.box = named_box([], "sx-review")

    def open(self): ...
    def relabel(self): ...
    def count(self): return 0
    def choose(self, id): ...
