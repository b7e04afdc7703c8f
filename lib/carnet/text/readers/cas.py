"""UIMA CAS (XMI and JSON) as documents, through dkpro-cassis; its UTF-16 offsets become code points."""

import io
import warnings
from typing import Any
from xml.etree import ElementTree

from carnet.language import _
from carnet.text.document import Document
from carnet.text.note import Note, UnreadableNote
from carnet.text.partages import LAYER, entity_of
from carnet.text.span import Span

_XMI = "{http://www.omg.org/XMI}"
_PLUMBING = ("uima.tcas.DocumentAnnotation", "uima.tcas.Annotation", "uima.cas.AnnotationBase")
# cut by programs, not found by readers
_CUT = ("Token", "Sentence", "DocumentMetaData", "TagsetDescription", "DocumentAnnotation")


def is_cas(head: bytes) -> bool:
    """Whether a file that starts so is a UIMA CAS."""
    return b"omg.org/XMI" in head or b"%FEATURE_STRUCTURES" in head or b"%TYPES" in head


def load_cas(data: bytes, name: str, typesystem: bytes | None = None) -> Any:
    """The CAS of a file, XMI or JSON. Raises UnreadableNote where it is neither."""
    import cassis

    unreadable = UnreadableNote(
        _("{file} is not a UIMA CAS (XMI or JSON).").format(file=name),
        _("Export it as “UIMA CAS XMI 1.0” or “UIMA CAS JSON”."),
    )
    json = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{"
    if not json and (b"omg.org/XMI" not in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise unreadable  # no CAS declares entities; those who do are bombs
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if json:
                return cassis.load_cas_from_json(io.BytesIO(data))
            types = cassis.load_typesystem(io.BytesIO(typesystem)) if typesystem is not None else _inferred(data)
            return cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types, lenient=True)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, SyntaxError):
            raise unreadable from None


def _inferred(data: bytes) -> Any:
    """A type system made from the elements of an XMI: those with `begin` and `end` are annotations, features text."""
    import cassis

    types = cassis.TypeSystem()
    features: dict[str, set[str]] = {}
    annotations: set[str] = set()
    for element in ElementTree.fromstring(data):
        namespace, _brace, local = element.tag[1:].partition("}")
        if not namespace.startswith("http:///") or namespace.startswith(("http:///uima/cas", "http:///uima/tcas")):
            continue
        package = namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
        name = f"{package}.{local}" if package != "uima.noNamespace" else local
        keys = {key for key in element.attrib if not key.startswith("{")} | {child.tag for child in element}
        features.setdefault(name, set()).update(keys)
        if {"begin", "end"} <= element.attrib.keys():
            annotations.add(name)
    for name, keys in sorted(features.items()):
        kind = types.create_type(name, "uima.tcas.Annotation" if name in annotations else "uima.cas.TOP")
        for key in sorted(keys - {"begin", "end", "sofa"}):
            types.create_feature(kind, key, "uima.cas.String")
    return types


def document_of_cas(cas: Any, note_id: str) -> Document:
    """The note of a CAS with its annotations; tokens, sentences and metadata are left out."""
    text = cas.sofa_string or ""
    spans = []
    for annotation in cas.select_all_annotations():
        name = annotation.type.name
        short = name.rsplit(".", 1)[-1]
        start, end = getattr(annotation, "begin", None), getattr(annotation, "end", None)
        if name in _PLUMBING or short in _CUT or not isinstance(start, int) or not isinstance(end, int):
            continue
        if not 0 <= start < end <= len(text):
            continue
        features = {}
        for feature in annotation.type.all_features:
            value = annotation.get(feature.name) if feature.name not in ("begin", "end", "sofa") else None
            if isinstance(value, str | int | float | bool):
                features[feature.name] = value
        label, attributes = entity_of(features, text[start:end]) if short == LAYER else (short, features)
        spans.append(Span(start, end, label, text[start:end], attributes, "cas"))
    return Document(Note(note_id, text)).with_spans(spans)
