"""Moodle XML read: each question as an item, ours joined again, what the item model cannot say set aside."""

import base64
import binascii
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from carnet.language import _
from carnet.teaching.exchange.images import image_of
from carnet.teaching.exchange.json_items import named_fields
from carnet.teaching.exchange.moodle import pages
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, SetAside
from carnet.teaching.exchange.safe import parse_xml, read_bytes
from carnet.teaching.exchange.tags import about, our_own
from carnet.teaching.item import ITEM_KINDS, Item
from carnet.teaching.question import AcceptedAnswer, Image, Proposition, Question

_PLUGIN = "@@PLUGINFILE@@/"


def read(path: Path) -> Read:
    """The questions of a Moodle XML file (multichoice, truefalse, shortanswer) as items. Raises `ExchangeRefused`."""
    root = parse_xml(read_bytes(path), path.name)
    if root.tag != "quiz":
        raise ExchangeRefused(
            _("{file}: this XML is not a Moodle question bank.").format(file=path.name),
            _("Export the questions from Moodle as “Moodle XML”."),
        )
    reading = _Reading()
    for number, one in enumerate(root.iter("question"), start=1):
        reading.take(one, number)
    return Read(tuple(reading.items()), tuple(reading.aside))


class _Reading:
    """What was read so far: the parts of each item in the order of their first question."""

    def __init__(self) -> None:
        self.groups: dict[str, dict[str, Any]] = {}
        self.aside: list[SetAside] = []
        self.category = ""

    def take(self, one: Any, number: int) -> None:
        kind = one.get("type", "")
        if kind == "category":
            self.category = (one.findtext("category/text") or "").split("/")[-1]
            return
        name = (one.findtext("name/text") or "").strip()
        where = _("question {number} ({name})").format(number=number, name=name) if name else f"question {number}"
        tags = [(tag.text or "").strip() for tag in one.iterfind("tags/tag/text")]
        ours = our_own(tags)
        try:
            self._question(one, kind, name, where, tags, ours)
        except ValidationError as problem:
            self.aside.append(SetAside(where, _("This is not an item: {fields}.").format(fields=named_fields(problem))))
        except ValueError:
            self.aside.append(SetAside(where, _("A fraction or a number cannot be read.")))

    def _question(self, one: Any, kind: str, name: str, where: str, tags: list[str], ours: dict[str, str]) -> None:
        given, _tilde, part = (one.findtext("idnumber") or "").partition("~")
        group = given if part else ""
        if kind == "description" and part == "case":
            self._case(one, group, name, tags, ours)
            return
        if ours.get("kind") in ("TCS", "ECOS"):
            said = _("A question of kind {kind} cannot be rebuilt from Moodle.").format(kind=ours["kind"])
            self.aside.append(SetAside(where, said, _("Keep the original item, as JSON.")))
            return
        if kind not in ("multichoice", "truefalse", "shortanswer"):
            said = _("Moodle question of type {kind}: the item model has nothing that says the same.")
            self.aside.append(
                SetAside(where, said.format(kind=kind or "–"), _("Rewrite it as a QRU, a QRM or a QROC."))
            )
            return
        page = pages.parse(one.findtext("questiontext/text") or "")
        told = pages.texts(page)
        stem = told.get("stem", "" if told else pages.plain(page))
        case_images, image, missing = self._images(one, page)
        fields: dict[str, Any] = {
            "id": part or "q1", "stem": stem, "new": told.get("new", ""), "image": image,
            "hypothesis": told.get("hypothesis", ""), "finding": told.get("finding", ""),
            "feedback": pages.said(one.findtext("generalfeedback/text") or ""),
            "hint": pages.said(one.findtext("hint/text") or ""), "topic": ours.get("topic", "other"),
            "weight": float(one.findtext("defaultgrade") or 1) or 1.0,
        } | about(tags)  # fmt: skip
        if kind == "shortanswer":
            fields |= self._short(one, ours)
        else:
            fields |= self._choices(one, kind, ours, case_images, missing)
            if not any(p.correct for p in fields["propositions"]):
                said = _("No answer with points: there is no key.")
                self.aside.append(SetAside(where, said, _("Say in Moodle which answers are right.")))
                return
        question = Question.model_validate(fields)
        group = group or self._free(name or "question")
        held = self.groups.setdefault(group, {"questions": [], "images": [], "case": "", "title": name})
        held["questions"].append(question)
        held["images"] += case_images
        held["kind"] = ours.get("item", held.get("kind", question.kind))
        held["case"] = told.get("case", held["case"])
        held["specialty"] = ours.get("specialty", held.get("specialty", "" if part else self.category))
        held |= about([tag.removeprefix("carnet:of-item=") for tag in tags if tag.startswith("carnet:of-item=")])
        for said in missing:
            self.aside.append(SetAside(where, said, ""))

    def _case(self, one: Any, group: str, name: str, tags: list[str], ours: dict[str, str]) -> None:
        page = pages.parse(one.findtext("questiontext/text") or "")
        images, _image, _missing = self._images(one, page)
        self.groups[group] = {
            "questions": [], "images": images, "case": pages.texts(page).get("case", ""), "title": name,
            "kind": ours.get("item", "KFP"), "specialty": ours.get("specialty", ""),
        } | about(tags)  # fmt: skip

    def _images(self, one: Any, page: Any) -> tuple[list[Image], Image | None, list[str]]:
        """The images of the case (shared), that of the question, and what could not be kept."""
        files = {file.get("name", ""): file.text or "" for file in one.iterfind("questiontext/file")}
        shared: list[Image] = []
        own: Image | None = None
        missing: list[str] = []
        seen: set[str] = set()
        for shown in page.iter("img"):
            name = unquote((shown.get("src") or "").removeprefix(_PLUGIN))
            image = _image(files.get(name, ""), shown.get("alt") or "")
            seen.add(name)
            if image is None:
                missing.append(_("An image could not be kept (missing, or not PNG, JPEG or SVG)."))
            elif shown.get("class") == "carnet-question":
                own = image
            else:
                shared.append(image)
        for name, data in files.items():
            if name not in seen:
                image = _image(data, name)
                shared += [image] if image else []
                said = _("An image could not be kept (missing, or not PNG, JPEG or SVG).")
                missing += [] if image else [said]
        return shared, own, missing

    def _choices(
        self, one: Any, kind: str, ours: dict[str, str], images: list[Image], missing: list[str]
    ) -> dict[str, Any]:
        answers = one.findall("answer")
        points = [float(answer.get("fraction") or 0) for answer in answers]
        single = kind == "truefalse" or (one.findtext("single") or "true").strip() in ("true", "1")
        best = max(points, default=0.0)
        propositions = []
        for number, (answer, worth) in enumerate(zip(answers, points, strict=True)):
            page = pages.parse(answer.findtext("text") or "")
            marks = pages.classes_of(page)
            name = next((mark[3:] for mark in marks if mark.startswith("id-")), _letter(number))
            text = next(iter(pages.texts(page).values()), "") if marks else pages.plain(page)
            text = {"true": "Vrai", "false": "Faux"}.get(text, text) if kind == "truefalse" else text
            for file in answer.iterfind("file"):
                image = _image(file.text or "", f"Proposition {name.upper()} : {file.get('name', '')}")
                images += [image] if image else []
                said = _("The image of proposition {id} stands with the case: a proposition holds none.")
                lost = _("An image could not be kept (missing, or not PNG, JPEG or SVG).")
                missing.append(said.format(id=name.upper()) if image else lost)
            correct = worth > 0 and (not single or worth == best)
            if worth > 0 and not correct:
                missing.append(_("Proposition {id} was worth a part of the point: taken as wrong.").format(id=name))
            propositions.append(
                Proposition(
                    id=name, text=text or f"[{name.upper()}]", correct=correct,
                    feedback=pages.said(answer.findtext("feedback/text") or ""),
                    indispensable="indispensable" in marks and correct,
                    unacceptable="unacceptable" in marks and not correct,
                )
            )  # fmt: skip
        told = ours.get("kind", "")
        if told == "QZP":
            missing.append(_("The zones of the image were not in the file: read as a QRP."))
        kinds = {"QRU": "QRU", "QRM": "QRM", "QRP": "QRP", "QRPL": "QRPL", "QZP": "QRP"}
        expected = int(ours["expected"]) if ours.get("expected", "").isdigit() else None
        return {
            "kind": kinds.get(told, "QRU" if single else "QRM"), "propositions": tuple(propositions),
            "expected": expected,
        }  # fmt: skip

    def _short(self, one: Any, ours: dict[str, str]) -> dict[str, Any]:
        points = {
            (answer.findtext("text") or "").replace("\\*", "*"): float(answer.get("fraction") or 0)
            for answer in one.findall("answer")
        }
        answers = tuple(
            AcceptedAnswer(text=text, category=1 if worth >= 100 else 2) for text, worth in points.items() if worth > 0
        )
        longest = max((len(one.text.split()) for one in answers), default=5)
        words = int(ours["words"]) if ours.get("words", "").isdigit() else max(5, longest)
        return {"kind": "QROC", "answers": answers, "max_words": words}

    def _free(self, name: str) -> str:
        bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:55] or "question"
        found, count = bare, 1
        while found in self.groups:
            count += 1
            found = f"{bare}-{count}"
        return found

    def items(self) -> list[Item]:
        """The items of what was read; a group that does not make one is set aside."""
        found: list[Item] = []
        for name, held in self.groups.items():
            kind = held["kind"] if held["kind"] in ITEM_KINDS else "KFP"
            questions = tuple(held["questions"])
            if not questions:
                continue
            if kind not in ("KFP", "miniDP", "DP") or len(questions) == 1 and kind != questions[0].kind:
                kind = questions[0].kind if len(questions) == 1 else "KFP"
            kept = {key: held[key] for key in ("case", "title", "specialty", "rank", "item_number", "objectives")
                    if key in held}  # fmt: skip
            try:
                fields = {"id": name, "kind": kind, "questions": questions, "images": tuple(held["images"])} | kept
                found.append(Item.model_validate(fields))
            except ValidationError as problem:
                self.aside.append(
                    SetAside(name, _("This is not an item: {fields}.").format(fields=named_fields(problem)))
                )
        return found


def _image(data: str, alternative: str) -> Image | None:
    try:
        return image_of(base64.b64decode("".join(data.split()), validate=True), alternative)
    except (binascii.Error, ValueError):
        return None


def _letter(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else f"p{number + 1}"
