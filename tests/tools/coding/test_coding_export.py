"""Decided stays as the RUM's table and as a FHIR claim: every code in its place, read back as it was."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carnet.text.note import Note
from carnet.tools.coding.export.decided import DecidedCode, DecidedStay, undecided
from carnet.tools.coding.export.fhir import EVIDENCE, claim_bundle
from carnet.tools.coding.export.rum import columns, rum_csv, write_rum
from carnet.tools.coding.result import CodedStay, Evidence, Proposal
from carnet.tools.coding.stay import Stay

TEXT = "Cancer du sein droit. HTA."
STAY = Stay("S 12", (Note("n1", TEXT),), "p1", 61.0, "f", date(2024, 3, 12), date(2024, 3, 15), "=cmd()", None)
SEEN = Evidence(note_id="n1", start=0, end=20, quote="Cancer du sein droit")


@pytest.fixture
def decided() -> DecidedStay:
    codes = (
        DecidedCode("dp", "Z511", "Séance de chimiothérapie pour tumeur"),
        DecidedCode("dr", "C509", "Tumeur maligne du sein, sans précision", (SEEN,)),
        DecidedCode("das", "I10", "Hypertension essentielle (primitive)", comment="vu avec le service"),
        DecidedCode("act", "QEFA001", "Tumorectomie"),
    )
    return DecidedStay(STAY, codes, "camille", datetime(2024, 3, 20, 9, 30, tzinfo=UTC), validated=True)


def rows(stays: list[DecidedStay]) -> list[dict[str, str]]:
    file = io.StringIO()
    rum_csv(stays, file)
    return list(csv.DictReader(io.StringIO(file.getvalue()), delimiter=";"))


def test_the_rum_holds_codes_without_dot_dates_of_eight_digits_and_no_formula(decided: DecidedStay) -> None:
    (row,) = rows([decided])
    assert row["dp"] == "Z511" and row["dr"] == "C509" and row["das_1"] == "I10" and row["acte_1"] == "QEFA001"
    assert row["date_entree"] == "12032024" and row["date_sortie"] == "15032024" and row["sexe"] == "2"
    assert row["nombre_das"] == "1" and row["statut"] == "valide" and row["codeur"] == "camille"
    assert row["unite_medicale"] == "'=cmd()" and row["finess"] == ""


def test_the_longest_stay_says_how_many_columns_there_are(decided: DecidedStay) -> None:
    bare = DecidedStay(STAY, (DecidedCode("das", "I10", ""), DecidedCode("das", "J449", "")))
    assert "das_2" in columns([decided, bare]) and "das_3" not in columns([decided, bare])
    assert [row["das_2"] for row in rows([decided, bare])] == ["", "J449"]
    assert rows([]) == []


def test_the_file_is_its_owners(decided: DecidedStay, tmp_path: Path) -> None:
    path = tmp_path / "rum.csv"
    write_rum([decided], path)
    assert path.stat().st_mode & 0o777 == 0o600 and path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_claim_orders_its_conditions_and_keeps_their_passages(decided: DecidedStay) -> None:
    bundle = json.loads(claim_bundle([decided]).model_dump_json())
    resources = [entry["resource"] for entry in bundle["entry"]]
    kinds = [one["resourceType"] for one in resources]
    assert kinds == ["Patient", "Encounter", "Condition", "Condition", "Condition", "Claim"]
    claim = resources[-1]
    by_id = {f"{one['resourceType']}/{one['id']}": one for one in resources}
    codes = [by_id[one["diagnosisReference"]["reference"]]["code"]["coding"][0]["code"] for one in claim["diagnosis"]]
    assert codes == ["Z51.1", "C50.9", "I10"] and claim["status"] == "active"
    assert [one["type"][0]["text"] for one in claim["diagnosis"]][:2] == ["Diagnostic principal", "Diagnostic relié"]
    kept = by_id[claim["diagnosis"][1]["diagnosisReference"]["reference"]]["extension"]
    assert kept[0]["url"] == EVIDENCE and Evidence.model_validate_json(kept[0]["valueString"]) == SEEN
    assert claim["procedure"][0]["procedureCodeableConcept"]["coding"][0]["code"] == "QEFA001"


def test_what_nobody_decided_is_a_draft() -> None:
    dp = Proposal(code="C509", label="x", position="dp", score=0.8, reason="r", rule="dp.reason", evidence=(SEEN,))
    one = undecided(STAY, CodedStay(stay_id="S 12", note_ids=("n1",), dp=dp))
    assert one.codes[0].origin == "unseen"
    resources = [entry["resource"] for entry in json.loads(claim_bundle([one]).model_dump_json())["entry"]]
    assert resources[-1]["status"] == "draft"
    assert resources[2]["verificationStatus"]["coding"][0]["code"] == "provisional"
