"""What a coder decides about codes: one by one, undone, kept in the store and brought back."""

from pathlib import Path

import pytest

from carnet.apps.codage_review import CodingReview
from carnet.apps.codage_search import problem
from carnet.apps.codage_store import CodeKeeper, statuses, validations
from carnet.records.reviews import Reviews
from carnet.text.note import Note
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.result import CodedStay, Position, Proposal
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

TEXT = "Carcinome du sein droit. HTA. Pneumopathie."
STAY = Stay("s1", (Note("n1", TEXT), Note("n2", "HTA connue.")))


def proposal(code: str, position: Position, words: str) -> Proposal:
    start = TEXT.index(words)
    there = Evidence(note_id="n1", start=start, end=start + len(words), quote=words)
    label = cim10().label(code)
    return Proposal(
        code=code, label=label, position=position, score=0.9, reason="", rule="associated", evidence=(there,)
    )


CODED = CodedStay(
    stay_id="s1",
    note_ids=("n1", "n2"),
    dp=proposal("C509", "dp", "Carcinome du sein"),
    das=(proposal("I10", "das", "HTA"), proposal("J189", "das", "Pneumopathie")),
)


def review() -> CodingReview:
    return CodingReview.of(CODED, lambda code, position: cim10().valid(code, position))


def codes(made: CodingReview) -> list[tuple[str, str, str]]:
    return [(item.now.position, item.now.code, item.now.state) for item in made.in_order()]


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodeKeeper:
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "reviews.sqlite"))
    return CodeKeeper()


def again(keeper: CodeKeeper, mine: str = "") -> CodingReview:
    made = review()
    keeper.bring_back(made, STAY, mine)
    return made


def test_a_code_is_accepted_replaced_rejected_and_each_step_undone() -> None:
    made = review()
    made.accept("dp:C509", "A")
    made.replace("das:I10", "I110", "A")
    made.reject("das:J189", "A")
    assert codes(made) == [("dp", "C509", "accepted"), ("das", "I110", "changed"), ("das", "J189", "rejected")]
    assert [item.now.code for item in made.kept()] == ["C509", "I110"] and made.able == (True, False)
    while made.undo():
        pass
    assert {state for _at, _code, state in codes(made)} == {"proposed"} and not made.touched
    while made.redo():
        pass
    assert codes(made)[1] == ("das", "I110", "changed") and made.able == (True, False)
    made.replace("das:I10", "I10", "A")  # as it was proposed again
    assert codes(made)[1] == ("das", "I10", "accepted")


def test_a_new_principal_diagnosis_makes_the_earlier_one_an_associated_one() -> None:
    made = review()
    step = made.move("das:J189", "dp", "A")
    assert step is not None and [one.id for one in step.changes] == ["das:J189", "dp:C509"]
    assert [code for at, code, _state in codes(made) if at == "dp"] == ["J189"]
    assert ("das", "C509", "changed") in codes(made)
    made.undo()
    assert codes(made)[0] == ("dp", "C509", "proposed") and len(made.at("das")) == 2


def test_an_added_code_that_is_withdrawn_is_gone() -> None:
    made = review()
    step = made.add("E119", "das", (), "A")
    assert made.items[step.changes[0].id].now.state == "added"
    made.reject(step.changes[0].id, "A")
    assert "E119" not in [code for _at, code, _state in codes(made)]
    made.undo()
    assert ("das", "E119", "added") in codes(made)


@pytest.mark.parametrize(
    ("code", "position", "told"),
    [
        ("C509", "dp", ""),
        ("C50", "dp", "subdivisé"),
        ("ZZZ", "das", "n’est pas un code"),
        ("I10", "das", "déjà codé"),
        ("W190", "dp", "ne peut pas être DP"),
        ("HHFA001", "act", ""),
        ("I10", "act", "CCAM"),
    ],
)
def test_why_a_code_cannot_stand_there(code: str, position: str, told: str) -> None:
    from carnet.language import set_language

    set_language("fr")
    wrong = problem(code, position, review(), cim10(), "dp:C509")
    assert (told in wrong) if told else wrong == ""


