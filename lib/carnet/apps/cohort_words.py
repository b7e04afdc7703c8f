"""The words of the page of cohorts that its widgets draw themselves."""

from carnet.language import _, language
from carnet.widgets.cohort_export import menu_words as words_of_menu


def panel_words() -> dict[str, str]:
    """The words of the panel."""
    return {"language": language(), "filters": _("Criteria"), "clear": _("Clear all"), "add": _("add a criterion"),
            "remove": _("Remove"), "minimum": _("minimum"), "maximum": _("maximum")}


def menu_words() -> dict[str, str]:
    """The words of the export menu."""
    hint = _("Paste it in a notebook of JupyterLab: it gives the same figure.")
    return words_of_menu(_("Export"), hint)


def help_words() -> str:
    """The help of the page."""
    return "\n".join([
        _("Choose an endpoint and a variable to group by: the curves, the numbers at risk and the tests follow."),
        _("Each count beside a criterion says how many patients meet it together with all the other criteria."),
        _("Counts under 11 are masked everywhere, also in what you export."),
    ])
