"""JupyterLab, with our settings above whatever a person's own Jupyter configuration says."""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.6 s of a grammar that nothing here needs

from typing import Any  # noqa: E402

from jupyter_server.serverapp import ServerApp  # noqa: E402
from jupyterlab.labapp import LabApp  # noqa: E402
from traitlets.config import Config  # noqa: E402

from carnet.serving.lifeline import read_settings  # noqa: E402


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


if __name__ == "__main__":
    main()
