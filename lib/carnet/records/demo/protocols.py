"""Who gets what: surgery, radiotherapy and systemic options by site and setting, as French referentials roughly have
them.

`OPTIONS[site][setting]` lists (regimen, weight, conditions). Conditions are names computed in `treatments.py`
(`her2`, `er`, `tnbc`, `egfr`, `young`, `fit`, …), negated by `!`, or `>=2018` for the year of treatment. Settings:
`neo` and `adj` around surgery, `rct` with radiotherapy, `hormone` afterwards, `m1`, `m2`, `m3` metastatic lines.
"""

Option = tuple[str, float, str]


_NSCLC = (
    ("osimertinib", 9, "egfr >=2018"),
    ("géfitinib", 9, "egfr !>=2018"),
    ("alectinib", 9, "alk >=2018"),
    ("crizotinib", 9, "alk !>=2018"),
    ("carboplatine-étoposide", 9, "small_cell !>=2020"),
    ("carboplatine-étoposide-atézolizumab", 9, "small_cell >=2020"),
    ("pembrolizumab", 3, "!driver !small_cell pdl1_high >=2017"),
    ("carboplatine-pémétrexed-pembrolizumab", 2, "!driver nonsquamous >=2019"),
    ("carboplatine-paclitaxel-pembrolizumab", 2, "!driver squamous >=2019"),
    ("cisplatine-pémétrexed", 1, "!driver nonsquamous fit !>=2019"),
    ("carboplatine-paclitaxel", 1, "!driver squamous !>=2019"),
    ("carboplatine-paclitaxel", 0.4, "!driver !small_cell !fit"),
)
_GASTRIC = (("FOLFOX-trastuzumab", 8, "her2"), ("FOLFOX-nivolumab", 3, "!her2 >=2022"), ("FOLFOX", 1, "!her2"))

