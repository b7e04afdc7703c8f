"""The words of the teachers' page that depend on what an item is: its kind, its state, its topics, its parts."""

from collections.abc import Iterable
from typing import Any

from carnet.apps.entrainement_words import kind_tag
from carnet.language import _, language, number
from carnet.teaching.classroom import BankRow
from carnet.teaching.item import ITEM_KINDS, STATES
from carnet.teaching.question import QUESTION_KINDS
from carnet.widgets.answer_sheet import degree_words
from carnet.widgets.bank_list import BankLine

LICENCES = ("CC0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC-SA 4.0")


def kind_options(kinds: Iterable[str] = ITEM_KINDS) -> list[list[str]]:
    """(kind, « QRM · several answers »)."""
    return [[one, kind_tag(one)] for one in kinds]


def state_words() -> dict[str, str]:
    """The states of an item."""
    return {
        "draft": _("draft"),
        "reviewed": _("reviewed"),
        "approved": _("approved"),
        "retired": _("retired"),
    }


def topic_words() -> dict[str, str]:
    """The topics of a question."""
    return {
        "diagnosis": _("diagnosis"),
        "examination": _("next examination"),
        "interpretation": _("interpretation"),
        "treatment": _("treatment"),
        "surveillance": _("surveillance"),
        "complication": _("complications"),
        "other": _("other"),
    }


def use_words() -> dict[str, str]:
    """What an item is for."""
    return {"training": _("training"), "exam": _("exam")}


def options(words: dict[str, str]) -> list[list[str]]:
    """A dictionary as the page draws a choice."""
    return [[one, said] for one, said in words.items()]


def line_of(row: BankRow, *, changed: bool = False) -> BankLine:
    """An item of the bank as the list shows it."""
    about = []
    if row.ranks:
        about.append(_("rank {rank}").format(rank=row.rank))
    if row.item_numbers:
        about.append(_("item {n}").format(n=", ".join(str(one) for one in row.item_numbers)))
    if row.questions > 1:
        about.append(_("{n} questions").format(n=number(row.questions)))
    return BankLine(
        row.id,
        _kind(row.kind),
        row.title,
        row.stem,
        row.state,
        state_words()[row.state],
        tuple(about),
        changed,
    )


def bank_texts() -> dict[str, Any]:
    """The words that the list of the bank draws."""
    words = state_words()
    return {
        "language": language(),
        "search": _("Search the bank: words, title, case"),
        "filters": _("Filters"),
        "filtersOn": _("Filters ({n})"),
        "any": _("any"),
        "state": _("State"),
        "kind": _("Type"),
        "rank": _("Rank"),
        "topic": _("Topic"),
        "itemNumber": _("Item (1–367)"),
        "objective": _("Objective"),
        "use": _("Use"),
        "author": _("Author"),
        "from": _("Expected success from (%)"),
        "to": _("to (%)"),
        "clear": _("Clear the filters"),
        "states": [[one, words[one]] for one in STATES],
        "kinds": kind_options(),
        "topics": options(topic_words()),
        "uses": options(use_words()),
        "count": _("{n} items"),
        "one": _("1 item"),
        "none": _("No item with these words and filters."),
        "narrow": _("Narrow the search to see the others."),
        "mark": _("Choose “{title}”"),
        "marked": _("{n} items chosen"),
        "oneMarked": _("1 item chosen"),
        "unmark": _("Choose none"),
        "markAll": _("Choose all that are shown"),
        "changed": _("not saved"),
        "untitled": _("Without a title"),
    }


