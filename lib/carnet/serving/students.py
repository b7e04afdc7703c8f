"""The students' portal: Voilà with one page at its root, no token, no list, no file, and nothing else."""

import os
import site
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RedirectHandler
from traitlets import Int
from traitlets.config import Config
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from carnet.language import _, language
from carnet.serving.assets import SHARE, asset_urls
from carnet.serving.lifeline import read_settings
from carnet.serving.portal import NotFound, Portal
from carnet.serving.settings import page_texts, portal_settings

PAGE = "entrainement.ipynb"
SERVER = "CARNET_TEACHING_SERVER"
DOOR = "CARNET_STUDENT_DOOR"
MOST_PAGES = 256  # each is a process of some 120 MB: more than a lecture hall's are refused
# nothing else of the person's environment reaches a kernel: no record, key, store, model or home
KEPT = ("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH")


def student_environment(home: Path, server: str, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of the students' portal and of its kernels: what is not named here is not there.

    `home` is an empty folder that stands for the account's; `server` the teaching server's address on this machine.
    """
    values = dict(os.environ if given is None else given)
    kept = {name: value for name, value in values.items() if name in KEPT or name.startswith("LC_")}
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PATH": str(SHARE),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "settings"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
        "JUPYTER_NO_CONFIG": "1",
        "PYTHONUSERBASE": site.getuserbase(),  # packages installed for this account alone stay there
        "PYTHONUNBUFFERED": "1",
        "CARNET_LANG": language(),
        DOOR: "1",
        SERVER: server,
    }


def student_settings(
    page: Path, port: int, *, address: str = "127.0.0.1", public_url: str = "", pool: int = 1, pages: int = MOST_PAGES
) -> dict[str, Any]:
    """The students' portal's settings, as traitlets reads them.

    `page` is the notebook; `public_url` the address that a front gives it, whose path is kept on the way; `pool` pages
    wait ready; beyond `pages` open at once, one is asked to wait.
    """
    said = urlsplit(public_url)
    base = f"{said.path.rstrip('/')}/"
    given = portal_settings(page.parent, port, "", pool=pool)
    given["Voila"] |= {
        "ip": address,
        "base_url": base,
        "notebook_path": str(page),
        "mathjax_url": f"{base}carnet/static/no-maths.js",
    }
    tornado = given["Voila"]["tornado_settings"]
    hosts = [host for host in ("localhost", said.hostname) if host]
    here = address in ("127.0.0.1", "localhost", "::1")
    tornado |= {
        "local_hostnames": hosts,
        "allow_remote_access": not here,
        "headers": _headers(port, address, said.netloc),
    }
    texts = page_texts() | {
        "lost": _("The answers that were saved are safe. The last one may be lost: reload, then check it."),
        "gone": _("The answers that were saved are safe. Wait a moment, then reload."),
        "slow": _("The first opening takes longer."),
        "failed": _("The answers that were saved are safe. Reload; if it happens again, tell your teacher."),
        "portal": _("Open the page again"),
    }
    given["VoilaConfiguration"] |= {
        "resources": {"carnet": asset_urls(base), "carnet_text": texts},
        "file_denylist": [".*"],
    }
    given["StudentsPortal"] = {"pages": pages}
    return given


def _headers(port: int, address: str, public: str) -> dict[str, str]:
    names = dict.fromkeys(filter(None, (f"127.0.0.1:{port}", f"localhost:{port}", f"{address}:{port}", public)))
    sockets = " ".join(f"ws://{name}" for name in names) + (f" wss://{public}" if public else "")
    return {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            f"connect-src 'self' {sockets}; worker-src 'self' blob:; "
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


class StudentPage(TornadoVoilaHandler):
    """The one page. Every opening starts a process, so there is an end to how many."""

    async def prepare(self) -> None:
        """503 where too many pages are open."""
        await super().prepare()
        open_or_ready = len(self.kernel_manager.list_kernel_ids())
        ready = int(self.kernel_manager.get_pool_size(self.notebook_path))
        if open_or_ready - ready >= self.settings["carnet_pages"]:
            self.set_header("Retry-After", "60")
            raise HTTPError(503)


class OwnKernel(KernelHandler):
    """Whether a page's own kernel is alive; it is stopped by leaving the page, not from here."""

    def delete(self, kernel_id: str) -> None:
        """Refused."""
        raise HTTPError(405)


class StudentsPortal(Portal):
    """One page, its kernel's channel for widget messages, and the files that draw it. Any other address is a 404."""

    name = "carnet-students"
    pages = Int(MOST_PAGES, help="pages open at once").tag(config=True)

    def init_settings(self) -> dict[str, Any]:
        """The portal's, with what its error pages say to students."""
        settings = super().init_settings()
        for environment in (settings["voila_jinja2_env"], settings["jinja2_env"]):
            environment.globals.update(carnet_text=_said, carnet_dashboards=list)
        settings["carnet_pages"] = self.pages
        return settings

    def init_handlers(self) -> list[Any]:
        """The portal's routes but those that list, read or sign in."""
        base = self.base_url
        left_out = ("login", "logout", "voila/files", "voila/api/contents", "voila/tree", "api/me")
        gone = tuple(url_path_join(base, one) for one in left_out)
        usual = (url_path_join(base, "voila/render", PAGE), RedirectHandler, {"url": base, "permanent": False})
        kept: list[Any] = [usual]
        for route in super().init_handlers():
            if route[1] is TornadoVoilaHandler:
                kept.append((url_path_join(base, "()"), StudentPage, *route[2:]))
            elif route[1] is TemplateStaticFileHandler:  # the template's own files, not those of other templates
                kept.append((url_path_join(base, r"voila/templates/(carnet/static/[\w.-]+)"), *route[1:]))
            elif route[1] is KernelHandler:
                kept.append((route[0], OwnKernel, *route[2:]))
            elif route[1] is not NotFound and not str(route[0]).startswith(gone):
                kept.append(route)
        return [*kept, (r".*", NotFound)]


def _said(text: str) -> str:
    """What an error page says, where students read it."""
    other = {
        "It may have been renamed. All the pages are in the portal.": _("There is one page here: open it again."),
        "Use the complete address that « carnet lab » printed: it carries the token.": _("Ask your teacher."),
        "Nothing was changed in the records. Reload; if it happens again, run « carnet doctor ».": _(
            "Too many pages may be open. The answers that were saved are safe: wait a minute, then reload."
        ),
        "Something went wrong on the server": _("The page cannot be opened now"),
        "Back to the portal": _("Open the page again"),
    }
    return other.get(text) or _(text)


def main() -> None:
    """Serve with the settings read from standard input, until told to stop or left alone."""
    settings = read_settings()
    StudentsPortal.launch_instance(argv=[], config=Config(settings))
