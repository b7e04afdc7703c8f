"""The rules of numbers, places and dates on texts that break programs: no error, no stall, spans within the text."""

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_notes import found_in

from carnet.text.note import Note
from carnet.tools.pseudonymisation.labels import KINDS, LABELS, ROLES
from carnet.tools.pseudonymisation.page import Page
from carnet.tools.pseudonymisation.rules import addresses, contacts, dates, hospitals, identifiers, places, social

MODULES = (identifiers, contacts, addresses, places, hospitals, dates, social)
PIECES = (
    "né le ", "12/03/2024", "1 84 12 76 451 089 46", "IPP : ", "rue ", "12 ", "de la ", "Paris", "CEDEX",
    "à ", "hôpital ", "Saint-", "Vitry-sur-",
    "@", "a.b@c.fr", "www.", "n° ", "tél : ", "06 12", "mille ", "deux ", "mars", "2019", "75013", "(", ")",
    "|", "\n", "\t", "\r\n", "é", "É", "'",
    "\u200b", "\u0301", "o", "0", "O1", "\x00", "😀", "ß", "ﬁ", "²", "½", "٣", "１２", "²²²²²²²²", "٠٦١٢٣٤٥٦٧٨",
    "IPP|NDA\n", "retraité de ", "mariée", "Ⅻ",
)  # fmt: skip
hostile = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=24).map("".join)
)
LONG = (
    "1", "1 ", "1.", "1/", "1-", "12/03/2024 ", "2 9 0 2 1 9 9 5 ", " ", "\n", "A", "Aa ", "PARIS ", "Saint-",
    "Vitry-sur-", ".,;:-/|()", "@", "a@",
    "a.b@c.", "tel: 1 ", "12 rue de la ", "12 Rue De La Paix ", "hôpital de ", "http://", "a.fr.", "mars ",
    "1,2,3 et ", "deux mille ", "né à ",
    "habite à Paris ", "75013 Paris ", "+33 ", "(1", "d'", "A. ", "2012 ", "profession : ", "FR76", "A1",
    "le 12 ", "service de ", "Aa-aa-", "IPP|",
)  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
@settings(deadline=None)  # the first call reads the lists
@given(text=hostile)
def test_no_text_breaks_a_rule(module: ModuleType, text: str) -> None:
    page = Page.of(Note("note", text))
    for one in module.find(page):
        assert 0 <= one.start < one.end <= len(page.text)
        assert one.label in LABELS
        assert one.role in ("", *ROLES)
        assert one.kind in ("", *KINDS)
        assert 0 < one.score <= 1


@pytest.mark.timeout(120)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_long_repetitions_do_not_stall(module: ModuleType) -> None:
    for piece in LONG:
        found_in(module, piece * (8_000 // len(piece)))
