"""What columns are called on screen: laboratory codes and attribute names that no study described, in words."""

from carnet.language import _


def core_label(name: str) -> str:
    """A core column's name on screen."""
    return {
        "age": _("Age at index (years)"),
        "sex": _("Sex"),
        "site": _("Tumour site"),
        "stage": _("Stage"),
        "year": _("Year of the index"),
    }[name]


def canonical_label(name: str) -> str | None:
    """What an attribute is called that every study has under a name of its own; None for any other."""
    return {
        "age": _("Age"),
        "sex": _("Sex"),
        "stage": _("Stage"),
        "t": _("T (tumour)"),
        "n": _("N (nodes)"),
        "m": _("M (metastases)"),
        "grade": _("Grade"),
        "er": _("Oestrogen receptors"),
        "pr": _("Progesterone receptors"),
        "her2": _("HER2"),
    }.get(name)


def readable(code: str) -> str:
    """The name on screen of an attribute that no study described: its LOINC name, its own in words, else its code."""
    return canonical_label(code) or laboratory_label(code) or {
        "performance_status": _("Performance status (ECOG)"),
        "tobacco": _("Tobacco"),
        "histology": _("Histology"),
        "tumour_size": _("Tumour size (mm)"),
        "line_intent": _("Intent of the treatment line"),
        "toxicity": _("Toxicity"),
        "laterality": _("Laterality"),
        "response": _("Response to treatment"),
        "kras": "KRAS",
        "nras": "NRAS",
        "braf": "BRAF",
        "brca": "BRCA1/2",
        "egfr": "EGFR",
        "alk": "ALK",
        "ros1": "ROS1",
        "idh": "IDH1/2",
        "mgmt": _("MGMT (methylation)"),
        "msi": _("MSI (microsatellites)"),
        "p16": "p16",
        "ki67": "Ki-67 (%)",
        "pdl1_tps": _("PD-L1 (TPS, %)"),
        "her2_ihc": _("HER2 (immunohistochemistry)"),
        "her2_ish": _("HER2 (in situ hybridisation)"),
        "gleason": _("Gleason score"),
        "psa": _("PSA at diagnosis (ng/mL)"),
        "breslow": _("Breslow thickness (mm)"),
        "cell_of_origin": _("Cell of origin (lymphoma)"),
    }.get(code, code)


def laboratory_label(code: str) -> str | None:
    """The usual name of a LOINC code; None for one that is not in this short list."""
    return {
        "718-7": _("Haemoglobin"),
        "751-8": _("Neutrophils"),
        "777-3": _("Platelets"),
        "6690-2": _("Leucocytes"),
        "731-0": _("Lymphocytes"),
        "14682-9": _("Creatinine"),
        "2160-0": _("Creatinine"),
        "1988-5": _("CRP"),
        "1751-7": _("Albumin"),
        "14804-9": _("LDH"),
        "1742-6": _("ALT"),
        "1920-8": _("AST"),
        "6768-6": _("Alkaline phosphatase"),
        "1975-2": _("Total bilirubin"),
        "2857-1": _("PSA"),
        "6875-9": "CA 15-3",
        "2039-6": _("CEA"),
        "10334-1": "CA 125",
        "24108-3": "CA 19-9",
        "1834-1": _("Alpha-fetoprotein"),
        "25390-6": "CYFRA 21-1",
        "9679-2": _("SCC antigen"),
        "21198-7": _("Beta-hCG"),
        "3013-0": _("Thyroglobulin"),
        "29463-7": _("Weight"),
        "8302-2": _("Height"),
        "39156-5": _("Body mass index"),
    }.get(code)
