"""The stage tables: every combination has one stage, no worse letter gives a better stage, published lines hold."""

import re
from itertools import combinations

import pytest

from carnet.tools.structuring.stages.tables import Staged, Table, common, stage_of, tables, tables_of

TABLES = {table.name: table for table in tables()}
# combinations to which the edition gives no group
WITHOUT = {
    ("oesophagus_squamous", "yp"): {"T": "is"},
    ("oesophagus_adenocarcinoma", "yp"): {"T": "is"},
    ("stomach", "yp"): {"T": "is"},
    ("oropharynx_p16", "p"): {"N": "3", "M": "0"},
}


def lists() -> list[tuple[Table, str]]:
    """Every list of lines of every table."""
    return [(table, key) for table in tables() for key in table.rows]


def rank(stage: str) -> tuple[int, str, str]:
    """Stages in order of gravity."""
    match = re.fullmatch(r"(0|IV|I{1,3})([A-D]?)(.*)", stage)
    assert match is not None, stage
    return ["0", "I", "II", "III", "IV"].index(match[1]), match[2], match[3] if match[2] else ""


def staged(name: str, prefix: str, t: str, n: str, m: str, **others: list[str]) -> Staged | None:
    """The stage in a table."""
    return stage_of(TABLES[name], prefix, t, n, m, others)


@pytest.mark.parametrize(("table", "key"), lists(), ids=lambda one: getattr(one, "name", one))
def test_every_combination_has_one_stage(table: Table, key: str) -> None:
    without = WITHOUT.get((table.name, key), {"": ""})
    for combination in table.combinations():
        if not all(combination.get(letter) == value for letter, value in without.items()):
            assert table.of(key, combination) is not None, combination


@pytest.mark.parametrize(("table", "key"), lists(), ids=lambda one: getattr(one, "name", one))
def test_every_line_serves(table: Table, key: str) -> None:
    used = {row.said for combination in table.combinations() if (row := table.of(key, combination)) is not None}
    assert used == {row.said for row in table.rows[key]}


@pytest.mark.parametrize(("table", "key"), lists(), ids=lambda one: getattr(one, "name", one))
def test_a_worse_letter_never_gives_a_better_stage(table: Table, key: str) -> None:
    for combination in table.combinations():
        if combination["T"] in ("a", "is"):
            continue
        for letter in ("T", "N", "M", "S", "PSA", "ISUP", "AGE"):
            for low, high in combinations(table.categories.get(letter, ()), 2):
                if combination.get(letter) != low or low in ("a", "is"):
                    continue
                if low[0] != high[0] and low[1:] != high[1:]:  # N1c and N2a of melanoma are not in order
                    continue
                better, worse = table.of(key, combination), table.of(key, {**combination, letter: high})
                if better is None or worse is None or "?" in (better.stage, worse.stage) or "IS" in better.stage:
                    continue
                if worse.stage != "IS":
                    assert rank(better.stage) <= rank(worse.stage), (combination, letter, better.stage, worse.stage)


@pytest.mark.parametrize(
    ("name", "prefix", "tnm", "stage"),
    [
        ("breast", "p", "2 1 0", "IIB"),
        ("breast", "p", "1c 1mi 0", "IB"),
        ("breast", "c", "1c 1 0", "IIA"),
        ("breast", "c", "4d 1 0", "IIIB"),
        ("lung", "c", "1c 0 0", "IA3"),
        ("lung", "c", "2a 2 0", "IIIA"),
        ("lung", "c", "4 3 0", "IIIC"),
        ("lung", "c", "1a 0 1c", "IVB"),
        ("colorectum", "p", "3 0 0", "IIA"),
        ("colorectum", "p", "4b 1a 0", "IIIC"),
        ("colorectum", "p", "2 1c 0", "IIIA"),
        ("stomach", "p", "4a 3a 0", "IIIB"),
        ("stomach", "c", "4a 2 0", "III"),
        ("stomach", "yp", "2 1 0", "II"),
        ("pancreas", "p", "3 2 0", "III"),
        ("oesophagus_squamous", "c", "3 1 0", "III"),
        ("oesophagus_adenocarcinoma", "c", "2 0 0", "IIB"),
        ("liver", "c", "2 0 0", "II"),
        ("kidney", "p", "3a 0 0", "III"),
        ("bladder", "p", "a 0 0", "0a"),
        ("bladder", "p", "2b 1 0", "IIIA"),
        ("melanoma", "p", "3b 1a 0", "IIIC"),
        ("melanoma", "p", "1b 0 0", "IA"),
        ("melanoma", "c", "1b 0 0", "IB"),
        ("cervix", "c", "2b 1 0", "IIIC1"),
        ("endometrium", "p", "1b 0 0", "IB"),
        ("ovary", "p", "3c 1b 0", "IIIC"),
        ("head_neck", "c", "2 2b 0", "IVA"),
        ("oropharynx_p16", "c", "2 1 0", "I"),
        ("anus", "c", "2 1a 0", "IIIA"),
    ],
)
def test_published_lines(name: str, prefix: str, tnm: str, stage: str) -> None:
    found = staged(name, prefix, *tnm.split())
    assert found is not None
    assert (found.stage, found.exact, found.assumed) == (stage, True, ())


