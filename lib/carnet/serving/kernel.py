"""The kernel that Carnet's servers start: IPython's own, in which plotly neither shares figures nor shows its logo."""

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_RENDERERS = "plotly.io._renderers"
QUIET_NOTEBOOK = {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False, "locale": "fr"}


class QuietPlotly(MetaPathFinder):
    """Settles plotly's notebook renderers as soon as a notebook imports plotly, which costs nothing until then."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The renderers' module, followed by our settings; any other module is somebody else's."""
        if name != _RENDERERS:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def then_settle(module: ModuleType) -> None:
            run(module)
            settle(module.renderers)

        spec.loader.exec_module = then_settle  # type: ignore[method-assign]
        return spec


def settle(renderers: Any) -> None:
    """Every renderer that takes a configuration takes ours; none loads plotly from a CDN."""
    for name in list(renderers):
        if name.endswith("_connected"):
            renderers[name] = renderers[name.removesuffix("_connected")]
        config = getattr(renderers[name], "config", None)
        if isinstance(config, dict):
            config.update(QUIET_NOTEBOOK)


def main() -> None:
    """Run the kernel; what it takes on its command line is IPython's."""
    sys.meta_path.insert(0, QuietPlotly())
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
