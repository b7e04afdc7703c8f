"""What a teacher takes away from a session: marks, statements, the analysis, the correction on paper."""

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.apps.studio_results_rows import OUT_OF, first_totals
from carnet.language import _
from carnet.records.private_files import no_formula
from carnet.teaching.classroom import ResultRow, Results
from carnet.teaching.item import Item

if TYPE_CHECKING:
    from carnet.teaching.analysis import Analysis

HOME = "https://carnet.invalid"  # where a site gives no address of its own (RFC 2606)
XAPI_HOME, XAPI_SECRET = "CARNET_XAPI_HOME", "CARNET_XAPI_SECRET"
SIMPLE = ";"  # what a French spreadsheet expects


def marks_csv(results: Results) -> str:
    """A line a student (first attempts): the mark out of 20, then the points of each question."""
    names = list(dict.fromkeys((row.item_id, row.question_id) for row in results.rows))
    points = {(row.student, row.item_id, row.question_id): row.mark for row in results.rows if row.attempt == 1}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SIMPLE, lineterminator="\r\n")
    heads = [_("student"), _("mark out of {n}").format(n=OUT_OF), *("/".join(name) for name in names)]
    writer.writerow([no_formula(one) for one in heads])
    for student, total in sorted(first_totals(results).items()):
        cells = [_decimal(points.get((student, *name), 0.0)) for name in names]
        writer.writerow([no_formula(student), _decimal(total * OUT_OF), *cells])
    return out.getvalue()


def changed_csv(marks: Sequence[tuple[str, float, float]]) -> str:
    """The marks of a preview: before and after."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SIMPLE, lineterminator="\r\n")
    writer.writerow([_("student"), _("before"), _("after")])
    for student, old, new in sorted(marks):
        writer.writerow([no_formula(student), _decimal(old * OUT_OF), _decimal(new * OUT_OF)])
    return out.getvalue()


def _decimal(value: float) -> str:
    """A number as a French spreadsheet reads it."""
    return f"{value:.4g}".replace(".", ",")


def analysis_json(results: Results, analysis: "Analysis", by_item: "Analysis") -> str:
    """The analysis, whole."""
    from dataclasses import asdict

    test = asdict(analysis.test)
    names = test.pop("names")
    said = {
        "session": results.session.code,
        "title": results.session.plan.title,
        "test": test | {"students_order": names},
        "reliability_by_item": {
            "alpha": by_item.test.alpha,
            "interval": by_item.test.alpha_interval,
            "students": by_item.test.complete,
        },
        "questions": analysis.rows(),
        "propositions": analysis.propositions(),
        "warnings": [str(one) for one in analysis.warnings],
    }
    return json.dumps(_finite(said), ensure_ascii=False, indent=1)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value


def statements_text(results: Results, items: Mapping[tuple[str, int], Item]) -> str:
    """xAPI statements, one a line, under pseudonyms of the pseudonyms; without the keys."""
    import os

    from carnet.teaching.exchange import xapi
    from carnet.teaching.question import Response
    from carnet.teaching.scoring import Mark

    def attempt(row: ResultRow) -> Any:
        return xapi.Attempt(
            row.student, results.session.code, items[row.item_id, row.version], row.question_id,
            row.response or Response(), Mark(points=row.mark, scale=row.scale, answered=row.response is not None),
            row.when or results.session.opened, row.seconds,
        )  # fmt: skip

    rows = [attempt(row) for row in results.rows if row.attempt == 1 and row.response is not None and not row.excluded]
    with tempfile.TemporaryDirectory(prefix="carnet-") as folder:
        path = Path(folder) / "statements.jsonl"
        home, secret = os.environ.get(XAPI_HOME) or HOME, os.environ.get(XAPI_SECRET, "")
        xapi.write(rows, path, home_page=home, secret=secret)
        return path.read_text(encoding="utf-8")


def correction_pdf(title: str, items: Sequence[Item]) -> bytes:
    """The corrected questions, as PDF."""
    from carnet.teaching.exchange import write

    with tempfile.TemporaryDirectory(prefix="carnet-") as folder:
        path = Path(folder) / "correction.pdf"
        written = write(items, path, "pdf", title=title, parts=("key",))
        return (written.files[0] if written.files else path).read_bytes()
