"""QTI packages against the official schemas that the teacher holds: nothing is fetched."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from carnet.language import _
from carnet.teaching.exchange.outcome import ExchangeRefused
from carnet.teaching.exchange.qti.nodes import CP, QTI
from carnet.teaching.exchange.safe import open_package, parse_xml, read_bytes

_ITEM_SCHEMAS = ("imsqti_v2p1.xsd", "imsqti_v2p1p1.xsd")
_PACKAGE_SCHEMAS = ("qtiv2p1_imscpv1p2_v1p0.xsd", "imscp_v1p2.xsd", "imscp_v1p1.xsd")


@dataclass(frozen=True)
class Problem:
    """What a schema finds: in which file of the package, on which line, and its words (English, with names only)."""

    file: str
    line: int
    message: str


def validate(path: Path, xsd_folder: Path) -> tuple[Problem, ...]:
    """The problems of every QTI file of a package; the manifest too where its schema is in the folder.

    `imsqti_v2p1.xsd` is enough: what MathML, XInclude, APIP and the `xml` attributes say is then not looked into.
    Raises `ExchangeRefused` when it, or another schema that it includes, is missing.
    """
    data = read_bytes(path)
    files = open_package(path) if data.startswith(b"PK") else {path.name: data}
    qti = _schema(xsd_folder, _ITEM_SCHEMAS)
    if qti is None:
        raise ExchangeRefused(
            _("{folder}: the schema {name} is not there.").format(folder=xsd_folder.name, name=_ITEM_SCHEMAS[0]),
            _("Put the QTI 2.1 schemas of 1EdTech and the schemas that they import into this folder."),
        )
    package = _schema(xsd_folder, _PACKAGE_SCHEMAS)
    problems: list[Problem] = []
    for name in sorted(one for one in files if one.endswith(".xml")):
        root = parse_xml(files[name], name)
        schema = {QTI: qti, CP: package}.get(str(etree.QName(root).namespace))
        if schema is not None and not schema.validate(root.getroottree()):
            problems += [Problem(name, one.line, _without_values(one.message)) for one in schema.error_log]
    return tuple(problems)


def _stub(namespace: str, declared: str) -> bytes:
    head = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">'
    return f"{head}{declared}</xs:schema>".encode()


# What the official schema imports beside itself: where a folder lacks one of these, anything of its namespace passes.
_NEIGHBOURS = {
    "xml.xsd": _stub(
        "http://www.w3.org/XML/1998/namespace",
        '<xs:attribute name="lang"/><xs:attribute name="base"/><xs:attribute name="space"/><xs:attribute name="id"/>',
    ),
    "XInclude.xsd": _stub("http://www.w3.org/2001/XInclude", '<xs:element name="include"/>'),
    "mathml2.xsd": _stub("http://www.w3.org/1998/Math/MathML", '<xs:element name="math"/>'),
    "mathml3.xsd": _stub("http://www.w3.org/1998/Math/MathML", '<xs:element name="math"/>'),
    "apipv1p0_qtiextv2p1_v1p0.xsd": _stub(
        "http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0", '<xs:element name="apipAccessibility"/>'
    ),
}


class _Folder(etree.Resolver):  # type: ignore[misc,unused-ignore]
    """Finds every included schema in the folder by the end of its address; never elsewhere."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.files: dict[str, list[Path]] = {}
        for one in sorted(folder.rglob("*.xsd")):
            self.files.setdefault(one.name, []).append(one)
        self.missing: list[str] = []

    def resolve(self, url: str | None, public_id: str | None, context: Any) -> Any:
        wanted = PurePosixPath(url or "").parts
        name = wanted[-1] if wanted else ""
        if name in self.files:
            found = max(self.files[name], key=lambda one: _shared(one.parts, wanted))
            return self.resolve_string(found.read_bytes(), context, base_url=str(found))
        if name in _NEIGHBOURS:
            return self.resolve_string(_NEIGHBOURS[name], context)
        self.missing.append(name)
        return self.resolve_string("<missing/>", context)


def _shared(path: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """How many last steps two addresses have in common."""
    count = 0
    for one, other in zip(reversed(path), reversed(wanted), strict=False):
        if one != other:
            break
        count += 1
    return count


def _schema(folder: Path, names: tuple[str, ...]) -> Any:
    resolver = _Folder(folder)
    found = next((resolver.files[name][0] for name in names if name in resolver.files), None)
    if found is None:
        return None
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    parser.resolvers.add(resolver)
    try:
        return etree.XMLSchema(etree.fromstring(found.read_bytes(), parser, base_url=str(found)).getroottree())
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as problem:
        missing = ", ".join(dict.fromkeys(resolver.missing))
        raise ExchangeRefused(
            _("{file}: this schema cannot be used; missing: {missing}.").format(
                file=found.name, missing=missing or "–"
            ),
            _("Put the QTI 2.1 schemas of 1EdTech and the schemas that they import into this folder."),
        ) from problem


def _without_values(message: str) -> str:
    """A message of the schema without the value that it quotes, which may be a text of the exam."""
    quotes = "The value '" in message or "[facet" in message or "is not a valid value" in message
    named, _brace, rest = message.rpartition("}")
    return f"{named}}}{rest.partition(':')[0]}: value refused." if quotes else message
