"""What the words around tell of « T2 », « N1 », « M1 »: a TNM, or a weighting, a vertebra, a hormone, a macrophage."""

import re

_BEFORE = 70
_SAID = re.compile(  # the classification is named just before
    r"(?:\b(?:p?tnm|uicc|ajcc|stadifi\w+|stadification|staging|stages?|stade|stades|stadee?s?|classee?s?"
    r"|classement|cotee?s?"
    r"|categorie|classification)\b(?: [a-z'.()]+){0,5}[ :=,(\"\[*-]*)\Z"
)
_TUMOUR = re.compile(
    r"\b(?:carcinomes?|adenocarcinomes?|tumeurs?|cancers?|neoplasies?|neoplasmes?|melanomes?|seminomes?"
    r"|urotheliale?s?"
    r"|epidermoides?|lieberkuhnien|prostatique|mammaires?|vesicale?|infiltrante?s?|invasi(?:f|ve)s?|grade|differencie"
    r"|polypes?|tvnim|tvim|tvi)\b[^.;:\n\d]{0,30}\Z"
)
_SIGNAL = re.compile(
    r"\b(?:sequences?|ponder\w+|ponderations?|signal|signaux|hypersign\w*|hyposign\w*|isosign\w*|intens\w+|irm"
    r"|mri|rm|flair|stir|gado\w*"
    r"|coupes?|acquisitions?|spin|echo|images?|imagerie|relaxation|mapping|cartographie|fat|sat|dixon|eg|se|fse"
    r"|tse|diffusion"
    r"|hyper|hypo|iso|t1|t2|axiale?s?|sagittale?s?|coronale?s?)\b[ ,a-z/+()-]{0,14}\Z"
)
_SIGNAL_AFTER = re.compile(
    r"[ ,/()+-]{0,3}(?:et |ou |en |puis |avec |apres |sans )*(?:flair|stir|gado|fat|fs\b|sat\b|dixon|eg\b|spin"
    r"|echo|pondere|weighted|hyper|hypo|iso|sag|ax\b|axial|cor\b"
    r"|coronal|injecte|tse|fse|diffusion|t1\b|t2\b|\*|mapping|apres inj|sans inj|3d)"
)
_SPINE = re.compile(
    r"\b(?:vertebr\w*|rachis|rachidien\w*|corps|fractures?|tassements?|niveau(?: de)?|metamere|dorsale?s?|disque"
    r"|disco\w*|espace|radiculaire|racine|epineuse"
    r"|medullaire|apophyse|plateau|costale?|cote|jonction|charniere|laminectomie|arthrodese|cyphoplastie"
    r"|vertebroplastie|pediculaire"
    r"|foramen|foramina|entre|[cdtl]\d{1,2} ?(?:-|a|et|,|/))[ a-z,']{0,12}\Z"
)
_SPINE_AFTER = re.compile(r" ?(?:-|/|a|et|,) ?(?:[dtl]\d{1,2})\b|[ -]t?(?:5|6|7|8|9|1\d)\b")
_HORMONE = re.compile(
    r"(?:\btsh|thyroid\w+|hormon\w+|ft[34]|[\b(]t[34]|libre)\b[^\n]{0,30}\Z|\d ?(?:ng|pmol|mui|µui|ui"
    r"|nmol)\S*[^\n]{0,12}\Z"
)
_HORMONE_AFTER = re.compile(
    r" ?(?:l\b|libres?|free|totales?|basse?s?|normale?s?|elevee?s?|abaiss|effondr|inverse|[:=<>]|a \d"
    r"|et t[34] (?:libres?|norm)|\d|\(?libre)|[/]t?\d| ?\(levo"
)
_SITE_AFTER = re.compile(
    r" ?\(? ?(?:hepat|oss|sr\b|dans l|pulm|cereb|ganglion|periton|pleur|surrenal|cutan|medull|splen|peri-?gastr"
    r"|pancr|viscer|a distance"
    r"|multi|synchron|metachron|d'emblee|d emblee|meningee?|thyroid|renal|ovar|intra|supra|sus-|loco|poumon|foie"
    r"|os\b|cerveau|plevre|lever)"
)
_METASTATIC = re.compile(
    r"(?:metastatiques?|metastases?|stade|maladie|patiente?|extension|statut|dissemin\w+|secondaires?|evolution"
    r"|cancer"
    r"|\w*carcinome|tumeur|progression|classe|d'emblee|synchrone)s?(?: [a-z]+){0,2}[ :(,]*\Z"
    r"|metastas\w+[^.;\n]{0,80}\(\Z"
    r"|(?:pulmonaire|hepatique|osseuse|osseux|surrenalienne?|lytique|ganglionnaire|peritoneale|l'os"
    r"|signes? d[e'](?: la)?"
    r"|suggere un|probablement un|une?|evoqu\w+ une?|lesion)s?(?: simple| unique)? \Z"
)
_NODES = re.compile(
    r"(?:ganglion\w*|adenopath\w*|stade|statut|curage|envahissement|atteinte|patiente?|extension"
    r"|node)s?(?: [a-z]+){0,3}[ :(,]*\Z"
)
_NOT_M = re.compile(
    r"\b(?:macrophag\w*|muscarin\w*|master|lam|leucemie\w*|fab|myeloide|aml|a|segment|branche|polaris\w+"
    r"|phenotype|kinase|pyruvate)[ ,:(-]{0,3}(?:de |type |en )?\Z"
)
_ARTERY = re.compile(
    r"\b(?:occlusions?|stenoses?|thrombus|sylvien\w*|arter\w+|acm|segments?|avc|aic|thrombectomie|polygone|nihss"
    r"|depistage)\b"
)
_NOT_M_AFTER = re.compile(r" ?(?:de |du )?(?:macrophag|de lactat|muscarin|et m2|/ ?m2|-like|\d|an\b|de fab)")
_PREFIX = re.compile(r"(?P<p>p|c|yp|yc|u|r)[ -]?tnm(?: [a-z]{2,14}){0,2}[ :=(-]*(?:\([^()\n]{0,25}\)[ :=-]*)?\Z")


