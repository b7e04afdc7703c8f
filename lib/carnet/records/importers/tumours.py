"""Says which tumour a study is about: ICD codes as they stand, OncoTree codes and names by a hand-written table."""

import re
from functools import lru_cache

from carnet.records.importers.values import folded

_ICD = re.compile(r"([CD]\d{2})(?:\.?(\d{1,2}))?[+*]?", re.IGNORECASE)

# three-character ICD-10 code ← OncoTree codes, cBioPortal study acronyms and names; the commonest only
_CODES = {
    "C01": "btc tongue_base",
    "C06": "hnsc hnscc ocsc head_and_neck",
    "C10": "opscc opc oropharynx",
    "C11": "npc",
    "C32": "lxsc larynx",
    "C07": "acyc pact_salivary acc_salivary salivary_gland",
    "C15": "esca escc eso egj_eso bowel_eso",
    "C16": "stad stomach egc dstad istad tstad ssrcc gej",
    "C17": "sbc sbwdnet smallbowel",
    "C18": "coad coadread colon coadread_tcga crc macr cocarcinoma",
    "C20": "read rectum",
    "C21": "ansc anm anus",
    "C22": "hcc lihc lihb fhcc liver hccihch chol ihch lihch",
    "C23": "gbc",
    "C24": "ehch phch ampca bta biliary_tract ampulla_of_vater",
    "C25": "paad paac panet pancreas pac ipmn uppp spn",
    "C34": "luad lusc nsclc sclc lung nsclcpd lclc lcch lucpa luas lunec luacc lune nslcpd adrlc spcc luca",
    "C40": "os osos",
    "C41": "es chs bone chor",
    "C43": "skcm mel cmel acral desm ssm mup skcn lmm",
    "C44": "bcc cscc skin mcc",
    "C45": "meso plmeso plbmeso plemeso pemeso",
    "C46": "kapos",
    "C49": "sarc soft_tissue lms ulms_st mfh ddls wdls mls synsar erms arms rms gist ang ups mfs desmoid",
    "C50": (
        "brca breast idc ilc mdlc immc pbs mbc ibc brcnos brcanos ddbc mdac brca_metabric imc acbc brsrcc "
        "pdbc dcis_inv bimm mpt pt"
    ),
    "C51": "vsc vulva",
    "C53": "cesc cervix cead cesc_tcga nced ecad",
    "C54": "ucec ucs uterus uec usc ucca ulms uccc umec ums esc uesl",
    "C56": "ov ovary hgsoc hgsfc lgsoc ccov eov mov soc ovt scst dysgerm sct",
    "C61": "prad prostate prsc prscc prne mprad",
    "C62": "tgct testis nsgct sem tt embca tmt",
    "C64": "kirc kirp kich ccrcc prcc chrcc kidney rcc urcc nccrcc wt sarcc mtscc",
    "C65": "utuc",
    "C67": "blca bladder blad bla bca_bladder scbc blsc",
    "C69": "uvm um rbl eye ceum",
    "C71": (
        "gbm lgg difg brain aastr astr odg oast aodg difg_glioma glioma mbl epm dipg hgnet astrocytoma "
        "gnos hggnos lggnos"
    ),
    "C73": "thca thyroid thpa thfo thap thme thpd hcth thyc",
    "C74": "acc adrenal_gland acc_adrenal nbl pcpg_m phc",
    "C75": "pcpg",
    "C37": "thym tet thymus thymc",
    "C38": "pleura",
    "C80": "cup cupnos mixed unk",
    "C81": "hl chl",
    "C82": "fl",
    "C83": "dlbcl dlbclnos mcl bl pmbl",
    "C84": "ctcl mycf ptcl sezary",
    "C85": "nhl lymph bnhl",
    "C88": "mzl wm",
    "C90": "mm pcm pcn myeloma",
    "C91": "bll all tll cll cllsll ball tall",
    "C92": "aml laml cml mnm mds_aml",
    "D46": "mds",
    "D45": "pv",
    "D47": "mpn",
}
_BY_CODE = {word.upper(): code for code, words in _CODES.items() for word in words.split()}

