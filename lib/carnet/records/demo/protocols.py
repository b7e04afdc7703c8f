"""Who gets what: surgery, radiotherapy and systemic options by site and setting, as French referentials roughly have them.

`OPTIONS[site][setting]` lists (regimen, weight, conditions). Conditions are names computed in `treatments.py`
(`her2`, `er`, `tnbc`, `egfr`, `young`, `fit`, …), negated by `!`, or `>=2018` for the year of treatment.
Settings: `neo` and `adj` around surgery, `rct` with radiotherapy, `hormone` afterwards, `m1`, `m2`, `m3` metastatic lines.
"""

from dataclasses import dataclass

Option = tuple[str, float, str]


@dataclass(frozen=True)
class Local:
    """Shares by stage 0, I, II, III (IV is 0 unless said) of surgery, neo-adjuvant, adjuvant, and radiotherapy."""

    surgery: tuple[float, float, float, float, float] = (1, 0.9, 0.9, 0.8, 0.0)
    neo: tuple[float, float, float, float] = (0, 0, 0, 0)
    adj: tuple[float, float, float, float] = (0, 0, 0, 0)
    rct: tuple[float, float, float, float, float] = (0, 0, 0, 0, 0)       # exclusive (chemo)radiotherapy of those without surgery
    post_rt: tuple[float, float, float, float] = (0, 0, 0, 0)            # radiotherapy after surgery
    hormone: float = 0.0                                               # after the rest, where an option fits
    dose: str = "50 Gy en 25 fractions"
    operations: tuple[tuple[str, str, float], ...] = ()                # CCAM-like code, words, weight
    days_of_stay: int = 5


