"""The words of the pseudonymiser's page: labels, roles, why a passage was hidden, help."""

from typing import Any

from carnet.language import _, language, ngettext, number
from carnet.widgets.annotated_text import SpanLabel
from carnet.widgets.cohort_export import menu_words as words_of_menu


def label_list() -> list[SpanLabel]:
    """The labels in the order of the menus; one family (colour) for names, dates, places, contacts, codes, life."""
    return [
        SpanLabel("LAST_NAME", _("Last name"), _("LAST"), 1),
        SpanLabel("FIRST_NAME", _("First name"), _("FIRST"), 1),
        SpanLabel("PATIENT_BIRTHDATE", _("Birth date"), _("BORN"), 2),
        SpanLabel("IDENTIFYING_DATE", _("Date"), _("DATE"), 2),
        SpanLabel("UNIDENTIFYING_DATE", _("Date that identifies nobody"), _("DATE KEPT"), 8, kept=True),
        SpanLabel("ADDRESS", _("Address"), _("ADDR."), 3),
        SpanLabel("ZIP_CODE", _("Postcode"), _("ZIP"), 3),
        SpanLabel("CITY", _("Town"), _("TOWN"), 3),
        SpanLabel("COUNTRY", _("Country"), _("COUNTRY"), 3),
        SpanLabel("HOSPITAL", _("Hospital"), _("HOSP."), 3),
        SpanLabel("PHONE_NUMBER", _("Telephone"), _("TEL."), 4),
        SpanLabel("EMAIL", _("E-mail address"), _("E-MAIL"), 4),
        SpanLabel("URL", _("Web address"), _("WEB"), 4),
        SpanLabel("IDENTIFIER", _("Identifier"), _("ID"), 5),
        SpanLabel("FAMILY_STATUS", _("Family status"), _("FAMILY"), 6),
        SpanLabel("PATIENT_NATIONALITY", _("Nationality"), _("NAT."), 6),
        SpanLabel("PATIENT_SOCIAL_IDENTITY", _("Trade, belief or origin"), _("LIFE"), 6),
    ]


def label_names() -> dict[str, str]:
    """The name of each label."""
    return {label.value: label.name for label in label_list()}


def role_list() -> list[tuple[str, str]]:
    """The roles (value, name)."""
    return [("Patient", _("patient")), ("Carer", _("carer")), ("Other", _("family or other"))]


def mode_list() -> list[tuple[str, str]]:
    """The ways to replace (value, name)."""
    return [
        ("surrogate", _("Invented names and dates")),
        ("tag", _("Tags: [NOM], [DATE]")),
        ("mask", _("Blocks: ████")),
    ]


def caption(mode: str, example: bool) -> str:
    """What the replaced text is made of."""
    if mode == "surrogate":
        return (
            _("Invented names, drawn with a key of this moment for the example.")
            if example
            else _("Invented names and moved dates, drawn with the site’s key.")
        )
    return _("Each passage becomes its tag.") if mode == "tag" else _("Each passage is masked, sign for sign.")


def why(producers: tuple[str, ...]) -> str:
    """Why a passage was found, from the ids of the rules and models that found it."""
    words = [_one(producer) for producer in sorted(producers, key=lambda producer: producer.startswith("model"))]
    return " · ".join(dict.fromkeys(word for word in words if word))


def _one(producer: str) -> str:
    kind, _colon, name = producer.partition(":")
    if kind == "model":
        return _("read by the compact model")
    if kind == "person":
        return _("added by hand")
    if kind == "llm":
        return _("read by the language model")
    if kind != "rule":
        return _("read by the site’s own model")
    reasons = _reasons()
    while name:
        if name in reasons:
            return reasons[name]
        name = name[: max(name.rfind("."), name.rfind("_"), 0)]
    return _("by a rule")


