"""What every page loads from its own server: the style sheet, the page script, plotly. Nothing from elsewhere."""

import gzip
import hashlib
import importlib.metadata
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler

from carnet.widgets.theme import stylesheet

_HERE = Path(__file__).parent
SHARE = _HERE / "share" / "jupyter"
ROUTE = r"carnet/static/([^/]+)"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def plotly_bundle() -> tuple[str, Path]:
    """The name under which plotly.js is served (it changes with the version), and its file."""
    spec = importlib.util.find_spec("plotly")
    assert spec is not None and spec.origin is not None
    name = f"plotly-{importlib.metadata.version('plotly')}.min.js"
    return name, Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _asset(name: str) -> tuple[bytes, bytes] | None:
    """The bytes of an asset, plain and gzipped; None where there is none of that name."""
    if name == "carnet.css":
        content = stylesheet().encode()
    elif name == plotly_bundle()[0]:
        content = plotly_bundle()[1].read_bytes()
    elif name in ("page.js", "no-maths.js", "favicon.svg"):
        content = (_HERE / "static" / name).read_bytes()
    else:
        return None
    return content, gzip.compress(content, 6)


def asset_url(base_url: str, name: str) -> str:
    """The address of an asset, with the digest that lets browsers keep it."""
    if name.startswith("plotly"):
        return f"{base_url}carnet/static/{plotly_bundle()[0]}"
    found = _asset(name)
    assert found is not None
    return f"{base_url}carnet/static/{name}?v={hashlib.sha256(found[0]).hexdigest()[:12]}"


class AssetHandler(RequestHandler):
    """Serves the assets, compressed once and kept by browsers for a year. They hold no data, so they need no token."""

    def set_default_headers(self) -> None:
        """Nothing but what the file is."""
        self.set_header("X-Content-Type-Options", "nosniff")

    def get(self, name: str) -> None:
        """One asset, or 404."""
        found = _asset(name)
        if found is None:
            raise HTTPError(404)
        plain, zipped = found
        self.set_header("Content-Type", _TYPES[Path(name).suffix])
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(zipped)
        else:
            self.finish(plain)


def asset_urls(base_url: str) -> dict[str, Any]:
    """The addresses that the templates put into their head."""
    return {
        "css": asset_url(base_url, "carnet.css"),
        "js": asset_url(base_url, "page.js"),
        "icon": asset_url(base_url, "favicon.svg"),
        "plotly": asset_url(base_url, "plotly"),
    }
