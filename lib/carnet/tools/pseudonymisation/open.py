"""The pseudonymiser from a person's options: the site's key is looked for, the mode follows."""

import os
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.chat import open_llm
from carnet.tools.pseudonymisation.key import FILE_VARIABLE, KEY_VARIABLE, SiteKey
from carnet.tools.pseudonymisation.tool import Pseudonymiser

_FILES = ("knowledge", "staff", "places", "classifier")


def open_pseudonymiser(*, key_file: Path | None = None, **options: Any) -> Pseudonymiser:
    """A pseudonymiser, with the site's key where there is one.

    Raises:
        CarnetError: a file that is not there, a key that others can read, surrogates asked for without a key.
    """
    for name in _FILES:
        path = options.get(name)
        if path is not None:
            options[name] = Path(path)
            if not options[name].exists():
                raise CarnetError(_("{file}: no such file.").format(file=Path(path).name), _("Check its name."))
    if options.get("llm"):
        open_llm(options["llm"])  # refused now rather than at the first note
    mode = options.get("mode")
    if mode not in (None, "surrogate", "tag", "mask"):
        raise CarnetError(
            _("There is no mode “{mode}”.").format(mode=mode), _("The modes are surrogate, tag and mask.")
        )
    key = _site_key(key_file) if mode in (None, "surrogate") else None
    if mode == "surrogate" and key is None:
        raise CarnetError(
            _("Surrogates need the site’s key, and none is given."),
            _("Make one with “carnet pseudonym-key FILE”, then give --key-file FILE or CARNET_PSEUDONYM_KEY_FILE."),
        )
    return Pseudonymiser(key=key, **options)


def _site_key(path: Path | None) -> SiteKey | None:
    given = path or os.environ.get(FILE_VARIABLE) or os.environ.get(KEY_VARIABLE)
    return SiteKey.load(path) if given else None
