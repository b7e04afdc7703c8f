"""`carnet pseudonym-key`: make the secret key of the site's pseudonyms."""

from pathlib import Path
from typing import Annotated

import typer

from carnet.language import _


def command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=_("Where the key is written; it must not exist yet."))],
) -> None:
    """Write a new random key into FILE, readable by its owner alone."""
    from carnet.tools.pseudonymisation.key import SiteKey

    key = SiteKey.create(path)
    print(_("Key {fingerprint} written to {path}.").format(fingerprint=key.fingerprint, path=path))
    print(_("Keep it apart from what it pseudonymises, with a copy: without it no second run gives the same names."))
