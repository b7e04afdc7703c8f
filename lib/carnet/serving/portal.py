"""The portal: Voilà standing alone, rooted at the dashboards, with our pages and tokens, and nothing from a CDN."""

import importlib.metadata
import logging
from pathlib import Path
from typing import Any

import jinja2
from jupyter_server import DEFAULT_TEMPLATE_PATH_LIST
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler

from carnet.language import _
from carnet.serving.assets import ROUTE, AssetHandler, asset_urls
from carnet.serving.dashboards import ICONS, read_dashboards
from carnet.serving.lifeline import read_settings


class NoPatientText(logging.Filter):
    """Lets no log line carry what a cell said when it failed: a traceback may quote a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep where it failed and the kind of error; drop its words, the cell and its outputs."""
        if record.exc_info or str(record.msg).startswith("Error at server while executing cell"):
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
            record.msg, record.args, record.exc_info, record.exc_text = f"a page failed ({kind})", (), None, None
        return True


class TokenPage(LoginFormHandler):
    """Asks for the token, in our words. Answers 403: without a token nothing is shown."""

    def set_default_headers(self) -> None:
        """The headers of every page."""
        for name, value in self.settings["headers"].items():
            self.set_header(name, value)

    def _render(self, message: Any = None) -> None:
        if self.get_status() == 200:
            self.set_status(403)
        super()._render(message)


class KeptStatic(MultiStaticFileHandler):
    """Voilà's own files under an address that changes with their versions: browsers need not ask again."""

    def get_cache_time(self, path: str, modified: Any, mime_type: str) -> int:
        """A year."""
        return 365 * 24 * 3600


def versioned(kind: str) -> str:
    """The folder under which Voilà's files (`voila`) or the lab extensions (`lab`) are served, by version."""
    packages = ("voila",) if kind == "voila" else ("voila", "anywidget", "jupyterlab_widgets")
    said = "-".join(importlib.metadata.version(package) for package in packages)
    return f"carnet/{kind}-{said}"


class NotFound(RequestHandler):
    """Any address that is not a page."""

    def prepare(self) -> None:
        """404, by our error page."""
        raise HTTPError(404)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The page that says so."""
        for name, value in self.settings["headers"].items():
            self.set_header(name, value)
        environment = self.settings["voila_jinja2_env"]
        page = environment.get_template("error.html")
        self.finish(page.render(status_code=status_code, base_url=self.settings["base_url"]))


class Portal(Voila):
    """Voilà with our asset route, our token page, our error page and the cards of the portal."""

    name = "carnet-portal"

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings; every template environment knows where our assets are and what the dashboards are."""
        self.voila_configuration.page_config_hook = self.init_page_config
        settings = super().init_settings()
        folder = Path(self.root_dir)
        known = {
            "carnet": asset_urls(self.base_url),
            "carnet_icons": ICONS,
            "carnet_dashboards": lambda: read_dashboards(folder),
            "carnet_text": _,
        }
        settings["voila_jinja2_env"].globals.update(known)
        ours = jinja2.Environment(
            loader=jinja2.FileSystemLoader([*self.template_paths, *DEFAULT_TEMPLATE_PATH_LIST]),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
        )
        ours.globals.update(gettext=str, ngettext=lambda one, many, n: one if n == 1 else many)
        ours.globals.update(known)
        settings["jinja2_env"] = ours
        self.log.addFilter(NoPatientText())
        provider: IdentityProvider = settings["identity_provider"]
        provider.login_handler_class = TokenPage
        return dict(settings)

    def init_handlers(self) -> list[Any]:
        """Voilà's routes after ours; whatever is left is our 404."""
        ours = [
            (url_path_join(self.base_url, ROUTE), AssetHandler),
            (url_path_join(self.base_url, versioned("voila"), r"(.*)"), KeptStatic, {"paths": self.static_paths}),
            (url_path_join(self.base_url, versioned("lab"), r"(.*)"), KeptStatic, {"paths": self.labextensions_path}),
        ]
        return [*ours, *super().init_handlers(), (r".*", NotFound)]

    def init_page_config(self, page_config: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Voilà's files and its extensions' are asked for by version, so that browsers keep them."""
        page_config["fullStaticUrl"] = url_path_join(self.base_url, versioned("voila"))
        page_config["fullLabextensionsUrl"] = url_path_join(self.base_url, versioned("lab"))
        return page_config


def main() -> None:
    """Serve with the settings read from standard input, until told to stop or left alone."""
    settings = read_settings()
    # nothing is asked on a command line: tokens stand neither in the process list nor in a file
    Portal.launch_instance(argv=[], config=Config(settings))