def prefix_before(plain: str, start: int) -> str:
    """« pTNM : T2N1 », « p (T2 N1) »: the prefix said before the letters."""
    said = _PREFIX.search(plain, max(0, start - 50), start)
    return said["p"] if said else ""


def chain_is_tnm(text: str, plain: str, place: tuple[int, int], letters: str, prefixed: bool, weak: bool) -> bool:
    """Whether two letters or more, the first at `place`, are a TNM: nearly always."""
    start, end = place
    if letters == "nm" and not prefixed:  # « N1 M0 »
        return text[start] == "N"
    if weak and not prefixed:
        return False
    return prefixed or text[start] == "T" or " " not in text[start:end].rstrip() or text[start] == "N"


def alone_is_tnm(
    text: str,
    plain: str,
    place: tuple[int, int],
    letter: str,
    category: str,
    prefix: str,
    *,
    others: bool = False,
    near: bool = False,
) -> bool:
    """Whether a single letter is a TNM. `near`: another TNM stands just before; `others`: a G or an R follows."""
    start, end = place
    written = text[start:end]
    before = plain[max(0, start - _BEFORE) : start]
    after = plain[end : end + 24]
    said = _SAID.search(before) is not None
    if letter == "t":
        return _tumour(written, before, after, category, prefix, said, others or near)
    if letter == "n":
        if prefix:
            return ("N" in written and category[0] in "0123+X") and (prefix != "r" or said)
        if written[0] != "N" or category[:1] == "X" or "/" in after[:1]:
            return False
        return category != "" and (said or near or (_NODES.search(before) is not None and not after.startswith("/")))
    return _metastases(written, before, after, category, prefix, said, near)


def _tumour(written: str, before: str, after: str, category: str, prefix: str, said: bool, others: bool) -> bool:
    exact = "T" in written and (written[0].islower() or not prefix)
    glued = " " not in written.replace(" (", "(")
    if _SIGNAL.search(before) or (_SIGNAL_AFTER.match(after) and not others):
        return False
    if prefix and prefix != "r" and exact and glued and prefix not in ("a", "i", "y"):
        return True
    if prefix == "p" and glued and written.startswith("PT") and category[:1] in "1234":  # a report in capitals
        return True
    if prefix and category[-1] == "d" and category != "4d" and not said:  # « RT3D »
        return False
    if prefix and glued and (said or others or (len(category) > 1 and category[1].isalpha())):
        return True
    if prefix or not written.startswith("T") or not glued:
        return False
    if _SPINE.search(before) or _SPINE_AFTER.match(after):
        return False
    if _HORMONE.search(before) or (_HORMONE_AFTER.match(after) and not said):
        return False
    if said or others:
        return category != "0" or said
    if category[-1] == "d" and category != "4d":  # « diabète T1D »
        return False
    if category == "is" or (len(category) > 1 and category[1] in "abcdm"):
        return category != "is" or bool(_TUMOUR.search(before))
    return category in ("a", "1", "2", "3", "4") and _TUMOUR.search(before) is not None


def _metastases(written: str, before: str, after: str, category: str, prefix: str, said: bool, near: bool) -> bool:
    if prefix:
        return "M" in written and prefix in ("c", "p", "yp", "yc", "rp")
    if written[0] != "M" or len(written.split()) > 1 or category[0] not in "01":
        return False
    if _NOT_M.search(before) or _ARTERY.search(before[-50:]) or _ARTERY.search(after) or _NOT_M_AFTER.match(after):
        return False
    return (
        said
        or near
        or _METASTATIC.search(before) is not None
        or (category[0] == "1" and _SITE_AFTER.match(after) is not None)
    )
