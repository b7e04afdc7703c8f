"""Tumour sites: the three characters of CIM-10 and what clinicians call them."""

import re

from carnet.language import _

_CIM10 = re.compile(r"^[A-Z]\d\d")


def site_of(code: str) -> str:
    """`C50.4` → `C50`; what is no CIM-10 code stays as it is (a study's cancer type)."""
    plain = code.strip()
    return plain.upper()[:3] if _CIM10.match(plain.upper()) else plain


def site_label(site: str) -> str:
    """`C50` → `C50 · sein`; a site without a usual name stays as it is."""
    name = _names().get(site)
    return f"{site} · {name}" if name else site


def _names() -> dict[str, str]:
    return {
        "C02": _("tongue"),
        "C04": _("floor of mouth"),
        "C06": _("mouth"),
        "C09": _("tonsil"),
        "C10": _("oropharynx"),
        "C11": _("nasopharynx"),
        "C12": _("pyriform sinus"),
        "C13": _("hypopharynx"),
        "C15": _("oesophagus"),
        "C16": _("stomach"),
        "C17": _("small intestine"),
        "C18": _("colon"),
        "C19": _("rectosigmoid junction"),
        "C20": _("rectum"),
        "C21": _("anus"),
        "C22": _("liver"),
        "C23": _("gallbladder"),
        "C24": _("bile ducts"),
        "C25": _("pancreas"),
        "C32": _("larynx"),
        "C34": _("bronchus and lung"),
        "C43": _("melanoma"),
        "C44": _("skin"),
        "C45": _("mesothelioma"),
        "C49": _("soft tissue"),
        "C50": _("breast"),
        "C51": _("vulva"),
        "C53": _("cervix"),
        "C54": _("corpus uteri"),
        "C56": _("ovary"),
        "C61": _("prostate"),
        "C62": _("testis"),
        "C64": _("kidney"),
        "C67": _("bladder"),
        "C71": _("brain"),
        "C73": _("thyroid"),
        "C81": _("Hodgkin lymphoma"),
        "C83": _("non-follicular lymphoma"),
        "C82": _("follicular lymphoma"),
        "C90": _("multiple myeloma"),
        "C91": _("lymphoid leukaemia"),
        "C92": _("myeloid leukaemia"),
    }


_STAGE = re.compile(
    r"^\s*(?:stade|stage|ajcc|figo|tnm|p|c)*[\s:]*(IV|I{1,3}|0|IS|[1-4])\s*(?:[A-E]\d?)?\s*$", re.IGNORECASE
)
_ARABIC = {"1": "I", "2": "II", "3": "III", "4": "IV", "IS": "0"}


def main_stage(text: str) -> str | None:
    """`Stage IIA`, `stade 2`, `IIA` → `II`; None for what is no stage (`Stage X`, `I/II NOS`)."""
    found = _STAGE.match(text)
    if not found:
        return None
    stage = found[1].upper()
    return _ARABIC.get(stage, stage)
