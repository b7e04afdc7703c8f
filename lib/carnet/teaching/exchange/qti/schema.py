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

    Raises `ExchangeRefused` when `imsqti_v2p1.xsd`, or a schema that it includes, is not in the folder.
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


class _Folder(etree.Resolver):  # type: ignore[misc,unused-ignore]
    """Finds every included schema by its file name in the folder; never elsewhere."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.files = {one.name: one for one in sorted(folder.rglob("*.xsd"))}
        self.missing: list[str] = []

    def resolve(self, url: str | None, public_id: str | None, context: Any) -> Any:
        name = PurePosixPath(url or "").name
        if name not in self.files:
            self.missing.append(name)
            return self.resolve_string("<missing/>", context)
        return self.resolve_string(self.files[name].read_bytes(), context, base_url=str(self.files[name]))


def _schema(folder: Path, names: tuple[str, ...]) -> Any:
    resolver = _Folder(folder)
    found = next((resolver.files[name] for name in names if name in resolver.files), None)
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
