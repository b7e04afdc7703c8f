"""What we add to the JupyterLab server: the assets of our pages, and the list of tiles for its launcher."""

import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from carnet.language import _
from carnet.serving.assets import ROUTE, AssetHandler, asset_urls
from carnet.serving.dashboards import ICONS, read_dashboards


class TilesHandler(APIHandler):
    """The pages of the portal, with their addresses: for whoever holds this server's own token."""

    @authenticated
    def get(self) -> None:
        """`{category, portal, pages: [{title, description, icon, url}]}`; no page where no portal runs."""
        portal = self.settings.get("carnet_portal", {})
        if not portal:
            self.finish(json.dumps({"category": "Carnet", "portal": "", "pages": []}))
            return
        query = f"?token={portal['token']}"
        pages = [
            {
                "title": page.title,
                "description": page.description,
                "icon": ICONS[page.icon],
                "url": f"{portal['url']}voila/render/{page.path}{query}",
            }
            for page in read_dashboards(Path(portal["dashboards"]))
        ]
        home = f"{portal['url']}{query}"
        everything = {"title": _("Portal"), "description": _("All the pages"), "icon": ICONS["home"], "url": home}
        self.finish(json.dumps({"category": "Carnet", "portal": portal["url"], "pages": [*pages, everything]}))


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "carnet.serving.lab_extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(
        ".*$",
        [(url_path_join(base, ROUTE), AssetHandler), (url_path_join(base, "carnet/api/tiles"), TilesHandler)],
    )
    preview = server.web_app.settings.get("voila_jinja2_env")
    if preview is not None:  # Voilà's preview inside JupyterLab shows our error pages too
        preview.globals.update(carnet=asset_urls(base), carnet_text=_, carnet_icons=ICONS, carnet_dashboards=list)