OPTIONS: dict[str, dict[str, tuple[Option, ...]]] = {
    "breast": {
        "neo": (
            ("EC-paclitaxel-trastuzumab", 9, "her2"),
            ("paclitaxel-carboplatine-pembrolizumab puis EC", 9, "tnbc >=2022"),
            ("AC-paclitaxel", 2, "!her2"),
            ("FEC 100-docétaxel", 1, "!her2 young"),
        ),
        "adj": (
            ("EC-paclitaxel-trastuzumab", 9, "her2"),
            ("FEC 100-docétaxel", 2, "!her2 young !>=2020"),
            ("AC-paclitaxel", 2, "!her2 young"),
            ("TC", 1.5, "!her2"),
        ),
        "hormone": (
            ("létrozole", 3, "er menopause"),
            ("anastrozole", 2, "er menopause"),
            ("tamoxifène", 3, "er !menopause"),
            ("tamoxifène", 0.3, "er menopause"),
        ),
        "m1": (
            ("docétaxel-trastuzumab-pertuzumab", 9, "her2"),
            ("palbociclib-létrozole", 4, "er !her2 >=2017"),
            ("ribociclib-létrozole", 2, "er !her2 >=2018"),
            ("létrozole", 3, "er !her2 !>=2017"),
            ("paclitaxel-bévacizumab", 2, "tnbc"),
            ("paclitaxel hebdomadaire", 1, "!her2"),
        ),
        "m2": (
            ("trastuzumab emtansine", 9, "her2 !>=2022"),
            ("trastuzumab déruxtécan", 9, "her2 >=2022"),
            ("abémaciclib-fulvestrant", 2, "er !her2 >=2019"),
            ("fulvestrant", 2, "er !her2"),
            ("sacituzumab govitécan", 4, "tnbc >=2022"),
            ("capécitabine", 1.5, "!her2"),
        ),
        "m3": (("capécitabine", 2, ""), ("éribuline", 2, ""), ("trastuzumab déruxtécan", 3, "her2 >=2021")),
    },
    "prostate": {
        "hormone": (("leuproréline 6 mois", 1, "rt !late"), ("leuproréline", 3, "rt late")),
        "m1": (
            ("leuproréline", 2, "!>=2018"),
            ("leuproréline-abiratérone", 2, ">=2018"),
            ("leuproréline-apalutamide", 1.6, ">=2021"),
            ("leuproréline-darolutamide-docétaxel", 1, ">=2023 fit"),
            ("leuproréline-enzalutamide", 1, ">=2021"),
        ),
        "m2": (
            ("docétaxel-prednisone", 3, "fit"),
            ("leuproréline-enzalutamide", 2, ""),
            ("olaparib", 5, "brca >=2021"),
        ),
        "m3": (("docétaxel-prednisone", 1, ""),),
    },
    "lung": {
        "neo": (("cisplatine-vinorelbine", 1, "!small_cell"), ("carboplatine-étoposide", 1, "small_cell")),
        "adj": (
            ("cisplatine-vinorelbine", 2, "!small_cell"),
            ("osimertinib", 8, "egfr >=2021"),
            ("carboplatine-étoposide", 9, "small_cell"),
        ),
        "rct": (("cisplatine-vinorelbine", 2, "!small_cell late"), ("carboplatine-étoposide", 9, "small_cell")),
        "hormone": (("durvalumab", 1, "rt late !small_cell !driver >=2019"),),
        "m1": _NSCLC,
        "m2": (
            ("pembrolizumab", 2, "!small_cell !driver !>=2019"),
            ("nivolumab", 1.6, "!small_cell !driver >=2016 !>=2019"),
            ("docétaxel", 2, "!small_cell fit"),
            ("lorlatinib", 9, "alk >=2020"),
            ("sotorasib", 4, "kras_g12c >=2022"),
            ("topotécan", 3, "small_cell"),
            ("carboplatine-paclitaxel", 1, "egfr"),
        ),
        "m3": (("docétaxel", 1, "!small_cell"), ("topotécan", 1, "small_cell")),
    },
    "colon": {
        "adj": (("FOLFOX", 3, "young"), ("XELOX", 2, "young"), ("capécitabine", 2, "!young")),
        "m1": (
            ("pembrolizumab", 9, "msi >=2021"),
            ("FOLFIRI-bévacizumab", 2, "!msi"),
            ("FOLFOX-bévacizumab", 2, "!msi"),
            ("FOLFOX-panitumumab", 3, "ras_wt !msi"),
            ("FOLFIRI-cétuximab", 2, "ras_wt !msi"),
        ),
        "m2": (("FOLFIRI-bévacizumab", 2, ""), ("FOLFOX-bévacizumab", 1, ""), ("FOLFIRI-cétuximab", 1, "ras_wt")),
        "m3": (("trifluridine-tipiracil", 2, ""), ("régorafénib", 1, "fit")),
    },
    "bladder": {
        "neo": (("cisplatine-gemcitabine", 1, "fit"),),
        "adj": (
            ("BCG intravésical", 9, "early"),
            ("cisplatine-gemcitabine", 1, "!early fit"),
            ("nivolumab adjuvant", 1, "!early >=2022"),
        ),
        "rct": (("cisplatine hebdomadaire", 1, "fit"),),
        "m1": (
            ("enfortumab védotine-pembrolizumab", 4, ">=2024"),
            ("cisplatine-gemcitabine", 2, "fit"),
            ("carboplatine-paclitaxel", 1, "!fit"),
        ),
        "m2": (("pembrolizumab", 2, ">=2018"), ("paclitaxel hebdomadaire", 1, "")),
        "m3": (("paclitaxel hebdomadaire", 1, ""),),
    },
    "kidney": {
        "adj": (("pembrolizumab", 1, ">=2022"),),
        "m1": (
            ("sunitinib", 2, "!>=2019"),
            ("nivolumab-ipilimumab", 2, ">=2019 fit"),
            ("pembrolizumab-axitinib", 2, ">=2020"),
            ("sunitinib", 0.5, ">=2019"),
        ),
        "m2": (("cabozantinib", 2, ">=2017"), ("nivolumab", 1, ">=2016 !>=2020")),
        "m3": (("cabozantinib", 1, ">=2017"),),
    },
    "melanoma": {
        "adj": (
            ("nivolumab adjuvant", 2, ">=2018"),
            ("pembrolizumab", 1, ">=2019"),
            ("dabrafénib-tramétinib", 2, "braf >=2018"),
        ),
        "m1": (
            ("nivolumab-ipilimumab", 2, ">=2017 fit"),
            ("pembrolizumab", 2, ">=2015"),
            ("dabrafénib-tramétinib", 2, "braf >=2014"),
        ),
        "m2": (("dabrafénib-tramétinib", 3, "braf"), ("nivolumab-ipilimumab", 1, "fit >=2016")),
    },
    "head_neck": {
        "neo": (("TPF", 1, "fit"),),
        "rct": (("cisplatine 100", 1, "young late"),),
        "m1": (("cisplatine-5FU-cétuximab", 3, "!>=2020"), ("pembrolizumab", 3, ">=2020")),
        "m2": (("nivolumab", 2, ">=2018 !>=2020"), ("paclitaxel hebdomadaire", 2, "")),
        "m3": (("paclitaxel hebdomadaire", 1, ""),),
    },
    "pancreas": {
        "neo": (("FOLFIRINOX", 1, "fit"),),
        "adj": (("FOLFIRINOX modifié", 3, "fit >=2018"), ("gemcitabine", 1, "")),
        "m1": (
            ("FOLFIRINOX", 3, "fit young"),
            ("gemcitabine-nab-paclitaxel", 1.5, ""),
            ("gemcitabine", 1.5, "!fit"),
        ),
        "m2": (("gemcitabine", 2, ""), ("FOLFIRI", 1, "fit"), ("olaparib", 3, "brca >=2020")),
    },
    "liver": {
        "m1": (("sorafénib", 2, "!>=2020"), ("atézolizumab-bévacizumab", 3, ">=2020"), ("lenvatinib", 1, ">=2019")),
        "m2": (("cabozantinib", 1, ">=2019"), ("sorafénib", 1, ">=2020")),
    },
    "stomach": {
        "neo": (("FLOT", 3, "fit"), ("FOLFOX", 1, "")),
        "adj": (("FLOT", 2, "fit"), ("FOLFOX", 1, "")),
        "m1": _GASTRIC,
        "m2": (("paclitaxel-ramucirumab", 2, "fit"), ("paclitaxel hebdomadaire", 1, "")),
        "m3": (("trifluridine-tipiracil", 1, ""),),
    },
    "oesophagus": {
        "neo": (("carboplatine-paclitaxel", 2, "squamous"), ("FLOT", 2, "!squamous fit"), ("FOLFOX", 1, "")),
        "adj": (("nivolumab adjuvant", 1, ">=2021"),),
        "rct": (("FOLFOX", 1, ""),),
        "m1": _GASTRIC,
        "m2": (("paclitaxel hebdomadaire", 1, ""), ("nivolumab", 1, "squamous >=2021")),
    },
    "ovary": {
        "neo": (("carboplatine-paclitaxel", 1, ""),),
        "adj": (("carboplatine-paclitaxel", 2, ""), ("carboplatine-paclitaxel-bévacizumab", 1, "late")),
        "hormone": (("olaparib", 9, "brca late >=2019"), ("niraparib", 1, "late >=2020")),
        "m1": (("carboplatine-paclitaxel-bévacizumab", 2, ""), ("carboplatine-paclitaxel", 1, "")),
        "m2": (("carboplatine-doxorubicine liposomale", 2, ""), ("paclitaxel hebdomadaire", 1, "")),
        "m3": (("topotécan", 1, ""), ("gemcitabine", 1, "")),
    },
    "endometrium": {
        "adj": (("carboplatine-paclitaxel", 1, ""),),
        "m1": (("carboplatine-paclitaxel-dostarlimab", 4, "msi >=2023"), ("carboplatine-paclitaxel", 1, "")),
        "m2": (("carboplatine-doxorubicine liposomale", 1, ""), ("paclitaxel hebdomadaire", 1, "")),
    },
    "cervix": {
        "rct": (("cisplatine hebdomadaire", 1, ""),),
        "m1": (
            ("carboplatine-paclitaxel-bévacizumab", 2, ""),
            ("carboplatine-paclitaxel-pembrolizumab", 2, ">=2022"),
        ),
        "m2": (("topotécan", 1, ""), ("paclitaxel hebdomadaire", 1, "")),
    },
    "thyroid": {"m1": (("lenvatinib", 1, ">=2015"),), "m2": (("cabozantinib", 1, ">=2022"),)},
    "testis": {"adj": (("BEP", 9, "!early"), ("carboplatine AUC 7", 1, "early")), "m1": (("BEP", 1, ""),)},
    "dlbcl": {
        "m1": (
            ("R-CHOP", 4, "young"),
            ("R-mini-CHOP", 2, "!young"),
            ("Pola-R-CHP", 3, "young >=2023"),
            ("R-CHOP", 1, ""),
        ),
        "m2": (("R-GemOx", 1, ""),),
        "m3": (("R-bendamustine", 1, ""),),
    },
    "follicular": {
        "m1": (("R-bendamustine", 2, ""), ("R-CHOP", 2, "fit"), ("rituximab", 1, "")),
        "m2": (("R-CHOP", 1, ""), ("R-bendamustine", 1, "")),
        "m3": (("rituximab", 1, ""),),
    },
    "hodgkin": {
        "m1": (("ABVD", 1, ""),),
        "m2": (("brentuximab védotine", 1, ">=2013"),),
        "m3": (("brentuximab védotine", 1, ">=2013"),),
    },
    "glioblastoma": {
        "m1": (("témozolomide concomitant puis adjuvant (Stupp)", 1, ""),),
        "m2": (("lomustine", 2, ""), ("bévacizumab", 1, "")),
        "m3": (("bévacizumab", 1, ""),),
    },
}
OPTIONS["rectum"] = OPTIONS["colon"] | {
    "neo": (("capécitabine", 2, ""), ("FOLFIRINOX modifié", 3, "fit >=2020")),
    "rct": (("capécitabine", 1, ""),),
}
