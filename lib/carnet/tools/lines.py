"""From a line of NOTES.jsonl to a note, and from a result to a line of OUT.jsonl."""

import json
from datetime import date, datetime
from typing import Any

from carnet.language import _
from carnet.text.note import Note
from carnet.tools.tool import NoteFailed, Result, Tool, attempt

Numbered = tuple[int, bytes]  # a line's number from 1, and the line
MAX_LINE = 64 * 1024 * 1024  # bytes; a longer line is set aside


def answer_line(tool: Tool, numbered: Numbered) -> bytes:
    """The output line (with its end) for an input line: the tool's result, or `{"note_id": …, "error": …}`."""
    number, line = numbered
    note, note_id, trouble = read_line(line)
    if note is None:
        return error_line(note_id, _("line {row}: {trouble}").format(row=number, trouble=trouble))
    result = attempt(tool, note, note_id)
    if isinstance(result, NoteFailed):
        return error_line(note_id, _("line {row}: {trouble}").format(row=number, trouble=result.reason))
    return result_line(result, note_id, trouble)


def read_line(line: bytes) -> tuple[Note | None, Any, str]:
    """(note, its id as written, what is wrong). A note with a wrong date or title is still read, and that is told."""
    if len(line) > MAX_LINE:
        return None, None, _("longer than {n} MB").format(n=MAX_LINE // 1024**2)
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, None, _("not UTF-8")
    except (ValueError, RecursionError):
        return None, None, _("not JSON")
    if not isinstance(given, dict):
        return None, None, _("not a JSON object")
    note_id = given.get("note_id")
    if isinstance(note_id, bool) or not isinstance(note_id, str | int) or note_id == "":
        return None, None, _("the field “note_id” is missing or is neither text nor a whole number")
    if not isinstance(given.get("text"), str):
        return None, note_id, _("the field “text” is missing or is not text")
    when, trouble = _date(given.get("note_date"))
    fields = {name: _word(given.get(name)) for name in ("person_id", "visit_id", "note_type", "title")}
    return Note(str(note_id), given["text"], note_date=when, **fields), note_id, trouble


def _word(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _date(value: Any) -> tuple[date | None, str]:
    if value is None or value == "":
        return None, ""
    if isinstance(value, str):
        for parse in (date.fromisoformat, _with_time, _french):
            try:
                return parse(value.strip()), ""
            except ValueError:
                continue
    return None, _("the field “note_date” is not a date (write 2024-03-12) and was not used")


def _with_time(value: str) -> date:
    return datetime.fromisoformat(value).date()


def _french(value: str) -> date:
    return datetime.strptime(value, "%d/%m/%Y").date()


def result_line(result: Result, note_id: Any, warning: str = "") -> bytes:
    """A result as a line of JSON, `note_id` as the input wrote it."""
    fields = {**result.line(), "note_id": note_id}
    if warning:
        fields["warning"] = warning
    return dump(fields)


def error_line(note_id: Any, reason: str) -> bytes:
    """The line of a note that could not be processed."""
    return dump({"note_id": note_id, "error": reason})


def dump(fields: dict[str, Any]) -> bytes:
    """One line of JSON in UTF-8; a lone surrogate, which UTF-8 cannot hold, is escaped."""
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(fields).encode() + b"\n"
