"""Gender, number and construction of the beginning of a proposition, as far as words and endings tell them."""

import re
from functools import cache

from carnet.teaching.gate.reading import lists, plain

_WORD = re.compile(r"[a-zœæ0-9-]+")
_START_ARTICLE = re.compile(r"^(?:(?:une?|le|la|les|des|du|de la|ce|cette|ces)\b|l'|de l')")
_CLAUSE = re.compile(r"^(?:il|elle|ils|elles|on|ce|c'|cela|ne|n'|qui|que|qu'|vous|je)\b ?")
_PREPOSITION = re.compile(r"^(?:par|pour|a|au|aux|dans|en|chez|avec|sans|sur|sous|de|d'|apres|avant|lors)\b ?")
_INFINITIVE = re.compile(
    r"^(?:ne pas |ne plus |n'en pas |s'|se |l'|le |la |les |lui |y |en |vous |faire )?"
    r"(?P<verb>[a-zœ-]+(?:er|ir|oir|re))\b"
)
_PLURAL_VERB = re.compile(r"(?:[^mi]|[aeiou]m|mm|[^tv]i)ent$")
_SINGULAR_VERB = re.compile(r"(?:e|it|oit|ert|end|ond)$")
_FEMININE = re.compile(
    r"(?:ive|euse|ale|elle|ienne|ee|ine|igne|ante|ente|aine|igue|aigue|ouverte|fermee|fuse|nue|crue|ctue|seche)$"
)
_MASCULINE = re.compile(r"(?:if|eux|al|el|ien|aux|in|ant|ent|ain|igu|fus|sec|vert)$")
_NO_VERB = re.compile(r"(?:[^r]vir|ier|aire|oire|ure|tre|bre|vre|gre|ere|ire)$")


def feature(text: str) -> tuple[str | None, str | None]:
    """(m or f, s or p) of the head of a folded proposition; None where it cannot be told."""
    found = _WORD.findall(text)
    if not found:
        return None, None
    articles = lists("grammar")["articles"]
    if found[0] in articles:
        gender, number = articles[found[0]]
        return gender, number
    word = found[0]
    if word.isdigit() or len(word) < 2:
        return None, None
    number = number_of(word)
    gender = gender_of(word)
    if gender is None and len(found) > 1:
        gender = adjective_gender(found[1])
    return gender, number


def number_of(word: str) -> str | None:
    """`p` for a plural, `s` for a word that can only be singular, None where its end does not tell."""
    if word in _listed("masculine") or word in _listed("feminine"):
        return "s" if not word.endswith(("s", "x")) else None
    if word.endswith("s") and (word[:-1] in _listed("masculine") or word[:-1] in _listed("feminine")):
        return "p"
    if re.search(
        r"(?:ements?|ations?|tions?|sions?|ages|ites|ismes|omes|ies|ees|ures|eurs|teurs|ances|ences|ules|iques|ites|oses)$",
        word,
    ):
        return "p" if word.endswith("s") else "s"
    if word.endswith(("eaux", "aux")):
        return "p"
    if not word.endswith(("s", "x", "z")):
        return "s"
    return None


def gender_of(word: str) -> str | None:
    """`m` or `f`, from the lists, else from the ending, else None."""
    single = word[:-1] if word.endswith(("s", "x")) and word not in _listed("masculine") | _listed("feminine") else word
    for one in (word, single):
        if one in _listed("feminine"):
            return "f"
        if one in _listed("masculine"):
            return "m"
    if "-" in single:
        return gender_of(single.split("-")[0]) or gender_of(single.split("-")[-1])
    if len(single) < 5:
        return None
    for length in range(7, 1, -1):
        end = single[-length:]
        if len(single) > length + 1:
            if end in _endings("feminine_endings"):
                return "f"
            if end in _endings("masculine_endings"):
                return "m"
    return None


def adjective_gender(word: str) -> str | None:
    """`m` or `f` where an adjective shows it."""
    adjectives = lists("grammar")["adjectives"]
    single = word[:-1] if word.endswith("s") else word
    if single in adjectives["masculine"]:
        return "m"
    return "f" if single in adjectives["feminine"] else None


def infinitive(text: str) -> bool | None:
    """Whether a folded proposition begins with an infinitive."""
    match = _INFINITIVE.match(text)
    if match is None:
        return False
    word = match["verb"]
    if word in _listed("infinitives"):
        return True
    return word not in _listed("not_infinitives") and not _NO_VERB.search(word)


def form_of(text: str) -> str:
    """How a folded proposition is built: article, infinitive, clause, preposition, or bare (a noun, an adjective)."""
    if _CLAUSE.match(text):
        return "clause"
    if infinitive(text):
        return "infinitive"
    if _START_ARTICLE.match(text):
        return "article"
    if _PREPOSITION.match(text):
        return "preposition"
    return "bare"


def verb_number(text: str) -> str:
    """`s` or `p` of the verb that a folded proposition begins with; empty where it begins with something else."""
    found = _WORD.findall(text)
    if not found or _START_ARTICLE.match(text):
        return ""
    word = found[1] if found[0] in ("ne", "n", "se", "s", "y", "en") and len(found) > 1 else found[0]
    if word in ("sont", "ont", "font", "vont"):
        return "p"
    if _PLURAL_VERB.search(word) and word not in _listed("not_plural_verbs"):
        return "p"
    if word in ("est", "a", "fait", "va", "peut", "doit"):
        return "s"
    after = found[found.index(word) + 1 :][:1]
    governs = bool(after) and after[0] in _listed("after_verb")
    singular = governs and word not in _listed("after_verb") and _SINGULAR_VERB.search(word)
    return "s" if singular else ""


def kind_of_adjective(text: str) -> str:
    """`ms`, `fs`, `mp` or `fp` of a proposition that is one adjective or participle that shows it; empty else.

    `text` as written: « infecté » is masculine by its accent, « infecte » tells nothing.
    """
    written = text.strip(" .").split()
    if not 1 <= len(written) <= 4 or not written[0].isalpha():
        return ""
    word = plain(written[0])
    number = "p" if word.endswith(("s", "aux")) and not word.endswith(("eux", "ois", "is")) else "s"
    single = word[:-1] if number == "p" and word.endswith("s") else word
    if _FEMININE.search(single):
        return "f" + number
    if _MASCULINE.search(single) or written[0].lower().rstrip("s").endswith("é"):
        return "m" + number
    return ""


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lists("grammar")[name].split())


@cache
def _endings(name: str) -> frozenset[str]:
    return frozenset(lists("grammar")[name])
