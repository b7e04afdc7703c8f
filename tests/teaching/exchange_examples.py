"""Items to exchange: one of each kind, with all that an item can hold, and strategies that make others."""

import base64
import struct
import zlib
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from carnet.teaching.citation import Citation
from carnet.teaching.item import Change, GridLine, Item, Origin, ScriptLine, Station
from carnet.teaching.question import AcceptedAnswer, Expert, Image, Proposition, Question, Zone
from carnet.text.evidence import Evidence

CASE = (
    "Mme G., 62 ans, consulte pour une dyspnée d’effort & une toux « sèche » depuis 3 semaines.\nSpO₂ < 92 % à l’air."
)


def png(width: int = 40, height: int = 30, shade: int = 120) -> bytes:
    """A plain grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade]) * width for _row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def image(alternative: str = "Radiographie thoracique de face", **about: Any) -> Image:
    """A small image."""
    data = base64.b64encode(png()).decode()
    return Image(media_type="image/png", data=data, width=40, height=30, alternative=alternative, **about)


def quote(text: str, words: str, part: str = "case") -> Evidence:
    """The passage of a part that has these words."""
    start = text.index(words)
    return Evidence(note_id=part, start=start, end=start + len(words), quote=words)


CITATION = Citation(
    reference_id="pneumo", version="abc123", title="Collège de pneumologie", section="Embolie", start=0, end=24,
    quote="L’angioscanner confirme.", page=12, dated=date(2026, 1, 5), licence="CC-BY", objective="OIC-226-04-A",
)  # fmt: skip


def question(kind: str = "QRM", key: str = "ac", count: int = 5, **more: Any) -> Question:
    """A question answered by ticking, with its key as letters."""
    names = [chr(ord("a") + n) for n in range(count)]
    flags = {flag: more.pop(flag, "") for flag in ("indispensable", "unacceptable")}
    propositions = tuple(
        Proposition(
            id=name, text=f"Proposition {name} : l’élément n° {index} <{name}> & “suite”", correct=name in key,
            indispensable=name in flags["indispensable"], unacceptable=name in flags["unacceptable"],
            feedback=f"Raison de {name}, d’après l’énoncé.", evidence=(quote(CASE, "dyspnée d’effort"),),
            citations=(CITATION,) if index == 1 else (),
        )
        for index, name in enumerate(names, start=1)
    )  # fmt: skip
    given = {"id": "q1", "stem": "Quelle(s) proposition(s) retenez-vous ?", "propositions": propositions} | more
    return Question(kind=kind, **given)  # type: ignore[arg-type]


def short(**more: Any) -> Question:
    """A QROC."""
    answers = (
        AcceptedAnswer(text="Embolie pulmonaire"),
        AcceptedAnswer(text="l'œdème aigu"),
        AcceptedAnswer(text="thrombose", category=2),
    )
    return Question(
        **({"id": "q1", "kind": "QROC", "stem": "Quel diagnostic évoquez-vous ?", "answers": answers} | more)
    )


def script(**more: Any) -> Question:
    """A TCS of ten experts."""
    panel = tuple(
        Expert(id=f"e{n}", answer=answer, reason="Fréquent." if n == 0 else "")
        for n, answer in enumerate([1, 1, 1, 1, 1, 2, 2, 0, 0, -1])
    )
    given = {
        "id": "q1", "kind": "TCS", "stem": "Votre hypothèse devient :", "hypothesis": "une embolie pulmonaire",
        "finding": "des D-dimères à 300 ng/mL", "panel": panel,
    }  # fmt: skip
    return Question(**(given | more))


def zones(**more: Any) -> Question:
    """A QZP with a rectangle, a polygon and a third zone."""
    shapes = [((0.1, 0.1), (0.4, 0.5)), ((0.5, 0.5), (0.9, 0.5), (0.7, 0.9)), ((0.6, 0.1), (0.9, 0.3))]
    propositions = tuple(
        Proposition(id=f"z{n}", text=f"Zone {n}", correct=n < 2, zone=Zone(points=points))
        for n, points in enumerate(shapes)
    )
    given = {
        "id": "q1", "kind": "QZP", "stem": "Montrez les opacités.", "propositions": propositions, "image": image(),
        "expected": 2,
    }  # fmt: skip
    return Question(**(given | more))


def isolated(one: Question, **more: Any) -> Item:
    """An isolated item of this question."""
    given = {"id": f"item-{one.kind}", "kind": one.kind, "case": CASE, "questions": (one,), "title": "Dyspnée"}
    return Item(**(given | more))


def station(**more: Any) -> Item:
    """An ECOS station."""
    held = Station(
        task="Menez l’interrogatoire et expliquez la suite.", setting="Box des urgences", participant="Mme G., 62 ans",
        attitude="Inquiète", script=(ScriptLine(cue="Depuis quand ?", says="Depuis trois semaines, docteur."),),
        grid=(
            GridLine(id="g1", text="Se présente", section="Relation"),
            GridLine(id="g2", text="Recherche une phlébite", weight=2, section="Interrogatoire", indispensable=True),
        ),
    )  # fmt: skip
    return Item(**({"id": "item-ECOS", "kind": "ECOS", "case": CASE, "station": held, "title": "Dyspnée"} | more))


def progressive(**more: Any) -> Item:
    """A DP of four questions with new data, an image and a history."""
    new = "L’angioscanner montre un thrombus → artère lobaire droite."
    questions = (
        question(
            id="q1", unacceptable="e", indispensable="a", rank="A", objectives=("OIC-226-04-A",), hint="Pensez-y."
        ),
        short(id="q2", new=new, evidence=(quote(new, "thrombus", "q2"),), image=image("Coupe de l’angioscanner")),
        question("QRP", "bd", id="q3", expected=2, weight=2.0, feedback="En résumé : anticoagulation."),
        question("QRU", "c", id="q4", topic="treatment"),
    )
    given = {
        "id": "dp-1", "kind": "DP", "title": "Dyspnée d’une femme de 62 ans", "case": CASE, "questions": questions,
        "images": (image(),), "item_number": 226, "rank": "B", "objectives": ("OIC-226-01-B",), "version": 3,
        "authors": ("Dr É. Noël",), "licence": "CC-BY", "state": "approved", "use": "exam", "difficulty": 0.6,
        "origins": (Origin(part="case", start=0, end=5, note_id="n1", note_start=3, note_end=8),),
        "history": (Change(version=1, who="É. Noël", when=datetime(2026, 1, 2, tzinfo=UTC), state="draft"),),
    }  # fmt: skip
    return Item(**(given | more))


def of_each_kind() -> list[Item]:
    """One item of each kind."""
    return [
        isolated(question("QRU", "b")), isolated(question()), isolated(question("QRP", "ace", expected=3)),
        isolated(question("QRPL", "afk", 12, expected=3)), isolated(short()), isolated(zones()), isolated(script()),
        progressive(), station(),
        Item(id="kfp-1", kind="KFP", case=CASE, questions=(short(id="q1"), question("QRP", "ab", id="q2", expected=2))),
    ]  # fmt: skip


_SIGNS = "éèàçœ’'«»\"&<>=~#{}:%\\/|-.,;()[]*_ \n→🩺½αβ₂@^$"
words = st.text(
    st.one_of(st.sampled_from(_SIGNS), st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"))),
    min_size=1,
    max_size=40,
)


@st.composite
def ticked_questions(draw: st.DrawFn, texts: st.SearchStrategy[str] = words) -> Question:
    """QRU, QRM and QRP of 2 to 6 propositions with any text."""
    kind = draw(st.sampled_from(["QRU", "QRM", "QRP"]))
    count = draw(st.integers(2, 6))
    key = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=1 if kind == "QRU" else count))
    propositions = tuple(
        Proposition(id="abcdef"[n], text=draw(texts), correct=n in key, feedback=draw(st.one_of(st.just(""), texts)))
        for n in range(count)
    )
    expected = len(key) if kind == "QRP" else None
    return Question(id="q1", kind=kind, stem=draw(texts), propositions=propositions, expected=expected)  # type: ignore[arg-type]
