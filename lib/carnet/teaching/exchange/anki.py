"""Anki packages: a note for each question, the correction with its evidence on the back, the same note each time."""

import hashlib
import html
import io
import json
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.teaching.citation import Citation
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.images import SUFFIXES, decoded
from carnet.teaching.exchange.outcome import Loss, Written, unsaid
from carnet.teaching.exchange.safe import write_bytes
from carnet.teaching.item import Item
from carnet.teaching.question import Image, Question
from carnet.text.evidence import Evidence

MODEL_ID = 1_607_392_319  # never to change: Anki knows the notes of an earlier export by it
FIELDS = ("Identifiant", "Cas", "Question", "Réponses", "Correction", "Sources")
OF_ITEM = ("origins", "history", "overrides", "cautions", "state", "use", "version", "scale", "authors", "producer",
           "difficulty", "language")  # fmt: skip
FRONT = '<div class="cas">{{Cas}}</div><div class="question">{{Question}}</div>{{Réponses}}'
BACK = '{{FrontSide}}<hr id="answer">{{Correction}}<div class="sources">{{Sources}}</div>'
CSS = """.card { font-family: Roboto, "Segoe UI", sans-serif; font-size: 18px; line-height: 1.45; text-align: left;
  max-width: 42em; margin: 1em auto; padding: 0 1em; color: #1b1f24; background: #fff; }
.cas { margin-bottom: 1em; } .question { font-weight: 600; margin-bottom: .6em; } img { max-width: 100%; }
ol.propositions { list-style: upper-alpha; padding-left: 2em; } .vrai { color: #0b6b3a; } .faux { color: #a3231a; }
.preuve, .sources { font-size: .88em; color: #57606a; } .nightMode.card { color: #e6e9ed; background: #16191d; }
.nightMode .vrai { color: #7bd9a4; } .nightMode .faux { color: #ff9d94; }
.nightMode .preuve, .nightMode .sources { color: #a9b3bd; }"""


