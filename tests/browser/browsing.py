"""Running a portal and visiting its pages: what the browser tests are written with."""

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from carnet.serving.pair import Server

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
TOKEN = "jeton-des-essais"
WAIT = 120_000  # milliseconds: machines that run these tests may be slow; nothing asserts a time


def write_notebook(path: Path, code: str, **said: Any) -> None:
    """A notebook of one cell; `said` is its metadata for the portal."""
    cell = {"cell_type": "code", "id": "page", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "carnet": said}, "cells": [cell]}
    path.write_text(json.dumps(document), encoding="utf-8")


@dataclass
class Portal:
    """A running portal: `get` asks it directly, `address` says where a page is."""

    port: int
    server: Server
    log: Path

    @property
    def url(self) -> str:
        """Its root."""
        return f"http://127.0.0.1:{self.port}/"

    def address(self, page: str) -> str:
        """The address of a page (its file's name without ending), with the token; of the portal for an empty name."""
        return f"{self.url}{f'voila/render/{page}.ipynb' if page else ''}?token={TOKEN}"

    def get(self, path: str, *, token: bool = True) -> tuple[int, dict[str, str], str]:
        """Status, headers (lower case) and text of a GET."""
        request = urllib.request.Request(self.url + path.lstrip("/"))
        if token:
            request.add_header("Authorization", f"token {TOKEN}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()


@dataclass
class Visit:
    """A page open in the browser, with every request it made and every frame of its websockets."""

    page: Page
    requests: list[str] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    downloads: list[Any] = field(default_factory=list)

    def elsewhere(self) -> list[str]:
        """The requests that went, or tried to go, to another host."""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1"
        ]


def open_visit(context: BrowserContext, address: str) -> Visit:
    page = context.new_page()
    visit = Visit(page)
    context.on("request", lambda request: visit.requests.append(request.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))

    def socket(opened: Any) -> None:
        opened.on("framesent", lambda frame: visit.sent.append(len(frame)))
        opened.on("framereceived", lambda frame: visit.received.append(len(frame)))

    page.on("websocket", socket)
    page.goto(address, timeout=WAIT)
    return visit


ELSEWHERE = re.compile(r"(?:https?:)?//(?!127\.0\.0\.1|localhost|www\.w3\.org)[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
