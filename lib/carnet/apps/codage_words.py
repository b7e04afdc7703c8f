"""The words of the coder's page: positions, how sure a code is, statuses, the menu, the help."""

from carnet.language import _, language
from carnet.tools.coding.result import Position
from carnet.widgets.cohort_export import menu_words as words_of_menu

SURE, LIKELY = 0.8, 0.5  # of the calibrated score: from there on a code is called sure, likely; below, to be checked


def position_list() -> list[tuple[str, str, str, bool]]:
    """The positions of a stay (position, short name, name, whether a code may be moved there) in their order."""
    return [
        ("dp", _("DP"), _("Principal diagnosis"), True),
        ("dr", _("DR"), _("Related diagnosis"), True),
        ("das", _("DAS"), _("Associated diagnoses"), True),
        ("act", _("Acts"), _("CCAM"), False),
    ]


def position_name(position: str) -> str:
    """« DP »."""
    return next((short for name, short, _long, _may in position_list() if name == position), position)


def becoming(code: str, position: Position) -> str:
    """« C50.4 devient diagnostic associé »."""
    words = {
        "dp": _("{code} becomes the principal diagnosis."),
        "dr": _("{code} becomes the related diagnosis."),
        "das": _("{code} becomes an associated diagnosis."),
    }
    return words.get(position, "{code}").format(code=code)


def sureness(score: float) -> str:
    """`high`, `likely` or `check`."""
    return "high" if score >= SURE else "likely" if score >= LIKELY else "check"


def tab_list(disagreements: int) -> list[str]:
    """The names of the three parts of the page."""
    double = _("Double coding")
    return [_("Code the stays"), f"{double} ({disagreements})" if disagreements else double, _("Activity")]


def menu_texts() -> dict[str, str]:
    """The words of the menu of downloads."""
    hint = _("In a notebook beside the warehouse, it proposes the same codes again.")
    return words_of_menu(_("Take away"), hint) | {"language": language()}


def help_words() -> str:
    """The help of the page."""
    return "\n".join(
        [
            _("Choose a stay: its notes are read, and codes are proposed by position, each with its sentence."),
            _("Nothing is coded for you: accept (a), reject (r), replace (e), move (p), add (+), comment (c)."),
            _("j and k go from card to card, u undoes, v validates the stay and opens the next one; ? lists the keys."),
            _("To add a code with its evidence, first select words in the note."),
            _("● sure, ◐ likely, ○ to be checked: how often coders keep such a proposal, as far as it was measured."),
            _("Your decisions are kept in the site’s review store, with your name and the time, and found again."),
        ]
    )
