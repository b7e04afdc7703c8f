"""Double coding and activity without a browser: who disagrees, what is kept, what is counted."""

from datetime import UTC, date, datetime

import pytest

from carnet.apps.codage_compare import DisagreementView, disagreements
from carnet.apps.codage_figures import ActivityView, agreements, by_day, coder_rows, fates
from carnet.apps.codage_store import Validation
from carnet.records.reviews import Decision, Mark


def said(stay: str, who: str, *codes: str, day: int = 1, settled: bool = False) -> Validation:
    pairs = tuple((one.split(":")[0], one.split(":")[1]) for one in codes)
    return Validation(stay, who, datetime(2024, 4, day, 9, tzinfo=UTC), pairs, 90.0, settled)


BOTH = [said("1", "anne", "dp:C504", "das:I10"), said("1", "bruno", "dp:C509"), said("2", "anne", "dp:I500")]


def test_a_stay_of_two_codings_is_a_disagreement_until_it_is_settled() -> None:
    assert list(disagreements(BOTH)) == ["1"]
    assert disagreements([*BOTH, said("1", "anne", "dp:C504", settled=True)]) == {}
    assert disagreements([*BOTH, said("1", "bruno", "das:I10", "dp:C504")]) == {}  # bruno came round


def test_the_view_shows_both_and_keeps_the_one_chosen() -> None:
    opened, settled = [], []
    view = DisagreementView(
        lambda code: f"label {code}", lambda stay: f"séjour {stay}", opened.append, lambda *kept: settled.append(kept)
    )
    view.show(BOTH)
    assert "C50.4" in view.both.value and "label I10" in view.both.value and "anne" in view.both.value
    for button in view.actions.children:
        button.click()
    assert opened == ["1"] and [stay for stay, _codes in settled] == ["1", "1"]
    assert dict(settled)["1"] == (("dp", "C509"),)
    view.show([])
    assert view.both.value == "" and view.actions.children == ()


def test_names_of_coders_never_become_code() -> None:
    view = DisagreementView(str, str, lambda _stay: None, lambda *_kept: None)
    view.show([said("1", "<img src=x>", "dp:C504"), said("1", "b", "dp:C509")])
    assert "<img" not in view.both.value


def decision(n: int, who: str, item: str, verdict: str, again: str = "") -> Decision:
    mark = Mark(0, 3, "das", "I10", f'{{"item": "{item}", "stay": "1"}}')
    return Decision("code", "n", "h", verdict, mark, verdict_again=again, who=who, number=n)  # type: ignore[arg-type]


def test_the_last_word_about_a_code_counts() -> None:
    history = [
        decision(1, "anne", "das:I10", "accepted"),
        decision(2, "anne", "das:I10", "rejected"),
        decision(3, "anne", "dp:C504", "changed"),
        decision(4, "anne", "+1:J440", "added"),
        decision(5, "anne", "+1:J440", "undone"),
    ]
    assert fates(history) == {"anne": {"rejected": 1, "changed": 1}}


def test_activity_counts_stays_once_a_day() -> None:
    again = [*BOTH, said("1", "anne", "dp:C504"), said("3", "anne", "dp:I10", day=9)]
    assert by_day(again)["anne"] == {date(2024, 4, 1): 2, date(2024, 4, 9): 1}
    columns, rows = coder_rows(again, {})
    assert rows[0][:3] == ["anne", 3, 1.5] and len(columns) == len(rows[0])
    ((first, second, found),) = agreements(again)
    assert (first, second, found.stays, found.dp_three) == ("anne", "bruno", 1, 1.0)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_activity_shows_itself(language: str) -> None:
    from carnet.language import set_language

    set_language(language)
    view = ActivityView()
    view.show([], [])
    assert view.widget.children == (view.empty,)
    view.show(BOTH, [])
    assert view.figure in view.widget.children and view.pairs in view.widget.children
    set_language("fr")
