"""The persons of a note: every way of writing one name gets the same surrogate."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates import names
from carnet.tools.pseudonymisation.surrogates.draw import Draw, elides, fold, like


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# kept as they are: they say nothing of who it is, and a name without its own reads wrong
PARTICLES = _words(
    "de du des d l la le les van von vander der den het ten ter zu zum el al ben bel ibn abd bin bint ait ould "
    "da das do dos di del della delle mac mc saint sainte st ste née nee epouse ep veuve vve dit dite et ou "
    "qu jusqu lorsqu puisqu quoiqu"
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

    A word of a name is replaced by a name that depends on the key, the patient and the word alone, whatever it was
    taken for (first or last name). The note decides only what it must: a surrogate is never one of the note's own
    names, two names never share one (the patient's choose first), a misspelling follows the name that it misspells,
    and a first name that men and women bear follows the title before it. `titled`: see `titles.titled_sexes`.
    """

    def __init__(
        self, draw: Draw, entities: Sequence[Entity], titled: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        self._draw = draw
        self._titled = titled or {}
        self._words: Counter[str] = Counter()  # folded → how often
        self._roles: dict[tuple[str, str], set[str]] = {}  # (label, folded) → roles
        self._joined: dict[str, tuple[str, ...]] = {}  # « jeanpierre » → (« jean », « pierre »)
        self._whole: dict[str, Entity] = {}  # « vandamme » → « Van Damme »
        self._sexes: dict[str, Counter[str]] = {}
        for entity in entities:
            if entity.label in ("FIRST_NAME", "LAST_NAME"):
                self._count(entity)
        self._same = self._variants()
        self._taken = set(self._words) | set(self._joined)
        self._surrogates: dict[str, str] = {}
        for folded in sorted(self._words, key=self._turn):
            self._surrogate(folded)

    def _count(self, entity: Entity) -> None:
        label = _label(entity)
        named = named_parts(entity.text, label)
        if len(named) > 1:
            self._joined["".join(part.folded for part in named)] = tuple(part.folded for part in named)
        self._whole.setdefault(fold(entity.text), entity)
        sex = names.gender(entity.text) if label == "first" else ""
        for part in named:
            self._words[part.folded] += 1
            self._roles.setdefault((label, part.folded), set()).add(entity.role or "")
            if sex:
                self._sexes.setdefault(part.folded, Counter())[sex] += 1

    def _turn(self, folded: str) -> tuple[int, int]:
        """Who chooses first: the patient, then in an order that is secret and the same in every note."""
        roles = {role for label in ("first", "last") for role in self._roles.get((label, folded), ())}
        return min(_PATIENT_FIRST.get(role, 3) for role in roles), self._draw.number("turn", folded)

    def _variants(self) -> dict[str, str]:
        """Misspellings: folded → the form that it stands for."""
        same: dict[str, str] = {}
        for label in ("first", "last"):
            forms = [folded for each, folded in self._roles if each == label]
            forms.sort(key=lambda folded: (-self._words[folded], not _listed(label, folded), folded))
            for place, form in enumerate(forms):
                for better in forms[:place]:
                    if form not in same and better not in same and self._misspelt(label, form, better):
                        same[form] = better
                        break
        return same

    def _misspelt(self, label: str, form: str, better: str) -> bool:
        if min(len(form), len(better)) < 5 or not near(form, better):
            return False
        roles, others = self._roles[label, form], self._roles[label, better]
        if not roles & others and "" not in roles | others:
            return False
        if label == "last" and "Patient" in roles & others:
            return True  # one person
        return not (_listed(label, form) and _listed(label, better))

    def _surrogate(self, folded: str) -> str:
        while folded in self._same:
            folded = self._same[folded]
        found = self._surrogates.get(folded)
        if found is None:
            kind = names.kind(folded)
            found = self._drawn(kind, folded, "" if kind == "last" else self._sex(folded))
            self._surrogates[folded] = found
            self._taken.add(fold(found))
        return found

    def _sex(self, folded: str) -> str:
        """Of a first name: the title's where both sexes bear it, else that of who bears it most."""
        men, women = self._titled.get((folded, "m"), 0), self._titled.get((folded, "f"), 0)
        if men != women and names.is_mixed(folded):
            return "m" if men > women else "f"
        sexes = self._sexes.get(folded)
        return max(sexes, key=lambda sex: (sexes[sex], sex)) if sexes else names.gender(folded)

    def _drawn(self, kind: str, folded: str, sex: str) -> str:
        """A name for a word; none of those that the note has, that somebody else has got, or that is too like it."""
        initial = folded[:1] if folded[:1].isalpha() else ""

        def refused(name: str) -> bool:
            other = fold(name)
            return other in self._taken or names.too_like(other, folded)

        for pool in (names.pool(kind, sex, initial, elides(folded)), names.pool(kind, sex, "", elides(folded))):
            found = self._draw.among("name", folded, pool, refused)
            if found is not None:
                return found
        number = self._draw.number("name", folded)  # a note with more names than the lists have
        return f"{chr(65 + number % 26)}{'aeiou'[number // 26 % 5]}" + "".join(
            "lmnrst"[number >> i & 3] for i in (9, 12)
        )

    def word(self, folded: str) -> str | None:
        """The surrogate of a word that is one of the note's names, else None (for e-mail addresses)."""
        if folded in self._words:
            return self._surrogate(folded)
        whole = self._whole.get(folded)
        return fold(self.replacement(whole)) if whole is not None and len(folded) > 3 else None

    def replacement(self, entity: Entity) -> str:
        """What stands for a name: same words, same signs between them, same case; particles and initials stay."""
        named = {part.start for part in named_parts(entity.text, _label(entity))}
        pieces, position = [], 0
        for part in parts_of(entity.text):
            if part.start in named:
                written = self._part(part)
            else:
                written = self._figures(part.written) if part.folded.isdigit() else part.written
            pieces += [entity.text[position : part.start], written]
            position = part.end
        return "".join([*pieces, entity.text[position:]])

    def _part(self, part: Part) -> str:
        split = self._joined.get(part.folded)
        if split and len(split) > 1:
            written = "".join(self._surrogate(folded) for folded in split).capitalize()
        else:
            written = self._surrogate(part.folded)
        written = like(part.written, written)
        return " ".join(written) if " " in part.written else written

    def _figures(self, written: str) -> str:
        digits = self._draw.digits("figures", written)
        return "".join(str(next(digits)) if c.isdigit() else c for c in written)


def _label(entity: Entity) -> str:
    return "first" if entity.label == "FIRST_NAME" else "last"


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
