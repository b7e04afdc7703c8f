"""Answers kept in a folder by what was asked: off by default, readable by their owner alone, purgeable."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.llm.model import Answer, LanguageModel, Request

_FORMAT = 1
_MARK = "carnet-llm-cache"  # a file of this name says that the folder is ours


@dataclass(frozen=True)
class AnswerCache:
    """A folder (0700) with one file (0600) an answer, named by the SHA-256 of model and request.

    It may be shared by threads and processes: files are written aside and renamed.
    A file that is not whole is passed over.
    """

    folder: Path

    def key(self, fingerprint: str, request: Request) -> str:
        """Sixty-four hexadecimal digits; no text can be read from them."""
        schema = request.schema.model_json_schema() if request.schema else None
        what = [_FORMAT, fingerprint, request.messages, schema, request.max_tokens, request.temperature, request.seed]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()

    def get(self, key: str) -> Answer | None:
        """The answer kept under a key; None where there is none, or where its file is damaged."""
        try:
            digest, _newline, body = self._path(key).read_bytes().partition(b"\n")
            if hashlib.sha256(key.encode() + body).hexdigest().encode() != digest:
                return None
            return Answer(**{**json.loads(body), "cached": True})
        except (OSError, ValueError, TypeError):
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer. Raises CarnetError where the folder cannot be written."""
        body = json.dumps(asdict(replace(answer, cached=False)), ensure_ascii=True).encode()
        path = self._path(key)
        aside = path.with_name(f".{key[:8]}-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            self._prepare(path.parent)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(key.encode() + body).hexdigest().encode() + b"\n" + body)
            aside.replace(path)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            raise CarnetError(
                _("The model’s answers cannot be kept in {folder} ({error}).").format(
                    folder=self.folder, error=type(error).__name__
                ),
                _("Choose a folder that you may write to, with room left."),
            ) from None

    def size(self) -> tuple[int, int]:
        """How many answers are kept, and their bytes."""
        sizes = []
        for path in self._files():
            with suppress(OSError):  # purged meanwhile
                sizes.append(path.stat().st_size)
        return len(sizes), sum(sizes)

    def purge(self) -> int:
        """Delete every answer; how many there were. Files that are not the cache's are left alone."""
        removed = 0
        for path in self._files(unfinished=True):
            with suppress(FileNotFoundError):
                path.unlink()
                removed += not path.name.startswith(".")
        for folder in [one for one in self.folder.glob("[0-9a-f][0-9a-f]") if one.is_dir()]:
            with suppress(OSError):
                folder.rmdir()
        return removed

    @property
    def exists(self) -> bool:
        """Whether the folder is a cache of answers."""
        return (self.folder / _MARK).is_file()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _prepare(self, folder: Path) -> None:
        if not self.exists:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            (self.folder / _MARK).touch(mode=0o600)
        folder.mkdir(exist_ok=True, mode=0o700)

    def _files(self, unfinished: bool = False) -> Iterator[Path]:
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            if path.is_file() and (len(path.name) == 64 or (unfinished and path.name.startswith("."))):
                yield path


@dataclass(eq=False)
class CachedModel:
    """A model whose answers are kept: what was asked before is not asked again."""

    model: LanguageModel
    cache: AnswerCache

    @property
    def uri(self) -> str:
        """The model's."""
        return self.model.uri

    @property
    def fingerprint(self) -> str:
        """The model's: a cache changes no answer."""
        return self.model.fingerprint

    def answer(self, request: Request, *, cancel: threading.Event | None = None) -> Answer:
        """The answer kept, else the model's. Raises as the model does."""
        key = self.cache.key(self.fingerprint, request)
        found = self.cache.get(key)
        if found is None:
            found = self.model.answer(request, **_given(cancel))
            self.cache.put(key, found)
        return found

    def answer_all(
        self, requests: Sequence[Request], *, cancel: threading.Event | None = None
    ) -> list[Answer | CarnetError]:
        """The same for many; each distinct question is asked once."""
        fingerprint = self.fingerprint
        keys = [self.cache.key(fingerprint, request) for request in requests]
        known: dict[str, Answer | CarnetError] = {}
        for key in set(keys):
            found = self.cache.get(key)
            if found is not None:
                known[key] = found
        missing = {key: request for key, request in zip(keys, requests, strict=True) if key not in known}
        if missing:
            for key, answer in zip(
                missing, self.model.answer_all(list(missing.values()), **_given(cancel)), strict=True
            ):
                known[key] = answer
                if isinstance(answer, Answer):
                    self.cache.put(key, answer)
        return [known[key] for key in keys]

    def stream(self, request: Request, *, cancel: threading.Event | None = None) -> Iterator[str]:
        """The answer kept in one piece, else the model's pieces, which are not kept."""
        found = self.cache.get(self.cache.key(self.fingerprint, request))
        if found is not None:
            yield found.text
        else:
            yield from self.model.stream(request, **_given(cancel))

    def complete(self, prompt: str) -> str:
        """The text of the answer to one prompt, at temperature 0, kept as the others."""
        return self.answer(Request((("user", prompt),), max_tokens=0)).text

    def close(self) -> None:
        """Let go of the model's connections and memory; what is kept stays."""
        self.model.close()


def _given(cancel: threading.Event | None) -> dict[str, Any]:
    return {} if cancel is None else {"cancel": cancel}
