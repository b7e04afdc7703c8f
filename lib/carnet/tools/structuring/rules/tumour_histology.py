"""Morphology: a head and what qualifies it, composed into ICD-O-3."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from carnet.text.terms import Term
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_phrase import Grade, Met, Phrases
from carnet.tools.structuring.rules.tumour_words import Word

# what has no morphology of its own: a mention, no fact
UNSPECIFIC = frozenset(("8000", "8001"))
_NO_FACT = frozenset(("8010/9",))
_DIGITS = {
    "bien différencié": "1",
    "bas grade": "1",
    "moyennement différencié": "2",
    "peu différencié": "3",
    "indifférencié": "4",
    "haut grade": "4",
}
# features that only count beside the head, not after a comma: « carcinome, mixte »
_DISCRETE = frozenset(
    ("B", "T", "diffus", "mixte", "classique", "chronique", "aiguë", "solide", "périphérique", "médiastin", "nodulaire")
)
# between a metastasis and the tumour that it is of
_OF = frozenset(
    ("d", "de", "du", "un", "une", "l", "le", "la", "due", "a", "au", "son", "provenant", "origine", "rapport", "avec")
    + ("compatible", "probable", "connu", "partir", "primitif", "en", "par", "etait")
)
_OF_DIFFUSION = ("diffusion", "mm2", "mm²", "restriction", "coefficient", "cartographie", "b1000", "hypersignal")


@dataclass(frozen=True, slots=True)
class Morphology:
    """A mention at [start, end) of the clean text. `code`: ICD-O-3, with its behaviour; `grade`: its sixth digit.

    `specific`: it says more than that there is a tumour. `head`: the term of the noun.
    """

    start: int
    end: int
    code: str
    value: str
    head: Term[Word] = field(repr=False)
    grade: str = ""
    specific: bool = True

    @property
    def behaviour(self) -> str:
        """0 benign, 1 uncertain, 2 in situ, 3 malignant primary, 6 metastatic, 9 malignant uncertain."""
        return self.code[-1]


def facts(mentions: Iterable[Morphology]) -> list[Finding]:
    """The facts among mentions: the specific ones."""
    return [
        Finding(
            "histology",
            one.value,
            one.start,
            one.end,
            "histology",
            code=one.code,
            system="ICD-O-3",
            parts={"behaviour": one.behaviour},
        )
        for one in mentions
        if one.specific
    ]


def compose(phrases: Phrases) -> list[Morphology]:
    """The mentions of a note, by position."""
    found: list[Morphology] = []
    pending: Term[Word] | None = None  # a metastasis whose tumour may follow: « métastase d'un adénocarcinome »
    taken = -1
    for term in phrases.terms:
        word = term.entry
        if term.first < taken:
            continue
        if word.metastasis is not None and not (word.head or word.fixed):
            pending = _tumour_of(phrases, term)
            if pending is None and _counts(phrases, term):
                start, end = phrases.core(term)
                found.append(Morphology(start, end, "8000/6", "métastase", term, specific=False))
            elif pending is not None:
                one = _mention(phrases, pending, metastatic=True)
                if one is not None:
                    found.append(_from(one, phrases.core(term)[0]))
                    taken = phrases.reading.words.at(one.end)
            continue
        if word.head is not None:
            mention = _mention(phrases, term)
            if mention is not None:
                found.append(mention)
                taken = phrases.reading.words.at(mention.end)
    return found


def _from(one: Morphology, start: int) -> Morphology:
    return Morphology(start, one.end, one.code, one.value, one.head, one.grade, one.specific)


def _counts(phrases: Phrases, term: Term[Word]) -> bool:
    """« secondaire » alone says nothing; « bilan métastatique » does not either."""
    form = phrases.reading.plain[term.start : term.end]
    if form.startswith("secondaire"):
        return any(one.entry.lesion for one in phrases.left(term.first, 5)) and not _followed_by_cause(phrases, term)
    return not form.startswith("dissemin")


def _followed_by_cause(phrases: Phrases, term: Term[Word]) -> bool:
    words = phrases.reading.words
    return term.after < len(words.forms) and words.forms[term.after] in ("a", "au", "aux")


def _tumour_of(phrases: Phrases, term: Term[Word]) -> Term[Word] | None:
    """The tumour whose metastasis a term says: « métastases hépatiques d'un adénocarcinome »."""
    if term.entry.metastasis != "noun" and phrases.reading.words.forms[term.after - 1] != "metastase":
        return None
    linked = False
    links = phrases.lexicon.list_links | _OF
    words = phrases.reading.words
    for met in phrases.right(term.after, links, figures=False):
        if not isinstance(met, Met) or met.loose:
            return None
        if met.word.head is not None and not met.word.metastasis:
            before = words.forms[met.term.first - 1]
            linked = before in _OF
            specific = met.word.head.code[:4] not in UNSPECIFIC
            return met.term if linked and specific else None
        if not (met.word.spread or met.word.side or met.word.node or met.word.region or met.word.lesion):
            return None
    return None


