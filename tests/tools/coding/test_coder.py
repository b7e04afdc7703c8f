"""The coding tool whole: a stay in, its codes with their sentences out; a code verified; a site's lists; processes."""

import pickle
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools import code
from carnet.tools.coding.result import CodedStay, read_coded
from carnet.tools.coding.stay import Stay
from carnet.tools.coding.tool import Coder

TEXT = """Compte rendu d'hospitalisation
Motif : dyspnée fébrile chez un patient de 71 ans.
ATCD : HTA, DT2 sous metformine, IDM en 2012. Mère : cancer du sein.
Évolution : pneumopathie à pneumocoque, évolution favorable. Pas d'embolie pulmonaire.
Conclusion : pneumopathie à pneumocoque."""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return code()


@pytest.fixture(scope="module")
def coded(coder: Coder) -> CodedStay:
    return coder(Note("n1", TEXT, "p", "s1"))


def test_the_disease_of_the_stay_is_principal_and_the_rest_beside_it(coded: CodedStay) -> None:
    assert coded.dp is not None and coded.dp.code == "J13" and coded.stay_id == "s1"
    assert {"I10", "E1198", "I252"} <= {one.code for one in coded.das}
    assert not {"C509", "I269", "R060", "R509"} & {one.code for one in coded.proposals}


def test_a_text_typed_in_a_cell_is_a_note(coder: Coder) -> None:
    assert coder(TEXT).dp == coder(Note("texte", TEXT)).dp


def test_every_passage_stands_in_the_note(coded: CodedStay) -> None:
    for one in coded.proposals:
        assert one.label and one.reason and one.rule
        assert all(TEXT[passage.start : passage.end] == passage.quote for passage in one.evidence)


def test_the_line_is_read_back_as_it_was(coded: CodedStay, tmp_path: Path) -> None:
    from carnet.tools.lines import result_line

    path = tmp_path / "out.jsonl"
    path.write_bytes(result_line(coded, "n1") + b'{"note_id": "n2", "error": "x"}\n')
    assert list(read_coded(path)) == [coded]


def test_it_shows_itself_escaped(coder: Coder) -> None:
    shown = coder(Note("<b>", "HTA. Conclusion : pneumopathie <script>", visit_id="<i>"))._repr_html_()
    assert "<script>" not in shown and "<i>" not in shown and "J18.9" in shown


def test_a_code_is_verified(coder: Coder) -> None:
    stay = Stay.of(Note("n1", TEXT))
    assert coder.verify(stay, "J13", "dp").attested
    assert not coder.verify(stay, "I26.9").attested and coder.verify(stay, "I26.9").evidence
    assert not coder.verify(stay, "K35.8").attested


def test_another_process_codes_the_same(coder: Coder, coded: CodedStay) -> None:
    sent = pickle.loads(pickle.dumps(coder))
    assert sent.fingerprint == coder.fingerprint and sent(Note("n1", TEXT, "p", "s1")) == coded


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(CarnetError):
        code(model=tmp_path / "nothing").prepare()
    with pytest.raises(CarnetError):
        code(terminologies=tmp_path / "nothing").prepare()


def test_the_sites_own_names_find_codes(tmp_path: Path) -> None:
    (tmp_path / "synonymes.csv").write_text("code;synonyme\nJ45.9;maladie du souffle court\n", encoding="utf-8")
    text = "Conclusion : maladie du souffle court."
    assert code(terminologies=tmp_path)(Note("1", text)).dp.code == "J459"  # type: ignore[union-attr]
    assert code()(Note("1", text)).dp is None
