"""Nothing that gives an answer away reaches a student before the correction: secrets are planted and looked for."""

from pathlib import Path

import pytest
from classroom_parts import approve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.teaching.citation import Citation
from carnet.teaching.classroom import SessionPlan, StudentDesk
from carnet.teaching.classroom.public import public_item
from carnet.teaching.classroom.sheets import SheetItem, SheetProposition, SheetQuestion
from carnet.teaching.item import GridLine, Item, Origin, Override, ScriptLine, Station
from carnet.teaching.question import AcceptedAnswer, Expert, Image, Proposition, Question, Zone
from carnet.teaching.store import TeachingStore
from carnet.text.evidence import Evidence

SECRET = "SECRET"
KEYS = ("correct", "indispensable", "unacceptable", "feedback", "evidence", "citations", "answers", "panel", "grid")
KEYS += ("script", "participant", "attitude", "origins", "cautions", "history", "overrides", "difficulty", "objectives")
PUBLIC = {
    "id version number kind case images questions progressive more finished total",
    "id number kind new stem propositions to_choose max_words image hypothesis finding minutes response saved seconds "
    "flagged locked hints corrected",
    "id text zone",
}


def planted(kind: str, n: int, right: int, image: bool, later: int) -> Item:
    """An item whose every hidden field holds the word, and whose questions after the `later`-th hold it everywhere."""
    cite = Citation(reference_id=SECRET, version=SECRET, title=SECRET, start=0, end=6, quote=SECRET)
    evidence = (Evidence(note_id="case", start=0, end=6, quote=SECRET),)
    picture = Image(
        media_type="image/png", data="AAAA", width=1, height=1, alternative="une image", source=SECRET, licence=SECRET
    )
    zone = Zone(points=((0, 0), (1, 1)))

    def question(place: int) -> Question:
        told = SECRET if place > later else "dit"
        sort = kind if kind != "DP" else "QRM"
        propositions = tuple(
            Proposition(
                id=f"p{one}", text=told, correct=one < right, indispensable=one == 0 and right > 0,
                unacceptable=one == n - 1 and right < n, feedback=SECRET, evidence=evidence, citations=(cite,),
                zone=zone if sort == "QZP" else None,
            )
            for one in range(n)
        )  # fmt: skip
        return Question(
            id=f"q{place}", kind=sort, stem=told, new=told,
            propositions=() if sort in ("QROC", "TCS") else propositions,
            answers=(AcceptedAnswer(text=SECRET),) if sort == "QROC" else (), image=picture if image else None,
            hypothesis=told, finding=told, hint=SECRET, feedback=SECRET, evidence=evidence, citations=(cite,),
            panel=(Expert(id=SECRET, answer=1, reason=SECRET),) if sort == "TCS" else (), objectives=(SECRET,),
        )  # fmt: skip

    scene = Station(
        task="dit", setting="dit", participant=SECRET, attitude=SECRET, script=(ScriptLine(cue=SECRET, says=SECRET),),
        grid=(GridLine(id="g", text=SECRET, section=SECRET),),
    )  # fmt: skip
    return Item(
        id="i", kind=kind, title=SECRET, case="dit", images=(picture,) if image else (),
        questions=() if kind == "ECOS" else tuple(question(place) for place in range(1, 4 if kind == "DP" else 2)),
        station=scene if kind == "ECOS" else None, specialty=SECRET, objectives=(SECRET,), difficulty=0.123,
        authors=(SECRET,), licence=SECRET, producer=SECRET, cautions=(SECRET,),
        origins=(Origin(part="case", start=0, end=1, note_id=SECRET, note_start=0, note_end=1),),
        overrides=(Override(check=SECRET, who=SECRET, when="2026-01-01T00:00:00Z", reason=SECRET),),
    )  # fmt: skip


KINDS = ("QRU", "QRM", "QRP", "QRPL", "QROC", "QZP", "TCS", "DP", "ECOS")


@given(
    st.sampled_from(KINDS), st.integers(2, 8), st.integers(0, 8), st.booleans(), st.integers(0, 2), st.text(max_size=5)
)
@settings(max_examples=80, deadline=None)
def test_no_secret_leaves(kind: str, n: int, right: int, image: bool, until: int, seed: str) -> None:
    item = planted(kind, n, min(right, n), image, until + 1 if kind == "DP" else 9)
    sent = public_item(item, until=until if kind == "DP" else None, seed=seed, hints=True).model_dump_json()
    assert SECRET not in sent and "0.123" not in sent
    for name in KEYS:
        assert f'"{name}"' not in sent


def test_the_whitelist_is_what_it_is() -> None:
    """A field that is added to what travels has to be thought about here."""
    found = {" ".join(model.model_fields) for model in (SheetItem, SheetQuestion, SheetProposition)}
    assert found == PUBLIC


@pytest.mark.parametrize("kind", KINDS)
def test_a_desk_sends_no_secret_before_the_correction(kind: str, tmp_path: Path) -> None:
    store = TeachingStore(tmp_path / "t.sqlite")
    item = planted(kind, 5, 2, True, 1 if kind == "DP" else 9).model_copy(update={"overrides": ()})
    anne = approve(store, item)
    code = anne.open_session(SessionPlan("x", ("i",), "exam", 10, shuffle=True)).code
    anne.start(code)
    desk = StudentDesk(store)
    sent = desk.join(code, "Zoé").model_dump_json() + desk.sheet().model_dump_json()
    sent += desk.submit().model_dump_json()
    assert SECRET not in sent
    store.close()


@given(st.integers(0, 5))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_announced_is_all_that_is_told_of_the_key(right: int) -> None:
    """A QRM tells no number to choose; the same sheet is sent whatever its key is."""
    sheets = {public_item(planted("QRM", 5, count, False, 9)).model_dump_json() for count in (right, 5 - right)}
    assert len(sheets) == 1
