"""Whether a passage holds what a claim says: numbers and units, codes, TNM, sides, drugs, values, words; why not."""

import re
from collections.abc import Iterator

from carnet.language import _
from carnet.llm.grounding.claims import Claim
from carnet.llm.grounding.folding import whole
from carnet.llm.grounding.governing import clause_of, is_head
from carnet.llm.grounding.meaning import Token, lexicon
from carnet.llm.grounding.passage import Passage, same
from carnet.text.tnm import Tnm

_COVERED = 0.75  # of the words of a sentence of a summary
_BEFORE = re.compile(
    r" ?(?:kg|%|mm|cm|g/l|g/dl|ng/ml|u/ml)? ?(?:avant|auparavant|anterieurement|habituellement|au lieu)\b"
)
_TUMOUR = frozenset(("tumeur", "cancer"))
_DOSED = ("treatment", "line", "decision", "")
_HORMONAL = frozenset(("head:RE", "head:RP"))


def mismatch(claim: Claim, passage: Passage, *, strict: bool = True, denied: bool = False) -> str | None:
    """The first thing that the passage does not hold, in words; None where it holds all.

    strict: every word must be there; else three quarters of them (a sentence of a summary), figures always.
    denied: the claim denies what it names.
    """
    for reason in _reasons(claim, passage, strict, denied):
        return reason
    return None


def _reasons(claim: Claim, passage: Passage, strict: bool, denied: bool) -> Iterator[str]:
    for place, token in enumerate(claim.tokens):
        if token.kind == "number":
            yield from _number(claim, place, passage)
        elif token.kind == "code":
            yield from _code(claim, place, passage, denied)
        elif token.kind == "drug" and not _drug(token, passage):
            yield _("the passage does not name {drug}").format(drug=claim.text(token))
    yield from _tnm(claim, passage)
    yield from _sides(claim, passage)
    yield from _values(claim, passage)
    yield from _words(claim, passage, strict)
    yield from _cue(claim, passage, denied)


# ---- numbers


def _number(claim: Claim, place: int, passage: Passage) -> Iterator[str]:
    wanted = claim.tokens[place]
    said = claim.text(wanted)
    seen = [at for at in passage.inside if passage.tokens[at].kind == "number" and _equal(wanted, passage.tokens[at])]
    if not seen and _verbatim(claim, passage):
        return
    if not seen:
        if wanted.unit in ("", "%") and wanted.value == (0.0,) and not wanted.by and _denies(claim, place, passage):
            return
        yield _("the passage does not give the number {number}").format(number=said)
        return
    united = [at for at in seen if _same_unit(wanted, passage.tokens[at], claim) or _inherits(wanted, passage, at)]
    if not united:
        yield _("the passage gives {number} in another unit, or none").format(number=said)
        return
    heads = claim.wanted(place)
    governed = [at for at in united if passage.governed(at, heads) and not _earlier(passage, at)]
    counted = claim.following(place)
    if counted is not None:
        governed = [at for at in governed if _counts(passage, at, counted)]
    governed = [at for at in governed if _owned(claim, passage, at)]
    if not governed:
        yield _("the passage gives {number} for something else").format(number=said)


def _equal(wanted: Token, written: Token) -> bool:
    if wanted.suffix != written.suffix or wanted.operator != written.operator:
        return False
    if wanted.value == written.value and (wanted.by == written.by or len(wanted.value) == 1):
        return True
    if len(wanted.value) == 1 and written.by == "x":
        return wanted.value[0] == max(written.value)
    return len(wanted.value) == 1 and written.by == "/" and bool(written.unit) and wanted.value == written.value[:1]


def _same_unit(wanted: Token, written: Token, claim: Claim) -> bool:
    if wanted.unit == written.unit:
        return True
    if claim.kind in _DOSED and wanted.unit and written.unit.partition("/")[0::2] in _each(wanted.unit):
        return True
    if not wanted.unit:
        return written.unit != "+" or "head:HER2" in claim.heads
    return wanted.unit == "+" and not written.unit and "head:HER2" in claim.heads


