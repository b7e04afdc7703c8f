"""The site's secret key: where it is read from, how it is made, and the keys derived from it."""

import hashlib
import hmac
import os
import re
import stat
import sys
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _

FILE_VARIABLE = "CARNET_PSEUDONYM_KEY_FILE"
KEY_VARIABLE = "CARNET_PSEUDONYM_KEY"
LENGTH = 32  # bytes, at least


class KeyTrouble(CarnetError):
    """A key that is missing, too weak or readable by others. The message never shows it."""


class SiteKey:
    """A secret of the site, at least 32 bytes. Two sites, or two projects of a site, have two keys.

    Every use derives a key of its own (HKDF of RFC 5869 on SHA-256, one block), so that what one use shows says
    nothing of the others. `fingerprint` names the key without giving it away. Neither `repr` nor any error shows it.
    """

    __slots__ = ("_master", "_derived")

    def __init__(self, secret: bytes) -> None:
        if len(secret) < LENGTH:
            raise KeyTrouble(
                _("The pseudonymisation key is too short: {found} bytes, at least {least}.").format(
                    found=len(secret), least=LENGTH
                ),
                _make_one(),
            )
        if len(set(secret)) < 8:
            raise KeyTrouble(_("The pseudonymisation key is a repetition, not a secret."), _make_one())
        self._master = hmac.new(b"carnet pseudonymisation 1", secret, hashlib.sha256).digest()  # HKDF-Extract
        self._derived: dict[str, bytes] = {}

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> "SiteKey":
        """The key of a file, else of the file that CARNET_PSEUDONYM_KEY_FILE names, else CARNET_PSEUDONYM_KEY itself.

        A file holds 64 hexadecimal digits or more (as `create` writes them), or 32 bytes or more of anything. It
        belongs to the person who runs this and nobody else may read it. Raises KeyTrouble; there is no default key.
        """
        named = path or os.environ.get(FILE_VARIABLE)
        if named:
            return cls(_decoded(_read(Path(named))))
        value = os.environ.get(KEY_VARIABLE)
        if value:
            return cls(_decoded(value.encode()))
        raise KeyTrouble(_("There is no pseudonymisation key."), _make_one())

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> "SiteKey":
        """Write a new random key into a file that only its owner reads (0600). An existing file is never touched."""
        target = Path(path)
        secret = os.urandom(LENGTH)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise KeyTrouble(
                _("{path} exists already: it is not overwritten.").format(path=target),
                _("Choose another name: what was pseudonymised with the old key needs it."),
            ) from None
        except OSError as trouble:
            raise KeyTrouble(
                _("{path} cannot be written: {reason}.").format(path=target, reason=trouble.strerror),
                _("Check the rights on the folder and the space on the disk."),
            ) from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secret.hex().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return cls(secret)

    def derived(self, purpose: str) -> bytes:
        """The key of one use (names, dates, identifiers, vault…): 32 bytes."""
        if purpose not in self._derived:
            self._derived[purpose] = hmac.new(self._master, purpose.encode() + b"\x01", hashlib.sha256).digest()
        return self._derived[purpose]

    def digest(self, purpose: str, *parts: str) -> bytes:
        """32 bytes that depend on the key, the purpose and the parts: HMAC-SHA-256, each part with its length."""
        written = [part.encode("utf-8", "surrogatepass") for part in parts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in written)
        return hmac.digest(self.derived(purpose), message, "sha256")

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that tell one key from another."""
        return self.derived("fingerprint").hex()[:8]

    def __repr__(self) -> str:
        return f"SiteKey({self.fingerprint})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SiteKey) and hmac.compare_digest(self._master, other._master)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._master,)  # between processes of one run only


def _restored(master: bytes) -> SiteKey:
    key = SiteKey.__new__(SiteKey)
    key._master, key._derived = master, {}
    return key


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise KeyTrouble(_("{path} is not a file.").format(path=path), _make_one())
            if sys.platform != "win32":
                if status.st_mode & 0o077:
                    raise KeyTrouble(
                        _("Others than its owner may read the key file {path}.").format(path=path),
                        _("Run: chmod 600 {path}").format(path=path),
                    )
                if status.st_uid != os.geteuid():
                    raise KeyTrouble(
                        _("The key file {path} belongs to somebody else.").format(path=path),
                        _("Take a copy of your own, then run: chmod 600 {path}").format(path=path),
                    )
            return file.read(1_000_000)
    except OSError as trouble:
        raise KeyTrouble(
            _("The key file {path} cannot be read: {reason}.").format(path=path, reason=trouble.strerror), _make_one()
        ) from None


def _decoded(content: bytes) -> bytes:
    content = content.rstrip(b"\r\n")
    if re.fullmatch(rb"[0-9A-Fa-f]+", content) and len(content) % 2 == 0:
        return bytes.fromhex(content.decode())
    return content


def _make_one() -> str:
    return _("Make one with `carnet pseudonym-key FILE`, then give it with --key-file or {variable}.").format(
        variable=FILE_VARIABLE
    )
