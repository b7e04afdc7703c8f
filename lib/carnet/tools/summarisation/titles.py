"""The sections of a summary, in their order, and what they are called."""

from carnet.language import _

REPORT = ("reason", "background", "illness", "examinations", "diagnosis", "treatment", "course", "next")
PATIENT = ("disease", "extent", "markers", "treatments", "course", "toxicities", "background", "now", "discordant")


def title(key: str) -> str:
    """A section's name on screen."""
    return {
        "reason": _("Reason"),
        "background": _("Background"),
        "illness": _("History of the illness"),
        "examinations": _("Examinations"),
        "diagnosis": _("Diagnosis"),
        "treatment": _("Treatment"),
        "course": _("Course"),
        "next": _("What comes next"),
        "disease": _("Disease"),
        "extent": _("Extent"),
        "markers": _("Biomarkers"),
        "treatments": _("Treatments"),
        "toxicities": _("Toxicities"),
        "now": _("Latest state"),
        "discordant": _("To be checked: notes disagree"),
    }[key]