def _mention(phrases: Phrases, term: Term[Word], *, metastatic: bool = False) -> Morphology | None:
    """What a head and its phrase say. None: an abbreviation with nothing beside it, a heading with no type."""
    head = term.entry.head
    assert head is not None
    ways = phrases.lexicon.ways.get(head.name, ())
    features: dict[str, int] = dict.fromkeys(term.entry.features, term.end)
    grade, grade_end, sited, metastasis_end = "", 0, False, 0
    seen_comma_site = False
    for met in phrases.right(term.after):
        if isinstance(met, Grade):
            if not grade:
                grade, grade_end = met.digit, met.end
            continue
        word = met.word
        if met.loose > 2 and not word.features:
            break
        if word.head is not None and not (word.features or word.places or word.region):
            if _in_brackets(phrases, met.term):
                continue
            break
        if word.metastasis == "noun":
            break
        if word.features:
            if not (met.loose and word.features <= _DISCRETE):
                for name in word.features:
                    features.setdefault(name, met.term.end)
                    if name in _DIGITS and not grade:
                        grade, grade_end = _DIGITS[name], met.term.end
            if "métastatique" in word.features:
                metastasis_end = met.term.end
                break
        if (word.places or word.region) and not seen_comma_site:
            sited = True
            if not met.loose:
                for place in word.places:
                    features.setdefault(f"@{place.organ}", met.term.end)
            seen_comma_site = bool(met.loose)
        if not (word.features or word.places or word.region or word.side or word.spread or word.lesion or word.node):
            break
    inherent = phrases.lexicon.sites_of.get(head.code)
    heading = phrases.heading(term)
    for place in (*((inherent,) if inherent else ()), *(heading[0].entry.places if heading else ())):
        features.setdefault(f"@{place.organ}", 0)
    if term.entry.beside and not (sited or grade or set(features) - {f"@{inherent.organ}" if inherent else ""}):
        return None
    code, used = _way(ways, features)
    if head.silent and not code:
        return None
    if _diffusion(phrases, term) or _about(phrases, term):
        return None
    if head.name == "adénome" and "@prostate" in features:  # hyperplasia, no tumour
        return None
    base, behaviour = (code or head.code).partition("/")[::2]
    behaviour = behaviour or _native(head.code, base)
    behaviour, marker = _behaviour(behaviour, base, features, metastatic)
    used |= marker
    ends = [term.end, *(features[name] for name in used if name in features)]
    if grade and (base != "8000" or grade_end < max(ends)):
        ends.append(grade_end)
    if base in UNSPECIFIC:
        grade = ""
    if metastasis_end and base not in UNSPECIFIC:
        behaviour = "6"
        ends.append(metastasis_end)
    full = f"{base}/{behaviour}"
    specific = base not in UNSPECIFIC and full not in _NO_FACT
    name = name_of(phrases, full, {head.name, *features})
    return Morphology(term.start, max(ends), full, name, term, grade, specific)


def _about(phrases: Phrases, term: Term[Word]) -> bool:
    """« comité des tumeurs », « marqueur tumoral »: no tumour of the patient."""
    return any(one.entry.no_tumour for one in phrases.left(term.first, 4))


def _in_brackets(phrases: Phrases, term: Term[Word]) -> bool:
    plain = phrases.reading.plain
    return plain[term.start - 1 : term.start] == "(" and plain[term.end : term.end + 1] == ")"


def _way(ways: Iterable[tuple[frozenset[str], str]], features: dict[str, int]) -> tuple[str, set[str]]:
    for needed, code in ways:
        if needed and needed <= features.keys():
            return code, set(needed)
    return "", set()


def _native(head_code: str, base: str) -> str:
    """The behaviour of a code that a way gives: the head's, or malignant where the head leaves it open."""
    behaviour = head_code[-1]
    if base == "9421":
        return "1"
    return (
        "3"
        if behaviour == "1" and base not in ("8815", "9020", "8620", "8452", "8825", "8000")
        else _OPEN.get(base, behaviour)
    )


_OPEN = {"8815": "0", "9020": "1", "8620": "1", "8452": "3", "8825": "1", "9080": "1"}


def _behaviour(behaviour: str, base: str, features: dict[str, int], metastatic: bool) -> tuple[str, set[str]]:
    if metastatic:
        return "6", set()
    if base == "9080":
        for name, said in (("immature", "3"), ("mature", "0"), ("malin", "3")):
            if name in features:
                return said, {name}
    if base == "9530":
        for name, said in (("anaplasique", "3"), ("malin", "3"), ("atypique", "1")):
            if name in features:
                return said, {name}
    if "infiltrant" in features and base not in UNSPECIFIC:
        return ("3" if behaviour in "0123" else behaviour), {"infiltrant"}
    if "in situ" in features and behaviour in "123":
        return "2", {"in situ"}
    if "intracanalaire" in features and base in ("8500", "8501", "8522", "8503"):
        return "2", {"intracanalaire"}
    if "limite" in features and behaviour in "013":
        return "1", {"limite"}
    if "bénin" in features and behaviour in "01":
        return "0", {"bénin"}
    if "malin" in features and behaviour in "013":
        return "3", {"malin"}
    return behaviour, set()


def _diffusion(phrases: Phrases, term: Term[Word]) -> bool:
    """« ADC » of an MRI is the diffusion coefficient."""
    plain = phrases.reading.plain
    if plain[term.start : term.end] != "adc":
        return False
    around = plain[max(0, term.start - 60) : term.end + 40]
    return any(cue in around for cue in _OF_DIFFUSION)


def name_of(phrases: Phrases, code: str, said: Collection[str] = ()) -> str:
    """The normal form of an ICD-O-3 morphology, with what the text says of it (head, features, `@organ`)."""
    names = phrases.lexicon.names
    base, behaviour = code.split("/")
    other = behaviour if code in names else next((one for one in "3012" if f"{base}/{one}" in names), behaviour)
    near = f"{base}/{other}"
    name = next(
        (name for one, name in phrases.lexicon.said.get(near, {}).items() if one in said), names.get(near, code)
    )
    suffix = {"6": " métastatique", "2": " in situ", "1": " borderline", "0": " bénin"}.get(behaviour, "")
    return name if near == code else name + suffix
