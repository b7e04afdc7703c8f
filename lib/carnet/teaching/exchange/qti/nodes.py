"""The elements of QTI: names, namespaces, identifiers, and French text as XHTML."""

from typing import Any

from lxml import etree

from carnet.teaching.exchange.safe import xml_text

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_XSD = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
CP_XSD = "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
DEGREES = {-2: "D-minus-2", -1: "D-minus-1", 0: "D-0", 1: "D-plus-1", 2: "D-plus-2"}  # choices of a TCS


def root(tag: str, namespace: str, location: str, **attributes: str) -> Any:
    """A root element that says where its schema is published."""
    made = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace, "xsi": XSI})
    made.set(f"{{{XSI}}}schemaLocation", f"{namespace} {location}")
    for name, value in attributes.items():
        made.set(name, xml_text(value))
    return made


def node(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    """A child element in its parent's namespace; a trailing `_` in an attribute's name is dropped (`class_`)."""
    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    if text:
        made.text = xml_text(text)
    for name, value in attributes.items():
        made.set(name.rstrip("_"), xml_text(value))
    return made


def dump(made: Any) -> bytes:
    """The XML text of a root element."""
    data: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8", pretty_print=False)
    return data


def proposition_id(name: str) -> str:
    """The identifier of a proposition: QTI's begin with a letter."""
    return f"P-{name}"


def item_identifier(item_id: str, question_id: str) -> str:
    """The identifier of a question as an assessmentItem."""
    return f"I-{item_id}-{question_id}"


def lines(parent: Any, text: str) -> None:
    """A text inside an element: its line ends as <br/>."""
    first, *others = xml_text(text).split("\n")
    last = None
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + first
    else:
        parent.text = (parent.text or "") + first
    for line in others:
        last = node(parent, "br")
        last.tail = line


def paragraphs(parent: Any, text: str) -> None:
    """A text as paragraphs: an empty line begins a new one."""
    for block in text.split("\n\n"):
        if block.strip():
            lines(node(parent, "p"), block)