def test_what_the_table_asks_besides() -> None:
    assert staged("prostate", "c", "2a", "0", "0") is None  # from I to IIIC
    given = staged("prostate", "c", "2a", "0", "0", PSA=["low"], ISUP=["2"])
    assert given is not None and given.stage == "IIB"
    high = staged("prostate", "c", "3a", "0", "0", ISUP=["5"])
    assert high is not None and high.stage == "IIIC"
    assert staged("thyroid", "p", "3a", "0", "0") is None  # I or II: the age decides
    old = staged("thyroid", "p", "3a", "0", "0", AGE=["old"])
    assert old is not None and old.stage == "II"
    marked = staged("testis", "p", "2", "2", "0", S=["1"])
    assert marked is not None and marked.stage == "IIB"


def test_what_is_not_said() -> None:
    supposed = staged("breast", "p", "2", "1a", "")
    assert supposed is not None and (supposed.stage, supposed.assumed) == ("IIB", ("M0",))
    assert staged("breast", "c", "2", "1", "") is None  # clinical: M must be said
    assert staged("breast", "c", "2", "", "0") is None
    assert staged("breast", "rp", "2", "1", "0") is None  # a recurrence has no stage
    far = staged("breast", "", "", "", "1")
    assert far is not None and far.stage == "IV"
    group = staged("colorectum", "p", "3", "+", "0")
    assert group is not None and (group.stage, group.exact) == ("III", False)
    letter = staged("lung", "c", "1", "0", "0")
    assert letter is not None and (letter.stage, letter.exact) == ("IA", False)
    spread = staged("lung", "c", "3-4", "3", "0")
    assert spread is not None and spread.stage == "IIIC"
    assert staged("colorectum", "p", "9", "0", "0") is None
    assert staged("breast", "p", "0", "0", "0") is None  # complete response: none


def test_what_several_stages_share() -> None:
    assert common(["IIIA", "IIIB"]) == "III"
    assert common(["IA1", "IA2"]) == "IA"
    assert common(["I", "II"]) is None
    assert common(["?"]) is None
    assert common([]) is None


@pytest.mark.parametrize(
    ("topography", "morphology", "names"),
    [
        ("C50.4", "8500/3", ["breast"]),
        ("C50.4", "9020/3", []),  # phyllodes
        ("C34.1", None, ["lung"]),
        ("C18.1", "8480/3", []),  # appendix
        ("C18.7", "8240/3", []),  # neuroendocrine
        ("C15.4", "8070/3", ["oesophagus_squamous"]),
        ("C15.4", "8140/3", ["oesophagus_adenocarcinoma"]),
        ("C15.4", None, []),
        ("C16.0", "8140/3", []),  # cardia: oesophagus or stomach
        ("C22.0", "8170/3", ["liver"]),
        ("C22.0", "8160/3", []),
        ("C44.5", "8720/3", ["melanoma"]),
        ("C44.5", "8090/3", []),
        ("C10.9", "8070/3", ["head_neck", "oropharynx_p16"]),
        ("C73.9", "8260/3", ["thyroid"]),
        ("C77.9", "9650/3", []),
    ],
)
def test_which_table(topography: str, morphology: str | None, names: list[str]) -> None:
    assert [table.name for table in tables_of(topography, morphology)] == names