def _inherits(wanted: Token, passage: Passage, at: int) -> bool:
    """« CA 125 : 12 UI/mL en juin -> 38 en décembre »: the later values of one head have the unit of the first."""
    if not wanted.unit or passage.tokens[at].unit:
        return False
    for earlier in range(at - 1, -1, -1):
        token = passage.tokens[earlier]
        between = passage.reading.plain[token.end : passage.tokens[at].start]
        if is_head(token) or between.count("(") > between.count(")"):
            return False
        if token.kind == "number" and token.unit:
            return token.unit == wanted.unit
    return False


def _verbatim(claim: Claim, passage: Passage) -> bool:
    """Whether the passage writes the statement letter by letter: « 2N+/20 »."""
    said = claim.reading.plain.strip()
    if claim.kind != "event" or len(said) < 4:
        return False
    at = passage.reading.plain.find(said, passage.start, passage.end)
    return at >= 0 and whole(passage.reading.plain, at, at + len(said))


def _each(unit: str) -> tuple[tuple[str, str], ...]:
    """« 80 mg/j » gives the dose « 80 mg »."""
    return tuple((unit, period) for period in ("d", "(24.h)", "wk", "{dose}", "{course}"))


def _denies(claim: Claim, place: int, passage: Passage) -> bool:
    return any("NEG" in passage.values(at) and passage.governed(at, claim.wanted(place)) for at in passage.inside)


def _earlier(passage: Passage, at: int) -> bool:
    """« Poids 58 (72 avant) »: a value of another time."""
    return _BEFORE.match(passage.reading.plain, passage.tokens[at].end) is not None


def _counts(passage: Passage, at: int, counted: Token) -> bool:
    for later in range(at + 1, min(at + 3, len(passage.tokens))):
        if passage.tokens[later].kind == "number":
            return False  # « 8 Gy en 1 fraction » counts no 8 fractions
        if same(counted, passage.tokens[later]):
            return True
    return False


def _owned(claim: Claim, passage: Passage, at: int) -> bool:
    """Whether something that the claim names stands in the clause of the value, where no head tells."""
    rivals = lexicon().rivals.get(claim.kind)
    if rivals and any(
        _names(passage.tokens[near]) & rivals for near in clause_of(passage.tokens, at, passage.reading.plain)
    ):
        return False
    generic = {"head:grade", "head:stade"}
    named = [one for one in claim.content if one.kind in ("term", "word") and not one.means & generic]
    if claim.said_heads - generic or not named:
        return True
    clause = passage.clause(at, lambda token: token.is_a("concept") or token.kind == "word")
    return any(same(one, passage.tokens[near]) for near in clause for one in named) or any(
        passage.spells(claim.plain(one), clause) for one in named if one.kind == "word"
    )


def _code(claim: Claim, place: int, passage: Passage, denied: bool) -> Iterator[str]:
    wanted = claim.tokens[place]
    seen = [at for at in passage.inside if passage.tokens[at].root == wanted.root]
    if not seen and wanted.root[0] == "r" and any(_margin(passage, wanted.root[1:])):
        return
    if not seen:
        yield _("the passage does not say {code}").format(code=claim.text(wanted))
    elif not any(passage.governed(at, claim.wanted(place)) for at in seen):
        yield _("the passage says {code} of something else").format(code=claim.text(wanted))
    elif not denied and not _polar(claim) and all(passage.denied(at) for at in seen):
        yield _("the note denies it")


def _polar(claim: Claim) -> bool:
    """Whether the claim says positive, negative, mutated…"""
    return any(token.is_a("value") and not token.is_a("head") for token in claim.tokens)


def _margin(passage: Passage, category: str) -> Iterator[bool]:
    """« pT3N1 R0 »: the margin within a TNM."""
    for one in passage.tnms:
        if one.start < passage.end and one.end > passage.start:
            yield one.r == category


# ---- TNM


def _tnm(claim: Claim, passage: Passage) -> Iterator[str]:
    if not claim.tnms:
        if claim.kind in ("ctnm", "ptnm"):
            yield _("the statement is no TNM")
        return
    written = [one for one in passage.tnms if one.start < passage.end and one.end > passage.start]
    for wanted in claim.tnms:
        if not any(_holds(wanted, one, written, claim.kind) for one in written):
            yield _("the TNM is not that of the passage")


