"""Notes and entities as UIMA CAS, XMI or JSON, in PARTAGES' layer, to import into INCEpTION."""

import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from carnet.text.document import Document
from carnet.text.note import Note
from carnet.text.partages import CATEGORY, CODE_TYPE, ROLES, TYPE, features_of
from carnet.text.writers.files import FileNames, utf8, whole_file
from carnet.text.writers.found import Annotated, Found, detail, parts_of

# what XML 1.0 cannot hold, each for one character so that offsets stay
_BLANKS = re.compile("[\x0b\x0c\x1c-\x1f]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")
_OTHER = "webanno.custom.Span"  # for labels that PARTAGES' layer does not have


def xmi_of(note: Note, entities: Sequence[Found], *, category: str = CATEGORY) -> bytes:
    """The XMI of a note (“UIMA CAS XMI (XML 1.0)” in INCEpTION). Its offsets are UTF-16, as UIMA's are.

    `category` is the name of the feature that holds the category in the layer of the site's project.
    """
    return utf8(_cas(note, entities, category).to_xmi())


def cas_json_of(note: Note, entities: Sequence[Found], *, category: str = CATEGORY) -> bytes:
    """The CAS JSON of a note (“UIMA CAS JSON 0.4.0” in INCEpTION), its type system inside."""
    return utf8(_cas(note, entities, category).to_json())


def typesystem_of(*, category: str = CATEGORY) -> bytes:
    """The `TypeSystem.xml` that goes with the XMI files."""
    return utf8(_types(category).to_xml())


def _types(category: str) -> Any:
    import cassis

    types = cassis.TypeSystem()
    layer = types.create_type(TYPE, "uima.tcas.Annotation")
    for feature in (category, *ROLES, CODE_TYPE):
        types.create_feature(layer, feature, "uima.cas.String")
    other = types.create_type(_OTHER, "uima.tcas.Annotation")
    for feature in ("label", "value"):
        types.create_feature(other, feature, "uima.cas.String")
    return types


def _cas(note: Note, entities: Sequence[Found], category: str) -> Any:
    import cassis

    types = _types(category)
    cas = cassis.Cas(types)
    cas.sofa_string = _FORBIDDEN.sub("\ufffd", _BLANKS.sub(" ", note.text))
    cas.sofa_mime = "text/plain"
    layer, other = types.get_type(TYPE), types.get_type(_OTHER)
    for entity in entities:
        features = features_of(entity.label, detail(entity, "role"), detail(entity, "kind"))
        if features is None:
            cas.add(other(begin=entity.start, end=entity.end, label=entity.label))
        else:
            features[category] = features.pop(CATEGORY)
            cas.add(layer(begin=entity.start, end=entity.end, **features))
    return cas


def write_cas(
    documents: Iterable[Annotated | Document],
    folder: str | Path,
    form: Literal["xmi", "json"] = "xmi",
    *,
    category: str = CATEGORY,
) -> list[str]:
    """Write each note to a folder as `<id>.xmi` (with one `TypeSystem.xml`) or `<id>.json`; returns the names."""
    folder = Path(folder)
    names = FileNames()
    written = []
    for document in documents:
        note, entities = parts_of(document)
        written.append(names.of(note.note_id))
        with whole_file(folder / f"{written[-1]}.{form}") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            written_by = xmi_of if form == "xmi" else cas_json_of
            file.write(written_by(note, entities, category=category))
    if form == "xmi":
        with whole_file(folder / "TypeSystem.xml") as file:
            file.write(typesystem_of(category=category))
    return written
