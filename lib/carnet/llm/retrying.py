"""When a request to a server is sent again, and after how long."""

import email.utils
import random
import ssl
import time
from dataclasses import dataclass

_PASSING = frozenset({408, 409, 425, 429})  # and every 5xx
_LONGEST_NAMED = 60.0  # seconds that a server may ask to wait


@dataclass(frozen=True)
class Retrying:
    """At most `times` more attempts, after `first` · 2ⁿ seconds and at most `longest`, less up to a quarter by chance;
    or after what the server asks for (`Retry-After`, at most a minute)."""

    times: int = 4
    first: float = 0.5
    longest: float = 20.0

    def pause(self, error: Exception, attempt: int) -> float | None:
        """Seconds to wait before attempt `attempt + 1`; None where another one would be in vain."""
        if attempt >= self.times or not worth_another_try(error):
            return None
        named = _named(error)
        if named is not None:
            return min(named, _LONGEST_NAMED)
        return min(self.longest, self.first * 2**attempt) * (1 - random.random() / 4)


def untrusted(error: BaseException | None) -> bool:
    """Whether the connection failed because the server's certificate is not trusted."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def worth_another_try(error: Exception) -> bool:
    """Whether the trouble may pass: a busy or failing server, a lost connection. Not a refusal, not a timeout."""
    status = getattr(error, "status_code", None)
    if status is not None:
        return status in _PASSING or status >= 500
    if untrusted(error):
        return False
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return bool(kinds & {"APIConnectionError", "TransportError"}) and not kinds & {
        "APITimeoutError",
        "TimeoutException",
        "UnsupportedProtocol",
    }


def _named(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        said = str(headers.get("retry-after", ""))
        if said.replace(".", "", 1).isdecimal():
            return float(said)
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time()) if said else None
    except (ValueError, TypeError):
        return None