def _holds(wanted: Tnm, written: Tnm, others: list[Tnm], kind: str) -> bool:
    if (kind == "ptnm" and not written.pathological) or (kind == "ctnm" and written.pathological):
        return False
    pieces = (("t", "prefix"), ("n", "n_prefix"), ("m", "m_prefix"))
    for letter, prefix in pieces:
        category = getattr(wanted, letter)
        if not category:
            continue
        sources = [written] if getattr(written, letter) else [one for one in others if getattr(one, letter)]
        fits = [
            one
            for one in sources
            if getattr(one, letter).lower() == category.lower()
            and (letter == "m" or _same_prefix(getattr(wanted, prefix), getattr(one, prefix), kind))
        ]
        if not fits:
            return False
    extra = ("t_suffix", "n_suffix", "g", "r", "l", "v", "pn")
    return all(not getattr(wanted, name) or getattr(wanted, name) == getattr(written, name) for name in extra)


def _same_prefix(wanted: str, written: str, kind: str) -> bool:
    return wanted == written or (wanted in ("", "c") and written in ("", "c")) or (not wanted and kind == "ptnm")


# ---- sides


def _sides(claim: Claim, passage: Passage) -> Iterator[str]:
    if not claim.sides:
        return
    inside = [at for at in passage.inside if passage.tokens[at].is_a("side")]
    places = inside or [at for at in range(len(passage.tokens)) if passage.tokens[at].is_a("side")]
    if not places:
        places_around = [one for one in passage.around if one.is_a("side")]
        said = frozenset(side for one in places_around for side in one.ids("side"))
        if said != claim.sides:
            yield _("the passage does not give the side")
        return
    said = frozenset(side for at in places for side in passage.tokens[at].ids("side"))
    if said == claim.sides or (claim.sides == {"B"} and said == {"D", "G"}):
        return
    named = [one for one in claim.content if one.kind in ("term", "word")]
    if not claim.sides <= said or not named or not inside:
        yield _("the side is not that of the passage")
        return
    for side in claim.sides:
        if not any(side in passage.tokens[at].ids("side") and _beside(passage, at, named) for at in inside):
            yield _("the side is not that of the passage")


def _beside(passage: Passage, at: int, named: list[Token]) -> bool:
    """Whether the side stands with what the claim names: in its clause, and no other side between."""
    clause = passage.clause(at, lambda token: token.is_a("concept", "head") or token.kind == "word")
    places = [near for near in clause if any(same(one, passage.tokens[near]) for one in named)]
    for near in places:
        between = range(min(at, near) + 1, max(at, near))
        if not any(passage.tokens[other].is_a("side") for other in between):
            return True
    return False


# ---- drugs, values, words


def _drug(wanted: Token, passage: Passage) -> bool:
    written = frozenset(name for at in passage.inside for name in passage.tokens[at].means)
    return wanted.means <= written


def _values(claim: Claim, passage: Passage) -> Iterator[str]:
    terms = lexicon()
    for place, token in enumerate(claim.tokens):
        ids = token.ids("value")
        if not ids or token.is_a("head") or token.kind == "number":
            continue
        if token.is_a("concept") and claim.kind not in ("biomarker", "tobacco", "alcohol", "lab"):
            continue
        if place and claim.tokens[place - 1].kind == "denial":
            ids = frozenset(name for one in ids for name in terms.denied.get(one, ()))
        wanted = ids | frozenset(name for one in ids for name in terms.said_by.get(one, ()))
        heads = claim.wanted(place)
        seen = [at for at in passage.inside if passage.values(at) & wanted or _counted(wanted, passage, at, heads)]
        if not seen:
            yield _("the passage does not say “{word}”").format(word=claim.text(token))
        elif not any(passage.governed(at, heads) or same_term(passage.tokens[at], heads) for at in seen):
            yield _("the passage says “{word}” of something else").format(word=claim.text(token))
        elif any(_outdone(ids, passage, at) for at in passage.inside):
            yield _("the passage says otherwise than “{word}”").format(word=claim.text(token))


def same_term(token: Token, heads: frozenset[str]) -> bool:
    """Whether a word says both the head and the value: « dMMR », « non-fumeur »."""
    implied = {f"head:{lexicon().implies[one]}" for one in token.ids("value") if one in lexicon().implies}
    return bool((token.means | implied) & heads)


