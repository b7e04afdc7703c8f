"""A QTI assessmentItem of any program as an item, or the reason why it cannot be one."""

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from lxml import etree

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.exchange.images import image_of
from carnet.teaching.item import Item
from carnet.teaching.question import AcceptedAnswer, Image, Proposition, Question, QuestionKind, Zone

_BLOCKS = {"p", "div", "li", "tr", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_CASE = ("carnet-case", "carnet-before", "carnet-new")
_OF_OURS = {"QRU", "QRM", "QRP", "QRPL"}  # kinds that our own label tells apart


class NotExpressed(CarnetError):
    """An item that the item model has no words for."""


def item_of(root: Any, name: str, files: dict[str, bytes], taken: set[str]) -> tuple[Item, list[str]]:
    """The item of an assessmentItem, and what could not be kept of it. Raises `NotExpressed`, `ValidationError`."""
    cautions: list[str] = []
    interactions = [one for one in root.iter() if isinstance(one.tag, str) and _local(one).endswith("Interaction")]
    kinds = ", ".join(dict.fromkeys(_local(one) for one in interactions)) or "–"
    if len(interactions) != 1:
        raise NotExpressed(_("{n} interactions ({kinds}): one is expected.").format(n=len(interactions), kinds=kinds))
    interaction = interactions[0]
    label = root.get("label", "") if root.get("toolName") == "Carnet" else ""
    if label in ("TCS", "ECOS"):
        raise NotExpressed(
            _("A question of kind {kind} cannot be rebuilt from its QTI.").format(kind=label),
            _("Change it in this program instead."),
        )
    if root.find(".//{*}templateProcessing") is not None:
        raise NotExpressed(_("An item computed at random (templateProcessing)."))
    responses = {one.get("identifier"): one for one in root.iter("{*}responseDeclaration")}
    declared = responses.get(interaction.get("responseIdentifier"))
    if declared is None:
        raise NotExpressed(_("The response that the interaction names is not declared."))
    images = _images(root, interaction, name, files, cautions)
    local = _local(interaction)
    if local in ("choiceInteraction", "hotspotInteraction"):
        question = _chosen(root, interaction, declared, label, images)
    elif local in ("textEntryInteraction", "extendedTextInteraction"):
        question = _written(interaction, declared)
    else:
        raise NotExpressed(_("Interaction of kind {kind}.").format(kind=local))
    body = root.find("{*}itemBody")
    case, stem = _around(body, interaction)
    if not question.stem:
        question = question.model_copy(update={"stem": stem or case, "id": "q1"})
        case = case if stem else ""
    general = [_text(one) for one in root.iter("{*}modalFeedback") if one.get("identifier") == "general"]
    if general:
        question = question.model_copy(update={"feedback": general[0]})
    identifier = _identifier(root.get("identifier") or name, taken)
    title = root.get("title", "")
    item = Item(
        id=identifier, kind=question.kind, title=title, case=case, questions=(question,),
        images=tuple(image for image in images.values() if image is not question.image),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang", "fr") or "fr",
        producer=" ".join(filter(None, (root.get("toolName"), root.get("toolVersion")))),
    )  # fmt: skip
    return Item.model_validate(item.model_dump()), cautions


def _chosen(root: Any, interaction: Any, declared: Any, label: str, images: dict[str, Image]) -> Question:
    correct = {value.text for value in declared.iterfind("{*}correctResponse/{*}value")}
    points = {one.get("mapKey"): float(one.get("mappedValue", "0")) for one in declared.iter("{*}mapEntry")}
    right = correct or {key for key, value in points.items() if value > 0}
    choices = [one for one in interaction.iter() if _local(one) in ("simpleChoice", "hotspotChoice")]
    if not right & {one.get("identifier") for one in choices}:
        raise NotExpressed(_("No key: neither a right response nor a mapping with points."))
    ids = _short_ids([one.get("identifier", "") for one in choices])
    zero = _zeroing(root)
    spoken = {one.get("identifier"): one for one in root.iter("{*}modalFeedback")}
    drawn = interaction.find("{*}object")
    image = images.get(drawn.get("data")) if drawn is not None else None
    propositions = []
    for one, new in zip(choices, ids, strict=True):
        old = one.get("identifier", "")
        inline = one.find("{*}feedbackInline")
        said = spoken.get(old) if old in spoken else inline
        text = _text(one, without=("feedbackInline", "feedbackBlock")) or one.get("hotspotLabel", "") or new.upper()
        propositions.append(
            Proposition(
                id=new, text=text, correct=old in right, unacceptable=old not in right and old in zero[0],
                indispensable=old in right and old in zero[1],
                feedback="" if said is None else _text(said, skip=("carnet-verdict",)), zone=_zone(one, image),
            )
        )  # fmt: skip
    most = int(interaction.get("maxChoices", "1") or 0)
    kind: QuestionKind = "QRM"
    if image is not None:
        kind = "QZP"
    elif label in _OF_OURS:
        kind = label  # type: ignore[assignment]
    elif declared.get("cardinality") == "single" or (most == 1 and len(right) == 1):
        kind = "QRU"
    elif most > 1 and most == len(right) < len(choices):
        kind = "QRP" if len(choices) < 10 else "QRPL"
    return Question(
        id="q1", kind=kind, stem=_text(interaction.find("{*}prompt")), propositions=tuple(propositions), image=image,
        expected=most if kind in ("QRP", "QRPL", "QZP") and most else None,
    )  # fmt: skip


def _written(interaction: Any, declared: Any) -> Question:
    points = {one.get("mapKey"): float(one.get("mappedValue", "0")) for one in declared.iter("{*}mapEntry")}
    best = max(points.values(), default=0.0)
    answers = {value.text or "": 1 for value in declared.iterfind("{*}correctResponse/{*}value")}
    for text, value in points.items():
        if text and value > 0 and text not in answers:
            answers[text] = 1 if value == best else 2
    answers.pop("", None)
    if not answers or declared.get("baseType", "string") != "string":
        raise NotExpressed(_("A question to be written without accepted answers: nothing could mark it."))
    words = max(5, *(len(text.split()) for text in answers))
    accepted = tuple(AcceptedAnswer(text=text, category=category) for text, category in answers.items())  # type: ignore[arg-type]
    return Question(id="q1", kind="QROC", stem=_text(interaction.find("{*}prompt")), answers=accepted, max_words=words)


def _zeroing(root: Any) -> tuple[set[str], set[str]]:
    """The identifiers that our own rules zero the question for: chosen, and not chosen."""
    chosen: set[str] = set()
    missing: set[str] = set()
    if root.get("toolName") == "Carnet":
        for member in root.iter("{*}member"):
            value = member.find("{*}baseValue")
            if value is not None and value.text:
                (missing if _local(member.getparent()) == "not" else chosen).add(value.text)
    return chosen, missing


def _zone(choice: Any, image: Image | None) -> Zone | None:
    if image is None or not choice.get("coords"):
        return None
    numbers = [float(one.strip().rstrip("%")) for one in choice.get("coords").split(",")]
    if choice.get("shape") == "circle" and len(numbers) == 3:
        x, y, r = numbers
        numbers = [x - r, y - r, x + r, y + r]
    points = [
        (min(1.0, max(0.0, x / image.width)), min(1.0, max(0.0, y / image.height)))
        for x, y in zip(numbers[::2], numbers[1::2], strict=False)
    ]
    return Zone(points=tuple(points)) if len(points) > 1 else None


def _images(root: Any, interaction: Any, name: str, files: dict[str, bytes], cautions: list[str]) -> dict[str, Image]:
    found: dict[str, Image] = {}
    for one in root.iter("{*}img", "{*}object"):
        href = one.get("src") or one.get("data") or ""
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))
        spoken = one.get("alt") or _text(one)
        image = image_of(files[file], spoken) if file in files else None
        if image is None:
            cautions.append(_("An image could not be kept (missing, or not PNG, JPEG or SVG)."))
        else:
            found[href] = image
    return found


