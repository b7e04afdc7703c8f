"""`carnet llm-cache`: how many answers of language models a folder keeps, and how to be rid of them."""

import os
from pathlib import Path
from typing import Annotated

import typer

from carnet.errors import CarnetError
from carnet.language import _, ngettext, number


def command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help=_("The folder of answers (CARNET_LLM_CACHE by default).")),
    ] = None,
    purge: Annotated[bool, typer.Option("--purge", help=_("Delete every answer kept there."))] = False,
) -> None:
    """Say how many answers of models are kept in a folder, or delete them."""
    from carnet.llm.cache import AnswerCache

    named = folder or os.environ.get("CARNET_LLM_CACHE")
    if not named:
        raise CarnetError(_("No folder of answers is named."), _("Give the folder, or set CARNET_LLM_CACHE."))
    cache = AnswerCache(Path(named))
    if not cache.exists:
        raise CarnetError(
            _("{folder} is no folder of answers.").format(folder=named),
            _("Give the folder that CARNET_LLM_CACHE or a tool’s cache option names; nothing was deleted."),
        )
    if purge:
        count = cache.purge()
        told = ngettext("{count} answer deleted from {folder}.", "{count} answers deleted from {folder}.", count)
        print(told.format(count=number(count), folder=named))
        return
    count, size = cache.size()
    told = ngettext(
        "{count} answer kept in {folder} ({size} kB).", "{count} answers kept in {folder} ({size} kB).", count
    )
    print(told.format(count=number(count), folder=named, size=number(size / 1000, 1)))
