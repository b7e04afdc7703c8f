"""What a model states, taken apart into what must be found in the note."""

from dataclasses import dataclass
from functools import cached_property

from carnet.llm.grounding.governing import groups_of
from carnet.llm.grounding.meaning import Token, lexicon
from carnet.llm.grounding.tokens import tokens_of
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.tnm import Tnm, find_tnm

_GENERIC = frozenset(("grade", "stade", "taille", "PS"))


@dataclass(frozen=True)
class Claim:
    """A statement read as a small note. `kind` is that of the fact, '' for a sentence."""

    reading: Reading
    kind: str
    tnms: tuple[Tnm, ...]
    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, statement: str, kind: str = "") -> "Claim":
        """Take a statement apart."""
        reading = Reading.of(Note("", statement.replace("=", " = ").replace("_", " ")))
        tnms = tuple(find_tnm(reading.text, reading.plain))
        return cls(reading, kind, tnms, tuple(tokens_of(reading, 0, len(reading.plain), tnms)))

    @cached_property
    def heads(self) -> frozenset[str]:
        """The heads of the claim and those that its kind lets stand unsaid (« head:RE », « drug:cisplatine »)."""
        said = frozenset(
            name for token in self.tokens for name in token.means if name.startswith(("head:", "drug:", "protocol:"))
        )
        cued = frozenset(f"head:{name}" for name in lexicon().cues.get(self.kind, frozenset()))
        return said | cued if not said or said <= {f"head:{name}" for name in _GENERIC} else said

    @cached_property
    def said_heads(self) -> frozenset[str]:
        """The heads that the statement itself names."""
        return frozenset(name for token in self.tokens for name in token.means if name.startswith(("head:", "drug:")))

    @cached_property
    def subs(self) -> frozenset[str]:
        return frozenset(name for token in self.tokens for name in token.means if name.startswith("sub:"))

    @cached_property
    def sides(self) -> frozenset[str]:
        return frozenset(side for token in self.tokens for side in token.ids("side"))

    @cached_property
    def content(self) -> tuple[Token, ...]:
        """The tokens that name things: concepts, heads, drugs, words; no value, side, number."""
        ignored = lexicon().ignored
        return tuple(
            token
            for token in self.tokens
            if (token.kind == "term" and token.is_a("concept", "head", "sub"))
            or token.kind == "drug"
            or (token.kind == "word" and token.root not in ignored and self.plain(token) not in ignored)
        )

    def plain(self, token: Token) -> str:
        """The token in lower case, without accents."""
        return self.reading.plain[token.start : token.end]

    @cached_property
    def denied(self) -> bool:
        """Whether the statement itself denies what it names: « pas de métastase osseuse »."""
        return any(token.kind == "denial" for token in self.tokens)

    @cached_property
    def valued(self) -> bool:
        """Whether the statement says a value, with its own polarity."""
        return any(token.is_a("value") or token.kind in ("number", "code", "tnm") for token in self.tokens)

    def wanted(self, place: int) -> frozenset[str]:
        """The heads and scales that the value at `place` of the claim is said of."""
        groups = groups_of(self.tokens, place, self.reading.plain)
        said = frozenset(name for group in groups for name in group)
        mains = frozenset(name for name in said if not name.startswith("sub:"))
        return said if mains - {f"head:{name}" for name in _GENERIC} else said | self.heads | self.subs

    def following(self, place: int) -> Token | None:
        """The thing counted by the number at `place`: « 32 fractions », « 6 cycles »."""
        if place + 1 >= len(self.tokens) or self.tokens[place].unit:
            return None
        following = self.tokens[place + 1]
        gap = self.reading.plain[self.tokens[place].end : following.start]
        counted = following.kind == "word" or (following.kind == "term" and following.is_a("concept"))
        if gap.strip(" -") or not counted or following.root in lexicon().ignored:
            return None
        return following

    def text(self, token: Token) -> str:
        """The token as the statement writes it."""
        return self.reading.text[token.start : token.end]