LOCAL: dict[str, Local] = {
    "breast": Local((1, 0.98, 0.97, 0.92, 0.15), (0, 0.05, 0.28, 0.62), (0, 0.16, 0.45, 0.60), (0, 0, 0, 0, 0), (0.8, 0.85, 0.82, 0.95), 0.95, "50 Gy en 25 fractions",
                    (("QEFA004", "mastectomie partielle avec exérèse du ganglion sentinelle", 0.62), ("QEFA005", "mastectomie totale avec curage axillaire", 0.22),
                     ("QEFA001", "mastectomie partielle avec curage axillaire", 0.16)), 2),
    "prostate": Local((0.3, 0.42, 0.48, 0.42, 0), rct=(0, 0.18, 0.42, 0.58, 0.1), post_rt=(0, 0.04, 0.12, 0.32), hormone=0.55, dose="76 Gy en 38 fractions",
                      operations=(("JGFC001", "prostatectomie totale laparoscopique robot-assistée", 0.85), ("JGFA006", "prostatectomie totale par laparotomie", 0.15)), days_of_stay=4),
    "lung": Local((1, 0.80, 0.66, 0.20, 0), (0, 0, 0.08, 0.10), (0, 0.08, 0.58, 0.62), (0, 0.70, 0.60, 0.72, 0.02), (0, 0, 0.05, 0.2), 0, "66 Gy en 33 fractions",
                  (("GFFA009", "lobectomie pulmonaire avec curage ganglionnaire", 0.72), ("GFFC002", "lobectomie par vidéothoracoscopie avec curage", 0.20), ("GFFA010", "pneumonectomie avec curage", 0.08)), 7),
    "colon": Local((1, 0.98, 0.96, 0.95, 0.45), adj=(0, 0.01, 0.20, 0.72), operations=(
                   ("HHFA008", "colectomie droite", 0.45), ("HHFA017", "colectomie gauche", 0.30), ("HHFC040", "sigmoïdectomie par cœlioscopie", 0.25)), days_of_stay=8),
    "rectum": Local((1, 0.95, 0.92, 0.90, 0.3), (0, 0.02, 0.45, 0.70), (0, 0, 0.15, 0.42), (0, 0.3, 0.4, 0.4, 0.1), dose="50 Gy en 25 fractions", operations=(
                    ("HJFA004", "résection antérieure du rectum avec exérèse du mésorectum", 0.80), ("HJFA005", "amputation abdomino-périnéale", 0.20)), days_of_stay=10),
    "bladder": Local((1, 1, 0.62, 0.55, 0.05), (0.0, 0.0, 0.45, 0.40), (0.30, 0.62, 0.08, 0.28), (0, 0, 0.65, 0.60, 0.1), dose="64 Gy en 32 fractions", operations=(
                     ("JDFA001", "cystoprostatectomie totale avec dérivation urinaire", 0.40), ("JDFA014", "pelvectomie antérieure avec dérivation urinaire", 0.10),
                     ("JDFE002", "résection transurétrale de vessie", 0.50)), days_of_stay=9),
    "kidney": Local((1, 0.94, 0.95, 0.92, 0.35), adj=(0, 0, 0.02, 0.18), operations=(("JAFA002", "néphrectomie partielle", 0.45), ("JAFC001", "néphrectomie élargie cœlioscopique", 0.55)), days_of_stay=5),
    "melanoma": Local((1, 0.99, 0.99, 0.96, 0.3), adj=(0, 0, 0.14, 0.62), operations=(("QZFA003", "exérèse élargie avec reprise des marges", 0.55), ("QZFA002", "exérèse élargie et ganglion sentinelle", 0.45)), days_of_stay=1),
    "head_neck": Local((1, 0.55, 0.48, 0.40, 0.32), (0, 0, 0, 0.06), (0, 0, 0, 0), (0, 0.95, 0.92, 0.88, 0.78), (0, 0.10, 0.35, 0.82), dose="70 Gy en 35 fractions", operations=(
                       ("GDFA008", "laryngectomie partielle", 0.25), ("HAFA021", "glossectomie partielle avec évidement cervical", 0.40), ("HDFA012", "oropharyngectomie avec évidement cervical", 0.35),
                       ("HDFA018", "pharyngolaryngectomie partielle avec évidement cervical", 0.10)), days_of_stay=11),
    "pancreas": Local((1, 0.80, 0.58, 0.12, 0), (0, 0.05, 0.15, 0.45), (0, 0.66, 0.72, 0.62), (0, 0, 0.02, 0.12, 0), operations=(
                      ("HNFA007", "duodénopancréatectomie céphalique", 0.75), ("HNFA013", "splénopancréatectomie gauche", 0.25)), days_of_stay=16),
    "liver": Local((1, 0.55, 0.30, 0.08, 0), operations=(("HLFA019", "segmentectomie hépatique", 0.62), ("HLFA018", "hépatectomie droite", 0.38)), days_of_stay=9),
    "stomach": Local((1, 0.90, 0.82, 0.68, 0.05), (0, 0.15, 0.72, 0.72), (0, 0.05, 0.25, 0.25), operations=(
                     ("HFFA005", "gastrectomie totale avec anastomose œso-jéjunale", 0.55), ("HFFA002", "gastrectomie subtotale", 0.45)), days_of_stay=12),
    "oesophagus": Local((1, 0.62, 0.52, 0.38, 0), (0, 0.10, 0.70, 0.75), (0, 0, 0, 0.1), (0, 0.75, 0.82, 0.80, 0.08), dose="50 Gy en 25 fractions", operations=(
                        ("HEFA019", "œsophagectomie avec anastomose intrathoracique (Lewis-Santy)", 1.0),), days_of_stay=15),
    "ovary": Local((1, 0.99, 0.97, 0.86, 0.52), (0, 0, 0.08, 0.46), (0, 0.48, 0.92, 0.93), operations=(
                   ("JKFA004", "hystérectomie totale avec annexectomie bilatérale et omentectomie", 1.0),), days_of_stay=8),
    "endometrium": Local((1, 0.98, 0.95, 0.86, 0.2), adj=(0, 0.03, 0.18, 0.60), rct=(0, 0.3, 0.4, 0.4, 0.1), post_rt=(0, 0.30, 0.62, 0.70), dose="45 Gy en 25 fractions", operations=(
                         ("JKFC005", "hystérectomie totale cœlioscopique avec annexectomie bilatérale", 1.0),), days_of_stay=4),
    "cervix": Local((1, 0.82, 0.15, 0.05, 0), rct=(0, 0.9, 0.95, 0.92, 0.2), post_rt=(0, 0.15, 0.5, 0.6), dose="45 Gy en 25 fractions", operations=(
                    ("JKFA005", "colpohystérectomie élargie avec lymphadénectomie pelvienne", 1.0),), days_of_stay=6),
    "thyroid": Local((1, 0.99, 0.98, 0.97, 0.7), operations=(("KCFA005", "thyroïdectomie totale", 0.72), ("KCFA009", "thyroïdectomie totale avec curage récurrentiel", 0.28)), days_of_stay=2),
    "testis": Local((1, 1, 1, 1, 1), adj=(0, 0.20, 0.90, 0.98), operations=(("JHFA006", "orchidectomie par voie inguinale", 1.0),), days_of_stay=1),
    "glioblastoma": Local((0.7, 0.7, 0.7, 0.7, 0.7), operations=(("ACFA002", "exérèse de lésion cérébrale sus-tentorielle par craniotomie", 1.0),), dose="60 Gy en 30 fractions", days_of_stay=8),
    "dlbcl": Local((0, 0, 0, 0, 0)), "follicular": Local((0, 0, 0, 0, 0)), "hodgkin": Local((0, 0, 0, 0, 0)),
}

