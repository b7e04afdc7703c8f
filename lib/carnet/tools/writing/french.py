"""Small rules of French for the sentences that the writer makes: elision, articles, lists."""

import re
from collections.abc import Sequence

from carnet.text.clean import clean

_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôöûüœæ]", re.IGNORECASE)
_BREATHED = ("héris", "hernie", "haut", "hanche", "huit", "hodgkin", "h ")


def elided(word: str, following: str) -> str:
    """« de » or « le » before a word: « d’adénocarcinome », « de carcinome »."""
    starts = bool(_VOWEL.match(following)) and not following.lower().startswith(_BREATHED)
    return word[:-1] + "’" + following if starts and word[-1] in "ea" else f"{word} {following}"


def of_the(article_and_name: str) -> str:
    """« le cisplatine » → « du cisplatine », « l’oxaliplatine » → « de l’oxaliplatine »."""
    if article_and_name.startswith("le "):
        return "du " + article_and_name[3:]
    if article_and_name.startswith("les "):
        return "des " + article_and_name[4:]
    return "de " + article_and_name


def bare(article_and_name: str) -> str:
    """The name without its article."""
    return re.sub(r"^(?:les?|la) |^l’", "", article_and_name)


def a(noun: str) -> str:
    """« un » or « une » before the name of a tumour."""
    return ("une " if noun.startswith(("tumeur", "leucémie", "néoplasie")) else "un ") + noun


def listed(names: Sequence[str], last: str = "et") -> str:
    """« a, b et c »."""
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def folded(text: str) -> str:
    """Lower case without accents, as long as the text."""
    return clean(text).plain


def capital(text: str) -> str:
    """With a capital at the head, unless the word is written its own way: « hCG », « mTOR »."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