def write(items: Sequence[Item], path: Path, *, deck: str = "Carnet", when: float | None = None) -> Written:
    """Write an Anki package. Importing a later export of the same items updates the same notes.

    `deck` is the deck's name; `when` the time of the export in seconds (now by default).
    """
    import genanki

    model = genanki.Model(
        MODEL_ID, "Carnet – question", [{"name": name} for name in FIELDS],
        [{"name": "Question", "qfmt": FRONT, "afmt": BACK}], css=CSS,
    )  # fmt: skip
    made = genanki.Deck(int.from_bytes(hashlib.sha256(deck.encode()).digest()[:4], "big") // 2 + 1, deck)
    media: dict[str, bytes] = {}
    losses: list[Loss] = []
    for item in items:
        losses += unsaid(item, OF_ITEM, ("zones", "weight"))
        for name, fields, tags in _notes(item, media):
            note = genanki.Note(model, fields, tags=tags, guid=genanki.guid_for("carnet", item.id, name))
            made.add_note(note)
        said = _("marks: Anki asks whether you knew, it does not score")
        losses.append(Loss(item.id, "", said))
    write_bytes(path, _package(genanki.Package(made), media, time.time() if when is None else when))
    return Written(len(items), tuple(losses), (path,))


def _package(package: Any, media: dict[str, bytes], when: float) -> bytes:
    """The zip of a package, made in memory: nothing of the exam in a temporary file."""
    connection = sqlite3.connect(":memory:")
    try:
        package.write_to_db(connection.cursor(), when, count(int(when * 1000)))
        connection.commit()
        collection = connection.serialize()
    finally:
        connection.close()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("collection.anki2", collection)
        made.writestr("media", json.dumps({str(number): name for number, name in enumerate(media)}))
        for number, data in enumerate(media.values()):
            made.writestr(str(number), data)
    return held.getvalue()


def _notes(item: Item, media: dict[str, bytes]) -> list[tuple[str, list[str], list[str]]]:
    case = _page(item.case) + "".join(_picture(one, media, item.id) for one in item.images)
    notes = []
    told = case
    for question in item.questions:
        told = (told if len(item.questions) > 1 else case) + _page(question.new)
        front = [f"{item.id}~{question.id}", told, _asked(question, media, item.id), _propositions(question)]
        notes.append((question.id, [*front, _correction(question), _sources(item, question)], _tags(item, question)))
    if item.station:
        lines = "".join(f"<li>{_line(f'{one.text} ({one.weight:g})')}</li>" for one in item.station.grid)
        fields = [f"{item.id}~station", case, _page(item.station.task), "", f"<ul>{lines}</ul>", _line(item.licence)]
        notes.append(("station", fields, _tags(item, None)))
    return notes


def _line(text: str) -> str:
    return html.escape(text, quote=False).replace("\x1f", " ").replace("\n", "<br>")


def _page(text: str) -> str:
    return "".join(f"<p>{_line(block)}</p>" for block in text.split("\n\n") if block.strip())


def _picture(image: Image, media: dict[str, bytes], item_id: str) -> str:
    data = decoded(image, item_id)
    name = f"carnet-{hashlib.sha256(data).hexdigest()[:16]}.{SUFFIXES[image.media_type]}"
    media[name] = data
    return f'<p><img src="{name}" alt="{html.escape(image.alternative)}"></p>'


def _asked(question: Question, media: dict[str, bytes], item_id: str) -> str:
    before = [f"Si vous pensiez à : {question.hypothesis}"] if question.hypothesis else []
    before += [f"Et qu’alors vous trouvez : {question.finding}"] if question.finding else []
    asked = "".join(_page(one) for one in before)
    asked += _picture(question.image, media, item_id) if question.image else ""
    number = question.to_choose if question.kind != "QRU" else None
    return asked + _page(question.stem) + (f"<p>({number} réponses attendues)</p>" if number else "")


def _propositions(question: Question) -> str:
    if question.kind == "TCS":
        return "".join(f"<p>{_line(words)}</p>" for words in DEGREE_WORDS.values())
    rows = "".join(f"<li>{_line(one.text)}</li>" for one in question.propositions)
    return f'<ol class="propositions">{rows}</ol>' if rows else ""


def _correction(question: Question) -> str:
    told = ""
    for letter, one in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", question.propositions, strict=False):
        word = "indispensable" if one.indispensable else "inacceptable" if one.unacceptable else ""
        word = word or ("vrai" if one.correct else "faux")
        kind = "vrai" if one.correct else "faux"
        told += f'<p class="{kind}"><b>{letter} : {word}.</b> {_line(one.text)}</p>'
        told += f"<p>{_line(one.feedback)}</p>" if one.feedback else ""
        told += _proofs(one.evidence, one.citations)
    for answer in question.answers:
        half = " (la moitié du point)" if answer.category == 2 else ""
        told += f'<p class="vrai"><b>{_line(answer.text)}</b>{half}</p>'
    if question.panel:
        votes = [sum(one.answer == degree for one in question.panel) for degree in range(-2, 3)]
        told += "".join(f"<p>{degree:+d} : {n} expert(s)</p>" for degree, n in zip(range(-2, 3), votes, strict=True))
    return told + _page(question.feedback) + _proofs(question.evidence, question.citations)


def _proofs(evidence: Sequence[Evidence], citations: Sequence[Citation]) -> str:
    told = "".join(f'<p class="preuve">Dans le cas : « {_line(one.quote)} »</p>' for one in evidence)
    for one in citations:
        dated = f", version du {one.dated:%d/%m/%Y}" if one.dated else ""
        told += f'<p class="preuve">{_line(one.title)}{dated} : « {_line(one.quote)} »</p>'
    return told


def _sources(item: Item, question: Question) -> str:
    rank, objectives = item.rank_of(question), item.objectives_of(question)
    number = question.item_number or item.item_number
    told = [f"Rang {rank}" if rank else "", f"Item {number}" if number else "", *objectives, item.licence]
    return _line(" · ".join(filter(None, told)))


def _tags(item: Item, question: Question | None) -> list[str]:
    rank = item.rank_of(question) if question else item.rank
    number = (question.item_number if question else None) or item.item_number
    tags = [f"carnet::{question.kind if question else item.kind}"]
    tags += [f"rang::{rank}"] * bool(rank) + [f"item::{number}"] * bool(number)
    tags += item.objectives_of(question) if question else item.objectives
    return tags + [f"specialite::{'_'.join(item.specialty.split())}"] * bool(item.specialty)
