"""The persons of a note: every way of writing one name gets the same surrogate."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates import names
from carnet.tools.pseudonymisation.surrogates.draw import Draw, elides, fold, like


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# kept as they are: they say nothing of who it is, and a name without its own reads wrong
PARTICLES = _words(
    "de du des d l la le les van von vander der den het ten ter zu zum el al ben bel ibn abd bin bint ait ould "
    "da das do dos di del della delle mac mc saint sainte st ste née nee epouse ep veuve vve dit dite et ou"
)
TITLES = _words("m mr mme mlle mm mmes dr dre pr pre docteur professeur monsieur madame mademoiselle me maitre")
_TOKEN = re.compile(r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff|]+")
_PATIENT_FIRST = {"Patient": 0, "Other": 1, "Carer": 2}


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name: where it stands in the entity's text, and its letters, folded."""

    start: int
    end: int
    written: str
    folded: str


def parts_of(text: str) -> list[Part]:
    """The words of a name, initials and all; letters set apart (« D u p o n t ») are one word."""
    parts = [Part(m.start(), m.end(), m.group(), fold(m.group())) for m in _TOKEN.finditer(text)]
    if len(parts) > 2 and all(len(part.folded) == 1 for part in parts) and "." not in text:
        start, end = parts[0].start, parts[-1].end
        return [Part(start, end, text[start:end], fold(text[start:end]))]
    return parts


def named_parts(text: str, kind: str) -> list[Part]:
    """The words of a name that have to be replaced: not initials, particles or titles, unless there is nothing else
    (« Le », « Ng », « Ben » may be the whole of a name).
    """
    parts = parts_of(text)
    named = [part for part in parts if _names(part, kind)]
    if not named:
        others = [part for part in parts if len(part.folded) > 1 and not part.folded.isdigit()]
        named = [part for part in others if kind == "last" or not is_initial(part)][-1:]
    return named


def is_initial(part: Part) -> bool:
    """« J. », « JP »: letters that stand for a name."""
    letters = part.folded
    return len(letters) <= 1 or (
        len(letters) <= 3 and part.written.isupper() and not set(letters) & set("aeiouy") and letters.isalpha()
    )


