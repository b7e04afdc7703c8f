"""QTI 2.1 packages and items read: ours whole, others' as far as the item model says the same thing."""

import hashlib
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree
from pydantic import ValidationError

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.exchange.json_items import named_fields
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, SetAside
from carnet.teaching.exchange.qti.foreign import NotExpressed, item_of
from carnet.teaching.exchange.safe import open_package, parse_xml, read_bytes
from carnet.teaching.item import Item

_ORDER = re.compile(r"^carnet/\d+\.json$")


def read(path: Path) -> Read:
    """The items of a content package (zip) or of one assessmentItem (XML), in the order of the manifest.

    A package of ours gives back its items whole; where another program changed one of an item's files since, that item
    is read from its QTI and said to be so. What the item model cannot say is set aside. Raises `ExchangeRefused`.
    """
    data = read_bytes(path)
    files = open_package(path) if data.startswith(b"PK") else {path.name: data}
    if not data.startswith(b"PK") and not _local(parse_xml(data, path.name)) == "assessmentItem":
        raise ExchangeRefused(
            _("{file}: this XML is not a QTI 2.1 item.").format(file=path.name),
            _("Choose a QTI 2.1 content package (zip), or an assessmentItem."),
        )
    items: list[Item] = []
    aside: list[SetAside] = []
    done: set[str] = set()
    for name in sorted(one for one in files if _ORDER.match(one)):
        done |= _ours(name, files, items, aside)
    for name in _item_files(path, files):
        if name not in done:
            _theirs(name, files, items, aside)
    if not items and not aside:
        raise ExchangeRefused(
            _("{file}: this package holds no QTI item.").format(file=path.name),
            _("Choose a QTI 2.1 content package (zip), or an assessmentItem."),
        )
    return Read(tuple(items), tuple(aside))


def _ours(name: str, files: dict[str, bytes], items: list[Item], aside: list[SetAside]) -> set[str]:
    """Take an item that we wrote; the names of its XML files, or none of them when one was changed since."""
    try:
        held = json.loads(files[name])
        prints: dict[str, str] = held["fingerprints"]
        if held["carnet_qti"] != 1 or not prints:
            raise ValueError
        changed = [file for file, known in prints.items() if hashlib.sha256(files.get(file, b"")).hexdigest() != known]
        if not changed:
            items.append(Item.model_validate(held["item"]))
            return set(prints)
    except ValidationError as problem:
        aside.append(SetAside(name, _("This is not an item: {fields}.").format(fields=named_fields(problem))))
        return set()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        aside.append(SetAside(name, _("The item kept beside the QTI cannot be read: its QTI is read instead.")))
        return set()
    aside.append(
        SetAside(
            ", ".join(changed),
            _("Changed by another program since: read from its QTI, without evidence, references and history."),
            _("Check the questions, and join them to their item again."),
        )
    )
    return set()


def _item_files(path: Path, files: dict[str, bytes]) -> list[str]:
    """The names of the assessmentItem files: as the manifest lists them, then those that it forgets."""
    listed: list[str] = []
    manifest = next((one for one in files if PurePosixPath(one).name == "imsmanifest.xml"), None)
    if manifest:
        folder = PurePosixPath(manifest).parent
        for one in parse_xml(files[manifest], manifest).iter("{*}resource"):
            if str(one.get("type", "")).startswith("imsqti_item") and one.get("href"):
                listed.append(str(folder / one.get("href")).removeprefix("./"))
    others = []
    for name in sorted(files):
        if name.endswith(".xml") and name not in listed and name != manifest:
            try:
                if _local(parse_xml(files[name], name)) == "assessmentItem":
                    others.append(name)
            except CarnetError:
                others.append(name)
    return list(dict.fromkeys([*listed, *others]))


def _theirs(name: str, files: dict[str, bytes], items: list[Item], aside: list[SetAside]) -> None:
    if name not in files:
        aside.append(SetAside(name, _("The manifest names this file, which the package does not hold.")))
        return
    try:
        item, cautions = item_of(parse_xml(files[name], name), name, files, {one.id for one in items})
        items.append(item)
        aside += [SetAside(name, one) for one in cautions]
    except NotExpressed as problem:
        aside.append(SetAside(name, problem.message, problem.remedy))
    except ValidationError as problem:
        aside.append(SetAside(name, _("This is not an item: {fields}.").format(fields=named_fields(problem))))
    except CarnetError as problem:
        aside.append(SetAside(name, problem.message, problem.remedy))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
