"""The search over a nomenclature without a browser: what it answers, what it hears, what it leaves."""

from typing import Any

from carnet.widgets.code_search import Branch, CodeRow, CodeSearch

BREAST = CodeRow("C50", "C50", "Tumeur maligne du sein", "catégorie", free=False, leaf=False)
UPPER = CodeRow("C504", "C50.4", "Tumeur maligne du quadrant supéro-externe du sein")


def branch(code: str) -> Branch:
    if code == "C504":
        return Branch(UPPER, (BREAST,), ())
    return Branch(BREAST, (), (UPPER,)) if code == "C50" else Branch(None, (), (BREAST,))


def search(query: str) -> list[CodeRow]:
    return [UPPER] if "sein" in query else []


def widget() -> tuple[CodeSearch, list[Any]]:
    made, heard = CodeSearch(search, branch), []
    made.on_word(lambda kind, fields: heard.append((kind, fields)))
    return made, heard


def test_an_answer_carries_the_number_of_its_question() -> None:
    made, _heard = widget()
    made._heard(made, {"kind": "search", "query": "sein", "number": 7}, [])
    assert made.found["number"] == 7 and [row["code"] for row in made.found["rows"]] == ["C504"]
    made._heard(made, {"kind": "search", "query": "  ", "number": 8}, [])
    assert made.found["rows"] == []


def test_it_opens_on_the_branch_of_a_code() -> None:
    made, _heard = widget()
    made.start("sein", "C504")
    assert made.branch["at"]["code"] == "C504" and [row["code"] for row in made.branch["above"]] == ["C50"]
    assert made.opened == 1 and made.query == "sein"
    made._heard(made, {"kind": "branch", "code": ""}, [])
    assert made.branch["at"] is None and made.branch["below"][0]["free"] is False


def test_what_is_chosen_is_heard_and_nonsense_changes_nothing() -> None:
    made, heard = widget()
    made.start()
    for word in (
        {"kind": "search", "query": 3},
        {"kind": "branch"},
        {"kind": "open"},
        {"kind": "choose", "code": "C504"},
    ):
        made._heard(made, word, [])
    assert made.found["rows"] == [] and made.branch["at"] is None
    assert heard[-1] == ("choose", {"code": "C504"})
    made._heard(made, {"kind": "search", "query": "sein " * 500, "number": True}, [])
    assert len(made.found["query"]) == 200 and made.found["number"] == 0
