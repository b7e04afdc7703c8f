"""The items that Carnet ships to try with: each goes through its own gate."""

import pytest

from carnet.teaching.examples import items
from carnet.teaching.gate import Gate
from carnet.teaching.item import Item
from carnet.tools.pseudonymisation.leftovers import leftovers


@pytest.mark.parametrize("item", items(), ids=lambda item: item.id)
def test_an_example_goes_through_the_gate(item: Item) -> None:
    report = Gate(bank=items(), identifiers=leftovers).check(item)
    assert report.open, [(one.check, one.where) for one in report.findings]
    assert item.state == "approved"
