"""Tumour sites of the demo hospital: who gets them, where they sit, how far they have gone, how patients fare.

Proportions follow the order of magnitude of the French incidence published by INCa, Santé publique France and Francim;
net survival at five years follows the order of magnitude of the Francim and SEER summaries by stage. They make the demo
plausible and nothing more: no figure drawn from it describes any population.
"""

from dataclasses import dataclass, field

Weighted = tuple[tuple[str, str, float], ...]

LUNG_M = (("C79.3", "cérébrale", 0.25), ("C79.5", "osseuse", 0.30), ("C78.7", "hépatique", 0.18), ("C79.7", "surrénalienne", 0.15), ("C78.2", "pleurale", 0.12))
DIGESTIVE_M = (("C78.7", "hépatique", 0.62), ("C78.0", "pulmonaire", 0.18), ("C78.6", "péritonéale", 0.20))
URO_M = (("C78.0", "pulmonaire", 0.40), ("C79.5", "osseuse", 0.30), ("C78.7", "hépatique", 0.18), ("C77.2", "ganglionnaire rétropéritonéale", 0.12))


@dataclass(frozen=True)
class Site:
    """One tumour site. `t` weighs Tis, T1…T4 and `n` weighs N0…N3 before correlation; `survival` is net, at five years, by stage I…IV.

    In `topography` and in notes `{d}` stands for droit/gauche and `{de}` for droite/gauche: a site whose words hold
    neither has no laterality. `men` and `women` are thousands of new cases a year.
    """

    key: str
    label: str                                   # « cancer » + label
    men: float
    women: float
    age: tuple[float, float]
    topography: Weighted                         # CIM-10, words after « du/de », weight
    histology: Weighted                          # ICD-O-3 morphology, words, weight
    staging: str                                 # table of carnet.records.demo.staging
    survival: tuple[float, float, float, float]
    t: tuple[float, float, float, float, float] = (0, 1, 1, 1, 1)
    n: tuple[float, float, float, float] = (1, 0, 0, 0)
    m: float = 0.0                               # share with distant metastases at diagnosis
    ann_arbor: tuple[float, float, float, float] = (0, 0, 0, 0)
    grade: tuple[float, ...] = ()                # weights of grades 1, 2, 3…
    grade_name: str = ""
    metastases: Weighted = ()
    markers: tuple[str, ...] = ()                # tumour markers followed in blood
    smoking: float = 0.30                        # share of ever smokers
    shape: float = 1.0                           # of the Weibull hazard of cancer death
    size: tuple[float, ...] = field(default=(8, 15, 32, 58, 70))  # median size in mm for Tis, T1…T4


