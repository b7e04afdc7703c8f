"""What repo2docker would build: its Dockerfile is read, and postBuild is run for real in a scratch folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


def tracked(root: Path, into: Path) -> Path:
    """A copy of the files that git knows, as a bare clone would have them."""
    listing = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (root / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, into / name)
    return into


@pytest.mark.slow
def test_the_dockerfile_installs_carnet_and_builds_the_demo(root: Path, tmp_path: Path) -> None:
    copy = tracked(root, tmp_path)
    command = [str(BIN / "jupyter-repo2docker"), "--no-build", "--debug", "--user-id", "1000", "--user-name", "jovyan"]
    printed = subprocess.run([*command, str(copy)], capture_output=True, text=True, cwd=tmp_path)
    dockerfile = printed.stdout + printed.stderr
    assert printed.returncode == 0, dockerfile[-2000:]
    whole_repository = dockerfile.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    environment = dockerfile.index('"binder/environment.yml"')
    assert whole_repository < environment, "`-e ..` needs the whole repository before the environment is made"
    assert "binder/postBuild" in dockerfile
    assert "binder/start" in dockerfile
    assert "3.12" in dockerfile


@pytest.mark.slow
def test_post_build_leaves_a_demo_hospital(root: Path, tmp_path: Path) -> None:
    copy = tracked(root, tmp_path)
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "CARNET_DEMO_PERSONS": "200"}
    done = subprocess.run(["bash", "binder/postBuild"], cwd=copy, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (copy / "hospital" / "carnet.json").is_file()
    start = ["bash", "binder/start", "printenv", "CARNET_HOSPITAL"]
    started = subprocess.run(start, cwd=copy, env=env, capture_output=True, text=True)
    assert started.stdout.strip() == str(copy / "hospital")