def _reasons() -> dict[str, str]:
    """Ids of rules, and the beginnings of ids, with what each looks for."""
    return {
        "known": _("on the site’s own list"),
        "known.patient": _("known from the patient’s record"),
        "names": _("looks like a person’s name"),
        "names.title.carer": _("after “Dr”, “Pr” or a carer’s title"),
        "names.title": _("after “Mme”, “M.” or a title"),
        "names.maiden": _("name at birth, after “née”"),
        "names.field": _("in a field of a form (Name:, First name:)"),
        "names.kin": _("after a kinship (her daughter, his brother)"),
        "names.bare": _("a known name, without a title"),
        "names.variant": _("the same name, written another way"),
        "names.signature": _("in a signature"),
        "ipp": _("a patient number, said by its heading"),
        "nda": _("a stay number, said by its heading"),
        "nir": _("a social security number"),
        "ins": _("a national health identity number"),
        "rpps": _("a carer’s RPPS number"),
        "finess": _("a hospital’s FINESS number"),
        "adeli": _("a carer’s ADELI number"),
        "other": _("a number that a heading says to identify"),
        "phone": _("a telephone number"),
        "email": _("an e-mail address"),
        "url": _("a web address"),
        "address": _("a number and a street, or a place"),
        "zip": _("a postcode"),
        "zip_town": _("a town after its postcode"),
        "town": _("a known town, where a place is expected"),
        "dateline": _("a town before the date of the letter"),
        "country": _("a country"),
        "hospital": _("a hospital or its department"),
        "date": _("a date"),
        "date_year": _("a year"),
        "family_status": _("a marital or family situation"),
        "nationality": _("a nationality"),
        "trade": _("a trade or another trait of the patient’s life"),
        "age": _("an age above 89, told as “90 or more”"),
    }


def panel_texts() -> dict[str, str]:
    """The words of the panel of filters."""
    return {
        "language": language(),
        "filters": _("Show only"),
        "clear": _("Show all"),
        "add": "",
        "remove": _("Remove"),
        "minimum": _("minimum"),
        "maximum": _("maximum"),
    }


def menu_texts() -> dict[str, str]:
    """The words of the menu of downloads."""
    return words_of_menu(_("Download"))


def menu_entries(whole: int, partial: int) -> list[list[Any]]:
    """What can be downloaded: [kind, label, hint, disabled]; an entry without a kind is a heading. What holds names
    stands apart. `whole` and `partial`: notes reviewed as a whole and in part."""
    if whole:
        gold = ngettext("{n} note", "{n} notes", whole).format(n=number(whole))
        if partial:
            left = ngettext("{n} reviewed in part left out", "{n} reviewed in part left out", partial)
            gold += " · " + left.format(n=number(partial))
    else:
        gold = _("no note is reviewed as a whole (key f)")
    return [
        ["zip", _("Pseudonymised texts"), ".zip", False],
        ["jsonl", _("Texts and tags, without the originals"), ".jsonl", False],
        ["", _("CONFIDENTIAL: with names, must not leave the site"), "", False],
        ["table", _("Numbers and file names"), ".csv", False],
        ["originals", _("Texts and passages, with the originals"), ".jsonl", False],
        ["xmi", _("Annotated originals (INCEpTION)"), "XMI", False],
        ["gold", _("Reference: notes reviewed as a whole"), gold, not whole],
    ]


def help_words() -> str:
    """The help of the page."""
    return "\n".join(
        [
            _("Bring notes: what identifies somebody is found, shown with its reason, and replaced."),
            _(
                "Click in the text, then n and p go from passage to passage, a accepts, l changes the label, "
                "r rejects, u undoes; ? lists all the keys. Select text to add a passage that was missed."
            ),
            _("When a note is read to its end, f marks it as reviewed: what stands in it then counts as accepted."),
            _("Your decisions are kept in the site’s review store; they can be downloaded as gold."),
            _("Files stay in the memory of this server; forgotten at most 20 minutes after the page is closed."),
            _("No tool finds everything: read a sample before the texts leave the site."),
        ]
    )


def key_steps() -> list[str]:
    """How the site's key is made and given."""
    return [
        _("In a terminal: carnet pseudonym-key FILE (the file is readable by you alone)."),
        _("Set CARNET_PSEUDONYM_KEY_FILE to that file, then start Carnet again."),
        _("The same key gives a patient the same invented name in every note: keep it apart from the texts."),
    ]
