"""`carnet run TOOL NOTES.jsonl -o OUT.jsonl`: a tool over a file of notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from carnet.errors import CarnetError
from carnet.language import _

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Notes = Annotated[
    Path,
    typer.Argument(
        metavar="NOTES.jsonl", help=_("One note a line: note_id, text, and person_id, note_date… if known.")
    ),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="OUT.jsonl", help=_("One line for each note, in order."))
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, metavar="N", help=_("Processes; 0, the default, is one for each core."))
]
Resume = Annotated[bool, typer.Option("--resume", help=_("Go on where an interrupted run stopped."))]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URI",
        help=_("A language model beside the rules: openai:http://host:8000/v1#model, or transformers:/a/folder."),
    ),
]


Terminologies = Annotated[
    Path | None,
    typer.Option(
        "--terminologies",
        metavar="DIR",
        help=_("The site’s official files (CIM-10, CCAM, severities, synonyms); else CARNET_TERMINOLOGIES."),
    ),
]
CodingModel = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help=_("What carnet learn code learnt from the site’s past stays.")),
]


@app.callback()
def run() -> None:
    """Run a tool over a file of notes. Ends with status 1 when some note could not be processed."""


@app.command("pseudonymise", help=_("Replace what identifies people in notes."))
def pseudonymise(
    notes: Notes,
    output: Output,
    workers: Workers = 0,
    resume: Resume = False,
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode",
            metavar="MODE",
            help=_("surrogate (the default where the site has a key), tag ([NOM]; the default without a key) or mask."),
        ),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            metavar="FILE",
            help=_(
                "The site’s key (see carnet pseudonym-key); else CARNET_PSEUDONYM_KEY_FILE or CARNET_PSEUDONYM_KEY."
            ),
        ),
    ] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option("--knowledge", metavar="FILE", help=_("What the site knows of its patients (CSV or JSON).")),
    ] = None,
    staff: Annotated[
        Path | None, typer.Option("--staff", metavar="FILE", help=_("Names of the site’s staff, one a line."))
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", metavar="FILE", help=_("Places that the site knows, one a line."))
    ] = None,
    classifier: Annotated[
        Path | None,
        typer.Option("--classifier", metavar="DIR", help=_("A token classifier of the site’s (a local folder).")),
    ] = None,
    llm: Llm = None,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help=_("Use the small model that Carnet ships beside the rules."))
    ] = True,
    weekdays: Annotated[
        bool, typer.Option("--weekdays", help=_("Shift dates by whole weeks: a Monday stays a Monday."))
    ] = False,
    vault: Annotated[
        Path | None, typer.Option("--vault", metavar="FILE", help=_("Encrypted file from which names can be restored."))
    ] = None,
    originals: Annotated[
        bool,
        typer.Option(
            "--originals/--without-originals", help=_("Whether the output also holds what was replaced, and where.")
        ),
    ] = True,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.json", help=_("Write the risk report: counts by detector, no text.")),
    ] = None,
) -> None:
    """Replace what identifies people in notes: names, dates, places, numbers, addresses."""
    from carnet.commands.running import one_thread_each, run_and_tell
    from carnet.tools import pseudonymise as open_tool

    one_thread_each()
    if report is not None and not originals:
        raise CarnetError(
            _("The risk report is drawn from what was replaced, which --without-originals leaves out."),
            _("Run once with --report, then once with --without-originals."),
        )
    if report is not None and not report.absolute().parent.is_dir():
        raise CarnetError(
            _("{folder}: no such folder for the report.").format(folder=report.parent),
            _("Create it, or choose another output."),
        )
    tool = open_tool(
        key_file=key_file,
        mode=mode,
        knowledge=knowledge,
        staff=staff,
        places=places,
        classifier=classifier,
        llm=llm,
        model=model,
        weekdays=weekdays,
        vault=vault,
        originals=originals,
    )
    progress = run_and_tell(tool, notes, output, workers=workers, resume=resume)
    print(_("Mode: {mode}.").format(mode=tool.chosen_mode))
    if originals:
        print(_("The output also holds what was replaced: to share it, run again with --without-originals."))
    if report is not None:
        from carnet.tools.pseudonymisation.result import read_results
        from carnet.tools.pseudonymisation.risk import assess

        report.write_text(assess(read_results(output)).to_json(), encoding="utf-8")
    raise typer.Exit(1 if progress.failed else 0)


@app.command("structure", help=_("Read oncology facts in notes: tumour, stage, biomarkers, treatments, toxicities…"))
def structure(
    notes: Notes,
    output: Output,
    workers: Workers = 0,
    resume: Resume = False,
    llm: Llm = None,
    rules: Annotated[bool, typer.Option("--rules/--no-rules", help=_("Whether the rules read too."))] = True,
) -> None:
    """Read oncology facts in notes, each with its date, its assertion and the passages that support it."""
    from carnet.commands.running import one_thread_each, run_and_tell
    from carnet.tools import structure as open_tool

    one_thread_each()
    if not rules and not llm:
        raise CarnetError(_("Without rules, a model is needed."), _("Give --llm URI, or leave --no-rules out."))
    progress = run_and_tell(open_tool(llm=llm, rules=rules), notes, output, workers=workers, resume=resume)
    raise typer.Exit(1 if progress.failed else 0)


@app.command("code", help=_("Code stays in CIM-10: DP, DR, DAS, acts, each with the sentence that attests it."))
def code(
    notes: Notes,
    output: Output,
    workers: Workers = 0,
    resume: Resume = False,
    llm: Llm = None,
    by_stay: Annotated[
        bool,
        typer.Option(
            "--by-stay", help=_("One line for each stay: notes that follow each other with the same visit_id.")
        ),
    ] = False,
    terminologies: Terminologies = None,
    model: CodingModel = None,
) -> None:
    """Code notes, or stays of several notes, in CIM-10: every code has its sentence and its rule."""
    from carnet.commands.running import one_thread_each, run_and_tell
    from carnet.tools import code as open_tool
    from carnet.tools.batch import Unit
    from carnet.tools.coding.lines import answer_note, answer_stay, stays_to_answer

    one_thread_each()
    tool = open_tool(terminologies=terminologies, model=model, llm=llm)
    unit = Unit("stay", stays_to_answer, answer_stay) if by_stay else Unit("note", iter, answer_note)
    progress = run_and_tell(tool, notes, output, workers=workers, resume=resume, unit=unit, stays=by_stay)
    raise typer.Exit(1 if progress.failed else 0)


@app.command("summarise", help=_("Summarise notes: every sentence points at its source."))
def summarise(notes: Notes, output: Output, workers: Workers = 0, resume: Resume = False, llm: Llm = None) -> None:
    """Summarise notes into sections; without a model the sentences are the notes' own."""
    from carnet.commands.running import one_thread_each, run_and_tell
    from carnet.tools import summarise as open_tool

    one_thread_each()
    progress = run_and_tell(open_tool(llm=llm), notes, output, workers=workers, resume=resume)
    raise typer.Exit(1 if progress.failed else 0)


