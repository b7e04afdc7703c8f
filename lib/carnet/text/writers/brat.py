"""Notes and entities as brat standoff: a .txt and a .ann for each note, and the configuration that brat needs."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from carnet.text.document import Document
from carnet.text.writers.files import FileNames, utf8, whole_file
from carnet.text.writers.found import Annotated, Found, detail, parts_of

_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
_ATTRIBUTES = ("role", "kind", "assertion")


def brat_of(text: str, entities: Sequence[Found]) -> str:
    """The .ann of a note. What goes over several lines is cut at each of their ends, as brat wants it."""
    lines: list[str] = []
    number = 0
    for place, entity in enumerate(entities, start=1):
        fragments = []
        start = entity.start
        for end_of_line in _LINE_ENDS.finditer(text, entity.start, entity.end):
            fragments.append((start, end_of_line.start()))
            start = end_of_line.end()
        fragments = [(a, b) for a, b in (*fragments, (start, entity.end)) if a < b] or [(entity.start, entity.end)]
        places = ";".join(f"{a} {b}" for a, b in fragments)
        quote = " ".join(re.sub(r"[\t\r\n]", " ", text[a:b]) for a, b in fragments)
        label = _word(entity.label)
        lines.append(f"T{place}\t{label} {places}\t{quote}")
        for name in _ATTRIBUTES:
            value = detail(entity, name)
            if value:
                number += 1
                lines.append(f"A{number}\t{name.capitalize()} T{place} {_word(value)}")
    return "".join(f"{line}\n" for line in lines)


def _word(value: object) -> str:
    """A label or a value as brat allows them."""
    return re.sub(r"[^\w-]", "_", str(value))


def write_brat(documents: Iterable[Annotated | Document], folder: str | Path) -> list[str]:
    """Write each note to a folder as `<id>.txt` and `<id>.ann`, with `annotation.conf`; returns the names."""
    folder = Path(folder)
    names = FileNames()
    written = []
    labels: set[str] = set()
    values: dict[str, set[str]] = {}
    for document in documents:
        note, entities = parts_of(document)
        written.append(names.of(note.note_id))
        with whole_file(folder / f"{written[-1]}.txt") as file:
            file.write(utf8(note.text))
        with whole_file(folder / f"{written[-1]}.ann") as file:
            file.write(utf8(brat_of(note.text, entities)))
        for entity in entities:
            labels.add(_word(entity.label))
            for name in _ATTRIBUTES:
                if detail(entity, name):
                    values.setdefault(name.capitalize(), set()).add(_word(detail(entity, name)))
    attributes = [f"{name}\tArg:<ENTITY>, Value:{'|'.join(sorted(known))}" for name, known in sorted(values.items())]
    configuration = ["[entities]", *sorted(labels), "[relations]", "[events]", "[attributes]", *attributes]
    with whole_file(folder / "annotation.conf") as file:
        file.write(utf8("\n".join(configuration) + "\n"))
    return written