SITES: tuple[Site, ...] = (
    Site("breast", "du sein", 0.5, 61.0, (63, 13.5),
         (("C50.4", "du quadrant supéro-externe du sein {d}", 0.46), ("C50.2", "du quadrant supéro-interne du sein {d}", 0.14),
          ("C50.5", "du quadrant inféro-externe du sein {d}", 0.12), ("C50.3", "du quadrant inféro-interne du sein {d}", 0.08),
          ("C50.1", "de la région centrale du sein {d}", 0.10), ("C50.8", "de l'union des quadrants externes du sein {d}", 0.10)),
         (("8500/3", "carcinome infiltrant de type non spécifique", 0.78), ("8520/3", "carcinome lobulaire infiltrant", 0.15),
          ("8211/3", "carcinome tubuleux", 0.03), ("8480/3", "carcinome mucineux", 0.04)),
         "breast", (0.985, 0.93, 0.75, 0.30), t=(0.0, 0.55, 0.33, 0.07, 0.05), n=(0.62, 0.25, 0.09, 0.04), m=0.055,
         grade=(0.22, 0.48, 0.30), grade_name="SBR", markers=("CA 15-3",), smoking=0.28, shape=1.1, size=(10, 14, 29, 61, 55),
         metastases=(("C79.5", "osseuse", 0.50), ("C78.7", "hépatique", 0.22), ("C78.0", "pulmonaire", 0.20), ("C79.3", "cérébrale", 0.08))),
    Site("prostate", "de la prostate", 59.9, 0.0, (69, 8),
         (("C61", "de la prostate", 1.0),), (("8140/3", "adénocarcinome acinaire", 0.97), ("8500/3", "adénocarcinome ductal", 0.03)),
         "prostate", (0.995, 0.98, 0.94, 0.48), t=(0, 0.42, 0.34, 0.21, 0.03), n=(0.92, 0.08, 0, 0), m=0.075,
         grade=(0.30, 0.30, 0.17, 0.11, 0.12), grade_name="ISUP", markers=("PSA",), smoking=0.42, shape=1.2,
         metastases=(("C79.5", "osseuse", 0.80), ("C77.5", "ganglionnaire pelvienne", 0.14), ("C78.0", "pulmonaire", 0.06)), size=(5, 9, 16, 26, 38)),
    Site("lung", "du poumon", 33.4, 19.3, (67, 10),
         (("C34.1", "du lobe supérieur {d}", 0.58), ("C34.3", "du lobe inférieur {d}", 0.32), ("C34.0", "de la bronche souche {de}", 0.10)),
         (("8140/3", "adénocarcinome", 0.57), ("8070/3", "carcinome épidermoïde", 0.24), ("8041/3", "carcinome à petites cellules", 0.14),
          ("8012/3", "carcinome à grandes cellules", 0.05)),
         "lung", (0.70, 0.50, 0.26, 0.07), t=(0, 0.26, 0.29, 0.19, 0.26), n=(0.36, 0.11, 0.33, 0.20), m=0.36, metastases=LUNG_M,
         markers=("CYFRA 21-1",), smoking=0.87, shape=0.92, size=(8, 19, 38, 58, 76)),
    Site("colon", "du côlon", 17.8, 15.8, (71, 11.5),
         (("C18.7", "du côlon sigmoïde", 0.38), ("C18.2", "du côlon ascendant", 0.19), ("C18.0", "du caecum", 0.18), ("C18.4", "du côlon transverse", 0.10),
          ("C18.6", "du côlon descendant", 0.08), ("C18.3", "de l'angle colique droit", 0.07)),
         (("8140/3", "adénocarcinome lieberkühnien", 0.88), ("8480/3", "adénocarcinome mucineux", 0.10), ("8490/3", "carcinome à cellules en bague à chaton", 0.02)),
         "colorectal", (0.95, 0.86, 0.69, 0.15), t=(0.02, 0.12, 0.16, 0.48, 0.22), n=(0.56, 0.27, 0.17, 0), m=0.145,
         grade=(0.20, 0.64, 0.16), grade_name="différenciation", metastases=DIGESTIVE_M, markers=("ACE",), smoking=0.38, size=(12, 20, 31, 46, 58)),
    Site("rectum", "du rectum", 8.4, 5.6, (68, 11.5),
         (("C20", "du bas rectum", 0.30), ("C20", "du moyen rectum", 0.40), ("C20", "du haut rectum", 0.15), ("C19", "de la jonction recto-sigmoïdienne", 0.15)),
         (("8140/3", "adénocarcinome lieberkühnien", 0.92), ("8480/3", "adénocarcinome mucineux", 0.08)),
         "colorectal", (0.94, 0.83, 0.67, 0.15), t=(0.02, 0.12, 0.20, 0.52, 0.14), n=(0.52, 0.31, 0.17, 0), m=0.135,
         grade=(0.20, 0.66, 0.14), grade_name="différenciation", metastases=DIGESTIVE_M, markers=("ACE",), smoking=0.40, size=(12, 20, 33, 47, 58)),
    Site("bladder", "de la vessie", 10.7, 2.4, (72, 10.5),
         (("C67.2", "de la paroi latérale de la vessie", 0.42), ("C67.0", "du trigone vésical", 0.22), ("C67.1", "du dôme vésical", 0.14),
          ("C67.4", "de la paroi postérieure de la vessie", 0.22)),
         (("8120/3", "carcinome urothélial", 0.93), ("8070/3", "carcinome épidermoïde", 0.04), ("8140/3", "adénocarcinome", 0.03)),
         "bladder", (0.82, 0.52, 0.36, 0.09), t=(0.0, 0.46, 0.27, 0.17, 0.10), n=(0.84, 0.08, 0.06, 0.02), m=0.07, grade=(0.22, 0.0, 0.78),
         grade_name="OMS", metastases=URO_M, smoking=0.72, size=(10, 22, 34, 44, 55)),
    Site("kidney", "du rein", 11.5, 5.6, (65, 12),
         (("C64", "du rein {d}", 1.0),),
         (("8310/3", "carcinome rénal à cellules claires", 0.76), ("8260/3", "carcinome rénal papillaire", 0.15), ("8317/3", "carcinome rénal chromophobe", 0.09)),
         "kidney", (0.95, 0.88, 0.69, 0.16), t=(0, 0.58, 0.13, 0.26, 0.03), n=(0.93, 0.07, 0, 0), m=0.14, grade=(0.10, 0.46, 0.32, 0.12),
         grade_name="ISUP/OMS 2016", metastases=URO_M, smoking=0.46, size=(8, 36, 82, 78, 96)),
    Site("melanoma", "cutané (mélanome)", 9.1, 8.8, (63, 15),
         (("C43.5", "du tronc", 0.36), ("C43.7", "du membre inférieur {d}", 0.27), ("C43.6", "du membre supérieur {d}", 0.20), ("C43.3", "de la face", 0.12),
          ("C43.4", "du cuir chevelu", 0.05)),
         (("8743/3", "mélanome à extension superficielle", 0.68), ("8721/3", "mélanome nodulaire", 0.20), ("8742/3", "mélanome de Dubreuilh", 0.07),
          ("8744/3", "mélanome acro-lentigineux", 0.05)),
         "melanoma", (0.985, 0.86, 0.67, 0.30), t=(0.0, 0.55, 0.19, 0.15, 0.11), n=(0.86, 0.09, 0.04, 0.01), m=0.035, smoking=0.28,
         metastases=(("C78.0", "pulmonaire", 0.40), ("C79.3", "cérébrale", 0.25), ("C78.7", "hépatique", 0.20), ("C79.2", "cutanée", 0.15)), size=(6, 8, 11, 15, 19)),
    Site("head_neck", "des voies aérodigestives supérieures", 12.9, 4.7, (63, 10),
         (("C10.9", "de l'oropharynx", 0.20), ("C09.9", "de l'amygdale {de}", 0.17), ("C32.0", "du plan glottique", 0.19), ("C32.1", "de l'étage sus-glottique", 0.09),
          ("C12", "du sinus piriforme {d}", 0.13), ("C02.1", "du bord latéral {d} de la langue mobile", 0.12), ("C04.9", "du plancher buccal", 0.10)),
         (("8070/3", "carcinome épidermoïde", 0.96), ("8200/3", "carcinome adénoïde kystique", 0.04)),
         "head_neck", (0.78, 0.64, 0.50, 0.35), t=(0, 0.26, 0.29, 0.21, 0.24), n=(0.48, 0.16, 0.30, 0.06), m=0.05, grade=(0.35, 0.45, 0.20),
         grade_name="différenciation", smoking=0.82, metastases=(("C78.0", "pulmonaire", 0.70), ("C79.5", "osseuse", 0.18), ("C78.7", "hépatique", 0.12)),
         size=(8, 15, 30, 43, 48)),
    Site("pancreas", "du pancréas", 8.3, 7.7, (71, 10.5),
         (("C25.0", "de la tête du pancréas", 0.66), ("C25.1", "du corps du pancréas", 0.19), ("C25.2", "de la queue du pancréas", 0.15)),
         (("8500/3", "adénocarcinome canalaire", 0.95), ("8560/3", "carcinome adénosquameux", 0.05)),
         "pancreas", (0.36, 0.19, 0.08, 0.02), t=(0, 0.10, 0.35, 0.27, 0.28), n=(0.40, 0.40, 0.20, 0), m=0.38,
         grade=(0.18, 0.52, 0.30), grade_name="différenciation", metastases=(("C78.7", "hépatique", 0.68), ("C78.6", "péritonéale", 0.22), ("C78.0", "pulmonaire", 0.10)),
         markers=("CA 19-9",), smoking=0.42, shape=1.05, size=(8, 16, 31, 45, 44)),
    Site("liver", "du foie", 8.9, 2.8, (69, 10),
         (("C22.0", "du foie droit", 0.62), ("C22.0", "du foie gauche", 0.22), ("C22.0", "du segment IV hépatique", 0.16)),
         (("8170/3", "carcinome hépatocellulaire", 1.0),), "liver", (0.47, 0.33, 0.13, 0.04), t=(0, 0.38, 0.27, 0.19, 0.16), n=(0.93, 0.07, 0, 0), m=0.12,
         grade=(0.28, 0.52, 0.20), grade_name="différenciation", metastases=(("C78.0", "pulmonaire", 0.60), ("C79.5", "osseuse", 0.40)), markers=("AFP",),
         smoking=0.55, size=(8, 30, 38, 66, 74)),
    Site("stomach", "de l'estomac", 4.4, 2.4, (70, 12),
         (("C16.0", "du cardia", 0.30), ("C16.2", "du corps gastrique", 0.36), ("C16.3", "de l'antre gastrique", 0.34)),
         (("8140/3", "adénocarcinome tubuleux", 0.62), ("8490/3", "carcinome à cellules indépendantes", 0.30), ("8480/3", "adénocarcinome mucineux", 0.08)),
         "stomach", (0.76, 0.52, 0.28, 0.05), t=(0, 0.14, 0.16, 0.46, 0.24), n=(0.38, 0.26, 0.22, 0.14), m=0.21,
         grade=(0.12, 0.38, 0.50), grade_name="différenciation", metastases=(("C78.6", "péritonéale", 0.50), ("C78.7", "hépatique", 0.40), ("C78.0", "pulmonaire", 0.10)),
         markers=("ACE", "CA 19-9"), smoking=0.45, size=(8, 18, 30, 48, 62)),
    Site("oesophagus", "de l'œsophage", 4.1, 1.3, (68, 10),
         (("C15.5", "du tiers inférieur de l'œsophage", 0.56), ("C15.4", "du tiers moyen de l'œsophage", 0.32), ("C15.3", "du tiers supérieur de l'œsophage", 0.12)),
         (("8070/3", "carcinome épidermoïde", 0.50), ("8140/3", "adénocarcinome", 0.50)), "oesophagus", (0.56, 0.36, 0.21, 0.05),
         t=(0, 0.14, 0.17, 0.53, 0.16), n=(0.38, 0.32, 0.22, 0.08), m=0.18, grade=(0.2, 0.5, 0.3), grade_name="différenciation",
         metastases=(("C78.7", "hépatique", 0.45), ("C78.0", "pulmonaire", 0.35), ("C79.5", "osseuse", 0.20)), smoking=0.70, size=(6, 16, 28, 46, 60)),
    Site("ovary", "de l'ovaire", 0.0, 5.3, (65, 12),
         (("C56", "de l'ovaire {d}", 1.0),),
         (("8461/3", "carcinome séreux de haut grade", 0.72), ("8380/3", "carcinome endométrioïde", 0.12), ("8310/3", "carcinome à cellules claires", 0.09),
          ("8480/3", "carcinome mucineux", 0.07)),
         "ovary", (0.92, 0.76, 0.41, 0.22), t=(0, 0.26, 0.12, 0.62, 0), n=(0.72, 0.28, 0, 0), m=0.17, metastases=(("C78.2", "pleurale", 0.50), ("C78.7", "hépatique", 0.50)),
         markers=("CA 125",), smoking=0.25, shape=1.25, size=(10, 75, 82, 90, 90)),
    Site("endometrium", "de l'endomètre", 0.0, 8.4, (69, 10.5),
         (("C54.1", "de l'endomètre", 1.0),),
         (("8380/3", "adénocarcinome endométrioïde", 0.80), ("8441/3", "carcinome séreux", 0.13), ("8980/3", "carcinosarcome", 0.07)),
         "gynaecological", (0.94, 0.82, 0.58, 0.18), t=(0, 0.72, 0.11, 0.15, 0.02), n=(0.87, 0.13, 0, 0), m=0.06,
         grade=(0.45, 0.30, 0.25), grade_name="FIGO", metastases=(("C78.0", "pulmonaire", 0.50), ("C78.6", "péritonéale", 0.50)), markers=("CA 125",), smoking=0.2,
         size=(8, 30, 41, 52, 66)),
    Site("cervix", "du col de l'utérus", 0.0, 3.2, (53, 14),
         (("C53.1", "de l'exocol utérin", 0.66), ("C53.0", "de l'endocol utérin", 0.34)),
         (("8070/3", "carcinome épidermoïde", 0.76), ("8140/3", "adénocarcinome", 0.24)), "gynaecological", (0.93, 0.73, 0.48, 0.17),
         t=(0, 0.52, 0.27, 0.16, 0.05), n=(0.74, 0.26, 0, 0), m=0.08, grade=(0.25, 0.5, 0.25), grade_name="différenciation",
         metastases=(("C78.0", "pulmonaire", 0.55), ("C79.5", "osseuse", 0.25), ("C78.7", "hépatique", 0.20)), markers=("SCC",), smoking=0.45, size=(6, 24, 42, 51, 60)),
    Site("thyroid", "de la thyroïde", 2.6, 8.0, (52, 15),
         (("C73", "de la thyroïde", 1.0),), (("8260/3", "carcinome papillaire", 0.88), ("8330/3", "carcinome vésiculaire", 0.12)), "thyroid",
         (0.995, 0.98, 0.93, 0.60), t=(0, 0.68, 0.16, 0.12, 0.04), n=(0.72, 0.28, 0, 0), m=0.02, metastases=(("C78.0", "pulmonaire", 0.7), ("C79.5", "osseuse", 0.3)),
         markers=("thyroglobuline",), smoking=0.25, size=(5, 12, 29, 46, 52)),
    Site("testis", "du testicule", 3.0, 0.0, (35, 9),
         (("C62.1", "du testicule {d}", 1.0),), (("9061/3", "séminome", 0.56), ("9085/3", "tumeur germinale mixte", 0.30), ("9070/3", "carcinome embryonnaire", 0.14)),
         "testis", (0.995, 0.97, 0.85, 0.85), t=(0, 0.66, 0.28, 0.06, 0), n=(0.78, 0.13, 0.06, 0.03), m=0.08, metastases=(("C78.0", "pulmonaire", 0.8), ("C77.2", "ganglionnaire rétropéritonéale", 0.2)),
         markers=("AFP", "bHCG"), smoking=0.38, size=(6, 28, 46, 58, 62)),
    Site("dlbcl", "(lymphome B diffus à grandes cellules)", 2.9, 2.4, (68, 13),
         (("C83.3", "ganglionnaire", 0.66), ("C83.3", "gastrique", 0.14), ("C83.3", "médiastinale", 0.20)), (("9680/3", "lymphome B diffus à grandes cellules", 1.0),), "ann-arbor",
         (0.86, 0.79, 0.66, 0.56), ann_arbor=(0.16, 0.19, 0.22, 0.43), shape=0.75, markers=("LDH",), size=(10, 30, 40, 60, 80)),
    Site("follicular", "(lymphome folliculaire)", 1.7, 1.5, (64, 12),
         (("C82.9", "ganglionnaire", 1.0),), (("9690/3", "lymphome folliculaire", 1.0),), "ann-arbor", (0.96, 0.94, 0.89, 0.85),
         ann_arbor=(0.15, 0.14, 0.25, 0.46), grade=(0.42, 0.38, 0.20), grade_name="OMS", shape=1.2, markers=("LDH",), size=(10, 30, 35, 40, 45)),
    Site("hodgkin", "(lymphome de Hodgkin)", 1.15, 0.95, (40, 17),
         (("C81.1", "médiastinale", 0.60), ("C81.1", "cervicale", 0.40)), (("9663/3", "lymphome de Hodgkin classique, scléro-nodulaire", 0.72),
         ("9652/3", "lymphome de Hodgkin classique, à cellularité mixte", 0.28)), "ann-arbor", (0.97, 0.95, 0.89, 0.80), ann_arbor=(0.14, 0.44, 0.20, 0.22),
         shape=0.8, size=(10, 30, 45, 60, 80)),
    Site("glioblastoma", "du cerveau", 2.1, 1.5, (63, 11),
         (("C71.1", "frontal {d}", 0.36), ("C71.2", "temporal {d}", 0.36), ("C71.3", "pariétal {d}", 0.28)), (("9440/3", "glioblastome", 1.0),), "none",
         (0.07, 0.07, 0.07, 0.07), grade=(0, 0, 0, 1.0), grade_name="OMS", shape=1.15, size=(10, 35, 42, 48, 55)),
)

INDEX = {site.key: position for position, site in enumerate(SITES)}