@app.command("teach", help=_("Write teaching cases and questions from notes, each with its evidence."))
def teach(
    notes: Notes,
    output: Output,
    workers: Workers = 0,
    resume: Resume = False,
    llm: Llm = None,
    references: Annotated[
        Path | None,
        typer.Option("--references", metavar="DIR", help=_("The library of courses to cite (carnet teach library).")),
    ] = None,
    number: Annotated[int, typer.Option("--number", min=1, max=60, metavar="N", help=_("Items a note, at most."))] = 4,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help=_("QRU, QRM, DP…; may be repeated."))
    ] = None,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="TOPIC", help=_("diagnosis, treatment…; may be repeated.")),
    ] = None,
) -> None:
    """Write drafts of exam items from notes, one safe case a note; a teacher decides what is published."""
    from carnet.commands.running import one_thread_each, run_and_tell
    from carnet.teaching.item import ITEM_KINDS
    from carnet.teaching.question import Topic
    from carnet.tools import teach as open_tool
    from carnet.tools.writing.wanted import Wanted

    one_thread_each()
    wanted = Wanted(number=number, kinds=_among(kinds, ITEM_KINDS), topics=_among(topics, get_args(Topic)))
    progress = run_and_tell(
        open_tool(llm=llm, references=references, wanted=wanted), notes, output, workers=workers, resume=resume
    )
    raise typer.Exit(1 if progress.failed else 0)


def _among(chosen: list[str] | None, known: Sequence[str]) -> Any:
    """What was chosen, in the spelling that is known. Raises CarnetError on another word."""
    spelt = {one.lower(): one for one in known}
    for one in chosen or ():
        if one.lower() not in spelt:
            raise CarnetError(
                _("“{word}” is not known here.").format(word=one), _("One of: {names}.").format(names=", ".join(known))
            )
    return tuple(spelt[one.lower()] for one in chosen or ())
