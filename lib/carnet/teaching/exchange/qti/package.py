"""A QTI content package: the manifest, the test with its sections, an assessmentItem for each question, the images.

Our own import is lossless: for each item the package holds `carnet/<n>.json`, {"carnet_qti": 1, "fingerprints": {file:
SHA-256}, "item": the item model}. Other programs ignore it; we ignore it too once one of the files was changed.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.teaching.exchange.images import SUFFIXES, decoded
from carnet.teaching.exchange.outcome import Loss, Written
from carnet.teaching.exchange.qti.item_xml import question_xml, station_xml
from carnet.teaching.exchange.qti.nodes import CP, CP_XSD, QTI, QTI_XSD, dump, node, paragraphs, root
from carnet.teaching.exchange.safe import holds_control, pack, write_bytes
from carnet.teaching.item import Item
from carnet.teaching.question import Image, Question


def write(items: Sequence[Item], path: Path, *, title: str = "", lossless: bool = True) -> Written:
    """Write the package. `lossless` False leaves out what only our own import reads (history, evidence, references).

    Raises `ScoringError` for a question that the item's scale has no rule for.
    """
    files: dict[str, bytes] = {}
    resources: list[tuple[str, str, list[str]]] = []  # file, its type, the files it needs
    names: list[list[tuple[str, Question | None]]] = []
    for number, item in enumerate(items, start=1):
        mine = dict(_item_files(number, item))
        names.append([(name, question) for name, (_data, question, _images) in mine.items()])
        for name, (data, _question, images) in mine.items():
            files[name] = data
            resources.append((name, "imsqti_item_xmlv2p1", sorted(images)))
            files.update(images)
        if lossless:
            files[f"carnet/{number:04d}.json"] = _whole(item, {name: one[0] for name, one in mine.items()})
            resources.append((f"carnet/{number:04d}.json", "webcontent", []))
    files["assessment.xml"] = _test(items, names, title)
    resources.insert(0, ("assessment.xml", "imsqti_test_xmlv2p1", [name for one in names for name, _q in one]))
    manifest = _manifest(resources)
    write_bytes(path, pack({"imsmanifest.xml": manifest} | dict(sorted(files.items()))))
    return Written(len(items), tuple(loss for item in items for loss in losses(item, lossless)), (path,))


def _item_files(number: int, item: Item) -> Iterator[tuple[str, tuple[bytes, Question | None, dict[str, bytes]]]]:
    images: dict[str, bytes] = {}

    def href(image: Image) -> str:
        data = decoded(image, item.id)
        name = f"images/{hashlib.sha256(data).hexdigest()[:16]}.{SUFFIXES[image.media_type]}"
        images[name] = data
        return name

    if item.station:
        yield f"{number:04d}-{item.id}-station.xml", (station_xml(item, item.station, href), None, dict(images))
    for question in item.questions:
        images.clear()
        yield f"{number:04d}-{item.id}-{question.id}.xml", (question_xml(item, question, href), question, dict(images))


def _whole(item: Item, xml: dict[str, bytes]) -> bytes:
    held = {
        "carnet_qti": 1,
        "fingerprints": {name: hashlib.sha256(data).hexdigest() for name, data in xml.items()},
        "item": item.model_dump(mode="json"),
    }
    return json.dumps(held).encode()


def _test(items: Sequence[Item], names: list[list[tuple[str, Question | None]]], title: str) -> bytes:
    made = root("assessmentTest", QTI, QTI_XSD, identifier="TEST", title=title or "Carnet", toolName="Carnet")
    total = node(made, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    node(node(total, "defaultValue"), "value", "0")
    numbered = list(zip(range(1, len(items) + 1), items, names, strict=True))
    # a progressive case is a part of its own: one question after the other, no way back
    parts = groupby(numbered, key=lambda one: (one[0] if one[1].progressive else 0, one[1].progressive))
    for index, ((_n, progressive), members) in enumerate(parts, start=1):
        part = node(
            made, "testPart", identifier=f"PART-{index}",
            navigationMode="linear" if progressive else "nonlinear", submissionMode="individual",
        )  # fmt: skip
        if progressive:
            node(part, "itemSessionControl", maxAttempts="1", allowReview="false", showFeedback="false")
        for number, item, files in members:
            _section(part, number, item, files)
    processing = node(node(made, "outcomeProcessing"), "setOutcomeValue", identifier="SCORE")
    node(node(processing, "sum"), "testVariables", variableIdentifier="SCORE", weightIdentifier="WEIGHT")
    return dump(made)


def _section(part: Any, number: int, item: Item, files: list[tuple[str, Question | None]]) -> None:
    section = node(
        part, "assessmentSection", identifier=f"SECTION-{number}", title=item.title or item.id, visible="true",
        keepTogether="true",
    )  # fmt: skip
    if len(files) > 1 and item.case.strip():
        paragraphs(node(section, "rubricBlock", view="candidate"), item.case)
    for order, (name, question) in enumerate(files, start=1):
        rank = (item.rank_of(question) if question else item.rank) or ""
        labels = [f"rank-{rank}"] if rank else []
        labels += item.objectives_of(question) if question else item.objectives
        wanted = {"category": " ".join(labels)} if labels else {}
        made = node(section, "assessmentItemRef", identifier=f"Q-{number}-{order}", href=name, fixed="true", **wanted)
        node(made, "weight", identifier="WEIGHT", value=repr(question.weight if question else 1.0))


def _manifest(resources: list[tuple[str, str, list[str]]]) -> bytes:
    made = root("manifest", CP, CP_XSD, identifier="MANIFEST")
    about = node(made, "metadata")
    node(about, "schema", "QTIv2.1 Package")
    node(about, "schemaversion", "1.0.0")
    node(made, "organizations")
    held = node(made, "resources")
    ids = {name: f"R-{number}" for number, (name, _kind, _needs) in enumerate(resources, start=1)}
    for name, kind, needs in resources:
        one = node(held, "resource", identifier=ids[name], type=kind, href=name)
        for file in [name, *(file for file in needs if file not in ids)]:
            node(one, "file", href=file)
        for file in needs:
            if file in ids:
                node(one, "dependency", identifierref=ids[file])
    return dump(made)


def losses(item: Item, lossless: bool = True) -> list[Loss]:
    """What another program will not find of an item in the package (our own import finds everything)."""
    found: list[Loss] = []
    if item.kind == "ECOS":
        found.append(Loss(item.id, "station", _("QTI has no observer’s grid: its points are to be given by a person.")))
    for question in item.questions:
        if question.kind == "QROC":
            said = _("Answers near an accepted one are worth 0 there: nobody is asked to look.")
            found.append(Loss(item.id, question.id, said))
        if question.hint:
            found.append(Loss(item.id, question.id, _("the hint")))
        if question.kind == "QZP" and not (question.image and all(one.zone for one in question.propositions)):
            found.append(
                Loss(item.id, question.id, _("The zones are named, not shown: the image or a zone is missing."))
            )
    for address, text in item.texts():
        if holds_control(text):
            found.append(Loss(item.id, address, _("control characters, which XML cannot hold")))
    if not lossless:
        said = _("history, origin of the case, offsets of the evidence and of the references")
        found.append(Loss(item.id, "", said))
    return found
