"""Whether a measured lesion is where metastases go, in a note of a cancer of elsewhere: not the tumour's size."""

import re

# words of where metastases go, and what makes a tumour of that place the tumour itself
_ELSEWHERE = (
    (
        re.compile(r"\b(?:hepatiques?|hep|foie|s[1-8]|segments? [ivx]+)\b"),
        re.compile(
            r"\b(?:hepatocarcinom|chc\b|carcinomes? hepatocell|cholangioc|hepatoblast"
            r"|(?:cancer|tumeur|carcinome|k)s? (?:primitif )?(?:hepati|du foie))"
        ),
    ),
    (
        re.compile(r"\b(?:pulmonaires?|pulm|poumons?|l[si][dg]|lm)\b"),
        re.compile(
            r"\b(?:cbnpc|cb?pc|ttf|bronch\w+|mesotheliom|nsclc|sclc|lobectom|pneumonectom"
            r"|(?:cancer|tumeur|carcinome|adenocarcinome|adk|k|neo\w*|epidermoide)s? (?:primitif )?"
            r"(?:pulm|du poumon|du l[sim]|l[si][dg]))"
        ),
    ),
    (
        re.compile(r"\b(?:cerebra(?:le?s?|ux)|frontale?s?|parietale?s?|occipitale?s?|cerebelleu\w+)\b"),
        re.compile(r"\b(?:gliobl|glio|astrocyt|oligodendr|mening|ependym|medulloblast|neurin|lymphom|gbm\b|schwann)"),
    ),
    (
        re.compile(r"\b(?:osseu(?:x|ses?)|vertebra(?:le?s?|ux)|iliaques?)\b"),
        re.compile(r"\b(?:osteosarc|ewing|chondrosarc|myelom|plasmocyt|sarcom|chordom)"),
    ),
    (
        re.compile(r"\bpancrea(?:s|tiques?)\b"),
        re.compile(
            r"\b(?:dpc|(?:cancer|tumeur|carcinome|adenocarcinome|adk|k|neo\w*|tne|tipmp"
            r"|insulinome)s? [^.;\n]{0,24}?pancrea)"
        ),
    ),
    (
        re.compile(r"\bsurrenal(?:e|ien)\w*"),
        re.compile(r"\b(?:corticosurrenal|pheochrom|neuroblast|paragangl|surrenalectom)"),
    ),
)
_NAMED = re.compile(  # a cancer of somewhere
    r"\b(?:cancer|carcinome|adenocarcinome|adk|k|tumeur|tv|neo\w*|cci|cli|neoplasie)s? [^.;\n]{0,40}?"
    r"\b(?:sein|mammaire|colon|coliques?|sigmoid\w+|rect\w+|prostat\w+|vessie|vesicale?|rein"
    r"|renale?|ovaire|ovarien\w*|pancrea\w+|estomac"
    r"|gastrique|oesophag\w+|thyroid\w+|endometre|uter\w+|col uterin|testicul\w+|larynx|langue|bronch\w+|poumon"
    r"|pulmonaire|l[si][dg])\b"
    r"|\b(?:melanome|seminome|gist|cbnpc|cbpc|uveal\w*|prostatectomie|mastectomie)\b"
)


def of_elsewhere(plain: str, lesion: int, start: int) -> bool:
    """« nodule pulmonaire de 6 mm » of a cancer of the bladder; `lesion`: where it begins, `start`: its measure."""
    for place, primary in _ELSEWHERE:
        if place.search(plain, lesion, start):
            return primary.search(plain) is None and _NAMED.search(plain) is not None
    return False