def editor_texts() -> dict[str, Any]:
    """The words that the editor draws."""
    from carnet.teaching.scoring import SCALES

    return {
        "language": language(),
        "kinds": kind_options(QUESTION_KINDS),
        "kindHelp": kind_help(),
        "topics": options(topic_words()),
        "uses": options(use_words()),
        "scales": [[one.id, one.id] for one in SCALES.values()],
        "licences": list(LICENCES),
        "degrees": [
            [value, f"{value:+d} · {words}".replace("-", "−").replace("+0", "0")] for value, words in degree_words()
        ],
        "title": _("Title"),
        "titleHint": _("Title of the item (for teachers, and after the correction)"),
        "changed": _("not saved"),
        "reasonHint": _("What changes, and why (kept in the history)"),
        "save": _("Save"),
        "saveHint": _("A new version of the item (Ctrl+S)"),
        "noFlaw": _("No flaw found"),
        "oneStop": _("1 point to correct"),
        "stops": _("{n} points to correct"),
        "oneWarn": _("1 point to look at"),
        "warns": _("{n} points to look at"),
        "next": _("See the next one"),
        "itemMore": _("About the item"),
        "itemShort": _("item {n}"),
        "rankShort": _("rank {rank}"),
        "itemNumber": _("Item (1–367)"),
        "rank": _("Rank"),
        "objectives": _("Objectives (OIC)"),
        "specialty": _("Specialty"),
        "difficulty": _("Expected success (%)"),
        "use": _("Use"),
        "scale": _("Scale"),
        "licence": _("Licence"),
        "cautions": _("To be looked at before anything else ({n})"),
        "case": _("Clinical case"),
        "vignette": _("Vignette of the station"),
        "caseHint": _("Age, setting, story, examination, results: what the student reads."),
        "pick": _("Select in the case the words that prove it: {what}"),
        "attach": _("Attach the words selected"),
        "cancel": _("Cancel"),
        "question": _("Question {n}"),
        "wholeQuestion": _("the whole question"),
        "kind": _("Type"),
        "newData": _("New data (told just before this question)"),
        "stem": _("Question asked"),
        "stemHint": _("One question that can be answered before reading the propositions."),
        "propositions": _("Propositions"),
        "proposition": _("Proposition {letter}"),
        "zoneName": _("Name of the zone"),
        "right": _("right"),
        "wrong": _("wrong"),
        "indispensable": _("indispensable"),
        "unacceptable": _("unacceptable"),
        "feedback": _("Feedback"),
        "whyRight": _("Why it is right (shown with the correction)"),
        "whyWrong": _("Why it is wrong (shown with the correction)"),
        "evidence": _("Words of the case"),
        "addEvidence": _("words of the case"),
        "showEvidence": _("Show in the case"),
        "lostEvidence": _("These words are no longer in the case."),
        "dropEvidence": _("Take away “{quote}”"),
        "citations": _("References"),
        "addCitation": _("reference"),
        "dropCitation": _("Take away the reference {title}"),
        "addProposition": _("Add a proposition"),
        "moveUp": _("Move up: {what}"),
        "moveDown": _("Move down: {what}"),
        "drop": _("Take away: {what}"),
        "answers": _("Accepted answers"),
        "answer": _("Answer {n}"),
        "addAnswer": _("Add an answer"),
        "category": _("Category"),
        "category1": _("category 1: the whole point"),
        "category2": _("category 2: half a point"),
        "maxWords": _("Words at most"),
        "hypothesis": _("If you were thinking of"),
        "finding": _("and you then find"),
        "panel": _("Panel of experts ({n})"),
        "expert": _("Expert"),
        "degree": _("Degree"),
        "reason": _("Reason"),
        "addExpert": _("Add an expert"),
        "chooseImage": _("Image (PNG, JPEG or SVG)"),
        "otherImage": _("Another image"),
        "badImage": _("This file is no image that is read here (PNG, JPEG, SVG, at most 12 MB)."),
        "zonesDrawn": _("Zones drawn on the image"),
        "drawZone": _("Draw zone {letter}: press, drag, release. Or give its edges below, in per cent of the image."),
        "allZones": _("Every proposition has its zone."),
        "alternative": _("What the image shows, in words (for who cannot see it)"),
        "source": _("Source"),
        "redrawZone": _("Draw again"),
        "toDraw": _("Draw the zone"),
        "left": _("left %"),
        "top": _("top %"),
        "right2": _("right %"),
        "bottom": _("bottom %"),
        "questionMore": _("Hint, general feedback, topic, references"),
        "questionFeedback": _("General feedback"),
        "hint": _("Hint (in training)"),
        "topic": _("Topic"),
        "expected": _("Answers announced"),
        "asItem": _("as the item"),
        "objectives2": _("Objectives"),
        "weight": _("Weight"),
        "addQuestion": _("Add a question"),
        "station": _("ECOS station"),
        "minutes": _("Minutes"),
        "task": _("Task of the student"),
        "setting": _("Setting"),
        "participant": _("Standardised participant"),
        "attitude": _("Attitude"),
        "script": _("Script of the participant"),
        "cue": _("What the student asks or does"),
        "says": _("What the participant says"),
        "line": _("line"),
        "addLine": _("Add a line"),
        "addScript": _("Add a line to the script"),
        "grid": _("Observer’s grid ({n} points)"),
        "addGrid": _("Add a line to the grid"),
        "section": _("Section"),
        "observed": _("What is observed"),
        "points": _("Points"),
        "searchReferences": _("Search the references"),
        "passages": _("Passages found"),
        "citeFor": _("Reference for {what}"),
        "searching": _("Searching…"),
        "found": _("{n} passages"),
        "foundOne": _("1 passage"),
        "nothingFound": _("No passage found: try other words."),
        "cite": _("Cite"),
        "page": _("page {n}"),
        "version": _("version {version} {dated}"),
        "close": _("Close"),
        "history": _("History"),
        "changes": _("{n} changes"),
        "restore": _("Take version {n} up again"),
    }


def kind_help() -> dict[str, str]:
    """What is asked of each kind of question, in one line."""
    return {
        "QRM": _("4 or 5 propositions, discordances counted"),
        "QRPL": _("10 to 25 propositions, 1 to 5 answers announced"),
        "QROC": _("at most 5 words"),
        "TCS": _("−2 to +2, marked by the panel"),
    }


def _kind(kind: str) -> str:
    return "mini-DP" if kind == "miniDP" else kind