def _counted(wanted: frozenset[str], passage: Passage, at: int, heads: frozenset[str]) -> bool:
    """A figure that says positive or negative beyond doubt: « RE 90 % », « RP 0 % », « HER2 3+ »."""
    token = passage.tokens[at]
    if token.kind != "number" or token.operator or len(token.value) != 1:
        return False
    value = token.value[0]
    if "NEG" in wanted and value == 0 and token.unit in ("", "%", "+"):
        return bool(heads & (_HORMONAL | {"head:HER2", "head:PD-L1"}))
    if "POS" not in wanted:
        return False
    if "value:POS" in token.means:
        return True
    return (bool(heads & _HORMONAL) and token.unit == "%" and value >= 10) or (
        "head:HER2" in heads and token.unit == "+" and value == 3
    )


def _outdone(ids: frozenset[str], passage: Passage, at: int) -> bool:
    """« Fumeur sevré »: the stronger of two values that exclude each other."""
    for order in lexicon().exclusive:
        for one in ids & set(order):
            stronger = set(order[: order.index(one)])
            if passage.values(at) & stronger and one not in passage.values(at):
                return True
    return False


def _words(claim: Claim, passage: Passage, strict: bool) -> Iterator[str]:
    inside = [passage.tokens[at] for at in passage.inside]
    missing, found_inside, counted = [], 0, 0
    for token in claim.content:
        if token.kind == "drug":
            found_inside += 1
            continue
        counted += 1
        if any(same(token, one) for one in inside) or passage.spells(claim.plain(token), passage.inside):
            found_inside += 1
        elif token.ids("concept") & _TUMOUR and any(one.kind == "tnm" for one in inside):
            found_inside += 1  # « tumeur pT3N1 »
        elif not any(same(token, one) for one in (*passage.tokens, *passage.around)):
            missing.append(token)
    share = 1 - len(missing) / counted if counted else 1.0
    if missing and (strict or share < _COVERED):
        yield _("the passage does not say “{word}”").format(word=claim.text(missing[0]))
    elif claim.content and not found_inside and not claim.valued:
        yield _("the passage does not say “{word}”").format(word=claim.text(claim.content[0]))
    elif not claim.content and not claim.valued and not claim.sides:
        yield _("nothing of the statement can be checked")


def _cue(claim: Claim, passage: Passage, denied: bool) -> Iterator[str]:
    cues = lexicon().cues.get(claim.kind)
    if not cues:
        return
    if denied:
        cues |= lexicon().cues.get(f"no {claim.kind}", frozenset())
    places = [at for at, one in enumerate(passage.tokens) if _names(one) & cues]
    if "m1" in cues:
        far = [(one.start, one.end) for one in passage.tnms if one.m[:1] == "1"]
        places += [at for at, one in enumerate(passage.tokens) if (one.start, one.end) in far]
    around = any(_names(one) & cues for one in passage.around)
    said = places or around or ("tnm" in cues and passage.tnms)
    apart = claim.kind == "metastatic_site" and places and not around and not _listed(claim, passage, places)
    if not said or apart:
        yield _("the passage is not about this")
    if claim.kind == "site" and _of_a_metastasis(claim, passage):
        yield _("the passage says it of a metastasis")


def _of_a_metastasis(claim: Claim, passage: Passage) -> bool:
    """« Métastases hépatiques d'un adénocarcinome colique »: the liver is no primary site."""
    named = [one for one in claim.content if one.is_a("concept") and not _names(one) & lexicon().cues["site"]]
    spots = [at for at in passage.inside if any(same(one, passage.tokens[at]) for one in named)]
    beside = [at for at in spots if at and "metastase" in passage.tokens[at - 1].ids("concept")]
    return bool(spots) and len(beside) == len(spots)


def _names(token: Token) -> frozenset[str]:
    return frozenset(name.partition(":")[2] for name in token.means)


def _listed(claim: Claim, passage: Passage, cues: list[int]) -> bool:
    """Whether the place of a metastasis is in the clause of the word that says so, or in the list that it begins."""
    named = [one for one in claim.content if one.is_a("concept") or one.kind == "word"]
    spots = [at for at in passage.inside if any(same(one, passage.tokens[at]) for one in named)]
    if not spots:
        return True
    for at in spots:
        clause = passage.clause(at, lambda token: token.is_a("concept"))
        for cue in cues:
            between = passage.tokens[min(at, cue) + 1 : max(at, cue)]
            if cue in clause or all(one.kind != "word" or len(one.root) < 4 for one in between):
                return True
    return False
