"""JupyterLab, with our settings above whatever a person's own Jupyter configuration says."""

from typing import Any

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from traitlets.config import Config

from carnet.serving.lifeline import read_settings


class NotebookServer(ServerApp):
    """A Jupyter server whose settings are given, not searched for; a person's other settings stay."""

    given: dict[str, Any] = {}

    def load_config_file(self, suppress_errors: bool = True) -> None:
        """A person's own files first, then ours."""
        super().load_config_file(suppress_errors)
        self.update_config(Config(self.given))


class Notebook(LabApp):
    """JupyterLab on our server."""

    serverapp_class = NotebookServer

    @classmethod
    def get_extension_package(cls) -> str:
        """JupyterLab's own: this class adds no server extension."""
        return "jupyterlab"


def main() -> None:
    """Serve with the settings read from standard input, until told to stop or left alone."""
    NotebookServer.given = read_settings()
    Notebook.launch_instance(argv=[])
