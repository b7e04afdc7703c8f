"""Whatever the order of a list of markers, each keeps its value; whatever the writing, the same facts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.rules import markers

PAIRS = {
    "RE 90 %": "RE=90%",
    "RP négatif": "RP=négatif",
    "HER2 1+": "HER2=1+",
    "Ki67 20 %": "Ki-67=20%",
    "PD-L1 TPS 60 %": "PD-L1 TPS=60%",
    "KRAS G12C": "KRAS=G12C",
    "EGFR non muté": "EGFR=sauvage",
    "ALK négatif": "ALK=négatif",
    "BRAF V600E": "BRAF=V600E",
    "TTF1 positif": "TTF1=positif",
    "CK20 -": "CK20=négatif",
    "CK7 +": "CK7=positif",
    "MGMT méthylé": "MGMT=méthylé",
    "PSA 12,5 ng/mL": "PSA=12,5 ng/mL",
    "CRP 45 mg/L": "CRP=45 mg/L",
    "absence de mutation NRAS": "NRAS=sauvage",
}


def read(text: str) -> list[str]:
    """The values found, sorted."""
    return sorted(one.value for one in markers.find(Reading.of(Note("n", text))))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(PAIRS)), min_size=1, max_size=8, unique=True),
    st.sampled_from([", ", " ; ", "\n", ",\n", ". ", "\n- "]),
    st.booleans(),
)
def test_the_order_of_a_list_changes_no_value(pairs: list[str], between: str, upper: bool) -> None:
    text = between.join(pairs)
    assert read(text.upper() if upper else text) == sorted(PAIRS[pair] for pair in pairs)


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(["ALK", "ROS1", "NTRK", "RET"]).flatmap(lambda names: st.integers(2, 4).map(lambda n: names[:n])),
    st.sampled_from(
        ["{} et {} négatifs", "pas de réarrangement {} ni {}", "{} ou {} : négatifs", "négatif pour {} et {}"]
    ),
)
def test_coordinated_markers_share_what_is_said_once(names: list[str], frame: str) -> None:
    text = frame.format(", ".join(names[:-1]), names[-1])
    assert read(text) == sorted(f"{name}=négatif" for name in names)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from([", ", " ; ", " - ", " / ", "\n"]))
def test_a_percentage_stays_with_its_marker(first: int, second: int, between: str) -> None:
    shown = [f"{name}={value}%" if value else f"{name}=négatif" for name, value in (("RE", first), ("RP", second))]
    assert read(f"RE {first} %{between}RP {second} %") == sorted(shown)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="REPHKi267 +-,.%:;/()\n<érg", max_size=80))
def test_any_text_is_read(text: str) -> None:
    reading = Reading.of(Note("n", text))
    for one in markers.find(reading):
        assert 0 <= one.start < one.end <= len(reading.text)