def test_decisions_are_kept_and_found_again(keeper: CodeKeeper) -> None:
    made = review()
    there = Evidence(note_id="n2", start=0, end=3, quote="HTA")
    for step in (
        made.accept("dp:C509", "A"),
        made.replace("das:I10", "I110", "A"),
        made.comment("das:I10", "Voir le cardiologue", "A"),
        made.reject("das:J189", "A"),
        made.add("E119", "das", (there,), "A"),
        made.add("R522", "das", (), "A"),
    ):
        assert step is not None and keeper.keep(made, step, STAY, "A", "code 1")
    back = again(keeper)
    assert codes(back) == codes(made)
    assert back.items["das:I10"].now.comment == "Voir le cardiologue" and back.items["das:I10"].now.who == "A"
    added = {item.now.code: item.evidence for item in back.in_order() if item.now.state == "added"}
    assert added == {"E119": (there,), "R522": ()}
    for _i in range(3):
        undone = made.undo()
        assert undone is not None and keeper.keep(made, undone, STAY, "A", "code 1")
    back = again(keeper)
    assert codes(back) == codes(made) and back.items["das:J189"].now.state == "proposed"
    assert again(keeper, "B").touched is False  # a second coder who codes blind sees nothing of it


def test_what_is_kept_names_places_and_no_text(keeper: CodeKeeper) -> None:
    made = review()
    step = made.replace("das:I10", "I110", "A")
    assert step is not None and keeper.keep(made, step, STAY, "A", "code 1")
    (kept,) = Reviews().history("code")
    assert (kept.mark.label, kept.mark.role, TEXT[kept.mark.start : kept.mark.end]) == ("das", "I110", "HTA")
    assert kept.mark.fields() == {"item": "das:I10", "stay": "s1", "code": "I110", "position": "das"}
    assert "Carcinome" not in str(kept) and kept.who == "A" and kept.verdict == "changed"


def test_a_code_no_longer_proposed_stays_with_its_evidence(keeper: CodeKeeper) -> None:
    made = review()
    step = made.accept("das:I10", "A")
    assert step is not None and keeper.keep(made, step, STAY, "A", "code 1")
    other = CodingReview.of(CODED.model_copy(update={"das": ()}), lambda _code, _at: True)
    keeper.bring_back(other, STAY)
    (kept,) = other.kept()
    assert (kept.now.code, kept.now.state, kept.evidence[0].quote) == ("I10", "added", "HTA")


def test_how_far_a_stay_is(keeper: CodeKeeper) -> None:
    assert statuses(keeper.stays()) == {}
    keeper.begin(STAY, "A")
    assert statuses(keeper.stays()) == {"s1": "begun"}
    keeper.begin(STAY, "A", undone=True)
    assert statuses(keeper.stays()) == {}
    keeper.validate(STAY, [("dp", "C509"), ("das", "I10")], "A", seconds=41)
    assert statuses(keeper.stays()) == {"s1": "validated"}
    keeper.validate(STAY, [("dp", "C504"), ("das", "I10")], "B")
    assert statuses(keeper.stays()) == {"s1": "disagreement"}
    keeper.validate(STAY, [("dp", "C504"), ("das", "I10")], "A", settled=True)
    assert statuses(keeper.stays()) == {"s1": "validated"}
    found = validations(keeper.stays())
    assert [(one.who, one.settled) for one in found] == [("A", False), ("B", False), ("A", True)]
    assert found[0].codes == (("dp", "C509"), ("das", "I10")) and found[0].seconds == 41


def test_a_store_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_REVIEWS", str(tmp_path / "nowhere" / "deep" / "reviews.sqlite"))
    (tmp_path / "nowhere").write_text("a file where a folder should be")
    keeper, made = CodeKeeper(), review()
    step = made.accept("dp:C509", "A")
    assert step is not None and not keeper.keep(made, step, STAY, "A", "")
    assert keeper.failed and keeper.stays() == [] and keeper.validate(STAY, [], "A") is None