_NSCLC = (("osimertinib", 9, "egfr >=2018"), ("géfitinib", 9, "egfr !>=2018"), ("alectinib", 9, "alk >=2018"), ("crizotinib", 9, "alk !>=2018"),
          ("carboplatine-étoposide", 9, "small_cell !>=2020"), ("carboplatine-étoposide-atézolizumab", 9, "small_cell >=2020"),
          ("pembrolizumab", 3, "!driver !small_cell pdl1_high >=2017"), ("carboplatine-pémétrexed-pembrolizumab", 2, "!driver nonsquamous >=2019"),
          ("carboplatine-paclitaxel-pembrolizumab", 2, "!driver squamous >=2019"), ("cisplatine-pémétrexed", 1, "!driver nonsquamous fit !>=2019"),
          ("carboplatine-paclitaxel", 1, "!driver squamous !>=2019"), ("carboplatine-paclitaxel", 0.4, "!driver !small_cell !fit"))
_GASTRIC = (("FOLFOX-trastuzumab", 8, "her2"), ("FOLFOX-nivolumab", 3, "!her2 >=2022"), ("FOLFOX", 1, "!her2"))

OPTIONS: dict[str, dict[str, tuple[Option, ...]]] = {
    "breast": {
        "neo": (("EC-paclitaxel-trastuzumab", 9, "her2"), ("paclitaxel-carboplatine-pembrolizumab puis EC", 9, "tnbc >=2022"), ("AC-paclitaxel", 2, "!her2"), ("FEC 100-docétaxel", 1, "!her2 young")),
        "adj": (("EC-paclitaxel-trastuzumab", 9, "her2"), ("FEC 100-docétaxel", 2, "!her2 young !>=2020"), ("AC-paclitaxel", 2, "!her2 young"), ("TC", 1.5, "!her2")),
        "hormone": (("létrozole", 3, "er menopause"), ("anastrozole", 2, "er menopause"), ("tamoxifène", 3, "er !menopause"), ("tamoxifène", 0.3, "er menopause")),
        "m1": (("docétaxel-trastuzumab-pertuzumab", 9, "her2"), ("palbociclib-létrozole", 4, "er !her2 >=2017"), ("ribociclib-létrozole", 2, "er !her2 >=2018"),
               ("létrozole", 3, "er !her2 !>=2017"), ("paclitaxel-bévacizumab", 2, "tnbc"), ("paclitaxel hebdomadaire", 1, "!her2")),
        "m2": (("trastuzumab emtansine", 9, "her2 !>=2022"), ("trastuzumab déruxtécan", 9, "her2 >=2022"), ("abémaciclib-fulvestrant", 2, "er !her2 >=2019"), ("fulvestrant", 2, "er !her2"),
               ("sacituzumab govitécan", 4, "tnbc >=2022"), ("capécitabine", 1.5, "!her2")),
        "m3": (("capécitabine", 2, ""), ("éribuline", 2, ""), ("trastuzumab déruxtécan", 3, "her2 >=2021")),
    },
    "prostate": {
        "hormone": (("leuproréline 6 mois", 1, "rt !late"), ("leuproréline", 3, "rt late")),
        "m1": (("leuproréline", 2, "!>=2018"), ("leuproréline-abiratérone", 2, ">=2018"), ("leuproréline-apalutamide", 1.6, ">=2021"), ("leuproréline-darolutamide-docétaxel", 1, ">=2023 fit"),
               ("leuproréline-enzalutamide", 1, ">=2021")),
        "m2": (("docétaxel-prednisone", 3, "fit"), ("leuproréline-enzalutamide", 2, ""), ("olaparib", 5, "brca >=2021")), "m3": (("docétaxel-prednisone", 1, ""),),
    },
    "lung": {"neo": (("cisplatine-vinorelbine", 1, "!small_cell"), ("carboplatine-étoposide", 1, "small_cell")),
             "adj": (("cisplatine-vinorelbine", 2, "!small_cell"), ("osimertinib", 8, "egfr >=2021"), ("carboplatine-étoposide", 9, "small_cell")),
             "rct": (("cisplatine-vinorelbine", 2, "!small_cell late"), ("carboplatine-étoposide", 9, "small_cell")), "hormone": (("durvalumab", 1, "rt late !small_cell !driver >=2019"),),
             "m1": _NSCLC, "m2": (("pembrolizumab", 2, "!small_cell !driver !>=2019"), ("nivolumab", 1.6, "!small_cell !driver >=2016 !>=2019"), ("docétaxel", 2, "!small_cell fit"), ("lorlatinib", 9, "alk >=2020"),
                                  ("sotorasib", 4, "kras_g12c >=2022"), ("topotécan", 3, "small_cell"), ("carboplatine-paclitaxel", 1, "egfr")), "m3": (("docétaxel", 1, "!small_cell"), ("topotécan", 1, "small_cell"))},
    "colon": {"adj": (("FOLFOX", 3, "young"), ("XELOX", 2, "young"), ("capécitabine", 2, "!young")),
              "m1": (("pembrolizumab", 9, "msi >=2021"), ("FOLFIRI-bévacizumab", 2, "!msi"), ("FOLFOX-bévacizumab", 2, "!msi"), ("FOLFOX-panitumumab", 3, "ras_wt !msi"), ("FOLFIRI-cétuximab", 2, "ras_wt !msi")),
              "m2": (("FOLFIRI-bévacizumab", 2, ""), ("FOLFOX-bévacizumab", 1, ""), ("FOLFIRI-cétuximab", 1, "ras_wt")), "m3": (("trifluridine-tipiracil", 2, ""), ("régorafénib", 1, "fit"))},
    "bladder": {"neo": (("cisplatine-gemcitabine", 1, "fit"),), "adj": (("BCG intravésical", 9, "early"), ("cisplatine-gemcitabine", 1, "!early fit"), ("nivolumab adjuvant", 1, "!early >=2022")), "rct": (("cisplatine hebdomadaire", 1, "fit"),),
                "m1": (("enfortumab védotine-pembrolizumab", 4, ">=2024"), ("cisplatine-gemcitabine", 2, "fit"), ("carboplatine-paclitaxel", 1, "!fit")), "m2": (("pembrolizumab", 2, ">=2018"), ("paclitaxel hebdomadaire", 1, "")),
                "m3": (("paclitaxel hebdomadaire", 1, ""),)},
    "kidney": {"adj": (("pembrolizumab", 1, ">=2022"),), "m1": (("sunitinib", 2, "!>=2019"), ("nivolumab-ipilimumab", 2, ">=2019 fit"), ("pembrolizumab-axitinib", 2, ">=2020"), ("sunitinib", 0.5, ">=2019")),
               "m2": (("cabozantinib", 2, ">=2017"), ("nivolumab", 1, ">=2016 !>=2020")), "m3": (("cabozantinib", 1, ">=2017"),)},
    "melanoma": {"adj": (("nivolumab adjuvant", 2, ">=2018"), ("pembrolizumab", 1, ">=2019"), ("dabrafénib-tramétinib", 2, "braf >=2018")),
                 "m1": (("nivolumab-ipilimumab", 2, ">=2017 fit"), ("pembrolizumab", 2, ">=2015"), ("dabrafénib-tramétinib", 2, "braf >=2014")), "m2": (("dabrafénib-tramétinib", 3, "braf"), ("nivolumab-ipilimumab", 1, "fit >=2016"))},
    "head_neck": {"neo": (("TPF", 1, "fit"),), "rct": (("cisplatine 100", 1, "young late"),), "m1": (("cisplatine-5FU-cétuximab", 3, "!>=2020"), ("pembrolizumab", 3, ">=2020")), "m2": (("nivolumab", 2, ">=2018 !>=2020"), ("paclitaxel hebdomadaire", 2, "")),
                  "m3": (("paclitaxel hebdomadaire", 1, ""),)},
    "pancreas": {"neo": (("FOLFIRINOX", 1, "fit"),), "adj": (("FOLFIRINOX modifié", 3, "fit >=2018"), ("gemcitabine", 1, "")), "m1": (("FOLFIRINOX", 3, "fit young"), ("gemcitabine-nab-paclitaxel", 1.5, ""), ("gemcitabine", 1.5, "!fit")),
                 "m2": (("gemcitabine", 2, ""), ("FOLFIRI", 1, "fit"), ("olaparib", 3, "brca >=2020"))},
    "liver": {"m1": (("sorafénib", 2, "!>=2020"), ("atézolizumab-bévacizumab", 3, ">=2020"), ("lenvatinib", 1, ">=2019")), "m2": (("cabozantinib", 1, ">=2019"), ("sorafénib", 1, ">=2020"))},
    "stomach": {"neo": (("FLOT", 3, "fit"), ("FOLFOX", 1, "")), "adj": (("FLOT", 2, "fit"), ("FOLFOX", 1, "")), "m1": _GASTRIC, "m2": (("paclitaxel-ramucirumab", 2, "fit"), ("paclitaxel hebdomadaire", 1, "")), "m3": (("trifluridine-tipiracil", 1, ""),)},
    "oesophagus": {"neo": (("carboplatine-paclitaxel", 2, "squamous"), ("FLOT", 2, "!squamous fit"), ("FOLFOX", 1, "")), "adj": (("nivolumab adjuvant", 1, ">=2021"),), "rct": (("FOLFOX", 1, ""),), "m1": _GASTRIC,
                   "m2": (("paclitaxel hebdomadaire", 1, ""), ("nivolumab", 1, "squamous >=2021"))},
    "ovary": {"neo": (("carboplatine-paclitaxel", 1, ""),), "adj": (("carboplatine-paclitaxel", 2, ""), ("carboplatine-paclitaxel-bévacizumab", 1, "late")), "hormone": (("olaparib", 9, "brca late >=2019"), ("niraparib", 1, "late >=2020")),
              "m1": (("carboplatine-paclitaxel-bévacizumab", 2, ""), ("carboplatine-paclitaxel", 1, "")), "m2": (("carboplatine-doxorubicine liposomale", 2, ""), ("paclitaxel hebdomadaire", 1, "")), "m3": (("topotécan", 1, ""), ("gemcitabine", 1, ""))},
    "endometrium": {"adj": (("carboplatine-paclitaxel", 1, ""),), "m1": (("carboplatine-paclitaxel-dostarlimab", 4, "msi >=2023"), ("carboplatine-paclitaxel", 1, "")), "m2": (("carboplatine-doxorubicine liposomale", 1, ""), ("paclitaxel hebdomadaire", 1, ""))},
    "cervix": {"rct": (("cisplatine hebdomadaire", 1, ""),), "m1": (("carboplatine-paclitaxel-bévacizumab", 2, ""), ("carboplatine-paclitaxel-pembrolizumab", 2, ">=2022")), "m2": (("topotécan", 1, ""), ("paclitaxel hebdomadaire", 1, ""))},
    "thyroid": {"m1": (("lenvatinib", 1, ">=2015"),), "m2": (("cabozantinib", 1, ">=2022"),)},
    "testis": {"adj": (("BEP", 9, "!early"), ("carboplatine AUC 7", 1, "early")), "m1": (("BEP", 1, ""),)},
    "dlbcl": {"m1": (("R-CHOP", 4, "young"), ("R-mini-CHOP", 2, "!young"), ("Pola-R-CHP", 3, "young >=2023"), ("R-CHOP", 1, "")), "m2": (("R-GemOx", 1, ""),), "m3": (("R-bendamustine", 1, ""),)},
    "follicular": {"m1": (("R-bendamustine", 2, ""), ("R-CHOP", 2, "fit"), ("rituximab", 1, "")), "m2": (("R-CHOP", 1, ""), ("R-bendamustine", 1, "")), "m3": (("rituximab", 1, ""),)},
    "hodgkin": {"m1": (("ABVD", 1, ""),), "m2": (("brentuximab védotine", 1, ">=2013"),), "m3": (("brentuximab védotine", 1, ">=2013"),)},
    "glioblastoma": {"m1": (("témozolomide concomitant puis adjuvant (Stupp)", 1, ""),), "m2": (("lomustine", 2, ""), ("bévacizumab", 1, "")), "m3": (("bévacizumab", 1, ""),)},
}
OPTIONS["rectum"] = OPTIONS["colon"] | {"neo": (("capécitabine", 2, ""), ("FOLFIRINOX modifié", 3, "fit >=2020")), "rct": (("capécitabine", 1, ""),)}