class People:
    """The surrogates of all the names of one note, or of all the notes of a patient.

    A word of a name is replaced by a name that depends on the key, the patient and the word alone. The note decides
    only what it must: a surrogate is never one of the note's own names, two names never share one (the patient's
    choose first), and a misspelling follows the name that it misspells.
    """

    def __init__(self, draw: Draw, entities: Sequence[Entity]) -> None:
        self._draw = draw
        self._words: Counter[tuple[str, str]] = Counter()  # (kind, folded) → how often
        self._roles: dict[tuple[str, str], set[str]] = {}
        self._joined: dict[str, tuple[str, ...]] = {}  # « jeanpierre » → (« jean », « pierre »)
        self._whole: dict[str, Entity] = {}  # « vandamme » → « Van Damme »
        self._sexes: dict[str, Counter[str]] = {}
        for entity in entities:
            if entity.label in ("FIRST_NAME", "LAST_NAME"):
                self._count(entity)
        self._settle_kinds()
        self._same = self._variants()
        self._taken = {folded for _kind, folded in self._words}
        self._taken |= set(self._joined)
        self._surrogates: dict[tuple[str, str], str] = {}
        for kind, folded in sorted(self._words, key=self._turn):
            self._surrogate(kind, folded)

    def _count(self, entity: Entity) -> None:
        kind = "first" if entity.label == "FIRST_NAME" else "last"
        named = named_parts(entity.text, kind)
        if len(named) > 1:
            self._joined["".join(part.folded for part in named)] = tuple(part.folded for part in named)
        self._whole.setdefault(fold(entity.text), entity)
        sex = names.gender(entity.text) if kind == "first" else ""
        for part in named:
            self._words[kind, part.folded] += 1
            self._roles.setdefault((kind, part.folded), set()).add(entity.role or "")
            if sex:
                self._sexes.setdefault(part.folded, Counter())[sex] += 1

    def _settle_kinds(self) -> None:
        """A word that is a first name here and a last name there, for the same role, is what it is most often."""
        self._kinds: dict[tuple[str, str, str], str] = {}
        for kind, folded in list(self._words):
            other = "last" if kind == "first" else "first"
            if (other, folded) not in self._words:
                continue
            both = self._roles[kind, folded] & self._roles[other, folded]
            mine, theirs = self._words[kind, folded], self._words[other, folded]
            # as often as not: what the lists say of it
            likely = "first" if names.is_first_name(folded) and not names.is_last_name(folded) else "last"
            winner = kind if mine > theirs else other if theirs > mine else likely
            for role in both:
                self._kinds[kind, folded, role] = winner

    def _turn(self, word: tuple[str, str]) -> tuple[int, int]:
        """Who chooses first: the patient, then in an order that is secret and the same in every note."""
        kind, folded = word
        first = min(_PATIENT_FIRST.get(role, 3) for role in self._roles[word])
        return first, self._draw.number("turn", kind, folded)

    def _variants(self) -> dict[tuple[str, str], str]:
        """Misspellings: (kind, folded) → the form that it stands for."""
        same: dict[tuple[str, str], str] = {}
        for kind in ("first", "last"):
            forms = [folded for k, folded in self._words if k == kind]
            forms.sort(key=lambda folded: (-self._words[kind, folded], not _listed(kind, folded), folded))
            for place, form in enumerate(forms):
                for better in forms[:place]:
                    if (kind, better) not in same and self._misspelt(kind, form, better):
                        same[kind, form] = better
                        break
        return same

    def _misspelt(self, kind: str, form: str, better: str) -> bool:
        if min(len(form), len(better)) < 5 or not near(form, better):
            return False
        roles, others = self._roles[kind, form], self._roles[kind, better]
        if not roles & others and "" not in roles | others:
            return False
        if kind == "last" and "Patient" in roles & others:
            return True  # one person
        return not (_listed(kind, form) and _listed(kind, better))

    def _surrogate(self, kind: str, folded: str) -> str:
        folded = self._same.get((kind, folded), folded)
        found = self._surrogates.get((kind, folded))
        if found is None:
            sexes = self._sexes.get(folded)
            sex = max(sexes, key=lambda sex: (sexes[sex], sex)) if sexes else names.gender(folded)
            found = self.drawn(kind, folded, sex if kind == "first" else "")
            self._surrogates[kind, folded] = found
            self._taken.add(fold(found))
        return found

    def drawn(self, kind: str, folded: str, sex: str) -> str:
        """A name for a word; none of those that the note has, or that somebody else has got."""
        initial = folded[:1] if folded[:1].isalpha() else ""
        for pool in (names.pool(kind, sex, initial, elides(folded)), names.pool(kind, sex, "", elides(folded))):
            found = self._draw.among(kind, folded, pool, lambda name: fold(name) in self._taken)
            if found is not None:
                return found
        number = self._draw.number(kind, folded)  # a note with more names than the lists have
        return f"{chr(65 + number % 26)}{'aeiou'[number // 26 % 5]}" + "".join(
            "lmnrst"[number >> i & 3] for i in (9, 12)
        )

    def word(self, folded: str) -> str | None:
        """The surrogate of a word that is one of the note's names, else None (for e-mail addresses)."""
        for kind in ("last", "first"):
            if (kind, folded) in self._words:
                return self._surrogate(kind, folded)
        whole = self._whole.get(folded)
        return fold(self.replacement(whole)) if whole is not None and len(folded) > 3 else None

    def replacement(self, entity: Entity) -> str:
        """What stands for a name: same words, same signs between them, same case; particles and initials stay."""
        kind = "first" if entity.label == "FIRST_NAME" else "last"
        named = {part.start for part in named_parts(entity.text, kind)}
        pieces, position = [], 0
        for part in parts_of(entity.text):
            if part.start in named:
                written = self._part(self._kinds.get((kind, part.folded, entity.role or ""), kind), part)
            else:
                written = self._figures(part.written) if part.folded.isdigit() else part.written
            pieces += [entity.text[position : part.start], written]
            position = part.end
        return "".join([*pieces, entity.text[position:]])

    def _part(self, kind: str, part: Part) -> str:
        split = self._joined.get(part.folded)
        if split and len(split) > 1:
            written = "".join(self._surrogate(kind, folded) for folded in split).capitalize()
        else:
            written = self._surrogate(kind, part.folded)
        written = like(part.written, written)
        return " ".join(written) if " " in part.written else written

    def _figures(self, written: str) -> str:
        digits = self._draw.digits("figures", written)
        return "".join(str(next(digits)) if c.isdigit() else c for c in written)


def _names(part: Part, kind: str) -> bool:
    if not part.folded or part.folded.isdigit() or len(part.folded) == 1 or (kind == "first" and is_initial(part)):
        return False
    return part.folded not in PARTICLES and part.folded not in TITLES


def _listed(kind: str, folded: str) -> bool:
    return names.is_first_name(folded) if kind == "first" else names.is_last_name(folded)


def near(one: str, other: str) -> bool:
    """Whether two words are one slip apart: a letter more, less, other, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    return one[start + 1 :] == other[start + 1 :] or (
        one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    )