# words of a cancer's name → code; the first that is found in the folded name counts
_WORDS = [
    ("cholangiocarcinoma", "C22"),
    ("gallbladder", "C23"),
    ("hepatocellular", "C22"),
    ("hepatobiliary", "C22"),
    ("liver", "C22"),
    ("foie", "C22"),
    ("breast", "C50"),
    ("sein", "C50"),
    ("mesothelioma", "C45"),
    ("mesotheliome", "C45"),
    ("non-small cell lung", "C34"),
    ("lung", "C34"),
    ("poumon", "C34"),
    ("bronch", "C34"),
    ("rectal adenocarcinoma", "C20"),
    ("rectum", "C20"),
    ("rectal cancer", "C20"),
    ("colorectal", "C18"),
    ("colon", "C18"),
    ("anal cancer", "C21"),
    ("pancrea", "C25"),
    ("esophagogastric", "C16"),
    ("gastric", "C16"),
    ("stomach", "C16"),
    ("estomac", "C16"),
    ("esophag", "C15"),
    ("oesophag", "C15"),
    ("small bowel", "C17"),
    ("prostate", "C61"),
    ("ovar", "C56"),
    ("ovaire", "C56"),
    ("endometri", "C54"),
    ("uterine", "C54"),
    ("cervical cancer", "C53"),
    ("cervical", "C53"),
    ("col de l'uterus", "C53"),
    ("vulv", "C51"),
    ("germ cell", "C62"),
    ("testic", "C62"),
    ("renal", "C64"),
    ("kidney", "C64"),
    ("rein", "C64"),
    ("wilms", "C64"),
    ("upper tract", "C65"),
    ("bladder", "C67"),
    ("vessie", "C67"),
    ("urothelial", "C67"),
    ("uveal", "C69"),
    ("ocular", "C69"),
    ("retinoblastoma", "C69"),
    ("glioblastoma", "C71"),
    ("glioma", "C71"),
    ("astrocytoma", "C71"),
    ("medulloblastoma", "C71"),
    ("cerveau", "C71"),
    ("thyroid", "C73"),
    ("adrenocortical", "C74"),
    ("neuroblastoma", "C74"),
    ("pheochromocytoma", "C74"),
    ("thym", "C37"),
    ("merkel", "C44"),
    ("melanom", "C43"),
    ("skin cancer", "C44"),
    ("nasopharyn", "C11"),
    ("oropharyn", "C10"),
    ("laryn", "C32"),
    ("salivary", "C07"),
    ("head and neck", "C06"),
    ("ewing", "C41"),
    ("osteosarcoma", "C40"),
    ("bone cancer", "C41"),
    ("sarcoma", "C49"),
    ("stromal tumor", "C49"),
    ("hodgkin lymphoma", "C81"),
    ("follicular lymphoma", "C82"),
    ("diffuse large", "C83"),
    ("lymphom", "C85"),
    ("myelom", "C90"),
    ("acute myeloid", "C92"),
    ("chronic lymphocytic", "C91"),
    ("lymphoblastic", "C91"),
    ("chronic myel", "C92"),
    ("myelodysplastic", "D46"),
    ("unknown primary", "C80"),
]


@lru_cache(maxsize=8192)
def icd_code(text: str) -> str | None:
    """`C34.3` from `C34.3`, `c343` or `C34.30`; None when the cell holds no tumour code of ICD-10 or ICD-O-3
    topography."""
    found = _ICD.fullmatch(text.strip())
    if not found:
        return None
    return found[1].upper() + (f".{found[2]}" if found[2] else "")


@lru_cache(maxsize=8192)
def code_of_acronym(text: str) -> str | None:
    """The three-character ICD-10 code of an OncoTree code or a TCGA acronym, None when the table has none."""
    return _BY_CODE.get(text.strip().upper())


@lru_cache(maxsize=8192)
def code_of_name(text: str) -> str | None:
    """The three-character ICD-10 code of a cancer's name in English or French, None when the table has none."""
    name = folded(text)
    if "non-hodgkin" in name:
        return "C85"
    return next((code for word, code in _WORDS if word in name), None)


def site_of(code: str | None) -> str | None:
    """The site of a code: its first three characters; None for what is no ICD code."""
    return code[:3] if code and _ICD.fullmatch(code) else None
