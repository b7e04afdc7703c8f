"""The data of the rules, and what holds whatever the mentions of a stay are."""

# ruff: noqa: E501, SIM905  a stay is a line

import re
from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placed_notes import assigned

from carnet.language import _
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.coding.pmsi.codes import Family, class_of, family, table

# codes of every kind: headers, causes, germs, manifestations, signs, histories, what does not exist
CODES = (
    "C504 C509 C787 C795 C341 D469 I10 I110 I2100 I2519 I489 I480 I500 I5012 I633 I64 J189 J440 J449 J9600 K250 K703 K35 N10 N390"
    " N185 N083 G309 F009 E1198 E1158 E149 R074 R509 R060 R572 R18 S7200 S720 T391 T845 T814 O342 O820 O800 Z370 P073 P220 Z380"
    " W1909 X6009 B956 B962 U82100 U822+0 Z853 Z8500 Z921 Z511 Z515 Z452 Z515 C61 C56 N40 X999X U079 Z519 I252 F1724 Z720"
).split()  # fmt: skip
WORDS = {"": "", "Motif : ": "", "ATCD : ": "", "Conclusion : ": "", "Evolution : ": "", "Diagnostic : ": ""}
SITUATIONS = ("", "venue pour C3 de paclitaxel. ", "soins palliatifs. ", "a accouché d'une fille. ", "surveillance. ")


@st.composite
def stays(draw: st.DrawFn) -> tuple[list[tuple[str, str]], float | None, str | None]:
    notes = []
    for _number in range(draw(st.integers(1, 3))):
        lines = []
        for _line in range(draw(st.integers(1, 5))):
            heading = draw(st.sampled_from(sorted(WORDS)))
            marks = draw(
                st.lists(
                    st.tuples(st.sampled_from(CODES), st.sampled_from(["", "", "?", "-", "<", "~", ">"])), max_size=4
                )
            )
            lines.append(
                heading
                + draw(st.sampled_from(SITUATIONS))
                + ", ".join(f"{{{code}{sign}|le diagnostic {n}}}" for n, (code, sign) in enumerate(marks))
            )
        notes.append((draw(st.sampled_from(["CRH", "CRO", "CRC", "anapath"])), "\n".join(lines) + " fin"))
    return notes, draw(st.sampled_from([None, 0.0, 8.0, 30.0, 70.0])), draw(st.sampled_from([None, "f", "m"]))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(stays())
def test_whatever_the_mentions_every_proposal_stands(
    stay: tuple[list[tuple[str, str]], float | None, str | None],
) -> None:
    notes, age, sex = stay
    done = assigned(*notes, age=age, sex=sex)  # type: ignore[arg-type]
    proposals = [one for one in (done.dp, done.dr, *done.das) if one]
    texts = {f"n{number}": re.sub(r"\{[^|]*\|([^}]*)\}", r"\1", text) for number, (_kind, text) in enumerate(notes)}
    seen = [one.code for one in proposals]
    assert len(seen) == len(set(seen))
    told = " ".join(text for _kind, text in notes)
    for one in proposals:
        assert cim10().valid(one.code, one.position)
        assert one.evidence
        assert all(texts[passage.note_id][passage.start : passage.end] == passage.quote for passage in one.evidence)
        assert one.rule in table("rules")
        marked = re.findall(rf"\{{{re.escape(one.code)}([?\-<~>]?)\|", told)
        assert (
            not marked or any(sign in ("", "<") for sign in marked) or class_of(one.code) in ("care", "delivery_mode")
        )
    if done.dr is not None:
        assert done.dp is not None
        assert done.dp.code in family("needs_related")
    if done.dp is None:
        assert any(one.kind == "no_dp" for one in done.warnings)


@pytest.mark.parametrize("name", sorted(table("rules")))
def test_each_rule_has_a_source_and_words_in_french(name: str) -> None:
    rule = table("rules")[name]
    assert rule["source"]
    assert _(rule["says"]) != rule["says"]


def test_ages_are_told_in_french() -> None:
    assert all(_(rule["says"]) != rule["says"] for rule in table("persons"))


def test_the_codes_of_situations_may_be_principal() -> None:
    for name, about in table("situations").items():
        if isinstance(about, dict) and "rank" in about:
            named = [about["code"], about.get("otherwise", about["code"]), *about.get("treated", {}).values()]
            named += [branch["code"] for branch in about.get("branches", ())]
            assert all(cim10().valid(code, "dp") for code in named), name


def test_codes_of_the_tables_exist() -> None:
    known = cim10()
    tables = table("incompatible")
    for code in (*tables["history_of"], *tables["family_of"], *(rule["code"] for rule in tables["observation"])):
        assert code in known, code
    for mode in (*table("situations")["delivery"]["modes"], *table("situations")["delivery"]["outcomes"]):
        assert known.valid(mode["code"], "das")


def test_every_range_holds_a_code() -> None:
    known = sorted(code.code for code in cim10())
    for name, ranges in table("families").items():
        if name != "_classes":
            for one in ranges:
                first = known[min(bisect_left(known, one.partition("-")[0]), len(known) - 1)]
                assert first in Family.of([one]), f"{name}: {one}"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("C504", "tumour"), ("C787", "metastasis"), ("R074", "symptom"), ("R572", "acute"), ("I10", "risk"), ("Z853", "history"),
     ("Z511", "care"), ("W1909", "external"), ("B956", "germ"), ("O820", "delivery_mode"), ("I252", "status"), ("K297", "disease")],
)  # fmt: skip
def test_classes(code: str, kind: str) -> None:
    assert class_of(code) == kind


def test_the_lexicon_says_what_is_a_sign_and_what_it_explains() -> None:
    entries = {
        "K297": Diagnosis("gastrite", "K297", explains=("R11",)),
        "M549": Diagnosis("rachialgies", "M549", symptom=True),
    }
    done = assigned("Conclusion : {M549|rachialgies}, {K297|gastrite}, {R11|vomissements}.", entries=entries)
    assert done.dp is not None
    assert done.dp.code == "K297"
    assert [one.code for one in done.das] == ["M549"]


class _Model:
    """A site's model that has an opinion."""

    def __init__(self, opinions: dict[str, dict[str, float]]) -> None:
        self.opinions = opinions

    def scores(self, stay: object, candidates: dict[str, list[str]]) -> dict[str, dict[str, float]]:
        return self.opinions


def test_a_model_orders_candidates_and_adds_none() -> None:
    from placed_notes import stay_of

    from carnet.tools.coding.pmsi.assigning import assign

    stay, placed = stay_of("Conclusion : {J189|pneumopathie}, {N10|pyélonéphrite}.")
    plain = assign(placed, stay, cim10())
    taught = assign(placed, stay, cim10(), model=_Model({"dp": {"N10": 0.95, "J189": 0.02, "C504": 0.99}}))  # type: ignore[arg-type]
    assert plain.dp is not None
    assert taught.dp is not None
    assert (plain.dp.code, taught.dp.code) == ("J189", "N10")
