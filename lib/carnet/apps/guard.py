"""What stands between a mistake and the reader: errors become notices in plain words, never a traceback."""

import logging
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _

log = logging.getLogger("carnet.apps")


@contextmanager
def guarded(show: Callable[[str, str, str], None]) -> Iterator[None]:
    """Run a callback of a page. `show(kind, title, text)` is called with the notice when it fails.

    A `CarnetError` is shown as it stands. Anything else gets a number; the log of the server holds, under that number,
    the kind of the error and the lines of code it went through: never its message, which may quote a patient.
    """
    try:
        yield
    except CarnetError as error:
        show("stop", error.message, error.remedy)
    except Exception as error:  # noqa: BLE001 - the last door before the reader
        number = secrets.token_hex(3)
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in
                            reversed(traceback.extract_tb(error.__traceback__)))
        log.error("error %s: %s at %s", number, type(error).__name__, places)
        show("stop", _("Something went wrong in Carnet (error {number}).").format(number=number),
             _("What you chose is kept and the records are unchanged. Try again; if it happens again, give this number "
               "to whoever runs Carnet: the log of the server tells them where."))
