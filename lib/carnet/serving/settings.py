"""How the two servers are set: what they bind, whom they let in, what they load, when they give memory back."""

import os
from pathlib import Path
from typing import Any

from carnet.language import _, language
from carnet.serving.assets import SHARE, asset_urls

MEGABYTE = 1024 * 1024
WEBSOCKET_LIMIT = 64 * MEGABYTE  # our upload sends 1 MB at a time; this is for what other widgets send whole
IDLE_KERNEL_SECONDS = 20 * 60
CULL_EVERY_SECONDS = 60

# what Voilà loads of JupyterLab's extensions: without the third no widget is drawn
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "anywidget", "@voila-dashboards/widgets-manager8"]


def content_security_policy(port: int) -> str:
    """Nothing but this server: scripts inline, evaluated (plotly) and from blobs (anywidget), its own websocket."""
    sockets = f"ws://127.0.0.1:{port} ws://localhost:{port}"
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {sockets}; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


def security_headers(port: int) -> dict[str, str]:
    """The headers of every page."""
    return {
        "Content-Security-Policy": content_security_policy(port),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # the token stands in the address at first
    }


def environment(hospital: Path | None) -> dict[str, str]:
    """The environment of both servers and of their kernels."""
    values = dict(os.environ)
    values["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *filter(None, [values.get("JUPYTER_PATH")])])
    if language() == "fr":  # JupyterLab's own menus
        french = str(SHARE / "french")
        values["JUPYTER_CONFIG_PATH"] = os.pathsep.join([french, *filter(None, [values.get("JUPYTER_CONFIG_PATH")])])
    values["CARNET_LANG"] = language()
    values["PYTHONUNBUFFERED"] = "1"
    if hospital is not None:
        values["CARNET_HOSPITAL"] = str(hospital)
    return values


def _culling() -> dict[str, Any]:
    return {
        "cull_idle_timeout": IDLE_KERNEL_SECONDS,
        "cull_interval": CULL_EVERY_SECONDS,
        "cull_connected": False,  # a page that is open keeps its kernel
        "cull_busy": False,
    }


def portal_settings(dashboards: Path, port: int, token: str, *, pool: int = 1) -> dict[str, Any]:
    """The portal's settings, as traitlets reads them."""
    return {
        "Voila": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "token": token,
            "root_dir": str(dashboards),
            "open_browser": False,
            "mathjax_url": "/carnet/static/no-maths.js",  # no page has formulas: Voilà's own 17 requests for them go
            "mathjax_config": "none",
            "log_level": "WARN",
            "config_file_paths": [],
            "tornado_settings": {
                "compress_response": True,
                "websocket_max_message_size": WEBSOCKET_LIMIT,
                "allow_remote_access": False,
                "headers": security_headers(port),
            },
        },
        "VoilaConfiguration": {
            "template": "carnet",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "theme": "light",
            "classic_tree": True,
            "show_tracebacks": False,
            "strip_sources": True,
            "preheat_kernel": pool > 0,
            "default_pool_size": pool,
            "extension_allowlist": EXTENSIONS,
            "file_allowlist": [],  # Voilà would serve these without a token
            "resources": {"carnet": asset_urls("/"), "carnet_text": page_texts()},
        },
        "VoilaExecutor": {"cell_error_instruction": "", "timeout": 300},
        "VoilaExporter": {"language_code": language()},
        "VoilaKernelManager": {"fill_delay": 0.5, **_culling()},
        "MappingKernelManager": _culling(),
        "AsyncMappingKernelManager": _culling(),
        "KernelManager": {"transport": "ipc"},
    }


def notebook_settings(root: Path, port: int, token: str, portal: dict[str, str]) -> dict[str, Any]:
    """JupyterLab's settings, as traitlets reads them: for researchers, so with the whole kernel API.

    `portal` = {url, token, dashboards}: what the launcher's tiles open.
    """
    return {
        "ServerApp": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "root_dir": str(root),
            "allow_remote_access": False,
            "allow_root": True,  # a container has no one else; the server is bound to this machine
            "jpserver_extensions": {"carnet.serving.lab_extension": True},
            "log_level": "WARN",
            "tornado_settings": {
                "compress_response": True,
                "websocket_max_message_size": WEBSOCKET_LIMIT,
                "headers": {"Content-Security-Policy": content_security_policy(port), "Referrer-Policy": "same-origin"},
                "carnet_portal": portal,
            },
        },
        "IdentityProvider": {"token": token},
        "LabApp": {
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
            "expose_app_in_browser": False,
        },
        "VoilaConfiguration": {
            "template": "carnet",
            "allow_template_override": "NO",
            "show_tracebacks": True,
            "extension_allowlist": EXTENSIONS,
            "resources": {"carnet": asset_urls("/"), "carnet_text": page_texts()},
        },
        "VoilaExporter": {"language_code": language()},
        "KernelManager": {"transport": "ipc"},
    }


def page_texts() -> dict[str, str]:
    """What the page template says, in the language in use."""
    return {
        "skip": _("Skip to content"),
        "preparing": _("Preparing the page…"),
        "seconds": _("{n} s"),
        "slow": _("The first opening takes longer: the page loads its records."),
        "lost_title": _("The page has lost its engine"),
        "lost": _(
            "What it computed is gone; exported files and the records are intact. What you did last may not be saved: "
            "reload, then check it."
        ),
        "gone_title": _("The server does not answer"),
        "gone": _("Carnet was stopped, or the connection is cut. Start it again (make run), then reload."),
        "reload": _("Reload the page"),
        "failed_title": _("This page could not be prepared"),
        "failed": _("Nothing was changed in the records. Reload; if it happens again, run « carnet doctor »."),
        "noscript": _("This page needs JavaScript."),
        "portal": _("All the pages"),
    }
