"""`carnet llm-cache`: what is kept, what is purged, and folders that are not its own."""

import subprocess
import sys
from pathlib import Path

from carnet.llm.cache import AnswerCache
from carnet.llm.model import Answer, Request


def carnet(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from carnet.commands import main; main()"
    return subprocess.run([sys.executable, "-c", code, "llm-cache", *arguments], capture_output=True, text=True)


def test_counts_then_purges(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "kept")
    for seed in range(2):
        cache.put(cache.key("m", Request((("user", "Mme Martin"),), seed=seed)), Answer("sein", "m"))
    shown = carnet(str(cache.folder))
    assert shown.returncode == 0 and shown.stdout.startswith("2 réponses gardées") and "sein" not in shown.stdout
    assert carnet(str(cache.folder), "--purge").stdout.startswith("2 réponses supprimées")
    assert cache.size() == (0, 0)


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    mine = tmp_path / "ab" / ("c" * 64)
    mine.write_text("thèse")
    refused = carnet(str(tmp_path), "--purge")
    assert refused.returncode == 1 and mine.exists() and "rien n’a été supprimé" in refused.stderr
