"""Data never becomes HTML: the helper escapes, and no code of the pages goes round it."""

import ast
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.widgets import empty_state, error_notice, html, join_html, notice_html, safe_html

HOSTILE = "<img src=x onerror=alert(1)>"
MAKERS = {"HTML", "HTMLMath", "html", "safe_html", "our_own", "Markup"}


def test_values_are_escaped_and_safe_pieces_are_not_escaped_twice() -> None:
    piece = safe_html("<b title='{name}'>{name}</b>", name=HOSTILE + "'\"")
    assert "<img" not in piece and "&#39;" in piece and "&#34;" in piece
    assert safe_html("<p>{piece}</p>", piece=piece) == f"<p>{piece}</p>"
    assert str(join_html([piece, HOSTILE])) == f"{piece}&lt;img src=x onerror=alert(1)&gt;"


def test_every_widget_of_words_escapes() -> None:
    empty = empty_state(HOSTILE, HOSTILE).children[0].value
    for text in (notice_html("stop", HOSTILE, [HOSTILE]), html("<p>{x}</p>", x=HOSTILE).value, empty):
        assert "<img" not in text and "&lt;img" in text


def test_an_error_that_is_not_ours_says_nothing_of_its_own() -> None:
    assert "Durand" not in error_notice(ValueError("Mme Durand")).value
    shown = error_notice(CarnetError("Colonne absente : OS_MONTHS.", "Ajoutez-la."), kept="Rien de perdu.").value
    assert shown.index("OS_MONTHS") < shown.index("Rien de perdu.") < shown.index("Ajoutez-la.")


def _written_by_hand(source: str) -> list[int]:
    """Lines where HTML is made otherwise than from a literal: f-string, `%`, `+`, `.format`, `Markup` of a variable."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "value"), None)
            made = isinstance(first, ast.JoinedStr | ast.BinOp) or (
                isinstance(first, ast.Call) and getattr(first.func, "attr", "") in ("format", "join", "replace")
            )
            if name in MAKERS and (made or (name == "Markup" and not isinstance(first, ast.Constant))):
                found.append(node.lineno)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr):
            to_value = any(isinstance(target, ast.Attribute) and target.attr == "value" for target in node.targets)
            if to_value and "<" in ast.unparse(node.value):
                found.append(node.lineno)
    return found


BAD = """HTML(f'<b>{x}</b>')
w.HTML(value='<b>' + x)
html('<b>%s' % x)
a.value = f'<b>{x}</b>'
Markup(x)
safe_html('<b>{}'.format(x))"""


@pytest.mark.parametrize("bad", BAD.splitlines())
def test_the_lint_sees(bad: str) -> None:
    assert _written_by_hand(bad) == [1]


def test_no_page_writes_html_by_hand(root: Path) -> None:
    found = [
        f"{path.relative_to(root)}:{line}"
        for floor in ("apps", "widgets", "study")
        for path in sorted((root / "lib" / "carnet" / floor).rglob("*.py"))
        if path.name != "escaping.py"
        for line in _written_by_hand(path.read_text(encoding="utf-8"))
    ]
    assert found == []
