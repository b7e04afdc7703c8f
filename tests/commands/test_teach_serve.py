"""`carnet teach serve`: what it is given, what it tells, what it refuses; what the students' processes may know."""

from pathlib import Path

import pytest

from carnet.commands.teach_serve import check_public, serve, tell
from carnet.errors import CarnetError
from carnet.language import set_language
from carnet.serving.students import student_environment, student_settings
from carnet.serving.students_door import Door


@pytest.fixture(autouse=True)
def french() -> None:
    set_language("fr")


def test_the_environment_of_students_is_written_out(tmp_path: Path) -> None:
    given = {
        "PATH": "/bin",
        "LC_ALL": "fr_FR.UTF-8",
        "HOME": "/home/anne",
        "CARNET_HOSPITAL": "/h",
        "CARNET_TEACHING": "postgresql://anne:secret@db/x",
        "CARNET_PSEUDONYM_KEY_FILE": "/k",
        "CARNET_LLM_URL": "http://llm",
        "CARNET_TEACHERS": "anne",
        "JUPYTERHUB_API_TOKEN": "t",
        "AWS_SECRET_ACCESS_KEY": "s",
    }
    made = student_environment(tmp_path, "http://127.0.0.1:1", given)
    assert {name for name in made if name.startswith("CARNET")} == {
        "CARNET_LANG",
        "CARNET_STUDENT_DOOR",
        "CARNET_TEACHING_SERVER",
    }
    assert made["HOME"] == str(tmp_path) and made["PATH"] == "/bin" and made["LC_ALL"] == "fr_FR.UTF-8"
    assert not any("secret" in one or "anne" in one for one in made.values())
    assert "AWS_SECRET_ACCESS_KEY" not in made and "JUPYTERHUB_API_TOKEN" not in made


def test_a_public_address_gives_its_path_and_its_host(tmp_path: Path) -> None:
    url = "https://hub.exemple.fr/services/carnet/"
    given = student_settings(tmp_path / "entrainement.ipynb", 8877, public_url=url, pages=7)
    voila = given["Voila"]
    assert voila["base_url"] == "/services/carnet/" and voila["token"] == "" and voila["ip"] == "127.0.0.1"
    tornado = voila["tornado_settings"]
    assert "hub.exemple.fr" in tornado["local_hostnames"] and not tornado["allow_remote_access"]
    policy = tornado["headers"]["Content-Security-Policy"]
    assert "wss://hub.exemple.fr" in policy and "default-src 'self'" in policy
    assert given["StudentsPortal"]["pages"] == 7
    assert given["VoilaConfiguration"]["file_allowlist"] == []
    open_one = student_settings(tmp_path / "entrainement.ipynb", 8877, address="192.0.2.7")
    assert open_one["Voila"]["tornado_settings"]["allow_remote_access"] and open_one["Voila"]["base_url"] == "/"


@pytest.mark.parametrize("given", ["hub.exemple.fr", "ftp://hub/", "https://", "https://hub/?a=1", "https://hub/#x"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(CarnetError, match="adresse"):
        check_public(given)


def test_an_address_has_its_last_slash() -> None:
    assert check_public("") == "" and check_public("https://hub/carnet") == "https://hub/carnet/"


def test_what_stands_between_the_door_and_a_class_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell("http://127.0.0.1:8877/", 8877, public=False, open_to_others=False)
    assert "Seule cette machine" in capsys.readouterr().out
    tell("http://192.0.2.7:8877/", 8877, public=False, open_to_others=True)
    assert "en clair" in capsys.readouterr().out
    tell("https://hub/carnet/", 8877, public=True, open_to_others=False)
    assert "http://127.0.0.1:8877" in capsys.readouterr().out


def test_without_the_page_or_the_store_nothing_opens(tmp_path: Path) -> None:
    with pytest.raises(CarnetError, match="page des étudiants"):
        serve(
            store=str(tmp_path / "t.sqlite"),
            dashboards=tmp_path,
            port=8877,
            address="127.0.0.1",
            public_url="",
            pages=4,
        )
    with pytest.raises(CarnetError, match="base d’enseignement"):
        serve(
            store=str(tmp_path / "no" / "t.sqlite"),
            dashboards=tmp_path,
            port=8877,
            address="127.0.0.1",
            public_url="",
            pages=4,
        )


def test_an_address_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "entrainement.ipynb"
    page.write_text("{}")
    with pytest.raises(CarnetError, match="ne peut pas y écouter"):
        Door(str(tmp_path / "t.sqlite"), page, address="192.0.2.7", port=8877)
