"""The vault gives back what was replaced, to who has the key and says why; nothing of it is in clear on the disk."""

import json
import stat
from pathlib import Path

import pytest

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.replacement import Replacement
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.vault import Vault

KEY = SiteKey(bytes(range(32)))
TEXT = "Mme Jeanne QUINTEVAL, vue le 12 mars 2024 à Angers. Mme QUINTEVAL va bien."


def entities() -> list[Entity]:
    found = []
    for text, label in (("Jeanne", "FIRST_NAME"), ("12 mars 2024", "IDENTIFYING_DATE"), ("Angers", "CITY")):
        start = TEXT.index(text)
        found.append(Entity(start=start, end=start + len(text), text=text, label=label))
    start = -1
    while (start := TEXT.find("QUINTEVAL", start + 1)) >= 0:
        found.append(Entity(start=start, end=start + 9, text="QUINTEVAL", label="LAST_NAME", role="Patient"))
    return found


def filled(path: Path, notes: int = 3) -> list[str]:
    replace = Replacement(key=KEY, vault=Vault(path, KEY)).replace
    return [replace(Note(f"n{i}", TEXT, "p"), entities()).text for i in range(notes)]


def test_what_was_replaced_comes_back(tmp_path: Path) -> None:
    texts = filled(tmp_path / "vault")
    vault = Vault(tmp_path / "vault", KEY)
    assert "QUINTEVAL" not in texts[1]
    assert vault.restore("n1", texts[1], "suivi d'un patient", who="dr.x") == TEXT
    assert [each.original for each in vault.reverse("n2", "contrôle")][0] == "Jeanne"
    assert vault.reverse("unknown", "contrôle") == []
    assert "Jeanne" not in repr(vault.reverse("n2", "contrôle"))
    with pytest.raises(CarnetError):
        vault.restore("n1", "another text, long enough to hold them all, really, and longer still", "essai")


def test_nothing_in_clear_and_nobody_else(tmp_path: Path) -> None:
    filled(tmp_path / "vault")
    Vault(tmp_path / "vault", KEY).reverse("n1", "contrôle")
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = path.read_bytes()
        assert not any(word in content for word in (b"QUINTEVAL", b"Jeanne", b"Angers", b"n1", b"12 mars"))
    with pytest.raises(CarnetError, match="vault"):
        Vault(tmp_path / "vault", SiteKey(bytes(range(1, 33))))
    (tmp_path / "vault").chmod(0o644)
    with pytest.raises(CarnetError) as told:
        Vault(tmp_path / "vault", KEY)
    assert "chmod 600" in told.value.remedy


def test_every_opening_is_audited_and_needs_a_reason(tmp_path: Path) -> None:
    filled(tmp_path / "vault")
    vault = Vault(tmp_path / "vault", KEY)
    with pytest.raises(CarnetError):
        vault.reverse("n1", "  ")
    vault.reverse("n1", "demande du CSE", who="data.manager")
    lines = vault.audit()
    assert [(line["who"], line["what"], line["why"]) for line in lines] == [
        ("data.manager", "reverse", "demande du CSE"),
        ("data.manager", "reversed", "demande du CSE"),
    ]
    assert lines[1]["records"] == 5 and lines[0]["when"]
    path = vault.audit_path
    kept = path.read_bytes().splitlines()
    path.write_bytes(kept[1] + b"\n")  # a line taken out
    with pytest.raises(CarnetError):
        vault.audit()
    entry = json.loads(kept[0])
    path.write_text(json.dumps(entry | {"who": "nobody"}) + "\n")
    with pytest.raises(CarnetError):
        vault.audit()


@pytest.mark.parametrize("torn", [1, 3, 5, 17, 40])
def test_a_torn_record_is_cut_off_and_the_others_stay(tmp_path: Path, torn: int) -> None:
    path = tmp_path / "vault"
    texts = filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[25 : 25 + torn])  # killed in the middle of a fourth record
    vault = Vault(path, KEY)
    assert vault.count() == 3
    Replacement(key=KEY, vault=vault).replace(Note("n9", TEXT, "p"), entities())
    assert vault.count() == 4
    assert vault.restore("n1", texts[1], "contrôle") == TEXT


def test_a_changed_or_moved_record_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    filled(path)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(CarnetError, match="3"):
        Vault(path, KEY).count()


def test_a_vault_is_not_written_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    path.write_text("a file of somebody's that is longer than the header of a vault")
    path.chmod(0o600)
    with pytest.raises(CarnetError):
        Vault(path, KEY)
    assert path.read_text().startswith("a file of somebody's")
