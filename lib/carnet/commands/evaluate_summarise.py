"""`carnet evaluate summarise NOTES.jsonl`: conclusions hidden, written again, scored by their key elements."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from carnet.commands.rates import as_plain, rate_text
from carnet.commands.run import Llm
from carnet.errors import CarnetError
from carnet.language import _, number


def summarise(
    notes: Annotated[
        Path, typer.Argument(metavar="NOTES.jsonl", help=_("Reports with a conclusion: note_id and text a line."))
    ],
    llm: Llm = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Hide the conclusion of each report, write it again from the rest, count the key elements found and invented."""
    from dataclasses import dataclass

    from carnet.evaluation.rates import Bootstrap, Rate
    from carnet.tools import summarise as open_tool
    from carnet.tools.summarisation.conclusion import ConclusionScore, score_conclusion

    @dataclass(frozen=True)
    class Report:
        """Rates over the reports that have a conclusion."""

        found_of_findable: Rate
        found_of_all: Rate
        findable: Rate
        invented_per_sentence: Rate

    tool = open_tool(llm=llm)
    scores, aside = [], Counter[str]()
    for note in _notes(notes):
        score = score_conclusion(tool, note)
        if isinstance(score, ConclusionScore):
            scores.append(score)
        else:
            aside[score.reason] += 1
    if not scores:
        raise CarnetError(_("No report has a conclusion to hide."), _("Give reports with a « Conclusion » section."))
    rate = Bootstrap(len(scores)).rate
    report = Report(
        rate([(len(set(_keys(one.found)) & set(_keys(one.findable))), len(one.findable)) for one in scores]),
        rate([(len(one.found), len(one.elements)) for one in scores]),
        rate([(len(one.findable), len(one.elements)) for one in scores]),
        rate([(len(one.invented), one.sentences) for one in scores]),
    )
    unsupported = sum(one.unsupported for one in scores)
    if as_json:
        plain = as_plain(report) | {"reports": len(scores), "set_aside": dict(aside), "unsupported": unsupported}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for label, value in (
        (_("Key elements that the rest says, found"), report.found_of_findable),
        (_("Key elements found, of all"), report.found_of_all),
        (_("Key elements that the rest says, of all"), report.findable),
        (_("Elements that nothing supports, a sentence"), report.invented_per_sentence),
    ):
        print(f"{label}: {rate_text(value)}")
    print(_("Reports: {n}; statements that the tool itself set apart: {m}.").format(n=len(scores), m=unsupported))
    if aside:
        print(_("Reports set aside: {n}.").format(n=number(sum(aside.values()))), file=sys.stderr)


def _keys(facts: Any) -> list[str]:
    return [fact.id for fact in facts]


def _notes(path: Path) -> Any:
    from carnet.text.note import Note
    from carnet.text.readers import Rejected, read_notes

    for read in read_notes(path):
        if isinstance(read, Note):
            yield read
        elif isinstance(read, Rejected):
            print(f"{read.file}: {read.reason}", file=sys.stderr)
