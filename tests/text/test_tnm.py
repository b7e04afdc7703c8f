"""TNM: what is one, what it says, and what only looks like one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.clean import clean
from carnet.text.tnm import Tnm, find_tnm


def read(text: str) -> list[Tnm]:
    """The TNM of a text."""
    regular = clean(text)
    return find_tnm(regular.text, regular.plain)


WHOLE = {
    "pT2N1M0": "pT2N1M0",
    "pT2 pN1a(3/14) M0": "pT2N1aM0",
    "T2 N0 M0": "T2N0M0",
    "cT3 N+ M0": "cT3N+M0",
    "cT3N+M0": "cT3N+M0",
    "T3N2bM1": "T3N2bM1",
    "pT1c(m) N0(sn)": "pT1c(m)N0(sn)",
    "pT1b N0sn": "pT1bN0(sn)",
    "pT2N0(sn)(0/2)": "pT2N0(sn)",
    "pT1cpN0(i+)(sn)": "pT1cN0(i+)(sn)",
    "ypT0 ypN0": "ypT0N0",
    "ypT1mi ypN0 cM0": "ypT1miN0cM0",
    "pT2N1miM0": "pT2N1miM0",
    "ypTis": "ypTis",
    "ypTis(DCIS) N0": "ypTis(DCIS)N0",
    "ypT0/is ypN0": "ypT0/isN0",
    "pT2m N0": "pT2(m)N0",
    "pT2pN0(sn-)": "pT2N0(sn-)",
    "ypT3 N1 L+ V+ PN+": "ypT3N1L1V1Pn1",
    "T2/3 N0": "T2-3N0",
    "ycT2N0": "ycT2N0",
    "N0(i-)(sn) pT1c": "pT1cN0(i-)(sn)",
    "TxNxM1": "TXNXM1",
    "cT2aN2M1c1": "cT2aN2M1c1",
    "T1b1N0M0": "T1b1N0M0",
    "pTisN0(0/12)M0": "pTisN0M0",
    "pTaN0M0": "pTaN0M0",
    "T4bNxM0": "T4bNXM0",
    "pt2n1": "pT2N1",
    "PT1BN0": "pT1bN0",
    "CT3 N2 M1": "cT3N2M1",
    "pT2, N1, M0": "pT2N1M0",
    "pT2 / N1 / M0": "pT2N1M0",
    "T2-N0-M0": "T2N0M0",
    "T: 2 N:1 M:0": "T2N1M0",
    "T : 2 N : 1 M : 0": "T2N1M0",
    "p Tx N1M 0": "pTXN1M0",
    "c T4 N2b M0": "cT4N2bM0",
    "pT3,\npN1,\nM0": "pT3N1M0",
    "pT2\nN0\nM0": "pT2N0M0",
    "usT3N1": "uT3N1",
    "uT3uN2 cM1": "uT3N2cM1",
    "rmT3rmN1": "iT3N1",
    "cT3 pN1 M0": "cT3pN1M0",
    "T1 (tumeur de 2 cm) N0": "T1N0",
    "uT2 [40 mm] N négatif": "uT2N0",
    "T1c N0- M0": "T1cN0M0",
    "pT2 9N+/20": "pT2N+",
    "pT2 pN 1/9 pM0": "pT2N+M0",
    "T3-4N0-2M1a": "T3-4N0-2M1a",
    "cT2-3N3M0": "cT2-3N3M0",
    "T4aN1aM1c": "T4aN1aM1c",
    "pT3N2b(+9/23)M0": "pT3N2bM0",
    "pTlc N0": "pT1cN0",
    "T2 N O M O": "T2N0M0",
    "T4N1MO": "T4N1M0",
    "pT3 N1 M0 G2 R0 L1 V0 Pn1": "pT3N1M0G2R0L1V0Pn1",
    "pT2 PN0": "pT2N0",
    "ypT1cN0R0M0": "ypT1cN0M0R0",
    "pT2N1M0 PL1": "pT2N1M0PL1",
    "pT1cN0M0S2": "pT1cN0M0S2",
    "yp (T3N0M1": "ypT3N0M1",
}


@pytest.mark.parametrize(("written", "value"), WHOLE.items())
def test_a_tnm_is_read_whole(written: str, value: str) -> None:
    (found,) = read(f"Carcinome opéré, {written}. Suites simples.")
    assert found.value == value
    assert clean(f"Carcinome opéré, {written}.").text[found.start : found.end].rstrip(".") == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tumeur classée pT2.", "pT2"),
        ("lésion pTis du trigone", "pTis"),
        ("adénocarcinome prostatique T2b", "T2b"),
        ("Stade T3", "T3"),
        ("stade N1", "N1"),
        ("statut ganglionnaire : N+", "N+"),
        ("M1 hépatique d'emblée", "M1"),
        ("maladie métastatique M1", "M1"),
        ("pTNM : T2 N1", "pT2N1"),
        ("carcinome urothélial pTa bas grade", "pTa"),
        ("TVNIM T1G3", "T1G3"),
        ("TNM : pT2N1", "pT2N1"),
        ("classé pTlc.", "pT1c"),
    ],
)
def test_a_tnm_in_its_context(text: str, value: str) -> None:
    assert [one.value for one in read(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "en hypersignal T2, hyposignal T1",
        "Séquences T1, T2 FLAIR et T1 gadolinium.",
        "IRM : T1, T2*, diffusion",
        "lésion hétérogène en T2 et homogène en T1",
        "pondérée T2 Fat Sat",
        "fracture de T12",
        "fracture de T3",
        "vertèbres T1 à T4",
        "métastase T7",
        "tassement de D8 et T4",
        "macrophages M1",
        "leucémie aiguë myéloïde M1",
        "occlusion M1 gauche",
        "N-acétylcystéine",
        "T4 libre 12 pmol/L",
        "T3 160 ng/dL",
        "TSH 2, T3 et T4 normales",
        "P2N",
        "étudiant en M1 de médecine",
        "contrôle à M1 et M3",
        "CT 2 phases",
        "PT 1",
        "rT3",
        "diabète DT1, DT2",
        "un T1 no",
        "le T1 montre",
        "dans notre t4 nodule",
        "atome no 2",
        "à t 0 n 3 patients",
        "T 38,6 °C",
        "un total de 3 cycles, taxel 2",
        "LT4 75 µg",
        "anti-CTLA-4",
        "C1J1",
        "radiothérapie RT3D",
    ],
)
def test_what_only_looks_like_a_tnm(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("pT2N1(3/12)", (3, 12)),
        ("pT4 N2 (18+/31) Mx", (18, 31)),
        ("pT3 pN1 1/30, cM0", (1, 30)),
        ("pT0pN0 [0 ganglion atteint sur 12]", (0, 12)),
        ("pT2 9N+/20", (9, 20)),
        ("pT1pN1 [1/2]", (1, 2)),
        ("pT2 N2 (2 N+ sur 14)", (2, 14)),
    ],
)
def test_nodes_are_counted(text: str, nodes: tuple[int, int]) -> None:
    (found,) = read(text)
    assert (found.nodes_positive, found.nodes_examined) == nodes


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("pT2N1M0 (UICC 2017)", "8"),
        ("pT4bpN1M0 (TNM 7e éd. 2010)", "7"),
        ("pT2N0 selon la classification TNM 8ème édition", "8"),
        ("TNM 8e éd. : pT2N0", "8"),
        ("ypT1mi ypN0 cM0, 8e édition", "8"),
        ("pT2N0M0, 8 cm", ""),
    ],
)
def test_the_edition_is_read(text: str, version: str) -> None:
    assert [one.version for one in read(text)] == [version]


def test_prefixes_are_kept_letter_by_letter() -> None:
    (found,) = read("cT3 pN1 M0")
    assert (found.prefix, found.n_prefix, found.m_prefix) == ("c", "p", "p")
    assert not found.pathological
    assert read("ypT2 N0")[0].pathological


def test_two_tnm_follow_each_other() -> None:
    assert [one.value for one in read("cT3N1M0, puis ypT1N0 après chimiothérapie ; sein droit : pT1a N0")] == [
        "cT3N1M0",
        "ypT1N0",
        "pT1aN0",
    ]


def test_nothing_of_the_text_is_shown() -> None:
    assert "pT2" not in repr(read("pT2N0")[0])


@given(st.text("pyctTnNmMrRx0123abi()[]/+-. \n:,o", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    places = [(one.start, one.end) for one in found]
    assert places == sorted(places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    assert all(0 <= start < end <= len(text) and one.value for (start, end), one in zip(places, found, strict=True))


@given(
    st.sampled_from(["", "c", "p", "yp", "u", "rp"]),
    st.sampled_from(["0", "is", "1", "1mi", "1c", "2a", "3", "4b", "X"]),
    st.sampled_from(["0", "1", "1a", "1mi", "2b", "3c", "X", "+"]),
    st.sampled_from(["", "0", "1", "1a", "X"]),
    st.sampled_from(["", " ", ", ", "\n", " / "]),
)
def test_a_tnm_written_is_read_as_it_is(prefix: str, t: str, n: str, m: str, between: str) -> None:
    pieces = [f"{prefix}T{t}", f"N{n}", *([f"M{m}"] if m else [])]
    (found,) = read("Tumeur classée " + between.join(pieces) + ".")
    assert (found.prefix, found.t, found.n, found.m) == (prefix, t, n, m)
