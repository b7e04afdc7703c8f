"""The reversal vault: what was replaced, encrypted record by record, and a log of who opened it and why."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.result import Entity

_MAGIC = b"carnet vault 1\n"
_LENGTH, _NONCE = 4, 12
_LONGEST = 64 * 2**20  # bytes of a record, at most


class VaultTrouble(CarnetError):
    """A vault that cannot be opened, read or written. The message holds nothing of its content."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """One passage of one note: where it stood in the text as given, what it was, and what stands there now."""

    start: int
    end: int
    label: str
    original: str
    replacement: str

    def __repr__(self) -> str:
        return f"Replaced({self.start}, {self.end}, {self.label!r})"


class Vault:
    """A file of encrypted records, one per note, and beside it `<file>.audit.jsonl`.

    Records are only ever added: length, nonce (96 random bits), AES-256-GCM of the note's passages; the record's place
    is authenticated with it, so that none can be moved, changed or taken out unseen. A record that a killed process
    left half written is cut off by the next one that writes. The key is derived from the site's; both files are 0600.
    Nothing but the audit log (who, when, why, how many) is ever in clear on the disk. A note that was processed twice
    has two records; the later one counts.
    """

    def __init__(self, path: str | os.PathLike[str], key: SiteKey) -> None:
        self.path = Path(path)
        self.audit_path = self.path.with_name(self.path.name + ".audit.jsonl")
        self._key = key
        self._known: tuple[int, int] = (0, 0)  # (bytes, records) that this process has checked
        with self._locked() as descriptor:
            self._whole(descriptor)

    def add(self, note_id: str, entities: Sequence[Entity]) -> None:
        """Add the record of a note; it is on the disk when this returns."""
        rows = [
            [e.start, e.end, e.label, e.text, e.replacement]
            for e in entities
            if e.replacement is not None and e.replacement != e.text
        ]
        plain = json.dumps({"note_id": note_id, "replaced": rows}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        with self._locked() as descriptor:
            size, number = self._whole(descriptor)
            nonce = os.urandom(_NONCE)
            sealed = self._cipher().encrypt(nonce, plain, self._place(number))
            record = (len(sealed) + _NONCE).to_bytes(_LENGTH, "big") + nonce + sealed
            os.lseek(descriptor, size, os.SEEK_SET)
            view = memoryview(record)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
            self._known = (size + len(record), number + 1)

    def reverse(self, note_id: str, reason: str, who: str | None = None) -> list[Replaced]:
        """The passages of a note as they were. `reason` is needed; the audit log has it before anything is read."""
        if not reason.strip():
            raise VaultTrouble(
                _("The vault is opened for a reason, which the audit log keeps."), _("Say why the note must be read.")
            )
        self._audit("reverse", reason, who)
        found: list[Any] = []
        for record in self._records():
            if record["note_id"] == note_id:
                found = record["replaced"]
        self._audit("reversed", reason, who, len(found))
        return [Replaced(*row) for row in found]

    def restore(self, note_id: str, replaced_text: str, reason: str, who: str | None = None) -> str:
        """The text of a note as it was, from its replaced text."""
        pieces, position, moved = [], 0, 0
        for each in sorted(self.reverse(note_id, reason, who), key=lambda r: r.start):
            start = each.start + moved
            if replaced_text[start : start + len(each.replacement)] != each.replacement:
                raise VaultTrouble(
                    _("This is not the text that was written when the note was pseudonymised."),
                    _("Give the text as it left the pseudonymiser."),
                )
            pieces += [replaced_text[position:start], each.original]
            position = start + len(each.replacement)
            moved += len(each.replacement) - len(each.original)
        return "".join([*pieces, replaced_text[position:]])

    def count(self, who: str | None = None) -> int:
        """How many records there are; every one is decrypted, so that a damaged vault is found out."""
        number = sum(1 for _record in self._records())
        self._audit("check", "", who, number)
        return number

    def audit(self) -> list[dict[str, Any]]:
        """The lines of the audit log, oldest first. Raises VaultTrouble when one was changed or taken out."""
        if not self.audit_path.exists():
            return []
        lines, before = [], b""
        for line in self.audit_path.read_bytes().splitlines():
            try:
                entry = json.loads(line)
                seal = entry.pop("seal")
            except (ValueError, KeyError, AttributeError):
                raise self._audit_broken() from None
            if not hmac.compare_digest(seal, self._seal(before, entry)):
                raise self._audit_broken()
            before = seal.encode()
            lines.append(entry)
        return lines

    def _audit_broken(self) -> VaultTrouble:
        return VaultTrouble(
            _("The audit log {path} was changed.").format(path=self.audit_path),
            _("Restore it from a backup, and ask who wrote to it."),
        )

    def _seal(self, before: bytes, entry: dict[str, Any]) -> str:
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
        return hmac.new(self._key.derived("vault audit"), before + text, hashlib.sha256).hexdigest()

    def _audit(self, what: str, reason: str, who: str | None, records: int | None = None) -> None:
        import getpass

        try:
            person = who or getpass.getuser()
        except (KeyError, OSError):
            person = str(os.getuid()) if hasattr(os, "getuid") else "?"
        entry: dict[str, Any] = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "who": person, "what": what}
        entry |= {"why": reason} if reason else {}
        entry |= {} if records is None else {"records": records}
        with self._locked():
            content = self.audit_path.read_bytes() if self.audit_path.exists() else b""
            descriptor = self._open(self.audit_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            try:
                before = b""
                if content and not content.endswith(b"\n"):  # a line that a killed process left
                    content = content[: content.rfind(b"\n") + 1]
                    os.ftruncate(descriptor, len(content))
                if content:
                    before = json.loads(content.splitlines()[-1]).get("seal", "").encode()
                entry["seal"] = self._seal(before, entry)
                os.write(descriptor, json.dumps(entry, ensure_ascii=False).encode() + b"\n")
                os.fsync(descriptor)
            except ValueError:
                raise self._audit_broken() from None
            finally:
                os.close(descriptor)

    def _records(self) -> Iterator[dict[str, Any]]:
        from cryptography.exceptions import InvalidTag

        with self._locked() as descriptor:
            size, _number = self._whole(descriptor)
        cipher = self._cipher()
        with self.path.open("rb") as file:
            file.seek(len(self._header()))
            number = 0
            while file.tell() < size:
                length = int.from_bytes(file.read(_LENGTH), "big")
                record = file.read(length)
                try:
                    plain = cipher.decrypt(record[:_NONCE], record[_NONCE:], self._place(number))
                except InvalidTag:
                    raise VaultTrouble(
                        _("Record {number} of the vault {path} was changed.").format(number=number + 1, path=self.path),
                        _("Restore it from a backup."),
                    ) from None
                yield json.loads(plain.decode("utf-8", "surrogatepass"))
                number += 1

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key.derived("vault"))

    def _header(self) -> bytes:
        return _MAGIC + self._key.fingerprint.encode() + b"\n"

    def _place(self, number: int) -> bytes:
        return self._header() + number.to_bytes(8, "big")

    def _whole(self, descriptor: int) -> tuple[int, int]:
        """(bytes, records) of the whole records; the header is written into an empty file, a torn tail is cut off."""
        header = self._header()
        end = os.fstat(descriptor).st_size
        if end < len(header):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, header)
            os.fsync(descriptor)
            return len(header), 0
        os.lseek(descriptor, 0, os.SEEK_SET)
        start = os.read(descriptor, len(header))
        if start != header:
            if start.startswith(_MAGIC):
                raise VaultTrouble(
                    _("The vault {path} was made with another key.").format(path=self.path), _("Give that key.")
                )
            raise VaultTrouble(_("{path} is not a vault.").format(path=self.path), _("Choose another file."))
        position, number = self._known if len(header) <= self._known[0] <= end else (len(header), 0)
        while position + _LENGTH <= end:
            os.lseek(descriptor, position, os.SEEK_SET)
            length = int.from_bytes(os.read(descriptor, _LENGTH), "big")
            if not _NONCE + 16 <= length <= _LONGEST or position + _LENGTH + length > end:
                break
            position, number = position + _LENGTH + length, number + 1
        if position < end:
            os.ftruncate(descriptor, position)
        self._known = (position, number)
        return position, number

    def _open(self, path: Path, flags: int) -> int:
        try:
            descriptor = os.open(path, flags, 0o600)
            if sys.platform != "win32" and os.fstat(descriptor).st_mode & 0o077:
                os.close(descriptor)
                raise VaultTrouble(
                    _("Others than its owner may read {path}.").format(path=path),
                    _("Run: chmod 600 {path}").format(path=path),
                )
            return descriptor
        except OSError as trouble:
            raise VaultTrouble(
                _("{path} cannot be written: {reason}.").format(path=path, reason=trouble.strerror),
                _("Check the rights on the folder and the space on the disk."),
            ) from None

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The vault's file, open, for this process alone."""
        descriptor = self._open(self.path, os.O_RDWR | os.O_CREAT)
        try:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)  # the lock goes with it

    def __repr__(self) -> str:
        return f"Vault({self._key.fingerprint})"
