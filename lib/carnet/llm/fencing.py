"""Marks around a text of others (a note, a dialogue) that the text itself cannot write."""

import hashlib
import re

# what the chat templates of common models would read as the end of a message or the start of another
_CONTROL = re.compile(
    r"<\|(?=[\w ./-]{1,40}\|>)|<(?=/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn|think)>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|THINK)\])|<(?=</?SYS>>)|<(?=｜)",
    re.IGNORECASE,
)


def fence(text: str, name: str = "note") -> str:
    """The text between `<<<NOTE 1f3a…` and `NOTE 1f3a…>>>`; the digits are drawn from the text, so that the same text
    gives the same prompt and no text can hold its own. Control tokens of chat models are taken apart by a space."""
    text = disarm(text)
    mark = f"{name.upper()} {_digits(text)}"
    return f"<<<{mark}\n{text}\n{mark}>>>"


def disarm(text: str) -> str:
    """The text with a space inside whatever looks like a control token (`<|im_end|>` → `< |im_end|>`)."""
    return _CONTROL.sub(lambda match: f"{match[0][0]} {match[0][1:]}", text)


def _digits(text: str) -> str:
    found = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    while found in text:
        found = hashlib.sha256((found + text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return found
