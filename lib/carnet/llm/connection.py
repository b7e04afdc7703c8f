"""The connection to a model's server: TLS verified, to that host alone, through no proxy that nobody named."""

import os
import ssl
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _


def http_client(address: str, concurrency: int, timeout: float) -> Any:
    """An asynchronous HTTP client for the openai client.

    It follows no redirect, reads no proxy from the environment except `CARNET_LLM_PROXY`, and verifies certificates
    against the system's authorities or the file of `CARNET_LLM_CA` (or `SSL_CERT_FILE`).

    Raises CarnetError on a file of authorities that cannot be read.
    """
    import openai

    options: dict[str, Any] = {"trust_env": False, "follow_redirects": False, "timeout": timeout}
    if address.startswith("https:"):
        options["verify"] = _authorities()
    proxy = os.environ.get("CARNET_LLM_PROXY")
    if proxy:
        options["proxy"] = proxy
    return openai.DefaultAsyncHttpxClient(**options)


def _authorities() -> ssl.SSLContext:
    path = os.environ.get("CARNET_LLM_CA") or os.environ.get("SSL_CERT_FILE")
    try:
        return ssl.create_default_context(cafile=path or None)
    except (OSError, ssl.SSLError) as error:
        raise CarnetError(
            _("The certificates in {path} cannot be read ({error}).").format(path=path, error=type(error).__name__),
            _("CARNET_LLM_CA names a PEM file of the authorities to trust."),
        ) from None
