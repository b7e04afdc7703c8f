"""The prompts of the package: files with a version, and a note put into one without being able to leave its place.

A prompt is `lib/carnet/llm/prompts/<name>.txt`:

    # name: exemple
    # version: 3
    # fenced: dialogue
    [system]
    Vous relevez… (braces of JSON examples need no care)
    [user]
    Aujourd’hui : {{date}}.
    {{note}}

`{{note}}`, and the fields that `# fenced:` names, are texts of others: they come between marks that they cannot write.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from carnet.llm.fencing import fence
from carnet.llm.model import Messages

_HEADER = re.compile(r"#\s*(\w+)\s*:\s*(.*)")
_ROLE = re.compile(r"^\[(system|user|assistant)\][ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Prompt:
    """A prompt of the package. `text` is the template without its header, `hash` twelve digits of the whole file."""

    name: str
    version: str
    text: str = field(repr=False)
    hash: str
    fenced: frozenset[str] = frozenset({"note"})

    @property
    def id(self) -> str:
        """`name version (hash)`, as provenance tells it."""
        return f"{self.name} v{self.version} ({self.hash})"

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that `render` wants."""
        return frozenset(_FIELD.findall(self.text))

    def render(self, **values: object) -> Messages:
        """The messages, with a value for each field, none more, none less; what a value holds is never read as a field.

        Raises TypeError on a field without value or a value without field.
        """
        if values.keys() != self.fields:
            missing, foreign = sorted(self.fields - values.keys()), sorted(values.keys() - self.fields)
            raise TypeError(f"prompt {self.name}: fields missing {missing}, unknown {foreign}")

        def value(match: re.Match[str]) -> str:
            text = str(values[match[1]])
            return fence(text, match[1]) if match[1] in self.fenced else text

        parts = _ROLE.split(self.text)
        pairs = [("user", parts[0])] if parts[0].strip() else []
        pairs += list(zip(parts[1::2], parts[2::2], strict=True))
        return tuple((role, _FIELD.sub(value, content.strip())) for role, content in pairs)


@cache
def load(name: str) -> Prompt:
    """The prompt of that name. Raises KeyError where there is none, ValueError where its header is not right."""
    if not re.fullmatch(r"[\w-]+", name):
        raise KeyError(name)
    path = files(__package__).joinpath("prompts", f"{name}.txt")
    if not path.is_file():
        raise KeyError(f"no prompt {name!r}")
    return parse(path.read_text(encoding="utf-8"), name)


def parse(source: str, name: str) -> Prompt:
    """A prompt from the text of its file, whose header must give this name and a version."""
    source = source.replace("\r\n", "\n")
    header: dict[str, str] = {}
    rest = source
    while (match := _HEADER.match(rest)) is not None:
        header[match[1]] = match[2].strip()
        rest = rest[match.end() :].removeprefix("\n")
    if header.get("name") != name or not header.get("version"):
        raise ValueError(f"prompt {name}: its file must begin with “# name: {name}” and “# version: …”")
    fenced = frozenset(re.findall(r"\w+", header.get("fenced", ""))) | {"note"}
    digits = hashlib.sha256(source.encode()).hexdigest()[:12]
    return Prompt(name, header["version"], rest, digits, fenced)