def _around(body: Any, interaction: Any) -> tuple[str, str]:
    """The texts of the body outside the interaction: the case, and our own stem where it stands apart."""
    if body is None:
        return "", ""
    case = [
        _text(one) for one in body.iter("{*}div") if one.get("class") in ("carnet-case", "carnet-before", "carnet-new")
    ]
    stem = [_text(one) for one in body.iter("{*}div") if one.get("class") == "carnet-stem"]
    if case or stem:
        return "\n\n".join(case), "\n\n".join(stem)
    return _text(body, without=(_local(interaction),)), ""


def _text(element: Any, without: tuple[str, ...] = (), skip: tuple[str, ...] = ()) -> str:
    """The words of an element, blocks on lines of their own; `without` tags and `skip` classes left out."""
    if element is None:
        return ""
    parts: list[str] = []

    def walk(one: Any) -> None:
        local = _local(one) if isinstance(one.tag, str) else ""
        if local and local not in without and one.get("class") not in skip:
            block = local in _BLOCKS and one is not element
            parts.append("\n\n" if block else "\n" if local == "br" else "")
            parts.append(one.text or "")
            for child in one:
                walk(child)
                parts.append(child.tail or "")
            parts.append("\n\n" if block else "")

    walk(element)
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()


def _short_ids(names: list[str]) -> list[str]:
    """Ids that the item model takes: ours without their prefix, others' by letters when they do not fit."""
    bare = [one.removeprefix("P-") for one in names]
    if all(re.fullmatch(r"[a-z0-9_-]{1,16}", one) for one in bare) and len(set(bare)) == len(bare):
        return bare
    return [chr(ord("a") + n) if n < 26 else f"p{n + 1}" for n in range(len(names))]


def _identifier(name: str, taken: set[str]) -> str:
    bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", name.removeprefix("I-")).strip("-")[:60] or "item"
    found, count = bare, 1
    while found in taken:
        count += 1
        found = f"{bare}-{count}"
    return found


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
