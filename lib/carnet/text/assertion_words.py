"""What the ending of a French word tells, where no dictionary is needed: imperfect, participle, adjective, plural."""

import re

_NOT_IMPERFECT = frozenset(
    ("lait", "fait", "trait", "extrait", "retrait", "portrait", "souhait", "attrait", "bienfait", "parfait", "abstrait")
)
_ADJECTIVE = re.compile(
    r".*(ique|iques|if|ifs|ive|ives|eux|euse|euses|al|ale|aux|ales|ible|able|ant|ante|ants|antes|el|elle|e)$"
)
_NOUN_IN_E = re.compile(
    r".*(ie|ee|gie|ose|ite|ure|isme|ome|aise|orragie|yse|eme|ase|phage|ine|ge|me|ne|re|te|se|que|ite)$"
)
PLURAL = re.compile(r"\b(?:\w+[^s]s|\w*ont|\w+aient|\w+ssent)\b")


def is_imperfect(word: str) -> bool:
    """« présentait », « étaient »: a finite verb, so that a clause has begun."""
    return word.endswith(("ait", "aient")) and len(word) > 4 and word not in _NOT_IMPERFECT


def is_adjective(word: str) -> bool:
    """« eupnéique », « souple », not « toux » nor « fièvre »."""
    return bool(_ADJECTIVE.match(word)) and not _NOUN_IN_E.match(word) or word.endswith(("ique", "iques"))


def is_participle(word: str, written: str) -> bool:
    """« présentant », « opérée » (`written`, with its accent), not « dyspnée »."""
    if word.endswith(("ant", "ants")) and len(word) > 5:
        return True
    return (
        written.endswith(("é", "és", "ée", "ées"))
        and len(word) > 3
        and not word.endswith(("tee", "nee", "pnee", "rhee"))
    )
